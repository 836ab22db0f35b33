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

const arrayFunctions = byName(arrays);
const { moments, multi_hot, one_hot, polar, norm } = arrayFunctions;
const matrixFunctions = byName(linalgOps);

// Some functions stand in two parts of `keras.ops`.
export const neuralFunctions: Record<string, Value> = { ...byName(neuralOps), moments, multi_hot, one_hot, polar };
export const numpyFunctions: Record<string, Value> = { ...arrayFunctions, slogdet: matrixFunctions.slogdet };
export const linalgFunctions: Record<string, Value> = { ...matrixFunctions, norm };
export const imageFunctions: Record<string, Value> = byName(imageOps);

export const operations: Record<string, Value> = {
  ...numpyFunctions,
  ...linalgFunctions,
  ...neuralFunctions,
  ...byName(spectralOps),
  ...byName(controlOps),
  rearrange: einopsFunctions.rearrange,
};
