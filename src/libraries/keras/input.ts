/** `keras.Input`, `InputLayer` and symbolic Keras tensors. */
import type { Dim, Shape } from '../../shape';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { native, nativeClass, type Bound } from '../../python/interpreter/native';
import { InstanceValue, NONE, TensorValue, list, str, type Value } from '../../python/interpreter/values';
import { dtypeArg } from '../common/dtypes';
import type { GraphNode } from '../tensorflow/graphNode';
import { NONE_DIM, readShape, readSize } from '../tensorflow/staticShape';
import { tensorOfSpec } from '../tensorflow/tensorSpec';
import { kerasTensorClass } from '../tensorflow/tensorClasses';
import './symbolicTensor';
import { noteImage } from './keras1/layout';
import { initLayer } from './layer';
import { layerClass } from './layerClass';
import { autoName } from './names';

const PARAMETERS =
  'shape=None, batch_size=None, dtype=None, sparse=None, batch_shape=None, name=None, tensor=None, optional=False, ' +
  'batch_input_shape=None, ragged=None, type_spec=None, input_tensor=None, input_shape=None';

/** The shape an Input promises, batch axis included; undefined where it is not known. */
function promised(a: Bound, cx: Context): Shape | undefined {
  const whole = a.isNone('batch_shape') ? a.get('batch_input_shape') : a.get('batch_shape');
  if (whole.kind !== 'none') return readShape(whole, cx, 'batch_shape');
  const given = a.isNone('shape') ? a.get('input_shape') : a.get('shape');
  const like = ['type_spec', 'tensor', 'input_tensor'].find((name) => !a.isNone(name));
  if (given.kind === 'none' && like) {
    const value = a.get(like);
    if (value.kind === 'tensor') return value.shape;
    return value.kind === 'instance' ? tensorOfSpec(value)?.shape : undefined;
  }
  if (given.kind === 'none') {
    throw new PyError('ValueError', 'You must pass a `shape` argument to Input().', 'argument-count');
  }
  const rest = readShape(given, cx, 'shape');
  noteImage(cx, rest);
  const batch: Dim = a.isNone('batch_size') ? NONE_DIM : readSize(a.get('batch_size'), cx, 'batch_size');
  return rest && [batch, ...rest];
}

/** The tensor an input layer gives, remembered in the layer. */
function inputTensor(
  cx: Context,
  layer: InstanceValue,
  shape: Shape | undefined,
  dtype: string,
  given: string | undefined,
): TensorValue {
  const name = layer.attrs.get('name');
  const reason = shape ? undefined : cx.unknown('the shape of the Input is not known');
  const tensor = new TensorValue(kerasTensorClass, shape, dtype, reason);
  const label = name?.kind === 'str' ? name.value : 'input';
  const node: GraphNode = {
    name: label,
    kind: 'placeholder',
    layer,
    call: { args: [], kwargs: new Map() },
    run: () => tensor,
    result: tensor,
  };
  // Keras names the tensor after the Input where that was given a name, and counts tensors otherwise.
  tensor.native = { node, index: 0, name: given ?? autoName(cx, 'KerasTensor') };
  cx.touch(layer);
  layer.attrs.set('_input', tensor);
  layer.attrs.set('_output', tensor);
  return tensor;
}

export const inputLayerClass = nativeClass('keras.layers', 'InputLayer', [layerClass], {
  __init__: native('__init__', `self, ${PARAMETERS}`, (a, cx) => {
    const self = a.get('self') as InstanceValue;
    initLayer(cx, self, named(a), { call: { args: [], kwargs: new Map() } });
    inputTensor(cx, self, promised(a, cx), dtypeArg(a.get('dtype')) ?? 'float32', a.str('name'));
    return NONE;
  }),
  call: native('call', 'self, inputs=None', (a) => a.get('inputs')),
});

function named(a: Bound): Map<string, Value> {
  const name = a.get('name');
  return name.kind === 'str' ? new Map([['name', name]]) : new Map();
}

/** Makes a layer that stands for an input of a shape, and gives its tensor. */
export function makeInput(cx: Context, shape: Shape | undefined, dtype = 'float32', name?: string): TensorValue {
  const layer = new InstanceValue(inputLayerClass);
  const kwargs = name === undefined ? new Map<string, Value>() : new Map<string, Value>([['name', str(name)]]);
  initLayer(cx, layer, kwargs, { call: { args: [], kwargs: new Map() } });
  return inputTensor(cx, layer, shape, dtype, name);
}

/** `keras.Input(shape=(28, 28, 1))`: a symbolic tensor with a None batch. */
export const Input = native('Input', PARAMETERS, (a, cx) => {
  const tensor = a.get('tensor');
  if (tensor.kind === 'tensor') return tensor;
  const name = a.get('name');
  return makeInput(
    cx,
    promised(a, cx),
    dtypeArg(a.get('dtype')) ?? 'float32',
    name.kind === 'str' ? name.value : undefined,
  );
});

/** The tensor of an InputLayer, or the symbolic tensor itself, as Sequential takes either in front. */
export function asInputTensor(value: Value): TensorValue | undefined {
  if (value.kind === 'tensor') return value;
  if (value.kind !== 'instance' || !value.cls.isSubclassOf(inputLayerClass)) return undefined;
  const tensor = value.attrs.get('_output');
  return tensor instanceof TensorValue ? tensor : undefined;
}

/** All ends of a structure as a list, as `model.inputs` gives them. */
export const asList = (value: Value | undefined): Value =>
  value === undefined
    ? list([])
    : value.kind === 'list' || value.kind === 'tuple'
      ? list([...value.items])
      : list([value]);
