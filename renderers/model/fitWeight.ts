import type { NumberArray } from '../../src/compute/ndarray';
import type { ConvStep } from '../../src/protocol/payload';
import { generate } from '../../src/protocol/random';
import type { ConvSettings } from './settings';
import { type Tensor, tensorOf } from './tensor';
import { type WeightForm, weightForm, weightFormOf } from './weightForm';
import { t } from './words';

/** A weight that was made to measure, and in words what became of the numbers. */
export interface FittedWeight {
  readonly tensor: Tensor;
  readonly note?: string;
}

/**
 * The weight for other settings, of which as much stays as can:
 * - kernels keep their middle: they are cropped, or a border of zeros is put around them;
 * - an output keeps its kernel for every input channel that it read before and still reads; what it reads for the
 *   first time has weight zero, so that undoing groups changes nothing that comes out;
 * - new outputs get kernels drawn at random, with the spread of those that are there.
 *
 * Undefined where the weight fits as it is.
 */
export function fitWeight(
  step: ConvStep,
  before: Tensor,
  wanted: ConvSettings,
  inChannels: number,
): FittedWeight | undefined {
  const from = weightFormOf(step, before.shape);
  const to = weightForm(step.transposed ?? false, wanted.groups, inChannels, wanted.outChannels, wanted.kernel);
  const shape = weightShapeFor(step, wanted, inChannels);
  const sameGroups = from.groups === to.groups;
  if (sameGroups && shape.length === before.shape.length && shape.every((size, i) => size === before.shape[i])) {
    return undefined;
  }
  const old = before.numbers();
  const numbers = new Float32Array(shape.reduce((n, size) => n * size, 1));
  const fresh = generate({ type: 'normal', mean: 0, std: spreadOf(old, from), seed: 1 }, numbers.length);
  const outBefore = from.outPerGroup * from.groups;
  for (let output = 0; output < wanted.outChannels; output++) {
    const source = sameGroups ? sameOfGroup(output, from, to) : output < outBefore ? output : undefined;
    for (let i = 0; i < to.inPerGroup; i++) {
      const start = to.offset(output, i);
      if (source === undefined) {
        numbers.set(fresh.subarray(start, start + to.taps), start);
        continue;
      }
      const channel = Math.floor(output / to.outPerGroup) * to.inPerGroup + i;
      const local = channel - Math.floor(source / from.outPerGroup) * from.inPerGroup;
      if (local < 0 || local >= from.inPerGroup) continue;
      copyMiddle(old, from.offset(source, local), from.kernel, numbers, start, to.kernel);
    }
  }
  return { tensor: tensorOf(shape, numbers), note: noteOf(from, to) };
}

/** The shape of the weight that settings ask for, as the protocol stores it. */
export function weightShapeFor(step: ConvStep, wanted: ConvSettings, inChannels: number): number[] {
  const { groups, outChannels, kernel } = wanted;
  return step.transposed
    ? [inChannels, outChannels / groups, ...kernel]
    : [outChannels, inChannels / groups, ...kernel];
}

/** A bias for other output channels: cut, or zeros added. */
export function fitBias(before: Tensor, outChannels: number): Tensor {
  if (before.shape[0] === outChannels) return before;
  const numbers = new Float32Array(outChannels);
  const old = before.numbers();
  numbers.set(old.subarray(0, Math.min(old.length, numbers.length)));
  return tensorOf([outChannels], numbers);
}

/** With as many groups as before an output is the same one of its group: kernel j of input channel c stays that. */
function sameOfGroup(output: number, from: WeightForm, to: WeightForm): number | undefined {
  const within = output % to.outPerGroup;
  if (within >= from.outPerGroup) return undefined;
  return Math.floor(output / to.outPerGroup) * from.outPerGroup + within;
}

/** The root mean square; where all are zero, what keeps the spread of the maps (He et al. 2015, √(2 / fan-in)). */
function spreadOf(numbers: NumberArray, form: WeightForm): number {
  let sum = 0;
  let count = 0;
  for (const number of numbers) {
    if (!Number.isFinite(number)) continue;
    sum += number * number;
    count++;
  }
  return sum > 0 ? Math.sqrt(sum / count) : Math.sqrt(2 / Math.max(1, form.inPerGroup * form.taps));
}

/** Copies one kernel into another of the same number of axes, middle on middle. */
function copyMiddle(
  source: NumberArray,
  sourceStart: number,
  sourceSizes: readonly number[],
  target: Float32Array,
  targetStart: number,
  targetSizes: readonly number[],
): void {
  const shifts = targetSizes.map((size, axis) => Math.floor((size - sourceSizes[axis]) / 2));
  const walk = (axis: number, from: number, to: number): void => {
    if (axis === sourceSizes.length) {
      target[targetStart + to] = source[sourceStart + from];
      return;
    }
    for (let at = 0; at < sourceSizes[axis]; at++) {
      const place = at + shifts[axis];
      if (place < 0 || place >= targetSizes[axis]) continue;
      walk(axis + 1, from * sourceSizes[axis] + at, to * targetSizes[axis] + place);
    }
  };
  walk(0, 0, 0);
}

function noteOf(from: WeightForm, to: WeightForm): string | undefined {
  const size = (kernel: readonly number[]): string => kernel.join(' × ');
  const parts: string[] = [];
  if (size(from.kernel) !== size(to.kernel)) {
    const grown = to.kernel.every((length, axis) => length >= from.kernel[axis]);
    const shrunk = to.kernel.every((length, axis) => length <= from.kernel[axis]);
    const how = t(
      grown ? 'with a border of zeros' : shrunk ? 'cropped to the middle' : 'cropped and padded with zeros',
    );
    parts.push(t('kernels {0} → {1}, {2}', size(from.kernel), size(to.kernel), how));
  }
  if (from.groups !== to.groups) {
    parts.push(
      to.inPerGroup > from.inPerGroup
        ? t('the channels that an output reads for the first time have weight 0')
        : t('weights between channels that no longer meet are gone'),
    );
  }
  const added = to.outPerGroup * to.groups - from.outPerGroup * from.groups;
  if (added > 0)
    parts.push(
      t(
        added === 1 ? '{0} new output has a kernel drawn at random' : '{0} new outputs have kernels drawn at random',
        added,
      ),
    );
  return parts.length > 0 ? t('Weights: {0}.', parts.join(t('; '))) : undefined;
}
