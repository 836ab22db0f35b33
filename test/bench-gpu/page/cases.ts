import type { ConvAxis, ConvProblem } from '../../../src/compute/problem';

/** The seven convolutions that the benchmark runs: one image, every kind of grouping that networks use. */
export const CASES: Record<string, { readonly title: string; readonly problem: ConvProblem }> = {
  a: { title: 'depthwise 3×3, 112²×64', problem: problem(112, 64, 64, 64, { kernel: 3, pad: 1 }) },
  b: { title: 'depthwise 3×3 stride 2, 112²×96', problem: problem(112, 96, 96, 96, { kernel: 3, stride: 2, pad: 1 }) },
  c: { title: 'depthwise 5×5 ×2, 56²×128→256', problem: problem(56, 128, 256, 128, { kernel: 5, pad: 2 }) },
  d: { title: 'grouped 3×3 in 32, 56²×128→128', problem: problem(56, 128, 128, 32, { kernel: 3, pad: 1 }) },
  e: { title: 'grouped 1×1 in 3, 28²×240→240', problem: problem(28, 240, 240, 3, { kernel: 1, pad: 0 }) },
  f: { title: 'full 3×3, 56²×64→64', problem: problem(56, 64, 64, 1, { kernel: 3, pad: 1 }) },
  g: { title: 'full 7×7 stride 2, 224²×3→64', problem: problem(224, 3, 64, 1, { kernel: 7, stride: 2, pad: 3 }) },
};

interface Window {
  readonly kernel: number;
  readonly stride?: number;
  readonly pad: number;
}

function problem(
  size: number,
  inChannels: number,
  outChannels: number,
  groups: number,
  { kernel, stride = 1, pad }: Window,
): ConvProblem {
  const output = Math.floor((size + 2 * pad - kernel) / stride) + 1;
  const axis: ConvAxis = { input: size, kernel, stride, dilation: 1, padBefore: pad, padAfter: pad, output };
  return { batch: 1, inChannels, outChannels, groups, axes: [axis, axis], paddingMode: 'zeros', transposed: false };
}
