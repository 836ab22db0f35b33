/** `keras.ops` and its parts: `ops.nn`, `ops.numpy`, `ops.linalg`, `ops.image`. */
import type { NativeFunction, Value } from '../../../python/interpreter/values';
import { functions as einopsFunctions } from '../../einops/functions';
import { byName } from '../../tensorflow/operation';
import { arrangingOps } from './arranging';
import { controlOps, vectorize } from './control';
import { creatingOps } from './creating';
import { elementFunctions } from './elements';
import { joiningOps } from './joining';
import { imageOps } from './images';
import { linalgOps, linearOps } from './linear';
import { neuralOps } from './neural';
import { reducingOps } from './reducing';
import { spectralOps } from './spectra';

const arrays: readonly NativeFunction[] = [
  ...elementFunctions,
  ...reducingOps,
  ...arrangingOps,
  ...joiningOps,
  ...creatingOps,
  ...linearOps,
  vectorize,
];

export const neuralFunctions: Record<string, Value> = byName(neuralOps);
export const numpyFunctions: Record<string, Value> = byName(arrays);
export const linalgFunctions: Record<string, Value> = byName(linalgOps);
export const imageFunctions: Record<string, Value> = byName(imageOps);

export const operations: Record<string, Value> = {
  ...numpyFunctions,
  ...linalgFunctions,
  ...neuralFunctions,
  ...byName(spectralOps),
  ...byName(controlOps),
  rearrange: einopsFunctions.rearrange,
};
