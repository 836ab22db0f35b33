/** The attributes of `flax.nnx`. */
import type { Value } from '../../../python/interpreter/values';
import { activations } from '../../jax/activations';
import { nnxAttention } from '../../jax/attention';
import { control } from '../../jax/lax/control';
import { transforms } from '../../jax/transforms';
import { masks } from '../linen/masks';
import { poolingFunctions } from '../linen/pooling';
import { gradientFunctions } from './gradients';
import { graphFunctions } from './graph';
import { layers } from './layers';
import { metrics } from './metrics';
import { moduleClass, variableClasses } from './module';
import { rngs } from './rngs';
import { vmap } from './vmap';

const { jit, remat, eval_shape } = transforms;
const { cond, switch: switchOf, fori_loop, while_loop } = control;

export const nnx: Record<string, Value> = {
  ...activations,
  dot_product_attention: nnxAttention,
  ...poolingFunctions,
  ...layers,
  jit,
  vmap,
  ...gradientFunctions,
  remat,
  eval_shape,
  cond,
  switch: switchOf,
  fori_loop,
  while_loop,
  ...masks,
  ...graphFunctions,
  Module: moduleClass,
  ...variableClasses,
  Rngs: rngs,
  ...metrics,
};
