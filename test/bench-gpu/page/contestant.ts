import type { DataFormat, Maps } from '../../../src/compute/layout';
import type { ConvProblem } from '../../../src/compute/problem';

/** One case with its numbers, before any contestant has seen them. */
export interface CaseData {
  readonly problem: ConvProblem;
  /** (1, C, H, W) in the two orders of axes. */
  readonly input: Readonly<Record<DataFormat, Float32Array>>;
  /** (out, in / groups, rows, columns). */
  readonly weight: Float32Array;
}

/** A library on one of its backends. */
export interface Contestant {
  readonly name: string;
  /** What can be run for a case. Nothing is compiled here: the first call of a run does that. */
  prepare(data: CaseData): Run[] | Promise<Run[]>;
}

/** One way of computing a case: numbers in arrays of JavaScript in, numbers in an array of JavaScript out. */
export interface Run {
  /** `full`: input and weights arrive with each call; `resident`: weights stay on the device, the input arrives. */
  readonly kind: 'full' | 'resident';
  /** Tells ways of the same kind apart; the faster one counts. */
  readonly variant: string;
  call(): Promise<Maps>;
}
