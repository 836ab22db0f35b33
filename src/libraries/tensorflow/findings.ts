/**
 * Findings about programs that run and do something else than they say: TensorFlow accepts the shapes, and the numbers are
 * wrong. Each is certain from the shapes alone.
 */
import {
  equalDims,
  formatDim,
  formatShape,
  isNumber,
  DEALT_OUT,
  type ConvPlan,
  type DataLayout,
  type Dim,
  type Shape,
} from '../../shape';
import type { Context } from '../../python/interpreter/context';
import { TensorValue, type Value } from '../../python/interpreter/values';
import { infoOf } from './node';
import { informOnce, stateOf, warnOnce } from './state';
import { said } from '../../protocol/say';

/**
 * Remembers that a difference paired every element of a vector with every row of a column: `(n,) − (n, 1)` is
 * `(n, n)`. That is meant where distances are computed, and never where the mean of it is a loss.
 */
export function noteDifference(left: Value, right: Value, difference: TensorValue): TensorValue {
  const [a, b] = [left, right].map((value) => (value instanceof TensorValue ? value.shape : undefined));
  if (!a || !b || !(isVectorAndColumn(a, b) || isVectorAndColumn(b, a))) return difference;
  return marked(difference, `${formatShape(a)} − ${formatShape(b)}`);
}

/** A batch of one is as good as any shape: only sizes that are known tell. */
function isVectorAndColumn(a: Shape, b: Shape): boolean {
  return a.length === 1 && b.length === 2 && b[1] === 1 && isNumber(a[0]) && a[0] > 1 && a[0] === b[0];
}

/** Squares and magnitudes of such a difference are still differences of all pairs. */
export function keepDifference(from: Value, to: Value): Value {
  const pairs = from instanceof TensorValue ? infoOf(from).pairs : undefined;
  return pairs !== undefined && to instanceof TensorValue ? marked(to, pairs) : to;
}

function marked(tensor: TensorValue, pairs: string): TensorValue {
  tensor.native = { ...infoOf(tensor), pairs };
  return tensor;
}

/** Warns where the mean or sum over everything is taken of differences of all pairs. */
export function warnOfPairs(cx: Context, x: TensorValue): void {
  const { pairs } = infoOf(x);
  if (pairs === undefined) return;
  warnOnce(
    cx,
    'broadcast-pairs',
    said`The mean is taken of ${pairs} = ${formatShape(x.shape ?? [])}: every prediction is compared with every label, not with its own. Give both the same shape: tf.expand_dims(…, 1) makes the vector a column, tf.squeeze(…, 1) the column a vector.`,
  );
}

/** Warns where the place of the largest is asked for among one. */
export function warnOfOnlyOne(cx: Context, op: string, shape: Shape, axis: number): void {
  if (shape.at(axis) !== 1 || shape.length === 0) return;
  warnOnce(
    cx,
    'argmax-of-one',
    said`${op} along axis ${axis} of ${formatShape(shape)} is always 0: that axis has one element. For two classes and one output compare with a threshold instead: tf.greater(x, 0.5).`,
  );
}

/**
 * Warns where `(None, …)` is reshaped to `(−1, n)` although n is neither a part nor a multiple of the numbers that one
 * example has: rows of the result then begin in the middle of an example, and most batch sizes are refused.
 */
export function warnOfMixedExamples(cx: Context, op: string, from: Shape, each: number, taken: number): void {
  if (each % taken === 0 || taken % each === 0) return;
  warnOnce(
    cx,
    'reshape-mixes-examples',
    said`${op} of ${formatShape(from)} reads ${formatDim(taken)} numbers for a row, but an example has ${formatDim(each)}: only batches of a multiple of ${formatDim(taken / gcd(each, taken))} fit, and rows mix examples. Use ${each} instead of ${taken}, or check the sizes before.`,
    { parameter: 'shape', value: each },
  );
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/**
 * Says, once in a program, that a convolution or pooling with channels first needs a GPU or oneDNN. TensorFlow's own CPU kernels
 * refuse the layout ("only supports the NHWC tensor format on the CPU"), in 2.21 too where TF_ENABLE_ONEDNN_OPTS=0.
 */
export function informOfChannelsFirst(cx: Context, op: string, layout: DataLayout, given: string): void {
  const state = stateOf(cx);
  if (layout !== 'channels_first' || state.toldOfChannelsFirst || cx.mode === 'run') return;
  state.toldOfChannelsFirst = true;
  informOnce(
    cx,
    'nchw-on-cpu',
    said`${op} with data_format='${given}' runs on GPUs, and on x86 CPUs since TensorFlow 2.9, where oneDNN is on; other CPUs and earlier versions refuse channels first. To run everywhere, transpose to channels last before and back behind.`,
    { parameter: 'data_format', value: given.startsWith('N') ? 'NHWC' : 'channels_last' },
  );
}

/**
 * Warns of two settings of a depthwise convolution that only some versions and devices take, or take differently: unequal
 * strides, and a stride beside a dilation. TensorFlow's kernels refuse unequal strides in every version
 * (`depthwise_conv_op.cc`, tried with 2.21 and TF_ENABLE_ONEDNN_OPTS=0); oneDNN, which replaces them on x86 CPUs since 2.9,
 * runs them. Keras 2.7 to 2.15 refuse a stride beside a dilation (`BaseConv.__init__`), Keras 3 computes it.
 */
export function warnOfDepthwise(cx: Context, { op, axes, notes, framework }: ConvPlan): void {
  const [rows, columns] = axes.map(({ stride }) => stride);
  if (columns !== undefined && equalDims(rows, columns) === false) {
    warnOnce(
      cx,
      'depthwise-unequal-strides',
      said`${op} has stride ${formatDim(rows)} along H and ${formatDim(columns)} along W. TensorFlow's own kernels refuse that at run time, on GPUs and on CPUs before 2.9; with oneDNN, the default on x86 CPUs since then, it runs (2.21 on a CPU does). Use one stride for both axes, or a grouped convolution.`,
      { parameter: 'strides', value: rows },
    );
  }
  if (notes.some(({ code }) => code === 'space-to-batch'))
    warnOnce(cx, 'depthwise-stride-with-dilation', said`${op}: ${DEALT_OUT}.`);
  const isAbove1 = (sizes: readonly Dim[]): boolean => sizes.some((size) => isNumber(size) && size > 1);
  if (framework === 'keras' && isAbove1(axes.map((a) => a.stride)) && isAbove1(axes.map((a) => a.dilation))) {
    informOnce(
      cx,
      'depthwise-stride-with-dilation',
      said`${op} has strides and dilation_rate above 1: Keras 2.7 to 2.15 refuse both together, and earlier ones take the stride after the rows are dealt out by dilation, which gives other sizes. Keras 3 computes the strided dilated convolution.`,
    );
  }
}
