/** torchvision.transforms and its v2: what they do to the size of a picture or tensor, chance left aside. */
import type { Context } from '../../python/interpreter/context';
import { native, nativeClass, type Bound } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import type { InstanceValue } from '../../python/interpreter/values';
import { NONE, list, str, tuple, type ClassValue, type Value } from '../../python/interpreter/values';
import { equalDims } from '../../shape';
import { pictureOf } from '../pillow/picture';
import { dtypeName } from '../torch/dtypes';
import { tensorOf, withDtype } from '../torch/tensor';
import { imageOf, pad, pairOf, resize, unknownSize, type Image } from './sizes';
import { said } from '../../protocol/say';

/** Gives the image after a transform; `a` holds the arguments that the transform was made with. */
type Rule = (cx: Context, image: Image, a: Bound, value: Value) => Value;

const same: Rule = (_cx, _image, _a, value) => value;

const toSize =
  (argument: string): Rule =>
  (cx, image, a) => {
    const size = pairOf(cx, a.get(argument));
    return image.resized(
      size
        ? { ...image.size, height: size[0], width: size[1] }
        : unknownSize(cx, image.size, 'the size that a picture is cut to'),
    );
  };

const anySize =
  (what: string): Rule =>
  (cx, image) =>
    image.resized(unknownSize(cx, image.size, `${what} gives pictures of different sizes`));

const channelsFirst = ({ size: { channels, height, width } }: Image, dtype: string): Value =>
  tensorOf([channels, height, width], dtype);

const toTensor =
  (dtype: string): Rule =>
  (_cx, image, _a, value) => {
    if (value.kind === 'tensor' && /^numpy/.test(value.cls.module) && value.shape) {
      const [height, width, channels = 1] = value.shape;
      return tensorOf([channels, height, width], dtype);
    }
    return value.kind === 'tensor' ? withDtype(value, dtype) : channelsFirst(image, dtype);
  };

const grey: Rule = (_cx, image, a) => image.resized({ ...image.size, channels: a.dim('num_output_channels') });

const rotated: Rule = (cx, image, a, value) =>
  a.truth('expand') === false ? value : anySize('expand=True')(cx, image, a, value);

/** The transforms with the signature of their constructors. */
const RULES: Readonly<Record<string, readonly [signature: string, rule: Rule]>> = {
  Resize: [
    'size, interpolation=None, max_size=None, antialias=None',
    (cx, image, a) => image.resized(resize(cx, image.size, a.get('size'))),
  ],
  Scale: ['size, interpolation=None', (cx, image, a) => image.resized(resize(cx, image.size, a.get('size')))],
  CenterCrop: ['size', toSize('size')],
  RandomCrop: ['size, padding=None, pad_if_needed=False, fill=0, padding_mode="constant"', toSize('size')],
  RandomResizedCrop: ['size, *args, **kwargs', toSize('size')],
  RandomSizedCrop: ['size, *args, **kwargs', toSize('size')],
  Pad: [
    'padding, fill=0, padding_mode="constant"',
    (cx, image, a) => image.resized(pad(cx, image.size, a.get('padding'))),
  ],
  Grayscale: ['num_output_channels=1', grey],
  ToTensor: ['', toTensor('float32')],
  PILToTensor: ['', toTensor('uint8')],
  ToImage: ['', toTensor('uint8')],
  ToImageTensor: ['', toTensor('uint8')],
  ConvertImageDtype: [
    'dtype=None',
    (_cx, _image, a, value) =>
      value.kind === 'tensor' ? withDtype(value, dtypeName(a.get('dtype')) ?? 'float32') : value,
  ],
  ToDtype: [
    'dtype=None, scale=False',
    (_cx, _image, a, value) => (value.kind === 'tensor' ? withDtype(value, dtypeName(a.get('dtype'))) : value),
  ],
  ToPILImage: ['mode=None', (_cx, image) => pictureOf(image.size)],
  RandomRotation: ['degrees, interpolation=None, expand=False, center=None, fill=0, resample=None', rotated],
  RandomZoomOut: ['*args, **kwargs', anySize('RandomZoomOut')],
  RandomIoUCrop: ['*args, **kwargs', anySize('RandomIoUCrop')],
  ScaleJitter: ['*args, **kwargs', anySize('ScaleJitter')],
  RandomShortestSize: ['*args, **kwargs', anySize('RandomShortestSize')],
  RandomResize: ['*args, **kwargs', anySize('RandomResize')],
  FiveCrop: [
    'size',
    (cx, image, a, value) => tuple(Array.from({ length: 5 }, () => toSize('size')(cx, image, a, value))),
  ],
  TenCrop: [
    'size, vertical_flip=False',
    (cx, image, a, value) => tuple(Array.from({ length: 10 }, () => toSize('size')(cx, image, a, value))),
  ],
};

