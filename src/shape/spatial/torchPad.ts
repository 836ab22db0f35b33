import { add, atMost, compareDims, isNumber, lessThan, minDim, sub } from '../dim';
import { ShapeError } from '../errors';
import { formatDim, formatShape } from '../format';
import type { SpatialRank } from '../conv/types';
import type { Dim, Shape } from '../types';
import { anyOf, said } from '../../protocol/say';

const MODES = ['constant', 'reflect', 'replicate', 'circular'] as const;

/** The modes of torch.nn.functional.pad. */
export type TorchPadMode = (typeof MODES)[number];

/**
 * torch.nn.functional.pad: `pads` counts from the last axis backwards, (left, right, top, bottom, …). Constant padding
 * may be negative and crops; reflection needs padding < size, wrapping padding ≤ size and a batch axis.
 * @throws ShapeError `padding-mode`, `argument-count`, `rank-mismatch`, `pad-mismatch`.
 */
export function torchPadShape(input: Shape, pads: readonly Dim[], mode = 'constant', op = 'pad'): Dim[] {
  const known = MODES.find((name) => name === mode);
  if (!known)
    throw new ShapeError(
      'padding-mode',
      said`mode='${mode}' of ${op} is not known; use ${MODES.map((name) => `'${name}'`).join(', ')}.`,
      { parameter: 'mode', value: 'constant' },
    );
  checkCounts(input, pads, known, op);
  const fractional = pads.find((pad) => isNumber(pad) && !Number.isInteger(pad));
  if (fractional !== undefined)
    throw new ShapeError('padding-value', said`${op} by ${formatDim(fractional)} must be an integer.`);
  const onlyCrops = !pads.some((pad) => lessThan(0, pad));
  return input.map((size, axis) => {
    const pair = 2 * (input.length - 1 - axis);
    if (pair >= pads.length) return size;
    const [before, after] = [pads[pair], pads[pair + 1]];
    checkPair(input, axis, before, after, known, op, mode === 'constant' && onlyCrops);
    return add(size, add(before, after));
  });
}

/**
 * nn.ConstantPad, ZeroPad, ReflectionPad, ReplicationPad, CircularPad 1d–3d: 2 · rank amounts, or one for all ends.
 * @throws ShapeError as `torchPadShape`.
 */
export function torchPadLayerShape(
  op: string,
  input: Shape,
  rank: SpatialRank,
  pads: Dim | readonly Dim[],
  mode: string,
): Dim[] {
  const all = Array.isArray(pads) ? (pads as readonly Dim[]) : new Array<Dim>(2 * rank).fill(pads as Dim);
  return torchPadShape(input, all, mode, op);
}

function checkCounts(input: Shape, pads: readonly Dim[], mode: TorchPadMode, op: string): void {
  const axes = pads.length / 2;
  if (!Number.isInteger(axes))
    throw new ShapeError(
      'argument-count',
      said`${op} by ${formatShape(pads)} has ${pads.length} amounts; give two per axis, (before, after) from the last axis on.`,
    );
  if (axes > input.length)
    throw new ShapeError(
      'rank-mismatch',
      said`${op} by ${formatShape(pads)} pads ${axes} axes, but ${formatShape(input)} has ${input.length}.`,
    );
  if (mode === 'constant') return;
  // ATen `_pad_enum`: the other modes pad one, two or three axes behind channels and, for wrapping, a batch.
  const ranks = mode === 'circular' ? [axes + 2] : [axes + 1, axes + 2];
  if (axes < 1 || axes > 3 || !ranks.includes(input.length))
    throw new ShapeError(
      'rank-mismatch',
      said`${op} with mode '${mode}' by ${pads.length} amounts takes an input of ${anyOf(ranks)} axes, but got ${formatShape(input)} with ${input.length}.`,
    );
}

function checkPair(
  input: Shape,
  axis: number,
  before: Dim,
  after: Dim,
  mode: TorchPadMode,
  op: string,
  mayVanish: boolean,
): void {
  const size = input[axis];
  const where = said`axis ${axis} of ${formatShape(input)}`;
  // Negative amounts crop first, so what is padded on the other side does not make up for them.
  const cropped = add(size, add(minDim(before, 0), minDim(after, 0)));
  // Only a call that does nothing but crop may leave an axis empty (ATen `constant_pad_nd`).
  if (lessThan(cropped, 0) || (!mayVanish && atMost(add(size, add(before, after)), 0)))
    throw new ShapeError(
      'pad-mismatch',
      said`${op} by (${formatDim(before)}, ${formatDim(after)}) would leave nothing of ${where}, which has ${formatDim(size)}. Crop less.`,
    );
  for (const edge of [before, after]) {
    if (!lessThan(0, edge)) continue;
    const tooLarge = mode === 'reflect' ? atMost(size, edge) : mode === 'circular' && compareDims(edge, size) === 1;
    if (!tooLarge) continue;
    const most = mode === 'reflect' ? sub(size, 1) : size;
    throw new ShapeError(
      'pad-mismatch',
      said`${op} with mode '${mode}' by ${formatDim(edge)} is too much for ${where}, which has ${formatDim(size)}: use at most ${formatDim(most)}, or another mode.`,
      { parameter: 'padding', value: most },
    );
  }
}
