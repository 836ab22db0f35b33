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

/**
 * One convolution, in neutral terms.
 *
 * The input is laid out as `dataFormat` says, batch first: `channels_last` is (N, …, C),
 * `channels_first` is (N, C, …). The weight is always (out_channels, in_channels / groups, …kernel);
 * depthwise convolution with multiplier m has groups = in_channels and out_channels = in_channels × m.
 * For a transposed convolution the weight is (in_channels, out_channels / groups, …kernel).
 */
export interface ConvStep {
  type: 'conv';
  /** Path in the model or variable name, where known. */
  name?: string;
  /** The call as the framework spells it: `tf.nn.depthwise_conv2d`, `Conv2d`. */
  op: string;
  framework: Framework;
  dataFormat: 'channels_first' | 'channels_last';
  /** Key in `tensors`, or the index of the earlier step whose output is read. */
  input: string | number;
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

export interface Payload {
  version: typeof VERSION;
  title?: string;
  tensors: Record<string, TensorData>;
  steps: ConvStep[];
}
