/** Functions of `tf.nn` and `tf.image` around training: candidates, sequences, statistics, pooling by fractions. */
import { ShapeError, equalDims, formatDim, formatShape, isNumber, normalizeAxis, type Dim } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import type { Bound } from '../../../python/interpreter/native';
import { list, tuple, type Value } from '../../../python/interpreter/values';
import { axesArg } from '../../common/shapes';
import { convert } from '../convert';
import { operation } from '../operation';
import { sparseTensor } from '../sparse';
import { NONE_DIM, readShape, readSize } from '../staticShape';
import { makeTensor } from '../tensorClasses';
import { result, withTensor, type Known } from '../ops/tensors';
import { said } from '../../../protocol/say';

const scalar = (name: string): ReturnType<typeof operation> =>
  operation(`tf.nn.${name}`, '*args, **kwargs', () => result([], 'float32'));

/** The shape without the axes that the call names, or with ones in their places. */
function reduced(a: Bound, cx: Context, x: Known): Dim[] | undefined {
  const given = axesArg(cx, a.get('axes'));
  if (!given) return undefined;
  const keep = a.truth('keepdims') === true || a.truth('keep_dims') === true;
  const over =
    given === 'all' ? x.shape.map((_, i) => i) : given.map((axis) => normalizeAxis(axis, x.shape.length, a.fn));
  return x.shape.flatMap((dim, i) => (!over.includes(i) ? [dim] : keep ? [1] : []));
}

/** A function that gives tensors over all axes but those it is told to reduce. */
const momentsOf = (name: string, signature: string, given: (shape: Dim[], x: Known, a: Bound) => Value[]) =>
  operation(name, signature, (a, cx) =>
    withTensor(cx, a.get('x'), (x) => {
      const shape = reduced(a, cx, x);
      return shape ? tuple(given(shape, x, a)) : cx.unknown('the axes are not known');
    }),
  );

const weightedMoments = momentsOf(
  'tf.nn.weighted_moments',
  'x, axes, frequency_weights, name=None, keep_dims=None, keepdims=None',
  (shape, { dtype }) => [result(shape, dtype), result(shape, dtype)],
);

/** Count, sum, sum of squares and shift. */
const sufficientStatistics = momentsOf(
  'tf.nn.sufficient_statistics',
  'x, axes, shift=None, keep_dims=None, name=None, keepdims=None',
  (shape, { dtype }, a) => [result([], 'float32'), result(shape, dtype), result(shape, dtype), a.get('shift')],
);

const normalizeMoments = operation(
  'tf.nn.normalize_moments',
  'counts, mean_ss, variance_ss, shift, name=None',
  (a, cx) => withTensor(cx, a.get('mean_ss'), (x) => tuple([result(x.shape, x.dtype), result(x.shape, x.dtype)])),
);

/** Regions of sizes drawn at random: ⌊size / ratio⌋ of them along every axis (Graham, "Fractional max-pooling"). */
const fractional = (name: string): ReturnType<typeof operation> =>
  operation(`tf.nn.${name}`, 'value, pooling_ratio, *args, **kwargs', (a, cx) =>
    withTensor(cx, a.get('value'), (x) => {
      const ratio = a.get('pooling_ratio');
      const one = numberIn(ratio);
      const ratios = one === undefined ? (cx.sequence(ratio)?.map(numberIn) ?? []) : [1, one, one, 1];
      if (ratios.length !== 4 || !ratios.every((r) => r !== undefined && isNumber(r)))
        return cx.unknown('the ratio is not known');
      const sizes = x.shape.map((dim, i) =>
        isNumber(dim) ? Math.floor(dim / (ratios[i] as number)) : cx.unknownDim('the size is not known'),
      );
      const empty = sizes.findIndex((size) => size === 0);
      if (empty >= 0) {
        throw new ShapeError(
          'output-not-positive',
          said`${a.fn}: pooling_ratio leaves nothing of axis ${empty} of ${formatShape(x.shape)}: it must not be larger than the size.`,
        );
      }
      const cuts = (size: Dim): Value => makeTensor([isNumber(size) ? size + 1 : size], 'int64');
      return tuple([result(sizes, x.dtype), cuts(sizes[1]), cuts(sizes[2])]);
    }),
  );

const numberIn = (value: Value): Dim | undefined =>
  value.kind === 'int' || value.kind === 'float' ? value.value : undefined;

