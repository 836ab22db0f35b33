/** Sums, means, extremes: reductions along axes as functions that are also the arrays' methods. */
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { native, type Bound } from '../../python/interpreter/native';
import { tuple, type TensorValue, type Value } from '../../python/interpreter/values';
import { elementwise } from '../common/elementwise';
import { reduceTensor, cumulateTensor, type ReductionName } from '../common/reduce';
import { axesArg, axisArg } from '../common/shapes';
import { resultTensor, unknownTensor } from '../common/tensors';
import { fromFlat } from '../../compute/ndarray';
import { asArray, dtypeParameter, numpyFamily } from './classes';
import { axisWithin, reshaped } from './rearranging';
import { into } from './ufuncs';
import { quantiles } from './selecting';
import { said } from '../../protocol/say';

function reduced(cx: Context, a: Bound, op: ReductionName): TensorValue {
  const ddof = op === 'std' || op === 'var' ? a.number('ddof') : 0;
  const axes = axesArg(cx, a.get('axis'));
  // Sums and extremes take axis 0 of a scalar, means and variances do not.
  const value = a.get('a');
  const strict = op === 'mean' || op === 'std' || op === 'var';
  if (strict && value.kind === 'tensor' && value.shape?.length === 0 && axes && axes !== 'all') {
    axes.forEach((axis) => axisWithin(axis, 0, op));
  }
  const result = reduceTensor(cx, numpyFamily, op, value, {
    axes,
    keepDims: a.truth('keepdims') ?? false,
    dtype: dtypeParameter(cx, a.get('dtype')),
    ddof: ddof ?? 0,
  });
  if (result) return result;
  throw new PyError('TypeError', `${op}() cannot reduce a value of type ${cx.typeOf(a.get('a')).name}`);
}

/** Keyword names in the order that NumPy documents them. */
const SIGNATURES: Record<'sum' | 'mean' | 'extreme' | 'spread' | 'truth' | 'index', string> = {
  sum: 'a, axis=None, dtype=None, out=None, keepdims=False, initial=None, where=True',
  mean: 'a, axis=None, dtype=None, out=None, keepdims=False, *, where=True',
  extreme: 'a, axis=None, out=None, keepdims=False, initial=None, where=True, dtype=None',
  spread: 'a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=True, mean=None, correction=None',
  truth: 'a, axis=None, out=None, keepdims=False, *, where=True, dtype=None',
  index: 'a, axis=None, out=None, *, keepdims=False, dtype=None',
};

const reduction = (name: string, op: ReductionName, signature: keyof typeof SIGNATURES) =>
  native(name, SIGNATURES[signature], (a, cx) => into(cx, a, reduced(cx, a, op)));

const cumulative = (name: string, op: 'sum' | 'prod') =>
  native(name, 'a, axis=None, dtype=None, out=None', (a, cx) => {
    const axis = a.isNone('axis') ? undefined : axisArg(cx, a.get('axis'));
    const result = cumulateTensor(cx, numpyFamily, op, a.get('a'), axis, dtypeParameter(cx, a.get('dtype')));
    return result ? into(cx, a, result) : cx.unknown(said`${name}() of what is no array`);
  });

/** The largest less the smallest. */
const ptp = native('ptp', 'a, axis=None, out=None, keepdims=False', (a, cx) => {
  const options = { axes: axesArg(cx, a.get('axis')), keepDims: a.truth('keepdims') ?? false };
  const [high, low] = (['max', 'min'] as const).map((op) => reduceTensor(cx, numpyFamily, op, a.get('a'), options));
  if (!high || !low) return cx.unknown('ptp() of what is no array');
  return elementwise(cx, numpyFamily, 'subtract', high, low) ?? cx.unknown('ptp() of what is no array');
});

/** The weights of `average`: a vector for an array of more axes lies along the axis that is averaged. */
function alongAxis(cx: Context, a: Bound): Value {
  const [array, weights] = [asArray(cx, a.get('a')), asArray(cx, a.get('weights'))];
  const axes = axesArg(cx, a.get('axis'));
  const rank = array.shape?.length;
  if (!rank || rank === 1 || weights.shape?.length !== 1 || !axes || axes === 'all' || axes.length !== 1)
    return weights;
  const axis = axisWithin(axes[0], rank, 'average');
  return reshaped(
    weights,
    array.shape!.map((_, i) => (i === axis ? weights.shape![0] : 1)),
  );
}

