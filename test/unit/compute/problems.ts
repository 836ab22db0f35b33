import { mulberry32 } from '../../../src/protocol/random';
import type { ConvAxis, ConvProblem } from '../../../src/compute/problem';

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
