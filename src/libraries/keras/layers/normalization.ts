/** Normalisation layers: none changes a shape; their weights follow the axes they normalise. */
import { ShapeError, divides, lessThan, formatDim, normalizeAxis, type Dim, type Shape } from '../../../shape';
import type { Bound } from '../../../python/interpreter/native';
import { float, int, str, tuple, type TensorValue, type Value } from '../../../python/interpreter/values';
import { zeros, type NdArray, type NumberArray } from '../../../compute/ndarray';
import { storedDtype } from '../../common/dtypes';
import { affordable } from '../../common/tensors';
import { axesArg } from '../../common/shapes';
import { describeShape, isNoneDim } from '../../tensorflow/staticShape';
import { makeTensor } from '../../tensorflow/tensorClasses';
import { floatOf, type CallFrame, type LayerEntry, type WeightEntry } from '../define';
import { said } from '../../../protocol/say';

interface NormSettings {
  readonly axes: readonly number[];
  readonly scale: boolean;
  readonly center: boolean;
}

function axesOf(a: Bound, fallback: readonly number[] = [-1]): readonly number[] {
  const axes = axesArg(a.cx, a.get('axis'));
  return axes === undefined || axes === 'all' ? fallback : axes;
}

/**
 * The sizes along some axes, for which weights are made.
 * @throws ShapeError `axis-out-of-range`, and `features-mismatch` for a None
 */
function sizesAlong(op: string, input: Shape, axes: readonly number[]): Dim[] {
  return axes.map((axis) => {
    const size = input[normalizeAxis(axis, input.length, op)];
    if (!isNoneDim(size)) return size;
    throw new ShapeError(
      'features-mismatch',
      said`${op} makes one weight per element of axis ${axis}, which is None in the input shape ${describeShape(input)}. Give Input(shape=…) a size there, or normalise another axis.`,
    );
  });
}

const ONES = str('ones');
const ZEROS = str('zeros');

function scaleAndCenter(s: NormSettings, shape: Shape): WeightEntry[] {
  const made: WeightEntry[] = [];
  if (s.scale) made.push({ name: 'gamma', shape, initializer: ONES });
  if (s.center) made.push({ name: 'beta', shape, initializer: ZEROS });
  return made;
}

interface BatchNormSettings extends NormSettings {
  readonly epsilon: number | undefined;
}

/**
 * (x − moving_mean) / √(moving_variance + epsilon) · gamma + beta along one axis; undefined where something is not known, and
 * in training, where the batch's own statistics count.
 */
function batchNormNumbers(x: TensorValue, frame: CallFrame<BatchNormSettings>): NdArray | undefined {
  const { cx, settings, args, weight } = frame;
  const { axes, scale, center, epsilon } = settings;
  const sizes = x.shape && affordable(cx, x.shape);
  const stored = storedDtype(floatOf(x.dtype));
  if (!sizes || !x.data || !stored || epsilon === undefined || axes.length !== 1) return undefined;
  if (args.truth('training') !== false) return undefined;
  const numbers = (name: string): NumberArray | undefined => weight(name)?.data?.data;
  const [mean, variance] = [numbers('moving_mean'), numbers('moving_variance')];
  const [gamma, beta] = [numbers('gamma'), numbers('beta')];
  if (!mean || !variance || (scale && !gamma) || (center && !beta)) return undefined;
  const axis = normalizeAxis(axes[0], sizes.length, 'BatchNormalization');
  const inner = sizes.slice(axis + 1).reduce((n, size) => n * size, 1);
  const factor = Float64Array.from(variance, (v, c) => (gamma ? gamma[c] : 1) / Math.sqrt(v + epsilon));
  const result = zeros(sizes, stored);
  for (let i = 0; i < result.data.length; i++) {
    const c = Math.floor(i / inner) % sizes[axis];
    result.data[i] = (x.data.data[i] - mean[c]) * factor[c] + (beta ? beta[c] : 0);
  }
  return result;
}

