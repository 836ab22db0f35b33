/* The agreed signatures whose implementation follows; this file goes away as they land. */
import type {
  BatchRule,
  ConvPlan,
  ConvRequest,
  DataLayout,
  Framework,
  SeparablePlan,
  SeparableRequest,
  SpatialRank,
  WindowAxis,
  AxisRoles,
} from './conv/types';
import type { ShapeProblem } from './errors';
import type { PaddingMode, Edges } from './padding';
import type { PoolPlan, PoolRequest } from './pool/types';
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

// ---- ops/*.ts ----
export declare function normalizeAxis(axis: number, rank: number, op?: string): number;
export declare function broadcastShapes(shapes: readonly Shape[], op?: string): Shape;
/** torch expand: −1 keeps. */
export declare function expandShape(input: Shape, sizes: readonly Dim[]): Shape;
/** np/torch/tf matmul with batch broadcasting and vectors. */
export declare function matmulShape(a: Shape, b: Shape, op?: string): Shape;
export declare function mmShape(a: Shape, b: Shape): Shape;
export declare function bmmShape(a: Shape, b: Shape): Shape;
/** (…, inFeatures) → (…, outFeatures): nn.Linear, Dense. Throws `features-mismatch`. */
export declare function linearShape(input: Shape, inFeatures: Dim | undefined, outFeatures: Dim, op?: string): Shape;
export declare function tensordotShape(a: Shape, b: Shape, axesA: readonly number[], axesB: readonly number[]): Shape;
export declare function numElements(shape: Shape): Dim;
/** view/reshape with at most one −1; also symbolic. */
export declare function reshapeShape(input: Shape, sizes: readonly Dim[], op?: string): Shape;
export declare function flattenShape(input: Shape, start?: number, end?: number): Shape;
export declare function unflattenShape(input: Shape, axis: number, sizes: readonly Dim[]): Shape;
/** Without axes: drops every axis that is certainly 1. `strict`: TF/NumPy refuse an axis that is not 1, PyTorch leaves it. */
export declare function squeezeShape(input: Shape, axes?: readonly number[], strict?: boolean): Shape;
export declare function unsqueezeShape(input: Shape, axis: number): Shape;
export declare function permuteShape(input: Shape, order: readonly number[], op?: string): Shape;
export declare function transposeShape(input: Shape, a: number, b: number): Shape;
export declare function moveAxisShape(input: Shape, from: readonly number[], to: readonly number[]): Shape;
/** `skipEmpty`: torch.cat ignores legacy (0,) tensors. */
export declare function concatShapes(shapes: readonly Shape[], axis: number, op?: string, skipEmpty?: boolean): Shape;
export declare function stackShapes(shapes: readonly Shape[], axis: number, op?: string): Shape;
/** torch split by size (last one shorter). */
export declare function splitBySize(input: Shape, size: Dim, axis: number): Shape[] | undefined;
/** torch split_with_sizes, tf.split with sizes: must sum exactly; tf allows one −1. */
export declare function splitBySizes(input: Shape, sizes: readonly Dim[], axis: number, op?: string): Shape[];
/** torch chunk: may give fewer pieces. */
export declare function chunkShape(input: Shape, chunks: number, axis: number): Shape[] | undefined;
/** tf.split/np.split into equal parts: must divide. */
export declare function splitEvenly(input: Shape, parts: number, axis: number, op?: string): Shape[];
/** The number of elements of start:stop:step on an axis of `size`, Python's rule. */
export declare function sliceExtent(size: Dim, start: Dim | null, stop: Dim | null, step: number | null): Dim;
export type IndexItem =
  | { readonly kind: 'int'; readonly value: Dim }
  | { readonly kind: 'slice'; readonly start: Dim | null; readonly stop: Dim | null; readonly step: number | null }
  | { readonly kind: 'ellipsis' }
  | { readonly kind: 'newaxis' }
  | { readonly kind: 'array'; readonly shape: Shape }
  | { readonly kind: 'mask'; readonly shape: Shape };
/** x[…] for arrays and tensors, NumPy's rules (basic and advanced). */
export declare function indexShape(input: Shape, items: readonly IndexItem[]): Shape;
export declare function narrowShape(input: Shape, axis: number, start: Dim, length: Dim): Shape;
export declare function reduceShape(
  input: Shape,
  axes: readonly number[] | undefined,
  keepDims: boolean,
  op?: string,
): Shape;
/** torch Tensor.repeat: repeats may be longer than the shape. */
export declare function repeatShape(input: Shape, repeats: readonly Dim[]): Shape;
export declare function tileShape(input: Shape, repeats: readonly Dim[]): Shape;
/** Equations of torch/np/tf einsum, with `...`; output may be implied. */
export declare function einsumShape(equation: string, shapes: readonly Shape[]): Shape;

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
