/** Losses that compare a row of scores with a row of labels. */
import { equalDims, productOf } from '../dim';
import { ShapeError } from '../errors';
import { formatShape } from '../format';
import type { Dim, Shape } from '../types';
import { said } from '../../protocol/say';

/**
 * tf.nn.softmax_cross_entropy_with_logits: both are read as rows along their last axis and broadcast, and the losses take the
 * leading axes of the logits (tensorflow/python/ops/nn_ops.py, kernels/xent_op.cc: "must be broadcastable").
 * @throws ShapeError `broadcast-mismatch`
 */
export function softmaxCrossEntropyShape(logits: Shape, labels: Shape, op: string): Dim[] {
  const [scores, given] = [rowsOf(logits), rowsOf(labels)];
  const classesClash =
    scores.classes !== 1 && given.classes !== 1 && equalDims(scores.classes, given.classes) === false;
  // Rows of labels are repeated, rows of logits are not: the losses are given the shape of the logits.
  const rowsClash = given.rows !== 1 && equalDims(scores.rows, given.rows) === false;
  if (classesClash || rowsClash) throw mismatch(op, logits, labels, logits);
  return logits.slice(0, -1);
}

/** @throws ShapeError `broadcast-mismatch` where labels are not one class number for every row of logits. */
export function sparseCrossEntropyShape(logits: Shape, labels: Shape, op: string): Dim[] {
  const wanted = logits.slice(0, -1);
  if (!isSame(wanted, labels)) throw mismatch(op, logits, labels, wanted);
  return wanted;
}

/** @throws ShapeError `broadcast-mismatch` where labels are not one number for every number of logits. */
export function sigmoidCrossEntropyShape(logits: Shape, labels: Shape, op: string): Dim[] {
  if (!isSame(logits, labels)) throw mismatch(op, logits, labels, logits);
  return [...logits];
}

function rowsOf(shape: Shape): { rows: Dim; classes: Dim } {
  return { rows: productOf(shape.slice(0, -1)), classes: shape.at(-1) ?? 1 };
}

const isSame = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((dim, i) => equalDims(dim, b[i]) !== false);

function mismatch(op: string, logits: Shape, labels: Shape, wanted: Shape): ShapeError {
  return new ShapeError(
    'broadcast-mismatch',
    said`${op}: logits of shape ${formatShape(logits)} need labels of shape ${formatShape(wanted)}, but got ${formatShape(labels)}.`,
  );
}
