/** Activations by name and as layers. None of them changes a shape; those with a weight say so. */
import { normalizeAxis, type Dim } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { float, NONE, str, type TensorValue, type Value } from '../../../python/interpreter/values';
import { PyError } from '../../../python/interpreter/errors';
import type { Bound } from '../../../python/interpreter/native';
import { customObject } from '../customObjects';
import type { LayerEntry } from '../define';
import { activationOf, applyRule, softmax } from '../../tensorflow/activations';
import { said } from '../../../protocol/say';

/** Applies what the `activation` argument of a layer names to the layer's result. */
export function activate(cx: Context, activation: Value, result: TensorValue): Value {
  if (activation.kind === 'none') return result;
  if (activation.kind === 'unknown') return result;
  if (activation.kind === 'str') {
    const rule = activationOf(activation.value);
    // `package>name` is what some package has registered.
    if (!rule && activation.value.includes('>')) return result;
    const own = rule ? undefined : customObject(cx, activation.value);
    if (own) return activate(cx, own, result);
    if (!rule) {
      throw new PyError(
        'ValueError',
        said`Could not interpret activation function identifier: ${activation.value}`,
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

/** The settings of an activation layer under their names in Keras; undefined for one that is not known. */
type Parameters = Readonly<Record<string, number | undefined>>;

/**
 * A layer of one activation function that has settings.
 * @param valueAt what it makes of a number, once all settings are known.
 */
function withSettings<P extends Parameters>(
  name: string,
  init: string,
  read: (a: Bound) => P,
  valueAt: (x: number, settings: { readonly [K in keyof P]: number }) => number,
): LayerEntry<P> {
  return {
    name,
    init,
    configure: read,
    attributes: (settings) =>
      Object.fromEntries(
        Object.entries(settings).flatMap(([key, value]) =>
          value === undefined ? [] : [[key, value === Infinity ? NONE : float(value)]],
        ),
      ),
    output: (shape, { cx, settings }, x) => {
      if (Object.values(settings).includes(undefined)) return shape;
      const known = settings as { readonly [K in keyof P]: number };
      return applyRule(cx, { f: (value) => valueAt(value, known), gives: 'same' }, x);
    },
  };
}

/** A number, `none` where None stands for it. */
const numberOr = (a: Bound, name: string, none: number): number | undefined => (a.isNone(name) ? none : a.number(name));

/** @throws PyError ValueError for settings below zero (keras/src/layers/activations/relu.py) */
function notNegative(a: Bound, name: string, none: number): number | undefined {
  const value = numberOr(a, name, none);
  if (value === undefined || value >= 0) return value;
  throw new PyError('ValueError', said`ReLU: ${name}=${value} must not be negative.`, 'argument-value');
}

/** keras/src/layers/activations/relu.py: what is above the threshold, up to max_value; below, negative_slope · (x − threshold). */
const rectifier = withSettings(
  'ReLU',
  'max_value=None, negative_slope=0.0, threshold=0.0',
  (a) => ({
    max_value: notNegative(a, 'max_value', Infinity),
    negative_slope: notNegative(a, 'negative_slope', 0),
    threshold: notNegative(a, 'threshold', 0),
  }),
  (x, { max_value: most, negative_slope: slope, threshold }) => {
    if (x > threshold) return Math.min(x, most);
    return slope === 0 && x === x ? 0 : slope * (x - threshold);
  },
);

/** Keras 2 calls the slope alpha. */
/** @throws PyError ValueError below zero, which Keras refuses */
function slopeOf(a: Bound): number | undefined {
  const slope = a.number(a.isNone('alpha') ? 'negative_slope' : 'alpha');
  if (slope === undefined || slope >= 0) return slope;
  throw new PyError('ValueError', said`LeakyReLU: negative_slope=${slope} must not be negative.`, 'argument-value');
}

const leakyRectifier = withSettings(
  'LeakyReLU',
  'negative_slope=0.3, *, alpha=None',
  (a) => ({ negative_slope: slopeOf(a) }),
  (x, { negative_slope: slope }) => (x > 0 ? x : slope * x),
);

const exponentialUnit = withSettings(
  'ELU',
  'alpha=1.0',
  (a) => ({ alpha: a.number('alpha') }),
  (x, { alpha }) => (x > 0 ? x : alpha * Math.expm1(x)),
);

const thresholdUnit = withSettings(
  'ThresholdedReLU',
  'theta=1.0',
  (a) => ({ theta: a.number('theta') }),
  (x, { theta }) => (x > theta || x !== x ? x : 0),
);

/** Softmax along one axis; along several its numbers are not computed. */
const softmaxLayer: LayerEntry<{ axis: number | undefined }> = {
  name: 'Softmax',
  init: 'axis=-1',
  configure: (a) => {
    const axis = a.get('axis');
    return { axis: axis.kind === 'int' && typeof axis.value === 'number' ? axis.value : undefined };
  },
  output: (shape, { cx, settings: { axis } }, x) => (axis === undefined ? shape : softmax(cx, x, axis, false)),
};

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
    // Axes are counted with the batch, which has no slopes: Keras writes what is said of it at the end (`param_shape[i - 1] = 1`).
    for (const axis of sharedAxes) shape.splice(normalizeAxis(axis, input.length, 'PReLU') - 1, 1, 1);
    return [{ name: 'alpha', shape, initializer: str('zeros') }];
  },
  output: (shape) => shape,
};

export const activationLayers = [
  activationLayer,
  prelu,
  rectifier,
  leakyRectifier,
  exponentialUnit,
  softmaxLayer,
  thresholdUnit,
] as LayerEntry<unknown>[];
