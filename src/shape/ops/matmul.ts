import { equalDims, productOf } from '../dim';
import { ShapeError } from '../errors';
import { formatDim, formatShape } from '../format';
import type { Dim, Shape } from '../types';
import { normalizeAxes } from './axes';
import { broadcastShapes } from './broadcast';
import { betterKnown } from './merge';
import { said } from '../../protocol/say';

/**
 * Matrix product with broadcast leading axes; vectors count as one row or one column, which is dropped again
 * (np.matmul, torch.matmul, tf.matmul).
 * @throws ShapeError `matmul-mismatch`, `rank-mismatch` for scalars, `broadcast-mismatch`.
 */
export function matmulShape(a: Shape, b: Shape, op = 'matmul'): Dim[] {
  if (a.length === 0 || b.length === 0)
    throw new ShapeError(
      'rank-mismatch',
      said`${op} needs tensors with at least one axis, but got ${formatShape(a)} and ${formatShape(b)}.`,
    );
  const left = a.length === 1 ? [1, ...a] : a;
  const right = b.length === 1 ? [...b, 1] : b;
  checkInner(a, b, left[left.length - 1], right[right.length - 2], op);
  const leading = broadcastShapes([left.slice(0, -2), right.slice(0, -2)], op);
  const rows = a.length === 1 ? [] : [left[left.length - 2]];
  const columns = b.length === 1 ? [] : [right[right.length - 1]];
  return [...leading, ...rows, ...columns];
}

/**
 * tf.matmul and `@` of TensorFlow's tensors: matrices or stacks of them. A vector is neither a row nor a column there.
 * @throws ShapeError `rank-mismatch` for vectors, and as matmulShape does
 */
export function tfMatmulShape(a: Shape, b: Shape, op = 'tf.matmul'): Dim[] {
  const [vector, axis] = a.length < 2 ? [a, 0] : [b, 1];
  if (vector.length < 2) {
    const place = axis === 0 ? said`first` : said`second`;
    const way = vector.length === 1 ? said` Make it one with tf.expand_dims(…, ${axis}), or use tf.linalg.matvec.` : '';
    throw new ShapeError(
      'rank-mismatch',
      said`${op} multiplies matrices, but got ${formatShape(a)} and ${formatShape(b)}: the ${place} one has ${vector.length} axes.${way}`,
    );
  }
  return matmulShape(a, b, op);
}

function checkInner(a: Shape, b: Shape, inner: Dim, outer: Dim, op: string): void {
  if (equalDims(inner, outer) !== false) return;
  throw new ShapeError(
    'matmul-mismatch',
    said`${formatShape(a)} and ${formatShape(b)} cannot be multiplied by ${op}: the first has ${formatDim(inner)} columns, the second ${formatDim(outer)} rows, and they must be equal. Transpose one of them, or change its size.`,
  );
}

/** torch.mm: two matrices. */
export function mmShape(a: Shape, b: Shape): Dim[] {
  checkRanks(a, b, 2, 'mm');
  return matmulShape(a, b, 'mm');
}

/** torch.bmm: two stacks of matrices of equal height, without broadcasting. */
export function bmmShape(a: Shape, b: Shape): Dim[] {
  checkRanks(a, b, 3, 'bmm');
  if (equalDims(a[0], b[0]) === false)
    throw new ShapeError(
      'matmul-mismatch',
      said`bmm multiplies stacks of equally many matrices, but ${formatShape(a)} has ${formatDim(a[0])} and ${formatShape(b)} has ${formatDim(b[0])}. Use matmul, which broadcasts, if one of them is 1.`,
    );
  checkInner(a, b, a[2], b[1], 'bmm');
  return [betterKnown(a[0], b[0]), a[1], b[2]];
}

function checkRanks(a: Shape, b: Shape, rank: number, op: string): void {
  for (const shape of [a, b])
    if (shape.length !== rank)
      throw new ShapeError(
        'rank-mismatch',
        said`${op} takes tensors of ${rank} axes, but got ${formatShape(a)} and ${formatShape(b)}. Use matmul for other ranks.`,
      );
}

/**
 * A dense layer: (…, in) → (…, out). `inFeatures` undefined: read off the input (Dense).
 * @throws ShapeError `features-mismatch`, `rank-mismatch` for a scalar.
 */
export function linearShape(input: Shape, inFeatures: Dim | undefined, outFeatures: Dim, op = 'Linear'): Dim[] {
  if (input.length === 0)
    throw new ShapeError('rank-mismatch', said`${op} needs an input of at least one axis, but got a scalar.`);
  const last = input[input.length - 1];
  if (inFeatures !== undefined && equalDims(last, inFeatures) === false)
    throw new ShapeError(
      'features-mismatch',
      said`The input ${formatShape(input)} has ${formatDim(last)} features on its last axis, but ${op} was built for in_features=${formatDim(inFeatures)}. Use in_features=${formatDim(last)}, or reshape the input.`,
      { parameter: 'in_features', value: last },
    );
  return [...input.slice(0, -1), outFeatures];
}

/**
 * np/torch/tf.tensordot: the named axes of both are multiplied and summed; the rest stays, first those of a.
 * @param byProduct TensorFlow makes matrices of both first and compares only the products of the sizes.
 * @throws ShapeError `matmul-mismatch`.
 */
export function tensordotShape(
  a: Shape,
  b: Shape,
  axesA: readonly number[],
  axesB: readonly number[],
  byProduct = false,
): Dim[] {
  const [inA, inB] = [normalizeAxes(axesA, a.length, 'tensordot'), normalizeAxes(axesB, b.length, 'tensordot')];
  if (inA.length !== inB.length)
    throw new ShapeError(
      'matmul-mismatch',
      said`tensordot pairs ${inA.length} axes with ${inB.length}; name equally many of both tensors.`,
    );
  const whole = (shape: Shape, axes: readonly number[]): Dim => productOf(axes.map((axis) => shape[axis]));
  const isWhole = byProduct && equalDims(whole(a, inA), whole(b, inB)) !== false;
  inA.forEach((axis, i) => {
    if (!isWhole && equalDims(a[axis], b[inB[i]]) === false)
      throw new ShapeError(
        'matmul-mismatch',
        said`tensordot sums over axis ${axis} of ${formatShape(a)} and axis ${inB[i]} of ${formatShape(b)}, but ${formatDim(a[axis])} is not ${formatDim(b[inB[i]])}.`,
      );
  });
  return [...a.filter((_, i) => !inA.includes(i)), ...b.filter((_, i) => !inB.includes(i))];
}
