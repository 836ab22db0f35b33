/** Preprocessing and augmentation layers. Random ones keep the shape; those that change it have a rule. */
import { ShapeError, equalDims, formatDim, formatShape, type Dim, type Shape } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import type { Bound } from '../../../python/interpreter/native';
import { PyError } from '../../../python/interpreter/errors';
import { DictValue, NONE, str, type Value } from '../../../python/interpreter/values';
import { axesArg } from '../../common/shapes';
import { describeShape, isNoneDim } from '../../tensorflow/staticShape';
import { convert } from '../../tensorflow/convert';
import { makeTensor } from '../../tensorflow/tensorClasses';
import { applyRule } from '../../tensorflow/activations';
import { floatOf, type LayerEntry } from '../define';
import { said } from '../../../protocol/say';

/** A layer that keeps the shape: what it is given steers numbers only. */
function keeping(name: string, init: string): LayerEntry<null> {
  return {
    name,
    init,
    configure: (a) => {
      // Keras 2 and 3 differ in these; none of them says a shape.
      for (const key of [...a.extra.keys()]) if (!BASE.has(key)) a.extra.delete(key);
      for (const key of ['factor', 'x_factor', 'y_factor', 'height_factor', 'width_factor'])
        if (a.has(key)) checkFactor(name, key, a.get(key));
      for (const [key, words] of Object.entries(WORDS)) if (a.has(key)) checkWord(name, key, a.get(key), words);
      return null;
    },
    callSignature: 'inputs, training=True',
    output: (_shape, _frame, x) => makeTensor(x.shape, floatOf(x.dtype)),
  };
}

/** Within what the factor of a layer must lie (`_FACTOR_BOUNDS` of each, Keras 3.15; Keras 2 has the same where it has the layer). */
const FACTOR_BOUNDS: Readonly<Record<string, readonly [low: number, high: number]>> = {
  RandomBrightness: [-1, 1],
  RandomTranslation: [-1, 1],
  RandomZoom: [-1, 1],
  RandomSaturation: [-1, 1],
  RandomColorDegeneration: [-1, 1],
  RandomPosterization: [1, 8],
  ...Object.fromEntries(
    (
      'RandomContrast RandomHue RandomSharpness RandomGrayscale RandomInvert RandomErasing RandomPerspective RandomElasticTransform ' +
      'RandomGaussianBlur RandomShear AugMix RandAugment CutMix'
    )
      .split(' ')
      .map((name) => [name, [0, 1]] as const),
  ),
};

/** @throws PyError ValueError where a number lies outside of what the layer takes */
function checkFactor(layer: string, parameter: string, value: Value): void {
  const bounds = FACTOR_BOUNDS[layer];
  const factor = plain(value);
  if (!bounds || factor === undefined || (bounds[0] <= factor && factor <= bounds[1])) return;
  throw new PyError(
    'ValueError',
    said`${layer}: ${parameter}=${factor} must be between ${bounds[0]} and ${bounds[1]}.`,
    'argument-value',
  );
}

/** How pixels from outside and between are filled (`_SUPPORTED_FILL_MODE`, `_SUPPORTED_INTERPOLATION`, Keras 3.15; Keras 2 alike). */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  fill_mode: ['reflect', 'wrap', 'constant', 'nearest'],
  interpolation: ['nearest', 'bilinear'],
};

/** @throws PyError ValueError for a word that the layer does not know */
function checkWord(layer: string, parameter: string, value: Value, words: readonly string[]): void {
  // The layers that mix other ones hand the word on.
  if (value.kind !== 'str' || words.includes(value.value) || !layer.startsWith('Random')) return;
  throw new PyError(
    'ValueError',
    said`${layer}: ${parameter}='${value.value}' must be one of ${words.join(', ')}.`,
    'argument-value',
  );
}

const BASE = new Set(['name', 'trainable', 'dtype', 'input_shape', 'batch_input_shape', 'batch_shape', 'input_dim']);

const rescaling: LayerEntry<{ scale: number | undefined; offset: number | undefined }> = {
  name: 'Rescaling',
  init: 'scale, offset=0.0',
  configure: (a) => ({ scale: plain(a.get('scale')), offset: plain(a.get('offset')) }),
  output: (_shape, { cx, settings: { scale, offset } }, x) => {
    const known = scale !== undefined && offset !== undefined;
    const image = makeTensor(x.shape, floatOf(x.dtype), known ? x.data : undefined);
    return known ? applyRule(cx, { f: (value) => value * scale + offset, gives: 'same' }, image) : image;
  },
};

