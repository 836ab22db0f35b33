/** What the operations that all libraries share must know about PyTorch's tensors. */

import type { NdArray } from '../../compute/ndarray';
import { unknownDim, type Dim, type Shape } from '../../shape';
import type { Context } from '../../python/interpreter/context';
import type { Bound } from '../../python/interpreter/native';
import {
  tuple,
  type NativeFunction,
  type TensorValue,
  type UnknownValue,
  type Value,
} from '../../python/interpreter/values';
import { promoteTorch } from '../common/dtypes';
import { affordable, type TensorFamily } from '../common/tensors';
import { shareNumbers } from '../common/views';
import { torchFunction, torchOp, withNumpyNames } from './arguments';
import { checkDtypes, needFloating } from './dtypeRules';
import { accumulated, floatingResult } from './dtypes';
import { indexedSteps, productSteps } from './layout';
import { asTensor, shapeless, tensorOf, tensorType, whyUnknown } from './tensor';
import type { Rule } from '../../python/interpreter/native';
import { isSpread } from '../../python/interpreter/openArguments';
import { said, sayingOf, type Words } from '../../protocol/say';

export const torchFamily: TensorFamily = {
  name: 'torch',
  promote: promoteTorch,
  quotientDtype: () => 'float32',
  reducedDtype(op, dtype) {
    if (op === 'sum' || op === 'prod') return accumulated(dtype)!;
    if (op === 'any' || op === 'all') return 'bool';
    if (op.startsWith('arg')) return 'int64';
    return op === 'mean' || op === 'std' || op === 'var' ? floatingResult(dtype)! : dtype;
  },
  resultClass: () => tensorType,
  views: true,
  indexed: indexedSteps,
  multiplies(cx, left, right) {
    checkDtypes('matmul', left, right, cx);
    if (left.dtype === 'bool') needFloating('matmul', left);
  },
  product: productSteps,
};

/** One operation of the torch module, of tensors, or of both. */
export interface OpEntry {
  /** Its names; the first is what a trace shows. */
  name: string | readonly string[];
  /** For both: the first parameter is the tensor. */
  signature: string;
  rule: Rule;
  /** Where it is found; default both. */
  on?: 'torch' | 'tensor';
  /** Plain functions and queries do not appear in traces. */
  silent?: boolean;
  /** Tensors have the in-place form `name_` too. */
  inPlace?: boolean;
}

/** The functions of a table by name, for one of the two places they are found. */
export function functionsOf(entries: readonly OpEntry[], place: 'torch' | 'tensor'): Record<string, NativeFunction> {
  const found: Record<string, NativeFunction> = {};
  for (const entry of entries) {
    if (entry.on && entry.on !== place) continue;
    const names = typeof entry.name === 'string' ? [entry.name] : entry.name;
    const fn = withNumpyNames(
      (entry.silent ? torchFunction : torchOp)(names[0], entry.signature, counted(entry)),
      entry.signature,
    );
    for (const name of names) found[name] = fn;
  }
  return found;
}

/** A rule that takes any number of arguments is not asked where it is not known how many there are; sizes read that themselves. */
function counted({ signature, rule }: OpEntry): Rule {
  if (!/\*[a-z]/.test(signature) || signature.includes('*size')) return rule;
  return (a, cx) => {
    const open = a.rest.find((value): value is UnknownValue => value.kind === 'unknown' && isSpread(value));
    if (!open) return rule(a, cx);
    const why = cx.unknown(said`how many arguments ${a.fn}() is given is not known: ${sayingOf(open.reason)}`);
    return signature.startsWith('input') ? shapeless(why, inputOf(a).dtype) : why;
  };
}

/** The first argument as a tensor. */
export const inputOf = (a: Bound, name = 'input'): TensorValue => asTensor(a.cx, a.get(name), a.fn, name);

/** Runs a rule on a tensor's shape; where that is not known the result is a tensor of unknown shape. */
export function ofShape(cx: Context, input: TensorValue, rule: (shape: Shape) => Value, dtype = input.dtype): Value {
  return input.shape ? rule(input.shape) : shapeless(whyUnknown(cx, input), dtype);
}

/** A result whose numbers come from the input's where they are known and affordable. */
export function computed(
  cx: Context,
  input: TensorValue,
  shape: Shape,
  numbers: (data: NdArray, shape: number[]) => NdArray | undefined,
  dtype = input.dtype,
): TensorValue {
  const sizes = affordable(cx, shape);
  return tensorOf(shape, dtype, input.data && sizes ? numbers(input.data, sizes) : undefined);
}

/** A view: another shape over the same numbers. */
export function viewOf(
  cx: Context,
  input: TensorValue,
  shape: Shape,
  read: (base: NdArray, shape: number[]) => NdArray,
  write: (view: NdArray, baseShape: readonly number[]) => NdArray,
): TensorValue {
  const result = tensorOf(shape, input.dtype);
  const sizes = affordable(cx, shape);
  if (!input.data || !sizes) return result;
  return shareNumbers(
    result,
    input,
    (base) => read(base, sizes),
    (base, view) => write(view, base.shape),
  );
}

/** Sizes that depend on numbers nobody knows, `count` of them. */
export const unknownDims = (count: number, reason: Words): Dim[] =>
  Array.from({ length: count }, () => unknownDim(reason));

/** Several tensors as the tuple PyTorch returns. */
export const tensorTuple = (tensors: readonly TensorValue[]): Value => tuple(tensors);
