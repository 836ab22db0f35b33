/** Reductions, positions of extremes, sorting. */
import { normalizeAxis, type Dim } from '../../../shape';
import type { Bound } from '../../../python/interpreter/native';
import { tuple, type Value } from '../../../python/interpreter/values';
import { axesArg, axisArg } from '../../common/shapes';
import { cumulateTensor, reduceTensor, type ReductionName } from '../../common/reduce';
import { dtypeArg } from '../../common/dtypes';
import { convert } from '../convert';
import { tensorflow } from '../family';
import { warnOfOnlyOne, warnOfPairs } from '../findings';
import { operation } from '../operation';
import { readSize } from '../staticShape';
import { makeTensor } from '../tensorClasses';
import { result, withTensor } from './tensors';

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
];

/** The axes by their newer or older name. */
const axisValue = (a: Bound): Value => (a.isNone('axis') ? a.get('reduction_indices') : a.get('axis'));
const keeps = (a: Bound): boolean => (a.isNone('keepdims') ? a.truth('keep_dims') : a.truth('keepdims')) ?? false;

function reduction(name: string, op: ReductionName | undefined, graphName: string) {
  return operation(
    `tf.${name}`,
    'input_tensor, axis=None, keepdims=None, name=None, reduction_indices=None, keep_dims=None',
    (a, cx) => {
      const x = convert(cx, a.get('input_tensor'));
      if (x.kind !== 'tensor') return x;
      const axes = axesArg(cx, axisValue(a));
      const reduced = reduceTensor(cx, tensorflow, op ?? 'sum', x, { axes, keepDims: keeps(a) });
      if (!reduced) return cx.unknown('what is reduced is not known');
      if (axes === 'all' && (op === 'mean' || op === 'sum')) warnOfPairs(cx, x);
      return op ? reduced : makeTensor(reduced.shape, reduced.dtype);
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
      const made = plain ? cumulateTensor(cx, tensorflow, op, x, axisArg(cx, a.get('axis'))) : undefined;
      return made ?? makeTensor(x.shape, x.dtype);
    }),
  );

/** The k largest along the last axis, and where they stand. */
const topK = operation('tf.nn.top_k', 'input, k=1, sorted=True, name=None', (a, cx) =>
  withTensor(cx, a.get('input'), (x) => {
    const shape: Dim[] = [...x.shape.slice(0, -1), readSize(a.get('k'), cx, 'k')];
    return tuple([result(shape, x.dtype), result(shape, 'int32')]);
  }),
);

const inTopK = operation('tf.nn.in_top_k', 'targets, predictions, k, name=None', (a, cx) =>
  withTensor(cx, a.get('targets'), (x) => result(x.shape.length > 1 ? x.shape.slice(0, 1) : x.shape, 'bool')),
);

/** Mean and variance along axes (`tf.nn.moments`). */
const moments = operation(
  'tf.nn.moments',
  'x, axes, shift=None, keepdims=False, name=None, keep_dims=None',
  (a, cx) => {
    const x = convert(cx, a.get('x'));
    if (x.kind !== 'tensor') return x;
    const options = { axes: axesArg(cx, a.get('axes')), keepDims: keeps(a) };
    const [mean, variance] = (['mean', 'var'] as const).map((op) => reduceTensor(cx, tensorflow, op, x, options));
    return mean && variance ? tuple([mean, variance]) : cx.unknown('the input is not known');
  },
);

const sort = operation('tf.sort', "values, axis=-1, direction='ASCENDING', name=None", (a, cx) =>
  withTensor(cx, a.get('values'), (x) => {
    const axis = axisArg(cx, a.get('axis'));
    if (axis !== undefined) normalizeAxis(axis, x.shape.length, a.fn);
    return makeTensor(x.shape, x.dtype);
  }),
);

const norm = operation(
  'tf.norm',
  "tensor, ord='euclidean', axis=None, keepdims=None, name=None, keep_dims=None",
  (a, cx) => {
    const x = convert(cx, a.get('tensor'));
    if (x.kind !== 'tensor') return x;
    const reduced = reduceTensor(cx, tensorflow, 'sum', x, { axes: axesArg(cx, a.get('axis')), keepDims: keeps(a) });
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
