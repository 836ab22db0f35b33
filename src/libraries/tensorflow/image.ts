/** `tf.image`: resizing, cropping, padding, colours. Shapes; interpolation computes no numbers. */
import {
  add,
  lessThan,
  ShapeError,
  equalDims,
  formatDim,
  formatShape,
  isNumber,
  resizeShape,
  type Dim,
  type Shape,
} from '../../shape';
import { PyError } from '../../python/interpreter/errors';
import type { Bound } from '../../python/interpreter/native';
import type { Context } from '../../python/interpreter/context';
import type { NativeFunction, Value } from '../../python/interpreter/values';
import { decoded } from './imageFiles';
import { needImage } from './imageMeasures';
import { convert } from './convert';
import { operation } from './operation';
import { result, withTensor, type Known } from './ops/tensors';
import { numberOf, readShape, readSize } from './staticShape';
import { said } from '../../protocol/say';

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
    said`Resize method is not implemented: ${method}. Use one of ${METHODS.join(', ')}.`,
    'argument-value',
  );
}

const SIZE =
  'images, size, method=%m, preserve_aspect_ratio=False, antialias=False, name=None, align_corners=False, half_pixel_centers=False';

function resize(name: string, method: string): NativeFunction {
  return operation(name, SIZE.replace('%m', `'${method}'`), (a, cx) =>
    withTensor(cx, a.get('images'), (x) => {
      checkMethod(a);
      needBatch(name, x.shape);
      const size = readShape(a.get('size'), cx, 'size');
      if (!size) return cx.unknown('the size is not known');
      return result(
        resizeShape(x.shape, size, 'channels_last', a.truth('preserve_aspect_ratio') ?? false, name),
        resizedDtype(a, x),
      );
    }),
  );
}

