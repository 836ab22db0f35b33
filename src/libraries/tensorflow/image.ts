/** `tf.image`: resizing, cropping, padding, colours. Shapes; interpolation computes no numbers. */
import { ShapeError, formatShape, isNumber, resizeShape, type Dim, type Shape } from '../../shape';
import { PyError } from '../../python/interpreter/errors';
import type { Bound } from '../../python/interpreter/native';
import type { Context } from '../../python/interpreter/context';
import type { NativeFunction, Value } from '../../python/interpreter/values';
import { operation } from './operation';
import { result, withTensor, type Known } from './ops/tensors';
import { numberOf, readShape, readSize } from './staticShape';

const METHODS = ['bilinear', 'lanczos3', 'lanczos5', 'bicubic', 'gaussian', 'nearest', 'area', 'mitchellcubic'];

/** Resized images are floats, except where values are only picked. */
function resizedDtype(a: Bound, x: Known): string | undefined {
  const method = a.get('method');
  const nearest =
    (method.kind === 'str' && method.value === 'nearest') || (method.kind === 'int' && method.value === 1);
  return nearest ? x.dtype : 'float32';
}

function checkMethod(a: Bound): void {
  const method = a.str('method');
  if (method === undefined || METHODS.includes(method)) return;
  throw new PyError(
    'ValueError',
    `Resize method is not implemented: ${method}. Use one of ${METHODS.join(', ')}.`,
    'argument-value',
  );
}

const SIZE =
  'images, size, method=%m, preserve_aspect_ratio=False, antialias=False, name=None, align_corners=False, half_pixel_centers=False';

function resize(name: string, method: string): NativeFunction {
  return operation(name, SIZE.replace('%m', `'${method}'`), (a, cx) =>
    withTensor(cx, a.get('images'), (x) => {
      checkMethod(a);
      const size = readShape(a.get('size'), cx, 'size');
      if (!size) return cx.unknown('the size is not known');
      return result(
        resizeShape(x.shape, size, 'channels_last', a.truth('preserve_aspect_ratio') ?? false, name),
        resizedDtype(a, x),
      );
    }),
  );
}

/** Height and width replaced, with a batch axis or without. */
function withSize(x: Known, height: Dim, width: Dim, op: string): Shape {
  return resizeShape(x.shape, [height, width], 'channels_last', false, op);
}

function toSize(name: string, signature: string, image: string): NativeFunction {
  return operation(name, signature, (a, cx) =>
    withTensor(cx, a.get(image), (x) =>
      result(
        withSize(
          x,
          readSize(a.get('target_height'), cx, 'target_height'),
          readSize(a.get('target_width'), cx, 'target_width'),
          name,
        ),
        x.dtype,
      ),
    ),
  );
}

/** @throws ShapeError `rank-mismatch` for what is no image */
function channelsOf(x: Known, op: string): number {
  if (x.shape.length >= 3) return x.shape.length - 1;
  throw new ShapeError(
    'rank-mismatch',
    `${op} takes an image of 3 axes or a batch of 4, but got ${formatShape(x.shape)}.`,
  );
}

function channels(name: string, count: number): NativeFunction {
  return operation(name, 'images, name=None', (a, cx) =>
    withTensor(cx, a.get('images'), (x) => {
      const axis = channelsOf(x, name);
      return result(
        x.shape.map((dim, i) => (i === axis ? count : dim)),
        x.dtype,
      );
    }),
  );
}

function keeping(name: string, signature = 'image, *args, **kwargs'): NativeFunction {
  return operation(name, signature, (a, cx) => withTensor(cx, a.get('image'), (x) => result(x.shape, x.dtype)));
}

const randomCrop = operation('tf.image.random_crop', 'value, size, seed=None, name=None', (a, cx) =>
  withTensor(cx, a.get('value'), (x) => {
    const size = readShape(a.get('size'), cx, 'size');
    if (!size) return cx.unknown('the size is not known');
    const larger = size.some((dim, i) => isNumber(dim) && isNumber(x.shape[i]) && dim > x.shape[i]);
    if (larger || size.length !== x.shape.length) {
      throw new ShapeError(
        'output-size',
        `tf.image.random_crop: the size ${formatShape(size)} must fit into the image ${formatShape(x.shape)}, axis by axis.`,
      );
    }
    return result(size, x.dtype);
  }),
);

