/** Images as files hold them: decoding and encoding (TensorFlow 2.21, "tf.io.decode_image" and what stands beside it). */
import type { Dim } from '../../shape';
import { ShapeError, formatShape, isNumber } from '../../shape';
import { PyError } from '../../python/interpreter/errors';
import type { NativeFunction } from '../../python/interpreter/values';
import { said } from '../../protocol/say';
import { operation, quiet } from './operation';
import { result, withTensor } from './ops/tensors';
import { numberOf, NONE_DIM } from './staticShape';
import { stateOf } from './state';

/** A decoded image: its size stands in the file. A GIF has many, one behind the other. */
export function decoded(name: string): NativeFunction {
  return operation(name, 'contents, channels=0, dtype=None, name=None, expand_animations=True, **rest', (a, cx) => {
    const count = numberOf(a.get('channels'));
    // While a graph is built the static sizes are None; in eager mode they are those of the file.
    const open = (): Dim =>
      stateOf(cx).graphMode ? NONE_DIM : cx.unknownDim('the size of the image stands in the file');
    if (name.endsWith('decode_gif')) return result([open(), open(), open(), 3], 'uint8');
    return result([open(), open(), count ? count : open()], 'uint8');
  });
}

/**
 * One text per image; a JPEG of exactly one.
 * @throws PyError InvalidArgumentError for numbers that are no bytes
 * @throws ShapeError for another rank or another number of channels
 */
export function encoded(name: string): NativeFunction {
  const isPng = name.endsWith('png');
  const [types, channels] = isPng
    ? [
        ['uint8', 'uint16'],
        [1, 2, 3, 4],
      ]
    : [['uint8'], [1, 3]];
  return quiet(name, 'image, *args, **kwargs', (a, cx) =>
    withTensor(cx, a.get('image'), ({ shape, dtype }) => {
      if (dtype && !types.includes(dtype)) {
        throw new PyError(
          'InvalidArgumentError',
          said`${name} takes ${types.join(' / ')}, but got ${dtype}. Convert first: tf.image.convert_image_dtype(x, tf.uint8).`,
          'dtype-mismatch',
        );
      }
      const last = shape.at(-1);
      if (isPng ? shape.length < 3 : shape.length !== 3) {
        throw new ShapeError('rank-mismatch', said`${name} takes images of (H, W, C), but got ${formatShape(shape)}.`);
      }
      if (isNumber(last!) && !channels.includes(last)) {
        throw new ShapeError(
          'channel-mismatch',
          said`${name} takes images of ${channels.join(' / ')} channels, but got ${formatShape(shape)}.`,
        );
      }
      return result(isPng ? shape.slice(0, -3) : [], 'str');
    }),
  );
}
