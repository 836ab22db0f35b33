import type { ShapeProblem } from '../errors';
import type { PaddingMode, PaddingSpec } from '../padding';
import type { Dim, Shape } from '../types';

export type Framework = 'torch' | 'tensorflow' | 'keras' | 'flax' | 'onnx';

/** Spatial axes by the letters people use: L for one axis, H and W for two, D, H and W for three. */
export type AxisName = 'L' | 'D' | 'H' | 'W';

export type SpatialRank = 1 | 2 | 3;

/** Where the channels stand: (N, C, H, W) or (N, H, W, C). */
export type DataLayout = 'channels_first' | 'channels_last';

/**
 * Which leading axes an input may have besides channels and spatial ones.
 * - `one`: exactly one batch axis (Keras).
 * - `optional`: one or none (PyTorch).
 * - `any`: none, one or several (Flax).
 * - `some`: one or several (tf.nn.conv1d, conv2d, conv3d).
 */
export type BatchRule = 'one' | 'optional' | 'any' | 'some';

/** Which axis of a tensor means what. */
export interface AxisRoles {
  readonly layout: DataLayout;
  /** The batch axis; undefined for an unbatched input. With several leading axes it is the last of them. */
  readonly batch: number | undefined;
  /** All leading axes that are carried through unchanged, the batch axis included. */
  readonly leading: readonly number[];
  readonly channels: number;
  readonly spatial: readonly number[];
}

/** How one axis got its output size; `explain.ts` prints the formula with the numbers put in. */
export type AxisFormula = 'floor' | 'ceil_mode' | 'same' | 'valid' | 'transposed' | 'transposed_same' | 'given';

/** One spatial axis of a window operation, all sizes in elements of that axis. */
export interface WindowAxis {
  readonly name: AxisName;
  readonly input: Dim;
  readonly kernel: Dim;
  readonly stride: Dim;
  readonly dilation: Dim;
  /** dilation · (kernel − 1) + 1: how far the window reaches. */
  readonly effectiveKernel: Dim;
  readonly padBefore: Dim;
  readonly padAfter: Dim;
  readonly output: Dim;
  /** Extra rows at the end of a transposed convolution's output; 0 elsewhere. */
  readonly outputPadding: Dim;
  /** Zeros between input elements plus one (Flax `input_dilation`); 1 elsewhere. */
  readonly inputDilation: Dim;
  /** Rows of the padded input before the first window (negative padding only) that no window reads. */
  readonly unreadBefore: Dim;
  /** Rows of the padded input after the last window that no window reads. */
  readonly unreadAfter: Dim;
  readonly formula: AxisFormula;
}

/** Something worth telling that is no error. */
export interface PlanNote {
  readonly code: PlanNoteCode;
  readonly message: string;
}

export type PlanNoteCode =
  'unread-rows' | 'asymmetric-padding' | 'skipped-rows' | 'empty-output' | 'unbatched' | 'space-to-batch';

/**
 * The one record of a convolution. Computed once by `planConv`; the hover, the calculator, the reference loop and the
 * GPU kernels read it. With `error` set, the sizes are the best that is known and `outputShape` may hold unknowns.
 */
export interface ConvPlan {
  readonly framework: Framework;
  /** The layer or function as written: `Conv2d`, `tf.nn.depthwise_conv2d`. */
  readonly op: string;
  readonly rank: SpatialRank;
  readonly transposed: boolean;
  readonly roles: AxisRoles;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** The weight in the framework's own order of axes, which `weightLayout` names. */
  readonly weightShape: Shape;
  readonly weightLayout: WeightLayout;
  /** The kernel is applied mirrored: only Flax's ConvTranspose without transpose_kernel does so. */
  readonly flipped: boolean;
  readonly inChannels: Dim;
  readonly outChannels: Dim;
  /** 1 for an ordinary convolution, inChannels for a depthwise one. */
  readonly groups: Dim;
  readonly inPerGroup: Dim;
  readonly outPerGroup: Dim;
  /** Kernels per input channel, for a depthwise convolution only. */
  readonly channelMultiplier: Dim | undefined;
  readonly axes: readonly WindowAxis[];
  readonly bias: boolean;
  readonly padding: PaddingSpec;
  readonly paddingMode: PaddingMode;
  /** Weights plus bias. */
  readonly params: Dim;
  /** Multiply-adds of the whole batch (of one example where its size is not known), bias not counted. */
  readonly macs: Dim;
  readonly notes: readonly PlanNote[];
  readonly error?: ShapeProblem;
}

/**
 * The order of a weight's axes; `k` stands for the spatial axes.
 * - `OIk` (out, in/groups, *kernel): PyTorch and ONNX convolution.
 * - `IOk` (in, out/groups, *kernel): PyTorch and ONNX transposed convolution.
 * - `kIO` (*kernel, in/groups, out): TensorFlow, Keras, Flax convolution; Flax transposed.
 * - `kOI` (*kernel, out, in): TensorFlow and Keras transposed; Flax with transpose_kernel.
 * - `kIM` (*kernel, in, multiplier): TensorFlow and Keras depthwise.
 */
