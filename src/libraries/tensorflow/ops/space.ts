/** Space and depth, space and batch, patches. */
import {
  ShapeError,
  add,
  depthToSpaceShape,
  divides,
  extractPatchesShape,
  floorDiv,
  formatDim,
  formatShape,
  isNumber,
  mul,
  productOf,
  spaceToDepthShape,
  sumOf,
  type Dim,
} from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import type { Bound } from '../../../python/interpreter/native';
import { type NativeFunction, tuple, type Value } from '../../../python/interpreter/values';
import { channelsFirstOnGpuOnly, entryPerAxis, layoutOf, paddingOf, windowSizes } from '../nn/arguments';
import { operation } from '../operation';
import { readShape, readSize } from '../staticShape';
import { readPairs } from './shaping';
import { result, withTensor } from './tensors';
import { said } from '../../../protocol/say';

function blocks(name: string, rule: typeof depthToSpaceShape, graphName: string): NativeFunction {
  return operation(
    name,
    "input, block_size, data_format='NHWC', name=None",
    (a, cx) =>
      withTensor(cx, a.get('input'), (x) => {
        const layout = layoutOf(a, 2);
        const block = readSize(a.get('block_size'), cx, 'block_size');
        const shape = rule(x.shape, block, layout);
        if (layout === 'channels_first') channelsFirstOnGpuOnly(cx, name, x);
        return result(shape, x.dtype);
      }),
    graphName,
  );
}

/** The block and what is put around; in version 1 they stand the other way round: `tf.space_to_batch(x, paddings, 2)`. */
function blockAndEdges(a: Bound, cx: Context, name: string): [block: Value, edges: Value] {
  const block = a.isNone('block_shape') ? a.get('block_size') : a.get('block_shape');
  const items = block.kind === 'list' || block.kind === 'tuple' ? cx.sequence(block) : undefined;
  const isTurned = items?.some((item) => item.kind === 'list' || item.kind === 'tuple');
  return isTurned ? [a.isNone('block_size') ? a.get(name) : a.get('block_size'), block] : [block, a.get(name)];
}

/** Blocks of the padded image go into the batch (`tf.space_to_batch`, `tf.nn.space_to_batch`). */
function spaceToBatch(name: string): NativeFunction {
  return operation(name, 'input, block_shape=None, paddings=None, name=None, block_size=None', (a, cx) =>
    withTensor(cx, a.get('input'), (x) => {
      const [given, edges] = blockAndEdges(a, cx, 'paddings');
      const block = readShape(given, cx, 'block_shape');
      const pairs = readPairs(cx, edges, 2);
      if (!block || !pairs) return cx.unknown('the blocks or paddings are not known');
      const sizes = block.length === 1 && pairs.length > 1 ? pairs.map(() => block[0]) : block;
      const spatial = sizes.map((size, i) => {
        const padded = add(x.shape[i + 1], sumOf(pairs[i]));
        if (divides(size, padded) === false) {
          throw new ShapeError(
            'size-not-divisible',
            said`${name}: the padded size ${formatDim(padded)} must be a multiple of the block ${formatDim(size)}.`,
          );
        }
        return floorDiv(padded, size);
      });
      return result([mul(x.shape[0], productOf(sizes)), ...spatial, ...x.shape.slice(sizes.length + 1)], x.dtype);
    }),
  );
}

/** The inverse: parts of the batch become blocks of the image, which is then cropped. */
function batchToSpace(name: string): NativeFunction {
  return operation(name, 'input, block_shape=None, crops=None, name=None, block_size=None', (a, cx) =>
    withTensor(cx, a.get('input'), (x) => {
      const [given, edges] = blockAndEdges(a, cx, 'crops');
      const block = readShape(given, cx, 'block_shape');
      const pairs = readPairs(cx, edges, 2);
      if (!block || !pairs) return cx.unknown('the blocks or crops are not known');
      const sizes = block.length === 1 && pairs.length > 1 ? pairs.map(() => block[0]) : block;
      const count = productOf(sizes);
      if (divides(count, x.shape[0]) === false) {
        throw new ShapeError(
          'size-not-divisible',
          said`${name}: the batch ${formatDim(x.shape[0])} must be a multiple of ${formatDim(count)}, the elements of a block.`,
        );
      }
      const spatial = sizes.map((size, i): Dim => add(mul(x.shape[i + 1], size), mul(-1, sumOf(pairs[i]))));
      return result([floorDiv(x.shape[0], count), ...spatial, ...x.shape.slice(sizes.length + 1)], x.dtype);
    }),
  );
}

