/** Functions of `tf.math` whose shapes follow from few rules: of one element, of elements side by side, of groups of rows. */
import {
  ShapeError,
  broadcastShapes,
  equalDims,
  formatDim,
  formatShape,
  isNumber,
  normalizeAxis,
} from '../../../shape';
import { said } from '../../../protocol/say';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { list, tuple, type NativeFunction, type TensorValue, type Value } from '../../../python/interpreter/values';
import { dtypeArg } from '../../common/dtypes';
import { elementsOf } from '../../common/elements';
import { axesArg } from '../../common/shapes';
import { convert, tensorList } from '../convert';
import { operation } from '../operation';
import { numberOf, readSize } from '../staticShape';
import { countOfDifferent, notVector } from './selecting';
import { result, withTensor, type Known } from './tensors';

/** Functions of every element by itself. */
const ELEMENTS =
  'acosh asinh atanh angle bessel_i0 bessel_i0e bessel_i1 bessel_i1e conj digamma erfc erfcinv erfinv imag lgamma ' +
  'log_sigmoid ndtri real reciprocal_no_nan cumulative_logsumexp check_numerics as_string guarantee_const';

/** Functions of the elements that stand at the same place. */
const SIDE_BY_SIDE =
  'multiply_no_nan nextafter xdivy xlog1py xlogy zeta igamma igammac polygamma truncatediv truncatemod complex betainc';

/** Reductions of the rows that belong to one segment. */
const SEGMENTS = ['sum', 'mean', 'max', 'min', 'prod'];

const ofElements = (name: string): NativeFunction =>
  operation(`tf.math.${name}`, 'x=None, *rest, input=None, **named', (a, cx) =>
    withTensor(cx, a.isNone('x') ? a.get('input') : a.get('x'), (x) => result(x.shape, x.dtype)),
  );

/** Runs a rule on several tensors whose shapes are known. */
function withAll(cx: Context, values: readonly Value[], rule: (...xs: Known[]) => Value): Value {
  const next = (known: Known[], rest: readonly Value[]): Value =>
    rest.length === 0 ? rule(...known) : withTensor(cx, rest[0], (x) => next([...known, x], rest.slice(1)));
  return next([], values);
}

const sideBySide = (name: string): NativeFunction =>
  operation(`tf.math.${name}`, '*args, name=None, **named', (a, cx) =>
    withAll(cx, [...a.rest, ...a.extra.values()], (...xs) =>
      result(
        broadcastShapes(
          xs.map(({ shape }) => shape),
          a.fn,
        ),
        xs[0]?.dtype,
      ),
    ),
  );

/** @throws ShapeError `input-size-mismatch` where there is not one segment for every row */
function needOnePerRow(op: string, data: Known, ids: Known): void {
  const differs = ids.shape.some((dim, i) => equalDims(dim, data.shape[i] ?? 0) === false);
  if (!differs && ids.shape.length <= data.shape.length) return;
  throw new ShapeError(
    'input-size-mismatch',
    said`${op}: segment_ids of ${formatShape(ids.shape)} must say one segment for every row of data, which is ${formatShape(data.shape)}.`,
  );
}

/** One more than the largest of some indices, where all of them are known. */
function countOf(indices: readonly TensorValue[]): number | undefined {
  const numbers = indices.map(elementsOf);
  if (!numbers.every((of) => of !== undefined)) return undefined;
  const all = numbers.flat();
  return all.every(isNumber) ? Math.max(-1, ...all) + 1 : undefined;
}

/** One row per segment; how many there are stands in the numbers. */
const segment = (kind: string): NativeFunction =>
  operation(`tf.math.segment_${kind}`, 'data, segment_ids, name=None', (a, cx) =>
    withAll(cx, [a.get('data'), a.get('segment_ids')], (data, ids) => {
      needOnePerRow(a.fn, data, ids);
      const count = countOf([ids]) ?? cx.unknownDim('how many segments there are depends on segment_ids');
      return result([count, ...data.shape.slice(1)], data.dtype);
    }),
  );

const unsortedSegment = (kind: string): NativeFunction =>
  operation(`tf.math.unsorted_segment_${kind}`, 'data, segment_ids, num_segments, name=None', (a, cx) =>
    withAll(cx, [a.get('data'), a.get('segment_ids')], (data, ids) => {
      needOnePerRow(a.fn, data, ids);
      const count = readSize(a.get('num_segments'), cx, 'num_segments');
      return result([count, ...data.shape.slice(ids.shape.length)], data.dtype);
    }),
  );

