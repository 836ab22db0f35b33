import type { WeightLayout } from '../shape';
import { type NdArray, permute, reshape, zeros } from './ndarray';

/**
 * A framework's weight in the protocol's order: (out, in / groups, …kernel), for a transposed convolution
 * (in, out / groups, …kernel).
 *
 * - `OIk`, `IOk` (PyTorch, ONNX) are that already.
 * - `kIO` (TensorFlow, Keras, Flax): (…kernel, in / groups, out); under `transposed` Flax's (…kernel, in, out).
 * - `kOI` (TensorFlow, Keras transposed): (…kernel, out, in).
 * - `kIM` (TensorFlow, Keras depthwise): (…kernel, in, multiplier); output channel c·multiplier + j is made of
 *   input c by kernel j (tf.nn.depthwise_conv2d, "output[…, k * channel_multiplier + q]").
 *
 * @param options.flipped Flax's ConvTranspose without `transpose_kernel` runs the kernel backwards: it is turned here.
 */
export function toProtocolWeight(
  weight: NdArray,
  layout: WeightLayout,
  options: { transposed?: boolean; flipped?: boolean } = {},
): NdArray {
  const rank = weight.shape.length - 2;
  const spatial = Array.from({ length: rank }, (_, i) => i);
  const turned = options.flipped ? flipSpatial(weight, spatial) : weight;
  switch (layout) {
    case 'OIk':
    case 'IOk':
      return turned;
    case 'kIO':
      return permute(turned, options.transposed ? [rank, rank + 1, ...spatial] : [rank + 1, rank, ...spatial]);
    case 'kOI':
      return permute(turned, [rank + 1, rank, ...spatial]);
    case 'kIM': {
      const [channels, multiplier] = weight.shape.slice(-2);
      const grouped = permute(turned, [rank, rank + 1, ...spatial]);
      return reshape(grouped, [channels * multiplier, 1, ...weight.shape.slice(0, rank)]);
    }
  }
}

/** The array with the given leading axes turned around. */
function flipSpatial(array: NdArray, axes: readonly number[]): NdArray {
  const result = zeros(array.shape, array.dtype);
  const sizes = axes.map((axis) => array.shape[axis]);
  const taps = sizes.reduce((a, b) => a * b, 1);
  const rest = array.data.length / Math.max(1, taps);
  // Turning every one of the outermost axes around turns their common flat index around.
  for (let tap = 0; tap < taps; tap++) {
    result.data.set(array.data.subarray(tap * rest, (tap + 1) * rest), (taps - 1 - tap) * rest);
  }
  return result;
}
