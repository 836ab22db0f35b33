import type { Block, Program } from '../kernels/program';
import type { NumberArray } from '../ndarray';
import type { DeviceParameters } from './types';

/** Weight and bias of a program where its kernel reads them. */
export interface PlacedParameters<Place> extends DeviceParameters {
  readonly weight: Place;
  readonly bias: Place;
}

/** Lays weight and bias out as a program reads them and has `bring` bring each to the device. */
export function placeParameters<Place extends { release(): void }>(
  program: Program,
  bring: (block: Block) => Place,
  weights: NumberArray,
  biases: NumberArray | undefined,
): PlacedParameters<Place> {
  const weight = bring(program.packWeight(weights));
  const bias = bring(program.packBias(biases));
  return {
    weight,
    bias,
    release: () => {
      weight.release();
      bias.release();
    },
  };
}
