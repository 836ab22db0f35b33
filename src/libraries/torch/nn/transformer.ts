/**
 * nn.Transformer and its layers (torch 1.13, torch/nn/modules/transformer.py). They are built of the other
 * layers, so that a trace shows what PyTorch's hooks show and parameters count themselves.
 */
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { native, staticMethod } from '../../../python/interpreter/native';
import { FALSE, list, type ClassValue, type Value } from '../../../python/interpreter/values';
import { equalDims } from '../../../shape';
import { textOf } from '../arguments';
import { dtypeOr } from '../dtypes';
import { asTensor, tensorOf } from '../tensor';
import { activationFunctions } from '../functional/activation';
import { activationLayers } from './activation';
import { multiheadAttention } from './attention';
import { moduleListType } from './containers';
import { layerClass, type Building, type Calling, type LayerSpec } from './layer';
import { linearLayers } from './linear';
import { normalizationLayers } from './normalization';
import { said } from '../../../protocol/say';

const module = 'torch.nn.modules.transformer';
const byName = (classes: readonly ClassValue[], name: string): ClassValue => classes.find((cls) => cls.name === name)!;
const Linear = byName(linearLayers, 'Linear');
const Dropout = byName(activationLayers, 'Dropout');
const LayerNorm = byName(normalizationLayers, 'LayerNorm');

const LAYER =
  "d_model, nhead, dim_feedforward=2048, dropout=0.1, activation='relu', layer_norm_eps=1e-05, batch_first=False, norm_first=False, bias=True, device=None, dtype=None";

/** The parts of an encoder or decoder layer, under PyTorch's names. */
function buildLayer(b: Building, decoder: boolean): void {
  const { cx, a, self } = b;
  const [width, inner] = [a.get('d_model'), a.get('dim_feedforward')];
  const put = (name: string, cls: ClassValue, args: Value[], kwargs: [string, Value][] = []): void =>
    cx.setAttr(self, name, cx.call(cls, args, new Map(kwargs)));
  const attention = (name: string): void =>
    put(
      name,
      multiheadAttention,
      [width, a.get('nhead')],
      [
        ['dropout', a.get('dropout')],
        ['batch_first', a.get('batch_first')],
        ['bias', a.get('bias')],
      ],
    );
  attention('self_attn');
  if (decoder) attention('multihead_attn');
  put('linear1', Linear, [width, inner], [['bias', a.get('bias')]]);
  put('dropout', Dropout, [a.get('dropout')]);
  put('linear2', Linear, [inner, width], [['bias', a.get('bias')]]);
  const norms = decoder ? 3 : 2;
  for (let i = 1; i <= norms; i++)
    put(
      `norm${i}`,
      LayerNorm,
      [width],
      [
        ['eps', a.get('layer_norm_eps')],
        ['bias', a.get('bias')],
      ],
    );
  for (let i = 1; i <= norms; i++) put(`dropout${i}`, Dropout, [a.get('dropout')]);
  const activation = a.get('activation');
  if (activation.kind === 'str') {
    const fn = activationFunctions[activation.value];
    if (activation.value !== 'relu' && activation.value !== 'gelu') {
      throw new PyError('RuntimeError', `activation should be relu/gelu, not ${activation.value}`);
    }
    self.attrs.set('activation', fn);
  } else cx.setAttr(self, 'activation', activation);
}

const part = (c: Calling, name: string, ...inputs: Value[]): Value => c.cx.call(c.get(name), inputs);

/** Attention under the masks of these names, of which only the output goes on. */
function attend(c: Calling, name: string, query: Value, memory: Value, mask: string, padding: string): Value {
  const masks = new Map([
    ['need_weights', FALSE],
    ['attn_mask', c.a.get(mask)],
    ['key_padding_mask', c.a.get(padding)],
  ]);
  const result = c.cx.call(c.get(name), [query, memory, memory], masks);
  return result.kind === 'tuple' ? result.items[0] : result;
}

