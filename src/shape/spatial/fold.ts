import { atMost, div, divides, equalDims, mul, productOf } from '../dim';
import { orThrow, ShapeError } from '../errors';
import { formatDim, formatShape } from '../format';
import { planPool } from '../pool/plan';
import { symmetric } from '../padding';
import type { Dim, Shape } from '../types';
import { axisNames, windowAxis } from '../window';
import { checkPositive } from '../conv/rules/common';
import { said } from '../../protocol/say';

/** The window of nn.Fold and nn.Unfold, one size per axis. */
export interface FoldWindow {
  readonly stride?: readonly Dim[];
  readonly padding?: readonly Dim[];
  readonly dilation?: readonly Dim[];
}

/** How many windows fit on each of the two axes. */
function blocks(spatial: readonly Dim[], kernel: readonly Dim[], window: FoldWindow): Dim[] {
  checkPositive(kernel, 'kernel_size', 'kernel-not-positive', 2);
  if (window.stride) checkPositive(window.stride, 'stride', 'stride-not-positive', 1);
  if (window.dilation) checkPositive(window.dilation, 'dilation', 'dilation-not-positive', 1);
  return axisNames(2).map(
    (name, index) =>
      windowAxis({
        name,
        index,
        input: spatial[index],
        kernel: kernel[index],
        stride: window.stride?.[index] ?? 1,
        dilation: window.dilation?.[index] ?? 1,
        padding: symmetric(window.padding ?? [0, 0]),
      }).output,
  );
}

/**
 * torch.nn.Unfold, F.unfold (im2col): ([N,] C, H, W) → ([N,] C · Πkernel, number of windows).
 * @throws ShapeError `rank-mismatch`, `kernel-too-large`.
 */
export function unfoldShape(input: Shape, kernel: readonly Dim[], window: FoldWindow): Dim[] {
  if (input.length !== 3 && input.length !== 4)
    throw new ShapeError('rank-mismatch', said`unfold takes (N, C, H, W) or (C, H, W), but got ${formatShape(input)}.`);
  const [channels, ...spatial] = input.slice(-3);
  const counts = blocks(spatial, kernel, window);
  if (counts.some((count) => atMost(count, 0)))
    throw new ShapeError(
      'kernel-too-large',
      said`unfold with kernel_size ${formatShape(kernel)} finds ${formatShape(counts)} windows in ${formatShape(input)}; there must be one at least on each axis. Use a smaller kernel, or more padding.`,
    );
  return [...input.slice(0, -3), mul(channels, productOf(kernel)), productOf(counts)];
}

/**
 * torch.nn.Fold, F.fold (col2im): ([N,] C · Πkernel, windows) → ([N,] C, *output_size).
 * @throws ShapeError `rank-mismatch`, `fold-mismatch`.
 */
export function foldShape(input: Shape, outputSize: readonly Dim[], kernel: readonly Dim[], window: FoldWindow): Dim[] {
  if (input.length !== 2 && input.length !== 3)
    throw new ShapeError(
      'rank-mismatch',
      said`fold takes (N, C·kernel, windows) or (C·kernel, windows), but got ${formatShape(input)}.`,
    );
  const [rows, columns] = input.slice(-2);
  const area = productOf(kernel);
  const counts = blocks(outputSize, kernel, window);
  if (divides(area, rows) === false)
    throw new ShapeError(
      'fold-mismatch',
      said`fold needs a multiple of kernel_size ${formatShape(kernel)} = ${formatDim(area)} on the second-to-last axis, but ${formatShape(input)} has ${formatDim(rows)} there.`,
    );
  const expected = productOf(counts);
  if (counts.some((count) => atMost(count, 0)) || equalDims(columns, expected) === false)
    throw new ShapeError(
      'fold-mismatch',
      said`fold to ${formatShape(outputSize)} with kernel_size ${formatShape(kernel)} has ${counts.map(formatDim).join(' × ')} = ${formatDim(expected)} windows, but ${formatShape(input)} holds ${formatDim(columns)}. Use the output_size that was unfolded.`,
      { parameter: 'output_size', value: outputSize },
    );
  return [...input.slice(0, -2), div(rows, area), ...outputSize];
}

/**
 * tf.image.extract_patches: (N, H, W, C) → (N, H', W', kH · kW · C). Sizes for the spatial axes, of which
 * tf.extract_volume_patches has three.
 * @throws ShapeError as tf.nn pooling.
 */
export function extractPatchesShape(
  input: Shape,
  sizes: readonly Dim[],
  strides: readonly Dim[],
  rates: readonly Dim[],
  padding: 'SAME' | 'VALID',
  op = 'tf.image.extract_patches',
): Dim[] {
  const plan = orThrow(
    planPool({
      framework: 'tensorflow',
      op,
      kind: 'max',
      rank: sizes.length === 3 ? 3 : 2,
      batch: 'one',
      inputShape: input,
      kernel: sizes,
      stride: strides,
      dilation: rates,
      padding: { kind: padding === 'SAME' ? 'same_upper' : 'valid' },
    }),
  );
  return [...plan.outputShape.slice(0, -1), mul(input[sizes.length + 1], productOf(sizes))];
}
