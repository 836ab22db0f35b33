import { describe, expect, it } from 'vitest';
import {
  explainConv,
  explainPool,
  explainSeparable,
  formatCount,
  formatLarge,
  inputsFor,
  linearCost,
  planConv,
  planPool,
  planSeparable,
  receptiveFieldText,
  rfGlobal,
  rfInput,
  rfMerge,
  rfThrough,
  SAME_UPPER,
  samePadding,
  solveConv,
  sym,
  symmetric,
  unknownDim,
  VALID,
} from '../../../src/shape';
import type { ConvRequest, ExplainLine, ExplainOptions } from '../../../src/shape';

const lines = (request: Partial<ConvRequest>, options?: ExplainOptions): Record<string, string> =>
  record(
    explainConv(
      planConv({
        framework: 'torch',
        op: 'Conv2d',
        rank: 2,
        inputShape: [1, 64, 56, 56],
        outChannels: 128,
        kernel: [3, 3],
        stride: [2, 2],
        padding: symmetric([1, 1]),
        bias: false,
        ...request,
      }),
      options,
    ),
  );
const record = (all: readonly ExplainLine[]): Record<string, string> =>
  Object.fromEntries(all.map(({ label, text }) => [label, text]));

describe('a convolution explained', () => {
  it('reads like the design', () => {
    const receptiveField = { axes: Array.from({ length: 2 }, () => ({ size: 51, jump: 8, start: 0 })) };
    expect(lines({}, { receptiveField })).toEqual({
      'H, W': '⌊(56 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = 28',
      channels: '64 → 128',
      cost: '73,728 params · 57.8 M MACs',
      context: 'receptive field 51 × 51, stride 8 · the last row and column of the padded input are not read',
    });
  });

  it('shows axes apart when their arithmetic differs', () => {
    const text = lines({ inputShape: [1, 64, 56, sym('W')] });
    expect(text.H).toBe('⌊(56 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = 28');
    expect(text.W).toBe('⌊(W + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = ⌊(W − 1)/2⌋ + 1');
  });

  it('says where SAME puts its padding', () => {
    const tf = {
      framework: 'tensorflow' as const,
      op: 'tf.nn.conv2d',
      inputShape: [1, 28, 28, 3],
      padding: SAME_UPPER,
    };
    expect(lines({ ...tf, kernel: [5, 5] })['H, W']).toBe('⌈28 / 2⌉ = 14, padding 1 top/left, 2 bottom/right');
    expect(lines({ ...tf, kernel: [5, 3] }).H).toBe('⌈28 / 2⌉ = 14, padding 1 top, 2 bottom');
    expect(lines({ ...tf, stride: [1, 1] })['H, W']).toBe('⌈28 / 1⌉ = 28, padding 1 on each side');
    expect(lines({ ...tf, kernel: [1, 1] })['H, W']).toBe('⌈28 / 2⌉ = 14, no padding');
  });

  it('turns the formula round for a transposed convolution', () =>
    expect(lines({ transposed: true, inputShape: [1, 64, 14, 14], kernel: [4, 4] })['H, W']).toBe(
      '(14 − 1)·2 − 2·1 + 1·(4 − 1) + 0 + 1 = 28',
    ));

  it('explains where channels come from', () => {
    const layer = { inputShape: [1, 256, 9, 9], outChannels: 512 };
    expect(lines({ ...layer, groups: 32 }).channels).toBe('256 → 512 in 32 groups of 8 → 16');
    expect(lines({ ...layer, groups: 256 }).channels).toBe(
      '256 → 512 = 256 × 2: each input channel has its own 2 kernels',
    );
    expect(lines({ ...layer, outChannels: 256, groups: 256 }).channels).toBe(
      '256 → 256 = 256 × 1: each input channel has its own kernel',
    );
  });

  it('leaves out what is not known, and keeps the rest beside an error', () => {
    expect(lines({ inputShape: [1, unknownDim('x'), 56, 56], bias: true }).cost).toBeUndefined();
    expect(lines({ inputShape: [1, 3, 56, 56], inChannels: 64 })['H, W']).toMatch(/= 28$/);
  });

  it('speaks Chinese', () => {
    const text = lines({}, { language: 'zh' });
    expect(text['通道']).toBe('64 → 128');
    expect(text['开销']).toBe('73,728 参数 · 57.8 M MACs');
  });

  it('explains both steps of a separable convolution', () => {
    const plan = planSeparable({
      framework: 'keras',
      op: 'SeparableConv2D',
      rank: 2,
      inputShape: [1, 10, 10, 4],
      kernel: [3, 3],
      padding: VALID,
      channelMultiplier: 2,
      outChannels: 5,
    });
    expect(record(explainSeparable(plan))).toMatchObject({
      'H, W': '⌊(10 − 1·(3 − 1) − 1) / 1⌋ + 1 = 8',
      depthwise: '4 → 8 = 4 × 2: each input channel has its own 2 kernels',
      pointwise: '8 → 5',
    });
  });

  it('names the window that ceil mode drops', () => {
    const plan = planPool({
      framework: 'torch',
      op: 'MaxPool2d',
      kind: 'max',
      rank: 2,
      inputShape: [1, 1, 3, 3],
      kernel: [2, 2],
      stride: [2, 2],
      padding: symmetric([1, 1]),
      ceilMode: true,
    });
    expect(record(explainPool(plan))['H, W']).toBe(
      '⌈(3 + 2·1 − 1·(2 − 1) − 1) / 2⌉ + 1 = 3, less one window that would start in the padding: 2',
    );
  });
});