const average = native('average', 'a, axis=None, weights=None, returned=False, *, keepdims=False', (a, cx) => {
  const result = averaged(cx, a);
  const returned = a.truth('returned');
  if (returned === undefined) return cx.unknown('whether average() gives its weights, too, is not known');
  if (!returned || result.kind !== 'tensor') return result;
  // The sums of the weights stand beside the averages, one for each.
  return tuple([result, resultTensor(numpyFamily, result.shape, result.dtype, { reason: result.reason })]);
});

function averaged(cx: Context, a: Bound): Value {
  const options = { axes: axesArg(cx, a.get('axis')), keepDims: a.truth('keepdims') ?? false };
  if (a.isNone('weights')) {
    return reduceTensor(cx, numpyFamily, 'mean', a.get('a'), options) ?? cx.unknown('average() of what is no array');
  }
  const weighted = elementwise(cx, numpyFamily, 'multiply', a.get('a'), alongAxis(cx, a));
  const total = weighted && reduceTensor(cx, numpyFamily, 'sum', weighted, options);
  const weight = reduceTensor(cx, numpyFamily, 'sum', a.get('weights'), { axes: 'all' });
  if (!total || !weight) return cx.unknown('average() of what is no array');
  return elementwise(cx, numpyFamily, 'divide', total, weight) ?? total;
}

/** Positions in between are interpolated linearly (NumPy documentation, `percentile`, method 'linear'). */
const quantile = (name: string, scale: number, fixed?: number) =>
  native(
    name,
    `a, ${fixed === undefined ? 'q, ' : ''}axis=None, out=None, overwrite_input=False, method='linear', keepdims=False`,
    (a, cx) => (fixed === undefined ? quantilesAt(cx, a, a.get('q'), scale) : quantiles(cx, a, fixed, scale)),
  );

/** Several quantiles at once stand along axes of their own, in front. */
function quantilesAt(cx: Context, a: Bound, q: Value, scale: number): Value {
  const asked = asArray(cx, q);
  if (!asked.shape)
    return unknownTensor(
      numpyFamily,
      undefined,
      asked.reason ?? cx.unknown('which quantiles are asked for is not known'),
    );
  const places = asked.data ? Array.from(asked.data.data) : [undefined];
  const each = places.map((place) => quantiles(cx, a, place, scale));
  const [first] = each;
  if (asked.shape.length === 0 || first?.kind !== 'tensor' || !first.shape)
    return first ?? cx.unknown('no quantiles are asked for');
  const shape = [...asked.shape, ...first.shape];
  const numbers = each.map((one) => (one.kind === 'tensor' ? one.data : undefined));
  const data =
    asked.data && numbers.every((one) => one !== undefined)
      ? fromFlat(
          shape as number[],
          numbers.flatMap((one) => Array.from(one.data)),
          'float64',
        )
      : undefined;
  return resultTensor(numpyFamily, shape, first.dtype, { data });
}

export const reducing: Record<string, Value> = {
  sum: reduction('sum', 'sum', 'sum'),
  prod: reduction('prod', 'prod', 'sum'),
  mean: reduction('mean', 'mean', 'mean'),
  max: reduction('max', 'max', 'extreme'),
  min: reduction('min', 'min', 'extreme'),
  amax: reduction('amax', 'max', 'extreme'),
  amin: reduction('amin', 'min', 'extreme'),
  std: reduction('std', 'std', 'spread'),
  var: reduction('var', 'var', 'spread'),
  any: reduction('any', 'any', 'truth'),
  all: reduction('all', 'all', 'truth'),
  argmax: reduction('argmax', 'argmax', 'index'),
  argmin: reduction('argmin', 'argmin', 'index'),
  cumsum: cumulative('cumsum', 'sum'),
  cumprod: cumulative('cumprod', 'prod'),
  ptp,
  average,
  median: quantile('median', 1, 0.5),
  percentile: quantile('percentile', 100),
  quantile: quantile('quantile', 1),
};
