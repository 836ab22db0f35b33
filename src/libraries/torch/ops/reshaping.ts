/** Operations that arrange the same numbers in another shape: view, permute, squeeze, expand, … */
import { permute as permuteNumbers, reshape as reshapeNumbers } from '../../../compute/ndarray';
import { broadcastTo } from '../../../compute/numeric/broadcast';
import {
  expandShape,
  flattenShape,
  isNumber,
  moveAxisShape,
  normalizeAxis,
  permuteShape,
  reshapeShape,
  ShapeError,
  compareDims,
  isUnknown,
  squeezeShape,
  transposeShape,
  unflattenShape,
  unsqueezeShape,
  type Dim,
  type Shape,
} from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import type { Bound } from '../../../python/interpreter/native';
import type { TensorValue, Value } from '../../../python/interpreter/values';
import { axisList, axisNumber, dimList, isSequence, variadicDims } from '../arguments';
import { dtypeName } from '../dtypes';
import { inputOf, ofShape, unknownDims, viewOf, type OpEntry } from '../family';
import { checkView, expandedSteps, permutedSteps, reshapedSteps } from '../layout';
import { shapeWithMoreAxes } from '../../common/tensors';
import { shapeless, tensorOf, whyUnknown, withDtype } from '../tensor';
import { said } from '../../../protocol/say';

/** The same numbers under another shape. */
export function reshaped(cx: Context, input: TensorValue, shape: Shape): TensorValue {
  return reshapedSteps(viewOf(cx, input, shape, reshapeNumbers, reshapeNumbers), input);
}

/** The axes in another order. */
export function permuted(cx: Context, input: TensorValue, shape: Shape, order: readonly number[]): TensorValue {
  const back = order.map((_, i) => order.indexOf(i));
  const view = viewOf(
    cx,
    input,
    shape,
    (data) => permuteNumbers(data, order),
    (numbers) => permuteNumbers(numbers, back),
  );
  return permutedSteps(view, input, order);
}

/** view, reshape: sizes with at most one −1. Of an unknown input the given sizes are known all the same. */
export function reshape(cx: Context, input: TensorValue, sizes: readonly Dim[] | undefined, fn: string): Value {
  if (!sizes) return shapeless(cx.unknown(said`the sizes given to ${fn} are not known`), input.dtype);
  if (input.shape) {
    const shape = reshapeShape(input.shape, sizes, fn);
    if (fn.startsWith('view')) checkView(cx, input, shape, fn);
    return reshaped(cx, input, shape);
  }
  const why = whyUnknown(cx, input).reason;
  return tensorOf(
    sizes.map((d) => (isNumber(d) && d < 0 ? unknownDims(1, why)[0] : d)),
    input.dtype,
  );
}

function viewRule(a: Bound, cx: Context): Value {
  const input = inputOf(a);
  const dtype = a.rest.length === 1 ? dtypeName(a.rest[0]) : undefined;
  if (dtype) return withDtype(input, dtype);
  const keyword = a.extra.get('size') ?? a.extra.get('shape');
  return reshape(cx, input, variadicDims(cx, a.rest, `${a.fn}(): size`, keyword), a.fn);
}

export function transpose(cx: Context, input: TensorValue, first: Value, second: Value, fn: string): Value {
  const [i, j] = [axisNumber(cx, first, `${fn}(): dim0`), axisNumber(cx, second, `${fn}(): dim1`)];
  return ofShape(cx, input, (shape) => {
    if (i === undefined || j === undefined)
      return tensorOf(unknownDims(shape.length, 'the axes to swap are not known'), input.dtype);
    const result = transposeShape(shape, i, j);
    const order = shape.map((_, axis) => axis);
    if (shape.length > 0) {
      const [p, q] = [normalizeAxis(i, shape.length, fn), normalizeAxis(j, shape.length, fn)];
      [order[p], order[q]] = [q, p];
    }
    return permuted(cx, input, result, order);
  });
}

export function permute(cx: Context, input: TensorValue, order: readonly Dim[] | undefined, fn: string): Value {
  if (!order?.every(isNumber)) {
    return input.shape
      ? tensorOf(unknownDims(input.shape.length, 'the order of the axes is not known'), input.dtype)
      : shapeless(whyUnknown(cx, input), input.dtype);
  }
  if (!input.shape) return tensorOf(unknownDims(order.length, whyUnknown(cx, input).reason), input.dtype);
  const rank = input.shape.length;
  const result = permuteShape(input.shape, order, fn);
  return permuted(
    cx,
    input,
    result,
    order.map((axis) => normalizeAxis(axis, rank, fn)),
  );
}

/** torch.flatten, nn.Flatten. A start and end of an unknown input still give the rank where they are 1 and −1. */
export function flatten(cx: Context, input: TensorValue, start: number | undefined, end: number | undefined): Value {
  if (start === undefined || end === undefined) {
    return shapeless(cx.unknown('the axes to flatten are not known'), input.dtype);
  }
  if (input.shape) return reshaped(cx, input, flattenShape(input.shape, start, end));
  if (start >= 0 && end === -1) return tensorOf(unknownDims(start + 1, whyUnknown(cx, input).reason), input.dtype);
  return shapeless(whyUnknown(cx, input), input.dtype);
}

