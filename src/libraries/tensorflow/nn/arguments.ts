/** Arguments as `tf.nn` takes them: strides over all axes, padding words and pairs, data formats. */
import {
  ShapeError,
  equalDims,
  explicitEdges,
  formatDim,
  formatShape,
  isNumber,
  layoutWord,
  lessThan,
  paddingFromWord,
  tfExplicitPadding,
  tfPerAxis,
  type DataLayout,
  type Dim,
  type Edges,
  type PaddingSpec,
  type ShapeErrorCode,
  type SpatialRank,
  type WindowAxis,
} from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import type { Bound } from '../../../python/interpreter/native';
import type { TensorValue, Value } from '../../../python/interpreter/values';
import { stateOf, warnOnce } from '../state';
import { readShape, readSize } from '../staticShape';
import { hasKerasTensor } from '../tensorClasses';
import { said } from '../../../protocol/say';

/** `NHWC` and its relatives. @throws PyError ValueError for another word */
export function layoutOf(a: Bound, rank: number): DataLayout {
  const value = a.get('data_format');
  if (value.kind !== 'str') return 'channels_last';
  const word = value.value;
  const [last, first] = [layoutWord('channels_last', rank), layoutWord('channels_first', rank)];
  if (word === 'channels_last' || word === last) return 'channels_last';
  if (word === 'channels_first' || word === first) return 'channels_first';
  throw new PyError(
    'ValueError',
    said`data_format='${word}' is not known to ${a.fn}: it takes '${last}' or '${first}'.`,
    'argument-value',
  );
}

const CODES: Readonly<Record<string, ShapeErrorCode>> = {
  strides: 'stride-not-positive',
  stride: 'stride-not-positive',
  dilations: 'dilation-not-positive',
  rate: 'dilation-not-positive',
  rates: 'dilation-not-positive',
  ksize: 'kernel-not-positive',
  window_shape: 'kernel-not-positive',
};

/**
 * A setting that is a number, one per spatial axis, or one per axis of the input; undefined where it is not known.
 * @throws ShapeError `argument-count`, and the parameter's own code for a size below 1
 */
export function windowSizes(
  cx: Context,
  value: Value,
  rank: number,
  layout: DataLayout,
  name: string,
): Dim[] | undefined {
  const given = value.kind === 'int' || value.kind === 'float' ? readSize(value, cx, name) : readShape(value, cx, name);
  if (given === undefined) return undefined;
  const sizes = tfPerAxis(given as Dim | readonly Dim[], rank, layout, name);
  const wrong = sizes.find((size) => isNumber(size) && size < 1);
  if (wrong !== undefined) {
    throw new ShapeError(
      CODES[name] ?? 'size-not-positive',
      said`${name}=${formatShape(sizes)} must be positive on every axis.`,
      {
        parameter: name,
        value: 1,
      },
    );
  }
  return sizes;
}

/**
 * Settings of kernels that take one entry per axis of the input and no shorter form: `tf.nn.conv3d`,
 * `tf.nn.depthwise_conv2d`, `tf.image.extract_patches`.
 * @throws ShapeError `argument-count` for a number or a list of another length
 */
export function entryPerAxis(a: Bound, name: string, layout: DataLayout, rank: number): void {
  if (a.isNone(name)) return;
  const value = a.get(name);
  const isOne = value.kind === 'int' || value.kind === 'float';
  const given = isOne ? undefined : readShape(value, a.cx, name);
  if (!isOne && (given === undefined || given.length === rank + 2)) return;
  const ones = new Array<Dim>(rank).fill(1);
  const sizes = given?.length === rank ? given : isOne && isNumber(value.value) ? ones.map(() => value.value) : ones;
  const whole = layout === 'channels_first' ? [1, 1, ...sizes] : [1, ...sizes, 1];
  const list = `[${formatShape(whole).slice(1, -1)}]`;
  throw new ShapeError(
    'argument-count',
    said`${a.fn}: ${name}=${a.cx.repr(value)} needs one entry per axis of the input, ${rank + 2} in all, batch and channels among them: write ${list}.`,
    { parameter: name, value: whole },
  );
}

/** The setting where it was given, ones otherwise. */
export function windowSizesOr1(a: Bound, name: string, rank: number, layout: DataLayout): Dim[] | undefined {
  if (a.isNone(name)) return new Array<Dim>(rank).fill(1);
  return windowSizes(a.cx, a.get(name), rank, layout, name);
}

/**
 * The padding: SAME, VALID, or where `explicit` allows it one pair per axis; undefined where it is not known.
 * @throws ShapeError `padding-mode`, `argument-count`, `padding-value`; PyError TypeError for what is neither
 */
