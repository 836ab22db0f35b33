import { generate, mulberry32 } from '../../../src/protocol/random';
import { ACTIVATION_NAMES } from '../../../src/compute/activation';
import { sizeOf } from '../../../src/compute/ndarray';
import { type ConvAxis, type ConvProblem, weightShapeOf } from '../../../src/compute/problem';

/** A convolution of stride 1 over a square that keeps its size, one channel to one unless told otherwise. */
export function squareProblem(size: number, kernel: number, over: Partial<ConvProblem> = {}): ConvProblem {
  const pad = (kernel - 1) / 2;
  const axis = { input: size, kernel, stride: 1, dilation: 1, padBefore: pad, padAfter: pad, output: size };
  const channels = { batch: 1, inChannels: 1, outChannels: 1, groups: 1 };
  return { ...channels, axes: [axis, axis], paddingMode: 'zeros', transposed: false, ...over };
}

/** A seeded random convolution, small enough for the reference loop: what the property tests run. */
export function randomProblem(seed: number): ConvProblem {
  const random = mulberry32(seed);
  const int = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
  const pick = <T>(options: readonly T[]): T => options[int(0, options.length - 1)];
  const rank = pick([1, 2, 2, 2]);
  const transposed = random() < 0.15;
  const paddingMode = transposed
    ? 'zeros'
    : pick(['zeros', 'zeros', 'zeros', 'reflect', 'replicate', 'circular'] as const);
  const kind = pick(['full', 'grouped', 'depthwise'] as const);
  const groups = kind === 'full' ? 1 : kind === 'depthwise' ? int(1, 9) : int(2, 4);
  const inChannels = kind === 'depthwise' ? groups : groups * int(1, 6);
  const outChannels = groups * int(1, 6);
  const axes = Array.from({ length: rank }, () => {
    for (;;) {
      const axis = randomAxis(int, transposed, paddingMode);
      if (axis) return axis;
    }
  });
  return { batch: int(1, 3), inChannels, outChannels, groups, axes, paddingMode, transposed };
}

/**
 * A seeded random convolution of many channels over few positions: whole and broken vectors of channels, loops over them
 * with a rest, depthwise multipliers.
 */
export function wideProblem(seed: number): ConvProblem {
  const random = mulberry32(seed);
  const int = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
  const kind = (['full', 'grouped', 'depthwise'] as const)[seed % 3];
  const groups = kind === 'full' ? 1 : kind === 'grouped' ? int(2, 5) : int(10, 140);
  const inChannels = kind === 'depthwise' ? groups : groups * int(1, kind === 'full' ? 70 : 40);
  const outChannels = groups * int(1, kind === 'full' ? 70 : kind === 'grouped' ? 40 : 3);
  const axes = Array.from({ length: int(1, 2) }, () => {
    const kernel = int(1, kind === 'depthwise' ? 8 : 4);
    const [stride, padBefore, padAfter] = [int(1, 2), int(0, 2), int(0, 2)];
    const input = Math.max(1, kernel - padBefore - padAfter) + int(0, 9);
    const output = Math.floor((input + padBefore + padAfter - kernel) / stride) + 1;
    return { input, kernel, stride, dilation: 1, padBefore, padAfter, output };
  });
  return { batch: 1, inChannels, outChannels, groups, axes, paddingMode: 'zeros', transposed: false };
}

/**
 * A seeded random problem over hundreds of kilobytes: what WebAssembly goes through stripe by stripe, of one block of rows or of
 * several, the last one broken off.
 */
export function largeProblem(seed: number): ConvProblem {
  const random = mulberry32(seed);
  const int = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
  const kind = (['full', 'grouped', 'depthwise', 'max'] as const)[seed % 4];
  const isByChannel = kind === 'depthwise' || kind === 'max';
  const inChannels = isByChannel ? int(30, 70) : 4 * int(2, 4);
  const groups = isByChannel ? inChannels : kind === 'grouped' ? 4 : 1;
  const outChannels = kind === 'max' ? inChannels : isByChannel ? inChannels * int(1, 3) : 4 * int(6, 10);
  const paddingMode = (['zeros', 'reflect', 'replicate', 'circular'] as const)[kind === 'max' ? 0 : int(0, 3)];
  const axes = Array.from({ length: 2 }, () => {
    const kernel = int(1, 4);
    const [stride, dilation] = [int(1, 2), int(1, 2)];
    const [padBefore, padAfter] = [0, 0].map(() => int(0, kernel >> 1));
    const input = int(50, 90);
    const output = Math.floor((input + padBefore + padAfter - dilation * (kernel - 1) - 1) / stride) + 1;
    return { input, kernel, stride, dilation, padBefore, padAfter, output };
  });
  const problem = { batch: 1, inChannels, outChannels, groups, axes, paddingMode, transposed: false };
  return kind === 'max' ? { ...problem, pooling: { kind, countsPadding: false } } : problem;
}

