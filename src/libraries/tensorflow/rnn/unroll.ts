/** Recurrent networks of TensorFlow 1: a cell taken along the time axis (tensorflow/python/ops/rnn.py). */
import { concatShapes, isNumber, mul, productOf, sumOf, type Dim, type Shape } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import type { Bound } from '../../../python/interpreter/native';
import { ListValue, NONE, list, tuple, type NativeFunction, type Value } from '../../../python/interpreter/values';
import { dtypeArg } from '../../common/dtypes';
import { allWeights, isLayer } from '../../keras/layer';
import type { Step } from '../../keras/stackedCells';
import { convert } from '../convert';
import { mapTensors } from '../node';
import { operation } from '../operation';
import { insideGivenScope } from '../scopes';
import { result, withTensor } from '../ops/tensors';
import { makeTensor } from '../tensorClasses';
import { callCell } from './cells';
import { registerWeights } from './naming';
import { zeroState } from './state';
import { said } from '../../../protocol/say';

/** One step of a cell, whose weights are then variables of the graph. */
export function stepOf(cx: Context, cell: Value, input: Value, state: Value): Step | undefined {
  const made = callCell(cx, cell, input, state);
  if (made) registerWeights(cx, cell);
  return made;
}

/** Multiply-adds of the cell's products over all steps. */
function noteProducts(cx: Context, cells: readonly Value[], batch: Dim, steps: Dim): void {
  const products = cells
    .flatMap((cell) => (isLayer(cell) ? allWeights(cell) : []))
    .flatMap((weight) => (weight.shape?.length === 2 ? [productOf(weight.shape)] : []));
  cx.note({ macs: mul(mul(batch, steps), sumOf(products)) });
}

/** The state to begin with: the one given, or zeros. @throws PyError ValueError where neither it nor a dtype is given */
function firstState(cx: Context, a: Bound, cell: Value, name: string, batch: Dim, dtype: string | undefined): Value {
  const given = a.get(name);
  if (given.kind !== 'none') return given;
  if (a.isNone('dtype')) {
    throw new PyError('ValueError', said`${a.fn}: if there is no ${name}, you must give a dtype.`, 'argument-value');
  }
  return zeroState(cx, cell, batch, dtypeArg(a.get('dtype')) ?? dtype ?? 'float32');
}

/** A cell over axis 1 of its inputs, or over axis 0 where time comes first. */
function alongTime(cx: Context, a: Bound, cell: Value, input: Value, initial: string): Step | Value {
  let whole: Step | undefined;
  const lost = withTensor(cx, input, (x) => {
    const timeFirst = a.truth('time_major') ?? false;
    const [batch, steps] = timeFirst ? [x.shape[1], x.shape[0]] : [x.shape[0], x.shape[1]];
    const one = makeTensor([batch, ...x.shape.slice(2)], x.dtype);
    const made = stepOf(cx, cell, one, firstState(cx, a, cell, initial, batch, x.dtype));
    if (!made) return cx.unknown('what the cell gives is not known');
    noteProducts(cx, [cell], batch, steps);
    const withTime = (shape: Shape): Shape => (timeFirst ? [steps, ...shape] : [shape[0], steps, ...shape.slice(1)]);
    const output = mapTensors(made.output, (part) => (part.shape ? result(withTime(part.shape), part.dtype) : part));
    whole = { output, state: made.state };
    return NONE;
  });
  return whole ?? lost;
}

const isStep = (value: Step | Value): value is Step => 'output' in value;

const OPTIONS = 'dtype=None, parallel_iterations=None, swap_memory=False, time_major=False, scope=None';

/** `(outputs, state)`. */
const dynamicRnn = operation(
  'tf.nn.dynamic_rnn',
  `cell, inputs, sequence_length=None, initial_state=None, ${OPTIONS}`,
  (a, cx) => {
    const made = insideGivenScope(cx, a.get('scope'), 'rnn', () =>
      alongTime(cx, a, a.get('cell'), a.get('inputs'), 'initial_state'),
    );
    return isStep(made) ? tuple([made.output, made.state]) : made;
  },
  'rnn',
);

/** A network forwards and one backwards, whose variables stand in `fw` and `bw` of one scope. */
const bothWays = <T>(cx: Context, scope: Value, run: (way: 'fw' | 'bw') => T): [T, T] =>
  insideGivenScope(cx, scope, 'bidirectional_rnn', () => [
    insideGivenScope(cx, NONE, 'fw', () => run('fw')),
    insideGivenScope(cx, NONE, 'bw', () => run('bw')),
  ]);

/** `((outputs forwards, outputs backwards), (state forwards, state backwards))`. */
const bidirectionalDynamicRnn = operation(
  'tf.nn.bidirectional_dynamic_rnn',
  `cell_fw, cell_bw, inputs, sequence_length=None, initial_state_fw=None, initial_state_bw=None, ${OPTIONS}`,
  (a, cx) => {
    const [forwards, backwards] = bothWays(cx, a.get('scope'), (way) =>
      alongTime(cx, a, a.get(`cell_${way}`), a.get('inputs'), `initial_state_${way}`),
    );
    if (!isStep(forwards)) return forwards;
    if (!isStep(backwards)) return backwards;
    noteBoth(cx, a);
    return tuple([tuple([forwards.output, backwards.output]), tuple([forwards.state, backwards.state])]);
  },
  'bidirectional_rnn',
);

