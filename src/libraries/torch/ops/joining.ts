/** Joining and cutting: cat, stack, split, chunk, unbind, repeat, roll, flip. */
import { astype, reshape as reshapeNumbers, type NdArray } from '../../../compute/ndarray';
import {
  broadcastShapes,
  concatShapes,
  isNumber,
  normalizeAxis,
  repeatShape,
  ShapeError,
  stackShapes,
  tileShape,
  unsqueezeShape,
  type Dim,
  type Shape,
} from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { list, tuple, type TensorValue, type Value } from '../../../python/interpreter/values';
import { storedDtype } from '../../common/dtypes';
import { affordable } from '../../common/tensors';
import { axisList, axisNumber, isSequence, sizeItem, variadicDims } from '../arguments';
import { computed, inputOf, ofShape, torchFamily, unknownDims, type OpEntry } from '../family';
import { concatenate, takeAlong } from '../numbers/arranging';
import { asTensor, shapeless, tensorOf, whyUnknown } from '../tensor';
import { expand, reshaped } from './reshaping';
import { said } from '../../../protocol/say';

/** The tensors of a sequence argument; undefined where their number is not known. */
export function tensorList(cx: Context, value: Value, fn: string): TensorValue[] | undefined {
  if (value.kind === 'unknown') return undefined;
  if (['tensor', 'int', 'float', 'bool', 'none'].includes(value.kind)) {
    const what = value.kind === 'tensor' ? 'Tensor' : cx.typeOf(value).name;
    throw new PyError(
      'TypeError',
      said`${fn}(): argument 'tensors' (position 1) must be tuple of Tensors, not ${what}. Put them into a list.`,
      cx.isSupposing ? undefined : 'not-a-tensor',
    );
  }
  const items = cx.sequence(value);
  return items?.map((item, i) => {
    if (item.kind === 'tensor' || item.kind === 'unknown') return asTensor(cx, item, fn);
    throw new PyError(
      'TypeError',
      said`expected Tensor as element ${i} in argument 0, but got ${cx.typeOf(item).name}`,
      cx.isSupposing ? undefined : 'not-a-tensor',
    );
  });
}

/** `torch.cat`: sizes must agree everywhere else; an empty one-dimensional tensor is skipped. */
export function concat(
  cx: Context,
  tensors: readonly TensorValue[] | undefined,
  axis: number | undefined,
  fn: string,
): Value {
  if (!tensors) return shapeless(cx.unknown(said`the tensors given to ${fn} are not known`));
  if (tensors.length === 0) {
    throw new PyError('RuntimeError', `torch.${fn}(): expected a non-empty list of Tensors`);
  }
  const dtype = torchFamily.promote(tensors.map((t) => ({ dtype: t.dtype, rank: t.shape?.length })));
  if (axis === undefined) return shapeless(cx.unknown(said`the axis given to ${fn} is not known`), dtype);
  const known = tensors.filter((t) => t.shape);
  if (known.length < tensors.length) return partlyKnown(cx, tensors, known, axis, dtype);
  const shapes = tensors.map((t) => t.shape!);
  const result = concatShapes(shapes, axis, fn, true);
  return tensorOf(result, dtype, concatNumbers(cx, tensors, result, axis, dtype));
}

/** With one input unknown the others still tell the sizes off the axis. */
function partlyKnown(
  cx: Context,
  all: readonly TensorValue[],
  known: readonly TensorValue[],
  axis: number,
  dtype: string | undefined,
): Value {
  const why = whyUnknown(
    cx,
    all.find((t) => !t.shape)!,
  );
  const model = known.find((t) => t.shape!.length > 1);
  if (!model) return shapeless(why, dtype);
  const at = normalizeAxis(axis, model.shape!.length, 'cat');
  return tensorOf(
    model.shape!.map((d, i) => (i === at ? unknownDims(1, why.reason)[0] : d)),
    dtype,
  );
}

function concatNumbers(
  cx: Context,
  tensors: readonly TensorValue[],
  shape: Shape,
  axis: number,
  dtype: string | undefined,
): NdArray | undefined {
  const stored = storedDtype(dtype);
  const filled = tensors.filter((t) => !(t.shape!.length === 1 && t.shape![0] === 0 && shape.length !== 1));
  if (!stored || !affordable(cx, shape) || filled.length === 0 || !filled.every((t) => t.data)) return undefined;
  return concatenate(
    filled.map((t) => astype(t.data!, stored)),
    normalizeAxis(axis, shape.length, 'cat'),
    stored,
  );
}

