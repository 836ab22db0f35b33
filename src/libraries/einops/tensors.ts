/** einops works on the tensors of every library: results are of the class of the input, numbers are carried along. */
import { permute, reshape, type NdArray } from '../../compute/ndarray';
import { broadcastTo } from '../../compute/numeric/broadcast';
import { said } from '../../protocol/say';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import type { ClassValue, TensorValue, Value } from '../../python/interpreter/values';
import { unsqueezeShape, type Dim, type Shape } from '../../shape';
import { reduceTensor } from '../common/reduce';
import { affordable, makeTensor, type TensorFamily } from '../common/tensors';
import { arrayClass, jaxFamily } from '../jax/arrays';
import { ndarray, numpyFamily } from '../numpy/classes';
import { tensorflow } from '../tensorflow/family';
import { kerasTensorClass, tensorBase, tensorClass } from '../tensorflow/tensorClasses';
import { torchFamily } from '../torch/family';
import { tensorType } from '../torch/tensor';
import { isNumeric, type Transform } from './transform';

/** The library a tensor belongs to, and the class of what is computed from it. */
export function familyOf(tensor: TensorValue): { family: TensorFamily; cls: ClassValue } {
  const is = (cls: ClassValue): boolean => tensor.cls.isSubclassOf(cls);
  if (is(tensorType)) return { family: torchFamily, cls: tensorType };
  if (is(kerasTensorClass)) return { family: tensorflow, cls: tensorClass };
  if (is(tensorBase)) return { family: tensorflow, cls: tensorClass };
  if (is(arrayClass)) return { family: jaxFamily, cls: arrayClass };
  return { family: numpyFamily, cls: ndarray };
}

/** A result of the input's library. */
export const resultLike = (
  input: TensorValue,
  shape: Shape | undefined,
  data?: NdArray,
  dtype = input.dtype,
): TensorValue => makeTensor(familyOf(input).cls, shape, dtype, { data, reason: shape ? undefined : input.reason });

/** Reductions by their names in einops. */
export const REDUCTIONS = ['min', 'max', 'sum', 'mean', 'prod', 'any', 'all'] as const;
export type ReductionWord = (typeof REDUCTIONS)[number];

/** Applies a transform to a tensor. */
export function applyTransform(cx: Context, input: TensorValue, t: Transform, reduction?: ReductionWord): TensorValue {
  const sizes = affordable(cx, t.output);
  const known = input.data && isNumeric(t) && sizes && affordable(cx, t.split) ? input.data : undefined;
  const split = known && reshape(known, t.split as number[]);
  if (t.reduced.length === 0) return resultLike(input, t.output, split && merged(split, t));
  const { family } = familyOf(input);
  const parts = resultLike(input, t.split, split);
  const left = reduction && reduceTensor(cx, family, reduction, parts, { axes: t.reduced });
  const order = t.split.map((_, i) => i).filter((i) => !t.reduced.includes(i));
  const kept = t.kept.map((place) => order.indexOf(place));
  const data = left?.data && isNumeric(t) && sizes ? merged(left.data, { ...t, kept }) : undefined;
  return resultLike(input, t.output, data, left?.dtype ?? input.dtype);
}

/** Numbers whose axes are split already: reordered, repeated along new axes, merged. */
function merged(numbers: NdArray, t: Transform): NdArray {
  let result = permute(numbers, t.kept);
  let shape: Shape = result.shape;
  t.elements.forEach((element, axis) => {
    if ('size' in element) shape = unsqueezeShape(shape, axis);
  });
  result = reshape(result, shape as number[]);
  const full = t.elements.map((element, axis): Dim => ('size' in element ? element.size : result.shape[axis]));
  return reshape(broadcastTo(result, full as number[]), t.output as number[]);
}

/** The tensor of an argument: a list of equal tensors is stacked first. @throws PyError TypeError */
export function tensorArgument(cx: Context, value: Value, fn: string): TensorValue | undefined {
  if (value.kind === 'tensor') return value;
  if (value.kind === 'unknown') return undefined;
  const items = value.kind === 'list' || value.kind === 'tuple' ? value.items : [];
  const tensors = items.filter((item) => item.kind === 'tensor');
  if (items.length > 0 && tensors.length === items.length) {
    const [first] = tensors;
    return resultLike(first, first.shape && [items.length, ...first.shape]);
  }
  throw new PyError(
    'TypeError',
    said`${fn} takes a tensor or a list of tensors first, then the pattern; the first argument is ${cx.typeOf(value).name}.`,
    value.kind === 'str' || !cx.isSupposing ? 'not-a-tensor' : undefined,
  );
}