/** What changes colours and places, but no size. */
const SAME_SIZE = [
  'AugMix', 'AutoAugment', 'ClampBoundingBoxes', 'ColorJitter', 'ElasticTransform', 'GaussianBlur', 'GaussianNoise',
  'Identity', 'JPEG', 'LinearTransformation', 'Normalize', 'RandAugment', 'RandomAdjustSharpness', 'RandomAffine',
  'RandomAutocontrast', 'RandomChannelPermutation', 'RandomEqualize', 'RandomErasing', 'RandomGrayscale',
  'RandomHorizontalFlip', 'RandomInvert', 'RandomPerspective', 'RandomPhotometricDistort', 'RandomPosterize',
  'RandomSolarize', 'RandomVerticalFlip', 'SanitizeBoundingBoxes', 'ToPureTensor', 'TrivialAugmentWide',
]; // prettier-ignore

/** A transform's class: called with an image, or in v2 with an image and what belongs to it. */
function transform(
  name: string,
  signature: string,
  apply: (cx: Context, value: Value, made: Bound) => Value,
): ClassValue {
  const call = (a: Bound, cx: Context): Value => {
    const made = (a.get('self') as InstanceValue).native as Bound | undefined;
    if (!made) return cx.unknown(said`${name} was not made`);
    const results = [a.get('img'), ...a.rest].map((value) => apply(cx, value, made));
    return results.length === 1 ? results[0] : tuple(results);
  };
  return nativeClass('torchvision.transforms', name, [types.object], {
    __init__: native(name, signature ? `self, ${signature}` : 'self', (a) => {
      (a.get('self') as InstanceValue).native = a;
      return NONE;
    }),
    __call__: native('__call__', 'self, img, *args', call),
    forward: native('forward', 'self, img, *args', call),
  });
}

const byRule = (name: string, signature: string, rule: Rule): ClassValue =>
  transform(name, signature, (cx, value, made) => {
    const image = imageOf(value);
    if (image) return rule(cx, image, made, value);
    return value.kind === 'unknown' || value.kind === 'tensor'
      ? cx.unknown(said`${name} of a picture that is not known`)
      : value;
  });

/** Runs transforms one after the other. */
function inOrder(cx: Context, transforms: Value, value: Value): Value {
  const steps = transforms.kind === 'none' ? [] : cx.sequence(transforms);
  if (!steps) return cx.unknown('the transforms that are applied are not known');
  return steps.reduce((image, step) => cx.call(step, [image]), value);
}

/** What a transform gives that is applied by chance: known where it changes no size. */
function perhaps(cx: Context, before: Value, after: Value): Value {
  const [a, b] = [imageOf(before), imageOf(after)];
  if (!a || !b) return cx.unknown('a transform that is applied by chance');
  const alike = (['height', 'width', 'channels'] as const).every(
    (side) => equalDims(a.size[side], b.size[side]) === true,
  );
  return alike ? after : cx.unknown('a transform that is applied by chance gives pictures of different sizes');
}

const composed: Record<string, ClassValue> = {
  Compose: transform('Compose', 'transforms', (cx, value, made) => inOrder(cx, made.get('transforms'), value)),
  RandomOrder: transform('RandomOrder', 'transforms', (cx, value, made) => inOrder(cx, made.get('transforms'), value)),
  RandomApply: transform('RandomApply', 'transforms, p=0.5', (cx, value, made) =>
    perhaps(cx, value, inOrder(cx, made.get('transforms'), value)),
  ),
  RandomChoice: transform('RandomChoice', 'transforms, p=None', (cx, value, made) => {
    const results = cx.sequence(made.get('transforms'))?.map((step) => cx.call(step, [value]));
    return results?.length
      ? results.reduce((one, other) => perhaps(cx, one, other))
      : cx.unknown('the choice of transforms');
  }),
  Lambda: transform('Lambda', 'lambd, *types', (cx, value, made) => cx.call(made.get('lambd'), [value])),
};

