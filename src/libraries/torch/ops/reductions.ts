/** Reductions along axes, and what comes with them: indices, sorting, running sums. */
import { normalizeAxis, reduceShape, ShapeError, type Shape } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { nativeClass, getter } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import {
  int,
  NONE,
  tuple,
  TupleValue,
  type ClassValue,
  type TensorValue,
  type Value,
} from '../../../python/interpreter/values';
import { reduceTensor, type ReductionName } from '../../common/reduce';
import { axesArg } from '../../common/shapes';
import { axisNumber, flag } from '../arguments';
import { needFloating } from '../dtypeRules';
import { realOf } from '../../common/dtypes';
import { dtypeName, floatingResult, isComplex } from '../dtypes';
import { inputOf, ofShape, torchFamily, unknownDims, type OpEntry } from '../family';
import { shapeless, tensorOf } from '../tensor';
import { combine } from './elementwise';
import { said } from '../../../protocol/say';

const resultTypes = new Map<string, ClassValue>();

/** A named tuple of results: `x.max(1).values`, `torch.topk(…).indices`. */
export function namedResult(op: string, fields: Record<string, Value>): TupleValue {
  const names = Object.keys(fields);
  let cls = resultTypes.get(op);
  if (!cls) {
    cls = nativeClass('torch.return_types', op, [types.tuple]);
    names.forEach((name, i) => {
      cls!.attrs.set(
        name,
        getter(name, (self) => (self as TupleValue).items[i]),
      );
    });
    resultTypes.set(op, cls);
  }
  return new TupleValue(Object.values(fields), cls);
}

/** sum, mean, … with dim (int, tuple or none), keepdim and dtype. */
function reduction(op: ReductionName, extra = ''): OpEntry['rule'] {
  return (a, cx) => {
    const input = inputOf(a);
    checkAxes(cx, a.get('dim'), input.shape, op);
    if (op === 'mean') needFloating(op, input, dtypeName(a.get('dtype')));
    const result = reduceTensor(cx, torchFamily, op, input, {
      axes: axesArg(cx, a.get('dim'), `${op}(): dim`),
      keepDims: flag(a, 'keepdim'),
      dtype: extra ? undefined : dtypeName(a.get('dtype')),
    });
    return result ?? input;
  };
}

/** An empty tuple of axes means all of them in PyTorch; nothing to check. */
function checkAxes(cx: Context, dim: Value, shape: Shape | undefined, op: string): void {
  if (shape?.length !== 0) return;
  const axes = axesArg(cx, dim, `${op}(): dim`);
  if (!axes || axes === 'all') return;
  for (const axis of axes) scalarAxis(axis, op);
}

/** A tensor without axes takes 0 and −1 as its axis. @throws ShapeError axis-out-of-range */
export function scalarAxis(axis: number, op: string): void {
  if (axis === 0 || axis === -1) return;
  throw new ShapeError(
    'axis-out-of-range',
    said`${op}: dim=${axis} is out of range for a tensor without axes. Use 0 or -1.`,
    { parameter: 'dim', value: 0 },
  );
}

/** An axis of a tensor that may have none. @throws ShapeError axis-out-of-range */
export function axisOf(axis: number, rank: number, op: string): number {
  if (rank > 0) return normalizeAxis(axis, rank, op);
  scalarAxis(axis, op);
  return 0;
}

/** The variance with its correction: `unbiased=False` counts all, a number counts so many fewer. */
function spread(op: 'std' | 'var', both: boolean): OpEntry['rule'] {
  return (a, cx) => {
    const input = inputOf(a);
    needFloating(op, input);
    // std(dim, unbiased, keepdim), std(unbiased): a bool in front is the flag.
    const first = a.get('dim');
    const dim = first.kind === 'bool' ? NONE : first;
    const unbiased = first.kind === 'bool' ? first : a.get('unbiased');
    const ddof = a.isNone('correction') ? (cx.truth(unbiased) === false ? 0 : 1) : (a.number('correction') ?? 1);
    const options = { axes: axesArg(cx, dim, `${op}(): dim`), keepDims: flag(a, 'keepdim') };
    const result = reduceTensor(cx, torchFamily, op, input, { ...options, ddof });
    if (!both) return result ?? input;
    return tuple([result ?? input, reduceTensor(cx, torchFamily, 'mean', input, options) ?? input]);
  };
}

/** max and min: over everything, along an axis with indices, or of two tensors. */
function extreme(op: 'max' | 'min'): OpEntry['rule'] {
  return (a, cx) => {
    const input = inputOf(a);
    const dim = a.get('dim');
    const other = dim.kind === 'tensor' ? dim : a.get('other');
    if (other.kind === 'tensor') return combine(cx, op === 'max' ? 'maximum' : 'minimum', input, other, op);
    if (dim.kind === 'none') return reduceTensor(cx, torchFamily, op, input, { axes: 'all' }) ?? input;
    return withPositions(cx, input, op, dim, flag(a, 'keepdim'), op, op === 'max' ? 'argmax' : 'argmin');
  };
}

function withPositions(
  cx: Context,
  input: TensorValue,
  name: string,
  dim: Value,
  keepDims: boolean,
  values: ReductionName,
  positions: ReductionName,
): Value {
  const axis = axisNumber(cx, dim, `${name}(): dim`);
  const axes = axis === undefined ? undefined : input.shape ? [axisOf(axis, input.shape.length, name)] : [axis];
  if (input.shape?.length === 0) return namedResult(name, { values: input, indices: tensorOf([], 'int64') });
  return namedResult(name, {
    values: reduceTensor(cx, torchFamily, values, input, { axes, keepDims }) ?? input,
    indices: reduceTensor(cx, torchFamily, positions, input, { axes, keepDims }) ?? input,
  });
}

