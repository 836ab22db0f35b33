/** `keras.backend`: what old and new code asks of it. */
import type { Context } from '../../python/interpreter/context';
import { native } from '../../python/interpreter/native';
import { NONE, TRUE, float, int, str, tuple, type Value } from '../../python/interpreter/values';
import { byName } from '../tensorflow/operation';
import { creationFunctions } from '../tensorflow/ops/creation';
import { loopFunctions } from '../tensorflow/ops/loops';
import { mathFunctions } from '../tensorflow/ops/math';
import { reducingFunctions } from '../tensorflow/ops/reducing';
import { selectingFunctions } from '../tensorflow/ops/selecting';
import { shapingFunctions } from '../tensorflow/ops/shaping';
import { sizeValue } from '../tensorflow/staticShape';
import { activationFunctions } from './activationFunctions';
import { productOf, type DataLayout } from '../../shape';
import { defaultConfig } from './arguments';
import { legacyBackend } from './backendFunctions';

const config = (cx: Context) => cx.session('keras.config', defaultConfig);
function setLayout(cx: Context, layout: DataLayout): void {
  config(cx).imageDataFormat = layout;
  config(cx).isSet = true;
}

const math = byName(mathFunctions);
const reducing = byName(reducingFunctions);
const shaping = byName([...shapingFunctions, ...selectingFunctions]);

/** The place of an extreme: along the last axis where none is given, unlike TensorFlow's first. */
const alongLast = (name: 'argmax' | 'argmin'): Value =>
  native(name, 'x, axis=-1', (a, cx) => cx.call(reducing[name], [a.get('x'), a.get('axis')]));

export const backendFunctions: Record<string, Value> = {
  ...math,
  ...byName(shapingFunctions),
  ...byName(creationFunctions),
  ...activationFunctions,
  mean: reducing.reduce_mean,
  sum: reducing.reduce_sum,
  max: reducing.reduce_max,
  min: reducing.reduce_min,
  prod: reducing.reduce_prod,
  var: reducing.reduce_variance,
  std: reducing.reduce_std,
  any: reducing.reduce_any,
  all: reducing.reduce_all,
  argmax: alongLast('argmax'),
  argmin: alongLast('argmin'),
  concatenate: native('concatenate', 'tensors, axis=-1', (a, cx) =>
    cx.call(shaping.concat, [a.get('tensors'), a.get('axis')]),
  ),
  permute_dimensions: native('permute_dimensions', 'x, pattern', (a, cx) =>
    cx.call(shaping.transpose, [a.get('x'), a.get('pattern')]),
  ),
  clip: native('clip', 'x, min_value, max_value', (a, cx) =>
    cx.call(math.clip_by_value, [a.get('x'), a.get('min_value'), a.get('max_value')]),
  ),
  batch_flatten: native('batch_flatten', 'x', (a, cx) =>
    cx.call(shaping.reshape, [a.get('x'), tuple([int(-1), sizesBehind(cx, a.get('x'))])]),
  ),
  int_shape: native('int_shape', 'x', (a, cx) => {
    const x = a.get('x');
    return x.kind === 'tensor' && x.shape
      ? tuple(x.shape.map(sizeValue))
      : cx.unknown('the shape of the tensor is not known');
  }),
  ndim: native('ndim', 'x', (a, cx) => cx.getAttr(a.get('x'), 'ndim')),
  image_data_format: native('image_data_format', '', (_a, cx) => str(config(cx).imageDataFormat)),
  set_image_data_format: native('set_image_data_format', 'data_format', (a, cx) => {
    const word = a.str('data_format');
    if (word === 'channels_first' || word === 'channels_last') setLayout(cx, word);
    return NONE;
  }),
  // Keras 1 calls the layouts after Theano and TensorFlow.
  image_dim_ordering: native('image_dim_ordering', '', (_a, cx) =>
    str(config(cx).imageDataFormat === 'channels_first' ? 'th' : 'tf'),
  ),
  set_image_dim_ordering: native('set_image_dim_ordering', 'dim_ordering', (a, cx) => {
    const word = a.str('dim_ordering');
    if (word === 'th' || word === 'tf') setLayout(cx, word === 'th' ? 'channels_first' : 'channels_last');
    return NONE;
  }),
  floatx: native('floatx', '', () => str('float32')),
  epsilon: native('epsilon', '', () => float(1e-7)),
  backend: native('backend', '', () => str('tensorflow')),
  is_keras_tensor: native('is_keras_tensor', 'x', (a, cx) => {
    const x = a.get('x');
    return x.kind === 'tensor' ? TRUE : cx.unknown('whether it is a symbolic tensor');
  }),
  learning_phase: native('learning_phase', '', () => int(0)),
  set_session: native('set_session', 'session', () => NONE),
  map_fn: shaping.map_fn,
  ...byName(loopFunctions.filter((fn) => fn.name.startsWith('tf.fold'))),
  ...legacyBackend,
};

/** The product of all sizes behind the batch. */
function sizesBehind(cx: Context, x: Value): Value {
  if (x.kind !== 'tensor' || !x.shape) return cx.unknown('the shape of the tensor is not known');
  return int(productOf(x.shape.slice(1)));
}
