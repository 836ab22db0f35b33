/** The images of OpenCV: arrays of height × width, or height × width × channels. */
import { said } from '../../protocol/say';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import type { Bound } from '../../python/interpreter/native';
import { TensorValue, type UnknownValue, type Value } from '../../python/interpreter/values';
import { formatShape, type Dim, type Shape } from '../../shape';
import { asArray, ndarray } from '../numpy/classes';

export interface Image {
  readonly height: Dim;
  readonly width: Dim;
  /** Absent where the array has no axis for them. */
  readonly channels?: Dim;
  readonly dtype: string | undefined;
}

export const arrayOf = (shape: Shape, dtype: string | undefined): TensorValue => new TensorValue(ndarray, shape, dtype);

/** A result of OpenCV: an axis of one channel is left out, as its matrices know none. */
export function imageArray({ height, width, channels, dtype }: Image): TensorValue {
  return arrayOf(channels === undefined || channels === 1 ? [height, width] : [height, width, channels], dtype);
}

/** How many channels an image has. */
export const channelsOf = ({ channels = 1 }: Image): Dim => channels;

/** An array of which not even the rank is known. */
export const unknownImage = (why: UnknownValue): TensorValue => new TensorValue(ndarray, undefined, undefined, why);

/**
 * The image that a function is given, or why it is not known.
 * @throws PyError cv2.error for an array of another number of axes, and for one that has no pixels
 */
export function imageIn(cx: Context, fn: string, value: Value): Image | UnknownValue {
  const { shape, dtype, reason } = asArray(cx, value);
  if (!shape) return reason ?? cx.unknown('the picture is not known');
  // A row of numbers is a matrix of one column (OpenCV 4, modules/python/src2/cv2_convert.cpp, `pyopencv_to`).
  if (shape.length === 1) return imageIn(cx, fn, new TensorValue(ndarray, [shape[0], 1], dtype));
  if (shape.length !== 2 && shape.length !== 3) {
    throw cvError(
      said`cv2.${fn} takes a picture of height × width, or height × width × channels, and not ${formatShape(shape)}. Take one picture of a batch, and put channels last.`,
      'rank-mismatch',
    );
  }
  const [height, width, channels] = shape;
  if (height === 0 || width === 0) {
    throw cvError(said`cv2.${fn}: the picture ${formatShape(shape)} has no pixels.`, 'empty-output');
  }
  // Matrices have no integers of 64 bits before OpenCV 5, and its functions make 32 of them.
  return { height, width, channels, dtype: dtype === 'int64' ? 'int32' : dtype };
}

export const cvError = (...[saying, code]: [ConstructorParameters<typeof PyError>[1], string]): PyError =>
  new PyError('error', saying, code);

/** A function of one image. What is unknown stays so. */
export const onImage =
  (fn: string, rule: (image: Image, a: Bound, cx: Context) => Value, name = 'src') =>
  (a: Bound, cx: Context): Value => {
    const image = imageIn(cx, fn, a.get(name));
    return 'kind' in image ? unknownImage(image) : rule(image, a, cx);
  };

/** The width and height of `dsize`; undefined where it is left to other arguments. */
export function sizeIn(cx: Context, value: Value): [width: Dim, height: Dim] | undefined {
  if (value.kind === 'none') return undefined;
  const items = cx.sequence(value);
  if (items?.length !== 2) {
    const unknown = (): Dim => cx.unknownDim('the size that a picture is given');
    return [unknown(), unknown()];
  }
  for (const item of items) {
    if (item.kind === 'float')
      throw cvError(
        said`cv2: the size of a picture is two integers, and ${cx.repr(item)} is none. Use int(…).`,
        'argument-type',
      );
  }
  const [width, height] = items.map((item) => cx.dim(item));
  return width === 0 && height === 0 ? undefined : [width, height];
}
