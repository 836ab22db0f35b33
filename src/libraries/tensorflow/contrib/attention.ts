/**
 * Attention in `tf.contrib.seq2seq` of TensorFlow 1: mechanisms over a memory, and the cell that asks one at every step
 * (tensorflow/contrib/seq2seq/python/ops/attention_wrapper.py, 1.15).
 */
import { isUnknown, type Dim } from '../../../shape';
import { namedTupleClass } from '../../../python/builtins/stdlib/namedTuples';
import { getter, native, nativeClass } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import {
  InstanceValue,
  NONE,
  TupleValue,
  int,
  tuple,
  type ClassValue,
  type Value,
} from '../../../python/interpreter/values';
import { dtypeArg } from '../../common/dtypes';
import { defineLayer, floatOf, settingsOf, type LayerEntry } from '../../keras/define';
import { isLayer } from '../../keras/layer';
import { layerClass } from '../../keras/layerClass';
import { convert } from '../convert';
import { callCell, rnnCellClass } from '../rnn/cells';
import { insideCell } from '../rnn/naming';
import { zeroState } from '../rnn/state';
import { NONE_DIM, readSize } from '../staticShape';
import { makeTensor } from '../tensorClasses';

/** The module that both halves of `tf.contrib.seq2seq` belong to. */
export const SEQ2SEQ = 'tensorflow.contrib.seq2seq';

/** The memory that a mechanism was made with, as a tensor (batch, time, depth). */
function mechanism(name: string, options: string): ClassValue {
  return nativeClass(SEQ2SEQ, name, [types.object], {
    __init__: native('__init__', `self, num_units, memory, memory_sequence_length=None, ${options}`, (a, cx) => {
      const self = a.get('self') as InstanceValue;
      cx.touch(self);
      self.attrs.set('memory', convert(cx, a.get('memory')));
      self.attrs.set('_num_units', a.get('num_units'));
      return NONE;
    }),
    alignments_size: getter('alignments_size', (self) => int(memoryOf(self)?.steps ?? NONE_DIM)),
    values: getter('values', (self) => (self as InstanceValue).attrs.get('memory') ?? NONE),
  });
}

function memoryOf(value: Value): { batch: Dim; steps: Dim; depth: Dim } | undefined {
  const memory = value instanceof InstanceValue ? value.attrs.get('memory') : undefined;
  if (memory?.kind !== 'tensor' || memory.shape?.length !== 3) return undefined;
  const [batch, steps, depth] = memory.shape;
  return { batch, steps, depth };
}

const STATE_FIELDS = ['cell_state', 'attention', 'time', 'alignments', 'alignment_history', 'attention_state'];
const wrapperState = namedTupleClass('AttentionWrapperState', STATE_FIELDS, SEQ2SEQ);
wrapperState.attrs.set(
  'clone',
  native('clone', 'self, **kwargs', (a) => {
    const self = a.get('self') as TupleValue;
    return new TupleValue(
      self.items.map((item, i) => a.extra.get(STATE_FIELDS[i]) ?? item),
      wrapperState,
    );
  }),
);

interface WrapperSettings {
  readonly cell: Value;
  readonly mechanism: Value;
  /** The width of what attention gives; undefined where it is not known. */
  readonly width: Dim | undefined;
  readonly givesAttention: boolean;
}

const attentionWrapper: LayerEntry<WrapperSettings> = {
  name: 'AttentionWrapper',
  init:
    'cell, attention_mechanism, attention_layer_size=None, alignment_history=False, cell_input_fn=None, ' +
    'output_attention=True, initial_cell_state=None, attention_layer=None',
  base: rnnCellClass,
  configure: (a, cx) => {
    const asked = a.isNone('attention_layer_size')
      ? memoryOf(a.get('attention_mechanism'))?.depth
      : readSize(a.get('attention_layer_size'), cx, 'attention_layer_size');
    return {
      cell: a.get('cell'),
      mechanism: a.get('attention_mechanism'),
      width: asked,
      givesAttention: a.truth('output_attention') !== false,
    };
  },
  callSignature: 'inputs, state=None, scope=None, **kwargs',
  output: (input, { cx, settings: s, args, layer }, x) => {
    const state = args.get('state');
    const memory = memoryOf(s.mechanism);
    if (s.width === undefined || !memory || state.kind !== 'tuple' || state.cls !== wrapperState)
      return cx.unknown('what the attention looks at is not known');
    const dtype = floatOf(x.dtype);
    const [cellState] = state.items;
    // The last attention stands beside the input of every step.
    const wide = cx.call(cx.getAttr(cx.importModule('tensorflow'), 'concat'), [tuple([x, state.items[1]]), int(-1)]);
    const step =
      wide.kind === 'tensor' ? insideCell(cx, layer, () => callCell(cx, s.cell, wide, cellState)) : undefined;
    if (!step) return cx.unknown('what the cell inside gives is not known');
    const attention = makeTensor([input[0], s.width], dtype);
    return tuple([s.givesAttention ? attention : step.output, stateOf(s, memory.steps, step.state, input[0], dtype)]);
  },
  methods: {
    output_size: getter('output_size', (self, cx) => {
      const s = wrapperSettings(self);
      if (!s) return cx.unknown('the cell inside is not known');
      return s.givesAttention && s.width !== undefined ? int(s.width) : cx.getAttr(s.cell, 'output_size');
    }),
    zero_state: native('zero_state', 'self, batch_size, dtype', (a, cx) => {
      const s = wrapperSettings(a.get('self'));
      const memory = s && memoryOf(s.mechanism);
      if (!s || !memory || s.width === undefined) return cx.unknown('what the attention looks at is not known');
      const batch = readSize(a.get('batch_size'), cx, 'batch_size');
      const dtype = dtypeArg(a.get('dtype')) ?? 'float32';
      return stateOf(s, memory.steps, zeroState(cx, s.cell, batch, dtype), isUnknown(batch) ? NONE_DIM : batch, dtype);
    }),
  },
};

function wrapperSettings(self: Value): WrapperSettings | undefined {
  return isLayer(self) ? settingsOf<WrapperSettings>(self) : undefined;
}

function stateOf(s: WrapperSettings, steps: Dim, cellState: Value, batch: Dim, dtype: string): TupleValue {
  const alignments = makeTensor([batch, steps], dtype);
  const attention = makeTensor([batch, s.width!], dtype);
  return new TupleValue(
    [cellState, attention, makeTensor([], 'int32'), alignments, tuple([]), alignments],
    wrapperState,
  );
}

export const attentionClasses: Readonly<Record<string, Value>> = {
  BahdanauAttention: mechanism(
    'BahdanauAttention',
    'normalize=False, probability_fn=None, score_mask_value=None, dtype=None, custom_key_value_fn=None, name=None',
  ),
  LuongAttention: mechanism(
    'LuongAttention',
    'scale=False, probability_fn=None, score_mask_value=None, dtype=None, custom_key_value_fn=None, name=None',
  ),
  AttentionWrapper: defineLayer(attentionWrapper, layerClass),
  AttentionWrapperState: wrapperState,
};
