/** The attributes of `flax.linen`. */
import type { ClassValue, Value } from '../../../python/interpreter/values';
import { nativeClass } from '../../../python/interpreter/native';
import { activations } from '../../jax/activations';
import { flaxAttention } from '../../jax/attention';
import { initializers } from '../../jax/initializers';
import { passing } from '../../jax/transforms';
import { attentionLayers } from './attention';
import { convolutionLayers } from './convolution';
import { lifting } from './lifting';
import { linearLayers } from './linear';
import { masks } from './masks';
import { compact } from './module';
import { normalizationLayers } from './normalization';
import { poolingFunctions } from './pooling';
import { recurrentLayers } from './recurrent';
import { sequential } from './sequential';
import { moduleClass } from './state';
import { wrapperLayers } from './wrappers';

const byName = (classes: readonly ClassValue[]): Record<string, Value> =>
  Object.fromEntries(classes.map((cls) => [cls.name, cls]));

/** What jax.nn and nnx have, and linen has not. */
const ABSENT = ['mish', 'identity', 'min_pool'];

const layers = [
  ...convolutionLayers,
  ...linearLayers,
  ...normalizationLayers,
  ...attentionLayers,
  ...recurrentLayers,
  ...wrapperLayers,
];

export const linen: Record<string, Value> = {
  ...Object.fromEntries(
    Object.entries({ ...activations, dot_product_attention: flaxAttention, ...poolingFunctions }).filter(
      ([name]) => !ABSENT.includes(name),
    ),
  ),
  ...byName(layers),
  ...lifting,
  ...masks,
  zeros_init: initializers.zeros_init,
  ones_init: initializers.ones_init,
  RNNCellBase: nativeClass('flax.linen', 'RNNCellBase', [moduleClass]),
  with_partitioning: passing('with_partitioning'),
  with_logical_partitioning: passing('with_logical_partitioning'),
  with_logical_constraint: passing('with_logical_constraint'),
  Sequential: sequential,
  Module: moduleClass,
  compact,
  nowrap: passing('nowrap'),
};
