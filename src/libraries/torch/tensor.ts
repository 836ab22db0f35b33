/** The classes of tensors, parameters and sizes, and how tensors are made. */
import { astype, type Dtype, type NdArray } from '../../compute/ndarray';
import { isNumber, isSymbolic, isUnknown, sym, unknownDim, type Dim, type Shape } from '../../shape';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import type { UnknownValue } from '../../python/interpreter/values';
import { int, TensorValue, TupleValue, type Value } from '../../python/interpreter/values';
import { said } from '../../protocol/say';
import { requiresGradient } from '../common/gradients';
import { shapeNotKnown } from '../common/tensors';

/** `torch.Tensor`; its methods are filled in by index.ts from the tables under ops/. */
export const tensorType = nativeClass('torch', 'Tensor', [types.object]);
/** `torch.nn.Parameter`: a tensor that a module counts as its own. */
export const parameterType = nativeClass('torch.nn.parameter', 'Parameter', [tensorType]);
/** `torch.nn.Buffer`: makes a plain tensor that a module registers as a buffer where it is assigned. */
export const bufferType = nativeClass('torch.nn.parameter', 'Buffer', [tensorType]);
/** Buffers that take their shape from the first input of a lazy module. */
export const uninitializedParameterType = nativeClass('torch.nn.parameter', 'UninitializedParameter', [parameterType]);
/** `torch.Size`, the tuple that `tensor.shape` gives. */
export const sizeType = nativeClass('torch', 'Size', [types.tuple]);

/**
 * A tensor of known shape. Without a dtype it has PyTorch's default, float32; one that is given as undefined is not
 * known, as that of an input nobody described.
 */
export function tensorOf(shape: Shape, ...given: [dtype?: string, data?: NdArray]): TensorValue {
  const [dtype, data] = given.length > 0 ? given : (['float32'] as const);
  const made = new TensorValue(tensorType, shape, dtype);
  if (data) made.data = data;
  return made;
}

/** A tensor of which not even the rank is known. */
export function shapeless(reason: UnknownValue, dtype?: string): TensorValue {
  return new TensorValue(tensorType, undefined, dtype, reason);
}

/** A trainable parameter. */
export function parameterOf(shape: Shape, dtype = 'float32'): TensorValue {
  return new TensorValue(parameterType, shape, dtype);
}

/** `torch.Size([...])`. */
export function sizeOf(shape: Shape): TupleValue {
  return new TupleValue(
    shape.map((d) => int(d)),
    sizeType,
  );
}

/**
 * A tensor argument. What is unknown becomes a tensor of unknown shape, so that rules can still say what
 * does not depend on it.
 * @throws PyError TypeError in PyTorch's words for what is no tensor
 */
export function asTensor(cx: Context, value: Value, fn: string, name = 'input'): TensorValue {
  if (value.kind === 'tensor') return value;
  if (value.kind === 'unknown') return shapeless(value);
  // Arithmetic on a parameter that nobody has given makes a symbol, though it is a tensor.
  if (cx.isSupposing && isNumeric(value) && isSymbolic(value.value))
    return shapeless(cx.unknown('whether it is a number or a tensor is not known'));
  const { name: type } = cx.typeOf(value);
  if (value.kind === 'tuple' || value.kind === 'list' || value.kind === 'dict' || value.kind === 'str') {
    throw new PyError(
      'TypeError',
      said`${fn}(): argument '${name}' must be Tensor, not ${type}. Take the tensor out of it, or make one of it.`,
      // What takes a list of numbers may be an array that nobody gave: `image.dot([0.3, 0.6, 0.1])`.
      cx.isSupposing && value.kind === 'list' && value.items.every(isNumeric) ? undefined : 'not-a-tensor',
    );
  }
  if (isNumeric(value) && !cx.isSupposing) {
    throw new PyError(
      'TypeError',
      said`${fn}(): argument '${name}' must be Tensor, not ${type}. Use Python's own arithmetic and math, or make a tensor of it.`,
      'not-a-tensor',
    );
  }
  throw new PyError('TypeError', `${fn}(): argument '${name}' must be Tensor, not ${type}`);
}

