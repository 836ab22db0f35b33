/** How the functions of `keras.ops` are written down: Keras' names and signatures, and the rule of each. */
import type { Context } from '../../../python/interpreter/context';
import type { Bound, Rule } from '../../../python/interpreter/native';
import type { NativeFunction } from '../../../python/interpreter/values';
import { type NativeCall, type TensorValue, type Value } from '../../../python/interpreter/values';
import { isSymbolic, normalizeAxis, type Dim, type Shape } from '../../../shape';
import { axisArg } from '../../common/shapes';
import { makeTensor as makeAnyTensor } from '../../common/tensors';
import { ndarray } from '../../numpy/classes';
import { modules as numpyModules } from '../../numpy';
import { symbolicElements } from '../../common/elements';
import { convert } from '../../tensorflow/convert';
import { mapTensors, tensorsIn } from '../../tensorflow/node';
import { applyRule, operation, quiet } from '../../tensorflow/operation';
import { result, withTensor, type Known } from '../../tensorflow/ops/tensors';
import { tensorClass } from '../../tensorflow/tensorClasses';
import { said } from '../../../protocol/say';

/** An operation under its name in `keras.ops`. */
export const define = (name: string, signature: string, rule: Rule): NativeFunction =>
  operation(`keras.ops.${name}`, signature, rule);

/** The same for what makes a tensor of no tensor, and for questions: no rows of a trace. */
export const defineQuiet = (name: string, signature: string, rule: Rule): NativeFunction =>
  quiet(`keras.ops.${name}`, signature, rule);

/** An operation on one tensor, by the shape of the result; its element type is the tensor's where none is named. */
export function shaped(
  name: string,
  signature: string,
  shape: (x: Known, a: Bound, cx: Context) => Shape | undefined,
  dtype?: string,
): NativeFunction {
  const first = /^\w+/.exec(signature)![0];
  return define(name, signature, (a, cx) =>
    withTensor(cx, a.get(first), (x) => {
      const made = shape(x, a, cx);
      return made ? result(made, dtype ?? x.dtype) : cx.unknown(said`an argument of ${a.fn} is not known`);
    }),
  );
}

/** Runs a rule on several tensors whose ranks are known; what is not known stays unknown. */
export function withTensors(cx: Context, values: readonly Value[], rule: (...xs: Known[]) => Value): Value {
  const tensors = values.map((value) => convert(cx, value));
  const lost = tensors.find((x) => x.kind !== 'tensor' || !x.shape);
  if (!lost) return rule(...(tensors as Known[]));
  if (lost.kind !== 'tensor') return lost;
  return lost.reason ?? cx.unknown('the shape of a tensor is not known');
}

/**
 * A function of TensorFlow under Keras' parameters. `names` gives TensorFlow's name of each of Keras' parameters, in
 * Keras' order; `-` leaves one out.
 */
export function fromTensorflow(name: string, signature: string, target: Value, names: string): NativeFunction {
  const pairs = paired(signature, names);
  return define(name, signature, (a, cx) => {
    const kwargs = new Map(pairs.map(([keras, tensorflow]): [string, Value] => [tensorflow, a.get(keras)]));
    return applyRule(cx, target, a.fn, { args: [], kwargs });
  });
}

/** Names of parameters in a signature beside the names another library has for them. */
function paired(signature: string, names: string): [keras: string, other: string][] {
  const own = signature.split(/, (?=[a-z_*])/i).map((part) => part.replace(/=.*/, ''));
  return names.split(' ').flatMap((other, i): [string, string][] => (other === '-' ? [] : [[own[i], other]]));
}

const numpyFunctions: Readonly<Record<string, Value>> = (() => {
  const attrs = numpyModules.find((module) => module.name === 'numpy')?.attrs ?? {};
  return typeof attrs === 'function' ? attrs() : attrs;
})();

/**
 * A function of NumPy under Keras' parameters, with TensorFlow's tensors. `names` is as for `fromTensorflow`, and `_`
 * gives an argument by position; `target` is NumPy's name where it is another one.
 */
export function fromNumpy(name: string, signature: string, names: string, target = name): NativeFunction {
  const fn = numpyFunctions[target];
  const pairs = paired(signature, names);
  const rule: Rule = (a, cx) => {
    // A parameter that nobody gave, and arithmetic on one, may be a tensor of any rank.
    const first = a.get(pairs[0][0]);
    if (isParameter(first)) return cx.unknown(said`what ${a.fn} is applied to is not known`);
    const args = pairs.flatMap(([keras, numpy]) => (numpy === '_' ? [asNumpy(a.get(keras))] : []));
    const kwargs = new Map(
      pairs.flatMap(([keras, numpy]): [string, Value][] => (numpy === '_' ? [] : [[numpy, asNumpy(a.get(keras))]])),
    );
    const given = pairs.flatMap(([keras]) => tensorsIn(a.get(keras)));
    return asKeras(cx.call(fn, args, kwargs), given);
  };
  return define(name, signature, rule);
}

const isParameter = (value: Value): boolean =>
  value.kind === 'unknown' || ((value.kind === 'int' || value.kind === 'float') && isSymbolic(value.value));

const asNumpy = (value: Value): Value =>
  mapTensors(value, (tensor) => (tensor.cls.module === 'numpy' ? tensor : recast(tensor, ndarray, tensor.dtype)));

const NARROWER: Readonly<Record<string, string>> = { float64: 'float32', int64: 'int32', complex128: 'complex64' };

/** NumPy computes with 64 bits what Keras computes with 32, unless an argument had 64. */
function asKeras(value: Value, given: readonly TensorValue[]): Value {
  return mapTensors(value, (tensor) => {
    const { dtype, cls } = tensor;
    if (cls.module !== 'numpy') return tensor;
    const isWide = dtype === undefined || given.some((x) => x.dtype === dtype);
    return recast(tensor, tensorClass, isWide ? dtype : (NARROWER[dtype] ?? dtype));
  });
}

function recast(tensor: TensorValue, cls: TensorValue['cls'], dtype: string | undefined): TensorValue {
  const { shape, data } = tensor;
  const made = makeAnyTensor(cls, shape, dtype, { data, elements: symbolicElements(tensor), like: tensor });
  made.receptiveField = tensor.receptiveField;
  return made;
}

/** One size for each of `rank` axes, from a number or a sequence. */
export const perAxis = (sizes: readonly Dim[], rank: number): readonly Dim[] =>
  sizes.length === 1 ? Array.from({ length: rank }, () => sizes[0]) : sizes;

/** One axis of a tensor; undefined where it is not known. */
export function axisOf(x: Known, a: Bound, cx: Context, name = 'axis'): number | undefined {
  const axis = axisArg(cx, a.get(name));
  return axis === undefined ? undefined : normalizeAxis(axis, x.shape.length, a.fn);
}

export const replaced = (shape: Shape, axis: number, size: Dim): Dim[] =>
  shape.map((dim, i) => (i === axis ? size : dim));

/** The arguments of a call by position. */
export const positional = (...args: Value[]): NativeCall => ({ args, kwargs: new Map() });
