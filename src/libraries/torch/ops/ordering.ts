/** Order along an axis: sort, topk, median, running sums and differences. */
import {
  add,
  isNumber,
  maxDim,
  normalizeAxis,
  reduceShape,
  ShapeError,
  sub,
  unknownDim,
  type Dim,
} from '../../../shape';
import type { NdArray } from '../../../compute/ndarray';
import type { Context } from '../../../python/interpreter/context';
import type { TensorValue, Value } from '../../../python/interpreter/values';
import { storedDtype } from '../../common/dtypes';
import { cumulateTensor } from '../../common/reduce';
import { axisNumber, flag, sizeItem } from '../arguments';
import { dtypeName } from '../dtypes';
import { computed, inputOf, ofShape, torchFamily, unknownDims, type OpEntry } from '../family';
import { mapLines } from '../numbers/arranging';
import { shapeless, tensorOf, whyUnknown } from '../tensor';
import { axisOf, namedResult, scalarAxis } from './reductions';
import { said } from '../../../protocol/say';

/** sort, argsort: the numbers in order along an axis. */
function sorted(cx: Context, input: TensorValue, dim: Value, descending: boolean): [TensorValue, TensorValue] {
  const axis = axisNumber(cx, dim, 'sort(): dim');
  if (!input.shape) return [shapeless(whyUnknown(cx, input), input.dtype), shapeless(whyUnknown(cx, input), 'int64')];
  const at = axis === undefined ? undefined : axisOf(axis, input.shape.length, 'sort');
  const order = (line: number[]): number[] =>
    line.map((_, i) => i).sort((i, j) => (descending ? line[j] - line[i] : line[i] - line[j]));
  const stored = storedDtype(input.dtype);
  const data = stored && at !== undefined && input.shape.length > 0 ? input.data : undefined;
  return [
    tensorOf(input.shape, input.dtype, data && mapLines(data, at!, stored!, (line) => order(line).map((i) => line[i]))),
    tensorOf(input.shape, 'int64', data && mapLines(data, at!, 'int64', order)),
  ];
}

/** @throws ShapeError index-out-of-range where the axis has fewer than k entries */
function topk(cx: Context, input: TensorValue, count: Value, dim: Value, largest: boolean): Value {
  const k = sizeItem(cx, count, 'topk(): k');
  const axis = axisNumber(cx, dim, 'topk(): dim');
  if (!input.shape || axis === undefined) {
    return namedResult('topk', {
      values: shapeless(whyUnknown(cx, input), input.dtype),
      indices: shapeless(whyUnknown(cx, input), 'int64'),
    });
  }
  const at = axisOf(axis, input.shape.length, 'topk');
  const size = input.shape[at] ?? 1;
  if (isNumber(k) && isNumber(size) && (k < 0 || k > size)) {
    throw new ShapeError(
      'index-out-of-range',
      said`topk: k=${k} is out of range for an axis of ${size}. Use at most ${size}.`,
      {
        parameter: 'k',
        value: maxDim(size, 0),
      },
    );
  }
  const shape = input.shape.map((d, i) => (i === at ? k : d));
  const stored = storedDtype(input.dtype);
  const data = stored && isNumber(k) && shape.length > 0 ? input.data : undefined;
  const order = (line: number[]): number[] =>
    line
      .map((_, i) => i)
      .sort((i, j) => (largest ? line[j] - line[i] : line[i] - line[j]))
      .slice(0, k as number);
  return namedResult('topk', {
    values: tensorOf(
      shape,
      input.dtype,
      data && mapLines(data, at, stored!, (line) => order(line).map((i) => line[i])),
    ),
    indices: tensorOf(shape, 'int64', data && mapLines(data, at, 'int64', order)),
  });
}

function cumulative(op: 'sum' | 'prod'): OpEntry['rule'] {
  return (a, cx) => {
    const input = inputOf(a);
    const axis = axisNumber(cx, a.get('dim'), `cum${op}(): dim`);
    if (input.shape?.length === 0 && axis !== undefined) {
      scalarAxis(axis, `cum${op}`);
      return input;
    }
    if (axis === undefined)
      return input.shape ? tensorOf(input.shape, input.dtype) : shapeless(whyUnknown(cx, input), input.dtype);
    return cumulateTensor(cx, torchFamily, op, input, axis, dtypeName(a.get('dtype'))) ?? input;
  };
}

function subtractNeighbours(data: NdArray, axis: number, times: number): NdArray {
  const once = (line: number[]): number[] => line.slice(1).map((value, i) => value - line[i]);
  return mapLines(data, axis, data.dtype, (line) => {
    let result = line;
    for (let i = 0; i < times; i++) result = once(result);
    return result;
  });
}

