/**
 * What a tensor refuses that has no numbers yet. In a graph Python can neither go through its rows nor take it for a bool or a number:
 * the program runs once, before anything is fed (`Tensor._disallow_iteration`, `_disallow_bool_casting` and `__len__`,
 * tensorflow/python/framework/tensor.py; TensorFlow 1 raises TypeError as well).
 */
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { NativeFunction, type TensorValue, type Value } from '../../python/interpreter/values';
import type { Saying } from '../../protocol/say';
import { said } from '../../protocol/say';
import { isInsideCall } from '../keras/names';
import type { GraphNode } from './graphNode';
import { callTensors, infoOf } from './node';
import { stateOf } from './state';
import { kerasTensorClass } from './tensorClasses';

/** What each special method of a symbolic tensor says. */
export const SYMBOLIC_REFUSALS: Readonly<Record<string, Saying>> = {
  __iter__: said`A tensor of a graph can not be iterated or unpacked: it has no rows before the graph runs. Use tf.unstack(x) where the number of rows is known, else tf.map_fn.`,
  __contains__: said`A tensor of a graph can not be searched with "in": it has no numbers before the graph runs. Use tf.reduce_any(tf.equal(x, value)).`,
  __len__: said`A tensor of a graph has no len(). Use x.shape[0], or tf.shape(x)[0] where that is None.`,
  __bool__: said`A tensor of a graph is neither true nor false: it has no numbers before the graph runs. Use tf.cond or tf.where, or "is not None" to ask whether there is a tensor.`,
  __int__: said`A tensor of a graph is no Python number before the graph runs. Use tf.cast, or the number that a session gives.`,
  __float__: said`A tensor of a graph is no Python number before the graph runs. Use tf.cast, or the number that a session gives.`,
};

/**
 * The special methods, refusing what is symbolic for certain: in a program of version 1, or what follows from a placeholder, which
 * no other program can make. Inside the call of a layer AutoGraph may have rewritten the code.
 */
export function refusingSymbolic(methods: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(methods).map(([name, fn]) => {
      const refusal = SYMBOLIC_REFUSALS[name];
      if (!refusal || !(fn instanceof NativeFunction)) return [name, fn];
      const impl: NativeFunction['impl'] = (cx, call) => {
        if (isSymbolic(cx, call.args[0])) throw new PyError('TypeError', refusal, 'symbolic-tensor');
        return fn.impl(cx, call);
      };
      return [name, new NativeFunction(fn.name, impl, fn.isOp)];
    }),
  );
}

function isSymbolic(cx: Context, value: Value | undefined): boolean {
  const state = stateOf(cx);
  if (value?.kind !== 'tensor' || value.cls === kerasTensorClass || !state.graphMode) return false;
  if (isInsideCall(cx) || state.traced) return false;
  // A session runs functions of the program again that have been run once, when the graph was built.
  if (state.replaying) return true;
  return (state.isVersion1 && infoOf(value).node !== undefined) || followsFromPlaceholder(value);
}

function followsFromPlaceholder(tensor: TensorValue, seen = new Set<GraphNode>()): boolean {
  const { node } = infoOf(tensor);
  if (!node || seen.has(node)) return false;
  seen.add(node);
  return node.kind === 'placeholder' || callTensors(node.call).some((input) => followsFromPlaceholder(input, seen));
}
