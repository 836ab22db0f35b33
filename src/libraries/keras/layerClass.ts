/** The class `keras.layers.Layer` as programs see it: what they call, override and read. */
import { makeTensor as makeAnyTensor } from '../common/tensors';
import { ndarray } from '../numpy/classes';
import { PyError } from '../../python/interpreter/errors';
import { getter, native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import {
  DictValue,
  NONE,
  TRUE,
  int,
  list,
  str,
  type InstanceValue,
  type TensorValue,
  type Value,
} from '../../python/interpreter/values';
import type { Context } from '../../python/interpreter/context';
import { equalDims, formatShape } from '../../shape';
import { configOf, fromConfig } from './configs';
import { hashKey } from '../../python/builtins/hash';
import { dtypeArg } from '../common/dtypes';
import { readShape } from '../tensorflow/staticShape';
import { kerasShape, makeTensor } from '../tensorflow/tensorClasses';
import {
  addWeight,
  allWeights,
  callLayer,
  childLayers,
  countParams,
  initLayer,
  inputShapes,
  isTrainable,
  knowsItsWeights,
  layerName,
  ownWeights,
} from './layer';
import { said } from '../../protocol/say';

const self = (value: Value): InstanceValue => value as InstanceValue;

/** Weights that training changes: not those of a frozen layer. */
function trainableWeights(layer: InstanceValue): TensorValue[] {
  const trainable = layer.attrs.get('trainable');
  if (trainable?.kind === 'bool' && !trainable.value) return [];
  const own = ownWeights(layer).filter(isTrainable);
  return [...new Set([...own, ...childLayers(layer).flatMap(trainableWeights)])];
}

function fixedWeights(layer: InstanceValue): TensorValue[] {
  const trainable = new Set(trainableWeights(layer));
  return allWeights(layer).filter((weight) => !trainable.has(weight));
}

/** What a layer would give for an input of a shape, without being called on data. */
function outputShape(cx: Context, layer: InstanceValue, shape: Value): Value {
  const input = tensorOfShape(cx, shape);
  if (input.kind === 'unknown') return input;
  return inputShapes(cx, cx.call(layer, [input]));
}

/** A tensor of a shape, or a list of tensors for a list of shapes. */
function tensorOfShape(cx: Context, shape: Value): Value {
  const items = shape.kind === 'list' || shape.kind === 'tuple' ? shape.items : undefined;
  if (items?.some((item) => item.kind === 'list' || item.kind === 'tuple')) {
    return list(items.map((item) => tensorOfShape(cx, item)));
  }
  const sizes = readShape(shape, cx, 'input_shape');
  return sizes ? makeTensor(sizes, 'float32') : cx.unknown('the input shape is not known');
}

/** Arguments of `add_weight` and `add_variable` in Keras 2's and 3's order. */
const ADD_WEIGHT =
  'self, shape=None, initializer=None, dtype=None, trainable=True, autocast=True, regularizer=None, constraint=None, ' +
  "aggregation='none', overwrite_with_gradient=False, name=None, **rest";

const addWeightMethod = native('add_weight', ADD_WEIGHT, (a, cx) => {
  const first = a.get('shape');
  // Keras 2 has the name in front: add_weight('kernel', (3, 3), …).
  const named = first.kind === 'str';
  const shapeValue = named ? a.get('initializer') : first;
  const name = named ? first : a.get('name');
  const shape = shapeValue.kind === 'none' ? [] : readShape(shapeValue, cx, 'shape');
  if (!shape) return cx.unknown('the shape of the weight is not known');
  if (cx.mode === 'run' && shape.some((dim) => typeof dim !== 'number')) {
    throw new PyError(
      'ValueError',
      said`Shapes used to initialize variables must be fully-defined (no \`None\` dimensions). Received: shape=${cx.repr(kerasShape(shape))}`,
      'features-mismatch',
    );
  }
  const initializer = named || a.isNone('initializer') ? str('glorot_uniform') : a.get('initializer');
  const layer = self(a.get('self'));
  const label = name.kind === 'str' ? name.value : `variable_${ownWeights(layer).length}`;
  return addWeight(cx, layer, label, shape, {
    initializer,
    trainable: a.truth('trainable') ?? true,
    dtype: dtypeArg(a.get('dtype')),
  });
});

/** Sub-layers and weights are found where they are set; a model refuses them before `super().__init__()`. */
const attributes: Record<string, Value> = {
  weights: getter('weights', (layer) => list(allWeights(self(layer)))),
  variables: getter('variables', (layer) => list(allWeights(self(layer)))),
  trainable_weights: getter('trainable_weights', (layer) => list(trainableWeights(self(layer)))),
  trainable_variables: getter('trainable_variables', (layer) => list(trainableWeights(self(layer)))),
  non_trainable_weights: getter('non_trainable_weights', (layer) => list(fixedWeights(self(layer)))),
  non_trainable_variables: getter('non_trainable_variables', (layer) => list(fixedWeights(self(layer)))),
  losses: getter('losses', () => list([])),
  metrics: getter('metrics', () => list([])),
  compute_dtype: getter('compute_dtype', () => str('float32')),
  dtype: getter('dtype', () => str('float32')),
  variable_dtype: getter('variable_dtype', () => str('float32')),
  input: getter('input', (layer) => recordedEnd(self(layer), '_input')),
  output: getter('output', (layer) => recordedEnd(self(layer), '_output')),
  input_shape: getter('input_shape', (layer, cx) => inputShapes(cx, recordedEnd(self(layer), '_input'))),
  output_shape: getter('output_shape', (layer, cx) => inputShapes(cx, recordedEnd(self(layer), '_output'))),
};

/**
 * What a layer was called on or gave; a list of one tensor is that tensor (Keras 3, `Operation.output`).
 * @throws PyError AttributeError for a layer that was never called on a symbolic tensor
 */
export function recordedEnd(layer: InstanceValue, end: '_input' | '_output'): Value {
  const value = layer.attrs.get(end);
  if (value?.kind === 'list' && value.items.length === 1) return value.items[0];
  if (value) return value;
  const what = end === '_input' ? 'input' : 'output';
  throw new PyError(
    'AttributeError',
    `The layer ${layerName(layer)} has never been called and thus has no defined ${what}.`,
  );
}

const methods: Record<string, Value> = {
  __init__: native('__init__', 'self, *args, **kwargs', (a, cx) => {
    initLayer(cx, self(a.get('self')), a.extra, { call: { args: a.rest, kwargs: a.extra } });
    return NONE;
  }),
  __call__: native('__call__', 'self, *args, **kwargs', (a, cx) =>
    callLayer(cx, self(a.get('self')), { args: a.rest, kwargs: a.extra }),
  ),
  // Version 1 and Keras 2 have the call under this name as well.
  apply: native('apply', 'self, *args, **kwargs', (a, cx) =>
    callLayer(cx, self(a.get('self')), { args: a.rest, kwargs: a.extra }),
  ),
  build: native('build', 'self, *args, **kwargs', (a, cx) => {
    const layer = self(a.get('self'));
    cx.touch(layer);
    layer.attrs.set('built', TRUE);
    return NONE;
  }),
  call: native('call', 'self, *args, **kwargs', (a) => {
    const name = self(a.get('self')).cls.name;
    throw new PyError('NotImplementedError', `Layer ${name} does not have a \`call()\` method implemented.`);
  }),
  add_weight: addWeightMethod,
  add_variable: addWeightMethod,
  compute_output_shape: native('compute_output_shape', 'self, input_shape', (a, cx) =>
    outputShape(cx, self(a.get('self')), a.get('input_shape')),
  ),
  compute_mask: native('compute_mask', 'self, inputs, mask=None', (a) => a.get('mask')),
  count_params: native('count_params', 'self', (a) => int(countParams(allWeights(self(a.get('self')))))),
  add_loss: native('add_loss', 'self, *args, **kwargs', () => NONE),
  add_metric: native('add_metric', 'self, *args, **kwargs', () => NONE),
  adapt: native('adapt', 'self, *args, **kwargs', () => NONE),
  // Arrays of NumPy, no longer variables.
  get_weights: native('get_weights', 'self', (a) =>
    list(allWeights(self(a.get('self'))).map((x) => makeAnyTensor(ndarray, x.shape, x.dtype, { data: x.data }))),
  ),
  set_weights: native('set_weights', 'self, weights', (a, cx) => {
    const layer = self(a.get('self'));
    const given = cx.sequence(a.get('weights'));
    const own = allWeights(layer);
    if (!given || !knowsItsWeights(layer)) return NONE;
    if (given.length !== own.length) {
      throw new PyError(
        'ValueError',
        said`You called \`set_weights(weights)\` on layer '${layerName(layer)}' with a weight list of length ${given.length}, but the layer was expecting ${own.length} weights.`,
        'argument-count',
      );
    }
    const isLeaf = childLayers(layer).length === 0;
    given.forEach((value, i) => {
      if (isLeaf) checkWeight(layer, own[i], value);
      cx.touch(own[i]);
      own[i].data = value.kind === 'tensor' ? value.data : undefined;
    });
    return NONE;
  }),
  get_config: native('get_config', 'self', (a, cx) => {
    const layer = self(a.get('self'));
    const config = new DictValue();
    const put = (key: string, value: Value): unknown =>
      config.entries.set(hashKey(str(key))!, { key: str(key), value });
    put('name', str(layerName(layer)));
    // Layers of the program's own have these and what their own `get_config` adds (Keras 3, `Layer.get_config`).
    if (addsToConfig(layer)) {
      put('trainable', cx.getAttr(layer, 'trainable'));
      put('dtype', cx.unknown('how the number type of a layer is written down'));
    } else config.open = cx.unknown('the configuration of a layer');
    return configOf(cx, layer, config);
  }),
  from_config: fromConfig,
};

export const layerClass = nativeClass('keras.layers', 'Layer', [types.object], { ...attributes, ...methods });

/** Whether a class of the program's own derives from `Layer` itself, and says what there is to say about its settings. */
const addsToConfig = ({ cls }: InstanceValue): boolean =>
  cls.mro.find((base) => base.isNative) === layerClass &&
  cls.mro.some((base) => !base.isNative && base.attrs.has('get_config'));

/** @throws PyError ValueError where an array has another shape than the weight it is for (Keras 3, `Layer.set_weights`) */
function checkWeight(layer: InstanceValue, { shape }: TensorValue, value: Value): void {
  const given = value.kind === 'tensor' ? value.shape : undefined;
  if (!shape || !given) return;
  const fits = shape.length === given.length && shape.every((dim, i) => equalDims(dim, given[i]) !== false);
  if (fits) return;
  throw new PyError(
    'ValueError',
    said`Layer ${layerName(layer)} weight shape ${formatShape(shape)} is not compatible with provided weight shape ${formatShape(given)}.`,
    'weight-mismatch',
  );
}

/** Setting `trainable` on a layer sets it on every layer below (Keras `Layer.trainable`). */
function setTrainable(cx: Context, layer: InstanceValue, value: Value): void {
  cx.touch(layer);
  layer.attrs.set('trainable', value);
  for (const child of childLayers(layer)) setTrainable(cx, child, value);
}

layerClass.hooks = {
  setAttr: (cx, layer, name, value) => {
    if (name !== 'trainable') return false;
    setTrainable(cx, layer, value);
    return true;
  },
  layer: {
    children: (layer) => childLayers(layer).map((child) => [layerName(child), child]),
    parameters: (layer) => ownWeights(layer).map((weight, i) => [weightName(weight, i), weight]),
  },
};

/** The last part of a weight's path: `kernel` of `conv2d/kernel`. */
function weightName(weight: TensorValue, index: number): string {
  const name = weight.attrs?.get('name');
  return name?.kind === 'str' ? name.value.split('/').pop()! : String(index);
}
