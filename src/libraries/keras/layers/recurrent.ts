/** Recurrent layers and their cells (keras/src/layers/rnn). Shapes and weights; the recurrence itself is not computed. */
import {
  add,
  equalDims,
  formatDim,
  mul,
  planConv,
  orThrow,
  type DataLayout,
  type Dim,
  type PaddingSpec,
  type Shape,
  type SpatialRank,
} from '../../../shape';
import { PyError } from '../../../python/interpreter/errors';
import type { Context } from '../../../python/interpreter/context';
import type { Bound } from '../../../python/interpreter/native';
import {
  bool,
  int,
  str,
  list,
  type InstanceValue,
  type TensorValue,
  type Value,
} from '../../../python/interpreter/values';
import { describeShape, isNoneDim } from '../../tensorflow/staticShape';
import { makeTensor } from '../../tensorflow/tensorClasses';
import { dataLayout, paddingWord, positive, sizesPerAxis, sizesTuple } from '../arguments';
import { floatOf, settingsOf, type CallFrame, type LayerEntry, type WeightEntry } from '../define';
import { buildOnce, isLayer } from '../layer';
import { stackSizes, stepThrough, type StackSettings } from '../stackedCells';
import { lastSize } from './core';
import { said } from '../../../protocol/say';

export interface RecurrentSettings {
  readonly units: Dim;
  /** Gates computed at once: 4 for LSTM, 3 for GRU, 1 for SimpleRNN. */
  readonly gates: number;
  /** Tensors that pass from step to step. */
  readonly states: number;
  readonly bias: boolean;
  /** GRU with `reset_after` has one bias for the input and one for the state. */
  readonly biasRows: number;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly goBackwards?: boolean;
  readonly stateful?: boolean;
  /** Keras 2 took sequences as (time, batch, features) too. Keras 3 refuses the word. */
  readonly timeMajor?: boolean;
}

const REGULARIZERS =
  'kernel_regularizer=None, recurrent_regularizer=None, bias_regularizer=None, %skernel_constraint=None, ' +
  'recurrent_constraint=None, bias_constraint=None, dropout=0.0, recurrent_dropout=0.0';
const INITIALIZERS =
  "kernel_initializer='glorot_uniform', recurrent_initializer='orthogonal', bias_initializer='zeros'";
const SEQUENCE = 'return_sequences=False, return_state=False, go_backwards=False, stateful=False, unroll=False';
/** What Keras 2 took besides; nobody gives these by position. */
const OLD = 'time_major=False, zero_output_for_mask=False, implementation=2';

/** By the number of gates. */
const KINDS: Readonly<Record<number, 'LSTM' | 'GRU' | 'SimpleRNN'>> = { 4: 'LSTM', 3: 'GRU', 1: 'SimpleRNN' };

/** The parameters of a layer or cell in Keras' order, which is another one for each. */
function signature(kind: 'LSTM' | 'GRU' | 'SimpleRNN', sequence: boolean): string {
  const gates = kind === 'SimpleRNN' ? '' : "recurrent_activation='sigmoid', ";
  const forget = kind === 'LSTM' ? ', unit_forget_bias=True' : '';
  const regularizers = REGULARIZERS.replace('%s', sequence ? 'activity_regularizer=None, ' : '');
  const common = `units, activation='tanh', ${gates}use_bias=True, ${INITIALIZERS}${forget}, ${regularizers}`;
  if (!sequence)
    return `${common}, ${kind === 'GRU' ? 'reset_after=True, seed=None' : 'seed=None'}, *, implementation=2`;
  switch (kind) {
    case 'LSTM':
      return `${common}, seed=None, ${SEQUENCE}, use_cudnn='auto', *, ${OLD}`;
    case 'GRU':
      return `${common}, seed=None, ${SEQUENCE}, reset_after=True, use_cudnn='auto', *, ${OLD}`;
    case 'SimpleRNN':
      return `${common}, ${SEQUENCE}, seed=None, *, ${OLD}`;
  }
}

function read(a: Bound, gates: number, states: number, sequence: boolean): RecurrentSettings {
  return {
    units: positive(a, 'units'),
    gates,
    states,
    bias: a.truth('use_bias') ?? true,
    biasRows: gates === 3 && (a.truth('reset_after') ?? true) ? 2 : 1,
    returnSequences: sequence && (a.truth('return_sequences') ?? false),
    returnState: sequence && (a.truth('return_state') ?? false),
    goBackwards: sequence && (a.truth('go_backwards') ?? false),
    stateful: sequence && (a.truth('stateful') ?? false),
    timeMajor: sequence && (a.truth('time_major') ?? false),
  };
}

