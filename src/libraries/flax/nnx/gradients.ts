/** `nnx.grad` and `nnx.value_and_grad`: the gradient by a module is the state of its parameters (flax/nnx/transforms/autodiff.py). */
import { native, nativeClass } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import { NONE, type InstanceValue, type Value } from '../../../python/interpreter/values';
import { gradient, type Differentiated } from '../../jax/transforms';
import { stateFor } from './graph';
import { isModule, paramClass } from './module';

/** `nnx.DiffState(argnum, filter)`: an argument, and which of its variables are differentiated. */
const diffState = nativeClass('flax.nnx', 'DiffState', [types.object], {
  __init__: native('DiffState', 'self, argnum, filter', (a, cx) => {
    const self = a.get('self') as InstanceValue;
    cx.touch(self);
    for (const name of ['argnum', 'filter']) self.attrs.set(name, a.get(name));
    return NONE;
  }),
});

const stateOfModule: Differentiated = (cx, argnum, args) => {
  const isState = argnum.kind === 'instance' && argnum.cls === diffState;
  const index = isState ? (argnum.attrs.get('argnum') ?? NONE) : argnum;
  const arg = index.kind === 'int' && typeof index.value === 'number' ? args.at(index.value) : undefined;
  if (!arg || !isModule(arg)) return arg;
  return stateFor(cx, arg, isState ? argnum.attrs.get('filter') : paramClass);
};

export const gradientFunctions: Record<string, Value> = {
  grad: gradient('grad', false, stateOfModule),
  value_and_grad: gradient('value_and_grad', true, stateOfModule),
  DiffState: diffState,
};
