import { describe, expect, it } from 'vitest';
import {
  CAUSAL,
  convSettingsProblem,
  explicitEdges,
  formatDim,
  formatShape,
  orThrow,
  paddingFromWord,
  perAxis,
  planConv,
  planSeparable,
  SAME_LOWER,
  SAME_UPPER,
  ShapeError,
  sym,
  symmetric,
  tfExplicitPadding,
  tfPerAxis,
  TORCH_SAME,
  unknownDim,
  VALID,
} from '../../../src/shape';
import type { ConvPlan, ConvRequest } from '../../../src/shape';

const N = sym('N');

function torch(more: Partial<ConvRequest>): ConvPlan {
  return planConv({
    framework: 'torch',
    op: 'Conv2d',
    rank: 2,
    inputShape: [N, 64, 56, 56],
    inChannels: 64,
    outChannels: 128,
    kernel: [3, 3],
    padding: symmetric([1, 1]),
    ...more,
  });
}

function keras(more: Partial<ConvRequest>): ConvPlan {
  return planConv({
    framework: 'keras',
    op: 'Conv2D',
    rank: 2,
    inputShape: [N, 28, 28, 16],
    outChannels: 32,
    kernel: [3, 3],
    padding: VALID,
    ...more,
  });
}

describe('PyTorch', () => {
  it('records a strided convolution with its cost and the row it does not read', () => {
    const plan = torch({ stride: [2, 2], bias: false });
    expect(formatShape(plan.outputShape)).toBe('(N, 128, 28, 28)');
    expect(plan.weightShape).toEqual([128, 64, 3, 3]);
    expect(plan.params).toBe(73728);
    expect(formatDim(plan.macs)).toBe('57802752·N');
    expect(plan.axes.map((axis) => axis.unreadAfter)).toEqual([1, 1]);
    expect(plan.notes.map((note) => note.message)).toContain(
      'the last row and column of the padded input are not read',
    );
  });

  it('takes unbatched inputs and keeps an empty batch', () => {
    expect(torch({ inputShape: [64, 8, 8] }).outputShape).toEqual([128, 8, 8]);
    expect(torch({ inputShape: [0, 64, 8, 8] }).outputShape).toEqual([0, 128, 8, 8]);
  });

  it('divides channels among groups; groups = in_channels is depthwise', () => {
    const grouped = torch({ groups: 32 });
    expect(grouped.weightShape).toEqual([128, 2, 3, 3]);
    expect([grouped.inPerGroup, grouped.outPerGroup, grouped.channelMultiplier]).toEqual([2, 4, undefined]);
    const depthwise = torch({ groups: 64 });
    expect(depthwise.channelMultiplier).toBe(2);
    expect(depthwise.weightShape).toEqual([128, 1, 3, 3]);
  });

  it("pads padding='same' with the odd row after", () => {
    const [axis] = torch({ kernel: [4, 4], padding: TORCH_SAME }).axes;
    expect([axis.padBefore, axis.padAfter, axis.output]).toEqual([1, 2, 56]);
  });

  it.each<[string, Partial<ConvRequest>, string, RegExp]>([
    ['channels', { inChannels: 32 }, 'channel-mismatch', /has 64 channels .* built for 32.*in_channels=64/],
    ['channels at the other end', { inputShape: [1, 56, 56, 64] }, 'channel-mismatch', /axis 3.*permute\(0, 3, 1, 2\)/],
    ['a size like the channels', { inputShape: [1, 32, 64, 64] }, 'channel-mismatch', /Use in_channels=32/],
    ['rank', { inputShape: [1, 64, 56] }, 'channel-mismatch', /1 channels/],
    ['too many axes', { inputShape: [1, 64, 5, 5, 5] }, 'rank-mismatch', /\(N, C, H, W\).*5/],
    ['groups', { groups: 3 }, 'groups-divisibility', /in_channels=64 is not divisible by groups=3/],
    ['groups of nothing', { groups: 0 }, 'groups-divisibility', /positive/],
    ['same with stride', { padding: TORCH_SAME, stride: [2, 2] }, 'same-with-stride', /stride=1/],
    ['stride', { stride: [0, 1] }, 'stride-not-positive', /stride=\(0, 1\)/],
    ['dilation', { dilation: [-1, -1] }, 'dilation-not-positive', /dilation=−1/],
    ['negative padding', { padding: symmetric([-1, 0]) }, 'padding-negative', /padding=−1/],
    ['fractional padding', { padding: symmetric([1.5, 0]) }, 'padding-value', /padding=1.5/],
    [
      'a large kernel',
      { inputShape: [1, 64, 2, 9], kernel: [5, 5] },
      'kernel-too-large',
      /kernel_size 5.*H = 4 \(2 \+ padding 1 \+ 1\)/,
    ],
    ['wrapping', { padding: symmetric([57, 1]), paddingMode: 'circular' }, 'padding-value', /at most 56/],
    ['reflection', { padding: symmetric([56, 1]), paddingMode: 'reflect' }, 'padding-value', /at most 55/],
    ['wrapping without a batch', { inputShape: [64, 9, 9], paddingMode: 'circular' }, 'padding-mode', /unsqueeze/],
    ['a list of the wrong length', { stride: [1, 2, 3] }, 'argument-count', /3 values/],
  ])('refuses wrong %s', (_, more, code, message) => {
    const { error } = torch(more);
    expect(error?.code).toBe(code);
    expect(error?.message).toMatch(message);
    expect(() => orThrow(torch(more))).toThrow(ShapeError);
  });

  it('says nothing where the symbols decide', () => {
    expect(torch({ inputShape: [N, sym('C'), sym('H'), sym('W')] }).error).toBeUndefined();
    expect(torch({ groups: sym('g') }).error).toBeUndefined();
    const unknown = torch({ inputShape: [N, unknownDim('read from a file'), 56, 56] });
    expect(unknown.error).toBeUndefined();
    expect(formatShape(unknown.outputShape)).toBe('(N, 128, 56, 56)');
  });

  it('judges what a constructor can judge without an input', () => {
    const settings = { framework: 'torch' as const, op: 'Conv2d', rank: 2 as const, inChannels: 6, outChannels: 8 };
    expect(convSettingsProblem({ ...settings, groups: 4, kernel: [3, 3], padding: VALID })?.code).toBe(
      'groups-divisibility',
    );
    expect(convSettingsProblem({ ...settings, groups: 2, kernel: [3, 3], padding: VALID })).toBeUndefined();
  });

  it('reads kernel and channels off the weight of a functional call', () => {
    const call = { weightShape: [12, 4, 3, 5], kernel: undefined, inChannels: undefined, outChannels: undefined };
    const plan = torch({ ...call, groups: 16, inputShape: [2, 64, 9, 9] });
    expect(plan.error?.code).toBe('groups-divisibility');
    const grouped = torch({ ...call, groups: 2, inputShape: [2, 8, 9, 9], biasShape: [12] });
    expect(grouped.outputShape).toEqual([2, 12, 9, 7]);
    expect(torch({ ...call, groups: 2, inputShape: [2, 8, 9, 9], biasShape: [13] }).error?.code).toBe('bias-mismatch');
    expect(torch({ ...call, weightShape: [12, 4, 3], inputShape: [2, 4, 9, 9] }).error?.code).toBe('weight-mismatch');
  });
});

