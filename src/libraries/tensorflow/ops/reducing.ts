/** Reductions, positions of extremes, sorting. */
import { formatShape, ShapeError, formatDim, lessThan, normalizeAxis, type Dim, type Shape } from '../../../shape';
import type { Bound } from '../../../python/interpreter/native';
import { PyError } from '../../../python/interpreter/errors';
import { tuple, type Value } from '../../../python/interpreter/values';
import { axesArg, axisArg, type Axes } from '../../common/shapes';
import { cumulateTensor, reduceTensor, type ReductionName } from '../../common/reduce';
import { dtypeArg } from '../../common/dtypes';
import { convert } from '../convert';
import { tensorflow } from '../family';
import { warnOfOnlyOne, warnOfPairs } from '../findings';
import { operation } from '../operation';
import { readSize } from '../staticShape';
import { makeTensor } from '../tensorClasses';
import { result, withTensor } from './tensors';
import { said } from '../../../protocol/say';

const NAMES: readonly (readonly [name: string, op: ReductionName | undefined, graphName: string])[] = [
  ['reduce_mean', 'mean', 'Mean'],
  ['reduce_sum', 'sum', 'Sum'],
  ['reduce_max', 'max', 'Max'],
  ['reduce_min', 'min', 'Min'],
  ['reduce_prod', 'prod', 'Prod'],
  ['reduce_all', 'all', 'All'],
  ['reduce_any', 'any', 'Any'],
  ['reduce_std', 'std', 'reduce_std'],
  ['reduce_variance', 'var', 'reduce_variance'],
  ['reduce_logsumexp', undefined, 'ReduceLogSumExp'],
  ['reduce_euclidean_norm', undefined, 'EuclideanNorm'],
  ['count_nonzero', undefined, 'count_nonzero'],
];

/** The axes by their newer or older name. */
const axisValue = (a: Bound): Value => (a.isNone('axis') ? a.get('reduction_indices') : a.get('axis'));
const keeps = (a: Bound): boolean => (a.isNone('keepdims') ? a.truth('keep_dims') : a.truth('keepdims')) ?? false;

/**
 * A tensor without axes takes no axis in TensorFlow, not even 0 or −1 as in NumPy and PyTorch.
 * @throws ShapeError `axis-out-of-range`
 */
function refuseAxisOfScalar(op: string, shape: Shape | undefined, axes: Axes): void {
  if (shape?.length !== 0 || !axes || axes === 'all' || axes.length === 0) return;
  throw new ShapeError(
    'axis-out-of-range',
    said`${op} along axis ${axes.join(', ')} of a scalar: a tensor without axes has none to go along. Leave the axis out, or give a tensor of one axis at least.`,
  );
}

/**
 * Truth values are neither added nor compared, and numbers are no truth values.
 * @throws PyError `dtype-mismatch`
 */
function refuseType(op: string, name: string, dtype: string | undefined): void {
  if (dtype === undefined || name === 'count_nonzero') return;
  const isLogical = name === 'reduce_all' || name === 'reduce_any';
  if (isLogical === (dtype === 'bool')) return;
  throw new PyError(
    'TypeError',
    isLogical
      ? said`${op} takes truth values (bool), but got ${dtype}. Compare first, as in x > 0.`
      : said`${op} takes numbers, but got bool. Make them numbers first: tf.cast(x, tf.float32).`,
    'dtype-mismatch',
  );
}

function reduction(name: string, op: ReductionName | undefined, graphName: string) {
  return operation(
    `tf.${name}`,
    'input_tensor, axis=None, keepdims=None, name=None, reduction_indices=None, keep_dims=None',
    (a, cx) => {
      const x = convert(cx, a.get('input_tensor'));
      if (x.kind !== 'tensor') return x;
      const axes = axesArg(cx, axisValue(a));
      refuseType(a.fn, name, x.dtype);
      refuseAxisOfScalar(a.fn, x.shape, axes);
      const reduced = reduceTensor(cx, tensorflow, op ?? 'sum', x, { axes, keepDims: keeps(a) });
      if (!reduced) return cx.unknown('what is reduced is not known');
      if (axes === 'all' && (op === 'mean' || op === 'sum')) warnOfPairs(cx, x);
      return op ? reduced : makeTensor(reduced.shape, name === 'count_nonzero' ? 'int64' : reduced.dtype);
    },
    graphName,
  );
}

function position(name: string, op: 'argmax' | 'argmin', graphName: string) {
  return operation(
    `tf.${name}`,
    'input, axis=None, output_type=None, name=None, dimension=None',
    (a, cx) => {
      const x = convert(cx, a.get('input'));
      if (x.kind !== 'tensor') return x;
      const given = a.isNone('axis') ? a.get('dimension') : a.get('axis');
      const axis = given.kind === 'none' ? 0 : axisArg(cx, given);
      const dtype = dtypeArg(a.get('output_type')) ?? 'int64';
      if (axis !== undefined) refuseAxisOfScalar(a.fn, x.shape, [axis]);
      if (x.shape && axis !== undefined) warnOfOnlyOne(cx, a.fn, x.shape, axis);
      return reduceTensor(cx, tensorflow, op, x, { axes: axis === undefined ? undefined : [axis], dtype }) ?? x;
    },
    graphName,
  );
}

