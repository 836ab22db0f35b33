/** `tf.bitwise`: integers bit by bit (tensorflow/python/ops/bitwise_ops.py, TensorFlow 2.21). */
import { broadcastShapes } from '../../shape';
import { said } from '../../protocol/say';
import { PyError } from '../../python/interpreter/errors';
import type { NativeFunction } from '../../python/interpreter/values';
import { byName, operation } from './operation';
import { result, withTensor, type Known } from './ops/tensors';

/** @throws PyError `dtype-mismatch` for numbers that have no bits to speak of */
function needIntegers(op: string, x: Known): void {
  if (!x.dtype || /int/.test(x.dtype)) return;
  throw new PyError(
    'TypeError',
    said`${op} takes integers, but got ${x.dtype}. Cast it: tf.cast(x, tf.int32).`,
    'dtype-mismatch',
  );
}

const ofTwo = (name: string): NativeFunction =>
  operation(`tf.bitwise.${name}`, 'x, y, name=None', (a, cx) =>
    withTensor(cx, a.get('x'), (x) => {
      needIntegers(a.fn, x);
      return withTensor(cx, a.get('y'), (y) => result(broadcastShapes([x.shape, y.shape], a.fn), x.dtype), x.dtype);
    }),
  );

const invert = operation('tf.bitwise.invert', 'x, name=None', (a, cx) =>
  withTensor(cx, a.get('x'), (x) => {
    needIntegers(a.fn, x);
    return result(x.shape, x.dtype);
  }),
);

export const bitwiseFunctions = byName([
  ...['bitwise_and', 'bitwise_or', 'bitwise_xor', 'left_shift', 'right_shift'].map(ofTwo),
  invert,
]);