/** kernel (in, gates·units), recurrent kernel (units, gates·units), bias (gates·units) or (2, gates·units). */
function weights(op: string, s: RecurrentSettings, input: Shape): WeightEntry[] {
  const wide = mul(s.units, s.gates);
  const made: WeightEntry[] = [
    { name: 'kernel', shape: [lastSize(op, input), wide] },
    { name: 'recurrent_kernel', shape: [s.units, wide], initializer: str('orthogonal') },
  ];
  const bias: Shape = s.biasRows === 2 ? [2, wide] : [wide];
  if (s.bias) made.push({ name: 'bias', shape: bias, initializer: str('zeros') });
  return made;
}

/** How many sequences a recurrent layer is given at once. */
const batchOf = (s: Pick<RecurrentSettings, 'timeMajor'>, input: Shape): Dim => input[s.timeMajor ? 1 : 0];

/** The output of a recurrent layer and its last states. */
function sequenceOutput(s: RecurrentSettings, input: Shape, dtype: string): Value {
  const last: Shape = [batchOf(s, input), s.units];
  const output = makeTensor(s.returnSequences ? [input[0], input[1], s.units] : last, dtype);
  if (!s.returnState) return output;
  return list([output, ...Array.from({ length: s.states }, () => makeTensor(last, dtype))]);
}

/**
 * The states that a layer begins with have its units: Keras lets others pass while a graph is built, and no batch through it.
 * @throws PyError ValueError
 */
function checkInitialState(name: string, s: RecurrentSettings, given: Value): void {
  const states = given.kind === 'tensor' ? [given] : given.kind === 'list' || given.kind === 'tuple' ? given.items : [];
  for (const state of states) {
    const last = state.kind === 'tensor' ? state.shape?.at(-1) : undefined;
    if (last === undefined || equalDims(last, s.units) !== false) continue;
    throw new PyError(
      'ValueError',
      said`${name}: the initial state ${describeShape((state as TensorValue).shape!)} must have the ${formatDim(s.units)} units of the layer, but has ${formatDim(last)}. Use units=${formatDim(last)}, or another state.`,
      'input-size-mismatch',
    );
  }
}

function recurrent(name: string, gates: number, states: number): LayerEntry<RecurrentSettings> {
  return {
    name,
    init: signature(KINDS[gates], true),
    configure: (a) => read(a, gates, states, true),
    attributes: (s) => ({
      units: int(s.units),
      return_sequences: bool(s.returnSequences),
      return_state: bool(s.returnState),
    }),
    input: () => ({ ndim: 3 }),
    callSignature: 'sequences, initial_state=None, mask=None, training=None',
    weights: (s, input) => weights(name, s, input),
    output: (input, frame, x) => {
      if (frame.settings.stateful && isNoneDim(batchOf(frame.settings, input))) {
        throw new PyError(
          'ValueError',
          said`When using \`stateful=True\` in a RNN, the batch size must be static. Found dynamic batch size: sequence.shape=${describeShape(input)}. Give it with Input(batch_shape=…).`,
          'input-size-mismatch',
        );
      }
      checkInitialState(name, frame.settings, frame.args.get('initial_state'));
      const features = frame.weight('kernel')?.shape?.[0];
      if (features !== undefined && equalDims(features, input[2]) === false) {
        throw new PyError(
          'ValueError',
          said`${name}: the input has ${formatDim(input[2])} features, but the layer was built for ${formatDim(features)}: its input is (batch, steps, features), here ${describeShape(input)}.`,
          'features-mismatch',
        );
      }
      noteProducts(frame, input);
      return sequenceOutput(frame.settings, input, floatOf(x.dtype));
    },
  };
}

/** Multiply-adds of all steps: the input's and the state's product with their kernels. */
function noteProducts(frame: CallFrame<RecurrentSettings>, input: Shape): void {
  const { units, gates } = frame.settings;
  const features = frame.weight('kernel')?.shape?.[0] ?? input[2];
  const perStep = mul(mul(units, gates), features);
  const state = mul(mul(units, gates), units);
  const steps = mul(input[0], input[1]);
  frame.note({ macs: add(mul(steps, perStep), mul(steps, state)) });
}

/** A cell: one step of a recurrent layer. */
function cell(name: string, gates: number, states: number): LayerEntry<RecurrentSettings> {
  return {
    name,
    init: signature(KINDS[gates], false),
    configure: (a) => read(a, gates, states, false),
    attributes: (s) => ({
      units: int(s.units),
      output_size: int(s.units),
      state_size: s.states === 1 ? int(s.units) : list(Array.from({ length: s.states }, () => int(s.units))),
    }),
    input: () => ({ minNdim: 2 }),
    callSignature: 'inputs, states=None, training=None',
    weights: (s, input) => weights(name, s, input),
    output: (input, { settings: s }, x) => {
      const state = (): Value => makeTensor([input[0], s.units], floatOf(x.dtype));
      return list([state(), list(Array.from({ length: s.states }, state))]);
    },
  };
}