export function paddingOf(a: Bound, rank: SpatialRank, layout: DataLayout, explicit: boolean): PaddingSpec | undefined {
  const value = a.get('padding');
  if (value.kind === 'unknown') return undefined;
  if (value.kind === 'str') return paddingFromWord(value.value, 'tf', a.fn, rank);
  const items =
    value.kind === 'list' || value.kind === 'tuple' || value.kind === 'tensor' ? a.cx.sequence(value) : undefined;
  if (!items) {
    throw new PyError(
      'TypeError',
      said`${a.fn}: padding must be 'SAME', 'VALID' or a list of pairs, not ${a.cx.repr(value)}.`,
      'padding-mode',
    );
  }
  if (!explicit) {
    throw new PyError(
      'TypeError',
      said`${a.fn}: padding must be 'SAME' or 'VALID'; pad with tf.pad for explicit amounts.`,
      'padding-mode',
    );
  }
  return explicitPairs(a, value, items, rank, layout);
}

/**
 * A padding with one pair per axis of the input.
 * @throws ShapeError `argument-count`, `padding-value`, `padding-negative`
 */
export function explicitPairs(
  a: Bound,
  value: Value,
  items: readonly Value[],
  rank: SpatialRank,
  layout: DataLayout,
): PaddingSpec {
  const pairs = items.map((item): Edges => {
    const edges = readShape(item, a.cx, 'padding') ?? [];
    if (edges.length !== 2)
      throw new ShapeError(
        'argument-count',
        said`Each element of padding must be a pair [before, after]. Received: ${a.cx.repr(value)}.`,
      );
    return [edges[0], edges[1]];
  });
  const edges = tfExplicitPadding(pairs, rank, layout);
  if (edges.flat().some((edge) => lessThan(edge, 0))) {
    throw new ShapeError(
      'padding-negative',
      said`${a.fn}: explicit padding must not be negative. Received: ${a.cx.repr(value)}.`,
    );
  }
  return explicitEdges(edges);
}

/**
 * `tf.nn.convolution` and `tf.nn.pool` take a stride or a dilation (`nn_ops.py`, `_get_strides_and_dilation_rate`).
 * @throws ShapeError `stride-with-dilation`
 */
export function needOneOfBoth(op: string, strides: readonly Dim[], dilations: readonly Dim[]): void {
  const isAbove1 = (sizes: readonly Dim[]): boolean => sizes.some((size) => lessThan(1, size));
  if (!isAbove1(strides) || !isAbove1(dilations)) return;
  throw new ShapeError(
    'stride-with-dilation',
    said`${op}: strides=${formatShape(strides)} and dilations=${formatShape(dilations)} cannot both be larger than 1. Set one of them to 1.`,
    { parameter: 'dilations', value: 1 },
  );
}

/**
 * A layout that runs on GPUs alone. Analysis warns; a program that is run computes on the CPU and is refused there,
 * except while a graph or a Keras model is built, which runs nothing.
 * @throws PyError UnimplementedError in an eager call of a program that is run
 */
export function channelsFirstOnGpuOnly(cx: Context, op: string, x: TensorValue): void {
  // Tensors that exist have sizes that are numbers; others stand for those of a traced function.
  const eager = !stateOf(cx).graphMode && !hasKerasTensor([x]) && x.shape?.every(isNumber) === true;
  const refused = cx.mode === 'run' && eager;
  const message = said`${op} with channels first (NCHW) runs only on GPUs; on a CPU TensorFlow has no kernel for it. Use data_format='NHWC' and transpose before.`;
  const fix = { parameter: 'data_format', value: 'NHWC' };
  if (refused) throw new PyError('UnimplementedError', message, 'nchw-on-cpu', fix);
  warnOnce(cx, 'nchw-on-cpu', message, fix);
}

/** Says that no window fits: eager kernels give nothing then, and graphs refuse the same call. */
export function warnOfEmptyOutput(
  cx: Context,
  plan: { readonly op: string; readonly axes: readonly WindowAxis[] },
): void {
  const axis = plan.axes.find(({ output }) => output === 0);
  if (!axis || equalDims(axis.input, 0)) return;
  warnOnce(
    cx,
    'empty-output',
    said`The output of ${plan.op} is empty: a window over ${formatDim(axis.effectiveKernel)} does not fit into ${axis.name} = ${formatDim(axis.input)}. Outside of a graph nothing comes out; in tf.function, Keras and TensorFlow 1 the same call is refused ("Negative dimension size").`,
  );
}
