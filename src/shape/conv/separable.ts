import { divides, equalDims, floorDiv, mul } from '../dim';
import { ShapeError } from '../errors';
import type { ShapeProblem } from '../errors';
import type { Dim } from '../types';
import { formatDim, formatShape } from '../format';
import { addCosts } from '../cost';
import { planConv } from './plan';
import { readWeight } from './weights';
import type { ConvPlan, SeparablePlan, SeparableRequest } from './types';
import { said } from '../../protocol/say';

/**
 * A separable convolution: one kernel set per input channel, then a 1×1 convolution that mixes the channels. The bias
 * belongs to the second (Keras SeparableConv1D/2D, tf.nn.separable_conv2d). Never throws; see `planConv`.
 */
export function planSeparable(request: SeparableRequest): SeparablePlan {
  const { pointwiseShape, biasShape, outChannels, bias, ...first } = request;
  const depthwise = planConv({
    ...first,
    channelMultiplier: request.channelMultiplier ?? (request.weightShape ? undefined : 1),
    weightLayout: 'kIM',
    bias: false,
  });
  const pointwise = planConv({
    framework: request.framework,
    op: request.op,
    rank: request.rank,
    inputShape: depthwise.outputShape,
    layout: request.layout,
    batch: request.batch,
    kernel: new Array<number>(request.rank).fill(1),
    padding: { kind: 'valid' },
    outChannels: outChannels ?? pointwiseShape?.[request.rank + 1],
    groups: groupsOf(depthwise.outChannels, pointwiseShape?.[request.rank]),
    bias: bias ?? (request.weightShape === undefined || biasShape !== undefined),
    biasShape,
  });
  const cost = addCosts([depthwise, pointwise]);
  const error = depthwise.error ?? pointwiseProblem(request, depthwise) ?? pointwise.error;
  return {
    op: request.op,
    depthwise,
    pointwise,
    inputShape: request.inputShape,
    outputShape: pointwise.outputShape,
    params: cost.params,
    macs: cost.macs,
    ...(error && { error }),
  };
}

/** Where the 1×1 filter reads a part of the channels, it is a filter of so many groups. */
function groupsOf(channels: Dim, read: Dim | undefined): Dim | undefined {
  return read !== undefined && divides(read, channels) === true ? floorDiv(channels, read) : undefined;
}

/** The 1×1 weight must be (1, 1, in × multiplier, out). */
function pointwiseProblem(request: SeparableRequest, depthwise: ConvPlan): ShapeProblem | undefined {
  const { pointwiseShape, op, rank } = request;
  if (!pointwiseShape) return undefined;
  const between = depthwise.outChannels;
  try {
    const weight = readWeight(op, pointwiseShape, 'kIO', rank);
    if (weight.kernel.some((size) => equalDims(size, 1) === false))
      throw new ShapeError(
        'weight-mismatch',
        said`The pointwise filter ${formatShape(pointwiseShape)} must have a kernel of 1 on every axis.`,
      );
    // The 1×1 step is an ordinary tf.nn.conv2d, which takes a divisor of the channels as a grouped filter.
    if (divides(weight.in, between) === false)
      throw new ShapeError(
        'channel-mismatch',
        said`The depthwise step gives ${formatDim(between)} channels (${formatDim(depthwise.inChannels)} × ${formatDim(depthwise.outPerGroup)}), but the pointwise filter ${formatShape(pointwiseShape)} reads ${formatDim(weight.in)}. It needs in_channels × channel_multiplier = ${formatDim(mul(depthwise.inChannels, depthwise.outPerGroup))}.`,
        { parameter: 'pointwise_filter', value: between },
      );
    return undefined;
  } catch (error) {
    if (error instanceof ShapeError) return error.toProblem();
    throw error;
  }
}
