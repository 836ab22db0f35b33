/** Rearrange, Reduce and EinMix as layers of PyTorch, Keras and Flax. */
import type { Context } from '../../python/interpreter/context';
import { native, nativeClass, type Bound } from '../../python/interpreter/native';
import { PyError } from '../../python/interpreter/errors';
import { NONE, str, type ClassValue, type InstanceValue, type Value } from '../../python/interpreter/values';
import type { Dim } from '../../shape';
import { addWeight, initLayer } from '../keras/layer';
import { layerClass as kerasLayer } from '../keras/layerClass';
import { linenLayer } from '../flax/linen/define';
import { layerClass as torchLayer, type LayerSpec } from '../torch/nn/layer';
import { parameterOf } from '../torch/tensor';
import { applyPattern, lengthsOf, reductionWord } from './functions';
import { applyMix, mixWeights, type Mix } from './mix';
import { said } from '../../protocol/say';

const REARRANGE = 'pattern, **axes_lengths';
const REDUCE = 'pattern, reduction, **axes_lengths';
const MIX = 'pattern, weight_shape, bias_shape=None, **axes_lengths';

/** @throws PyError TypeError for what is no text */
function textOf(a: Bound, name: string): string {
  const text = a.str(name);
  if (text !== undefined) return text;
  throw new PyError('TypeError', `${a.fn}: ${name} must be a string, not ${a.cx.typeOf(a.get(name)).name}.`);
}

/** Settings of one layer: what its call does with an input, and its weights. */
interface Settings {
  readonly run: (cx: Context, input: Value) => Value;
  readonly mix?: Mix;
}

function shapingSettings(a: Bound, cx: Context, operation: 'rearrange' | 'reduce'): Settings {
  const pattern = textOf(a, 'pattern');
  const lengths = lengthsOf(cx, a.extra);
  const reduction = operation === 'reduce' ? reductionWord(a.get('reduction')) : undefined;
  return { run: (at, input) => applyPattern(at, operation, input, pattern, lengths, reduction) };
}

function mixSettings(a: Bound, cx: Context): Settings {
  const mix: Mix = {
    pattern: textOf(a, 'pattern'),
    weight: textOf(a, 'weight_shape'),
    bias: a.isNone('bias_shape') ? undefined : textOf(a, 'bias_shape'),
    lengths: lengthsOf(cx, a.extra),
  };
  mixWeights(mix);
  return { mix, run: (at, input) => (input.kind === 'tensor' ? applyMix(at, mix, input) : input) };
}

interface Entry {
  readonly name: string;
  readonly signature: string;
  readonly settings: (a: Bound, cx: Context) => Settings;
}

const entries: readonly Entry[] = [
  { name: 'Rearrange', signature: REARRANGE, settings: (a, cx) => shapingSettings(a, cx, 'rearrange') },
  { name: 'Reduce', signature: REDUCE, settings: (a, cx) => shapingSettings(a, cx, 'reduce') },
  { name: 'EinMix', signature: MIX, settings: mixSettings },
];

// ── PyTorch ────────────────────────────────────────────────────────────────────────────────────

const kept = new WeakMap<object, Settings>();

function torchSpec(entry: Entry): LayerSpec {
  return {
    name: entry.name,
    module: 'einops.layers.torch',
    signature: entry.signature,
    build: (b) => {
      const settings = entry.settings(b.a, b.cx);
      kept.set(b.self, settings);
      if (!settings.mix) return;
      const { weight, bias } = mixWeights(settings.mix);
      b.parameter('weight', parameterOf(weight));
      b.parameter('bias', bias && parameterOf(bias));
    },
    forward: (c) => {
      const settings = kept.get(c.self);
      return settings ? settings.run(c.cx, c.input) : c.cx.unknown(said`${entry.name}.__init__ was not called`);
    },
    text: (t) => `'${t.show('pattern')}'`,
  };
}

// ── Keras ──────────────────────────────────────────────────────────────────────────────────────

/** What every Keras layer takes; all other keywords are sizes of axes. */
const KERAS_ARGUMENTS = ['name', 'dtype', 'trainable', 'input_shape', 'batch_input_shape', 'batch_size'];

function kerasClass(entry: Entry): ClassValue {
  const settingsOf = (self: Value): Settings | undefined => kept.get(self);
  return nativeClass('keras.layers', entry.name, [kerasLayer], {
    __init__: native(entry.name, `self, ${entry.signature}`, (a, cx) => {
      const self = a.get('self') as InstanceValue;
      const own = new Map([...a.extra].filter(([name]) => KERAS_ARGUMENTS.includes(name)));
      for (const name of own.keys()) a.extra.delete(name);
      kept.set(self, entry.settings(a, cx));
      initLayer(cx, self, own, { call: { args: [], kwargs: new Map() } });
      return NONE;
    }),
    build: native('build', 'self, input_shape=None', (a, cx) => {
      const mix = settingsOf(a.get('self'))?.mix;
      if (!mix) return NONE;
      const { weight, bias } = mixWeights(mix);
      addWeight(cx, a.get('self') as InstanceValue, 'weight', weight);
      if (bias) addWeight(cx, a.get('self') as InstanceValue, 'bias', bias);
      return NONE;
    }),
    call: native('call', 'self, inputs, *args, **kwargs', (a, cx) => {
      const settings = settingsOf(a.get('self'));
      return settings ? settings.run(cx, a.get('inputs')) : cx.unknown(said`${entry.name}.__init__ was not called`);
    }),
  });
}

// ── Flax ───────────────────────────────────────────────────────────────────────────────────────

/** Flax gives the sizes as one dict: `Rearrange(pattern, sizes={...})`. */
function flaxLayer(name: 'Rearrange' | 'Reduce'): ClassValue {
  const reduces = name === 'Reduce';
  return linenLayer({
    name,
    fields: reduces ? 'pattern, reduction, sizes=None' : 'pattern, sizes=None',
    rule: (c, input) => {
      const pattern = c.field('pattern');
      if (pattern.kind !== 'str') return c.cx.unknown('the einops pattern is not known');
      return applyPattern(
        c.cx,
        reduces ? 'reduce' : 'rearrange',
        input,
        pattern.value,
        sizesIn(c.cx, c.field('sizes')),
        reduces ? reductionWord(c.field('reduction')) : undefined,
      );
    },
  });
}

function sizesIn(cx: Context, sizes: Value): Map<string, Dim> {
  if (sizes.kind !== 'dict') return new Map();
  return lengthsOf(
    cx,
    new Map(
      [...sizes.entries.values()].flatMap(({ key, value }) =>
        key.kind === 'str' ? [[key.value, value] as const] : [],
      ),
    ),
  );
}

const table = (make: (entry: Entry) => ClassValue): Record<string, Value> =>
  Object.fromEntries(entries.map((entry) => [entry.name, make(entry)]));

export const torchLayers = table((entry) => torchLayer(torchSpec(entry)));
export const kerasLayers = table(kerasClass);
export const flaxLayers: Record<string, Value> = { Rearrange: flaxLayer('Rearrange'), Reduce: flaxLayer('Reduce') };

/** The version whose rules are followed. */
export const VERSION = str('0.8.2');
