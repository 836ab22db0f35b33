/* The agreed signatures whose implementation follows; this file goes away as they land. */
import type { ConvPlan, DataLayout, Framework, SeparablePlan, SpatialRank, WindowAxis } from './conv/types';
import type { PaddingMode, Edges } from './padding';
import type { PoolPlan } from './pool/types';
import type { Dim, Shape } from './types';

// ---- spatial/*.ts ----
/** torch.nn.Unfold / F.unfold: (N, C, *) → (N, C·Πkernel, blocks). Sizes per axis (2). */
export declare function unfoldShape(
  input: Shape,
  kernel: readonly Dim[],
  o: { stride?: readonly Dim[]; padding?: readonly Dim[]; dilation?: readonly Dim[] },
): Shape;
export declare function foldShape(
  input: Shape,
  outputSize: readonly Dim[],
  kernel: readonly Dim[],
  o: { stride?: readonly Dim[]; padding?: readonly Dim[]; dilation?: readonly Dim[] },
): Shape;
/** tf.image.extract_patches. */
export declare function extractPatchesShape(
  input: Shape,
  sizes: readonly Dim[],
  strides: readonly Dim[],
  rates: readonly Dim[],
  padding: 'SAME' | 'VALID',
): Shape;
export interface InterpolateRequest {
  readonly input: Shape;
  readonly size?: Dim | readonly Dim[];
  readonly scaleFactor?: number | Dim | readonly (number | Dim)[];
  readonly mode: string;
  readonly alignCorners?: boolean;
  readonly recomputeScaleFactor?: boolean;
}
/** torch.nn.functional.interpolate / nn.Upsample. */
export declare function interpolateShape(request: InterpolateRequest): Shape;
/** Keras UpSampling1D/2D/3D, repeat of each spatial axis. */
export declare function upSamplingShape(
  op: string,
  input: Shape,
  rank: SpatialRank,
  size: readonly Dim[],
  layout: DataLayout,
): Shape;
/** tf.image.resize, keras Resizing: (…, H, W, C) → (…, size, C). */
export declare function resizeShape(
  input: Shape,
  size: readonly Dim[],
  layout: DataLayout,
  preserveAspectRatio?: boolean,
): Shape;
export declare function pixelShuffleShape(input: Shape, upscale: Dim): Shape;
export declare function pixelUnshuffleShape(input: Shape, downscale: Dim): Shape;
export declare function depthToSpaceShape(input: Shape, block: Dim, layout: DataLayout): Shape;
export declare function spaceToDepthShape(input: Shape, block: Dim, layout: DataLayout): Shape;
export declare function channelShuffleShape(input: Shape, groups: Dim): Shape;
/** torch F.pad: `pads` from the last axis backwards; mode 'constant' | 'reflect' | 'replicate' | 'circular'. */
export declare function torchPadShape(input: Shape, pads: readonly Dim[], mode: string, value?: unknown): Shape;
/** torch nn.*Pad1d/2d/3d: as F.pad with 2·rank numbers and the layer's own rank rule. */
export declare function torchPadLayerShape(
  op: string,
  input: Shape,
  rank: SpatialRank,
  pads: readonly Dim[],
  mode: string,
): Shape;
/** tf.pad / np.pad: one pair per axis; mode 'CONSTANT' | 'REFLECT' | 'SYMMETRIC' (case does not matter). */
export declare function padShape(input: Shape, pairs: readonly Edges[], mode: string): Shape;
/** Keras ZeroPadding/Cropping: pairs per spatial axis (negative crops). */
export declare function spatialPadShape(
  op: string,
  input: Shape,
  rank: SpatialRank,
  pairs: readonly Edges[],
  layout: DataLayout,
): Shape;

// ---- cost.ts, receptiveField.ts ----
export interface RfAxis {
  readonly size: Dim;
  readonly jump: Dim;
  readonly start: Dim;
}
/** Receptive field per spatial axis: size and jump in input pixels; start = centre of the first output in input pixels. */
export interface ReceptiveField {
  readonly axes: readonly RfAxis[];
}
export declare function rfInput(rank: number): ReceptiveField;
export declare function rfThrough(
  rf: ReceptiveField,
  axes: readonly WindowAxis[],
  transposed?: boolean,
): ReceptiveField;
export declare function rfMerge(branches: readonly ReceptiveField[]): ReceptiveField;
export declare function rfGlobal(rf: ReceptiveField, input: readonly Dim[]): ReceptiveField;

// ---- explain ----
export interface ExplainLine {
  readonly label: string;
  readonly text: string;
}
export type Language = 'en' | 'zh';
export interface ExplainOptions {
  readonly language?: Language;
}
/** Lines of a hover below the title: spatial formula(s), channels, padding, cost, unread rows; lines without news are left out. */
export declare function explainConv(plan: ConvPlan, options?: ExplainOptions): ExplainLine[];
export declare function explainSeparable(plan: SeparablePlan, options?: ExplainOptions): ExplainLine[];
export declare function explainPool(plan: PoolPlan, options?: ExplainOptions): ExplainLine[];
/** `⌊(56 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = 28` */
export declare function axisFormula(axis: WindowAxis): string;
/** `9,408 params`, `57.8 M MACs`; unknown is `?`. */
export declare function formatCount(value: Dim): string;
export declare function formatLarge(value: Dim): string;
export declare function formatReceptiveField(rf: ReceptiveField): string;

// ---- solve ----
export interface Setting {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: number;
  readonly outputPadding?: number;
}
/** The symmetric padding that keeps the size at stride 1, or undefined when the effective kernel is even. */
export declare function samePadding(kernel: number, dilation: number): number | undefined;
/** Settings that give `output` from `input`, plainest first. Fixed settings are respected. */
export declare function solveConv(
  input: number,
  output: number,
  fixed: Partial<Setting>,
  transposed?: boolean,
): Setting[];
export declare function solveInput(
  output: number,
  setting: Setting,
  transposed?: boolean,
): { min: number; max: number } | undefined;

export type { Framework, PaddingMode };
