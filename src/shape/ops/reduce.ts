import type { Dim, Shape } from '../types';
import { normalizeAxes } from './axes';

/**
 * Sums, means, maxima over axes (all when undefined): they vanish, or become 1 with `keepDims`.
 * @throws ShapeError `axis-out-of-range`, `duplicate-axis`.
 */
export function reduceShape(input: Shape, axes: readonly number[] | undefined, keepDims: boolean, op: string): Dim[] {
  const gone = axes ? normalizeAxes(axes, input.length, op) : input.map((_, i) => i);
  return keepDims ? input.map((dim, i) => (gone.includes(i) ? 1 : dim)) : input.filter((_, i) => !gone.includes(i));
}
