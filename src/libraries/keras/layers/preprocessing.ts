/** Preprocessing and augmentation layers. Random ones keep the shape; those that change it have a rule. */
import type { Dim } from '../../../shape';
import { str, type Value } from '../../../python/interpreter/values';
import { axesArg } from '../../common/shapes';
import { readSize } from '../../tensorflow/staticShape';
import { makeTensor } from '../../tensorflow/tensorClasses';
import { applyRule } from '../../tensorflow/activations';
import { floatOf, type LayerEntry } from '../define';

/** A layer that keeps the shape; its arguments are taken as they come. */
function keeping(name: string): LayerEntry<null> {
  return {
    name,
    init: '*args',
    configure: (a) => {
      // What these layers are given steers numbers only, never a shape.
      for (const key of [...a.extra.keys()]) if (!BASE.has(key)) a.extra.delete(key);
      return null;
    },
    output: (_shape, _frame, x) => makeTensor(x.shape, floatOf(x.dtype)),
  };
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

/** Mean and variance along the kept axes, and a count, are weights where they are not given. */
const normalization: LayerEntry<{ axes: readonly number[]; given: boolean }> = {
  name: 'Normalization',
  init: 'axis=-1, mean=None, variance=None, invert=False',
  configure: (a, cx) => {
    const axes = axesArg(cx, a.get('axis'));
    return { axes: axes === 'all' || axes === undefined ? [] : axes, given: !a.isNone('mean') };
  },
  weights: (s, input) => {
    if (s.given) return [];
    const shape: Dim[] = s.axes.map((axis) => input[axis < 0 ? axis + input.length : axis]);
    const fixed = { trainable: false };
    return [
      { name: 'adapt_mean', shape, initializer: str('zeros'), ...fixed },
      { name: 'adapt_variance', shape, initializer: str('ones'), ...fixed },
      { name: 'count', shape: [], initializer: str('zeros'), dtype: 'int32', ...fixed },
    ];
  },
  output: (shape) => shape,
};

/** (…, tokens); counts and multi-hot codes replace the last axis, one-hot codes add one. */
const categoryEncoding: LayerEntry<{ tokens: Dim; mode: string | undefined }> = {
  name: 'CategoryEncoding',
  init: "num_tokens=None, output_mode='multi_hot', sparse=False",
  configure: (a, cx) => ({ tokens: readSize(a.get('num_tokens'), cx, 'num_tokens'), mode: a.str('output_mode') }),
  output: (input, { settings: s }) => {
    if (s.mode === 'one_hot' && input[input.length - 1] !== 1) return [...input, s.tokens];
    return input.length > 1 ? [...input.slice(0, -1), s.tokens] : [s.tokens];
  },
};

const discretization: LayerEntry<null> = {
  name: 'Discretization',
  init: "bin_boundaries=None, num_bins=None, epsilon=0.01, output_mode='int', sparse=False",
  configure: () => null,
  output: (shape) => makeTensor(shape, 'int64'),
};

const KEEPING = [
  'RandomFlip',
  'RandomRotation',
  'RandomTranslation',
  'RandomZoom',
  'RandomContrast',
  'RandomBrightness',
  'RandomHue',
  'RandomSaturation',
  'RandomSharpness',
  'RandomShear',
  'RandomPosterization',
  'RandomColorDegeneration',
  'RandomColorJitter',
  'RandomGrayscale',
  'RandomInvert',
  'RandomPerspective',
  'RandomErasing',
  'RandomElasticTransform',
  'RandomGaussianBlur',
  'RandomApply',
  'Solarization',
  'Equalization',
  'AutoContrast',
  'AugMix',
  'RandAugment',
  'CutMix',
  'MixUp',
];

export const preprocessingLayers = [
  rescaling,
  normalization,
  categoryEncoding,
  discretization,
  ...KEEPING.map(keeping),
] as LayerEntry<unknown>[];
