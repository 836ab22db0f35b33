/** The states that pass from step to step of a TensorFlow 1 cell: numbers of features, or tensors of those widths. */
import { ShapeError, formatDim, isNumber, isUnknown, type Dim, type Shape } from '../../../shape';
import { namedTupleClass } from '../../../python/builtins/stdlib/namedTuples';
import type { Context } from '../../../python/interpreter/context';
import { ListValue, TupleValue, int, type Value } from '../../../python/interpreter/values';
import { readShape } from '../staticShape';
import { makeTensor } from '../tensorClasses';
import { said } from '../../../protocol/say';

/** `tf.nn.rnn_cell.LSTMStateTuple`: the memory and the output of an LSTM. */
export const lstmStateTuple = namedTupleClass('LSTMStateTuple', ['c', 'h'], 'tensorflow.nn.rnn_cell');

export const lstmState = (c: Value, h: Value): TupleValue => new TupleValue([c, h], lstmStateTuple);

/** A state with each of its parts changed, in the same structure of tuples. */
export function mapState(state: Value, change: (part: Value) => Value): Value {
  if (state.kind === 'tuple')
    return new TupleValue(
      state.items.map((item) => mapState(item, change)),
      state.cls,
    );
  if (state.kind === 'list') return new ListValue(state.items.map((item) => mapState(item, change)));
  return change(state);
}

/** The first state of a cell: zeros of its `state_size` for every example (`RNNCell.zero_state`). */
export function zeroState(cx: Context, cell: Value, batch: Dim, dtype: string): Value {
  return mapState(cx.getAttr(cell, 'state_size'), (size) => {
    const widths = size.kind === 'int' ? [size.value] : readShape(size, cx, 'state_size');
    return widths ? makeTensor([batch, ...widths], dtype) : cx.unknown('the state_size of the cell is not known');
  });
}

/** The batch of two tensors that belong together: the one whose size is known. */
export function sameBatch(a: Dim, b: Dim | undefined): Dim {
  return isUnknown(a) && b !== undefined ? b : a;
}

/**
 * The shape of one part of a state.
 * @throws ShapeError `features-mismatch` where it is not as wide as the cell
 */
export function stateShape(cell: string, state: Value, width: Dim): Shape | undefined {
  if (state.kind !== 'tensor' || !state.shape) return undefined;
  const given = state.shape.at(-1);
  if (given !== undefined && isNumber(given) && isNumber(width) && given !== width) {
    throw new ShapeError(
      'features-mismatch',
      said`The state of ${cell} has ${formatDim(width)} features, but the one given has ${formatDim(given)}. Make it with the zero_state of the same cell.`,
    );
  }
  return state.shape;
}

/** `state_size` of a cell with one state. */
export const sizeOfState = (units: Dim): Value => int(units);
