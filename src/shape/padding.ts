import type { Dim } from './types';

/** Padding at the two ends of one axis: before the first element and after the last. */
export type Edges = readonly [before: Dim, after: Dim];

/**
 * How the padding of a window operation is stated. What each means in rows and columns is worked out in `window.ts`.
 *
 * - `explicit`: given per axis (PyTorch numbers, TF "EXPLICIT", ONNX pads, Flax pairs).
 * - `same_upper`: output ⌈in / stride⌉, the odd row after (TF and Keras "SAME", Flax "SAME", ONNX SAME_UPPER).
 * - `same_lower`: the same with the odd row before (Flax/lax "SAME_LOWER", ONNX SAME_LOWER).
 * - `valid`: none.
 * - `torch_same`: dilation · (kernel − 1) in total, independent of the stride (which must be 1), the odd row after.
 * - `causal`: dilation · (kernel − 1) before, none after (Keras Conv1D, Flax Conv on one axis).
 * - `wrap`: effective kernel − 1 in total, wrapped or reflected (Flax "CIRCULAR" and "REFLECT"), the odd row after.
 */
export type PaddingSpec =
  | { readonly kind: 'explicit'; readonly edges: readonly Edges[] }
  | { readonly kind: 'same_upper' | 'same_lower' | 'valid' | 'torch_same' | 'causal' | 'wrap' };

/** What the padded positions hold. */
export type PaddingMode = 'zeros' | 'reflect' | 'replicate' | 'circular';

/** Explicit padding that is equal on both ends of each axis. */
export function symmetric(perAxis: readonly Dim[]): PaddingSpec {
  return { kind: 'explicit', edges: perAxis.map((p) => [p, p] as const) };
}

/** Explicit padding with its own amount before and after on each axis. */
export function explicitEdges(edges: readonly Edges[]): PaddingSpec {
  return { kind: 'explicit', edges };
}

export const VALID: PaddingSpec = { kind: 'valid' };
export const SAME_UPPER: PaddingSpec = { kind: 'same_upper' };
export const SAME_LOWER: PaddingSpec = { kind: 'same_lower' };
export const TORCH_SAME: PaddingSpec = { kind: 'torch_same' };
export const CAUSAL: PaddingSpec = { kind: 'causal' };
export const WRAP: PaddingSpec = { kind: 'wrap' };
