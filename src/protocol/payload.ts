/**
 * What a notebook output carries: `application/vnd.convlens.v1+json`.
 *
 * Input and weights travel, feature maps do not: whoever shows the output computes them again from the
 * same record. `payload.schema.json` describes the same form and is what an arriving payload is held to.
 */

export const MIME = 'application/vnd.convlens.v1+json';
export const VERSION = 1;

export type Framework = 'torch' | 'tensorflow' | 'keras' | 'flax' | 'onnx' | 'numpy';
export type Dtype = 'float32' | 'float64' | 'float16' | 'int32' | 'int64' | 'uint8' | 'bool';

/** Numbers, little-endian, row-major, as base64. */
export interface StoredTensor {
  shape: number[];
  dtype: Dtype;
  data: string;
}

/** Numbers that can be made again and need not travel. */
export interface GeneratedTensor {
  shape: number[];
  init:
    | { type: 'constant'; value: number }
    | { type: 'uniform'; low: number; high: number; seed: number }
    | { type: 'normal'; mean: number; std: number; seed: number };
}

export type TensorData = StoredTensor | GeneratedTensor;

/** What every step says of itself. */
interface StepBase {
  /** Path in the model or variable name, where known. */
  name?: string;
  /** The call as the framework spells it: `tf.nn.depthwise_conv2d`, `Conv2d`, `MaxPool2d`. */
  op: string;
  framework: Framework;
  /** The order of the input's axes, batch first: `channels_last` is (N, …, C), `channels_first` is (N, C, …). */
  dataFormat: 'channels_first' | 'channels_last';
  /** Key in `tensors`, or the index of the earlier step whose output is read. */
  input: string | number;
}

/**
 * One convolution, in neutral terms.
 *
 * The weight is always (out_channels, in_channels / groups, …kernel); depthwise convolution with multiplier m has
 * groups = in_channels and out_channels = in_channels × m. For a transposed convolution the weight is
 * (in_channels, out_channels / groups, …kernel).
 */
export interface ConvStep extends StepBase {
  type: 'conv';
  weight: string;
  bias?: string;
  stride: number[];
  dilation: number[];
  /** Per spatial axis: rows or columns added before and after. */
  padding: [number, number][];
  paddingMode?: 'zeros' | 'reflect' | 'replicate' | 'circular';
  groups: number;
  transposed?: boolean;
  outputPadding?: number[];
}

/**
 * Batch normalization as it runs in inference, channel by channel:
 * (x − mean) / √(variance + epsilon) · weight + bias, each a tensor of one number per channel.
 */
export interface BatchNormStep extends StepBase {
  type: 'batch_norm';
  mean: string;
  variance: string;
  /** Scale (gamma); 1 where there is none. */
  weight?: string;
  /** Offset (beta); 0 where there is none. */
  bias?: string;
  epsilon: number;
}

/** Functions of each number by itself. Frameworks' other names for them: see `kernel/follow.ts` of the analysis. */
export const ACTIVATION_NAMES = [
  'relu',
  'relu6',
  'leaky_relu',
  'elu',
  'celu',
  'selu',
  'gelu',
  'gelu_tanh',
  'silu',
  'hard_swish',
  'hard_sigmoid',
  'hard_tanh',
  'sigmoid',
  'tanh',
  'softplus',
  'softsign',
  'mish',
] as const;
export type ActivationName = (typeof ACTIVATION_NAMES)[number];

/** One function applied to every number. */
export interface ActivationStep extends StepBase {
  type: 'activation';
  function: ActivationName;
  /**
   * `slope` of leaky_relu (0.01), `alpha` of elu and celu (1), `low` and `high` of hard_tanh (−1, 1), `beta` of
   * softplus (1).
   */
  parameters?: Record<string, number>;
}

/** Pooling over windows, channel by channel. One entry per spatial axis. */
export interface PoolStep extends StepBase {
  type: 'pool';
  kind: 'max' | 'average';
  kernel: number[];
  stride: number[];
  dilation: number[];
  /** Rows or columns added before and after; a maximum never takes them. */
  padding: [number, number][];
  /** Round the number of windows up (PyTorch's and ONNX's ceil_mode). */
  ceilMode?: boolean;
  /** An average divides by the window's size with its padding (PyTorch's count_include_pad). */
  countsPadding?: boolean;
}

export type Step = ConvStep | BatchNormStep | ActivationStep | PoolStep;

export interface Payload {
  version: typeof VERSION;
  title?: string;
  tensors: Record<string, TensorData>;
  steps: Step[];
}

/** Keys of the tensors that a step reads. */
export function tensorNames(step: Step): string[] {
  const own =
    step.type === 'conv'
      ? [step.weight, step.bias]
      : step.type === 'batch_norm'
        ? [step.mean, step.variance, step.weight, step.bias]
        : [];
  return [step.input, ...own].filter((name): name is string => typeof name === 'string');
}