export type WeightLayout = 'OIk' | 'IOk' | 'kIO' | 'kOI' | 'kIM';

/** A convolution as a call states it, free of any framework's spelling. */
export interface ConvRequest {
  readonly framework: Framework;
  readonly op: string;
  readonly rank: SpatialRank;
  readonly inputShape: Shape;
  /** Default: channels_first for torch and onnx, channels_last elsewhere. */
  readonly layout?: DataLayout;
  /** Default: by framework: torch optional, keras one, tensorflow some, flax any, onnx one. */
  readonly batch?: BatchRule;
  readonly transposed?: boolean;
  /** One size per spatial axis. May be left out when `weightShape` is given. */
  readonly kernel?: readonly Dim[];
  readonly stride?: readonly Dim[];
  readonly dilation?: readonly Dim[];
  readonly padding: PaddingSpec;
  readonly paddingMode?: PaddingMode;
  /**
   * TensorFlow, while a graph is built: shape inference refuses every window that does not fit, where eager kernels give an empty output if
   * less than a stride is missing ("Negative dimension size caused by subtracting 3 from 2").
   */
  readonly inGraph?: boolean;
  /** What the layer was built for; checked against the input. Left out where the framework reads it off the input. */
  readonly inChannels?: Dim;
  /** Filters. Not read for a depthwise convolution, where it is inChannels × channelMultiplier. */
  readonly outChannels?: Dim;
  readonly groups?: Dim;
  /** Set for TensorFlow's and Keras' depthwise convolutions: kernels per input channel. */
  readonly channelMultiplier?: Dim;
  /** The weight of a functional call, in the framework's own order; kernel and channels are read off it. */
  readonly weightShape?: Shape;
  readonly weightLayout?: WeightLayout;
  /** Default true. For a functional call whether a bias was passed. */
  readonly bias?: boolean;
  /** The bias of a functional call, checked against outChannels. */
  readonly biasShape?: Shape;
  /** Transposed only. PyTorch: default 0. Keras: `undefined` means None, which is not 0. */
  readonly outputPadding?: readonly Dim[];
  /** Transposed only: PyTorch `output_size` (spatial sizes), or TF `output_shape`'s spatial sizes. */
  readonly outputSize?: readonly Dim[];
  /** Flax `input_dilation`. */
  readonly inputDilation?: readonly Dim[];
}

/** A depthwise convolution followed by a 1×1 one, as one operation (TF and Keras separable layers). */
export interface SeparablePlan {
  readonly op: string;
  readonly depthwise: ConvPlan;
  readonly pointwise: ConvPlan;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly params: Dim;
  readonly macs: Dim;
  readonly error?: ShapeProblem;
}

/** A separable convolution as a call states it. */
export interface SeparableRequest extends Omit<ConvRequest, 'transposed' | 'groups' | 'outputPadding' | 'outputSize'> {
  /** The 1×1 weight of a functional call: (1, 1, in × multiplier, out). */
  readonly pointwiseShape?: Shape;
}

/** The settings of a convolution with every default filled in (settings.ts). */
export interface ConvSettings {
  readonly framework: Framework;
  readonly op: string;
  readonly rank: SpatialRank;
  readonly layout: DataLayout;
  readonly batch: BatchRule;
  readonly transposed: boolean;
  readonly depthwise: boolean;
  readonly kernel: readonly Dim[];
  readonly stride: readonly Dim[];
  readonly dilation: readonly Dim[];
  readonly inputDilation: readonly Dim[];
  readonly padding: PaddingSpec;
  readonly paddingMode: PaddingMode;
  /** Undefined where the framework reads it off the input. */
  readonly inChannels: Dim | undefined;
  /** Undefined for a depthwise convolution whose input is not known yet. */
  readonly outChannels: Dim | undefined;
  /** Undefined where it follows from the input: depthwise, and TF weights with fewer channels than the input. */
  readonly groups: Dim | undefined;
  readonly channelMultiplier: Dim | undefined;
  /** The input channels that one kernel of a functional TF call reads: the groups follow from it and the input. */
  readonly weightInChannels: Dim | undefined;
  readonly weightLayout: WeightLayout;
  readonly bias: boolean;
  readonly biasShape: Shape | undefined;
  readonly outputPadding: readonly Dim[] | undefined;
  readonly outputSize: readonly Dim[] | undefined;
  readonly inGraph: boolean;
}

/** The channels of one call, once the input is known. */
export interface Channels {
  readonly in: Dim;
  readonly out: Dim;
  readonly groups: Dim;
  readonly inPerGroup: Dim;
  readonly outPerGroup: Dim;
  readonly multiplier: Dim | undefined;
}