const cumulative = (name: string, op: 'sum' | 'prod') =>
  operation(`tf.${name}`, 'x, axis=0, exclusive=False, reverse=False, name=None', (a, cx) =>
    withTensor(cx, a.get('x'), (x) => {
      const plain = a.truth('exclusive') === false && a.truth('reverse') === false;
      const axis = axisArg(cx, a.get('axis'));
      if (axis !== undefined) refuseAxisOfScalar(a.fn, x.shape, [axis]);
      const made = plain ? cumulateTensor(cx, tensorflow, op, x, axis) : undefined;
      return made ?? makeTensor(x.shape, x.dtype);
    }),
  );

/** The k largest along the last axis, and where they stand. */
const topK = operation('tf.nn.top_k', 'input, k=1, sorted=True, name=None', (a, cx) =>
  withTensor(cx, a.get('input'), (x) => {
    const k = readSize(a.get('k'), cx, 'k');
    const last = x.shape.at(-1);
    if (last === undefined) {
      throw new ShapeError(
        'rank-mismatch',
        said`${a.fn} ranks along the last axis, but the input is a scalar. Give it an axis.`,
      );
    }
    if (lessThan(last, k) || lessThan(k, 0)) {
      throw new ShapeError(
        'output-size',
        said`${a.fn}: k=${formatDim(k)} must lie between 0 and ${formatDim(last)}, the size of the last axis of the input.`,
        { parameter: 'k', value: lessThan(k, 0) ? 1 : last },
      );
    }
    const shape: Dim[] = [...x.shape.slice(0, -1), k];
    return tuple([result(shape, x.dtype), result(shape, 'int32')]);
  }),
);

const inTopK = operation('tf.nn.in_top_k', 'targets, predictions, k, name=None', (a, cx) =>
  withTensor(cx, a.get('targets'), (x) => {
    const scores = convert(cx, a.get(x.shape.length > 1 ? 'targets' : 'predictions'));
    const shape = scores.kind === 'tensor' ? scores.shape : undefined;
    if (shape && shape.length !== 2) {
      throw new ShapeError(
        'rank-mismatch',
        said`${a.fn} takes predictions of one row per example, (batch, classes), but got ${formatShape(shape)}.`,
      );
    }
    return result(x.shape.length > 1 ? x.shape.slice(0, 1) : x.shape, 'bool');
  }),
);

/** Mean and variance along axes (`tf.nn.moments`). */
const moments = operation('tf.nn.moments', 'x, axes, shift=None, keepdims=None, name=None, keep_dims=None', (a, cx) => {
  const x = convert(cx, a.get('x'));
  if (x.kind !== 'tensor') return x;
  const options = { axes: axesArg(cx, a.get('axes')), keepDims: keeps(a) };
  refuseAxisOfScalar(a.fn, x.shape, options.axes);
  const [mean, variance] = (['mean', 'var'] as const).map((op) => reduceTensor(cx, tensorflow, op, x, options));
  return mean && variance ? tuple([mean, variance]) : cx.unknown('the input is not known');
});

const sort = operation('tf.sort', "values, axis=-1, direction='ASCENDING', name=None", (a, cx) =>
  withTensor(cx, a.get('values'), (x) => {
    const axis = axisArg(cx, a.get('axis'));
    if (axis !== undefined) {
      refuseAxisOfScalar(a.fn, x.shape, [axis]);
      normalizeAxis(axis, x.shape.length, a.fn);
    }
    return makeTensor(x.shape, x.dtype);
  }),
);

const norm = operation(
  'tf.norm',
  "tensor, ord='euclidean', axis=None, keepdims=None, name=None, keep_dims=None",
  (a, cx) => {
    const x = convert(cx, a.get('tensor'));
    if (x.kind !== 'tensor') return x;
    const axes = axesArg(cx, a.get('axis'));
    refuseAxisOfScalar(a.fn, x.shape, axes);
    if (a.get('axis').kind !== 'int' && axes && axes !== 'all' && axes.length !== 2) {
      throw new PyError(
        'ValueError',
        said`${a.fn}: axis must be None, an integer (norms of vectors) or a pair of integers (norms of matrices), not ${cx.repr(a.get('axis'))}.`,
        'argument-value',
      );
    }
    const reduced = reduceTensor(cx, tensorflow, 'sum', x, { axes, keepDims: keeps(a) });
    return reduced ? makeTensor(reduced.shape, reduced.dtype) : x;
  },
);

export const reducingFunctions = [
  ...NAMES.map(([name, op, graphName]) => reduction(name, op, graphName)),
  position('argmax', 'argmax', 'ArgMax'),
  position('argmin', 'argmin', 'ArgMin'),
  position('arg_max', 'argmax', 'ArgMax'),
  cumulative('cumsum', 'sum'),
  cumulative('cumprod', 'prod'),
  topK,
  inTopK,
  moments,
  sort,
  norm,
];
