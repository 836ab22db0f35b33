/**
 * How the elements of a tensor lie in memory: the step from one to the next along each axis. PyTorch's `view` copies nothing
 * and refuses a shape that no steps can describe (`computeStride` in ATen/TensorUtils.cpp).
 */

/** Sizes or steps, one for each axis, as numbers. */
export type Steps = readonly number[];

/** Row-major steps. */
export function contiguousSteps(sizes: Steps): number[] {
  const steps: number[] = Array.from({ length: sizes.length }, () => 1);
  for (let i = sizes.length - 2; i >= 0; i--) steps[i] = steps[i + 1] * Math.max(sizes[i + 1], 1);
  return steps;
}

/** Whether elements follow each other in row-major order; the step of an axis of one element does not matter. */
export function isContiguous(sizes: Steps, steps: Steps): boolean {
  if (sizes.includes(0)) return true;
  const expected = contiguousSteps(sizes);
  return sizes.every((size, i) => size === 1 || steps[i] === expected[i]);
}

/** The steps of the same elements seen under another shape; undefined where they would have to be copied. */
export function viewSteps(sizes: Steps, steps: Steps, to: Steps): number[] | undefined {
  if (sizes.includes(0)) return contiguousSteps(to);
  if (sizes.length === 0) return to.map(() => 1);
  const result: number[] = Array.from({ length: to.length }, () => 1);
  let view = to.length - 1;
  let base = steps[steps.length - 1];
  let [inTensor, inView] = [1, 1];
  for (let axis = sizes.length - 1; axis >= 0; axis--) {
    inTensor *= sizes[axis];
    const follows = axis > 0 && (sizes[axis - 1] === 1 || steps[axis - 1] === inTensor * base);
    if (follows) continue;
    // A run of axes that follow each other ends here: axes of the view must end with it.
    for (; view >= 0 && (inView < inTensor || to[view] === 1); view--) {
      result[view] = inView * base;
      inView *= to[view];
    }
    if (inView !== inTensor) return undefined;
    if (axis > 0) {
      base = steps[axis - 1];
      [inTensor, inView] = [1, 1];
    }
  }
  return view < 0 ? result : undefined;
}
