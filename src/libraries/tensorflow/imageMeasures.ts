/** `tf.image`: what is measured on images and between two of them (tensorflow/python/ops/image_ops_impl.py, 2.21). */
import {
  ShapeError,
  add,
  broadcastShapes,
  ceilDiv,
  equalDims,
  formatDim,
  formatShape,
  isNumber,
  lessThan,
  sub,
  type Dim,
  type Shape,
} from '../../shape';
import type { Bound } from '../../python/interpreter/native';
import type { Context } from '../../python/interpreter/context';
import { list, type NativeFunction, type Value } from '../../python/interpreter/values';
import { operation } from './operation';
import { result, withTensor, type Known } from './ops/tensors';
import { readSize } from './staticShape';
import { type Words, said } from '../../protocol/say';

/**
 * Refuses what has too few axes for an image, or too many.
 * @throws ShapeError `rank-mismatch`
 */
export function needImage(x: Known, op: string, least: number, most = Infinity): void {
  const rank = x.shape.length;
  if (rank >= least && rank <= most) return;
  const wanted =
    most === Infinity
      ? said`${least} axes at least`
      : least === most
        ? said`${least} axes`
        : said`${least} or ${most} axes`;
  throw new ShapeError(
    'rank-mismatch',
    said`${op} takes images of ${wanted}, but got ${formatShape(x.shape)}, which has ${rank}.`,
  );
}

/** Two batches of images of one size; gives the shape of the batch. @throws ShapeError */
function comparedBatch(x: Known, y: Known, op: string): Dim[] {
  for (const image of [x, y]) needImage(image, op, 3);
  const [left, right] = [x.shape.slice(-3), y.shape.slice(-3)];
  if (left.some((dim, i) => equalDims(dim, right[i]) === false)) {
    throw new ShapeError(
      'broadcast-mismatch',
      said`${op} compares images of one size, but got (H, W, C) = ${formatShape(left)} and ${formatShape(right)}. Resize one of them.`,
    );
  }
  return broadcastShapes([x.shape.slice(0, -3), y.shape.slice(0, -3)], op);
}

type Comparison = (a: Bound, cx: Context, batch: Dim[], size: Shape) => Dim[];

function comparison(name: string, signature: string, names: [string, string], rule: Comparison): NativeFunction {
  return operation(`tf.image.${name}`, signature, (a, cx) =>
    withTensor(cx, a.get(names[0]), (x) =>
      withTensor(cx, a.get(names[1]), (y) => {
        const batch = comparedBatch(x, y, a.fn);
        return result(rule(a, cx, batch, x.shape.slice(-3, -1)), 'float32');
      }),
    ),
  );
}

/** The window that compares structure must fit into the image of the coarsest scale. */
function needWindow(op: string, size: Shape, window: Dim, scale: Words): void {
  if (!size.some((dim) => lessThan(dim, window))) return;
  throw new ShapeError(
    'kernel-too-large',
    said`${op}: the window filter_size=${formatDim(window)} must fit into the image, which has (H, W) = ${formatShape(size)}${scale}. Give a smaller filter_size or a larger image.`,
    { parameter: 'filter_size', value: size.every(isNumber) ? Math.min(...size) : window },
  );
}

const ssim = comparison(
  'ssim',
  'img1, img2, max_val, filter_size=11, filter_sigma=1.5, k1=0.01, k2=0.03, return_index_map=False',
  ['img1', 'img2'],
  (a, cx, batch, size) => {
    const window = readSize(a.get('filter_size'), cx, 'filter_size');
    needWindow(a.fn, size, window, '');
    return a.truth('return_index_map') ? [...batch, ...size.map((dim) => add(sub(dim, window), 1))] : batch;
  },
);

/** The number of scales of `ssim_multiscale` where `power_factors` are not given. */
const SCALES = 5;

const ssimMultiscale = comparison(
  'ssim_multiscale',
  'img1, img2, max_val, power_factors=None, filter_size=11, filter_sigma=1.5, k1=0.01, k2=0.03',
  ['img1', 'img2'],
  (a, cx, batch, size) => {
    const scales = a.isNone('power_factors') ? SCALES : cx.sequence(a.get('power_factors'))?.length;
    if (scales === undefined) return batch;
    const coarse = size.map((dim) => ceilDiv(dim, 2 ** (scales - 1)));
    needWindow(a.fn, coarse, readSize(a.get('filter_size'), cx, 'filter_size'), said` after ${scales - 1} halvings`);
    return batch;
  },
);

const psnr = comparison('psnr', 'a, b, max_val, name=None', ['a', 'b'], (_a, _cx, batch) => batch);

const totalVariation = operation('tf.image.total_variation', 'images, name=None', (a, cx) =>
  withTensor(cx, a.get('images'), (x) => {
    needImage(x, a.fn, 3, 4);
    return result(x.shape.slice(0, -3), x.dtype);
  }),
);

/** Two values per pixel: the vertical and the horizontal edge. The image is mirrored by one pixel on each side. */
const sobelEdges = operation('tf.image.sobel_edges', 'image', (a, cx) =>
  withTensor(cx, a.get('image'), (x) => {
    needImage(x, a.fn, 4, 4);
    if (x.shape.slice(1, 3).some((dim) => lessThan(dim, 2))) {
      throw new ShapeError(
        'pad-mismatch',
        said`${a.fn} mirrors one pixel at each side, so height and width must be 2 at least, but got ${formatShape(x.shape)}.`,
      );
    }
    return result([...x.shape, 2], x.dtype);
  }),
);

const gradients = operation('tf.image.image_gradients', 'image', (a, cx) =>
  withTensor(cx, a.get('image'), (x): Value => {
    needImage(x, a.fn, 4, 4);
    return list([result(x.shape, x.dtype), result(x.shape, x.dtype)]);
  }),
);

export const imageMeasures = [ssim, ssimMultiscale, psnr, totalVariation, sobelEdges, gradients];
