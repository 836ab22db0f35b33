/** torch.nn.functional.interpolate and nn.Upsample (PyTorch 1.13–2.x, nn/functional.py). */
import { atMost, floorDim, mul } from '../dim';
import { ShapeError } from '../errors';
import { formatDim, formatShape } from '../format';
import type { Dim, Shape } from '../types';
import { type Words, said } from '../../protocol/say';

/** What a call of F.interpolate states; undefined stands for None. */
export interface InterpolateRequest {
  readonly input: Shape;
  readonly size?: Dim | readonly Dim[];
  readonly scaleFactor?: Dim | readonly Dim[];
  readonly mode: string;
  readonly alignCorners?: boolean;
  readonly recomputeScaleFactor?: boolean;
  readonly antialias?: boolean;
  readonly op?: string;
}

/** The ranks of input that each mode takes; axes beyond batch and channels are resized. */
const MODES: Readonly<Record<string, readonly number[]>> = {
  nearest: [3, 4, 5],
  'nearest-exact': [3, 4, 5],
  area: [3, 4, 5],
  linear: [3],
  bilinear: [4],
  bicubic: [4],
  trilinear: [5],
};

/** Only these weigh neighbours, so only for these do the corners matter. */
const INTERPOLATING = ['linear', 'bilinear', 'bicubic', 'trilinear'];

/**
 * The output is `size`, or ⌊size of the input · scale_factor⌋ per spatial axis.
 * @throws ShapeError `resize-arguments`, `align-corners`, `rank-mismatch`, `argument-count`, `output-not-positive`.
 */
export function interpolateShape(request: InterpolateRequest): Dim[] {
  const { input, mode } = request;
  const op = request.op ?? 'interpolate';
  const ranks = checkMode(request, op);
  checkArguments(request, op);
  if (!ranks.includes(input.length))
    throw new ShapeError(
      'rank-mismatch',
      said`${op} with mode='${mode}' takes an input of ${ranks.join(', ')} axes (batch, channels, then what is resized), but got ${formatShape(input)} with ${input.length}.${modeHint(input.length)}`,
      modeFor(input.length) ? { parameter: 'mode', value: modeFor(input.length) ?? mode } : undefined,
    );
  const spatial = input.slice(2);
  const output =
    request.size !== undefined
      ? perAxis(request.size, spatial.length, 'size', input)
      : perAxis(request.scaleFactor ?? 1, spatial.length, 'scale_factor', input).map((scale, i) =>
          floorDim(mul(spatial[i], scale)),
        );
  const empty = output.find((size) => atMost(size, 0));
  // Area is adaptive average pooling, which may give an empty output; it refuses a negative one.
  if (empty !== undefined && (mode !== 'area' || atMost(empty, -1)))
    throw new ShapeError(
      'output-not-positive',
      said`${op} would give ${formatShape(output)} from ${formatShape(spatial)}: every output size must be positive. Use a larger ${request.size === undefined ? 'scale_factor' : 'size'}.`,
      { parameter: request.size === undefined ? 'scale_factor' : 'size', value: 1 },
    );
  return [...input.slice(0, 2), ...output];
}

function checkMode({ mode, alignCorners, antialias }: InterpolateRequest, op: string): readonly number[] {
  const ranks = Object.hasOwn(MODES, mode) ? MODES[mode] : undefined;
  if (!ranks)
    throw new ShapeError(
      'resize-arguments',
      said`mode='${mode}' of ${op} is not known; use ${Object.keys(MODES).join(', ')}.`,
      {
        parameter: 'mode',
        value: 'nearest',
      },
    );
  if (alignCorners !== undefined && !INTERPOLATING.includes(mode))
    throw new ShapeError(
      'align-corners',
      said`align_corners can only be set for mode ${INTERPOLATING.join(', ')}, not for mode='${mode}'. Leave it out.`,
      { parameter: 'align_corners', value: 'None' },
    );
  if (antialias && mode !== 'bilinear' && mode !== 'bicubic')
    throw new ShapeError(
      'resize-arguments',
      said`antialias=True is only for mode bilinear and bicubic, not '${mode}'.`,
      {
        parameter: 'antialias',
        value: 'False',
      },
    );
  return ranks;
}

function checkArguments({ size, scaleFactor, recomputeScaleFactor }: InterpolateRequest, op: string): void {
  if (size !== undefined && scaleFactor !== undefined)
    throw new ShapeError('resize-arguments', said`${op} takes size or scale_factor, not both. Leave one out.`);
  if (size === undefined && scaleFactor === undefined)
    throw new ShapeError('resize-arguments', said`${op} needs size or scale_factor, but neither is given.`, {
      parameter: 'scale_factor',
      value: 2,
    });
  if (recomputeScaleFactor && size !== undefined)
    throw new ShapeError(
      'resize-arguments',
      said`recompute_scale_factor=True has no meaning with an explicit size in ${op}. Leave it out.`,
    );
}

function perAxis(value: Dim | readonly Dim[], rank: number, parameter: string, input: Shape): readonly Dim[] {
  if (!Array.isArray(value)) return new Array<Dim>(rank).fill(value as Dim);
  const list = value as readonly Dim[];
  if (list.length === rank) return list;
  throw new ShapeError(
    'argument-count',
    said`${parameter}=${formatShape(list)} has ${list.length} values, but ${formatShape(input)} has ${rank} axes to resize. Give one value for all, or ${rank}.`,
    { parameter, value: list[0] === undefined ? 1 : formatDim(list[0]) },
  );
}

function modeFor(rank: number): string | undefined {
  return rank === 3 ? 'linear' : rank === 4 ? 'bilinear' : rank === 5 ? 'trilinear' : undefined;
}

function modeHint(rank: number): Words {
  const mode = modeFor(rank);
  return mode ? said` For this input use mode='${mode}'.` : '';
}