/** A function that gives its tensor's shape with the last axis left out. */
const withoutLast = (name: string, first: string): NativeFunction =>
  operation(`tf.math.${name}`, `${first}, **rest`, (a, cx) =>
    withTensor(cx, a.get(first), (x) => result(x.shape.slice(0, -1), x.dtype)),
  );

/** The numbers of a tensor or a list, where all are known. */
function numbersOf(cx: Context, value: Value): readonly number[] | undefined {
  const tensor = convert(cx, value);
  const elements = tensor.kind === 'tensor' ? elementsOf(tensor) : undefined;
  return elements?.every(isNumber) ? elements : undefined;
}

const confusionMatrix = operation(
  'tf.math.confusion_matrix',
  'labels, predictions, num_classes=None, weights=None, dtype=None, name=None',
  (a, cx) => {
    const given = ['labels', 'predictions'].map((name) => numbersOf(cx, a.get(name)));
    const most = given.every((labels) => labels) ? Math.max(-1, ...given.flatMap((labels) => labels!)) + 1 : undefined;
    const classes = a.isNone('num_classes')
      ? (most ?? cx.unknownDim('the number of classes is the largest label'))
      : readSize(a.get('num_classes'), cx, 'num_classes');
    return result([classes, classes], dtypeArg(a.get('dtype')) ?? 'int32');
  },
);

const bincount = operation(
  'tf.math.bincount',
  'arr, weights=None, minlength=None, maxlength=None, dtype=None, name=None, axis=None, binary_output=False',
  (a, cx) =>
    withTensor(cx, a.get('arr'), (x) => {
      const bound = ['minlength', 'maxlength'].map((name) =>
        a.isNone(name) ? undefined : readSize(a.get(name), cx, name),
      );
      const fixed = bound[0] !== undefined && bound[0] === bound[1] ? bound[0] : undefined;
      const known = numbersOf(cx, x);
      const [least, most] = [bound[0] ?? 0, bound[1] ?? Infinity];
      const counted =
        known && isNumber(least) && isNumber(most)
          ? Math.max(least, Math.min(most, Math.max(-1, ...known) + 1))
          : undefined;
      const bins = fixed ?? counted ?? cx.unknownDim('the number of bins is the largest number');
      if (!a.isNone('axis') && x.shape.length > 2) {
        throw new ShapeError(
          'rank-mismatch',
          said`${a.fn} along an axis takes a tensor of at most 2 axes, but got ${formatShape(x.shape)}.`,
        );
      }
      return result(a.isNone('axis') || x.shape.length < 2 ? [bins] : [x.shape[0], bins], 'int32');
    }),
);

const sobol = operation('tf.math.sobol_sample', 'dim, num_results, skip=0, dtype=None, name=None', (a, cx) =>
  result([readSize(a.get('num_results'), cx, 'num_results'), readSize(a.get('dim'), cx, 'dim')], 'float32'),
);

const polyval = operation('tf.math.polyval', 'coeffs, x, name=None', (a, cx) => {
  const coefficients = tensorList(cx, a.get('coeffs'));
  if (!coefficients) return cx.unknown('the coefficients are not known');
  return withAll(cx, [...coefficients, a.get('x')], (...xs) =>
    result(
      broadcastShapes(
        xs.map(({ shape }) => shape),
        a.fn,
      ),
      xs.at(-1)!.dtype,
    ),
  );
});

const scalarMul = operation('tf.math.scalar_mul', 'scalar, x, name=None', (a, cx) =>
  withTensor(cx, a.get('x'), (x) => result(x.shape, x.dtype)),
);

/** The k largest or smallest of the last axis, or of another. */
const approximate = (name: string): NativeFunction =>
  operation(`tf.math.${name}`, 'operand, k, reduction_dimension=-1, *args, **kwargs', (a, cx) =>
    withTensor(cx, a.get('operand'), (x) => {
      const axis = a.number('reduction_dimension');
      if (axis === undefined) return cx.unknown('the axis is not known');
      const shape = x.shape.with(axis, readSize(a.get('k'), cx, 'k'));
      return tuple([result(shape, x.dtype), result(shape, 'int32')]);
    }),
  );

/** Where each of the numbers 0, 1, 2, … stands. */
const invertPermutation = operation('tf.math.invert_permutation', 'x, name=None', (a, cx) =>
  withTensor(cx, a.get('x'), (x) => {
    if (x.shape.length !== 1) throw notVector(a.fn, x.shape);
    if (x.dtype && !/^int/.test(x.dtype)) {
      throw new PyError(
        'TypeError',
        said`${a.fn} takes integers, but got ${x.dtype}. Cast it: tf.cast(x, tf.int32).`,
        'dtype-mismatch',
      );
    }
    return result(x.shape, x.dtype);
  }),
);

