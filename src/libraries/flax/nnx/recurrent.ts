/** Recurrent cells of nnx, and RNN and Bidirectional, which run them over time (flax/nnx/nn/recurrent.py). */
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { native, type Bound } from '../../../python/interpreter/native';
import {
  bool,
  int,
  NONE,
  TRUE,
  tuple,
  type ClassValue,
  type InstanceValue,
  type TensorValue,
  type Value,
} from '../../../python/interpreter/values';
import { add, equalDims, formatDim, formatShape, mul, productOf, ShapeError, type Shape } from '../../../shape';
import { dimOf, shapeArg, shapeValue } from '../../common/shapes';
import { makeArray } from '../../jax/arrays';
import { jaxNumpy } from '../../jax/numpy';
import { fieldOf } from '../linen/state';
import { computedDtype } from '../dtypes';
import { layer, type Call } from './layer';
import { parameter } from './module';
import { said } from '../../../protocol/say';

/** A cell's gates: each has a kernel for the input, one for the state, and one bias. */
interface Cell {
  readonly name: string;
  readonly gates: number;
  /** An LSTM carries two states, the others one. */
  readonly pair: boolean;
}

const carryOf = (shape: Shape, pair: boolean, dtype: string | undefined = 'float32'): Value => {
  const state = (): Value => makeArray(shape, dtype);
  return pair ? tuple([state(), state()]) : state();
};

/** @throws PyError ValueError where a cell that keeps no keys makes its first state without any (flax/nnx/nn/recurrent.py) */
function checkKeys(cx: Context, a: Bound): void {
  const keeps = fieldOf(a.get('self') as InstanceValue, 'keep_rngs');
  if (!a.isNone('rngs') || cx.truth(keeps) !== false || cx.isSupposing) return;
  throw new PyError(
    'ValueError',
    said`RNGs must be provided to initialize the cell carry: cell.initialize_carry(input_shape, rngs).`,
    'missing-rng',
  );
}

const CELL =
  'activation_fn=None, kernel_init=None, recurrent_kernel_init=None, bias_init=None, dtype=None, param_dtype=None, carry_init=None, ' +
  'promote_dtype=None, keep_rngs=False, rngs, kernel_metadata=None, recurrent_kernel_metadata=None, bias_metadata=None';

const cell = ({ name, gates, pair }: Cell): ClassValue =>
  layer({
    name,
    fields: `in_features, hidden_features, *, ${name === 'SimpleCell' ? 'residual=False' : 'gate_fn=None'}, ${CELL}`,
    call: 'carry, inputs',
    variables: (c) => {
      const [from, hidden] = [c.size('in_features'), c.size('hidden_features')];
      const all = mul(gates, hidden);
      return {
        input_kernel: parameter([from, all]),
        state_kernel: parameter([hidden, all]),
        bias: parameter([all]),
      };
    },
    rule: (c, input) => {
      const [from, hidden] = [c.size('in_features'), c.size('hidden_features')];
      const last = input.shape[input.shape.length - 1];
      if (last === undefined || equalDims(last, from) === false) {
        throw new ShapeError(
          'features-mismatch',
          said`${name} was built for in_features=${formatDim(from)}, but the last axis of the input ${formatShape(input.shape)} is ${last === undefined ? said`missing` : formatDim(last)}.`,
          last === undefined ? undefined : { parameter: 'in_features', value: last },
        );
      }
      const batch = input.shape.slice(0, -1);
      c.cx.note({ macs: mul(mul(gates, productOf(batch)), mul(hidden, add(from, hidden))) });
      const dtype = computedDtype(c, input.dtype);
      return tuple([carryOf([...batch, hidden], pair, dtype), makeArray([...batch, hidden], dtype)]);
    },
    methods: {
      initialize_carry: native('initialize_carry', 'self, input_shape, rngs=None', (a, cx) => {
        const shape = shapeArg(cx, a.get('input_shape'));
        if (!shape) return cx.unknown('the input shape is not known');
        checkKeys(cx, a);
        const hidden = dimOf(cx, fieldOf(a.get('self') as InstanceValue, 'hidden_features'), 'hidden_features');
        return carryOf([...shape.slice(0, -1), hidden], pair);
      }),
    },
  });