/** Neighbours subtracted `n` times: the axis, with what is put before and behind it, gets so much shorter. */
function differences(a: Parameters<OpEntry['rule']>[0], cx: Context): Value {
  const input = inputOf(a);
  const axis = axisNumber(cx, a.get('dim'), 'diff(): dim');
  const n = sizeItem(cx, a.get('n'), 'diff(): n');
  return ofShape(cx, input, (shape) => {
    if (axis === undefined)
      return tensorOf(unknownDims(shape.length, 'the axis given to diff is not known'), input.dtype);
    const at = normalizeAxis(axis, shape.length, 'diff');
    const added = ['prepend', 'append'].filter((name) => !a.isNone(name)).map((name) => inputOf(a, name).shape?.[at]);
    const length = added.reduce<Dim>((sum, more) => add(sum, more ?? unknownDim('what is put to the axis')), shape[at]);
    const result = shape.map((d, i) => (i === at ? maxDim(sub(length, n), 0) : d));
    const numbers = isNumber(n) && added.length === 0 ? n : undefined;
    return computed(cx, input, result, (data) =>
      numbers === undefined ? undefined : subtractNeighbours(data, at, numbers),
    );
  });
}

/** Reductions along one axis whose values nobody follows: median, mode, kthvalue. */
function oneAxis(name: string): OpEntry['rule'] {
  return (a, cx) => {
    const input = inputOf(a);
    if (a.isNone('dim') && name !== 'mode') return tensorOf([], input.dtype);
    const axis = a.isNone('dim') ? -1 : axisNumber(cx, a.get('dim'), `${name}(): dim`);
    return reducedPair(cx, input, name, axis, flag(a, 'keepdim'));
  };
}

function reducedPair(
  cx: Context,
  input: TensorValue,
  name: string,
  axis: number | undefined,
  keepDims: boolean,
): Value {
  if (!input.shape || axis === undefined) {
    const why = axis === undefined ? cx.unknown(said`the axis given to ${name} is not known`) : whyUnknown(cx, input);
    return namedResult(name, { values: shapeless(why, input.dtype), indices: shapeless(why, 'int64') });
  }
  const shape = input.shape.length === 0 ? [] : reduceShape(input.shape, [axis], keepDims, name);
  return namedResult(name, { values: tensorOf(shape, input.dtype), indices: tensorOf(shape, 'int64') });
}

/** @throws ShapeError index-out-of-range unless 1 ≤ k ≤ the axis' size */
function kthValue(cx: Context, input: TensorValue, k: Dim, axis: number | undefined, keepDims: boolean): Value {
  const at = axis === undefined || !input.shape ? undefined : axisOf(axis, input.shape.length, 'kthvalue');
  const size = at === undefined ? undefined : (input.shape![at] ?? 1);
  if (isNumber(k) && size !== undefined && isNumber(size) && (k < 1 || k > size)) {
    throw new ShapeError(
      'index-out-of-range',
      said`kthvalue: k=${k} is out of range for an axis of ${size}. Use 1 to ${size}.`,
    );
  }
  return reducedPair(cx, input, 'kthvalue', axis, keepDims);
}

export const orderingOps: OpEntry[] = [
  ...(['median', 'nanmedian', 'mode'] as const).map((name): OpEntry => ({
    name,
    signature: 'input, dim=None, keepdim=False',
    rule: oneAxis(name),
  })),
  {
    name: 'kthvalue',
    signature: 'input, k, dim=-1, keepdim=False',
    rule: (a, cx) =>
      kthValue(
        cx,
        inputOf(a),
        sizeItem(cx, a.get('k'), 'kthvalue(): k'),
        axisNumber(cx, a.get('dim'), 'kthvalue(): dim'),
        flag(a, 'keepdim'),
      ),
  },
  {
    name: 'sort',
    signature: 'input, dim=-1, descending=False, stable=False',
    rule: (a, cx) => {
      const [values, indices] = sorted(cx, inputOf(a), a.get('dim'), flag(a, 'descending'));
      return namedResult('sort', { values, indices });
    },
  },
  {
    name: 'argsort',
    signature: 'input, dim=-1, descending=False, stable=False',
    rule: (a, cx) => sorted(cx, inputOf(a), a.get('dim'), flag(a, 'descending'))[1],
  },
  {
    name: 'topk',
    signature: 'input, k, dim=-1, largest=True, sorted=True, *, out=None',
    rule: (a, cx) => topk(cx, inputOf(a), a.get('k'), a.get('dim'), flag(a, 'largest', true)),
  },
  { name: 'cumsum', signature: 'input, dim, *, dtype=None, out=None', rule: cumulative('sum') },
  { name: 'cumprod', signature: 'input, dim, *, dtype=None, out=None', rule: cumulative('prod') },
  ...(['cummax', 'cummin'] as const).map((name): OpEntry => ({
    name,
    signature: 'input, dim',
    rule: (a, cx) => {
      const input = inputOf(a);
      const axis = axisNumber(cx, a.get('dim'), `${name}(): dim`);
      return ofShape(cx, input, (shape) => {
        if (axis !== undefined) axisOf(axis, shape.length, name);
        return namedResult(name, { values: tensorOf(shape, input.dtype), indices: tensorOf(shape, 'int64') });
      });
    },
  })),
  {
    name: 'logcumsumexp',
    signature: 'input, dim',
    rule: (a, cx) => ofShape(cx, inputOf(a), (shape) => tensorOf(shape, inputOf(a).dtype)),
  },
  { name: 'diff', signature: 'input, n=1, dim=-1, prepend=None, append=None', rule: differences },
];