function randomAxis(
  int: (low: number, high: number) => number,
  transposed: boolean,
  paddingMode: ConvProblem['paddingMode'],
): ConvAxis | undefined {
  const kernel = int(1, int(1, 3) === 1 ? 11 : 5);
  const stride = int(1, 3);
  const dilation = kernel > 5 ? 1 : int(1, 3);
  const input = int(1, 13);
  // Reflection needs padding below the size and circular padding at most the size (PyTorch, F.pad).
  const most = paddingMode === 'reflect' ? input - 1 : paddingMode === 'circular' ? input : kernel;
  const padBefore = int(0, Math.max(0, Math.min(most, kernel)));
  const padAfter = int(0, Math.max(0, Math.min(most, kernel)));
  const reach = dilation * (kernel - 1) + 1;
  const output = transposed
    ? (input - 1) * stride - padBefore - padAfter + reach + int(0, stride - 1)
    : Math.floor((input + padBefore + padAfter - reach) / stride) + 1;
  return output >= 1 ? { input, kernel, stride, dilation, padBefore, padAfter, output } : undefined;
}

/** A seeded random pooling, or an activation by itself: what follows convolutions. */
export function randomFollowing(seed: number): ConvProblem {
  const random = mulberry32(seed);
  const int = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
  const channels = int(1, 9);
  const common = {
    batch: int(1, 3),
    inChannels: channels,
    outChannels: channels,
    groups: channels,
    paddingMode: 'zeros',
    transposed: false,
  } as const;
  const rank = int(1, 2);
  if (seed % 2) {
    const axes = Array.from({ length: rank }, () => {
      const size = int(1, 13);
      return { input: size, kernel: 1, stride: 1, dilation: 1, padBefore: 0, padAfter: 0, output: size };
    });
    return { ...common, axes, activation: { name: ACTIVATION_NAMES[int(0, ACTIVATION_NAMES.length - 1)] } };
  }
  const axes = Array.from({ length: rank }, () => {
    for (;;) {
      const kernel = int(1, 5);
      const [stride, dilation, input] = [int(1, 3), int(1, 2), int(1, 13)];
      const [padBefore, padAfter] = [int(0, kernel >> 1), int(0, kernel >> 1)];
      const reach = dilation * (kernel - 1) + 1;
      const room = (input + padBefore + padAfter - reach) / stride;
      const [floor, ceil] = [Math.floor(room) + 1, Math.ceil(room) + 1];
      // With ceil_mode no window starts behind the input and its first padding (ATen, pooling_output_shape).
      const output = random() < 0.3 && (ceil - 1) * stride < input + padBefore ? ceil : floor;
      const filled = padBefore < input && (output - 1) * stride < input + padBefore;
      // Every window holds a number of the input.
      if (output >= 1 && filled && padBefore < reach && dilation === 1) {
        return { input, kernel, stride, dilation, padBefore, padAfter, output };
      }
    }
  });
  return { ...common, axes, pooling: { kind: int(0, 1) ? 'max' : 'average', countsPadding: random() < 0.5 } };
}

/** A seeded random problem of three spatial axes: convolutions of every kind, poolings, activations. */
export function volumeProblem(seed: number): ConvProblem {
  const flat = seed % 3 === 0 ? randomFollowing(seed) : randomProblem(seed);
  const { paddingMode, transposed, pooling } = flat;
  const random = mulberry32(seed + 5000);
  const int = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
  const pointwise = flat.activation !== undefined;
  const axes = Array.from({ length: 3 }, () => {
    const size = int(1, 6);
    if (pointwise) return { input: size, kernel: 1, stride: 1, dilation: 1, padBefore: 0, padAfter: 0, output: size };
    for (;;) {
      const [input, kernel, stride, dilation] = [int(1, 6), int(1, 3), int(1, 2), pooling ? 1 : int(1, 2)];
      const most = paddingMode === 'reflect' ? input - 1 : paddingMode === 'circular' ? input : kernel - 1;
      const [padBefore, padAfter] = [0, 0].map(() => int(0, Math.min(most, pooling ? kernel >> 1 : kernel - 1)));
      const reach = dilation * (kernel - 1) + 1;
      const output = transposed
        ? (input - 1) * stride - padBefore - padAfter + reach
        : Math.floor((input + padBefore + padAfter - reach) / stride) + 1;
      // Every window of a pooling holds a number of the input.
      const filled = !pooling || (padBefore < input && (output - 1) * stride < input + padBefore);
      if (output >= 1 && filled) return { input, kernel, stride, dilation, padBefore, padAfter, output };
    }
  });
  return { ...flat, axes };
}

/** Seeded numbers for a problem: weight and bias of a convolution, ones for an activation, nothing for pooling. */
export function parametersFor(problem: ConvProblem, seed: number): { weight: Float32Array; bias?: Float32Array } {
  if (problem.pooling) return { weight: new Float32Array(0) };
  if (problem.activation) return { weight: new Float32Array(problem.outChannels).fill(1) };
  const numbers = (shape: readonly number[], own: number): Float32Array =>
    generate({ type: 'uniform', low: -2, high: 2, seed: own }, sizeOf(shape));
  const bias = seed % 3 ? numbers([problem.outChannels], seed + 2000) : undefined;
  return { weight: numbers(weightShapeOf(problem), seed + 1000), bias };
}
