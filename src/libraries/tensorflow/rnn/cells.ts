/**
 * The cells of `tf.nn.rnn_cell` and `tf.contrib.rnn` in TensorFlow 1: one step of a recurrent network. Called with a
 * batch of inputs and the state, a cell gives its output and the next state. Shapes and weights; no numbers.
 */
import { add, formatDim, isNumber, mul, type Dim, type Shape } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { getter, native, nativeClass, type Bound } from '../../../python/interpreter/native';
import { InstanceValue, NONE, int, str, tuple, type ClassValue, type Value } from '../../../python/interpreter/values';
import { dtypeArg } from '../../common/dtypes';
import { defineLayer, floatOf, settingsOf, type CallFrame, type LayerEntry } from '../../keras/define';
import { buildOnce, isLayer, layerName } from '../../keras/layer';
import { layerClass } from '../../keras/layerClass';
import { stackSizes, stepThrough, type StackSettings, type Step } from '../../keras/stackedCells';
import { insideScope } from '../scopes';
import { enterGraphMode, scopedName, warnOnce } from '../state';
import { readSize } from '../staticShape';
import { makeTensor } from '../tensorClasses';
import { insideCell, registerCell } from './naming';
import { lstmState, sameBatch, stateShape, zeroState } from './state';
import { said } from '../../../protocol/say';

/**
 * One step of a cell; undefined where the cell does not say what it gives. A cell of the library is no row of a trace: it
 * is a part of the network that is unrolled.
 */
export function callCell(cx: Context, cell: Value, input: Value, state: Value): Step | undefined {
  const own = isLayer(cell) && cell.cls.isNative;
  if (own) buildOnce(cx, cell, input);
  const given = own ? cx.callMethod(cell, 'call', [input, state]) : cx.call(cell, [input, state]);
  if (given.kind !== 'tuple' || given.items.length !== 2) return undefined;
  return { output: given.items[0], state: given.items[1] };
}

/** The base class, which programs derive their own cells from. */
export const rnnCellClass = nativeClass('tensorflow.nn.rnn_cell', 'RNNCell', [layerClass], {
  zero_state: native('zero_state', 'self, batch_size, dtype', (a, cx) =>
    zeroState(
      cx,
      a.get('self'),
      readSize(a.get('batch_size'), cx, 'batch_size'),
      dtypeArg(a.get('dtype')) ?? 'float32',
    ),
  ),
});

interface CellSettings {
  readonly units: Dim;
  /** Gates computed at once: 4 of an LSTM, 3 of a GRU, 1 of a plain cell. */
  readonly gates: number;
  /** The width of an LSTM's output where `num_proj` projects it. */
  readonly projection: Dim | undefined;
  readonly tupleState: boolean;
  /** Whether its gates look at the memory, each with a weight for every unit. */
  readonly peepholes: boolean;
  /** Whether its gates are normalized, which then have no bias. */
  readonly normalized: boolean;
}

const outputWidth = (s: CellSettings): Dim => s.projection ?? s.units;

/** What `LayerNormBasicLSTMCell` normalizes. */
const NORMALIZED = ['input', 'transform', 'forget', 'output', 'state'];

const normalization = (gate: string, units: Dim) => [
  { name: `${gate}_gamma`, shape: [units], initializer: str('ones') },
  { name: `${gate}_beta`, shape: [units], initializer: str('zeros') },
];

/** kernel (in + state, gates · units) and bias, as rnn_cell_impl.py of TensorFlow 1 makes them. */
function weights(s: CellSettings, input: Shape) {
  const rows = add(input[input.length - 1], outputWidth(s));
  const projection = s.projection === undefined ? [] : [{ name: 'projection_kernel', shape: [s.units, s.projection] }];
  if (s.gates !== 3) {
    const wide = mul(s.units, s.gates);
    const kernel = { name: 'kernel', shape: [rows, wide] };
    if (s.normalized) return [kernel, ...NORMALIZED.flatMap((gate) => normalization(gate, s.units))];
    const diagonals = s.peepholes ? ['f', 'i', 'o'].map((gate) => ({ name: `w_${gate}_diag`, shape: [s.units] })) : [];
    return [kernel, { name: 'bias', shape: [wide], initializer: str('zeros') }, ...diagonals, ...projection];
  }
  // A GRU has one product for its two gates and one for the candidate.
  const gate = mul(s.units, 2);
  return [
    { name: 'gates_kernel', shape: [rows, gate] },
    { name: 'gates_bias', shape: [gate], initializer: str('ones') },
    { name: 'candidate_kernel', shape: [rows, s.units] },
    { name: 'candidate_bias', shape: [s.units], initializer: str('zeros') },
  ];
}

