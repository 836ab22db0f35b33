/**
 * Keras 1's spelling of arguments (documentation of Keras 1.2.2; Keras 2.0 to 2.3 still read it, `keras/legacy/interfaces.py`).
 * None of these names means anything in a later version, so whoever writes one runs Keras 1 or a version that reads it.
 */
import type { Context } from '../../../python/interpreter/context';
import type { Parameter } from '../../../python/interpreter/native';
import { NONE, str, tuple, type NativeCall, type Value } from '../../../python/interpreter/values';
import { readShape } from '../../tensorflow/staticShape';
import { noteImage, speaksKeras1 } from './layout';

/** Old names, and those that they have now: the first that the layer takes. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  init: ['kernel_initializer', 'embeddings_initializer', 'depthwise_initializer', 'alpha_initializer'],
  inner_init: ['recurrent_initializer'],
  gamma_init: ['gamma_initializer'],
  beta_init: ['beta_initializer'],
  W_regularizer: ['kernel_regularizer', 'embeddings_regularizer'],
  U_regularizer: ['recurrent_regularizer'],
  b_regularizer: ['bias_regularizer'],
  W_constraint: ['kernel_constraint', 'embeddings_constraint'],
  U_constraint: ['recurrent_constraint'],
  b_constraint: ['bias_constraint'],
  depthwise_init: ['depthwise_initializer'],
  pointwise_init: ['pointwise_initializer'],
  inner_activation: ['recurrent_activation'],
  bias: ['use_bias'],
  output_dim: ['units'],
  nb_filter: ['filters'],
  filter_length: ['kernel_size'],
  border_mode: ['padding'],
  subsample: ['strides'],
  subsample_length: ['strides'],
  atrous_rate: ['dilation_rate'],
  dim_ordering: ['data_format'],
  pool_length: ['pool_size'],
  stride: ['strides'],
  length: ['size'],
  p: ['rate'],
  sigma: ['stddev'],
  dropout_W: ['dropout'],
  dropout_U: ['recurrent_dropout'],
  concat_axis: ['axis'],
};

/** Single sizes of a kernel, in order. */
const KERNEL = ['nb_row', 'nb_col', 'kernel_dim1', 'kernel_dim2', 'kernel_dim3'];

/** What no later version has, and no size depends on. */
const DROPPED = ['consume_less', 'forget_bias_init', 'mode', 'dropout', 'output_shape', 'dims'];

/** The name that an argument of Keras 1 has since Keras 2. */
export const laterName = (name: string): string | undefined =>
  KERNEL.includes(name) ? 'kernel_size' : NAMES[name]?.[0];

/**
 * Whether the program may run a version of Keras that reads the old spelling: it imports `keras` itself, of which no later
 * version is known to be installed. `tensorflow.keras` never read it.
 */
export function readsKeras1(cx: Context): boolean {
  if (cx.loadedModule('keras') === undefined) return false;
  const version = cx.installedVersion('keras');
  return version === undefined || version === null || /^(0|1|2\.[0-3])(\.|$)/.test(version);
}

/** The arguments of a layer's constructor in today's spelling; those that have it already come back as they are. */
export function modernized(
  cx: Context,
  layer: string,
  parameters: readonly Parameter[],
  given: NativeCall,
): NativeCall {
  const takes = (name: string): boolean => parameters.some((parameter) => parameter.name === name);
  const isOld = (name: string): boolean =>
    !takes(name) && (name in NAMES || KERNEL.includes(name) || DROPPED.includes(name));
  if (![...given.kwargs.keys()].some(isOld) || !readsKeras1(cx)) return given;
  const image = given.kwargs.get('input_shape');
  if (image) noteImage(cx, readShape(image, cx, 'input_shape'));
  speaksKeras1(cx);
  const kwargs = new Map<string, Value>();
  const sizes: Value[] = [];
  for (const [name, value] of given.kwargs) {
    const now = takes(name) ? name : NAMES[name]?.find(takes);
    if (now) kwargs.set(now, name === 'dim_ordering' ? layoutOf(value) : value);
    else if (KERNEL.includes(name)) sizes.push(value);
    else if (!DROPPED.includes(name)) kwargs.set(name, value);
  }
  const kernel = takes('kernel_size') ? kernelOf(layer, [...given.args.slice(1), ...sizes]) : undefined;
  if (kernel) kwargs.set('kernel_size', kernel);
  return { args: kernel ? given.args.slice(0, 1) : given.args, kwargs };
}

/** The sizes of a kernel that stand one by one behind the number of filters: `Convolution2D(64, 3, 3)`. */
export function kernelOf(layer: string, sizes: readonly Value[]): Value | undefined {
  const rank = Number(/(\d)D/.exec(layer)?.[1]);
  const kernel = sizes.slice(0, rank);
  const isWhole =
    rank > 1 && kernel.length === rank && kernel.every(({ kind }) => kind === 'int' || kind === 'unknown');
  return isWhole ? tuple(kernel) : undefined;
}

/** `th` and `tf` as the layouts are called now. */
export function layoutOf(word: Value): Value {
  const layouts: Readonly<Record<string, string>> = { th: 'channels_first', tf: 'channels_last' };
  return word.kind !== 'str' ? word : word.value in layouts ? str(layouts[word.value]) : NONE;
}
