/** What optimisers of TensorFlow 1 keep beside the variables that they train. */
import type { Context } from '../../python/interpreter/context';
import type { TensorValue, Value } from '../../python/interpreter/values';
import { infoOf } from './node';
import { stateOf } from './state';
import { makeVariable } from './tensorClasses';

/** How many variables an optimiser keeps for each one (`_create_slots` of each class in tensorflow/python/training). */
const SLOTS: Readonly<Record<string, number>> = {
  Adam: 2,
  Momentum: 1,
  RMSProp: 2,
  Adagrad: 1,
  Adadelta: 2,
  Ftrl: 2,
};

/** Makes them, named after what is trained and after the optimiser: `w/Adam`, `w/Adam_1`; Adam counts its steps in two more. */
export function makeSlots(cx: Context, optimizer: Value, trained: readonly Value[]): void {
  const state = stateOf(cx);
  if (optimizer.kind !== 'instance' || !state.graphMode) return;
  const kind = optimizer.cls.name.replace(/Optimizer$/, '');
  const own = optimizer.attrs.get('name');
  const label = own?.kind === 'str' ? own.value : kind;
  const add = (name: string, x: TensorValue | undefined): void => {
    let free = name;
    for (let n = 1; state.variables.has(free); n++) free = `${name}_${n}`;
    const slot = makeVariable(`${free}:0`, x ? x.shape : [], x?.dtype ?? 'float32', { trainable: false });
    state.variables.set(free, slot);
  };
  const variables = trained.flatMap((x) => (x.kind === 'tensor' && infoOf(x).variable ? [x] : []));
  if (kind === 'Adam' && variables.length > 0) for (const n of [1, 2]) add(`beta${n}_power`, undefined);
  for (const variable of variables) {
    const name = (infoOf(variable).name ?? 'Variable').replace(/:\d+$/, '');
    for (let slot = 0; slot < (SLOTS[kind] ?? 0); slot++) add(`${name}/${label}`, variable);
  }
}
