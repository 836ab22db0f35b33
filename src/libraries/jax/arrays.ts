/** The class of JAX's arrays, their element types, and the way to NumPy's rules and back. */
import type { NdArray } from '../../compute/ndarray';
import { types } from '../../python/interpreter/types';
import type { TensorValue } from '../../python/interpreter/values';
import { ClassValue, type Value } from '../../python/interpreter/values';
import type { Shape } from '../../shape';
import { kindOf, promoteTypes, type Kind, type Typed } from '../common/dtypes';
import { symbolicElements } from '../common/elements';
import { makeTensor, type TensorFamily } from '../common/tensors';
import { mapTree, mapUnwrapped } from '../common/trees';
import { isNumpy, ndarray } from '../numpy/classes';

/** `jax.Array`; its methods are filled in by methods.ts. */
export const arrayClass = new ClassValue('Array', [types.object], {}, 'jax');

/** The element type an array gets where 64 bits were asked for: JAX has them only where they are enabled. */
export function narrowed(dtype: string | undefined): string | undefined {
  switch (dtype) {
    case 'float64':
      return 'float32';
    case 'int64':
      return 'int32';
    case 'uint64':
      return 'uint32';
    case 'complex128':
      return 'complex64';
    default:
      return dtype;
  }
}

const KINDS: readonly Kind[] = ['bool', 'int', 'float', 'complex'];
const DEFAULTS: Record<Kind, string> = { bool: 'bool', int: 'int32', float: 'float32', complex: 'complex64' };

/** JAX's rule (documentation, "Type promotion semantics"): integers never widen a float; Python numbers are weak. */
export function promoteJax(operands: readonly Typed[]): string | undefined {
  if (operands.some((o) => !o.weak && o.dtype === undefined)) return undefined;
  const strong = operands.filter((o) => !o.weak).map((o) => narrowed(o.dtype)!);
  const rank = (kind: Kind): number => KINDS.indexOf(kind);
  const weak = operands.flatMap((o) => (o.weak ? [o.weak] : [])).sort((a, b) => rank(b) - rank(a))[0];
  if (strong.length === 0) return weak && DEFAULTS[weak];
  const common = strong.reduce((a, b) => {
    const [kindA, kindB] = [kindOf(a), kindOf(b)];
    if (kindA === kindB) return narrowed(promoteTypes(a, b))!;
    return rank(kindA) > rank(kindB) ? a : b;
  });
  return weak && rank(weak) > rank(kindOf(common)) ? DEFAULTS[weak] : common;
}

/** JAX's rules for the operations that all libraries share. */
export const jaxFamily: TensorFamily = {
  name: 'jax',
  promote: promoteJax,
  quotientDtype: () => 'float32',
  reducedDtype(op, dtype) {
    if (op === 'any' || op === 'all') return 'bool';
    if (op.startsWith('arg')) return 'int32';
    if (kindOf(dtype) === 'bool') return op === 'sum' || op === 'prod' ? 'int32' : 'float32';
    return kindOf(dtype) === 'int' && /^(mean|std|var)$/.test(op) ? 'float32' : dtype;
  },
  resultClass: () => arrayClass,
  views: false,
};

/** An array of a shape. */
export function makeArray(shape: Shape | undefined, dtype?: string, data?: NdArray): TensorValue {
  return makeTensor(arrayClass, shape, narrowed(dtype), { data });
}

/** Layers and activations compute in floats: integers become float32. */
export const floatOf = (dtype: string | undefined): string =>
  dtype !== undefined && kindOf(dtype) === 'float' ? dtype : 'float32';

/** Functions that divide or take roots make floats of whole numbers, and leave floats and complex numbers as they are. */
export const inexact = (dtype: string | undefined): string | undefined =>
  dtype === undefined || /^(b?float|complex)/.test(dtype) ? dtype : 'float32';

/** The same tensor under another class, its numbers in the element type that JAX keeps. */
function recast(tensor: TensorValue, cls: ClassValue): TensorValue {
  const made = makeTensor(cls, tensor.shape, narrowed(tensor.dtype), {
    data: tensor.data,
    elements: symbolicElements(tensor),
    like: tensor,
  });
  made.receptiveField = tensor.receptiveField;
  return made;
}

/** What NumPy's rules are given for JAX's arrays. */
export const asNumpy = (value: Value): Value =>
  mapUnwrapped(value, (leaf) => (leaf.kind !== 'tensor' || isNumpy(leaf) ? leaf : recast(leaf, ndarray)));

/** What JAX gives where NumPy's rules gave an array. */
export const asJax = (value: Value): Value =>
  mapUnwrapped(value, (leaf) => (leaf.kind === 'tensor' && isNumpy(leaf) ? recast(leaf, arrayClass) : leaf));

/** A value as array: NumPy's arrays and Python's numbers are taken, as every function of jax.numpy takes them. */
export function arrayOf(value: Value): TensorValue | undefined {
  if (value.kind === 'tensor') return isNumpy(value) ? recast(value, arrayClass) : value;
  if (value.kind === 'bool' || value.kind === 'int' || value.kind === 'float')
    return makeArray([], DEFAULTS[value.kind]);
  return value.kind === 'unknown' ? makeTensor(arrayClass, undefined, undefined, { reason: value }) : undefined;
}

/** A tree with every tensor in it replaced. */
export const mapTensors = (value: Value, map: (tensor: TensorValue) => Value): Value =>
  mapTree(value, [], (leaf) => (leaf.kind === 'tensor' ? map(leaf) : leaf));

/** Every tensor in a tree, in order. */
export function tensorsOf(value: Value): TensorValue[] {
  const found: TensorValue[] = [];
  mapTensors(value, (tensor) => {
    found.push(tensor);
    return tensor;
  });
  return found;
}
