import { generate } from '../../src/protocol/random';
import { SaidError, type Saying, saying } from '../../src/protocol/say';

/** Kernels that people know by name. */
export const PRESETS = ['identity', 'box', 'gaussian', 'sobelX', 'sobelY', 'laplacian', 'gabor', 'random'] as const;
export type PresetName = (typeof PRESETS)[number];

export interface Preset {
  readonly name: PresetName;
  /** Of a Gabor filter: where its wave runs, in degrees from the x axis. */
  readonly angle?: number;
  /** Of random numbers. */
  readonly seed?: number;
}

export const PRESET_LABELS: Record<PresetName, string> = {
  identity: 'Identity',
  box: 'Box blur',
  gaussian: 'Gaussian blur',
  sobelX: 'Sobel x',
  sobelY: 'Sobel y',
  laplacian: 'Laplacian',
  gabor: 'Gabor',
  random: 'Random',
};

/** Why a preset has no kernel of this size, or undefined where it has one. */
export function presetProblem(name: PresetName, sizes: readonly number[]): Saying | undefined {
  const [along, across] = [sizes.length - 1, sizes.length - 2];
  const size = sizes.join(' × ');
  switch (name) {
    case 'sobelX':
      return sizes[along] < 2 ? saying('Sobel x needs two columns or more; the kernel is {0}.', size) : undefined;
    case 'sobelY':
      if (across < 0) return saying('Sobel y needs a second axis.');
      return sizes[across] < 2 ? saying('Sobel y needs two rows or more; the kernel is {0}.', size) : undefined;
    case 'laplacian':
      return sizes.some((taps) => taps < 3)
        ? saying('Laplacian needs three taps or more on each axis; the kernel is {0}.', size)
        : undefined;
    default:
      return undefined;
  }
}

/**
 * The taps of a preset, row-major, for a kernel of one, two or three axes.
 *
 * - box and gaussian sum to 1; the Gaussian's σ is a quarter of the kernel, 0.5 at least.
 * - Sobel is the derivative [−1, 1] smoothed by binomial numbers along its axis and across: for three taps the
 *   numbers of Sobel and Feldman, for five those of OpenCV's `getDerivKernels`.
 * - the Laplacian is the stencil 1, −2, 1 of each axis, in the middle.
 * - Gabor is a cosine under a Gaussian, of mean 0, its absolute values summing to 1.
 * - random numbers are normal with σ = √(2 / taps).
 *
 * @throws Error with `presetProblem`'s words.
 */
export function presetKernel(preset: Preset, sizes: readonly number[]): Float32Array {
  const problem = presetProblem(preset.name, sizes);
  if (problem) throw new SaidError(problem.text, ...problem.values);
  const last = sizes.length - 1;
  switch (preset.name) {
    case 'identity':
      return product(sizes.map((size) => delta(size)));
    case 'box':
      return scaled(product(sizes.map((size) => new Array<number>(size).fill(1))), 1);
    case 'gaussian':
      return scaled(product(sizes.map(bell)), 1);
    case 'sobelX':
      return product(sizes.map((size, axis) => (axis === last ? derivative(size) : binomial(size))));
    case 'sobelY':
      return product(sizes.map((size, axis) => (axis === last - 1 ? derivative(size) : binomial(size))));
    case 'laplacian':
      return laplacian(sizes);
    case 'gabor':
      return gabor(sizes, ((preset.angle ?? 0) * Math.PI) / 180);
    case 'random': {
      const taps = count(sizes);
      return generate({ type: 'normal', mean: 0, std: Math.sqrt(2 / taps), seed: preset.seed ?? 1 }, taps);
    }
  }
}

const count = (sizes: readonly number[]): number => sizes.reduce((n, size) => n * size, 1);

/** The tap that lies on the pixel itself: of an even number of taps the one before the middle. */
const middle = (size: number): number => Math.floor((size - 1) / 2);

function delta(size: number): number[] {
  return Array.from({ length: size }, (_, i) => (i === middle(size) ? 1 : 0));
}

function bell(size: number): number[] {
  const sigma = Math.max(0.5, size / 4);
  return Array.from({ length: size }, (_, i) => Math.exp(-((i - (size - 1) / 2) ** 2) / (2 * sigma * sigma)));
}

/** `size` binomial numbers: 1, 2, 1 or 1, 4, 6, 4, 1. */
function binomial(size: number): number[] {
  let row = [1];
  while (row.length < size) row = Array.from({ length: row.length + 1 }, (_, i) => (row[i - 1] ?? 0) + (row[i] ?? 0));
  return row;
}

/** −1, 0, 1 or −1, −2, 0, 2, 1: the difference of neighbours, smoothed. */
function derivative(size: number): number[] {
  const smooth = binomial(size - 1);
  return Array.from({ length: size }, (_, i) => (smooth[i - 1] ?? 0) - (smooth[i] ?? 0));
}

function product(axes: readonly (readonly number[])[]): Float32Array {
  return Float32Array.from(axes.reduce<number[]>((all, axis) => all.flatMap((a) => axis.map((b) => a * b)), [1]));
}

/** Scaled so that the numbers sum to `sum`. */
function scaled(numbers: Float32Array, sum: number): Float32Array {
  const factor = sum / numbers.reduce((a, b) => a + b, 0);
  return numbers.map((number) => number * factor);
}

function laplacian(sizes: readonly number[]): Float32Array {
  const centre = sizes.map(middle);
  const strides = sizes.map((_, axis) => count(sizes.slice(axis + 1)));
  const at = centre.reduce((flat, place, axis) => flat + place * strides[axis], 0);
  const numbers = new Float32Array(count(sizes));
  numbers[at] = -2 * sizes.length;
  for (const stride of strides) {
    numbers[at - stride] = 1;
    numbers[at + stride] = 1;
  }
  return numbers;
}

function gabor(sizes: readonly number[], angle: number): Float32Array {
  const numbers = new Float32Array(count(sizes));
  const width = sizes[sizes.length - 1];
  const height = sizes[sizes.length - 2] ?? 1;
  const size = Math.max(width, height);
  const wavelength = Math.max(2, size / 1.75);
  const sigma = Math.max(0.5, size / 4.5);
  for (let i = 0; i < numbers.length; i++) {
    const x = (i % width) - (width - 1) / 2;
    const y = (Math.floor(i / width) % height) - (height - 1) / 2;
    const along = x * Math.cos(angle) + y * Math.sin(angle);
    numbers[i] = Math.cos((2 * Math.PI * along) / wavelength) * Math.exp(-(x * x + y * y) / (2 * sigma * sigma));
  }
  const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length;
  if (numbers.length > 1) for (let i = 0; i < numbers.length; i++) numbers[i] -= mean;
  const reach = numbers.reduce((a, b) => a + Math.abs(b), 0);
  return reach > 0 ? numbers.map((number) => number / reach) : numbers;
}