const isNumeric = (value: Value): value is Extract<Value, { kind: 'int' | 'float' }> =>
  value.kind === 'int' || value.kind === 'float';

/** The same, undefined for None. */
export function optionalTensor(cx: Context, value: Value, fn: string, name: string): TensorValue | undefined {
  return value.kind === 'none' ? undefined : asTensor(cx, value, fn, name);
}

/** What the axes of a signal, an image and a volume are called, by their number. */
export const SPATIAL_LETTERS = [[], ['L'], ['H', 'W'], ['D', 'H', 'W']] as const;

/**
 * The shape of a layer's input, (N, channels, …spatial). An input that nobody has described is assumed to
 * be a batch with named sizes; one that cannot be known has unknown sizes in that arrangement.
 */
export function spatialInput(cx: Context, input: TensorValue, channels: Dim | undefined, rank: number): Shape {
  cx.assume(input, () => [sym('N'), channels ?? sym('C'), ...SPATIAL_LETTERS[rank].map((letter) => sym(letter))]);
  if (input.shape) return input.shape;
  const hidden = () => unknownDim(input.reason?.reason ?? 'the input of this layer is not known');
  return [hidden(), channels ?? hidden(), ...SPATIAL_LETTERS[rank].map(hidden)];
}

/** The shape of a layer's input whose last axis holds the features: (N, features), or with more axes between. */
export function featureInput(cx: Context, input: TensorValue, features: Dim): Shape | undefined {
  cx.assume(input, () => [sym('N'), features], true);
  return input.shape;
}

/** Whether every size is a number, as computing with numbers needs. */
export function isConcrete(shape: Shape | undefined): shape is readonly number[] {
  return shape !== undefined && shape.every(isNumber);
}

/** The reason a tensor's shape is unknown, for results that depend on it. */
export function whyUnknown(cx: Context, input: TensorValue): UnknownValue {
  return shapeNotKnown(cx, input);
}

/** The first size that is unknown, for messages. */
export function unknownSize(shape: Shape): Dim | undefined {
  return shape.find(isUnknown);
}

/** A tensor with the same shape and another dtype; numbers are converted where the dtype has an array for them. */
export function withDtype(input: TensorValue, dtype: string | undefined): TensorValue {
  if (dtype === undefined || dtype === input.dtype) return input;
  const result = new TensorValue(tensorType, input.shape, dtype, input.reason);
  if (input.data && HELD.has(dtype)) result.data = astype(input.data, dtype as Dtype);
  result.receptiveField = input.receptiveField;
  return result;
}

const HELD: ReadonlySet<string> = new Set(['float32', 'float64', 'float16', 'int32', 'int64', 'uint8', 'bool']);

/** Whether numbers of this dtype can be held. */
export function isHeld(dtype: string | undefined): dtype is Dtype {
  return dtype !== undefined && HELD.has(dtype);
}

/** `nn.Parameter(data)`: the same shape and numbers, counted by the module that holds it. */
export function makeParameter(data: TensorValue): TensorValue {
  return overNumbersOf(data, new TensorValue(parameterType, data.shape, data.dtype, data.reason));
}

/** `x.detach()`, `x.data`: a plain tensor over the numbers of another, without its gradients. */
export function detached(input: TensorValue): TensorValue {
  if (input.cls === tensorType && !requiresGradient(input)) return input;
  return overNumbersOf(input, new TensorValue(tensorType, input.shape, input.dtype, input.reason));
}

/** Lets a tensor read and write the numbers of another. */
function overNumbersOf(other: TensorValue, made: TensorValue): TensorValue {
  Object.defineProperty(made, 'data', {
    configurable: true,
    enumerable: true,
    get: () => other.data,
    set: (numbers: NdArray | undefined) => (other.data = numbers),
  });
  return made;
}
