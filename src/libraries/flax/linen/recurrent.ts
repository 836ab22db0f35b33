/** Recurrent cells and RNN, which runs a cell over time (flax/linen/recurrent.py). */
import { native } from '../../../python/interpreter/native';
import { tuple, type InstanceValue, type Value } from '../../../python/interpreter/values';
import { add, mul, productOf, type Shape } from '../../../shape';
import { dimOf, shapeArg } from '../../common/shapes';
import { floatOf, makeArray } from '../../jax/arrays';
import { linenLayer, shapeless, type LayerSpec } from './define';
import { features } from './geometry';
import { fieldOf } from './state';

/** Weights from the input (i) and from the state (h) of one gate, and which of them have a bias. */
interface Gate {
  readonly name: string;
  readonly inputBias: boolean;
  readonly stateBias: boolean;
}

const gates = (names: string, inputBias: boolean, stateBias: boolean): Gate[] =>
  [...names].map((name) => ({ name, inputBias, stateBias }));

const INIT = 'dtype=None, param_dtype=None, carry_init=None';
const SETTINGS = 'gate_fn=None, activation_fn=None, kernel_init=None, recurrent_kernel_init=None, bias_init=None';

/** An LSTM carries two states, the others one. */
function cell(name: string, made: readonly Gate[], pair: boolean): LayerSpec {
  return {
    name,
    fields: `features, ${SETTINGS}, ${INIT}, residual=False`,
    call: 'carry, inputs',
    input: 'inputs',
    rule: (c) => {
      const hidden = features(c.cx, c.field('features'));
      const input = c.a.tensor('inputs');
      if (!input?.shape) return c.cx.unknown(`the input of ${name} is not known`);
      const size = input.shape[input.shape.length - 1];
      for (const gate of made) {
        c.param(`i${gate.name}.kernel`, [size, hidden]);
        if (gate.inputBias) c.param(`i${gate.name}.bias`, [hidden]);
        c.param(`h${gate.name}.kernel`, [hidden, hidden]);
        if (gate.stateBias) c.param(`h${gate.name}.bias`, [hidden]);
      }
      const batch = input.shape.slice(0, -1);
      c.note({ macs: mul(mul(made.length, productOf(batch)), mul(hidden, add(size, hidden))) });
      const state = (): Value => makeArray([...batch, hidden], floatOf(input.dtype));
      return tuple([pair ? tuple([state(), state()]) : state(), state()]);
    },
    methods: {
      initialize_carry: native('initialize_carry', 'self, rng, input_shape', (a, cx) => {
        const shape = shapeArg(cx, a.get('input_shape'));
        if (!shape) return cx.unknown('the input shape is not known');
        const hidden = dimOf(cx, fieldOf(a.get('self') as InstanceValue, 'features'), 'features');
        return carryOf([...shape.slice(0, -1), hidden], pair);
      }),
    },
  };
}

function carryOf(shape: Shape, pair: boolean): Value {
  const state = (): Value => makeArray(shape, 'float32');
  return pair ? tuple([state(), state()]) : state();
}

/** Runs a cell over the axis before the features. */
const rnn: LayerSpec = {
  name: 'RNN',
  fields:
    'cell, time_major=False, return_carry=False, reverse=False, keep_order=False, unroll=1, variable_axes=None, ' +
    'variable_broadcast=None, variable_carry=None, split_rngs=None',
  call: 'inputs, *, initial_carry=None, init_key=None, seq_lengths=None, return_carry=None, time_major=None, reverse=None, keep_order=None',
  rule: (c, input) => {
    if (!input.shape) return shapeless(c.cx, input, c.op);
    const time = (c.cx.truth(c.field('time_major')) ?? false) ? 0 : input.shape.length - 2;
    const step = makeArray(
      input.shape.filter((_, axis) => axis !== time),
      input.dtype,
    );
    const initial = c.a.get('initial_carry');
    const result = c.cx.call(c.field('cell'), [initial, step]);
    if (result.kind !== 'tuple') return result;
    const [carry, y] = result.items;
    if (y.kind !== 'tensor' || !y.shape) return c.cx.unknown('what the cell gives is not known');
    const all = makeArray([...y.shape.slice(0, time), input.shape[time], ...y.shape.slice(time)], y.dtype);
    const wanted = c.a.isNone('return_carry') ? c.field('return_carry') : c.a.get('return_carry');
    return c.cx.truth(wanted) === true ? tuple([carry, all]) : all;
  },
};

const lstm = gates('ifgo', false, true);
const gru: Gate[] = [...gates('rz', true, false), ...gates('n', true, true)];

export const recurrentLayers = [
  cell('LSTMCell', lstm, true),
  cell('OptimizedLSTMCell', lstm, true),
  cell('GRUCell', gru, false),
  cell('SimpleCell', gates('s', true, false), false),
  rnn,
].map(linenLayer);