describe('numbers', () => {
  it.each([
    [999, '999'],
    [57802752, '57.8 M'],
    [1814073344, '1.81 G'],
    [999999, '1.00 M'],
    [118013952, '118 M'],
    [9995, '10.0 k'],
  ])('%d is %s', (value, text) => expect(formatLarge(value)).toBe(text));

  it('separate thousands', () => expect(formatCount(73728)).toBe('73,728'));

  it('count a dense layer once per position', () =>
    expect(linearCost([2, 5, 12], 12, 3, true)).toEqual({ params: 39, macs: 360 }));
});

describe('receptive field', () => {
  const axes = (kernel: number, stride: number, padding: number, transposed = false) =>
    planConv({
      framework: 'torch',
      op: 'Conv1d',
      rank: 1,
      transposed,
      inputShape: [1, 1, 224],
      outChannels: 1,
      kernel: [kernel],
      stride: [stride],
      padding: symmetric([padding]),
    }).axes;

  it('grows as in the stem of a ResNet', () => {
    const stem = rfThrough(rfInput(1), axes(7, 2, 3));
    const pooled = rfThrough(stem, axes(3, 2, 1));
    expect(pooled.axes[0]).toEqual({ size: 11, jump: 4, start: 0 });
    expect(receptiveFieldText(pooled)).toBe('receptive field 11, stride 4');
  });

  it('is the union of branches', () => {
    const wide = rfThrough(rfInput(1), axes(5, 1, 2));
    expect(rfMerge([wide, rfInput(1)]).axes[0]).toEqual({ size: 5, jump: 1, start: 0 });
    const shifted = rfThrough(rfInput(1), axes(3, 1, 0));
    expect(rfMerge([shifted, rfInput(1)]).axes[0]).toEqual({ size: 3, jump: 1, start: 1 });
  });

  it('shrinks its stride in a transposed convolution and takes in everything when pooled globally', () => {
    const down = rfThrough(rfInput(1), axes(2, 2, 0));
    expect(rfThrough(down, axes(2, 2, 0, true), true).axes[0].jump).toBe(1);
    expect(rfGlobal(down, [112]).axes[0].size).toBe(224);
  });
});

describe('solving', () => {
  it('finds the padding that keeps the size', () => {
    expect(samePadding(3, 1)).toBe(1);
    expect(samePadding(3, 2)).toBe(2);
    expect(samePadding(4, 1)).toBeUndefined();
  });

  it('finds plain settings first, all of which hold', () => {
    expect(solveConv(56, 28)[0]).toMatchObject({ kernel: 3, stride: 2, padding: 1, dilation: 1 });
    expect(solveConv(14, 28, { kernel: 4 }, true)[0]).toMatchObject({ stride: 2, padding: 1, outputPadding: 0 });
    expect(solveConv(28, 26, { kernel: 3, padding: 0 })[0]).toMatchObject({ stride: 1 });
  });

  it('turns a layer round', () => {
    const setting = { kernel: 3, stride: 2, dilation: 1, padding: 1, outputPadding: 0 };
    expect(inputsFor(28, setting)).toEqual({ min: 55, max: 56 });
    expect(inputsFor(28, { ...setting, kernel: 4 }, true)).toEqual({ min: 14, max: 14 });
    expect(inputsFor(27, { ...setting, kernel: 4 }, true)).toBeUndefined();
  });
});
