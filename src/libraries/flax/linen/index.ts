/** The attributes of `flax.linen`. */
import type { ClassValue, Value } from '../../../python/interpreter/values';
import { activations } from '../../jax/activations';
import { passing } from '../../jax/transforms';
import { attentionLayers } from './attention';
import { convolutionLayers } from './convolution';
import { linearLayers } from './linear';
import { compact } from './module';
import { normalizationLayers } from './normalization';
import { poolingFunctions } from './pooling';
import { recurrentLayers } from './recurrent';
import { sequential } from './sequential';
import { moduleClass } from './state';

const byName = (classes: readonly ClassValue[]): Record<string, Value> =>
  Object.fromEntries(classes.map((cls) => [cls.name, cls]));

export const linen: Record<string, Value> = {
  ...activations,
  ...poolingFunctions,
  ...byName([...convolutionLayers, ...linearLayers, ...normalizationLayers, ...attentionLayers, ...recurrentLayers]),
  Sequential: sequential,
  Module: moduleClass,
  compact,
  nowrap: passing('nowrap'),
  remat: passing('remat'),
  checkpoint: passing('checkpoint'),
  jit: passing('jit'),
};