/** Cells on top of each other, one step each: the output of one is the input of the next. */
const stacked: LayerEntry<StackSettings> = {
  name: 'StackedRNNCells',
  init: 'cells',
  configure: (a, cx) => ({ cells: cx.sequence(a.get('cells')) }),
  attributes: (s): Record<string, Value> => (s.cells ? { cells: list([...s.cells]) } : {}),
  callSignature: 'inputs, states=None, training=None',
  output: (_input, { cx, settings: s, args }, x) => {
    if (!s.cells) return cx.unknown('the cells are not known');
    const made = stepThrough(s.cells, x, args.get('states'), (cell, input, state) => {
      const given = cx.call(cell, state ? [input, state] : [input]);
      const parts = given.kind === 'list' || given.kind === 'tuple' ? given.items : [];
      return parts.length === 2 ? { output: parts[0], state: parts[1] } : undefined;
    });
    return made ? list([made.output, list(made.states)]) : cx.unknown('what a cell gives is not known');
  },
  methods: stackSizes(list),
};

/** Makes the weights of a cell, or of cells on top of each other, for one step of the input. */
function buildCell(cx: Context, one: Value, step: TensorValue): void {
  if (!isLayer(one)) return;
  const cells = settingsOf<Partial<StackSettings>>(one)?.cells;
  if (!cells) return buildOnce(cx, one, step);
  let input = step;
  for (const inner of cells) {
    buildCell(cx, inner, input);
    const size = isLayer(inner) ? settingsOf<Partial<RecurrentSettings>>(inner)?.units : undefined;
    if (size === undefined || !input.shape) return;
    input = makeTensor([input.shape[0], size], input.dtype);
  }
}

/** A list of cells is a stack of them. */
function cellOf(cx: Context, given: Value): InstanceValue | undefined {
  if (isLayer(given)) return given;
  if (given.kind !== 'list' && given.kind !== 'tuple') return undefined;
  const made = cx.call(cx.getAttr(cx.importModule('keras.layers'), 'StackedRNNCells'), [given]);
  return isLayer(made) ? made : undefined;
}

interface CellSettings extends Pick<RecurrentSettings, 'returnSequences' | 'returnState' | 'timeMajor'> {
  readonly cell: InstanceValue | undefined;
}

/** `RNN(cell)`: the shape follows the cell's units or `output_size`. */
const rnn: LayerEntry<CellSettings> = {
  name: 'RNN',
  init: `cell, ${SEQUENCE}, zero_output_for_mask=False, *, time_major=False`,
  configure: (a, cx) => {
    return {
      cell: cellOf(cx, a.get('cell')),
      returnSequences: a.truth('return_sequences') ?? false,
      returnState: a.truth('return_state') ?? false,
      timeMajor: a.truth('time_major') ?? false,
    };
  },
  attributes: (s): Record<string, Value> => (s.cell ? { cell: s.cell } : {}),
  input: () => ({ minNdim: 3 }),
  callSignature: 'sequences, initial_state=None, mask=None, training=None',
  output: (input, { cx, settings: s }, x) => {
    if (!s.cell) return cx.unknown('the cell of RNN is not known');
    const step = makeTensor([batchOf(s, input), ...input.slice(2)], x.dtype);
    buildCell(cx, s.cell, step);
    const known = settingsOf<Partial<RecurrentSettings>>(s.cell);
    const size =
      cx.findAttr(s.cell, 'output_size') ?? cx.findAttr(s.cell, 'units') ?? cx.findAttr(s.cell, 'state_size');
    const { returnSequences, returnState, timeMajor } = s;
    const units =
      known?.units ?? (size?.kind === 'int' ? size.value : cx.unknownDim('the output size of the cell is not known'));
    const settings: RecurrentSettings = {
      gates: 1,
      states: 1,
      bias: false,
      biasRows: 1,
      ...known,
      units,
      returnSequences,
      returnState,
      timeMajor,
    };
    // Stacked cells, and cells of the program, say themselves how many states they have.
    if (s.returnState && (known === undefined || settingsOf<Partial<StackSettings>>(s.cell)?.cells)) {
      const output = sequenceOutput({ ...settings, returnState: false }, input, floatOf(x.dtype));
      const states = statesOf(cx.getAttr(s.cell, 'state_size'), batchOf(s, input), floatOf(x.dtype));
      if (states.kind === 'unknown') return states;
      return list([output, ...(states.kind === 'list' ? states.items : [states])]);
    }
    return sequenceOutput(settings, input, floatOf(x.dtype));
  },
};

