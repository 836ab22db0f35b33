import { describe, expect, it } from 'vitest';
import {
  planConv,
  planPool,
  substitute,
  sym,
  symmetric,
  unreadRows,
  SAME_LOWER,
  SAME_UPPER,
  VALID,
} from '../../../src/shape';
import type { ConvRequest, PaddingSpec, PoolRequest } from '../../../src/shape';
import { seeded } from './random';

/** Counts the windows that lie inside the padded input by trying every start. */
function countWindows(padded: number, reach: number, stride: number): number {
  let count = 0;
  for (let start = 0; start + reach <= padded; start += stride) count++;
  return count;
}

/** Rows of the padded input behind the last row that some window reads. */
function unreadAtEnd(padded: number, kernel: number, dilation: number, stride: number, windows: number): number {
  let last = -1;
  for (let i = 0; i < windows; i++) for (let j = 0; j < kernel; j++) last = Math.max(last, i * stride + j * dilation);
  return padded - 1 - last;
}

const conv1d = (input: number | ReturnType<typeof sym>, more: Partial<ConvRequest>): ConvRequest => ({
  framework: 'torch',
  op: 'Conv1d',
  rank: 1,
  inputShape: [1, 1, input],
  outChannels: 1,
  padding: VALID,
  ...more,
});

describe('random convolutions', () => {
  it('have as many outputs as windows fit, and leave unread what no window touches', () => {
    const random = seeded(1);
    for (let round = 0; round < 3000; round++) {
      const [kernel, stride, dilation] = [random.int(1, 6), random.int(1, 5), random.int(1, 3)];
      const [padding, input] = [random.int(0, 4), random.int(1, 30)];
      const plan = planConv(
        conv1d(input, { kernel: [kernel], stride: [stride], dilation: [dilation], padding: symmetric([padding]) }),
      );
      const padded = input + 2 * padding;
      const reach = dilation * (kernel - 1) + 1;
      const windows = countWindows(padded, reach, stride);
      if (windows === 0) {
        expect(plan.error?.code).toBe('kernel-too-large');
        continue;
      }
      const [axis] = plan.axes;
      expect(axis.output).toBe(windows);
      expect(axis.unreadAfter).toBe(unreadAtEnd(padded, kernel, dilation, stride, windows));
      const read = new Set<number>();
      for (let i = 0; i < windows; i++) for (let j = 0; j < kernel; j++) read.add(i * stride + j * dilation);
      expect(unreadRows(axis)).toEqual(Array.from({ length: padded }, (_, i) => i).filter((i) => !read.has(i)));
    }
  });

  it('give the same numbers when a symbol is replaced afterwards', () => {
    const random = seeded(2);
    const H = sym('H');
    const paddings: PaddingSpec[] = [
      VALID,
      SAME_UPPER,
      SAME_LOWER,
      symmetric([1]),
      { kind: 'causal' },
      { kind: 'wrap' },
    ];
    for (let round = 0; round < 800; round++) {
      const framework = random.pick(['keras', 'flax', 'onnx'] as const);
      const settings = {
        framework,
        layout: 'channels_first' as const,
        kernel: [random.int(1, 5)],
        stride: [random.int(1, 4)],
        padding: random.pick(paddings),
      };
      const size = random.int(12, 40);
      const symbolic = planConv(conv1d(H, settings)).axes[0];
      const numeric = planConv(conv1d(size, settings)).axes[0];
      const values = new Map([['H', size]]);
      for (const field of ['output', 'padBefore', 'padAfter', 'unreadAfter'] as const)
        expect(substitute(symbolic[field], values), `${field} of ${JSON.stringify(settings)}`).toBe(numeric[field]);
    }
  });

  it('are undone in size by the transposed convolution of the same settings', () => {
    const random = seeded(3);
    for (let round = 0; round < 1000; round++) {
      const [kernel, stride, dilation] = [random.int(1, 6), random.int(1, 4), random.int(1, 3)];
      const padding = random.int(0, Math.floor((dilation * (kernel - 1)) / 2));
      const input = random.int(12, 40);
      const settings = { kernel: [kernel], stride: [stride], dilation: [dilation], padding: symmetric([padding]) };
      const forward = planConv(conv1d(input, settings)).axes[0];
      const lost = input + 2 * padding - (forward.effectiveKernel as number);
      if (lost < 0) continue;
      const back = planConv(
        conv1d(forward.output as number, { ...settings, transposed: true, outputPadding: [lost % stride] }),
      );
      expect(back.error).toBeUndefined();
      expect(back.axes[0].output).toBe(input);
    }
  });
});

describe('random poolings', () => {
  const pool = (input: number | ReturnType<typeof sym>, more: Partial<PoolRequest>): PoolRequest => ({
    framework: 'torch',
    op: 'MaxPool1d',
    kind: 'max',
    rank: 1,
    inputShape: [1, 1, input],
    kernel: [2],
    padding: VALID,
    ...more,
  });

  it('round up in ceil mode, but never start a window in the padding after', () => {
    const random = seeded(4);
    for (let round = 0; round < 2000; round++) {
      const [kernel, stride] = [random.int(1, 6), random.int(1, 6)];
      const padding = random.int(0, Math.floor(kernel / 2));
      const input = random.int(kernel, 30);
      const plan = planPool(
        pool(input, { kernel: [kernel], stride: [stride], padding: symmetric([padding]), ceilMode: true }),
      );
      let windows = 0;
      // Windows start inside the input or the padding before it, and stop once one has reached the end.
      for (let start = 0; start < input + padding; start += stride) {
        windows++;
        if (start + kernel >= input + 2 * padding) break;
      }
      expect(plan.axes[0].output, JSON.stringify({ kernel, stride, padding, input })).toBe(windows);
    }
  });

  it('give the same numbers in ceil mode when a symbol is replaced afterwards', () => {
    const random = seeded(5);
    for (let round = 0; round < 500; round++) {
      const [kernel, stride] = [random.int(1, 5), random.int(1, 6)];
      const settings = {
        kernel: [kernel],
        stride: [stride],
        padding: symmetric([random.int(0, Math.floor(kernel / 2))]),
        ceilMode: true,
      };
      const size = random.int(kernel, 40);
      const symbolic = planPool(pool(sym('H'), settings)).axes[0].output;
      expect(substitute(symbolic, new Map([['H', size]]))).toBe(planPool(pool(size, settings)).axes[0].output);
    }
  });
});