function noteBoth(cx: Context, a: Bound): void {
  const input = convert(cx, a.get('inputs'));
  if (input.kind !== 'tensor' || !input.shape || input.shape.length < 2) return;
  noteProducts(cx, [a.get('cell_fw'), a.get('cell_bw')], input.shape[0], input.shape[1]);
}

/** Outputs of both directions side by side. */
function joined(cx: Context, a: Value, b: Value): Value {
  if (a.kind !== 'tensor' || b.kind !== 'tensor' || !a.shape || !b.shape)
    return cx.unknown('what the cells give is not known');
  return result(concatShapes([a.shape, b.shape], a.shape.length - 1), a.dtype);
}

/** Several bidirectional layers on top of each other: `(outputs, states forwards, states backwards)`. */
const stackBidirectional = operation(
  'tf.contrib.rnn.stack_bidirectional_dynamic_rnn',
  'cells_fw, cells_bw, inputs, initial_states_fw=None, initial_states_bw=None, dtype=None, sequence_length=None, ' +
    'parallel_iterations=None, time_major=False, scope=None, swap_memory=False',
  (a, cx) => {
    const [fw, bw] = [cx.sequence(a.get('cells_fw')), cx.sequence(a.get('cells_bw'))];
    if (!fw || !bw) return cx.unknown('the cells are not known');
    let current = a.get('inputs');
    const states: [Value[], Value[]] = [[], []];
    for (const [i, cell] of fw.entries()) {
      const [forwards, backwards] = insideGivenScope(cx, a.get('scope'), 'stack_bidirectional_rnn', () =>
        insideGivenScope(cx, NONE, `cell_${i}`, () =>
          bothWays(cx, NONE, (way) => {
            const own = way === 'fw' ? cell : bw[i];
            return own ? alongTime(cx, a, own, current, `initial_states_${way}`) : cx.unknown('a cell is missing');
          }),
        ),
      );
      if (!isStep(forwards) || !isStep(backwards)) return cx.unknown('what the cells give is not known');
      current = joined(cx, forwards.output, backwards.output);
      states[0].push(forwards.state);
      states[1].push(backwards.state);
    }
    return tuple([current, tuple(states[0]), tuple(states[1])]);
  },
  'stack_bidirectional_rnn',
);

/** The steps of a network that is unrolled in the graph: a list of tensors, one per step. */
function stepsOf(cx: Context, a: Bound): readonly Value[] | undefined {
  const given = a.get('inputs');
  if (given.kind === 'tensor') {
    throw new PyError(
      'TypeError',
      said`${a.fn}: inputs must be a sequence, one tensor per step. Take tf.unstack(inputs, axis=1), or use tf.nn.dynamic_rnn.`,
      'argument-type',
    );
  }
  return cx.sequence(given);
}

interface Steps {
  readonly outputs: Value[];
  readonly state: Value;
}

function oneByOne(cx: Context, a: Bound, cell: Value, inputs: readonly Value[], initial: string): Steps | undefined {
  const first = convert(cx, inputs[0]);
  if (first.kind !== 'tensor' || !first.shape) return undefined;
  let state = firstState(cx, a, cell, initial, first.shape[0], first.dtype);
  const outputs: Value[] = [];
  for (const input of inputs) {
    const made = stepOf(cx, cell, convert(cx, input), state);
    if (!made) return undefined;
    outputs.push(made.output);
    state = made.state;
  }
  if (isNumber(inputs.length)) noteProducts(cx, [cell], first.shape[0], inputs.length);
  return { outputs, state };
}

/** `(list of outputs, state)`. */
const staticRnn = operation(
  'tf.nn.static_rnn',
  'cell, inputs, initial_state=None, dtype=None, sequence_length=None, scope=None',
  (a, cx) => {
    const inputs = stepsOf(cx, a);
    const made = inputs?.length
      ? insideGivenScope(cx, a.get('scope'), 'rnn', () => oneByOne(cx, a, a.get('cell'), inputs, 'initial_state'))
      : undefined;
    return made ? tuple([list(made.outputs), made.state]) : cx.unknown('the steps of the network are not known');
  },
  'rnn',
);

/** `(list of outputs side by side, state forwards, state backwards)`. */
const staticBidirectionalRnn = operation(
  'tf.nn.static_bidirectional_rnn',
  'cell_fw, cell_bw, inputs, initial_state_fw=None, initial_state_bw=None, dtype=None, sequence_length=None, scope=None',
  (a, cx) => {
    const inputs = stepsOf(cx, a);
    if (!inputs?.length) return cx.unknown('the steps of the network are not known');
    const [forwards, backwards] = bothWays(cx, a.get('scope'), (way) =>
      oneByOne(cx, a, a.get(`cell_${way}`), way === 'fw' ? inputs : [...inputs].reverse(), `initial_state_${way}`),
    );
    if (!forwards || !backwards) return cx.unknown('what the cells give is not known');
    const outputs = forwards.outputs.map((output, i) => joined(cx, output, backwards.outputs[inputs.length - 1 - i]));
    return tuple([new ListValue(outputs), forwards.state, backwards.state]);
  },
  'bidirectional_rnn',
);

/** In `tf.nn` of TensorFlow 1. */
export const rnnFunctions: readonly NativeFunction[] = [
  dynamicRnn,
  bidirectionalDynamicRnn,
  staticRnn,
  staticBidirectionalRnn,
];

/** Only in `tf.contrib.rnn`. */
export const contribRnnFunctions: readonly NativeFunction[] = [stackBidirectional];