function stack(cx: Context, tensors: readonly TensorValue[] | undefined, axis: number | undefined): Value {
  if (!tensors) return shapeless(cx.unknown('the tensors given to stack are not known'));
  if (tensors.length === 0) throw new PyError('RuntimeError', 'stack expects a non-empty TensorList');
  const dtype = torchFamily.promote(tensors.map((t) => ({ dtype: t.dtype, rank: t.shape?.length })));
  const known = tensors.find((t) => t.shape);
  if (!known || axis === undefined)
    return shapeless(known ? cx.unknown('the axis given to stack is not known') : whyUnknown(cx, tensors[0]), dtype);
  const shapes = tensors.map((t) => t.shape ?? known.shape!);
  const result = stackShapes(shapes, axis, 'stack');
  const wide = tensors.every((t) => t.shape)
    ? tensors.map((t) => reshaped(cx, t, unsqueezeShape(t.shape!, axis)))
    : undefined;
  return tensorOf(result, dtype, wide && concatNumbers(cx, wide, result, axis, dtype));
}

/** hstack, vstack, dstack: at least so many axes, then cat along one. */
const stackedAlong =
  (name: string, minimum: number, axisOf: (rank: number) => number): OpEntry['rule'] =>
  (a, cx) => {
    const tensors = tensorList(cx, a.get('tensors'), name);
    const raised = tensors?.map((t) => {
      if (!t.shape || t.shape.length >= minimum) return t;
      const shape =
        minimum === 1
          ? [1]
          : minimum === 2
            ? [1, ...(t.shape.length ? t.shape : [1])]
            : t.shape.length === 2
              ? [...t.shape, 1]
              : [1, ...(t.shape.length ? t.shape : [1]), 1];
      return reshaped(cx, t, shape);
    });
    const rank = raised?.[0]?.shape?.length ?? minimum;
    return concat(cx, raised, axisOf(rank), name);
  };

/** The order along some axes reversed. */
function flip(cx: Context, input: TensorValue, dims: Value): Value {
  const given = axisList(cx, dims, 'flip(): dims');
  return ofShape(cx, input, (shape) => {
    if ('unknown' in given) return tensorOf(shape, input.dtype);
    const axes = (given.axes ?? []).map((axis) => normalizeAxis(axis, shape.length, 'flip'));
    if (new Set(axes).size < axes.length) {
      throw new ShapeError(
        'duplicate-axis',
        said`flip: an axis appears more than once in dims=(${axes.join(', ')}). Name each once.`,
      );
    }
    const reversed = (data: NdArray, axis: number) =>
      takeAlong(
        data,
        axis,
        Array.from({ length: data.shape[axis] }, (_, k) => data.shape[axis] - 1 - k),
      );
    return computed(cx, input, shape, (data) => axes.reduce(reversed, data));
  });
}

/** Turning by 90° swaps the two axes when it happens an odd number of times. */
function rot90(cx: Context, input: TensorValue, k: Value, dims: Value): Value {
  const times = sizeItem(cx, k, 'rot90(): k');
  const plane = axisList(cx, dims, 'rot90(): dims');
  return ofShape(cx, input, (shape) => {
    if ('unknown' in plane || !isNumber(times))
      return tensorOf(unknownDims(shape.length, 'how rot90 turns is not known'), input.dtype);
    const [i, j] = (plane.axes ?? []).map((axis) => normalizeAxis(axis, shape.length, 'rot90'));
    if (times % 2 === 0) return tensorOf(shape, input.dtype);
    return tensorOf(
      shape.map((d, axis) => (axis === i ? shape[j] : axis === j ? shape[i] : d)),
      input.dtype,
    );
  });
}

function tile(cx: Context, input: TensorValue, repeats: readonly Dim[] | undefined): Value {
  if (!repeats) return shapeless(cx.unknown('how often the tensor is repeated is not known'), input.dtype);
  return ofShape(cx, input, (shape) =>
    tensorOf(tileShape(shape, repeats), input.dtype, repeatNumbers(cx, input, repeats)),
  );
}

/** The numbers one behind the other along every axis that is repeated. */
function repeatNumbers(cx: Context, input: TensorValue, repeats: readonly Dim[]): NdArray | undefined {
  if (!input.data || !repeats.every(isNumber)) return undefined;
  const rank = Math.max(input.data.shape.length, repeats.length);
  const shape = [...Array<number>(rank - input.data.shape.length).fill(1), ...input.data.shape];
  const times = [...Array<number>(rank - repeats.length).fill(1), ...repeats];
  if (
    !affordable(
      cx,
      shape.map((d, i) => d * times[i]),
    )
  )
    return undefined;
  return times.reduce(
    (data, count, axis) =>
      takeAlong(
        data,
        axis,
        Array.from({ length: shape[axis] * count }, (_, k) => k % shape[axis]),
      ),
    reshapeNumbers(input.data, shape),
  );
}