function plain(value: Value): number | undefined {
  const number = value.kind === 'int' || value.kind === 'float' ? value.value : undefined;
  return typeof number === 'number' ? number : undefined;
}

/** The shape of a mean that is given. @throws PyError ValueError where the variance has another, or it has more axes than are kept */
function checkedMean(a: Bound, cx: Context, axes: readonly number[]): Shape | undefined {
  const [mean, variance] = ['mean', 'variance'].map((name): Shape | undefined => {
    const value = a.isNone(name) || a.get(name).kind === 'unknown' ? undefined : convert(cx, a.get(name));
    return value?.kind === 'tensor' ? value.shape : undefined;
  });
  if (a.isNone('mean') !== a.isNone('variance')) {
    throw new PyError(
      'ValueError',
      said`When setting values directly, both \`mean\` and \`variance\` must be set.`,
      'argument-value',
    );
  }
  const differ = mean?.length !== variance?.length || mean?.some((dim, i) => equalDims(dim, variance![i]) === false);
  if (mean && variance && (differ || mean.length > axes.length)) {
    throw new PyError(
      'ValueError',
      said`Normalization: mean of shape ${formatShape(mean)} and variance of shape ${formatShape(variance)} must be alike, with at most ${axes.length} axes, as many as are kept.`,
      'argument-value',
    );
  }
  return mean;
}

/** Mean and variance along the kept axes, and a count, are weights where they are not given. */
const normalization: LayerEntry<{ axes: readonly number[]; given: boolean; mean: Shape | undefined }> = {
  name: 'Normalization',
  init: 'axis=-1, mean=None, variance=None, invert=False',
  configure: (a, cx) => {
    const axes = axesArg(cx, a.get('axis'));
    const kept = axes === 'all' || axes === undefined ? [] : axes;
    return { axes: kept, given: !a.isNone('mean'), mean: checkedMean(a, cx, kept) };
  },
  weights: (s, input) => {
    const open = s.axes.find((axis) => isNoneDim(input[axis < 0 ? axis + input.length : axis] ?? 0));
    if (open !== undefined) {
      throw new PyError(
        'ValueError',
        said`Normalization keeps axis ${open}, whose size is None in ${describeShape(input)}. Give the input a size there, or choose another axis.`,
        'argument-value',
      );
    }
    const shape: Dim[] = [...s.axes.map((axis) => (axis < 0 ? axis + input.length : axis))]
      .sort((a, b) => a - b)
      .map((axis) => input[axis]);
    s.mean?.forEach((size, i) => {
      const kept = shape[shape.length - s.mean!.length + i];
      if (size === 1 || equalDims(size, kept) !== false) return;
      throw new ShapeError(
        'input-size-mismatch',
        said`Normalization: mean has ${formatDim(size)} entries for an axis of ${formatDim(kept)} in ${describeShape(input)}.`,
      );
    });
    if (s.given) return [];
    const fixed = { trainable: false };
    return [
      { name: 'adapt_mean', shape, initializer: str('zeros'), ...fixed },
      { name: 'adapt_variance', shape, initializer: str('ones'), ...fixed },
      { name: 'count', shape: [], initializer: str('zeros'), dtype: 'int64', ...fixed },
    ];
  },
  output: (shape) => shape,
};

