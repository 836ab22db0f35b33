/** Sums, extremes, quantiles and running totals along axes. */
import {
  ShapeError,
  equalDims,
  formatDim,
  normalizeAxis,
  productOf,
  reduceShape,
  type Dim,
  type Shape,
} from '../../../shape';
import { tuple, type NativeFunction } from '../../../python/interpreter/values';
import type { Context } from '../../../python/interpreter/context';
import type { Bound } from '../../../python/interpreter/native';
import { axesArg, axisArg } from '../../common/shapes';
import { said } from '../../../protocol/say';
import { convert } from '../../tensorflow/convert';
import { readShape } from '../../tensorflow/staticShape';
import { result, type Known } from '../../tensorflow/ops/tensors';
import { axisOf, define, fromNumpy, shaped, withTensors } from './define';

const REDUCTION = 'x, axis=None, keepdims=False';

/** The shape without the axes of `axis`; undefined where they are not known. */
function reduced(x: Known, a: Bound, cx: Context, name = 'axis'): Shape | undefined {
  const axes = axesArg(cx, a.get(name));
  const keepDims = a.truth('keepdims');
  if (!axes || keepDims === undefined) return undefined;
  return reduceShape(x.shape, axes === 'all' ? undefined : axes, keepDims, a.fn);
}

const byShape = (name: string, signature = REDUCTION, dtype?: string): NativeFunction =>
  shaped(name, signature, (x, a, cx) => reduced(x, a, cx), dtype);

/** A quantile for each entry of `q`, in a new first axis where `q` has one. */
function quantile(name: string): NativeFunction {
  return shaped(name, "x, q, axis=None, method='linear', keepdims=False", (x, a, cx) => {
    const q = a.get('q');
    const kept = reduced(x, a, cx);
    if (!kept || q.kind === 'unknown') return undefined;
    if (q.kind === 'tensor') return q.shape && [...q.shape, ...kept];
    const count = q.kind === 'int' || q.kind === 'float' ? undefined : cx.sequence(q)?.length;
    return count === undefined ? kept : [count, ...kept];
  });
}

/** Running sums and products keep the shape; without an axis they go along the flattened tensor. */
function cumulative(name: string): NativeFunction {
  return shaped(name, 'x, axis=None, dtype=None', (x, a, cx) => {
    if (a.isNone('axis')) return [productOf(x.shape)];
    const axis = axisArg(cx, a.get('axis'));
    if (axis === undefined) return undefined;
    normalizeAxis(axis, x.shape.length, a.fn);
    return x.shape;
  });
}

const average = define('average', 'x, axis=None, weights=None', (a, cx) =>
  withTensors(cx, [a.get('x')], (x) => {
    const axes = axesArg(cx, a.get('axis'));
    if (!axes) return cx.unknown('the axis of the average is not known');
    return result(reduceShape(x.shape, axes === 'all' ? undefined : axes, false, a.fn), 'float32');
  }),
);

/** `ops.moments`: mean and variance. */
const moments = define('moments', 'x, axes, keepdims=False, synchronized=False', (a, cx) =>
  withTensors(cx, [a.get('x')], (x) => {
    const shape = reduced(x, a, cx, 'axes');
    return shape ? tuple([result(shape, x.dtype), result(shape, x.dtype)]) : cx.unknown('the axes are not known');
  }),
);

/** The size of an axis in groups: `segment_sum` gives one row for each. */
function segments(name: string): NativeFunction {
  return shaped(name, 'data, segment_ids, num_segments=None, sorted=False', (x, a, cx): Dim[] => {
    const ids = convert(cx, a.get('segment_ids'));
    const rows = ids.kind === 'tensor' ? ids.shape?.[0] : undefined;
    if (rows !== undefined && equalDims(rows, x.shape[0]) === false) {
      throw new ShapeError(
        'input-size-mismatch',
        said`ops.${name}: segment_ids says the segment of each row, but has ${formatDim(rows)} entries for ${formatDim(x.shape[0])} rows.`,
      );
    }
    const count = a.isNone('num_segments')
      ? cx.unknownDim('the number of segments depends on the data')
      : (readShape(a.get('num_segments'), cx, 'num_segments')?.[0] ?? cx.unknownDim('num_segments is not known'));
    return [count, ...x.shape.slice(1)];
  });
}

/** The area under a curve: the axis along which it runs is gone. */
const trapezoid = shaped('trapezoid', 'y, x=None, dx=1.0, axis=-1', (y, a, cx) => {
  const axis = axisOf(y, a, cx);
  return axis === undefined ? undefined : y.shape.filter((_, i) => i !== axis);
});

const reduction = (name: string, signature = REDUCTION, names = '_ axis keepdims'): NativeFunction =>
  fromNumpy(name, signature, names);

export const reducingOps: readonly NativeFunction[] = [
  ...'all any amax amin mean std sum var argmax argmin ptp'.split(' ').map((name) => reduction(name)),
  ...['max', 'min'].map((name) => reduction(name, `${REDUCTION}, initial=None`, '_ axis keepdims -')),
  reduction('prod', `${REDUCTION}, dtype=None`, '_ axis keepdims dtype'),
  ...'nanmax nanmean nanmedian nanmin nanprod nanstd nansum nanvar median logsumexp'
    .split(' ')
    .map((name) => byShape(name)),
  ...['nanargmax', 'nanargmin'].map((name) => byShape(name, REDUCTION, 'int32')),
  byShape('norm', 'x, ord=None, axis=None, keepdims=False', 'float32'),
  ...['quantile', 'percentile', 'nanquantile', 'nanpercentile'].map(quantile),
  ...['cumsum', 'cumprod', 'nancumsum', 'nancumprod'].map(cumulative),
  ...['sum', 'max', 'min', 'prod'].map((kind) => segments(`segment_${kind}`)),
  fromNumpy('count_nonzero', 'x, axis=None', '_ axis'),
  average,
  trapezoid,
  moments,
];
