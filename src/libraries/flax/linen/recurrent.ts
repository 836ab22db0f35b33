/** Recurrent cells and RNN, which runs a cell over time (flax/linen/recurrent.py). */
import { getter, native } from '../../../python/interpreter/native';
import type { Context } from '../../../python/interpreter/context';
import {
  bool,
  int,
  NONE,
  str,
  TRUE,
  tuple,
  type InstanceValue,
  type NativeFunction,
  type Value,
} from '../../../python/interpreter/values';
import { ShapeError, formatShape, mul, type Dim, type Shape } from '../../../shape';
import { said } from '../../../protocol/say';
import { dimOf, shapeArg, shapeValue } from '../../common/shapes';
import { arrayOf, makeArray, tensorsOf } from '../../jax/arrays';
import { jaxNumpy } from '../../jax/numpy';
import { keysLike } from '../../jax/random';
import { computedDtype, typesOf } from '../dtypes';
import { convolutionLayers } from './convolution';
import { linenLayer, shapeless, type LayerCall, type LayerSpec } from './define';
import { features } from './geometry';
import { linearLayers } from './linear';
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

/** Runs a child `Dense` under its name. */
function project(c: LayerCall, name: string, hidden: Dim, bias: boolean, x: Value): void {
  const dense = linearLayers.find((cls) => cls.name === 'Dense')!;
  const settings = new Map<string, Value>([
    ['features', int(hidden)],
    ['use_bias', bool(bias)],
    ['name', str(name)],
    ...typesOf(c),
  ]);
  c.cx.call(c.cx.call(dense, [], settings), [x]);
}

/** An LSTM carries two states, the others one. */
function cell(name: string, made: readonly Gate[], pair: boolean): LayerSpec {
  return {
    name,
    // Before Flax 0.7 the carry said how many features there are.
    fields: `features=None, ${SETTINGS}, ${INIT}, residual=False`,
    call: 'carry, inputs',
    input: 'inputs',
    rule: (c) => {
      const carried = tensorsOf(c.a.get('carry'))[0]?.shape?.at(-1);
      const isOlder = c.field('features').kind === 'none' && carried !== undefined;
      const hidden = isOlder ? carried : features(c.cx, c.field('features'));
      const input = c.a.tensor('inputs');
      if (!input?.shape) return c.cx.unknown(said`the input of ${name} is not known`);
      const batch = input.shape.slice(0, -1);
      const dtype = computedDtype(c, input.dtype);
      const previous = makeArray([...batch, hidden], dtype);
      for (const gate of made) {
        project(c, `i${gate.name}`, hidden, gate.inputBias, input);
        project(c, `h${gate.name}`, hidden, gate.stateBias, previous);
      }
      const state = (): Value => makeArray([...batch, hidden], dtype);
      return tuple([pair ? tuple([state(), state()]) : state(), state()]);
    },
    methods: {
      initialize_carry: initializeCarry(pair),
      num_feature_axes: getter('num_feature_axes', () => int(1)),
    },
  };
}

function carryOf(shape: Shape, pair: boolean): Value {
  const state = (): Value => makeArray(shape, 'float32');
  return pair ? tuple([state(), state()]) : state();
}

/**
 * What a cell carries before the first step. Before Flax 0.7 it was asked of the class, with the sizes of the batch and of the carry:
 * `nn.LSTMCell.initialize_carry(rng, (batch,), hidden)`.
 */
const initializeCarry = (pair: boolean): NativeFunction =>
  native('initialize_carry', 'self, rng, input_shape=None, init_fn=None, **kwargs', (a, cx) => {
    const self = a.get('self');
    if (self.kind === 'instance') {
      const shape = shapeArg(cx, a.get('input_shape'));
      if (!shape) return cx.unknown('the input shape is not known');
      return carryOf([...shape.slice(0, -1), dimOf(cx, fieldOf(self, 'features'), 'features')], pair);
    }
    const [batch, size] = [shapeArg(cx, a.get('rng')), a.extra.get('size') ?? a.get('input_shape')];
    if (!batch || size.kind === 'none') return cx.unknown('the input shape is not known');
    const sizes = shapeArg(cx, size);
    return sizes ? carryOf([...batch, ...sizes], pair) : cx.unknown('the input shape is not known');
  });

/** An LSTM whose gates are convolutions, over inputs (batch, *spatial, features). */
const convLstm: LayerSpec = {
  name: 'ConvLSTMCell',
  fields:
    "features, kernel_size, strides=None, padding='SAME', use_bias=True, dtype=None, param_dtype=None, carry_init=None",
  call: 'carry, inputs',
  input: 'inputs',
  rule: (c) => {
    const conv = convolutionLayers.find((cls) => cls.name === 'Conv')!;
    const gates = int(mul(4, features(c.cx, c.field('features'))));
    const settings = ['kernel_size', 'strides', 'padding', 'use_bias'].map((name) => [name, c.field(name)] as const);
    const gate = (name: string, x: Value): Value =>
      c.cx.call(c.cx.call(conv, [], new Map([['features', gates], ['name', str(name)], ...settings, ...typesOf(c)])), [
        x,
      ]);
    const carry = c.cx.sequence(c.a.get('carry'));
    const fresh = gate('ih', c.a.get('inputs'));
    const sum = c.cx.binary('+', fresh, carry ? gate('hh', carry[1]) : fresh);
    const state = arrayOf(sum);
    if (!state?.shape) return sum;
    const shape = [...state.shape.slice(0, -1), features(c.cx, c.field('features'))];
    const next = (): Value => makeArray(shape, state.dtype);
    return tuple([tuple([next(), next()]), next()]);
  },
  methods: {
    initialize_carry: initializeCarry(true),
    num_feature_axes: getter('num_feature_axes', (self, cx) =>
      int((shapeArg(cx, fieldOf(self as InstanceValue, 'kernel_size'))?.length ?? 2) + 1),
    ),
  },
};