/** `tf.image.extract_patches`; sizes, strides and rates have one entry per axis, all of them four. */
function patches(name: string): NativeFunction {
  return operation(
    name,
    'images, sizes=None, strides=None, rates=None, padding=None, name=None, ksizes=None',
    (a, cx) =>
      withTensor(cx, a.get('images'), (x) => {
        const padding = paddingOf(a, 2, 'channels_last', false);
        const four = (names: string[]): Dim[] | undefined => {
          const given = names.find((at) => !a.isNone(at)) ?? names[0];
          entryPerAxis(a, given, 'channels_last', 2);
          const sizes = readShape(a.get(given), cx, given);
          if (sizes?.some((size) => isNumber(size) && size < 1)) {
            throw new ShapeError('size-not-positive', said`${name}: ${given}=${formatShape(sizes)} must be positive.`);
          }
          return sizes && windowSizes(cx, a.get(given), 2, 'channels_last', given);
        };
        const [sizes, strides, rates] = [four(['sizes', 'ksizes']), four(['strides']), four(['rates'])];
        if (!sizes || !strides || !rates || !padding) return cx.unknown('the settings of the patches are not known');
        const word = padding.kind === 'valid' ? 'VALID' : 'SAME';
        return result(extractPatchesShape(x.shape, sizes, strides, rates, word), x.dtype);
      }),
    'ExtractImagePatches',
  );
}

/** `tf.extract_volume_patches`: boxes of (N, D, H, W, C), with sizes and strides for all five axes. */
const volumePatches = operation(
  'tf.extract_volume_patches',
  'input, ksizes, strides, padding, name=None',
  (a, cx) =>
    withTensor(cx, a.get('input'), (x) => {
      const padding = paddingOf(a, 3, 'channels_last', false);
      const [sizes, strides] = ['ksizes', 'strides'].map((name) => {
        entryPerAxis(a, name, 'channels_last', 3);
        return windowSizes(cx, a.get(name), 3, 'channels_last', name);
      });
      if (!sizes || !strides || !padding) return cx.unknown('the settings of the patches are not known');
      const word = padding.kind === 'valid' ? 'VALID' : 'SAME';
      return result(extractPatchesShape(x.shape, sizes, strides, [1, 1, 1], word, a.fn), x.dtype);
    }),
  'ExtractVolumePatches',
);

/** How much is put around, and cropped again: for each axis a pair. */
const requiredPaddings = operation(
  'tf.required_space_to_batch_paddings',
  'input_shape, block_shape, base_paddings=None, name=None',
  (a, cx) => {
    const axes = readShape(a.get('block_shape'), cx, 'block_shape')?.length;
    if (axes === undefined) return cx.unknown('the blocks are not known');
    return tuple([result([axes, 2], 'int32'), result([axes, 2], 'int32')]);
  },
);

export const spaceFunctions = {
  root: [
    blocks('tf.space_to_depth', spaceToDepthShape, 'SpaceToDepth'),
    blocks('tf.depth_to_space', depthToSpaceShape, 'DepthToSpace'),
    spaceToBatch('tf.space_to_batch'),
    spaceToBatch('tf.space_to_batch_nd'),
    batchToSpace('tf.batch_to_space'),
    batchToSpace('tf.batch_to_space_nd'),
    patches('tf.extract_image_patches'),
    volumePatches,
    requiredPaddings,
  ],
  nn: [
    blocks('tf.nn.space_to_depth', spaceToDepthShape, 'SpaceToDepth'),
    blocks('tf.nn.depth_to_space', depthToSpaceShape, 'DepthToSpace'),
    spaceToBatch('tf.nn.space_to_batch'),
    batchToSpace('tf.nn.batch_to_space'),
  ],
  image: [patches('tf.image.extract_patches'), patches('tf.image.extract_image_patches')],
};
