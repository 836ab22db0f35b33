import type { ConvStep } from '../../src/protocol/payload';

/** Channels and groups of a weight, and where in it a kernel begins. */
export interface WeightForm {
  readonly groups: number;
  readonly inPerGroup: number;
  readonly outPerGroup: number;
  readonly kernel: readonly number[];
  readonly taps: number;
  /** The flat index of the first tap between an output channel and the `i`-th input of its group. */
  offset(output: number, i: number): number;
}

/** How a weight of the protocol's order is read. */
export function weightForm(
  transposed: boolean,
  groups: number,
  inChannels: number,
  outChannels: number,
  kernel: readonly number[],
): WeightForm {
  const inPerGroup = inChannels / groups;
  const outPerGroup = outChannels / groups;
  const taps = kernel.reduce((n, size) => n * size, 1);
  const offset = transposed
    ? (output: number, i: number) =>
        ((Math.floor(output / outPerGroup) * inPerGroup + i) * outPerGroup + (output % outPerGroup)) * taps
    : (output: number, i: number) => (output * inPerGroup + i) * taps;
  return { groups, inPerGroup, outPerGroup, kernel, taps, offset };
}

/** The form of a step's weight as it is. */
export function weightFormOf(step: ConvStep, shape: readonly number[]): WeightForm {
  const [first, second, ...kernel] = shape;
  return step.transposed
    ? weightForm(true, step.groups, first, second * step.groups, kernel)
    : weightForm(false, step.groups, second * step.groups, first, kernel);
}
