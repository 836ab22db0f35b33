/** Kinds of functions on pictures that keep their height and width: filters, maps of one channel, arithmetic. */
import { said } from '../../protocol/say';
import { native } from '../../python/interpreter/native';
import type { NativeFunction } from '../../python/interpreter/values';
import { equalDims, formatShape, type Dim } from '../../shape';
import { asArray } from '../numpy/classes';
import { arrayOf, channelsOf, cvError, imageArray, imageIn, onImage, unknownImage, type Image } from './image';

/** Element types by the number of a depth; -1 keeps that of the source. */
const DEPTHS: Readonly<Record<string, string>> = {
  0: 'uint8',
  1: 'int8',
  2: 'uint16',
  3: 'int16',
  4: 'int32',
  5: 'float32',
  6: 'float64',
};

export const kept = (name: string, rest = '*args, **kwargs', src = 'src'): NativeFunction =>
  native(
    name,
    `${src}, ${rest}`,
    onImage(name, (image) => imageArray(image), src),
  );

/** A function of each element, of arrays with any number of axes. */
export const elementwise = (name: string, dtype?: string): NativeFunction =>
  native(name, 'src, *args, **kwargs', (a, cx) => {
    const { shape, ...array } = asArray(cx, a.get('src'));
    if (!shape) return unknownImage(array.reason ?? cx.unknown('the picture is not known'));
    if (shape.length !== 2 && shape.length !== 3) return arrayOf(shape, dtype ?? array.dtype);
    const [height, width, channels] = shape;
    return imageArray({ height, width, channels, dtype: dtype ?? array.dtype });
  });

export const filtered = (name: string): NativeFunction =>
  native(
    name,
    'src, ddepth, *args, **kwargs',
    onImage(name, (image, a) => {
      const depth = a.get('ddepth');
      const dtype = depth.kind === 'int' ? (depth.value === -1 ? image.dtype : DEPTHS[String(depth.value)]) : undefined;
      return imageArray({ ...image, dtype });
    }),
  );

/** One channel of the size of the source. */
export const map = (name: string, dtype: string): NativeFunction =>
  native(
    name,
    'src, *args, **kwargs',
    onImage(name, (image) => imageArray({ ...image, channels: 1, dtype })),
  );

/** Arithmetic on two images of one size. @throws PyError cv2.error where they differ */
export const combined = (name: string, signature: string): NativeFunction =>
  native(name, signature, (a, cx) => {
    const [one, other] = [a.get('src1'), a.get('src2')].map((value) =>
      value.kind === 'tensor' ? imageIn(cx, name, value) : undefined,
    );
    const known = one ?? other;
    if (!known || 'kind' in known) return unknownImage(known ?? cx.unknown('the picture is not known'));
    if (one && other && !('kind' in one) && !('kind' in other)) {
      const sides = (image: Image): Dim[] => [image.height, image.width, channelsOf(image)];
      const differ = sides(one).some((side, i) => equalDims(side, sides(other)[i]) === false);
      if (differ) {
        throw cvError(
          said`cv2.${name}: both pictures must be of one size, but they are ${formatShape(sides(one))} and ${formatShape(sides(other))}. Resize one of them.`,
          'broadcast-mismatch',
        );
      }
    }
    return imageArray(known);
  });