const isSorted = (name: string): NativeFunction =>
  operation(`tf.math.${name}`, 'x, name=None', () => result([], 'bool'));

const accumulate = operation('tf.math.accumulate_n', 'inputs, shape=None, tensor_dtype=None, name=None', (a, cx) => {
  const inputs = tensorList(cx, a.get('inputs'));
  return inputs ? withAll(cx, inputs, (x) => result(x.shape, x.dtype)) : cx.unknown('what is added is not known');
});

/** In `tf.math`; version 1 has most of them in its root. */
export const specialFunctions = [
  ...ELEMENTS.split(' ').map(ofElements),
  ...SIDE_BY_SIDE.split(' ').map(sideBySide),
  ...SEGMENTS.map(segment),
  ...[...SEGMENTS, 'sqrt_n'].map(unsortedSegment),
  withoutLast('lbeta', 'x'),
  confusionMatrix,
  bincount,
  sobol,
  polyval,
  scalarMul,
  accumulate,
  invertPermutation,
  ...['approx_max_k', 'approx_min_k'].map(approximate),
  ...['is_non_decreasing', 'is_strictly_increasing'].map(isSorted),
];

/** Moved along axes, elements that leave at one end come in at the other. */
const roll = operation('tf.roll', 'input, shift, axis, name=None', (a, cx) =>
  withTensor(cx, a.get('input'), (x) => {
    const [shifts, axes] = ['shift', 'axis'].map((name) => axesArg(cx, a.get(name), name));
    if (x.shape.length === 0) {
      throw new ShapeError('rank-mismatch', said`${a.fn} moves along an axis, but the input is a scalar.`);
    }
    if (axes && axes !== 'all') for (const axis of axes) normalizeAxis(axis, x.shape.length, a.fn);
    if (shifts && axes && shifts !== 'all' && axes !== 'all' && shifts.length !== axes.length) {
      throw new ShapeError(
        'argument-count',
        said`${a.fn}: shift has ${shifts.length} entries and axis ${axes.length}; each axis needs its own.`,
      );
    }
    return result(x.shape, x.dtype);
  }),
);

/** Each row of values is looked up in the sequence of the same place: all axes but the last are alike (documentation of tf.searchsorted). */
const searchsorted = operation(
  'tf.searchsorted',
  "sorted_sequence, values, side='left', out_type=None, name=None",
  (a, cx) =>
    withTensor(cx, a.get('sorted_sequence'), (sorted) =>
      withTensor(cx, a.get('values'), (x) => {
        const [rows, asked] = [sorted.shape.slice(0, -1), x.shape.slice(0, -1)];
        if (rows.length !== asked.length || rows.some((dim, i) => equalDims(dim, asked[i]) === false)) {
          throw new ShapeError(
            'input-size-mismatch',
            said`tf.searchsorted: all axes but the last must be alike, but the sequences are ${formatShape(sorted.shape)} and the values ${formatShape(x.shape)}.`,
          );
        }
        return result(x.shape, dtypeArg(a.get('out_type')) ?? 'int32');
      }),
    ),
);

const argsort = operation('tf.argsort', "values, axis=-1, direction='ASCENDING', stable=False, name=None", (a, cx) =>
  withTensor(cx, a.get('values'), (x) => result(x.shape, 'int32')),
);

const histogram = operation(
  'tf.histogram_fixed_width',
  'values, value_range, nbins=100, dtype=None, name=None',
  (a, cx) => result([readSize(a.get('nbins'), cx, 'nbins')], dtypeArg(a.get('dtype')) ?? 'int32'),
);

const histogramBins = operation(
  'tf.histogram_fixed_width_bins',
  'values, value_range, nbins=100, dtype=None, name=None',
  (a, cx) => withTensor(cx, a.get('values'), (x) => result(x.shape, dtypeArg(a.get('dtype')) ?? 'int32')),
);

const unravelIndex = operation('tf.unravel_index', 'indices, dims, name=None', (a, cx) =>
  withAll(cx, [a.get('indices'), a.get('dims')], (indices, dims) =>
    result([dims.shape[0], ...indices.shape], indices.dtype),
  ),
);