/** @throws ShapeError where a size does not multiply up; PyError for wrong types */
export function unflatten(cx: Context, input: TensorValue, axis: Value, sizes: Value, fn: string): Value {
  const dims = dimList(cx, sizes, `${fn}(): sizes`);
  const dim = axisNumber(cx, axis, `${fn}(): dim`);
  if (!dims || dim === undefined)
    return shapeless(cx.unknown('the sizes to unflatten into are not known'), input.dtype);
  return ofShape(cx, input, (shape) => reshaped(cx, input, unflattenShape(shape, dim, dims)));
}

/** Whether a size may be 1 or not. */
const isOpen = (size: Dim | undefined): boolean => size !== undefined && !isNumber(size) && compareDims(size, 1) !== 1;

function squeeze(cx: Context, input: TensorValue, dim: Value): Value {
  const axes = axisList(cx, dim, 'squeeze(): dim');
  if ('unknown' in axes) return shapeless(axes.unknown, input.dtype);
  return ofShape(cx, input, (shape) => {
    // A size that nobody knows may be 1, and is then dropped; so may one with a name, where that very axis is to go.
    const mayGo = axes.axes ? axes.axes.some((axis) => isOpen(shape.at(axis))) : shape.some((size) => isUnknown(size));
    if (mayGo) return shapeless(cx.unknown('which axes are of size 1 is not known'), input.dtype);
    return reshaped(cx, input, squeezeShape(shape, axes.axes));
  });
}

export function expand(cx: Context, input: TensorValue, sizes: readonly Dim[] | undefined, fn: string): Value {
  if (!sizes) return shapeless(cx.unknown(said`the sizes given to ${fn} are not known`), input.dtype);
  if (!input.shape) {
    const why = whyUnknown(cx, input).reason;
    return tensorOf(
      sizes.map((d) => (isNumber(d) && d < 0 ? unknownDims(1, why)[0] : d)),
      input.dtype,
    );
  }
  const shape = expandShape(input.shape, sizes);
  return expandedSteps(
    viewOf(cx, input, shape, broadcastTo, (view) => view),
    input,
  );
}

function moveAxis(a: Bound, cx: Context): Value {
  const input = inputOf(a);
  const from = axisList(cx, a.get('source'), 'movedim(): source');
  const to = axisList(cx, a.get('destination'), 'movedim(): destination');
  return ofShape(cx, input, (shape) => {
    if ('unknown' in from || 'unknown' in to)
      return tensorOf(unknownDims(shape.length, 'the axes to move are not known'), input.dtype);
    const result = moveAxisShape(shape, from.axes ?? [], to.axes ?? []);
    // Where each axis comes from is what the rule does to the axes' own numbers.
    const order = moveAxisShape(
      shape.map((_, axis) => axis),
      from.axes ?? [],
      to.axes ?? [],
    );
    return permuted(cx, input, result, order as number[]);
  });
}

/** Swaps the last axes or all of them: t, mT, adjoint. */
function lastTwo(cx: Context, input: TensorValue, fn: string): Value {
  return ofShape(cx, input, (shape) => {
    const order = shape.map((_, i) => i);
    const rank = shape.length;
    if (rank < 2 && fn === 't') return input;
    if (rank < 2 || (fn === 'H' && rank > 2)) {
      throw new ShapeError(
        'rank-mismatch',
        said`${fn} takes ${fn === 'H' ? said`a matrix` : said`matrices or batches of them`}, but the tensor has ${rank} axes. Use permute.`,
      );
    }
    [order[rank - 2], order[rank - 1]] = [rank - 1, rank - 2];
    return permuted(cx, input, permuteShape(shape, order, fn), order);
  });
}