describe('TensorFlow', () => {
  const call = (more: Partial<ConvRequest>): ConvPlan =>
    planConv({
      framework: 'tensorflow',
      op: 'tf.nn.conv2d',
      rank: 2,
      inputShape: [2, 28, 28, 6],
      padding: VALID,
      ...more,
    });

  it('multiplies channels in a depthwise convolution', () => {
    const plan = call({ op: 'tf.nn.depthwise_conv2d', weightShape: [3, 3, 6, 2], weightLayout: 'kIM', inChannels: 6 });
    expect(plan.outputShape).toEqual([2, 26, 26, 12]);
    expect([plan.groups, plan.channelMultiplier, plan.params]).toEqual([6, 2, 108]);
  });

  it('takes a filter with fewer channels than the input as groups', () => {
    const plan = call({ weightShape: [3, 3, 3, 4] });
    expect([plan.groups, plan.inPerGroup, plan.outPerGroup]).toEqual([2, 3, 2]);
    expect(call({ weightShape: [3, 3, 4, 4] }).error?.code).toBe('channel-mismatch');
  });

  it('pads SAME after the stride, with the odd row after', () => {
    const [axis] = call({ weightShape: [5, 5, 6, 1], stride: [2, 2], padding: SAME_UPPER }).axes;
    expect([axis.output, axis.padBefore, axis.padAfter]).toEqual([14, 1, 2]);
    const [lower] = call({ weightShape: [5, 5, 6, 1], stride: [2, 2], padding: SAME_LOWER }).axes;
    expect([lower.padBefore, lower.padAfter]).toEqual([2, 1]);
  });

  it('rounds a negative window count towards zero before it refuses', () => {
    const almost = call({ inputShape: [1, 4, 4, 1], weightShape: [5, 5, 1, 1], stride: [2, 2] });
    expect([almost.error, almost.outputShape]).toEqual([undefined, [1, 0, 0, 1]]);
    expect(call({ inputShape: [1, 4, 4, 1], weightShape: [6, 6, 1, 1] }).error?.code).toBe('kernel-too-large');
  });

  it('applies the stride of a dilated depthwise convolution to the dealt-out rows', () => {
    const plan = call({
      inputShape: [3, 12, 13, 2],
      weightShape: [4, 4, 2, 1],
      weightLayout: 'kIM',
      stride: [3, 1],
      dilation: [3, 3],
    });
    expect(plan.outputShape).toEqual([3, 3, 4, 2]);
    expect(plan.notes.map((note) => note.code)).toContain('space-to-batch');
  });

  it('reads settings over all axes', () => {
    expect(tfPerAxis([1, 2, 3, 1], 2, 'channels_last', 'strides')).toEqual([2, 3]);
    expect(tfPerAxis([1, 1, 2, 3], 2, 'channels_first', 'strides')).toEqual([2, 3]);
    expect(() => tfPerAxis([1, 1, 1, 2], 2, 'channels_last', 'strides')).toThrow(/channel axis/);
    expect(() => tfPerAxis([1, 1, 1], 2, 'channels_last', 'strides')).toThrow(/3 values/);
    expect(tfExplicitPadding([[0, 0], [1, 2], [3, 4], [0, 0]], 2, 'channels_last')).toEqual([[1, 2], [3, 4]]); // prettier-ignore
    expect(() => tfExplicitPadding([[0, 0], [1, 1]], 2, 'channels_last')).toThrow(/4 in all/); // prettier-ignore
  });
});