/** Layers that change pixels and no size, with their parameters. */
const KEEPING: Readonly<Record<string, string>> = {
  RandomFlip: "mode='horizontal_and_vertical', seed=None, data_format=None",
  RandomRotation: "factor, fill_mode='reflect', interpolation='bilinear', seed=None, fill_value=0.0, data_format=None",
  RandomTranslation:
    "height_factor, width_factor, fill_mode='reflect', interpolation='bilinear', seed=None, fill_value=0.0, data_format=None",
  RandomZoom:
    "height_factor, width_factor=None, fill_mode='reflect', interpolation='bilinear', seed=None, fill_value=0.0, data_format=None",
  RandomContrast: 'factor, value_range=(0, 255), seed=None',
  RandomBrightness: 'factor, value_range=(0, 255), seed=None',
  RandomHue: 'factor, value_range=(0, 255), data_format=None, seed=None',
  RandomSaturation: 'factor, value_range=(0, 255), data_format=None, seed=None',
  RandomSharpness: 'factor, value_range=(0, 255), data_format=None, seed=None',
  RandomShear:
    "x_factor=0.0, y_factor=0.0, interpolation='bilinear', fill_mode='reflect', fill_value=0.0, data_format=None, seed=None",
  RandomPosterization: 'factor, value_range=(0, 255), data_format=None, seed=None',
  RandomColorDegeneration: 'factor, value_range=(0, 255), data_format=None, seed=None',
  RandomColorJitter:
    'value_range=(0, 255), brightness_factor=None, contrast_factor=None, saturation_factor=None, hue_factor=None, seed=None, data_format=None',
  RandomGrayscale: 'factor=0.5, data_format=None, seed=None',
  RandomInvert: 'factor=1.0, value_range=(0, 255), seed=None, data_format=None',
  RandomPerspective: "factor=1.0, scale=1.0, interpolation='bilinear', fill_value=0.0, seed=None, data_format=None",
  RandomErasing: 'factor=1.0, scale=(0.02, 0.33), fill_value=None, value_range=(0, 255), seed=None, data_format=None',
  RandomElasticTransform:
    "factor=1.0, scale=1.0, interpolation='bilinear', fill_mode='reflect', fill_value=0.0, value_range=(0, 255), seed=None, data_format=None",
  RandomGaussianBlur: 'factor=1.0, kernel_size=3, sigma=1.0, value_range=(0, 255), data_format=None, seed=None',
  RandomApply: 'layer, rate=0.5, batchwise=False, seed=None',
  Solarization: 'addition_factor=0.0, threshold_factor=0.0, value_range=(0, 255), seed=None',
  Equalization: 'value_range=(0, 255), bins=256, data_format=None',
  AutoContrast: 'value_range=(0, 255)',
  AugMix:
    "value_range=(0, 255), num_chains=3, chain_depth=3, factor=0.3, alpha=1.0, all_ops=True, interpolation='bilinear', seed=None, data_format=None",
  RandAugment: "value_range=(0, 255), num_ops=2, factor=0.5, interpolation='bilinear', seed=None, data_format=None",
  CutMix: 'factor=1.0, seed=None, data_format=None',
  MixUp: 'alpha=0.2, data_format=None, seed=None',
  ContrastLimitedAdaptiveHistogramEqualization:
    'value_range=(0, 255), clip_limit=4.0, tile_grid_size=(8, 8), data_format=None',
};

/** Boxes and their labels are cut or filled up to one number (keras/src/layers/preprocessing/image_preprocessing/max_num_bounding_box.py). */
const mostBoxes: LayerEntry<{ most: Dim }> = {
  name: 'MaxNumBoundingBoxes',
  init: 'max_number, fill_value=-1, *, factor=None, bounding_box_format=None, data_format=None',
  configure: (a) => ({ most: a.dim('max_number') }),
  callSignature: 'data, transformation=None, training=True',
  outputOf: (data, { settings: { most } }) => {
    const boxes = data.kind === 'dict' ? entryOf(data, 'bounding_boxes') : undefined;
    if (data.kind !== 'dict' || boxes?.kind !== 'dict') return data;
    const counted = (name: string): Value => {
      const x = entryOf(boxes, name) ?? NONE;
      return x.kind === 'tensor' && x.shape ? makeTensor([x.shape[0], most, ...x.shape.slice(2)], x.dtype) : x;
    };
    const names = ['boxes', 'labels'].filter((name) => entryOf(boxes, name));
    return withEntries(data, {
      bounding_boxes: withEntries(boxes, Object.fromEntries(names.map((n) => [n, counted(n)]))),
    });
  },
};

const entryOf = (dict: DictValue, name: string): Value | undefined =>
  [...dict.entries.values()].find(({ key }) => key.kind === 'str' && key.value === name)?.value;

/** A dict with other values under some of its names. */
function withEntries(dict: DictValue, values: Readonly<Record<string, Value>>): DictValue {
  const copy = new DictValue();
  for (const [hash, { key, value }] of dict.entries) {
    copy.entries.set(hash, { key, value: (key.kind === 'str' ? values[key.value] : undefined) ?? value });
  }
  return copy;
}

export const preprocessingLayers = [
  mostBoxes,
  rescaling,
  normalization,
  ...Object.entries(KEEPING).map(([name, init]) => keeping(name, init)),
] as LayerEntry<unknown>[];
