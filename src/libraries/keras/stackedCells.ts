/**
 * Recurrent cells on top of each other, the output of one being the input of the next: what `StackedRNNCells` of Keras and
 * `MultiRNNCell` of TensorFlow 1 have in common.
 */
import type { Context } from '../../python/interpreter/context';
import { getter } from '../../python/interpreter/native';
import type { Value } from '../../python/interpreter/values';
import { settingsOf } from './define';
import { isLayer } from './layer';

export interface StackSettings {
  /** Undefined where they are not known. */
  readonly cells: readonly Value[] | undefined;
}

/** What a cell gives for one step. */
export interface Step {
  readonly output: Value;
  readonly state: Value;
}

/**
 * One step of all cells.
 * @param states a list or tuple with one state for each cell
 * @param step one step of one cell; undefined where the cell does not say what it gives
 */
export function stepThrough(
  cells: readonly Value[],
  input: Value,
  states: Value,
  step: (cell: Value, input: Value, state: Value | undefined, index: number) => Step | undefined,
): { output: Value; states: Value[] } | undefined {
  const given = states.kind === 'tuple' || states.kind === 'list' ? states.items : [];
  const next: Value[] = [];
  let output = input;
  for (const [i, cell] of cells.entries()) {
    const made = step(cell, output, given[i], i);
    if (!made) return undefined;
    output = made.output;
    next.push(made.state);
  }
  return { output, states: next };
}

/** `state_size`, one for each cell, and `output_size`, that of the last. */
export const stackSizes = (sequence: (items: Value[]) => Value): Record<string, Value> => ({
  state_size: getter('state_size', (self, cx) =>
    ofCells(cx, self, (cells) => sequence(cells.map((cell) => cx.getAttr(cell, 'state_size')))),
  ),
  output_size: getter('output_size', (self, cx) =>
    ofCells(cx, self, (cells) => cx.getAttr(cells[cells.length - 1], 'output_size')),
  ),
});

function ofCells(cx: Context, self: Value, read: (cells: readonly Value[]) => Value): Value {
  const cells = isLayer(self) ? settingsOf<StackSettings>(self)?.cells : undefined;
  return cells?.length ? read(cells) : cx.unknown('the cells are not known');
}
