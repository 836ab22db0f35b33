/** The attributes of `flax.nnx`. */
import type { Value } from '../../../python/interpreter/values';
import { activations } from '../../jax/activations';
import { transforms } from '../../jax/transforms';
import { poolingFunctions } from '../linen/pooling';
import { layers } from './layers';
import { batchStatClass, moduleClass, paramClass, rngs } from './module';

const { jit, vmap, grad, value_and_grad, remat, eval_shape } = transforms;

export const nnx: Record<string, Value> = {
  ...activations,
  ...poolingFunctions,
  ...layers,
  jit,
  vmap,
  grad,
  value_and_grad,
  remat,
  eval_shape,
  Module: moduleClass,
  Param: paramClass,
  BatchStat: batchStatClass,
  Rngs: rngs,
};