/** A cell that was made for inputs of one width and is called with another, as one cell in several layers is. */
function warnOfWidth(input: Shape, { cx, settings, layer, weight }: CallFrame<CellSettings>): void {
  const rows = (weight('kernel') ?? weight('gates_kernel'))?.shape?.[0];
  const wanted = add(input[input.length - 1], outputWidth(settings));
  if (rows === undefined || !isNumber(rows) || !isNumber(wanted) || rows === wanted) return;
  warnOnce(
    cx,
    'weight-mismatch',
    said`${layerName(layer)} made its kernel for ${formatDim(rows)} rows at its first call, and this input with its state has ${formatDim(wanted)}. TensorFlow 1.1 and later refuse this (earlier ones made new weights): give every layer a cell of its own, [make_cell() for _ in range(n)] instead of [cell] * n.`,
  );
}

function step(input: Shape, frame: CallFrame<CellSettings>, dtype: string): Value {
  const { settings: s, layer } = frame;
  warnOfWidth(input, frame);
  if (layer instanceof InstanceValue) registerCell(frame.cx, layer);
  const state = frame.args.get('state');
  const name = layerName(layer);
  const width = outputWidth(s);
  const of = (batch: Dim, size: Dim) => makeTensor([batch, size], dtype);
  if (s.gates !== 4) {
    const batch = sameBatch(input[0], stateShape(name, state, width)?.[0]);
    return tuple([of(batch, width), of(batch, width)]);
  }
  if (!s.tupleState) {
    const batch = sameBatch(input[0], stateShape(name, state, add(s.units, width))?.[0]);
    return tuple([of(batch, width), of(batch, add(s.units, width))]);
  }
  const [c, h] = state.kind === 'tuple' ? state.items : [NONE, NONE];
  const memory = stateShape(name, c, s.units)?.[0];
  const batch = sameBatch(input[0], stateShape(name, h, width)?.[0] ?? memory);
  const output = of(batch, width);
  return tuple([output, lstmState(of(batch, s.units), output)]);
}

function cell(name: string, init: string, gates: number): LayerEntry<CellSettings> {
  return {
    name,
    init,
    base: rnnCellClass,
    configure: (a, cx) => {
      const projection = init.includes('num_proj=') && !a.isNone('num_proj') ? a.get('num_proj') : undefined;
      return {
        units: readSize(a.get('num_units'), cx, 'num_units'),
        gates,
        projection: projection && readSize(projection, cx, 'num_proj'),
        tupleState: !init.includes('state_is_tuple') || a.truth('state_is_tuple') !== false,
        peepholes: ['use_peepholes', 'use_peephole'].some(
          (name) => init.includes(`${name}=`) && a.truth(name) === true,
        ),
        normalized: init.includes('layer_norm=') && a.truth('layer_norm') === true,
      };
    },
    attributes: (s) => {
      const width = outputWidth(s);
      const lstm = s.tupleState ? lstmState(int(s.units), int(width)) : int(add(s.units, width));
      return { output_size: int(width), state_size: gates === 4 ? lstm : int(width) };
    },
    input: () => ({ ndim: 2 }),
    callSignature: 'inputs, state=None, scope=None, **kwargs',
    weights,
    output: (input, frame, x) => step(input, frame, floatOf(x.dtype)),
  };
}

const TAIL = 'activation=None, reuse=None';

const CELLS: readonly LayerEntry<CellSettings>[] = [
  cell('BasicRNNCell', `num_units, ${TAIL}`, 1),
  cell('GRUCell', `num_units, ${TAIL}, kernel_initializer=None, bias_initializer=None`, 3),
  cell('BasicLSTMCell', `num_units, forget_bias=1.0, state_is_tuple=True, ${TAIL}`, 4),
  cell(
    'LSTMCell',
    'num_units, use_peepholes=False, cell_clip=None, initializer=None, num_proj=None, proj_clip=None, num_unit_shards=None, ' +
      `num_proj_shards=None, forget_bias=1.0, state_is_tuple=True, ${TAIL}`,
    4,
  ),
  cell('GRUBlockCell', 'num_units=None, cell_size=None, reuse=None', 3),
  cell('LSTMBlockCell', 'num_units, forget_bias=1.0, cell_clip=None, use_peephole=False, reuse=None', 4),
  cell(
    'LayerNormBasicLSTMCell',
    'num_units, forget_bias=1.0, input_size=None, activation=None, layer_norm=True, norm_gain=1.0, norm_shift=0.0, ' +
      'dropout_keep_prob=1.0, dropout_prob_seed=None, reuse=None',
    4,
  ),
];

