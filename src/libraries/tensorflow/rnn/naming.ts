/**
 * How TensorFlow 1 names the variables of recurrent networks: `rnn/multi_rnn_cell/cell_0/lstm_cell/kernel`. A network opens a
 * variable scope, and so does every cell at its first call, which it keeps (tensorflow/python/ops/rnn.py, `Layer._set_scope`).
 */
import type { Context } from '../../../python/interpreter/context';
import { InstanceValue, str, type TensorValue, type Value } from '../../../python/interpreter/values';
import { allWeights, isLayer, ownWeights } from '../../keras/layer';
import { infoOf } from '../node';
import { enterGraphMode, isKnownName, refuseAgain, scopedName, uniqueScope } from '../state';
import { insideScope } from '../scopes';

/** Where a cell keeps the scope of its variables. */
const SCOPE = '_variable_scope';

/** `BasicLSTMCell` is named `basic_lstm_cell`; the cells of one kernel have the names of the others (rnn_cell_impl.py). */
function baseName(cell: InstanceValue): string {
  const given = cell.attrs.get('name');
  const own = snake(cell.cls.name.replace('Block', ''));
  if (given?.kind !== 'str') return own;
  return given.value.replace(/_\d+$/, '') === snake(cell.cls.name) ? own : given.value;
}

const snake = (name: string): string =>
  name
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();

/** The scope of a cell: a new one at its first call, and that one from then on. */
function scopeOf(cx: Context, cell: InstanceValue): string {
  const kept = cell.attrs.get(SCOPE);
  if (kept?.kind === 'str') return kept.value;
  const state = enterGraphMode(cx);
  const name = scopedName(state, uniqueScope(state, baseName(cell)));
  cx.touch(cell);
  cell.attrs.set(SCOPE, str(name));
  return name;
}

/** Does something inside of the scope of a cell. */
export function insideCell<T>(cx: Context, cell: Value, run: () => T): T {
  if (!(cell instanceof InstanceValue)) return run();
  return insideScope(cx, scopeOf(cx, cell), run);
}

/**
 * The weights of a cell that was called are variables of the graph. Where the scope is reused, they are the ones that are there.
 * @throws PyError ValueError where variables of these names are there, and no scope reuses them
 */
export function registerCell(cx: Context, cell: InstanceValue): void {
  const state = enterGraphMode(cx);
  if (cell.attrs.has(SCOPE)) return;
  const isReused = state.variableScopes.some((open) => open.reuse !== 'no');
  insideCell(cx, cell, () => {
    for (const weight of ownWeights(cell)) {
      const full = scopedName(state, nameInCell(weight));
      const before = state.variables.get(full);
      weight.native = { ...infoOf(weight), name: full };
      if (before && before !== weight && isKnownName(full)) {
        if (isReused) continue;
        refuseAgain(cx, full);
      }
      state.variables.set(full, weight);
    }
  });
}

/** `gates/kernel` of the weight that the layer calls `gru_cell/gates_kernel`. */
function nameInCell(weight: TensorValue): string {
  const own = (infoOf(weight).name ?? 'kernel').replace(/:\d+$/, '').split('/').pop()!;
  return own.replace(/^([a-z]+)_(kernel|bias|gamma|beta)$/, '$1/$2');
}

/** The weights of a cell of the program's own, which have the names that its class gave them. */
export function registerWeights(cx: Context, cell: Value): void {
  if (!(cell instanceof InstanceValue) || !isLayer(cell) || cell.cls.isNative) return;
  const { variables } = enterGraphMode(cx);
  for (const weight of allWeights(cell)) {
    const name = infoOf(weight).name ?? String(variables.size);
    if (![...variables.values()].includes(weight)) variables.set(name, weight);
  }
}
