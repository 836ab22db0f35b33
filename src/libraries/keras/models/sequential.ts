/** `keras.Sequential`: layers in a row, checked as they are added once the input's shape is known. */
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { getter, native, nativeClass } from '../../../python/interpreter/native';
import type { InstanceValue } from '../../../python/interpreter/values';
import { ListValue, NONE, TRUE, list, type UnknownValue, type Value } from '../../../python/interpreter/values';
import { informOnce } from '../../tensorflow/state';
import { readShape } from '../../tensorflow/staticShape';
import { defaultConfig } from '../arguments';
import { asInputTensor, makeInput } from '../input';
import { branchesOf } from '../keras1/layers';
import { callLayer, initLayer, isLayer } from '../layer';
import { recordedEnd } from '../layerClass';
import { autoName } from '../names';
import { adjusted } from './functional';
import { modelClass } from './model';
import { said } from '../../../protocol/say';

const self = (value: Value): InstanceValue => value as InstanceValue;

function layersOf(model: InstanceValue): ListValue {
  const layers = model.attrs.get('_layers');
  return layers instanceof ListValue ? layers : list([]);
}

/** Passes the end of the row through one more layer. */
function extend(cx: Context, model: InstanceValue, layer: InstanceValue): void {
  const end = model.attrs.get('_output');
  if (!end || end.kind === 'unknown') return;
  const output = callLayer(cx, layer, { args: [end], kwargs: new Map() });
  cx.touch(model);
  model.attrs.set('_output', output);
}

function start(cx: Context, model: InstanceValue, input: Value): void {
  cx.touch(model);
  model.attrs.set('_input', input);
  model.attrs.set('_output', input);
  model.attrs.set('built', TRUE);
}

/** The first layer of a nested model, whose declared input is the model's. */
function declaredInput(layer: InstanceValue): Value | undefined {
  return (
    layer.attrs.get('_declared_input') ?? (layer.cls.isSubclassOf(modelClass) ? layer.attrs.get('_input') : undefined)
  );
}

const inputFor = (cx: Context, declared: Value): Value =>
  makeInput(cx, declared.kind === 'tensor' ? declared.shape : readShape(declared, cx, 'input_shape'));

/** Begins with several inputs: those of the models and layers that a Merge of Keras 1 joins. */
function startJoined(cx: Context, model: InstanceValue, branches: readonly InstanceValue[]): void {
  const declared = branches.map(declaredInput);
  if (!declared.every((input) => input !== undefined)) return;
  const inputs = declared.map((input) => inputFor(cx, input));
  start(cx, model, list(inputs));
  model.attrs.set('_output', list(passed(cx, branches, inputs)));
}

/** What branches give for their inputs. */
const passed = (cx: Context, branches: readonly InstanceValue[], inputs: readonly Value[]): Value[] =>
  branches.map((branch, i) => callLayer(cx, branch, { args: [inputs[i] ?? NONE], kwargs: new Map() }));

/** What is not known of the class of something that is no layer, but may be one: a base of it. */
const unknownClass = (value: Value): UnknownValue | undefined =>
  value.kind === 'instance' && value.cls.hook('layer') === undefined ? value.cls.unknown : undefined;

/**
 * Adds a layer behind the others.
 * @throws PyError ValueError for what is no layer
 */
function add(cx: Context, model: InstanceValue, layer: Value): void {
  const layers = layersOf(model);
  const unknown = layer.kind === 'unknown' ? layer : unknownClass(layer);
  if (unknown) {
    cx.touch(layers);
    layers.open ??= unknown;
    cx.touch(model);
    model.attrs.set('_output', unknown);
    return;
  }
  const input = asInputTensor(layer);
  if (input) {
    if (layers.items.length > 0 || model.attrs.has('_input')) {
      throw new PyError('ValueError', 'Sequential takes an Input only in front of all other layers.', 'argument-value');
    }
    start(cx, model, input);
    return;
  }
  if (!isLayer(layer)) {
    const message = said`Only instances of \`keras.Layer\` can be added to a Sequential model. Received: ${cx.repr(layer)} (of type ${cx.typeOf(layer).name})`;
    throw new PyError('ValueError', message, 'argument-value');
  }
  cx.touch(layers);
  layers.items.push(layer);
  if (layers.items.length === 1 && !layers.open && !model.attrs.has('_input')) {
    const declared = declaredInput(layer);
    const branches = branchesOf(layer);
    if (branches.length > 0) startJoined(cx, model, branches);
    else if (declared) start(cx, model, inputFor(cx, declared));
  }
  extend(cx, model, layer);
}

/** What is left after `pop`: the row up to there, run again. */
function rebuild(cx: Context, model: InstanceValue): void {
  const input = model.attrs.get('_input');
  if (!input) return;
  cx.touch(model);
  // What an unknown layer gives to those behind it is not known.
  model.attrs.set('_output', layersOf(model).open ?? input);
  for (const layer of layersOf(model).items) if (isLayer(layer)) extend(cx, model, layer);
}

