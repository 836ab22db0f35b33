/** `keras.ops.image` (keras/src/ops/image.py, Keras 3.15). */
import {
  ShapeError,
  add,
  equalDims,
  formatDim,
  formatShape,
  lessThan,
  mul,
  orThrow,
  planPool,
  productOf,
  resizeShape,
  sub,
  type DataLayout,
  type Dim,
  type Shape,
  type SpatialRank,
} from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import type { Bound } from '../../../python/interpreter/native';
import type { NativeFunction } from '../../../python/interpreter/values';
import { result } from '../../tensorflow/ops/tensors';
import { readShape } from '../../tensorflow/staticShape';
import { dataLayout, paddingWord, sizesOf } from '../arguments';
import { define, shaped, withTensors } from './define';
import { anyOf, said } from '../../../protocol/say';

/** An image operation's name in traces: `keras.ops.image.resize`. */
const image = (name: string): string => `image.${name}`;

/** @throws ShapeError `rank-mismatch` for what is neither one image nor a batch of them */
function needImages(shape: Shape, op: string, rank = 2, batched = false): void {
  if (shape.length === rank + 2 || (!batched && shape.length === rank + 1)) return;
  const forms = batched ? said`${rank + 2} axes` : said`${rank + 1} axes, or ${rank + 2} with a batch`;
  throw new ShapeError('rank-mismatch', said`${op} takes images of ${forms}, but got ${formatShape(shape)}.`);
}