/** States of the widths that a cell says, in the same lists. */
function statesOf(sizes: Value, batch: Dim, dtype: string): Value {
  if (sizes.kind === 'list' || sizes.kind === 'tuple')
    return list(sizes.items.map((size) => statesOf(size, batch, dtype)));
  return sizes.kind === 'int' ? makeTensor([batch, sizes.value], dtype) : sizes;
}

interface ConvLstmSettings {
  readonly rank: SpatialRank;
  readonly layout: DataLayout;
  readonly filters: Dim;
  readonly kernel: readonly Dim[];
  readonly stride: readonly Dim[];
  readonly dilation: readonly Dim[];
  readonly padding: PaddingSpec | undefined;
  readonly bias: boolean;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
}

/** keras/src/layers/rnn/conv_lstm.py: four gates, each a convolution of the input and one of the state. */
function convLstm(rank: SpatialRank): LayerEntry<ConvLstmSettings> {
  const name = `ConvLSTM${rank}D`;
  const plan = (s: ConvLstmSettings, step: Shape) =>
    orThrow(
      planConv({
        framework: 'keras',
        op: name,
        rank,
        inputShape: step,
        layout: s.layout,
        kernel: s.kernel,
        stride: s.stride,
        dilation: s.dilation,
        padding: s.padding ?? { kind: 'valid' },
        outChannels: s.filters,
        bias: s.bias,
      }),
    );
  return {
    name,
    init:
      "filters, kernel_size, strides=1, padding='valid', data_format=None, dilation_rate=1, activation='tanh', " +
      "recurrent_activation='sigmoid', use_bias=True, kernel_initializer='glorot_uniform', " +
      "recurrent_initializer='orthogonal', bias_initializer='zeros', unit_forget_bias=True, kernel_regularizer=None, " +
      'recurrent_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, ' +
      'recurrent_constraint=None, bias_constraint=None, dropout=0.0, recurrent_dropout=0.0, seed=None, ' +
      'return_sequences=False, return_state=False, go_backwards=False, stateful=False, *, unroll=False, zero_output_for_mask=False',
    configure: (a) => ({
      rank,
      layout: dataLayout(a),
      filters: positive(a, 'filters'),
      kernel: sizesPerAxis(a, 'kernel_size', rank, 'kernel-not-positive'),
      stride: sizesPerAxis(a, 'strides', rank, 'stride-not-positive'),
      dilation: sizesPerAxis(a, 'dilation_rate', rank, 'dilation-not-positive'),
      padding: paddingWord(a, 'keras', rank),
      bias: a.truth('use_bias') ?? true,
      returnSequences: a.truth('return_sequences') ?? false,
      returnState: a.truth('return_state') ?? false,
    }),
    attributes: (s) => ({ filters: int(s.filters), kernel_size: sizesTuple(s.kernel), strides: sizesTuple(s.stride) }),
    input: () => ({ ndim: rank + 3 }),
    callSignature: 'sequences, initial_state=None, mask=None, training=None',
    weights: (s, input) => {
      const step = [input[0], ...input.slice(2)];
      if (step.slice(1).some(isNoneDim)) {
        throw new PyError(
          'ValueError',
          said`ConvLSTM layers only support static input shapes for the spatial and channel dimensions. Received invalid input shape: input_shape=${describeShape(step)}`,
          'input-size-mismatch',
        );
      }
      plan(s, step);
      const channels = s.layout === 'channels_first' ? step[1] : step[step.length - 1];
      const wide = mul(s.filters, 4);
      const made: WeightEntry[] = [
        { name: 'kernel', shape: [...s.kernel, channels, wide] },
        { name: 'recurrent_kernel', shape: [...s.kernel, s.filters, wide], initializer: str('orthogonal') },
      ];
      if (s.bias) made.push({ name: 'bias', shape: [wide], initializer: str('zeros') });
      return made;
    },
    output: (input, { cx, settings: s }, x) => {
      if (!s.padding) return cx.unknown('the padding of the convolution is not known');
      const { outputShape } = plan(s, [input[0], ...input.slice(2)]);
      const dtype = floatOf(x.dtype);
      const [batch, ...rest] = outputShape;
      const output = makeTensor(s.returnSequences ? [batch, input[1], ...rest] : outputShape, dtype);
      if (!s.returnState) return output;
      return list([output, makeTensor(outputShape, dtype), makeTensor(outputShape, dtype)]);
    },
  };
}

export const recurrentLayers = [
  recurrent('LSTM', 4, 2),
  recurrent('GRU', 3, 1),
  recurrent('SimpleRNN', 1, 1),
  recurrent('CuDNNLSTM', 4, 2),
  recurrent('CuDNNGRU', 3, 1),
  cell('LSTMCell', 4, 2),
  cell('GRUCell', 3, 1),
  cell('SimpleRNNCell', 1, 1),
  stacked,
  rnn,
  ...([1, 2, 3] as const).map(convLstm),
] as LayerEntry<unknown>[];