/**
 * Keras makes a functional model inside, anew after every `add`, and passes a tensor through all layers again: names
 * that come after count those too.
 */
function countRebuild(cx: Context, model: InstanceValue, before: number): void {
  if (!model.attrs.has('_input') || layersOf(model).items.length === 0) return;
  autoName(cx, 'Functional');
  for (let i = 0; i < before; i++) autoName(cx, 'KerasTensor');
}

/**
 * The `input` or `output` of the row. Keras 2 gives the ends of the model inside; Keras 3 those of a call on a symbolic tensor, if there
 * was one (`Operation._get_node_attribute_at_index`, Keras 3.15). `inputs` and `outputs` are the inner ends in both.
 * @throws PyError AttributeError when run, for a model that was not called
 */
function ownEnd(cx: Context, model: InstanceValue, end: 'input' | 'output'): Value {
  const value = recordedEnd(model, `_${end}`);
  if (model.attrs.has('_calls') || cx.session('keras.config', defaultConfig).isKeras1) return value;
  const words = said`Keras 3 has no .${end} of a Sequential that was not itself called on a symbolic tensor, and raises AttributeError; Keras 2 has. Use .${end}s[0], which both have.`;
  if (cx.mode === 'run') throw new PyError('AttributeError', words, 'undefined-output');
  informOnce(cx, 'undefined-output', words);
  return value;
}

/**
 * A row without layers. Keras 2 gives what comes in; Keras 3 refuses it (`Sequential.build`, Keras 3.15).
 * @throws PyError ValueError when run
 */
function refuseEmpty(cx: Context, model: InstanceValue): void {
  const words = said`${cx.typeOf(model).name} has no layers. Keras 3 refuses to call it (call model.add(layer) first), Keras 2 gives back what comes in.`;
  if (cx.mode === 'run') throw new PyError('ValueError', words, 'argument-value');
  informOnce(cx, 'empty-model', words);
}

export const sequentialClass = nativeClass('keras', 'Sequential', [modelClass], {
  input: getter('input', (model, cx) => ownEnd(cx, self(model), 'input')),
  output: getter('output', (model, cx) => ownEnd(cx, self(model), 'output')),
  __init__: native('__init__', 'self, layers=None, trainable=True, name=None, **kwargs', (a, cx) => {
    const model = self(a.get('self'));
    const kwargs = new Map(a.extra);
    if (!a.isNone('name')) kwargs.set('name', a.get('name'));
    initLayer(cx, model, kwargs, { call: { args: [a.get('layers')], kwargs } });
    model.attrs.set('_layers', list([]));
    const given = a.get('layers');
    if (given.kind === 'none') return NONE;
    const layers = isLayer(given) ? [given] : cx.sequence(given);
    if (layers) for (const layer of layers) add(cx, model, layer);
    if (layers) countRebuild(cx, model, 0);
    else add(cx, model, cx.unknown('the layers of the Sequential are not known'));
    return NONE;
  }),
  add: native('add', 'self, layer, rebuild=True', (a, cx) => {
    const model = self(a.get('self'));
    const before = layersOf(model).items.length;
    add(cx, model, a.get('layer'));
    countRebuild(cx, model, before);
    return NONE;
  }),
  pop: native('pop', 'self, rebuild=True', (a, cx) => {
    const model = self(a.get('self'));
    const layers = layersOf(model);
    cx.touch(layers);
    const last = layers.items.pop();
    if (!last) throw new PyError('ValueError', 'There are no layers in the model.');
    rebuild(cx, model);
    return last;
  }),
  build: native('build', 'self, input_shape=None', (a, cx) => {
    const model = self(a.get('self'));
    const shape = readShape(a.get('input_shape'), cx, 'input_shape');
    if (!shape || model.attrs.has('_input')) return NONE;
    start(cx, model, makeInput(cx, shape));
    rebuild(cx, model);
    countRebuild(cx, model, 0);
    return NONE;
  }),
  call: native('call', 'self, inputs, training=None, mask=None', (a, cx) => {
    const model = self(a.get('self'));
    const layers = layersOf(model);
    if (layers.open) return layers.open;
    if (layers.items.length === 0) refuseEmpty(cx, model);
    const slot = model.attrs.get('_input');
    const inputs = slot?.kind === 'tensor' ? adjusted(model, slot, a.get('inputs')) : a.get('inputs');
    const [first] = layers.items;
    const branches = isLayer(first) ? branchesOf(first) : [];
    const given = branches.length > 0 ? cx.sequence(inputs) : undefined;
    return layers.items.reduce<Value>(
      (x, layer) =>
        isLayer(layer) && x.kind !== 'unknown' ? callLayer(cx, layer, { args: [x], kwargs: new Map() }) : x,
      given ? list(passed(cx, branches, given)) : inputs,
    );
  }),
});