const batchNormalization: LayerEntry<BatchNormSettings> = {
  name: 'BatchNormalization',
  init:
    "axis=-1, momentum=0.99, epsilon=0.001, center=True, scale=True, beta_initializer='zeros', gamma_initializer='ones', " +
    "moving_mean_initializer='zeros', moving_variance_initializer='ones', beta_regularizer=None, gamma_regularizer=None, " +
    'beta_constraint=None, gamma_constraint=None, renorm=False, renorm_clipping=None, renorm_momentum=0.99, ' +
    'synchronized=False, *, fused=None, virtual_batch_size=None, adjustment=None',
  configure: (a) => ({
    axes: axesOf(a),
    scale: a.truth('scale') ?? true,
    center: a.truth('center') ?? true,
    epsilon: a.number('epsilon'),
  }),
  attributes: (s): Record<string, Value> => ({
    axis: axisValue(s.axes),
    ...(s.epsilon !== undefined && { epsilon: float(s.epsilon) }),
  }),
  weights: (s, input) => {
    const shape = sizesAlong('BatchNormalization', input, s.axes);
    return [
      ...scaleAndCenter(s, shape),
      { name: 'moving_mean', shape, initializer: ZEROS, trainable: false },
      { name: 'moving_variance', shape, initializer: ONES, trainable: false },
    ];
  },
  output: (shape, frame, x) => {
    frame.settings.axes.forEach((axis) => normalizeAxis(axis, shape.length, 'BatchNormalization'));
    return makeTensor(shape, floatOf(x.dtype), batchNormNumbers(x, frame));
  },
};

const layerNormalization: LayerEntry<NormSettings> = {
  name: 'LayerNormalization',
  init:
    "axis=-1, epsilon=0.001, center=True, scale=True, beta_initializer='zeros', gamma_initializer='ones', " +
    'beta_regularizer=None, gamma_regularizer=None, beta_constraint=None, gamma_constraint=None, *, rms_scaling=False',
  configure: (a) => {
    const rms = a.truth('rms_scaling') ?? false;
    const scale = (a.truth('scale') ?? true) || rms;
    return { axes: axesOf(a), scale, center: (a.truth('center') ?? true) && !rms };
  },
  attributes: (s): Record<string, Value> => ({ axis: axisValue(s.axes) }),
  weights: (s, input) =>
    s.scale || s.center ? scaleAndCenter(s, sizesAlong('LayerNormalization', input, s.axes)) : [],
  output: (shape, { settings: s }) => {
    s.axes.forEach((axis) => normalizeAxis(axis, shape.length, 'LayerNormalization'));
    return shape;
  },
};

const rmsNormalization: LayerEntry<NormSettings> = {
  name: 'RMSNormalization',
  init: 'axis=-1, epsilon=1e-6',
  configure: (a) => ({ axes: axesOf(a), scale: true, center: false }),
  weights: (s, input) => [{ name: 'scale', shape: sizesAlong('RMSNormalization', input, s.axes), initializer: ONES }],
  output: (shape) => shape,
};

interface GroupSettings extends NormSettings {
  readonly groups: Dim;
}

/** @throws ShapeError `channels-divisibility` (keras/src/layers/normalization/group_normalization.py) */
function checkGroups(groups: Dim, channels: Dim): void {
  if (groups === -1) return;
  if (lessThan(channels, groups)) {
    throw new ShapeError(
      'channels-divisibility',
      said`Number of groups (${formatDim(groups)}) cannot be more than the number of channels (${formatDim(channels)}). Use a divisor of the channels, or -1 for one group per channel.`,
    );
  }
  if (divides(groups, channels) === false) {
    throw new ShapeError(
      'channels-divisibility',
      said`Number of groups (${formatDim(groups)}) must divide the number of channels (${formatDim(channels)}).`,
    );
  }
}

const groupNormalization: LayerEntry<GroupSettings> = {
  name: 'GroupNormalization',
  init:
    "groups=32, axis=-1, epsilon=0.001, center=True, scale=True, beta_initializer='zeros', gamma_initializer='ones', " +
    'beta_regularizer=None, gamma_regularizer=None, beta_constraint=None, gamma_constraint=None',
  configure: (a) => ({
    groups: a.dim('groups'),
    axes: axesOf(a),
    scale: a.truth('scale') ?? true,
    center: a.truth('center') ?? true,
  }),
  attributes: (s): Record<string, Value> => ({ axis: axisValue(s.axes) }),
  weights: (s, input) => {
    const shape = sizesAlong('GroupNormalization', input, s.axes);
    checkGroups(s.groups, shape[0]);
    return scaleAndCenter(s, shape);
  },
  output: (shape) => shape,
};

const unitNormalization: LayerEntry<null> = {
  name: 'UnitNormalization',
  init: 'axis=-1',
  configure: () => null,
  output: (_shape, _frame, x) => makeTensor(x.shape, floatOf(x.dtype)),
};

function axisValue(axes: readonly number[]): Value {
  return axes.length === 1 ? int(axes[0]) : tuple(axes.map((axis) => int(axis)));
}

export const normalizationLayers = [
  batchNormalization,
  layerNormalization,
  rmsNormalization,
  groupNormalization,
  unitNormalization,
] as LayerEntry<unknown>[];
