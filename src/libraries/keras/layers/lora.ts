/** Adapters of low rank beside a kernel (`enable_lora` in keras/src/layers/core/dense.py and convolutional/base_conv.py). */
import type { Bound } from '../../../python/interpreter/native';
import { str } from '../../../python/interpreter/values';
import type { Dim } from '../../../shape';
import { positive } from '../arguments';
import type { WeightEntry } from '../define';

/** The two parameters of layers that have them. */
export const LORA = 'lora_rank=None, lora_alpha=None';

/**
 * The weights of a layer, its kernel first, with `lora_rank`: two narrow matrices behind them that are trained in place of the kernel.
 */
export function withLora(weights: readonly WeightEntry[], rank: Dim | undefined): WeightEntry[] {
  if (rank === undefined) return [...weights];
  const [kernel, ...others] = weights;
  const { name, shape } = kernel;
  return [
    { ...kernel, trainable: false },
    ...others,
    { name: `lora_${name}_a`, shape: [...shape.slice(0, -1), rank] },
    { name: `lora_${name}_b`, shape: [rank, shape[shape.length - 1]], initializer: str('zeros') },
  ];
}

/** The rank that was asked for. */
export const loraRank = (a: Bound): Dim | undefined => (a.isNone('lora_rank') ? undefined : positive(a, 'lora_rank'));
