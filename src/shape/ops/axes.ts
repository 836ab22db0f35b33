import { ShapeError } from '../errors';
import { formatDim, formatShape } from '../format';
import type { Dim, Shape } from '../types';
import { said } from '../../protocol/say';

/**
 * An axis counted from either end → counted from the front. A tensor without axes takes 0 and −1, as PyTorch does.
 * @throws ShapeError `axis-out-of-range`.
 */
export function normalizeAxis(axis: number, rank: number, op: string): number {
  const count = Math.max(rank, 1);
  if (Number.isInteger(axis) && axis >= -count && axis < count) return axis < 0 ? axis + count : axis;
  throw new ShapeError(
    'axis-out-of-range',
    said`Axis ${axis} of ${op} is out of range: a tensor of ${rank} ${rank === 1 ? 'axis' : 'axes'} takes ${-count} to ${count - 1}.`,
    { parameter: 'dim', value: axis < 0 ? -count : count - 1 },
  );
}

/**
 * Several axes counted from the front, none twice.
 * @throws ShapeError `axis-out-of-range` or `duplicate-axis`.
 */
export function normalizeAxes(axes: readonly number[], rank: number, op: string): number[] {
  const normal = axes.map((axis) => normalizeAxis(axis, rank, op));
  const twice = normal.find((axis, i) => normal.indexOf(axis) !== i);
  if (twice !== undefined)
    throw new ShapeError(
      'duplicate-axis',
      said`Axis ${twice} appears more than once in the axes (${axes.join(', ')}) of ${op}; name each axis once.`,
    );
  return normal;
}

/**
 * The axes in a new order.
 * @throws ShapeError `permute-mismatch` when the order does not name as many axes as there are, `duplicate-axis`.
 */
export function permuteShape(input: Shape, order: readonly number[], op = 'permute'): Dim[] {
  if (order.length !== input.length)
    throw new ShapeError(
      'permute-mismatch',
      said`${op} of ${formatShape(input)} needs an order of all ${input.length} axes, but (${order.join(', ')}) names ${order.length}.`,
    );
  return normalizeAxes(order, input.length, op).map((axis) => input[axis]);
}

/** Two axes exchanged. */
export function transposeShape(input: Shape, a: number, b: number): Dim[] {
  const [i, j] = [normalizeAxis(a, input.length, 'transpose'), normalizeAxis(b, input.length, 'transpose')];
  const output = [...input];
  if (input.length > 0) [output[i], output[j]] = [input[j], input[i]];
  return output;
}

/**
 * Axes moved to new places, the others in their order around them (torch.movedim, np.moveaxis).
 * @throws ShapeError `permute-mismatch` when the two lists differ in length.
 */
export function moveAxisShape(input: Shape, from: readonly number[], to: readonly number[]): Dim[] {
  if (from.length !== to.length)
    throw new ShapeError(
      'permute-mismatch',
      said`moveaxis moves ${from.length} axes to ${to.length} places; give as many.`,
    );
  const sources = normalizeAxes(from, input.length, 'moveaxis');
  const places = normalizeAxes(to, input.length, 'moveaxis');
  const output = new Array<Dim | undefined>(input.length).fill(undefined);
  sources.forEach((source, i) => (output[places[i]] = input[source]));
  const rest = input.filter((_, axis) => !sources.includes(axis));
  return output.map((dim) => dim ?? (rest.shift() as Dim));
}

/**
 * Axes of size 1 removed: those named, or all that are certainly 1. `strict`: an axis that is certainly not 1 is an
 * error (NumPy, TensorFlow), where PyTorch leaves it as it is.
 * @throws ShapeError `axis-out-of-range`, `view-mismatch`.
 */
export function squeezeShape(input: Shape, axes?: readonly number[], strict = false): Dim[] {
  if (!axes) return input.filter((dim) => dim !== 1);
  const gone = normalizeAxes(axes, input.length, 'squeeze');
  const wrong = gone.find((axis) => typeof input[axis] === 'number' && input[axis] !== 1);
  if (strict && wrong !== undefined)
    throw new ShapeError(
      'view-mismatch',
      said`squeeze removes axes of size 1, but axis ${wrong} of ${formatShape(input)} has ${formatDim(input[wrong])}.`,
    );
  return input.filter((dim, axis) => !gone.includes(axis) || (!strict && dim !== 1));
}

/** A new axis of size 1; `axis` counts in the result. */
export function unsqueezeShape(input: Shape, axis: number): Dim[] {
  const place = normalizeAxis(axis, input.length + 1, 'unsqueeze');
  return [...input.slice(0, place), 1, ...input.slice(place)];
}