interface ImageAxes {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

function axesOf(shape: Shape, layout: DataLayout): ImageAxes {
  const rank = shape.length;
  if (layout === 'channels_first') return { channels: rank - 3, height: rank - 2, width: rank - 1 };
  return { height: rank - 3, width: rank - 2, channels: rank - 1 };
}

/** A rule on images: `sizes` are replaced in their shape. */
function onImages(
  name: string,
  signature: string,
  change: (shape: Shape, axes: ImageAxes, a: Bound, cx: Context) => Shape | undefined,
): NativeFunction {
  return shaped(image(name), signature, (x, a, cx) => {
    needImages(x.shape, a.fn);
    return change(x.shape, axesOf(x.shape, dataLayout(a)), a, cx);
  });
}

const put = (shape: Shape, sizes: Readonly<Record<number, Dim>>): Shape => shape.map((dim, i) => sizes[i] ?? dim);

const keeping = (name: string, signature: string): NativeFunction => onImages(name, signature, (shape) => shape);

/** Colours: how many channels go in and come out. */
function colours(name: string, from: readonly number[], to: number): NativeFunction {
  return onImages(name, 'images, data_format=None', (shape, { channels }, a) => {
    if (from.every((count) => equalDims(shape[channels], count) === false)) {
      throw new ShapeError(
        'input-size-mismatch',
        said`${a.fn} takes images of ${anyOf(from)} channels, but ${formatShape(shape)} has ${formatDim(shape[channels])}.`,
      );
    }
    return put(shape, { [channels]: to });
  });
}

/** What one side becomes: the target where it is given, else the amounts of both ends are applied. */
function side(a: Bound, cx: Context, size: Dim, target: string, ends: readonly string[], sign: 1 | -1): Dim {
  const amounts = ends.map((end) => (a.isNone(end) ? 0 : cx.dim(a.get(end), end)));
  const made = amounts.reduce((sum, amount) => (sign > 0 ? add(sum, amount) : sub(sum, amount)), size);
  if (a.isNone(target)) return made;
  const asked = a.dim(target);
  // The end that is not given makes up the rest, which is never less than nothing.
  if (sign > 0 ? lessThan(asked, made) : lessThan(made, asked)) {
    throw new ShapeError(
      'input-size-mismatch',
      sign > 0
        ? said`${a.fn}: ${target}=${formatDim(asked)} is less than the ${formatDim(made)} that there are already.`
        : said`${a.fn}: ${target}=${formatDim(asked)} is more than the ${formatDim(made)} that there are.`,
    );
  }
  return asked;
}

/** `pad_images` and `crop_images`. */
function edges(name: string, word: 'padding' | 'cropping', sign: 1 | -1): NativeFunction {
  const [top, left, bottom, right] = ['top', 'left', 'bottom', 'right'].map((end) => `${end}_${word}`);
  const signature =
    `images, ${top}=None, ${left}=None, ${bottom}=None, ${right}=None, ` +
    'target_height=None, target_width=None, data_format=None';
  return onImages(name, signature, (shape, { height, width }, a, cx) => {
    const sizes = {
      [height]: side(a, cx, shape[height], 'target_height', [top, bottom], sign),
      [width]: side(a, cx, shape[width], 'target_width', [left, right], sign),
    };
    return put(shape, sizes);
  });
}

/** Of volumes, where three sizes are given (Keras 3.15, keras/src/ops/image.py, `extract_patches`). */
function sizesGiven(a: Bound): SpatialRank {
  const size = a.get('size');
  return (size.kind === 'tuple' || size.kind === 'list') && size.items.length === 3 ? 3 : 2;
}

/** Patches: as many as windows of a pooling, each with all its pixels for channels. */
function patches(name: string, first: string, rankOf: (a: Bound) => SpatialRank): NativeFunction {
  const signature = `${first}, size, strides=None, dilation_rate=1, padding='valid', data_format=None`;
  return shaped(image(name), signature, (x, a, cx) => {
    const rank = rankOf(a);
    needImages(x.shape, a.fn, rank);
    const padding = paddingWord(a, 'keras', rank);
    if (!padding) return undefined;
    const layout = dataLayout(a);
    const kernel = sizesOf(a.get('size'), cx, 'size', rank, 'kernel-not-positive');
    const stride = a.isNone('strides') ? kernel : sizesOf(a.get('strides'), cx, 'strides', rank, 'stride-not-positive');
    const single = x.shape.length === rank + 1;
    const plan = orThrow(
      planPool({
        framework: 'keras',
        op: a.fn,
        kind: 'max',
        rank,
        inputShape: single ? [1, ...x.shape] : x.shape,
        layout,
        kernel,
        stride,
        dilation: sizesOf(a.get('dilation_rate'), cx, 'dilation_rate', rank, 'dilation-not-positive'),
        padding,
      }),
    );
    const at = layout === 'channels_first' ? 1 : rank + 1;
    const shape = plan.outputShape.map((dim, i) => (i === at ? mul(dim, productOf(kernel)) : dim));
    return single ? shape.slice(1) : shape;
  });
}

const resize = onImages(
  'resize',
  "images, size, interpolation='bilinear', antialias=False, crop_to_aspect_ratio=False, pad_to_aspect_ratio=False, " +
    "fill_mode='constant', fill_value=0.0, data_format=None",
  (shape, _axes, a, cx) => {
    const size = readShape(a.get('size'), cx, 'size');
    return size && resizeShape(shape, size, dataLayout(a), false, a.fn);
  },
);

const mapCoordinates = define(
  image('map_coordinates'),
  "inputs, coordinates, order, fill_mode='constant', fill_value=0",
  (a, cx) =>
    withTensors(cx, [a.get('inputs'), a.get('coordinates')], (x, coordinates) => {
      if (equalDims(coordinates.shape[0] ?? 0, x.shape.length) === false) {
        throw new ShapeError(
          'input-size-mismatch',
          said`${a.fn}: coordinates need one row per axis of ${formatShape(x.shape)}, but are ${formatShape(coordinates.shape)}.`,
        );
      }
      return result(coordinates.shape.slice(1), x.dtype);
    }),
);

const ssim = define(
  image('ssim'),
  'image1, image2, max_val=1.0, filter_size=11, filter_sigma=1.5, k1=0.01, k2=0.03, data_format=None',
  (a, cx) =>
    withTensors(cx, [a.get('image1'), a.get('image2')], (x) => {
      needImages(x.shape, a.fn);
      return result(x.shape.slice(0, -3), x.dtype);
    }),
);

export const imageOps: readonly NativeFunction[] = [
  resize,
  colours('rgb_to_grayscale', [1, 3], 1),
  colours('rgb_to_hsv', [3], 3),
  colours('hsv_to_rgb', [3], 3),
  edges('pad_images', 'padding', 1),
  edges('crop_images', 'cropping', -1),
  patches('extract_patches', 'images', sizesGiven),
  patches('extract_patches_3d', 'volumes', () => 3),
  keeping(
    'affine_transform',
    "images, transform, interpolation='bilinear', fill_mode='constant', fill_value=0, data_format=None",
  ),
  keeping(
    'perspective_transform',
    "images, start_points, end_points, interpolation='bilinear', fill_value=0, data_format=None",
  ),
  keeping(
    'elastic_transform',
    "images, alpha=20.0, sigma=5.0, interpolation='bilinear', fill_mode='reflect', fill_value=0.0, seed=None, data_format=None",
  ),
  keeping('gaussian_blur', 'images, kernel_size=(3, 3), sigma=(1.0, 1.0), data_format=None'),
  shaped(
    image('scale_and_translate'),
    'images, output_shape, scale, translation, spatial_dims, method, antialias=True',
    (_x, a, cx) => readShape(a.get('output_shape'), cx, 'output_shape'),
  ),
  shaped(image('sobel_edges'), 'images, data_format=None', (x, a) => {
    needImages(x.shape, a.fn, 2, true);
    return [...x.shape, 2];
  }),
  mapCoordinates,
  ssim,
];