function roll(cx: Context, input: TensorValue, shifts: Value, dims: Value): Value {
  const by = axisList(cx, shifts, 'roll(): shifts');
  const over =
    isSequence(dims) && cx.sequence(dims)?.length === 0 ? { axes: undefined } : axisList(cx, dims, 'roll(): dims');
  return ofShape(cx, input, (shape) => {
    if ('unknown' in by || 'unknown' in over) return tensorOf(shape, input.dtype);
    if (over.axes && over.axes.length !== by.axes?.length) {
      throw new PyError(
        'RuntimeError',
        said`shifts and dimensions must align. shifts: ${String(by.axes?.length)}, dims:${over.axes.length}`,
        'argument-count',
      );
    }
    const axes = over.axes?.map((axis) => normalizeAxis(axis, shape.length, 'roll'));
    return computed(cx, input, shape, (data) => {
      if (!axes) return undefined;
      return axes.reduce((n, axis, i) => {
        const size = n.shape[axis];
        const shift = by.axes![i];
        return takeAlong(
          n,
          axis,
          Array.from({ length: size }, (_, k) => (((k - shift) % size) + size) % size),
        );
      }, data);
    });
  });
}

export const joiningOps: OpEntry[] = [
  {
    name: ['cat', 'concat', 'concatenate'],
    on: 'torch',
    signature: 'tensors, dim=0, *, out=None, axis=None',
    rule: (a, cx) =>
      concat(
        cx,
        tensorList(cx, a.get('tensors'), 'cat'),
        axisNumber(cx, a.isNone('axis') ? a.get('dim') : a.get('axis'), 'cat(): dim'),
        'cat',
      ),
  },
  {
    name: 'stack',
    on: 'torch',
    signature: 'tensors, dim=0, *, out=None',
    rule: (a, cx) => stack(cx, tensorList(cx, a.get('tensors'), 'stack'), axisNumber(cx, a.get('dim'), 'stack(): dim')),
  },
  {
    name: 'hstack',
    on: 'torch',
    signature: 'tensors, *, out=None',
    rule: stackedAlong('hstack', 1, (rank) => (rank === 1 ? 0 : 1)),
  },
  {
    name: ['vstack', 'row_stack'],
    on: 'torch',
    signature: 'tensors, *, out=None',
    rule: stackedAlong('vstack', 2, () => 0),
  },
  { name: 'dstack', on: 'torch', signature: 'tensors, *, out=None', rule: stackedAlong('dstack', 3, () => 2) },
  {
    name: 'repeat',
    on: 'tensor',
    signature: 'input, *sizes, **kwargs',
    rule: (a, cx) => {
      const input = inputOf(a);
      const repeats = variadicDims(cx, a.rest, 'repeat(): sizes', a.extra.get('repeats'));
      if (!repeats) return shapeless(cx.unknown('how often the tensor is repeated is not known'), input.dtype);
      if (!input.shape) return tensorOf(unknownDims(repeats.length, whyUnknown(cx, input).reason), input.dtype);
      return tensorOf(repeatShape(input.shape, repeats), input.dtype, repeatNumbers(cx, input, repeats));
    },
  },
  {
    name: 'tile',
    on: 'torch',
    signature: 'input, dims',
    rule: (a, cx) => tile(cx, inputOf(a), variadicDims(cx, [], 'tile(): dims', a.get('dims'))),
  },
  {
    name: 'tile',
    on: 'tensor',
    signature: 'input, *dims, **kwargs',
    rule: (a, cx) => tile(cx, inputOf(a), variadicDims(cx, a.rest, 'tile(): dims', a.extra.get('dims'))),
  },
  { name: 'flip', on: 'torch', signature: 'input, dims', rule: (a, cx) => flip(cx, inputOf(a), a.get('dims')) },
  {
    name: 'flip',
    on: 'tensor',
    signature: 'input, *sizes, dims=None',
    rule: (a, cx) => {
      const dims = a.isNone('dims') ? (a.rest.length === 1 ? a.rest[0] : tuple(a.rest)) : a.get('dims');
      return flip(cx, inputOf(a), dims);
    },
  },
  {
    name: ['fliplr', 'flipud'],
    signature: 'input',
    rule: (a, cx) => ofShape(cx, inputOf(a), (shape) => tensorOf(shape, inputOf(a).dtype)),
  },
  {
    name: 'roll',
    signature: 'input, shifts, dims=()',
    rule: (a, cx) => roll(cx, inputOf(a), a.get('shifts'), a.get('dims')),
  },
  {
    name: 'rot90',
    signature: 'input, k=1, dims=(0, 1)',
    rule: (a, cx) => rot90(cx, inputOf(a), a.get('k'), a.get('dims')),
  },
  {
    name: 'broadcast_tensors',
    on: 'torch',
    signature: '*tensors',
    rule: (a, cx) => {
      const given = a.rest.length === 1 && isSequence(a.rest[0]) ? (cx.sequence(a.rest[0]) ?? []) : a.rest;
      const tensors = given.map((t) => asTensor(cx, t, 'broadcast_tensors'));
      const open = tensors.find((t) => !t.shape);
      if (open) return list(tensors.map((t) => shapeless(whyUnknown(cx, open), t.dtype)));
      const shape = broadcastShapes(
        tensors.map((t) => t.shape!),
        'broadcast_tensors',
      );
      return list(tensors.map((t) => expand(cx, t, shape, 'broadcast_tensors')));
    },
  },
];