const RNN_CALL =
  'inputs, *, initial_carry=None, init_key=None, seq_lengths=None, return_carry=None, time_major=None, reverse=None, keep_order=None';

/** A setting of the call, or of the layer where the call leaves it out. */
const settingOf = (c: LayerCall, name: string): Value => (c.a.isNone(name) ? c.field(name) : c.a.get(name));

/** The axes of the input that belong to one step and one example: the features, and space for ConvLSTMCell. */
function featureAxes(cx: Context, cell: Value): number {
  const count = cx.findAttr(cell, 'num_feature_axes');
  return count?.kind === 'int' && typeof count.value === 'number' ? count.value : 1;
}

/** Runs a cell over the axis before the features. */
const rnn: LayerSpec = {
  name: 'RNN',
  isPlain: true,
  fields:
    'cell, time_major=False, return_carry=False, reverse=False, keep_order=False, unroll=1, variable_axes=None, ' +
    'variable_broadcast=None, variable_carry=None, split_rngs=None',
  call: RNN_CALL,
  rule: (c, input) => {
    if (!input.shape) return shapeless(c.cx, input, c.op);
    const cell = c.field('cell');
    const own = featureAxes(c.cx, cell);
    if (input.shape.length <= own) {
      throw new ShapeError(
        'rank-mismatch',
        said`${c.op} takes an axis of time before ${own} of features, but got ${formatShape(input.shape)}.`,
      );
    }
    const time = c.cx.truth(settingOf(c, 'time_major')) === true ? 0 : input.shape.length - own - 1;
    const stepShape = input.shape.filter((_, axis) => axis !== time);
    const given = c.a.get('initial_carry');
    const carryIn =
      given.kind === 'none'
        ? c.cx.callMethod(cell, 'initialize_carry', [keysLike(NONE, []), shapeValue(stepShape)])
        : given;
    const result = c.cx.call(cell, [carryIn, makeArray(stepShape, input.dtype)]);
    if (result.kind !== 'tuple') return result;
    const [carry, y] = result.items;
    if (y.kind !== 'tensor' || !y.shape) return c.cx.unknown('what the cell gives is not known');
    const all = makeArray([...y.shape.slice(0, time), input.shape[time], ...y.shape.slice(time)], y.dtype);
    return c.cx.truth(settingOf(c, 'return_carry')) === true ? tuple([carry, all]) : all;
  },
};

/** Two RNNs over the same input, one from its end, and what comes out of both put together. */
const bidirectional: LayerSpec = {
  name: 'Bidirectional',
  isPlain: true,
  fields: 'forward_rnn, backward_rnn, merge_fn=None, time_major=False, return_carry=False',
  call: RNN_CALL,
  rule: (c) => {
    const initial = c.a.isNone('initial_carry') ? undefined : c.cx.sequence(c.a.get('initial_carry'));
    const run = (name: string, i: number): readonly Value[] | Value => {
      const settings = new Map<string, Value>([
        ['initial_carry', initial?.[i] ?? NONE],
        ['return_carry', TRUE],
        ['time_major', settingOf(c, 'time_major')],
        ['reverse', bool(i === 1)],
      ]);
      const result = c.cx.call(c.field(name), [c.a.get('inputs')], settings);
      return result.kind === 'tuple' ? result.items : result;
    };
    const both = ['forward_rnn', 'backward_rnn'].map(run);
    const lost = both.find((result): result is Value => !Array.isArray(result));
    if (lost) return lost;
    const [[carryForward, forward], [carryBackward, backward]] = both as Value[][];
    const outputs =
      c.field('merge_fn').kind === 'none'
        ? c.cx.call(jaxNumpy.concatenate, [tuple([forward, backward])], new Map([['axis', int(-1)]]))
        : c.cx.call(c.field('merge_fn'), [forward, backward]);
    return c.cx.truth(settingOf(c, 'return_carry')) === true
      ? tuple([tuple([carryForward, carryBackward]), outputs])
      : outputs;
  },
};

const lstm = gates('ifgo', false, true);
const gru: Gate[] = [...gates('rz', true, false), ...gates('n', true, true)];

export const recurrentLayers = [
  cell('LSTMCell', lstm, true),
  cell('OptimizedLSTMCell', lstm, true),
  cell('GRUCell', gru, false),
  cell('SimpleCell', gates('s', true, false), false),
  cell('MGUCell', [...gates('f', true, false), ...gates('n', true, true)], false),
  convLstm,
  rnn,
  bidirectional,
].map(linenLayer);