describe('Keras', () => {
  it('keeps weights as (*kernel, in, out) and infers the channels', () => {
    const plan = keras({});
    expect(plan.weightShape).toEqual([3, 3, 16, 32]);
    expect(formatShape(plan.outputShape)).toBe('(N, 26, 26, 32)');
    expect(plan.params).toBe(3 * 3 * 16 * 32 + 32);
  });

  it('pads causally on the left', () => {
    const plan = keras({ rank: 1, inputShape: [N, 10, 4], kernel: [3], dilation: [2], padding: CAUSAL });
    expect([plan.axes[0].padBefore, plan.axes[0].padAfter, plan.axes[0].output]).toEqual([4, 0, 10]);
  });

  it.each<[string, Partial<ConvRequest>, string]>([
    ['strides with dilation', { stride: [2, 2], dilation: [2, 2] }, 'stride-with-dilation'],
    ['no filters', { outChannels: 0 }, 'size-not-positive'],
    ['groups of the filters', { groups: 5 }, 'groups-divisibility'],
    ['groups of the input', { groups: 32, outChannels: 64 }, 'groups-divisibility'],
    ['a missing batch axis', { inputShape: [28, 28, 16] }, 'rank-mismatch'],
    ['a large kernel', { kernel: [29, 1] }, 'kernel-too-large'],
  ])('refuses %s', (_, more, code) => expect(keras(more).error?.code).toBe(code));

  it('counts both steps of a separable convolution', () => {
    const plan = planSeparable({
      framework: 'keras',
      op: 'SeparableConv2D',
      rank: 2,
      inputShape: [1, 10, 10, 4],
      kernel: [3, 3],
      padding: SAME_UPPER,
      channelMultiplier: 2,
      outChannels: 5,
    });
    expect(plan.outputShape).toEqual([1, 10, 10, 5]);
    expect(plan.params).toBe(3 * 3 * 4 * 2 + 8 * 5 + 5);
    expect(plan.macs).toBe(100 * (3 * 3 * 4 * 2 + 8 * 5));
  });
});

describe('Flax', () => {
  const flax = (more: Partial<ConvRequest>): ConvPlan =>
    planConv({
      framework: 'flax',
      op: 'nn.Conv',
      rank: 1,
      inputShape: [7, 6],
      kernel: [3],
      outChannels: 4,
      padding: SAME_UPPER,
      ...more,
    });

  it('takes any leading axes and gives empty outputs', () => {
    expect(flax({ inputShape: [2, 3, 7, 6] }).outputShape).toEqual([2, 3, 7, 4]);
    expect(flax({ kernel: [9], padding: VALID }).outputShape).toEqual([0, 4]);
  });

  it('spreads the input by input_dilation, but not under a padding word', () => {
    expect(flax({ inputDilation: [2], padding: symmetric([1]) }).axes[0].output).toBe(13);
    expect(flax({ inputDilation: [2] }).error?.code).toBe('padding-mode');
  });
});