export const transformClasses: Record<string, Value> = {
  ...Object.fromEntries(
    Object.entries(RULES).map(([name, [signature, rule]]) => [name, byRule(name, signature, rule)]),
  ),
  ...Object.fromEntries(SAME_SIZE.map((name) => [name, byRule(name, '*args, **kwargs', same)])),
  ...composed,
};

/** A function of torchvision.transforms.functional, by the rule of the transform it carries out. */
const asFunction = (name: string, signature: string, rule: Rule): Value =>
  native(name, signature ? `img, ${signature}` : 'img', (a, cx) => {
    const image = imageOf(a.get('img'));
    return image ? rule(cx, image, a, a.get('img')) : cx.unknown(said`${name} of a picture that is not known`);
  });

const FUNCTIONS: Readonly<Record<string, keyof typeof RULES>> = {
  resize: 'Resize',
  center_crop: 'CenterCrop',
  pad: 'Pad',
  to_grayscale: 'Grayscale',
  rgb_to_grayscale: 'Grayscale',
  to_tensor: 'ToTensor',
  pil_to_tensor: 'PILToTensor',
  to_image: 'ToImage',
  to_pil_image: 'ToPILImage',
  convert_image_dtype: 'ConvertImageDtype',
  to_dtype: 'ToDtype',
};

const SAME_SIZE_FUNCTIONS = [
  'adjust_brightness', 'adjust_contrast', 'adjust_gamma', 'adjust_hue', 'adjust_saturation', 'adjust_sharpness', 'affine',
  'autocontrast', 'equalize', 'erase', 'gaussian_blur', 'hflip', 'horizontal_flip', 'invert', 'normalize', 'perspective',
  'posterize', 'solarize', 'vertical_flip', 'vflip',
]; // prettier-ignore

const cut: Rule = (_cx, image, a) => image.resized({ ...image.size, height: a.dim('height'), width: a.dim('width') });

export const transformFunctions: Record<string, Value> = {
  ...Object.fromEntries(Object.entries(FUNCTIONS).map(([name, of]) => [name, asFunction(name, ...RULES[of])])),
  ...Object.fromEntries(SAME_SIZE_FUNCTIONS.map((name) => [name, asFunction(name, '*args, **kwargs', same)])),
  crop: asFunction('crop', 'top, left, height, width', cut),
  resized_crop: asFunction('resized_crop', 'top, left, height, width, size, *args, **kwargs', toSize('size')),
  rotate: asFunction('rotate', 'angle, interpolation=None, expand=False, *args, **kwargs', rotated),
};

const modes = ['NEAREST', 'NEAREST_EXACT', 'BILINEAR', 'BICUBIC', 'BOX', 'HAMMING', 'LANCZOS'];

export const interpolationMode = nativeClass(
  'torchvision.transforms',
  'InterpolationMode',
  [types.object],
  Object.fromEntries(modes.map((mode) => [mode, str(mode.toLowerCase())])),
);

/** The names of a batch's transforms (v2.MixUp, v2.CutMix): images stay, labels become one probability per class. */
export const batchTransforms: Record<string, Value> = Object.fromEntries(
  ['MixUp', 'CutMix'].map((name) => [
    name,
    nativeClass('torchvision.transforms.v2', name, [types.object], {
      __init__: native(name, 'self, *, alpha=1.0, num_classes=None, labels_getter="default"', (a) => {
        (a.get('self') as InstanceValue).native = a;
        return NONE;
      }),
      __call__: native('__call__', 'self, images, labels', (a, cx) => {
        const classes = ((a.get('self') as InstanceValue).native as Bound).get('num_classes');
        const labels = a.tensor('labels');
        const count = classes.kind === 'none' ? cx.unknownDim('num_classes is not given') : cx.dim(classes);
        return list([a.get('images'), labels?.shape ? tensorOf([...labels.shape, count]) : cx.unknown('the labels')]);
      }),
    }),
  ]),
);