export const reshapingOps: OpEntry[] = [
  { name: ['view'], on: 'tensor', signature: 'input, *shape, **kwargs', rule: viewRule },
  { name: ['reshape'], on: 'tensor', signature: 'input, *shape, **kwargs', rule: viewRule },
  {
    name: 'reshape',
    on: 'torch',
    signature: 'input, shape',
    rule: (a, cx) => reshape(cx, inputOf(a), variadicDims(cx, [], 'reshape(): shape', a.get('shape')), 'reshape'),
  },
  {
    name: 'view_as',
    signature: 'input, other',
    on: 'tensor',
    rule: (a, cx) => reshape(cx, inputOf(a), inputOf(a, 'other').shape, 'view_as'),
  },
  {
    name: 'reshape_as',
    signature: 'input, other',
    on: 'tensor',
    rule: (a, cx) => reshape(cx, inputOf(a), inputOf(a, 'other').shape, 'reshape_as'),
  },
  {
    name: ['flatten'],
    signature: 'input, start_dim=0, end_dim=-1',
    rule: (a, cx) =>
      flatten(
        cx,
        inputOf(a),
        axisNumber(cx, a.get('start_dim'), 'flatten(): start_dim'),
        axisNumber(cx, a.get('end_dim'), 'flatten(): end_dim'),
      ),
  },
  { name: 'ravel', signature: 'input', rule: (a, cx) => flatten(cx, inputOf(a), 0, -1) },
  {
    name: 'unflatten',
    signature: 'input, dim, sizes',
    rule: (a, cx) => unflatten(cx, inputOf(a), a.get('dim'), a.get('sizes'), 'unflatten'),
  },
  {
    name: 'permute',
    on: 'tensor',
    signature: 'input, *dims, **kwargs',
    rule: (a, cx) =>
      permute(cx, inputOf(a), variadicDims(cx, a.rest, 'permute(): dims', a.extra.get('dims')), 'permute'),
  },
  {
    name: 'permute',
    on: 'torch',
    signature: 'input, dims',
    rule: (a, cx) => permute(cx, inputOf(a), dimList(cx, a.get('dims'), 'permute(): dims'), 'permute'),
  },
  {
    name: ['transpose', 'swapaxes', 'swapdims'],
    signature: 'input, dim0, dim1',
    rule: (a, cx) => transpose(cx, inputOf(a), a.get('dim0'), a.get('dim1'), 'transpose'),
    inPlace: false,
  },
  {
    name: 't',
    signature: 'input',
    rule: (a, cx) => {
      const input = inputOf(a);
      if (input.shape && input.shape.length > 2) {
        throw new ShapeError(
          'rank-mismatch',
          said`t() takes at most 2 axes, but the tensor has ${input.shape.length}. Use transpose or mT.`,
        );
      }
      return lastTwo(cx, input, 't');
    },
  },
  { name: ['adjoint'], signature: 'input', rule: (a, cx) => lastTwo(cx, inputOf(a), 'adjoint') },
  { name: ['movedim', 'moveaxis'], signature: 'input, source, destination', rule: moveAxis },
  { name: 'squeeze', signature: 'input, dim=None', rule: (a, cx) => squeeze(cx, inputOf(a), a.get('dim')) },
  {
    name: 'unsqueeze',
    signature: 'input, dim',
    rule: (a, cx) => {
      const input = inputOf(a);
      const axis = axisNumber(cx, a.get('dim'), 'unsqueeze(): dim');
      if (!input.shape) return shapeless(shapeWithMoreAxes(cx, input, 1), input.dtype);
      return ofShape(cx, input, (shape) =>
        axis === undefined
          ? tensorOf(unknownDims(shape.length + 1, 'the place of the new axis is not known'), input.dtype)
          : reshaped(cx, input, unsqueezeShape(shape, axis)),
      );
    },
  },
  {
    name: 'expand',
    on: 'tensor',
    signature: 'input, *size, **kwargs',
    rule: (a, cx) => expand(cx, inputOf(a), variadicDims(cx, a.rest, 'expand(): size', a.extra.get('size')), 'expand'),
  },
  {
    name: 'expand_as',
    on: 'tensor',
    signature: 'input, other',
    rule: (a, cx) => expand(cx, inputOf(a), inputOf(a, 'other').shape, 'expand_as'),
  },
  {
    name: 'broadcast_to',
    on: 'tensor',
    signature: 'input, *rest, size=None',
    rule: (a, cx) =>
      expand(
        cx,
        inputOf(a),
        variadicDims(cx, a.rest, 'broadcast_to(): size', a.has('size') ? a.get('size') : undefined),
        'broadcast_to',
      ),
  },
  {
    name: 'broadcast_to',
    on: 'torch',
    signature: 'input, size',
    rule: (a, cx) => {
      const size = a.get('size');
      if (!isSequence(size) && size.kind !== 'unknown') {
        throw new PyError('TypeError', `broadcast_to(): size must be a tuple of ints, not ${cx.typeOf(size).name}`);
      }
      return expand(cx, inputOf(a), dimList(cx, size, 'broadcast_to(): size'), 'broadcast_to');
    },
  },
];

/** In-place forms that give the tensor another shape. */
export const RESHAPING_IN_PLACE = ['squeeze', 'unsqueeze', 'transpose', 't', 'swapaxes', 'swapdims'] as const;

/** Attributes that are transposed views. */
export const transposedAttributes: Record<string, (cx: Context, input: TensorValue) => Value> = {
  T: (cx, input) =>
    ofShape(cx, input, (shape) => {
      const order = shape.map((_, i) => shape.length - 1 - i);
      return permuted(cx, input, permuteShape(shape, order, 'T'), order);
    }),
  mT: (cx, input) => lastTwo(cx, input, 'mT'),
  H: (cx, input) => lastTwo(cx, input, 'H'),
  mH: (cx, input) => lastTwo(cx, input, 'mH'),
};
