/** How TensorFlow's operations are written down: as in native.ts, with a record in graphs and Keras models. */
import type { Context } from '../../python/interpreter/context';
import { bind, declare, native, op, parseSignature, type Rule } from '../../python/interpreter/native';
import type { NativeFunction } from '../../python/interpreter/values';
import { type NativeCall, type Value } from '../../python/interpreter/values';
import { graphName as kerasName } from '../keras/names';
import { callTensors, recorded } from './node';
import { stateOf, uniqueName } from './state';
import { isStatic } from './staticShape';
import { hasKerasTensor, kerasTensorClass } from './tensorClasses';

/** `reduce_mean` → `ReduceMean`, as Keras names an operation among its layers. */
function pascalCase(name: string): string {
  return name.replace(/(^|_)(\w)/g, (_all, _bar, letter: string) => letter.toUpperCase());
}

/** The last part of a dotted name. */
const shortName = (name: string): string => name.split('.').pop()!;

/** Keras' names of operations that go by another name here: operators have TensorFlow's. */
const KERAS_NAMES: Readonly<Record<string, string>> = {
  Abs: 'Absolute',
  BatchNormalization: 'BatchNorm',
  Floordiv: 'FloorDivide',
  HardSwish: 'HardSilu',
  LayerNormalization: 'LayerNorm',
  Mul: 'Multiply',
  Neg: 'Negative',
  Pow: 'Power',
  RmsNormalization: 'RMSNorm',
  StridedSlice: 'GetItem',
  Sub: 'Subtract',
  Swish: 'Silu',
  Truediv: 'TrueDivide',
};

/** Operations that ask for shapes alone: of a static shape TensorFlow computes them while the graph is built. */
const OF_SHAPES = new Set(['Shape', 'Size', 'Rank', 'ZerosLike', 'OnesLike']);

/** Names the node of a call, or says that it is not recorded. `nameAt` is the place of the parameter `name`. */
function nodeName(graphName: string, nameAt = -1) {
  return (cx: Context, call: NativeCall) => {
    if (hasKerasTensor(callTensors(call))) {
      const own = pascalCase(shortName(graphName));
      return {
        name: kerasName(cx, KERAS_NAMES[own] ?? own),
        cls: kerasTensorClass,
        nameOf: () => kerasName(cx, 'KerasTensor'),
      };
    }
    const state = stateOf(cx);
    if (!state.graphMode) return undefined;
    const given = call.kwargs.get('name') ?? call.args[nameAt];
    const isConstant = OF_SHAPES.has(graphName) && callTensors(call).every(({ shape }) => isStatic(shape));
    return { name: uniqueName(state, given?.kind === 'str' ? given.value : graphName), isConstant };
  };
}

/** Wraps a native function so that its calls are recorded in graphs. */
export function inGraph(fn: NativeFunction, graphName = shortName(fn.name), nameAt?: number): NativeFunction {
  return recorded(fn, nodeName(graphName, nameAt));
}

/** The place of the parameter `name`, which programs of version 1 give without saying so. */
function placeOfName(signature: string): number {
  const names = signature.split(/,\s*(?![^([]*[)\]])/).map((part) => part.split('=')[0].trim());
  const [at, rest] = [names.indexOf('name'), names.findIndex((name) => name.startsWith('*'))];
  return rest >= 0 && rest < at ? -1 : at;
}

/** The signature and rule that each function was written down with. */
const written = new WeakMap<NativeFunction, { signature: string; rule: Rule }>();

function keep(fn: NativeFunction, signature: string, rule: Rule): NativeFunction {
  written.set(fn, { signature, rule });
  return declare(fn, signature);
}

/**
 * The rule of a function on its own, under another name: no row of a trace and no record in a graph. `keras.ops`
 * says with it that its `concatenate` is `tf.concat`.
 * @throws Error for a function that was not written down here
 */
export function applyRule(cx: Context, fn: Value, name: string, call: NativeCall): Value {
  const found = fn.kind === 'native' ? written.get(fn) : undefined;
  if (!found) throw new Error(`${name} names no operation of TensorFlow`);
  return found.rule(bind(name, parseSignature(found.signature), cx, call.args, call.kwargs), cx);
}

/**
 * An operation on tensors. `name` is what traces and messages say (`tf.nn.conv2d`), `graphName` what TensorFlow 1
 * names the node (`Conv2D`).
 */
export function operation(name: string, signature: string, rule: Rule, graphName?: string): NativeFunction {
  return keep(inGraph(op(name, signature, rule), graphName, placeOfName(signature)), signature, rule);
}

/** The same for functions that are no rows of a trace: constants, shapes, casts. */
export function quiet(name: string, signature: string, rule: Rule, graphName?: string): NativeFunction {
  return keep(inGraph(native(name, signature, rule), graphName, placeOfName(signature)), signature, rule);
}

/** A table of functions by the last part of their names. */
export function byName(functions: readonly NativeFunction[]): Record<string, Value> {
  return Object.fromEntries(functions.map((fn) => [shortName(fn.name), fn]));
}