const reverseSequence = operation(
  'tf.reverse_sequence',
  'input, seq_lengths, seq_axis=None, batch_axis=None, name=None, seq_dim=None, batch_dim=None',
  (a, cx) =>
    withTensor(cx, a.get('input'), (x) => {
      const axis = (name: string, older: string): number | undefined =>
        numberOf(a.isNone(name) ? a.get(older) : a.get(name));
      if (a.isNone('seq_axis') && a.isNone('seq_dim')) {
        throw new PyError('ValueError', said`${a.fn} needs seq_axis, the axis that is reversed.`, 'missing-argument');
      }
      const places = [axis('seq_axis', 'seq_dim'), axis('batch_axis', 'batch_dim') ?? 0];
      for (const place of places) if (place !== undefined) normalizeAxis(place, x.shape.length, a.fn);
      const lengths = convert(cx, a.get('seq_lengths'));
      const count = lengths.kind === 'tensor' ? lengths.shape?.[0] : undefined;
      const batch = x.shape[places[1]!];
      if (count !== undefined && equalDims(count, batch) === false) {
        throw new ShapeError(
          'input-size-mismatch',
          said`${a.fn}: seq_lengths has ${formatDim(count)} entries, but axis ${places[1]!} of ${formatShape(x.shape)} has ${formatDim(batch)} elements.`,
        );
      }
      return result(x.shape, x.dtype);
    }),
);

const BITS: Readonly<Record<string, number>> = {
  float16: 16,
  bfloat16: 16,
  float32: 32,
  float64: 64,
  bool: 8,
  complex64: 64,
};
const bitsOf = (dtype: string | undefined): number | undefined =>
  dtype === undefined ? undefined : (BITS[dtype] ?? (Number(/\d+$/.exec(dtype)?.[0]) || undefined));

/** The same bits as another type: smaller elements get an axis behind, larger ones take the last axis. */
const bitcast = operation('tf.bitcast', 'input, type, name=None', (a, cx) =>
  withTensor(cx, a.get('input'), (x) => {
    const dtype = dtypeArg(a.get('type'));
    const [from, to] = [bitsOf(x.dtype), bitsOf(dtype)];
    if (from === undefined || to === undefined) return cx.unknown('the types are not known');
    if (from === to) return result(x.shape, dtype);
    if (from > to) return result([...x.shape, from / to], dtype);
    if (equalDims(x.shape.at(-1) ?? 0, to / from) === false) {
      throw new ShapeError(
        'size-not-divisible',
        said`${a.fn} from ${x.dtype!} to ${dtype!} takes ${to / from} in the last axis, but got ${formatShape(x.shape)}.`,
      );
    }
    return result(x.shape.slice(0, -1), dtype);
  }),
);

const identityN = operation('tf.identity_n', 'input, name=None', (a, cx) => {
  const inputs = tensorList(cx, a.get('input'));
  return inputs ? list(inputs) : cx.unknown('the tensors are not known');
});

const shapeN = operation('tf.shape_n', 'input, out_type=None, name=None', (a, cx) => {
  const inputs = tensorList(cx, a.get('input'));
  if (!inputs) return cx.unknown('the tensors are not known');
  return list(
    inputs.map((x) => (x.shape ? result([x.shape.length], 'int32', { elements: x.shape }) : result([], 'int32'))),
  );
});

/** Rows put together from several tensors by their indices: as many as the largest index says. */
const dynamicStitch = operation('tf.dynamic_stitch', 'indices, data, name=None', (a, cx) => {
  const [indices, data] = [tensorList(cx, a.get('indices')), tensorList(cx, a.get('data'))];
  const [place, row] = [indices?.[0]?.shape, data?.[0]?.shape];
  if (!indices || !place || !row) return cx.unknown('the shapes of what is stitched are not known');
  const count = countOf(indices) ?? cx.unknownDim('how many rows there are depends on the indices');
  return result([count, ...row.slice(place.length)], data![0].dtype);
});

const uniqueWithCounts = operation('tf.unique_with_counts', 'x, out_idx=None, name=None', (a, cx) =>
  withTensor(cx, a.get('x'), (x) => {
    if (x.shape.length !== 1) throw notVector(a.fn, x.shape);
    const count = countOfDifferent(cx, x);
    return tuple([result([count], x.dtype), result(x.shape, 'int32'), result([count], 'int32')]);
  }),
);

/** In the root. */
/** Eight bytes for each row, whatever is in it (tensorflow/core/kernels/fingerprint_op.cc). */
const fingerprint = operation('tf.fingerprint', "data, method='farmhash64', name=None", (a, cx) =>
  withTensor(cx, a.get('data'), (x) => {
    if (x.shape.length === 0)
      throw new ShapeError('rank-mismatch', said`${a.fn} takes a tensor of at least one axis, but got a scalar.`);
    return result([x.shape[0], 8], 'uint8');
  }),
);

export const rootSpecialFunctions = [
  fingerprint,
  roll,
  searchsorted,
  argsort,
  histogram,
  histogramBins,
  unravelIndex,
  reverseSequence,
  bitcast,
  identityN,
  shapeN,
  dynamicStitch,
  uniqueWithCounts,
];
