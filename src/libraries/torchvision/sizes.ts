/**
 * Sizes after torchvision's transforms (torchvision.transforms.functional): of a picture, or of a tensor whose last
 * axes are channels, height and width.
 */
import type { Context } from '../../python/interpreter/context';
import { isSequence } from '../torch/arguments';
import { tensorOf } from '../torch/tensor';
import { pictureOf, pictureSize, type PictureSize } from '../pillow/picture';
import type { Value } from '../../python/interpreter/values';
import { add, equalDims, isNumber, type Dim } from '../../shape';

/** What a transform is given as an image: its size, and the same image with another one. */
export interface Image {
  readonly size: PictureSize;
  readonly dtype?: string;
  resized(size: PictureSize): Value;
}

/** Undefined for what is no image, or one of unknown rank. */
export function imageOf(value: Value): Image | undefined {
  const size = pictureSize(value);
  if (size) return { size, resized: pictureOf };
  if (value.kind !== 'tensor' || !value.shape || value.shape.length < 2) return undefined;
  const { shape, dtype } = value;
  const [height, width] = shape.slice(-2);
  const leading = shape.slice(0, -3);
  return {
    size: { height, width, channels: shape.at(-3) ?? 1 },
    dtype,
    resized: ({ height: h, width: w, channels: c }) =>
      tensorOf(shape.length === 2 ? [h, w] : [...leading, c, h, w], dtype),
  };
}

/** Height and width from one number or two; undefined where they cannot be read. */
export function pairOf(cx: Context, size: Value): [height: Dim, width: Dim] | undefined {
  const items = isSequence(size) ? cx.sequence(size) : [size];
  if (!items || items.length === 0 || items.length > 2) return undefined;
  const dims = items.map((item) => cx.dim(item, 'size'));
  return [dims[0], dims[1] ?? dims[0]];
}

/**
 * `resize`: two numbers are the new size; of one the shorter edge becomes as long, and the other keeps the
 * proportions, rounded down (`_compute_resized_output_size`).
 */
export function resize(cx: Context, image: PictureSize, size: Value): PictureSize {
  const items = isSequence(size) ? cx.sequence(size) : [size];
  if (!items || size.kind === 'none') return unknownSize(cx, image, 'the size that a picture is resized to');
  const dims = items.map((item) => cx.dim(item, 'size'));
  if (dims.length === 2) return { ...image, height: dims[0], width: dims[1] };
  const [edge] = dims;
  const { height, width } = image;
  if (equalDims(height, width)) return { ...image, height: edge, width: edge };
  if (!isNumber(height) || !isNumber(width) || !isNumber(edge)) {
    const text = `resize to ${isNumber(edge) ? edge : 'one size'} makes the shorter edge so long; the other follows from the picture`;
    return unknownSize(cx, image, text);
  }
  const long = Math.floor((edge * Math.max(height, width)) / Math.min(height, width));
  return height < width ? { ...image, height: edge, width: long } : { ...image, height: long, width: edge };
}

/** `pad`: one number for all sides, two for left/right and top/bottom, four for left, top, right, bottom. */
export function pad(cx: Context, image: PictureSize, padding: Value): PictureSize {
  const items = isSequence(padding) ? cx.sequence(padding) : [padding];
  const [left, top = left, right = left, bottom = top] = (items ?? []).map((item) => cx.dim(item, 'padding'));
  if (left === undefined) return unknownSize(cx, image, 'the padding of a picture');
  return { ...image, width: add(image.width, add(left, right)), height: add(image.height, add(top, bottom)) };
}

export function unknownSize(cx: Context, image: PictureSize, reason: string): PictureSize {
  return { ...image, height: cx.unknownDim(reason), width: cx.unknownDim(reason) };
}
