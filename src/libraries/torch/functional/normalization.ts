/** Normalizations: the shape stays, the settings must fit it (torch 1.13, nn/functional.py and ATen). */
import {
  divides,
  equalDims,
  formatShape,
  isNumber,
  productOf,
  ShapeError,
  sym,
  type Dim,
  type Shape,
} from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import type { NativeFunction, TensorValue, Value } from '../../../python/interpreter/values';
import { dimList, textOf, torchOp } from '../arguments';
import { checkDtypes } from '../dtypeRules';
import { inputOf, ofShape } from '../family';
import { batchNormNumbers, type BatchNormArguments } from '../numbers/normalization';
import { optionalTensor, tensorOf } from '../tensor';
import { said } from '../../../protocol/say';

/** One vector of a normalization must have as many elements as the input has channels. */
function checkChannels(op: string, what: string, vector: TensorValue | undefined, channels: Dim): void {
  const count = vector?.shape && productOf(vector.shape);
  if (count === undefined || equalDims(count, channels) !== false) return;
  throw new ShapeError(
    'channel-mismatch',
    said`${op}: ${what} holds ${textOf(count)} numbers, but the input has ${textOf(channels)} channels. Use num_features=${textOf(channels)}, or give the layer ${textOf(count)} channels.`,
    { parameter: 'num_features', value: channels },
  );
}

/** Each channel needs more than one number in training, or its variance means nothing. */
function checkCount(op: string, shape: Shape, perChannel: readonly Dim[]): void {
  if (perChannel.some((size) => size !== 1)) return;
  throw new PyError(
    'ValueError',
    said`${op}: expected more than 1 value per channel when training, but the input has shape ${formatShape(shape)}. Use a larger batch or image, or call eval().`,
    'size-not-positive',
  );
}

export interface BatchNormCall extends BatchNormArguments {
  op: string;
}

/** Batch normalization over (N, C, …). @throws ShapeError channel-mismatch; PyError for one value per channel */
export function batchNorm(cx: Context, call: BatchNormCall): Value {
  const { op, input } = call;
  return ofShape(cx, input, (shape) => {
    if (shape.length < 2) {
      throw new ShapeError(
        'rank-mismatch',
        said`${op}: the input needs a batch and a channel axis, but has shape ${formatShape(shape)}.`,
      );
    }
    if (call.training)
      checkCount(
        op,
        shape,
        shape.filter((_, i) => i !== 1),
      );
    checkChannels(op, 'running_mean', call.mean, shape[1]);
    checkChannels(op, 'running_var', call.variance, shape[1]);
    checkChannels(op, 'weight', call.weight, shape[1]);
    checkChannels(op, 'bias', call.bias, shape[1]);
    if (call.weight) checkDtypes(op, input, call.weight);
    return tensorOf(shape, input.dtype, batchNormNumbers(cx, call, shape));
  });
}

/** Instance normalization: statistics per image and channel. `channelAxis` is 0 for an unbatched input. */
export function instanceNorm(
  cx: Context,
  op: string,
  input: TensorValue,
  vectors: { mean?: TensorValue; variance?: TensorValue; weight?: TensorValue; bias?: TensorValue },
  useInputStats: boolean,
  channelAxis: number,
): Value {
  return ofShape(cx, input, (shape) => {
    if (useInputStats) checkSpatialCount(op, shape, shape.slice(channelAxis + 1));
    const channels = shape[channelAxis];
    checkChannels(op, 'running_mean', vectors.mean, channels);
    checkChannels(op, 'weight', vectors.weight, channels);
    checkChannels(op, 'bias', vectors.bias, channels);
    return tensorOf(shape, input.dtype);
  });
}

function checkSpatialCount(op: string, shape: Shape, spatial: Shape): void {
  if (productOf(spatial) !== 1) return;
  throw new PyError(
    'ValueError',
    said`${op}: expected more than 1 spatial element when training, but the input has shape ${formatShape(shape)}. Use a larger image, or call eval().`,
    'size-not-positive',
  );
}

/** The last axes must be `normalized_shape`. @throws ShapeError features-mismatch */
export function layerNorm(
  cx: Context,
  op: string,
  input: TensorValue,
  normalized: readonly Dim[] | undefined,
  weight?: TensorValue,
): Value {
  if (normalized?.length) cx.assume(input, () => [sym('N'), ...normalized], normalized.length === 1);
  return ofShape(cx, input, (shape) => {
    if (!normalized) return tensorOf(shape, input.dtype);
    if (normalized.length === 0)
      throw new ShapeError('argument-count', said`${op}: normalized_shape must name at least one axis.`);
    const last = shape.slice(-normalized.length);
    if (shape.length < normalized.length || last.some((d, i) => equalDims(d, normalized[i]) === false)) {
      throw new ShapeError(
        'features-mismatch',
        said`${op}: normalized_shape=${formatShape(normalized)} must be the input's last axes, but the input has shape ${formatShape(shape)}. Use normalized_shape=${formatShape(last)}.`,
        { parameter: 'normalized_shape', value: last },
      );
    }
    if (weight?.shape && weight.shape.some((d, i) => equalDims(d, normalized[i] ?? 0) === false)) {
      throw new ShapeError(
        'weight-mismatch',
        said`${op}: weight has shape ${formatShape(weight.shape)}, but must have normalized_shape=${formatShape(normalized)}.`,
      );
    }
    if (weight) checkDtypes(op, input, weight);
    return tensorOf(shape, input.dtype);
  });
}

