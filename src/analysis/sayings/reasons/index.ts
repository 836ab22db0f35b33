/** Why something is not known, in Chinese; what stands here is the beginning of a sentence or a clause of its own. One table by who gives the reason. */
import { COMMON_REASONS_ZH } from './common.zh';
import { JAX_REASONS_ZH } from './jax.zh';
import { KERAS_REASONS_ZH } from './keras.zh';
import { NUMPY_REASONS_ZH } from './numpy.zh';
import { PYTHON_REASONS_ZH } from './python.zh';
import { TENSORFLOW_REASONS_ZH } from './tensorflow.zh';
import { TORCH_REASONS_ZH } from './torch.zh';

export const REASONS_ZH: readonly Readonly<Record<string, string>>[] = [
  COMMON_REASONS_ZH,
  JAX_REASONS_ZH,
  KERAS_REASONS_ZH,
  NUMPY_REASONS_ZH,
  PYTHON_REASONS_ZH,
  TENSORFLOW_REASONS_ZH,
  TORCH_REASONS_ZH,
];