const feedForward = (c: Calling, x: Value): Value =>
  part(c, 'linear2', part(c, 'dropout', c.cx.call(c.get('activation'), [part(c, 'linear1', x)])));

/** One residual step: norm first or last, as the layer was built. */
function residual(c: Calling, x: Value, index: number, inner: (x: Value) => Value): Value {
  const { cx } = c;
  const first = cx.truth(c.get('norm_first')) === true;
  const changed = part(c, `dropout${index}`, inner(first ? part(c, `norm${index}`, x) : x));
  const sum = cx.binary('+', x, changed);
  return first ? sum : part(c, `norm${index}`, sum);
}

const encoderLayer: LayerSpec = {
  name: 'TransformerEncoderLayer',
  module,
  signature: LAYER,
  inputs: 'src, src_mask=None, src_key_padding_mask=None, is_causal=False',
  build: (b) => buildLayer(b, false),
  forward(c) {
    const x = residual(c, c.a.get('src'), 1, (y) => attend(c, 'self_attn', y, y, 'src_mask', 'src_key_padding_mask'));
    return residual(c, x, 2, (y) => feedForward(c, y));
  },
};

const decoderLayer: LayerSpec = {
  name: 'TransformerDecoderLayer',
  module,
  signature: LAYER,
  inputs:
    'tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None, tgt_is_causal=False, memory_is_causal=False',
  build: (b) => buildLayer(b, true),
  forward(c) {
    let x = residual(c, c.a.get('tgt'), 1, (y) => attend(c, 'self_attn', y, y, 'tgt_mask', 'tgt_key_padding_mask'));
    x = residual(c, x, 2, (y) =>
      attend(c, 'multihead_attn', y, c.a.get('memory'), 'memory_mask', 'memory_key_padding_mask'),
    );
    return residual(c, x, 3, (y) => feedForward(c, y));
  },
};

/** Copies of a layer, each with parameters of its own (`_get_clones`). */
function clones(cx: Context, layer: Value, count: number): Value {
  const copy = cx.getAttr(cx.importModule('copy'), 'deepcopy');
  return cx.call(moduleListType, [list(Array.from({ length: count }, () => cx.call(copy, [layer])))]);
}

function buildStack(b: Building, layer: string): void {
  const count = b.a.number('num_layers');
  const model = b.a.get(layer);
  b.self.attrs.delete(layer);
  b.cx.setAttr(
    b.self,
    'layers',
    count === undefined ? b.cx.unknown('num_layers is not known') : clones(b.cx, model, count),
  );
  b.self.attrs.delete('norm');
  b.cx.setAttr(b.self, 'norm', b.a.get('norm'));
}

/** Runs the layers one after the other; all of them get the further arguments of these names. */
function runStack(c: Calling, names: readonly string[]): Value {
  const [x, ...more] = names.map((name) => c.a.get(name));
  const layers = c.cx.sequence(c.get('layers'));
  if (!layers) return c.cx.unknown(said`the layers of ${c.op} are not known`);
  const result = layers.reduce((y, layer) => c.cx.call(layer, [y, ...more]), x);
  const norm = c.get('norm');
  return norm.kind === 'none' ? result : c.cx.call(norm, [result]);
}

const encoder: LayerSpec = {
  name: 'TransformerEncoder',
  module,
  signature: 'encoder_layer, num_layers, norm=None, enable_nested_tensor=True, mask_check=True',
  inputs: 'src, mask=None, src_key_padding_mask=None, is_causal=None',
  build: (b) => buildStack(b, 'encoder_layer'),
  forward: (c) => runStack(c, ['src', 'mask', 'src_key_padding_mask']),
};

const decoder: LayerSpec = {
  name: 'TransformerDecoder',
  module,
  signature: 'decoder_layer, num_layers, norm=None',
  inputs:
    'tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None, tgt_is_causal=None, memory_is_causal=False',
  build: (b) => buildStack(b, 'decoder_layer'),
  forward: (c) =>
    runStack(c, ['tgt', 'memory', 'tgt_mask', 'memory_mask', 'tgt_key_padding_mask', 'memory_key_padding_mask']),
};