/** Channels are cut into groups. @throws ShapeError channels-divisibility, channel-mismatch */
export function groupNorm(
  cx: Context,
  op: string,
  input: TensorValue,
  groups: Dim,
  weight: TensorValue | undefined,
  bias: TensorValue | undefined,
): Value {
  return ofShape(cx, input, (shape) => {
    if (shape.length < 2) {
      throw new ShapeError(
        'rank-mismatch',
        said`${op}: the input needs a batch and a channel axis, but has shape ${formatShape(shape)}.`,
      );
    }
    const channels = shape[1];
    for (const [what, vector] of [
      ['weight', weight],
      ['bias', bias],
    ] as const) {
      const count = vector?.shape?.[0];
      if (count !== undefined && equalDims(count, channels) === false) {
        throw new ShapeError(
          'channel-mismatch',
          said`${op}: ${what} holds ${textOf(count)} numbers, but the input has ${textOf(channels)} channels. Use num_channels=${textOf(channels)}.`,
          { parameter: 'num_channels', value: channels },
        );
      }
    }
    if (divides(groups, channels) === false) {
      throw new ShapeError(
        'channels-divisibility',
        said`${op}: ${textOf(channels)} channels cannot be cut into num_groups=${textOf(groups)} equal groups. Use a divisor of ${textOf(channels)}.`,
      );
    }
    checkGroupCount(op, shape, groups);
    return tensorOf(shape, input.dtype);
  });
}

/** `F.group_norm` refuses groups of one number (torch 1.13 `_verify_batch_size`). */
function checkGroupCount(op: string, shape: Shape, groups: Dim): void {
  const [batch, channels, ...rest] = shape;
  const count = productOf([batch, channels, ...rest]);
  if (!isNumber(count) || !isNumber(groups) || !isNumber(batch)) return;
  if (Math.floor((batch * Number(channels)) / groups) * Number(productOf(rest)) !== 1) return;
  throw new PyError(
    'ValueError',
    said`${op}: expected more than 1 value per group, but the input has shape ${formatShape(shape)} in ${groups} groups. Use fewer groups.`,
    'size-not-positive',
  );
}

/** Local response normalization needs a channel axis and one more. */
export function localResponseNorm(cx: Context, op: string, input: TensorValue): Value {
  return ofShape(cx, input, (shape) => {
    if (shape.length < 3) {
      throw new PyError(
        'ValueError',
        said`${op}: expected 3 axes or more, but the input has shape ${formatShape(shape)}. Add the missing axes.`,
        'rank-mismatch',
      );
    }
    return tensorOf(shape, input.dtype);
  });
}

/** `F.batch_norm` and its kin, by name. */
export const normalizationFunctions: Record<string, NativeFunction> = {
  batch_norm: torchOp(
    'batch_norm',
    'input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-05',
    (a, cx) =>
      batchNorm(cx, {
        op: 'batch_norm',
        input: inputOf(a),
        mean: optionalTensor(cx, a.get('running_mean'), 'batch_norm', 'running_mean'),
        variance: optionalTensor(cx, a.get('running_var'), 'batch_norm', 'running_var'),
        weight: optionalTensor(cx, a.get('weight'), 'batch_norm', 'weight'),
        bias: optionalTensor(cx, a.get('bias'), 'batch_norm', 'bias'),
        training: a.truth('training'),
        eps: a.number('eps') ?? 1e-5,
      }),
  ),
  instance_norm: torchOp(
    'instance_norm',
    'input, running_mean=None, running_var=None, weight=None, bias=None, use_input_stats=True, momentum=0.1, eps=1e-05',
    (a, cx) =>
      instanceNorm(
        cx,
        'instance_norm',
        inputOf(a),
        {
          mean: optionalTensor(cx, a.get('running_mean'), 'instance_norm', 'running_mean'),
          weight: optionalTensor(cx, a.get('weight'), 'instance_norm', 'weight'),
          bias: optionalTensor(cx, a.get('bias'), 'instance_norm', 'bias'),
        },
        a.truth('use_input_stats') !== false,
        1,
      ),
  ),
  layer_norm: torchOp('layer_norm', 'input, normalized_shape, weight=None, bias=None, eps=1e-05', (a, cx) =>
    layerNorm(
      cx,
      'layer_norm',
      inputOf(a),
      dimList(cx, a.get('normalized_shape'), 'layer_norm(): normalized_shape'),
      optionalTensor(cx, a.get('weight'), 'layer_norm', 'weight'),
    ),
  ),
  group_norm: torchOp('group_norm', 'input, num_groups, weight=None, bias=None, eps=1e-05', (a, cx) =>
    groupNorm(
      cx,
      'group_norm',
      inputOf(a),
      a.dim('num_groups'),
      optionalTensor(cx, a.get('weight'), 'group_norm', 'weight'),
      optionalTensor(cx, a.get('bias'), 'group_norm', 'bias'),
    ),
  ),
  rms_norm: torchOp('rms_norm', 'input, normalized_shape, weight=None, eps=None', (a, cx) =>
    layerNorm(cx, 'rms_norm', inputOf(a), dimList(cx, a.get('normalized_shape'), 'rms_norm(): normalized_shape')),
  ),
  local_response_norm: torchOp('local_response_norm', 'input, size, alpha=0.0001, beta=0.75, k=1.0', (a, cx) =>
    localResponseNorm(cx, 'local_response_norm', inputOf(a)),
  ),
};