/** The operations of version 1 by their methods are those of the kernels, which take batches. @throws ShapeError `rank-mismatch` */
function needBatch(name: string, shape: Shape): void {
  if (!/resize_(bilinear|nearest_neighbor|bicubic|area)$/.test(name) || shape.length === 4) return;
  throw new ShapeError('rank-mismatch', said`${name} takes (N, H, W, C), but got ${formatShape(shape)}.`);
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

/**
 * `tf.image.resize_with_pad`: the image is made small enough to fit, then padded.
 * @throws ShapeError `output-size` where nothing is left of it (`_resize_image_with_pad_common` in image_ops_impl.py)
 */
const resizeWithPad = operation(
  'tf.image.resize_with_pad',
  "image, target_height, target_width, method='bilinear', antialias=False",
  (a, cx) =>
    withTensor(cx, a.get('image'), (x) => {
      const target = ['target_height', 'target_width'].map((key) => readSize(a.get(key), cx, key));
      const made = withSize(x, target[0], target[1], a.fn);
      const sizes = [...x.shape.slice(-3, -1), ...target];
      if (sizes.every(isNumber)) {
        const [height, width, toHeight, toWidth] = sizes as number[];
        const ratio = Math.max(height / toHeight, width / toWidth);
        if (Math.min(height, width) / ratio < ALMOST_ONE)
          throw new ShapeError(
            'output-size',
            said`${a.fn}: to fit into ${toHeight} × ${toWidth}, an image of ${height} × ${width} becomes less than one pixel on one side.`,
          );
      }
      return result(made, x.dtype);
    }),
);

/** One pixel, but for what single precision loses. */
const ALMOST_ONE = 0.9999;

/** @throws ShapeError `rank-mismatch` for what is no image */
function channelsOf(x: Known, op: string): number {
  if (x.shape.length >= 3) return x.shape.length - 1;
  throw new ShapeError(
    'rank-mismatch',
    said`${op} takes an image of 3 axes or a batch of 4, but got ${formatShape(x.shape)}.`,
  );
}

/**
 * A conversion of colours, pixel by pixel, whatever the number of axes.
 * @throws ShapeError `channel-mismatch`, `rank-mismatch`
 */
function channels(name: string, from: number, to: number, least: number): NativeFunction {
  return operation(`tf.image.${name}`, 'images, name=None', (a, cx) =>
    withTensor(cx, a.get('images'), (x) => {
      needImage(x, a.fn, least);
      needChannels(x, a.fn, from);
      return result([...x.shape.slice(0, -1), to], x.dtype);
    }),
  );
}

/** Refuses other channels than a conversion of colours is defined for. @throws ShapeError `channel-mismatch` */
function needChannels(x: Known, op: string, count: number): void {
  const last = x.shape[x.shape.length - 1];
  if (equalDims(last, count) !== false) return;
  const wanted = count === 1 ? said`grey images, of 1 channel` : said`colour images, of ${count} channels`;
  throw new ShapeError(
    'channel-mismatch',
    said`${op} takes ${wanted} in the last axis, but ${formatShape(x.shape)} has ${formatDim(last)} there.`,
  );
}

/** What a function that keeps the shape asks of its images. */
interface Kept {
  readonly names: readonly string[];
  readonly argument?: string;
  readonly least?: number;
  readonly most?: number;
  readonly colours?: boolean;
}

const KEPT: readonly Kept[] = [
  {
    names: ['random_brightness', 'stateless_random_brightness', 'adjust_brightness', 'adjust_gamma'],
  },
  { names: ['adjust_jpeg_quality'], least: 3, most: 3 },
  { names: ['random_contrast', 'stateless_random_contrast'], least: 3 },
  { names: ['adjust_contrast'], argument: 'images', least: 3 },
  {
    names: [
      'random_hue',
      'random_saturation',
      'stateless_random_hue',
      'stateless_random_saturation',
      'adjust_hue',
      'adjust_saturation',
    ],
    least: 3,
    colours: true,
  },
  {
    names: [
      'flip_left_right',
      'flip_up_down',
      'random_flip_left_right',
      'random_flip_up_down',
      'stateless_random_flip_left_right',
      'stateless_random_flip_up_down',
    ],
    least: 3,
    most: 4,
  },
  { names: ['per_image_standardization', 'per_image_whitening'], least: 3 },
];

function keeping({ names, argument = 'image', least = 0, most, colours }: Kept): NativeFunction[] {
  return names.map((name) =>
    operation(`tf.image.${name}`, `${argument}, *args, **kwargs`, (a, cx) =>
      withTensor(cx, a.get(argument), (x) => {
        needImage(x, a.fn, least, most);
        if (colours) needChannels(x, a.fn, 3);
        return result(x.shape, x.dtype);
      }),
    ),
  );
}

/** Height and width exchanged. */
function exchanged(x: Known): Shape {
  const [height, width, depth] = x.shape.slice(-3);
  return [...x.shape.slice(0, -3), width, height, depth];
}

const transpose = operation('tf.image.transpose', 'image, name=None', (a, cx) =>
  withTensor(cx, a.get('image'), (x) => {
    needImage(x, a.fn, 3, 4);
    return result(exchanged(x), x.dtype);
  }),
);

/** Quarter turns; an odd number of them exchanges height and width. */
const rot90 = operation('tf.image.rot90', 'image, k=1, name=None', (a, cx) =>
  withTensor(cx, a.get('image'), (x) => {
    needImage(x, a.fn, 3, 4);
    const turns = numberOf(a.get('k'));
    if (turns === undefined) return cx.unknown('the number of quarter turns is not known');
    return result(turns % 2 === 0 ? x.shape : exchanged(x), x.dtype);
  }),
);

export const randomCrop = operation('tf.image.random_crop', 'value, size, seed=None, name=None', (a, cx) =>
  withTensor(cx, a.get('value'), (x) => {
    const size = readShape(a.get('size'), cx, 'size');
    if (!size) return cx.unknown('the size is not known');
    const larger = size.some((dim, i) => isNumber(dim) && isNumber(x.shape[i]) && dim > x.shape[i]);
    if (larger || size.length !== x.shape.length) {
      throw new ShapeError(
        'output-size',
        said`tf.image.random_crop: the size ${formatShape(size)} must fit into the image ${formatShape(x.shape)}, axis by axis.`,
      );
    }
    return result(size, x.dtype);
  }),
);

const centralCrop = operation('tf.image.central_crop', 'image, central_fraction', (a, cx) =>
  withTensor(cx, a.get('image'), (x) => {
    const fraction = numberOf(a.get('central_fraction'));
    if (fraction !== undefined && (fraction <= 0 || fraction > 1))
      throw new PyError(
        'ValueError',
        said`central_fraction=${fraction} must be above 0 and at most 1.`,
        'argument-value',
      );
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
        needImage(x, a.fn, 4, 4);
        if (boxes.shape.length !== 2 || equalDims(boxes.shape[1], 4) === false) {
          throw new ShapeError(
            'input-size-mismatch',
            said`${a.fn}: boxes must be of shape (boxes, 4), one (y1, x1, y2, x2) each, but are ${formatShape(boxes.shape)}.`,
          );
        }
        const indices = convert(cx, a.isNone('box_indices') ? a.get('box_ind') : a.get('box_indices'));
        const count = indices.kind === 'tensor' ? indices.shape?.at(0) : undefined;
        if (count !== undefined && equalDims(count, boxes.shape[0]) === false) {
          throw new ShapeError(
            'input-size-mismatch',
            said`${a.fn}: box_indices says the image of each box, but has ${formatDim(count)} entries for ${formatDim(boxes.shape[0])} boxes.`,
          );
        }
        const size = readShape(a.get('crop_size'), cx, 'crop_size');
        if (size && size.length !== 2) {
          throw new ShapeError(
            'argument-count',
            said`${a.fn}: crop_size must be [height, width], but has ${size.length} entries.`,
          );
        }
        return size
          ? result([boxes.shape[0], ...size, x.shape[x.shape.length - 1]], 'float32')
          : cx.unknown('the crop size is not known');
      }),
    ),
);

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