const [EncoderLayer, DecoderLayer, Encoder, Decoder] = [encoderLayer, decoderLayer, encoder, decoder].map(layerClass);

/** Source and target have one batch size and d_model features. @throws PyError RuntimeError */
function checkBatches(c: Calling): void {
  const [source, target] = ['src', 'tgt'].map((name) => asTensor(c.cx, c.a.get(name), c.op, name).shape);
  if (!source || !target) return;
  const batchAxis = c.cx.truth(c.get('batch_first')) === true ? 0 : 1;
  if (source.length === 3 && target.length === 3 && equalDims(source[batchAxis], target[batchAxis]) === false) {
    throw new PyError(
      'RuntimeError',
      said`${c.op}: src has a batch of ${textOf(source[batchAxis])} and tgt one of ${textOf(target[batchAxis])}: they must be equal. Look at batch_first.`,
      'broadcast-mismatch',
    );
  }
  const width = c.cx.dim(c.get('d_model'));
  for (const shape of [source, target]) {
    if (equalDims(shape[shape.length - 1], width) !== false) continue;
    throw new PyError(
      'RuntimeError',
      said`${c.op}: src and tgt must have d_model=${textOf(width)} features, but one has ${textOf(shape[shape.length - 1])}.`,
      'features-mismatch',
    );
  }
}

const transformer: LayerSpec = {
  name: 'Transformer',
  module,
  signature:
    "d_model=512, nhead=8, num_encoder_layers=6, num_decoder_layers=6, dim_feedforward=2048, dropout=0.1, activation='relu', custom_encoder=None, custom_decoder=None, layer_norm_eps=1e-05, batch_first=False, norm_first=False, bias=True, device=None, dtype=None",
  inputs:
    'src, tgt, src_mask=None, tgt_mask=None, memory_mask=None, src_key_padding_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None, **kwargs',
  build(b) {
    const { cx, a } = b;
    const shared = ['dim_feedforward', 'dropout', 'activation', 'layer_norm_eps', 'batch_first', 'norm_first', 'bias'];
    const kwargs = new Map(shared.map((name) => [name, a.get(name)] as const));
    const norm = (): Value => cx.call(LayerNorm, [a.get('d_model')], new Map([['eps', a.get('layer_norm_eps')]]));
    const stack = (layer: ClassValue, cls: ClassValue, count: Value): Value =>
      cx.call(cls, [cx.call(layer, [a.get('d_model'), a.get('nhead')], new Map(kwargs)), count, norm()]);
    cx.setAttr(
      b.self,
      'encoder',
      a.isNone('custom_encoder') ? stack(EncoderLayer, Encoder, a.get('num_encoder_layers')) : a.get('custom_encoder'),
    );
    cx.setAttr(
      b.self,
      'decoder',
      a.isNone('custom_decoder') ? stack(DecoderLayer, Decoder, a.get('num_decoder_layers')) : a.get('custom_decoder'),
    );
  },
  forward(c) {
    checkBatches(c);
    const given = (...names: string[]): Value[] => names.map((name) => c.a.get(name));
    const memory = part(c, 'encoder', ...given('src', 'src_mask', 'src_key_padding_mask'));
    const masks = given('tgt_mask', 'memory_mask', 'tgt_key_padding_mask', 'memory_key_padding_mask');
    return part(c, 'decoder', c.a.get('tgt'), memory, ...masks);
  },
};

const transformerClass = layerClass(transformer);
transformerClass.attrs.set(
  'generate_square_subsequent_mask',
  staticMethod(
    native('generate_square_subsequent_mask', 'sz, device=None, dtype=None', (a) => {
      const size = a.dim('sz');
      return tensorOf([size, size], dtypeOr(a.get('dtype'), 'float32'));
    }),
  ),
);

export const transformerLayers = [EncoderLayer, DecoderLayer, Encoder, Decoder, transformerClass];
