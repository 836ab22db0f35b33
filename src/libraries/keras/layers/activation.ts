/** Activations by name and as layers. None of them changes a shape; those with a weight say so. */
import { normalizeAxis, type Dim } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { str, type TensorValue, type Value } from '../../../python/interpreter/values';
import { PyError } from '../../../python/interpreter/errors';
import type { LayerEntry } from '../define';
import { activationOf } from '../../tensorflow/activations';

/** Applies what the `activation` argument of a layer names to the layer's result. */
export function activate(cx: Context, activation: Value, result: TensorValue): Value {
  if (activation.kind === 'none') return result;
  if (activation.kind === 'unknown') return result;
  if (activation.kind === 'str') {
    const rule = activationOf(activation.value);
    if (!rule) {
      throw new PyError(
        'ValueError',
        `Could not interpret activation function identifier: ${activation.value}`,
        'argument-value',
      );
    }
    return rule(cx, result);
  }
  const value = cx.call(activation, [result]);
  return value.kind === 'tensor' ? value : result;
}

interface Slope {
  readonly sharedAxes: readonly number[];
}

/** A layer that applies one activation function. */
function plain(name: string, init: string, activation: string): LayerEntry<null> {
  return {
    name,
    init,
    configure: () => null,
    output: (_shape, { cx }, x) => activate(cx, str(activation), x),
  };
}

/** `Activation('relu')`. */
const activationLayer: LayerEntry<{ activation: Value }> = {
  name: 'Activation',
  init: 'activation',
  configure: (a) => ({ activation: a.get('activation') }),
  attributes: ({ activation }) => ({ activation }),
  output: (_shape, { cx, settings }, x) => activate(cx, settings.activation, x),
};

/** One slope per element, shared along `shared_axes` (keras/src/layers/activations/prelu.py). */
const prelu: LayerEntry<Slope> = {
  name: 'PReLU',
  init: "alpha_initializer='Zeros', alpha_regularizer=None, alpha_constraint=None, shared_axes=None",
  configure: (a, cx) => {
    const value = a.get('shared_axes');
    const axes = value.kind === 'none' ? [] : value.kind === 'int' ? [value] : (cx.sequence(value) ?? []);
    return {
      sharedAxes: axes.flatMap((axis) => (axis.kind === 'int' && typeof axis.value === 'number' ? [axis.value] : [])),
    };
  },
  weights: ({ sharedAxes }, input) => {
    const shape: Dim[] = [...input.slice(1)];
    for (const axis of sharedAxes) shape[normalizeAxis(axis, input.length) - 1] = 1;
    return [{ name: 'alpha', shape, initializer: str('zeros') }];
  },
  output: (shape) => shape,
};

export const activationLayers = [
  activationLayer,
  prelu,
  plain('ReLU', 'max_value=None, negative_slope=0.0, threshold=0.0', 'relu'),
  plain('LeakyReLU', 'negative_slope=0.3, *, alpha=None', 'leaky_relu'),
  plain('ELU', 'alpha=1.0', 'elu'),
  plain('Softmax', 'axis=-1', 'softmax'),
  plain('ThresholdedReLU', 'theta=1.0', 'threshold'),
] as LayerEntry<unknown>[];