/** A box of the image, or a frame around it, beginning at offsets. @throws ShapeError where it does not fit */
function boundingBox(cx: Context, a: Bound, pads: boolean): Value {
  return withTensor(cx, a.get('image'), (x) => {
    const size = ['height', 'width'].map((side, i) => {
      const target = readSize(a.get(`target_${side}`), cx, `target_${side}`);
      const offset = readSize(a.get(`offset_${side}`), cx, `offset_${side}`);
      const own = x.shape[channelsOf(x, a.fn) - 2 + i];
      const [inner, outer] = pads ? [own, target] : [target, own];
      if (lessThan(outer, add(offset, inner))) {
        throw new ShapeError(
          'output-size',
          said`${a.fn}: offset_${side}=${formatDim(offset)} and ${formatDim(inner)} more reach beyond the ${side} of ${formatDim(outer)}.`,
        );
      }
      return target;
    });
    return result(withSize(x, size[0], size[1], a.fn), x.dtype);
  });
}

export const imageFunctions = [
  resize('tf.image.resize', 'bilinear'),
  resize('tf.image.resize_images', 'bilinear'),
  resize('tf.image.resize_bilinear', 'bilinear'),
  resize('tf.image.resize_nearest_neighbor', 'nearest'),
  resize('tf.image.resize_bicubic', 'bicubic'),
  resize('tf.image.resize_area', 'area'),
  resizeWithPad,
  toSize('tf.image.resize_with_crop_or_pad', 'image, target_height, target_width', 'image'),
  toSize('tf.image.resize_image_with_crop_or_pad', 'image, target_height, target_width', 'image'),
  operation(
    'tf.image.crop_to_bounding_box',
    'image, offset_height, offset_width, target_height, target_width',
    (a, cx) => boundingBox(cx, a, false),
  ),
  operation(
    'tf.image.pad_to_bounding_box',
    'image, offset_height, offset_width, target_height, target_width',
    (a, cx) => boundingBox(cx, a, true),
  ),
  randomCrop,
  centralCrop,
  cropAndResize,
  convertDtype,
  channels('rgb_to_grayscale', 3, 1, 1),
  channels('grayscale_to_rgb', 1, 3, 2),
  ...['rgb_to_hsv', 'hsv_to_rgb', 'rgb_to_yuv', 'yuv_to_rgb', 'rgb_to_yiq', 'yiq_to_rgb'].map((name) =>
    channels(name, 3, 3, 1),
  ),
  ...['decode_jpeg', 'decode_png', 'decode_image', 'decode_bmp', 'decode_gif'].map((name) =>
    decoded(`tf.image.${name}`),
  ),
  ...KEPT.flatMap(keeping),
  transpose,
  rot90,
];
