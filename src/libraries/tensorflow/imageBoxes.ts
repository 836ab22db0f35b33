/** `tf.image` around boxes and files: boxes that are drawn, sampled and thinned out, images written to bytes. */
import { native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { int, str, tuple, type NativeFunction, type Value } from '../../python/interpreter/values';
import type { Context } from '../../python/interpreter/context';
import { ShapeError, equalDims, formatShape, type Dim } from '../../shape';
import { said } from '../../protocol/say';
import { convert } from './convert';
import { encoded } from './imageFiles';
import { operation } from './operation';
import { result, withTensor } from './ops/tensors';
import { readSize } from './staticShape';

const drawBoxes = operation('tf.image.draw_bounding_boxes', 'images, boxes, colors=None, name=None', (a, cx) =>
  withTensor(cx, a.get('images'), (x) => {
    if (x.shape.length !== 4) {
      throw new ShapeError(
        'rank-mismatch',
        said`${a.fn} takes a batch of images, (batch, height, width, channels), but got ${formatShape(x.shape)}.`,
      );
    }
    const boxes = convert(cx, a.get('boxes'));
    const given = boxes.kind === 'tensor' ? boxes.shape : undefined;
    if (
      given &&
      (given.length !== 3 || equalDims(given[0], x.shape[0]) === false || equalDims(given[2], 4) === false)
    ) {
      throw new ShapeError(
        'rank-mismatch',
        said`${a.fn} takes boxes of (batch, boxes, 4), one list for each of the images of ${formatShape(x.shape)}, but got ${formatShape(given)}.`,
      );
    }
    return result(x.shape, x.dtype);
  }),
);

/** Where a crop begins, how large it is, and its box. */
const sampleBox = (name: string): NativeFunction =>
  operation(`tf.image.${name}`, 'image_size, bounding_boxes, *args, **kwargs', () =>
    tuple([result([3], 'int32'), result([3], 'int32'), result([1, 1, 4], 'float32')]),
  );

const kept = (cx: Context): Dim => cx.unknownDim('how many boxes are kept depends on the data');

const suppression = operation(
  'tf.image.non_max_suppression',
  'boxes, scores, max_output_size, iou_threshold=0.5, score_threshold=None, name=None',
  (a, cx) => {
    const boxes = convert(cx, a.get('boxes'));
    const shape = boxes.kind === 'tensor' ? boxes.shape : undefined;
    if (shape && (shape.length !== 2 || equalDims(shape[1], 4) === false)) {
      throw new ShapeError(
        'rank-mismatch',
        said`${a.fn} takes boxes of shape (count, 4), but got ${formatShape(shape)}.`,
      );
    }
    const scores = convert(cx, a.get('scores'));
    const counted = scores.kind === 'tensor' ? scores.shape : undefined;
    if (shape && counted && (counted.length !== 1 || equalDims(counted[0], shape[0]) === false)) {
      throw new ShapeError(
        'input-size-mismatch',
        said`${a.fn} takes one score for each of the boxes ${formatShape(shape)}, but got ${formatShape(counted)}.`,
      );
    }
    return result([kept(cx)], 'int32');
  },
);

const suppressionWithScores = operation(
  'tf.image.non_max_suppression_with_scores',
  'boxes, scores, max_output_size, *args, **kwargs',
  (_a, cx) => {
    const count = kept(cx);
    return tuple([result([count], 'int32'), result([count], 'float32')]);
  },
);

const combinedSuppression = operation(
  'tf.image.combined_non_max_suppression',
  'boxes, scores, max_output_size_per_class, max_total_size, *args, **kwargs',
  (a, cx) =>
    withTensor(cx, a.get('boxes'), (boxes) => {
      if (boxes.shape.length !== 4) {
        throw new ShapeError(
          'rank-mismatch',
          said`${a.fn} takes boxes of (batch, boxes, classes, 4), but got ${formatShape(boxes.shape)}.`,
        );
      }
      const [batch, total] = [boxes.shape[0], readSize(a.get('max_total_size'), cx, 'max_total_size')];
      return tuple([
        result([batch, total, 4], 'float32'),
        result([batch, total], 'float32'),
        result([batch, total], 'float32'),
        result([batch], 'int32'),
      ]);
    }),
);

/** The words and numbers that say how an image is resized: numbers in version 1. */
const resizeMethod = nativeClass('tensorflow.image', 'ResizeMethod', [types.object], {
  BILINEAR: str('bilinear'),
  NEAREST_NEIGHBOR: int(1),
  BICUBIC: str('bicubic'),
  AREA: str('area'),
  LANCZOS3: str('lanczos3'),
  LANCZOS5: str('lanczos5'),
  GAUSSIAN: str('gaussian'),
  MITCHELLCUBIC: str('mitchellcubic'),
});

export const imageBoxes: Record<string, Value> = {
  draw_bounding_boxes: drawBoxes,
  sample_distorted_bounding_box: sampleBox('sample_distorted_bounding_box'),
  stateless_sample_distorted_bounding_box: sampleBox('stateless_sample_distorted_bounding_box'),
  non_max_suppression: suppression,
  non_max_suppression_with_scores: suppressionWithScores,
  combined_non_max_suppression: combinedSuppression,
  encode_jpeg: encoded('tf.image.encode_jpeg'),
  encode_png: encoded('tf.image.encode_png'),
  extract_jpeg_shape: native('extract_jpeg_shape', '*args, **kwargs', () => result([3], 'int32')),
  ResizeMethod: resizeMethod,
};
