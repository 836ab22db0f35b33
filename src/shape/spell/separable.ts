import type { SeparablePlan } from '../conv/types';
import { torchConvolution } from './convolution';
import { axesOption, each, n, option, paddingWord } from './write';

/** A depthwise convolution followed by a pointwise one. */
export function separable(plan: SeparablePlan): [string, string | undefined][] {
  const { depthwise, pointwise } = plan;
  const { axes, rank } = depthwise;
  const multiplier = n(depthwise.channelMultiplier ?? 1);
  const word = paddingWord(axes);
  const keras = word
    ? `layers.SeparableConv${rank}D(${[
        n(pointwise.outChannels),
        each(axes, (a) => a.kernel),
        ...axesOption('strides', axes, (a) => a.stride, 1),
        ...option('padding', "'same'", word !== 'same'),
        ...axesOption('dilation_rate', axes, (a) => a.dilation, 1),
        ...option('depth_multiplier', String(multiplier), multiplier === 1),
        ...option('use_bias', 'False', pointwise.bias),
      ].join(', ')})`
    : undefined;
  const torch = `nn.Sequential(${torchConvolution({ ...depthwise, bias: false })}, ${torchConvolution(pointwise)})`;
  return [
    ['PyTorch', torch],
    ['Keras', keras],
  ];
}