describe('transposed convolution', () => {
  const up = (more: Partial<ConvRequest>): ConvPlan =>
    torch({ transposed: true, inputShape: [1, 64, 14, 14], kernel: [4, 4], stride: [2, 2], ...more });

  it('undoes a stride', () => {
    const plan = up({});
    expect(plan.outputShape).toEqual([1, 128, 28, 28]);
    expect(plan.weightShape).toEqual([64, 128, 4, 4]);
    expect(plan.macs).toBe(14 * 14 * 64 * 128 * 16);
  });

  it('chooses the output padding from output_size', () => {
    expect(up({ kernel: [3, 3], outputSize: [28, 27] }).axes.map((axis) => axis.outputPadding)).toEqual([1, 0]);
    const { error } = up({ kernel: [3, 3], outputSize: [30, 28] });
    expect(error?.code).toBe('output-size');
    expect(error?.message).toMatch(/\(27, 27\) to \(28, 28\)/);
  });

  it.each<[string, Partial<ConvRequest>, string]>([
    ['output padding of a stride', { outputPadding: [2, 2] }, 'output-padding'],
    ['a padding word', { padding: TORCH_SAME }, 'padding-mode'],
    ['a padding mode', { paddingMode: 'reflect' }, 'padding-mode'],
    ['more padding than output', { inputShape: [1, 64, 1, 1], padding: symmetric([2, 2]) }, 'output-not-positive'],
  ])('PyTorch refuses %s', (_, more, code) => expect(up(more).error?.code).toBe(code));

  it('output padding below the dilation is enough', () =>
    expect(up({ outputPadding: [2, 2], dilation: [3, 3] }).error).toBeUndefined());

  it('Keras: None is not 0', () => {
    const layer = { transposed: true, inputShape: [1, 8, 8, 16], stride: [2, 2], kernel: [3, 3] };
    const size = (more: Partial<ConvRequest>): unknown => keras({ ...layer, ...more }).axes[0].output;
    expect(size({ padding: SAME_UPPER })).toBe(16);
    expect(size({ padding: SAME_UPPER, outputPadding: [0, 0] })).toBe(15);
    expect(size({ padding: VALID })).toBe(17);
    expect(size({ padding: VALID, kernel: [1, 1] })).toBe(16);
    expect(size({ padding: VALID, kernel: [1, 1], outputPadding: [0, 0] })).toBe(15);
    expect(keras({ ...layer, outputPadding: [2, 2] }).error?.code).toBe('output-padding');
  });

  it('TensorFlow: the forward convolution of output_shape must give the input', () => {
    const tf = (outputSize: number[]): ConvPlan =>
      planConv({
        framework: 'tensorflow',
        op: 'tf.nn.conv2d_transpose',
        rank: 2,
        transposed: true,
        inputShape: [1, 7, 7, 6],
        weightShape: [3, 3, 5, 6],
        stride: [2, 2],
        padding: SAME_UPPER,
        outputSize,
      });
    expect(tf([1, 14, 13, 5]).outputShape).toEqual([1, 14, 13, 5]);
    expect(tf([1, 15, 14, 5]).error?.code).toBe('input-size-mismatch');
  });

  it('Flax: words and numbers mean different things', () => {
    const flax = (more: Partial<ConvRequest>): ConvPlan =>
      planConv({
        framework: 'flax',
        op: 'nn.ConvTranspose',
        rank: 1,
        transposed: true,
        inputShape: [1, 5, 8],
        kernel: [3],
        stride: [2],
        outChannels: 4,
        padding: SAME_UPPER,
        ...more,
      });
    expect(flax({}).axes[0].output).toBe(10);
    expect(flax({ padding: VALID }).axes[0].output).toBe(11);
    expect(flax({ padding: explicitEdges([[3, 0]]), stride: [1] }).axes[0].output).toBe(6);
    expect([flax({}).flipped, flax({ weightLayout: 'kOI' }).flipped]).toEqual([true, false]);
  });

  it('ONNX: auto_pad gives input · stride', () =>
    expect(up({ framework: 'onnx', op: 'ConvTranspose', kernel: [3, 3], padding: SAME_LOWER }).axes[0].output).toBe(
      28,
    ));
});

describe('settings as people write them', () => {
  it('spreads one value over the axes', () => {
    expect(perAxis(2, 3, 'stride')).toEqual([2, 2, 2]);
    expect(perAxis([2], 2, 'stride', true)).toEqual([2, 2]);
    expect(() => perAxis([2], 2, 'kernel_size')).toThrow(/kernel_size=\(2,\)/);
  });

  it('knows which framework spells which word', () => {
    expect(paddingFromWord('same', 'torch', 'Conv2d', 2).kind).toBe('torch_same');
    expect(paddingFromWord('SAME', 'keras', 'Conv2D', 2).kind).toBe('same_upper');
    expect(() => paddingFromWord('SAME', 'torch', 'Conv2d', 2)).toThrow(/'same', 'valid'/);
    expect(() => paddingFromWord('same', 'tf', 'tf.nn.conv2d', 2)).toThrow(/'SAME'/);
    expect(() => paddingFromWord('CAUSAL', 'flax', 'nn.Conv', 2)).toThrow(/one spatial axis/);
    expect(() => paddingFromWord('toString', 'tf', 'tf.nn.conv2d', 2)).toThrow(ShapeError);
  });
});
