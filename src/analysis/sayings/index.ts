/**
 * All that the rules say (`Saying`), in Chinese: English text → Chinese with the same places `{0}`, `{1}` … for values. A place
 * that is only grammar, such as the ending of a plural, is left out. A text that several say stands in one table.
 */
import { SHAPE_SAYINGS_ZH } from '../../shape/explain/sayings.zh';
import { COMMON_SAYINGS_ZH } from './common.zh';
import { FLAX_SAYINGS_ZH } from './flax.zh';
import { JAX_SAYINGS_ZH } from './jax.zh';
import { KERAS_SAYINGS_ZH } from './keras.zh';
import { OPENCV_SAYINGS_ZH } from './opencv.zh';
import { REASONS_ZH } from './reasons';
import { TENSORFLOW_SAYINGS_ZH } from './tensorflow.zh';
import { TORCH_SAYINGS_ZH } from './torch.zh';

/** The tables, none of which says the same text as another. They stay apart: to join them takes time at every start, and few read Chinese. */
export const SAYINGS_ZH: readonly Readonly<Record<string, string>>[] = [
  SHAPE_SAYINGS_ZH,
  ...REASONS_ZH,
  COMMON_SAYINGS_ZH,
  TORCH_SAYINGS_ZH,
  TENSORFLOW_SAYINGS_ZH,
  KERAS_SAYINGS_ZH,
  FLAX_SAYINGS_ZH,
  JAX_SAYINGS_ZH,
  OPENCV_SAYINGS_ZH,
];

/** A text in Chinese; undefined for the words of others, such as those of the user's own exceptions. */
export function inChinese(text: string): string | undefined {
  const table = SAYINGS_ZH.find((one) => Object.hasOwn(one, text));
  return table?.[text];
}