/** The sparse tensors of decoded sequences, and a score for every example. */
const ctcDecoder = (name: string): ReturnType<typeof operation> =>
  operation(`tf.nn.${name}`, 'inputs, sequence_length, *args, **kwargs', (a, cx) =>
    withTensor(cx, a.get('inputs'), (x) => {
      return tuple([list([sparseTensor([NONE_DIM, NONE_DIM], 'int64')]), result([x.shape[1], 1], 'float32')]);
    }),
  );

const isotonic = operation('tf.nn.isotonic_regression', 'inputs, decreasing=True, axis=-1', (a, cx) =>
  withTensor(cx, a.get('inputs'), (x) => tuple([result(x.shape, x.dtype), result(x.shape, 'int32')])),
);

const collapseRepeated = operation('tf.nn.collapse_repeated', 'labels, seq_length, name=None', (a, cx) =>
  withTensor(cx, a.get('labels'), (x) =>
    tuple([
      result([x.shape[0], cx.unknownDim('how many labels are left depends on the data')], x.dtype),
      result([x.shape[0]], 'int32'),
    ]),
  ),
);

/** Gradients of a depthwise convolution have the shape of what they are gradients of. */
const backprop = (name: string, of: string): ReturnType<typeof operation> =>
  operation(
    `tf.nn.${name}`,
    name.endsWith('filter')
      ? 'input, filter_sizes, out_backprop, strides, padding, *args, **kwargs'
      : 'input_sizes, filter, out_backprop, strides, padding, *args, **kwargs',
    (a, cx) => {
      const shape = readShape(a.get(of), cx, of);
      return shape ? result(shape, 'float32') : cx.unknown(said`${of} is not known`);
    },
  );

const averageLoss = scalar('compute_average_loss');

export const trainingFunctions = [
  averageLoss,
  scalar('scale_regularization_loss'),
  weightedMoments,
  sufficientStatistics,
  normalizeMoments,
  fractional('fractional_max_pool'),
  fractional('fractional_avg_pool'),
  ctcDecoder('ctc_greedy_decoder'),
  ctcDecoder('ctc_beam_search_decoder'),
  isotonic,
  collapseRepeated,
  backprop('depthwise_conv2d_backprop_filter', 'filter_sizes'),
  backprop('depthwise_conv2d_backprop_input', 'input_sizes'),
];

/** A window of every image, by the size that is asked for. */
export const extractGlimpse = operation('tf.image.extract_glimpse', 'input, size, offsets, *args, **kwargs', (a, cx) =>
  withTensor(cx, a.get('input'), (x) => {
    const size = readShape(a.get('size'), cx, 'size');
    const offsets = convert(cx, a.get('offsets'));
    const each = offsets.kind === 'tensor' ? offsets.shape?.[0] : undefined;
    if (each !== undefined && equalDims(each, x.shape[0]) === false)
      throw new ShapeError(
        'input-size-mismatch',
        said`${a.fn} needs one offset per image: there are ${formatDim(x.shape[0])} images and ${formatDim(each)} offsets.`,
      );
    return size?.length === 2
      ? result([x.shape[0], ...size, x.shape[3]], x.dtype)
      : cx.unknown('the size of the window is not known');
  }),
);

export const statelessCrop = operation('tf.image.stateless_random_crop', 'value, size, seed, name=None', (a, cx) =>
  withTensor(cx, a.get('value'), (x) => {
    const size = readShape(a.get('size'), cx, 'size');
    if (!size) return cx.unknown('the size of the crop is not known');
    if (size.length !== x.shape.length) {
      throw new ShapeError(
        'rank-mismatch',
        said`${a.fn}: size=${formatShape(size)} needs one entry for each of the ${x.shape.length} axes of ${formatShape(x.shape)}.`,
      );
    }
    return result(size, x.dtype);
  }),
);

/** Pictures that are compressed and read again. */
export const jpegQuality = ['random_jpeg_quality', 'stateless_random_jpeg_quality'].map((name) =>
  operation(`tf.image.${name}`, 'image, *args, **kwargs', (a, cx) =>
    withTensor(cx, a.get('image'), (x) => result(x.shape, x.dtype)),
  ),
);

export const paddedSuppression = operation(
  'tf.image.non_max_suppression_padded',
  'boxes, scores, max_output_size, *args, pad_to_max_output_size=False, **kwargs',
  (a, cx) => {
    const most = readSize(a.get('max_output_size'), cx, 'max_output_size');
    const padded = a.truth('pad_to_max_output_size') === true;
    const count = padded ? most : cx.unknownDim('how many boxes are kept depends on the data');
    return tuple([result([count], 'int32'), result([], 'int32')]);
  },
);