const CALL =
  'inputs, *, initial_carry=None, seq_lengths=None, return_carry=None, time_major=None, reverse=None, keep_order=None, rngs=None';

/** A setting of the call, or of the layer where the call leaves it out. */
const settingOf = (c: Call, name: string): Value => (c.a.isNone(name) ? c.field(name) : c.a.get(name));

/** The keys of a run: those of the call, or a stream of the RNN's own. */
const keysOf = (c: Call): Value =>
  c.a.isNone('rngs') ? c.cx.unknown('the keys of an RNN are not followed') : c.a.get('rngs');

const rnn = layer({
  name: 'RNN',
  fields:
    'cell, *, time_major=False, return_carry=False, reverse=False, keep_order=False, unroll=1, state_axes=None, broadcast_rngs=None, rngs=None',
  call: CALL,
  rule: (c, input) => {
    if (input.shape.length < 2) {
      throw new ShapeError(
        'rank-mismatch',
        said`${c.op} takes an axis of time before ${1} of features, but got ${formatShape(input.shape)}.`,
      );
    }
    const time = c.cx.truth(settingOf(c, 'time_major')) === true ? 0 : input.shape.length - 2;
    const stepShape = input.shape.filter((_, axis) => axis !== time);
    const carryIn = c.a.isNone('initial_carry')
      ? c.cx.callMethod(c.field('cell'), 'initialize_carry', [shapeValue(stepShape), keysOf(c)])
      : c.a.get('initial_carry');
    const result = c.cx.call(c.field('cell'), [carryIn, makeArray(stepShape, input.dtype)]);
    if (result.kind !== 'tuple') return result;
    const [carry, y] = result.items;
    if (y.kind !== 'tensor' || !y.shape) return c.cx.unknown('what the cell gives is not known');
    const all = makeArray([...y.shape.slice(0, time), input.shape[time], ...y.shape.slice(time)], y.dtype);
    return c.cx.truth(settingOf(c, 'return_carry')) === true ? tuple([carry, all]) : all;
  },
});

const bidirectional = layer({
  name: 'Bidirectional',
  fields: 'forward_rnn, backward_rnn, *, merge_fn=None, time_major=False, return_carry=False, rngs=None',
  call: CALL,
  rule: (c, input: TensorValue) => {
    const run = (name: string, reverse: boolean): Value =>
      c.cx.call(
        c.field(name),
        [input],
        new Map<string, Value>([
          ['return_carry', TRUE],
          ['time_major', settingOf(c, 'time_major')],
          ['reverse', bool(reverse)],
        ]),
      );
    const [forward, backward] = [run('forward_rnn', false), run('backward_rnn', true)];
    if (forward.kind !== 'tuple') return forward;
    if (backward.kind !== 'tuple') return backward;
    const outputs = tuple([forward.items[1], backward.items[1]]);
    const merged =
      c.field('merge_fn').kind === 'none'
        ? c.cx.call(jaxNumpy.concatenate, [outputs], new Map([['axis', int(-1)]]))
        : c.cx.call(c.field('merge_fn'), [...outputs.items]);
    return c.cx.truth(settingOf(c, 'return_carry')) === true
      ? tuple([tuple([forward.items[0] ?? NONE, backward.items[0] ?? NONE]), merged])
      : merged;
  },
});

export const recurrentLayers: readonly ClassValue[] = [
  cell({ name: 'LSTMCell', gates: 4, pair: true }),
  cell({ name: 'OptimizedLSTMCell', gates: 4, pair: true }),
  cell({ name: 'GRUCell', gates: 3, pair: false }),
  cell({ name: 'SimpleCell', gates: 1, pair: false }),
  rnn,
  bidirectional,
];