function argReduction(op: 'argmax' | 'argmin'): OpEntry['rule'] {
  return (a, cx) => {
    const input = inputOf(a);
    const all = a.isNone('dim');
    const axis = all ? undefined : axisNumber(cx, a.get('dim'), `${op}(): dim`);
    if (input.shape?.length === 0) {
      if (axis !== undefined) scalarAxis(axis, op);
      return tensorOf([], 'int64');
    }
    const axes = all ? 'all' : axis === undefined ? undefined : [axis];
    return reduceTensor(cx, torchFamily, op, input, { axes, keepDims: flag(a, 'keepdim') }) ?? input;
  };
}

const DIMS = 'input, dim=None, keepdim=False, *, dtype=None, out=None';

/** norm: over all axes, one or several; the order changes no shape. */
const norm: OpEntry['rule'] = (a, cx) => {
  const input = inputOf(a);
  checkAxes(cx, a.get('dim'), input.shape, 'norm');
  const axes = axesArg(cx, a.get('dim'), 'norm(): dim');
  const dtype = isComplex(input.dtype) ? realOf(input.dtype!) : floatingResult(input.dtype);
  return ofShape(
    cx,
    input,
    (shape) => {
      if (!axes) return shapeless(cx.unknown('the axes that norm goes over are not known'), input.dtype);
      const over = axes === 'all' ? undefined : axes;
      return tensorOf(reduceShape(shape, over, flag(a, 'keepdim'), 'norm'), dtype);
    },
    dtype,
  );
};

export const reductionOps: OpEntry[] = [
  ...(['sum', 'mean', 'prod', 'any', 'all'] as const).map((op): OpEntry => ({
    name: op,
    signature: DIMS,
    rule: reduction(op),
  })),
  { name: 'nansum', signature: DIMS, rule: reduction('sum') },
  { name: 'nanmean', signature: DIMS, rule: reduction('mean') },
  { name: 'amax', signature: 'input, dim=None, keepdim=False, *, out=None', rule: reduction('max', 'amax') },
  { name: 'amin', signature: 'input, dim=None, keepdim=False, *, out=None', rule: reduction('min', 'amin') },
  { name: 'logsumexp', signature: 'input, dim, keepdim=False, *, out=None', rule: logSumExp },
  { name: 'count_nonzero', signature: 'input, dim=None', rule: countNonzero },
  ...(['std', 'var'] as const).flatMap((op): OpEntry[] => [
    {
      name: op,
      signature: 'input, dim=None, unbiased=True, keepdim=False, *, correction=None, out=None',
      rule: spread(op, false),
    },
    {
      name: `${op}_mean`,
      on: 'torch',
      signature: 'input, dim=None, unbiased=True, keepdim=False, *, correction=None',
      rule: spread(op, true),
    },
  ]),
  ...(['max', 'min'] as const).map((op): OpEntry => ({
    name: op,
    signature: 'input, dim=None, keepdim=False, *, other=None, out=None',
    rule: extreme(op),
  })),
  ...(['argmax', 'argmin'] as const).map((op): OpEntry => ({
    name: op,
    signature: 'input, dim=None, keepdim=False',
    rule: argReduction(op),
  })),
  {
    name: ['quantile', 'nanquantile'],
    signature: "input, q, dim=None, keepdim=False, *, interpolation='linear'",
    rule: (a, cx) => {
      const q = a.get('q');
      const lead = q.kind === 'tensor' ? (q.shape ?? unknownDims(1, 'q is not known')) : [];
      const over = axesArg(cx, a.get('dim'), 'quantile(): dim');
      return ofShape(cx, inputOf(a), (shape) => {
        if (!over) return shapeless(cx.unknown('the axis given to quantile is not known'));
        return tensorOf(
          [...lead, ...reduceShape(shape, over === 'all' ? undefined : over, flag(a, 'keepdim'), 'quantile')],
          inputOf(a).dtype,
        );
      });
    },
  },
  { name: 'norm', signature: "input, p='fro', dim=None, keepdim=False, out=None, dtype=None", rule: norm },
  {
    name: 'aminmax',
    signature: 'input, *, dim=None, keepdim=False',
    rule: (a, cx) => {
      const options = { axes: axesArg(cx, a.get('dim'), 'aminmax(): dim'), keepDims: flag(a, 'keepdim') };
      const input = inputOf(a);
      return namedResult('aminmax', {
        min: reduceTensor(cx, torchFamily, 'min', input, options) ?? input,
        max: reduceTensor(cx, torchFamily, 'max', input, options) ?? input,
      });
    },
  },
];

function logSumExp(a: Parameters<OpEntry['rule']>[0], cx: Context): Value {
  const input = inputOf(a);
  const axes = axesArg(cx, a.get('dim'), 'logsumexp(): dim');
  return ofShape(cx, input, (shape) =>
    axes
      ? tensorOf(
          reduceShape(shape, axes === 'all' ? undefined : axes, flag(a, 'keepdim'), 'logsumexp'),
          floatingResult(input.dtype),
        )
      : shapeless(cx.unknown('the axes that logsumexp goes over are not known'), input.dtype),
  );
}

function countNonzero(a: Parameters<OpEntry['rule']>[0], cx: Context): Value {
  const nonzero = combine(cx, 'not_equal', inputOf(a), int(0), 'count_nonzero');
  return (
    reduceTensor(cx, torchFamily, 'sum', nonzero, { axes: axesArg(cx, a.get('dim'), 'count_nonzero(): dim') }) ??
    nonzero
  );
}
