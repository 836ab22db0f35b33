/**
 * `tf.function`: the body runs once with tensors that have no numbers yet. AutoGraph rewrites `if`, `while`, `for`, `len`, `int` and
 * `float`; what it does not rewrite refuses them (TensorFlow 2.21, "Better performance with tf.function"; `Tensor._disallow_iteration`,
 * tensorflow/python/framework/tensor.py).
 */
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { native } from '../../python/interpreter/native';
import { FunctionValue, NONE, type TensorValue, type Value } from '../../python/interpreter/values';
import { said } from '../../protocol/say';
import { mapTensors, withInfo } from './node';
import { stateOf } from './state';
import { tensorBase, tensorClass } from './tensorClasses';

/** A function that TensorFlow traces; the one it is made of stays eager. */
function traced(fn: Value): Value {
  if (!(fn instanceof FunctionValue)) return fn;
  const made = new FunctionValue(fn.name, fn.params, fn.defaults, fn.closure, fn.site, fn.node);
  made.owner = fn.owner;
  made.attrs = fn.attrs;
  made.within = trace;
  return made;
}

function trace(cx: Context, bound: Map<string, Value>, run: () => Value): Value {
  const state = stateOf(cx);
  if (state.runsEagerly) return run();
  const outer = state.traced;
  const inside = (state.traced = new Set<TensorValue>(outer));
  // What comes in is another tensor inside: the one outside keeps its numbers.
  const enter = (tensor: TensorValue): TensorValue => {
    if (tensor.cls !== tensorClass || !tensor.shape) return tensor;
    const copy = withInfo(tensor, {});
    inside.add(copy);
    return copy;
  };
  for (const [name, value] of bound) bound.set(name, mapTensors(value, enter));
  try {
    return run();
  } finally {
    state.traced = outer;
  }
}

/** `tf.function`, as a decorator with arguments or without. */
export const tfFunction = native(
  'function',
  'func=None, input_signature=None, autograph=True, jit_compile=None, *args, **kwargs',
  (a) => (a.isNone('func') ? native('function', 'func', (inner) => traced(inner.get('func'))) : traced(a.get('func'))),
);

/** `tf.config.run_functions_eagerly(True)`. */
export const runFunctionsEagerly = native('run_functions_eagerly', 'run_eagerly', (a, cx) => {
  stateOf(cx).runsEagerly = a.truth('run_eagerly') ?? true;
  return NONE;
});

tensorBase.hooks.unpacked = (cx, value) => {
  const { traced: inside } = stateOf(cx);
  if (value.kind !== 'tensor' || !inside?.has(value)) return;
  throw new PyError(
    'OperatorNotAllowedInGraphError',
    said`Inside a tf.function a tensor can not be unpacked or gone through by a comprehension: it has no rows before the graph runs. Use tf.unstack(x) where the number of rows is known, x.shape in place of tf.shape(x), or a for loop.`,
    'symbolic-tensor',
  );
};