/** Cells on top of each other: the output of one is the input of the next. */
const multiCell: LayerEntry<StackSettings & { readonly tupleState: boolean }> = {
  name: 'MultiRNNCell',
  init: 'cells, state_is_tuple=True',
  base: rnnCellClass,
  configure: (a, cx) => {
    const cells = cx.sequence(a.get('cells'));
    if (cells?.length === 0)
      throw new PyError('ValueError', 'Must specify at least one cell for MultiRNNCell.', 'argument-value');
    return { cells, tupleState: a.truth('state_is_tuple') !== false };
  },
  attributes: (s): Record<string, Value> => (s.cells ? { _cells: tuple([...s.cells]) } : {}),
  callSignature: 'inputs, state=None, scope=None, **kwargs',
  output: (_input, { cx, settings: s, args, layer }, x) => {
    const { cells } = s;
    if (!cells || !s.tupleState) return cx.unknown('the cells of MultiRNNCell are not known');
    const below = (i: number) => scopedName(enterGraphMode(cx), `cell_${i}`);
    const made = insideCell(cx, layer, () =>
      stepThrough(cells, x, args.get('state'), (cell, input, state = NONE, i = 0) =>
        insideScope(cx, below(i), () => callCell(cx, cell, input, state)),
      ),
    );
    return made ? tuple([made.output, tuple(made.states)]) : cx.unknown('what a cell gives is not known');
  },
  methods: stackSizes(tuple),
};

interface WrapperSettings {
  readonly cell: Value;
  /** The width that the wrapper gives the output, where it projects. */
  readonly output: Dim | undefined;
}

/** A cell around another one, whose state it has. */
function wrapper(name: string, init: string, change: 'nothing' | 'input' | 'output'): LayerEntry<WrapperSettings> {
  const project = (a: Bound, cx: Context): Dim | undefined => {
    if (change === 'nothing') return undefined;
    return readSize(a.get(change === 'input' ? 'num_proj' : 'output_size'), cx, 'output_size');
  };
  return {
    name,
    init,
    base: rnnCellClass,
    configure: (a, cx) => ({ cell: a.get('cell'), output: project(a, cx) }),
    attributes: (s): Record<string, Value> => ({ _cell: s.cell }),
    callSignature: 'inputs, state=None, scope=None, **kwargs',
    output: (input, { cx, settings: s, args }, x) => {
      const dtype = floatOf(x.dtype);
      const inner =
        change === 'input' && s.output !== undefined ? makeTensor([...input.slice(0, -1), s.output], dtype) : x;
      const made = callCell(cx, s.cell, inner, args.get('state'));
      if (!made) return cx.unknown('what the cell inside gives is not known');
      const { output, state } = made;
      const projects = change === 'output' && s.output !== undefined && output.kind === 'tensor' && output.shape;
      return tuple([projects ? makeTensor([output.shape![0], s.output!], dtype) : output, state]);
    },
    methods: {
      state_size: getter('state_size', (self, cx) => cx.getAttr(wrapped(cx, self), 'state_size')),
      output_size: getter('output_size', (self, cx) => {
        const projected = change === 'output' && isLayer(self) ? settingsOf<WrapperSettings>(self)?.output : undefined;
        return projected !== undefined ? int(projected) : cx.getAttr(wrapped(cx, self), 'output_size');
      }),
    },
  };
}

function wrapped(cx: Context, self: Value): Value {
  return (
    (isLayer(self) ? settingsOf<WrapperSettings>(self)?.cell : undefined) ?? cx.unknown('the cell inside is not known')
  );
}

const WRAPPERS: readonly LayerEntry<WrapperSettings>[] = [
  wrapper(
    'DropoutWrapper',
    'cell, input_keep_prob=1.0, output_keep_prob=1.0, state_keep_prob=1.0, variational_recurrent=False, input_size=None, ' +
      'dtype=None, seed=None, dropout_state_filter_visitor=None',
    'nothing',
  ),
  wrapper('ResidualWrapper', 'cell, residual_fn=None', 'nothing'),
  wrapper('DeviceWrapper', 'cell, device', 'nothing'),
  wrapper('OutputProjectionWrapper', 'cell, output_size, activation=None, reuse=None', 'output'),
  wrapper('InputProjectionWrapper', 'cell, num_proj, activation=None, input_size=None, reuse=None', 'input'),
];

/** Cells by name, the base class and the state of an LSTM among them. */
export const rnnCells: Record<string, ClassValue> = {
  RNNCell: rnnCellClass,
  ...Object.fromEntries(
    ([...CELLS, multiCell, ...WRAPPERS] as LayerEntry<unknown>[]).map((entry) => [
      entry.name,
      defineLayer(entry, layerClass),
    ]),
  ),
};