const centralCrop = operation('tf.image.central_crop', 'image, central_fraction', (a, cx) =>
  withTensor(cx, a.get('image'), (x) => {
    const fraction = numberOf(a.get('central_fraction'));
    const axis = channelsOf(x, a.fn) - 2;
    const cropped = (size: Dim): Dim => {
      if (!isNumber(size) || fraction === undefined) return cx.unknownDim('the cropped size is not known');
      return size - 2 * Math.trunc((size - size * fraction) / 2);
    };
    return result(
      x.shape.map((dim, i) => (i === axis || i === axis + 1 ? cropped(dim) : dim)),
      x.dtype,
    );
  }),
);

/** Boxes of a batch, all resized to one size. */
const cropAndResize = operation(
  'tf.image.crop_and_resize',
  "image, boxes, box_indices=None, crop_size=None, method='bilinear', extrapolation_value=0.0, name=None, box_ind=None",
  (a, cx) =>
    withTensor(cx, a.get('image'), (x) =>
      withTensor(cx, a.get('boxes'), (boxes) => {
        const size = readShape(a.get('crop_size'), cx, 'crop_size');
        return size
          ? result([boxes.shape[0], ...size, x.shape[x.shape.length - 1]], 'float32')
          : cx.unknown('the crop size is not known');
      }),
    ),
);

/** A decoded image: its size stands in the file. */
function decoded(name: string): NativeFunction {
  return operation(name, 'contents, channels=0, dtype=None, name=None, expand_animations=True, **rest', (a, cx) => {
    const count = numberOf(a.get('channels'));
    const open = (): Dim => cx.unknownDim('the size of the image stands in the file');
    return result([open(), open(), count ? count : open()], 'uint8');
  });
}

const convertDtype = operation('tf.image.convert_image_dtype', 'image, dtype, saturate=False, name=None', (a, cx) =>
  withTensor(cx, a.get('image'), (x) => result(x.shape, dtypeOf(a.get('dtype')))),
);

function dtypeOf(value: Value): string | undefined {
  return value.kind === 'instance'
    ? (value.native as { dtype?: string } | undefined)?.dtype
    : value.kind === 'str'
      ? value.value
      : 'float32';
}

function offsetCrop(cx: Context, a: Bound, name: string): Value {
  return withTensor(cx, a.get('image'), (x) =>
    result(
      withSize(
        x,
        readSize(a.get('target_height'), cx, 'target_height'),
        readSize(a.get('target_width'), cx, 'target_width'),
        name,
      ),
      x.dtype,
    ),
  );
}

export const imageFunctions = [
  resize('tf.image.resize', 'bilinear'),
  resize('tf.image.resize_images', 'bilinear'),
  resize('tf.image.resize_bilinear', 'bilinear'),
  resize('tf.image.resize_nearest_neighbor', 'nearest'),
  resize('tf.image.resize_bicubic', 'bicubic'),
  resize('tf.image.resize_area', 'area'),
  toSize('tf.image.resize_with_pad', "image, target_height, target_width, method='bilinear', antialias=False", 'image'),
  toSize('tf.image.resize_with_crop_or_pad', 'image, target_height, target_width', 'image'),
  toSize('tf.image.resize_image_with_crop_or_pad', 'image, target_height, target_width', 'image'),
  operation(
    'tf.image.crop_to_bounding_box',
    'image, offset_height, offset_width, target_height, target_width',
    (a, cx) => offsetCrop(cx, a, a.fn),
  ),
  operation(
    'tf.image.pad_to_bounding_box',
    'image, offset_height, offset_width, target_height, target_width',
    (a, cx) => offsetCrop(cx, a, a.fn),
  ),
  randomCrop,
  centralCrop,
  cropAndResize,
  convertDtype,
  channels('tf.image.rgb_to_grayscale', 1),
  channels('tf.image.grayscale_to_rgb', 3),
  ...['decode_jpeg', 'decode_png', 'decode_image', 'decode_bmp', 'decode_gif'].map((name) =>
    decoded(`tf.image.${name}`),
  ),
  ...[
    'flip_left_right',
    'flip_up_down',
    'random_flip_left_right',
    'random_flip_up_down',
    'random_brightness',
    'random_contrast',
    'random_hue',
    'random_saturation',
    'adjust_brightness',
    'adjust_contrast',
    'adjust_hue',
    'adjust_saturation',
    'adjust_gamma',
    'per_image_standardization',
    'rgb_to_hsv',
    'hsv_to_rgb',
    'rgb_to_yuv',
    'rot90',
  ].map((name) => keeping(`tf.image.${name}`)),
];
