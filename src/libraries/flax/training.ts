/** `flax.training.train_state`: the parameters, the function that applies them, and what the optimizer keeps, in one object. */
import { classMethod, native, nativeClass, parseSignature } from '../../python/interpreter/native';
import { frozen } from '../../python/builtins/stdlib/dataclasses';
import { checked } from './checked';
import { types } from '../../python/interpreter/types';
import { InstanceValue, int, type Value } from '../../python/interpreter/values';

/** The same state with some of its fields replaced: states are frozen dataclasses. */
function replaced(state: InstanceValue, fields: ReadonlyMap<string, Value>): InstanceValue {
  const made = new InstanceValue(state.cls);
  for (const [name, value] of [...state.attrs, ...fields]) made.attrs.set(name, value);
  return made;
}

export const trainState = nativeClass('flax.training.train_state', 'TrainState', [types.object], {
  create: classMethod(
    native('create', 'cls, *, apply_fn, params, tx, **kwargs', (a, cx) => {
      const cls = a.get('cls');
      if (cls.kind !== 'class') return cx.unknown('the class of the state is not known');
      const made = new InstanceValue(cls);
      made.attrs.set('step', int(0));
      for (const name of ['apply_fn', 'params', 'tx']) made.attrs.set(name, a.get(name));
      made.attrs.set('opt_state', cx.unknown('what the optimizer keeps'));
      for (const [name, value] of a.extra) made.attrs.set(name, value);
      return made;
    }),
  ),
  // Parameters keep their shapes when gradients are applied to them.
  apply_gradients: checked(
    'TrainState.apply_gradients',
    parseSignature('*, grads, **kwargs'),
    native('apply_gradients', 'self, *, grads, **kwargs', (a, cx) => {
      cx.trained();
      const self = a.get('self') as InstanceValue;
      const step = cx.binary('+', self.attrs.get('step') ?? int(0), int(1));
      return replaced(self, new Map([['step', step], ...a.extra]));
    }),
  ),
  replace: native('replace', 'self, **kwargs', (a) => replaced(a.get('self') as InstanceValue, a.extra)),
});
trainState.hooks = {
  isTreePart: (_, name) => name !== 'apply_fn' && name !== 'tx',
  setAttr: (cx, self, name) => {
    throw frozen(cx, self, name);
  },
};
