/** The axes of a transposed convolution by each framework's rule for trimming and output padding. */
import { add, atMost, ceilDiv, equalDims, floorDiv, isNumber, lessThan, maxDim, minDim, mod, mul, sub } from '../dim';
import { ShapeError } from '../errors';
import { formatDim, formatShape } from '../format';
import type { Edges } from '../padding';
import type { Dim } from '../types';
import { axisNames, effectiveKernel, fullTransposedSize, halves, transposedAxis } from '../window';
import type { ConvSettings } from './types';
import type { AxisFormula, WindowAxis } from './types';
import { said } from '../../protocol/say';

/**
 * The spatial axes of a transposed convolution on `input` (spatial sizes).
 * @throws ShapeError `output-size` or `input-size-mismatch` when a requested output size is impossible.
 */
export function transposedAxes(settings: ConvSettings, input: readonly Dim[]): WindowAxis[] {
  const sizes = requestedSizes(settings);
  const axes = axisNames(settings.rank).map((name, i) => {
    const axis = { name, index: i, input: input[i], size: sizes?.[i] };
    switch (settings.framework) {
      case 'torch':
        return torchAxis(settings, axis);
      case 'onnx':
        return onnxAxis(settings, axis);
      case 'keras':
        return kerasAxis(settings, axis);
      case 'tensorflow':
        return tensorflowAxis(settings, axis);
      default:
        return flaxAxis(settings, axis);
    }
  });
  if (settings.framework === 'torch' && sizes) checkTorchOutputSize(settings, axes, sizes);
  return axes;
}

interface AxisInput {
  readonly name: WindowAxis['name'];
  readonly index: number;
  readonly input: Dim;
  readonly size: Dim | undefined;
}

function build(
  settings: ConvSettings,
  axis: AxisInput,
  trim: Edges,
  outputPadding: Dim,
  formula: AxisFormula,
): WindowAxis {
  return transposedAxis({
    name: axis.name,
    input: axis.input,
    kernel: settings.kernel[axis.index],
    stride: settings.stride[axis.index],
    dilation: settings.dilation[axis.index],
    trimBefore: trim[0],
    trimAfter: trim[1],
    outputPadding,
    formula,
  });
}

function fullSize(settings: ConvSettings, { input, index }: AxisInput): Dim {
  return fullTransposedSize(input, settings.kernel[index], settings.stride[index], settings.dilation[index]);
}

function explicitEdgesOf(settings: ConvSettings, index: number): Edges {
  return settings.padding.kind === 'explicit' ? settings.padding.edges[index] : [0, 0];
}

/** `output_size` may name all axes of the input or the spatial ones alone (nn/modules/conv.py `_output_padding`). */
function requestedSizes(settings: ConvSettings): readonly Dim[] | undefined {
  const { outputSize, rank, op, layout } = settings;
  if (!outputSize) return undefined;
  if (outputSize.length === rank) return outputSize;
  const extra = outputSize.length - rank;
  if (extra < 0 || extra > 2)
    throw new ShapeError(
      'output-size',
      said`The output size ${formatShape(outputSize)} has ${outputSize.length} values, but ${op} needs ${rank} or ${rank + 2}.`,
    );
  return layout === 'channels_first' ? outputSize.slice(extra) : outputSize.slice(1, 1 + rank);
}

/** PyTorch: the plain formula; `output_size` chooses the output padding. */
function torchAxis(settings: ConvSettings, axis: AxisInput): WindowAxis {
  const trim = explicitEdgesOf(settings, axis.index);
  const given = settings.outputPadding?.[axis.index] ?? 0;
  const smallest = sub(sub(fullSize(settings, axis), trim[0]), trim[1]);
  return build(settings, axis, trim, axis.size === undefined ? given : sub(axis.size, smallest), 'transposed');
}

/** PyTorch: from the smallest size up to stride − 1 more (nn/modules/conv.py `_output_padding`). */
function checkTorchOutputSize(settings: ConvSettings, axes: readonly WindowAxis[], sizes: readonly Dim[]): void {
  const smallest = axes.map((axis) => sub(axis.output, axis.outputPadding));
  const largest = smallest.map((size, i) => sub(add(size, settings.stride[i]), 1));
  if (!sizes.some((size, i) => lessThan(size, smallest[i]) || lessThan(largest[i], size))) return;
  throw new ShapeError(
    'output-size',
    said`output_size=${formatShape(sizes)} cannot be reached: from ${formatShape(axes.map((a) => a.input))} this layer gives ${formatShape(smallest)} to ${formatShape(largest)}. Choose a size in that range.`,
    { parameter: 'output_size', value: sizes.map((size, i) => minDim(maxDim(size, smallest[i]), largest[i])) },
  );
}

/**
 * ONNX ConvTranspose: auto_pad SAME gives input · stride; `output_shape` determines the pads, of which the odd one stands
 * before unless auto_pad is SAME_UPPER. An `output_shape` larger than the full output adds zeros at its end (ONNX's
 * reference implementation and onnxruntime agree).
 */
function onnxAxis(settings: ConvSettings, axis: AxisInput): WindowAxis {
  const kind = settings.padding.kind;
  const extra = settings.outputPadding?.[axis.index] ?? 0;
  const same = kind === 'same_upper' || kind === 'same_lower';
  const wanted = axis.size ?? (same ? mul(axis.input, settings.stride[axis.index]) : undefined);
  if (wanted === undefined) return build(settings, axis, explicitEdgesOf(settings, axis.index), extra, 'transposed');
  const full = add(fullSize(settings, axis), extra);
  return fitted(settings, axis, full, wanted, 'transposed_same', kind === 'same_upper' ? 'after' : 'before', extra);
}

/**
 * Keras 3 (`compute_conv_transpose_output_shape`): output_padding=None is not 0. None gives input · stride for
 * "same" and enough for every kernel for "valid"; a number is added to the bare formula.
 */
function kerasAxis(settings: ConvSettings, axis: AxisInput): WindowAxis {
  const stride = settings.stride[axis.index];
  const reach = effectiveKernel(settings.kernel[axis.index], settings.dilation[axis.index]);
  const full = fullSize(settings, axis);
  const extra = settings.outputPadding?.[axis.index];
  if (settings.padding.kind === 'valid')
    return build(settings, axis, [0, 0], extra ?? sub(maxDim(reach, stride), reach), 'transposed');
  if (settings.padding.kind === 'explicit')
    return build(settings, axis, explicitEdgesOf(settings, axis.index), extra ?? 0, 'transposed');
  const output =
    extra === undefined ? mul(axis.input, stride) : add(add(mul(sub(axis.input, 1), stride), mod(reach, 2)), extra);
  return fitted(settings, axis, full, output, extra === undefined ? 'transposed_same' : 'transposed');
}

/** TF: the output size is an argument; the forward convolution of it must give the input (tf.nn.conv2d_transpose). */
function tensorflowAxis(settings: ConvSettings, axis: AxisInput): WindowAxis {
  const stride = settings.stride[axis.index];
  const reach = effectiveKernel(settings.kernel[axis.index], settings.dilation[axis.index]);
  const full = fullSize(settings, axis);
  const kind = settings.padding.kind;
  const output =
    axis.size ?? (kind === 'same_upper' ? mul(axis.input, stride) : add(full, maxDim(sub(stride, reach), 0)));
  const edges = explicitEdgesOf(settings, axis.index);
  const forward =
    kind === 'same_upper'
      ? ceilDiv(output, stride)
      : add(floorDiv(sub(add(output, add(edges[0], edges[1])), reach), stride), 1);
  if (equalDims(forward, axis.input) === false)
    throw new ShapeError(
      'input-size-mismatch',
      said`output_shape asks for ${axis.name} = ${formatDim(output)}, whose forward convolution gives ${formatDim(forward)}, but the input has ${formatDim(axis.input)}. ${
        kind === 'same_upper'
          ? said`With padding SAME it must lie in ${formatDim(add(mul(sub(axis.input, 1), stride), 1))} … ${formatDim(mul(axis.input, stride))}.`
          : said`It must lie in ${formatDim(sub(full, add(edges[0], edges[1])))} … ${formatDim(sub(add(sub(full, add(edges[0], edges[1])), stride), 1))}.`
      }`,
      {
        parameter: 'output_shape',
        value: kind === 'same_upper' ? mul(axis.input, stride) : sub(full, add(edges[0], edges[1])),
      },
    );
  if (kind === 'same_upper') return fitted(settings, axis, full, output, 'transposed_same');
  const extra = sub(output, sub(full, add(edges[0], edges[1])));
  return build(settings, axis, edges, extra, 'transposed');
}

/** Trims the full output to a wanted size, the odd row on side `odd`; rows that are missing become output padding. */
function fitted(
  settings: ConvSettings,
  axis: AxisInput,
  full: Dim,
  output: Dim,
  formula: AxisFormula,
  odd: 'before' | 'after' = 'after',
  extra: Dim = 0,
): WindowAxis {
  const surplus = sub(full, output);
  const trimmed = maxDim(surplus, 0);
  return build(settings, axis, halves(trimmed, odd), add(extra, sub(trimmed, surplus)), formula);
}

/**
 * Flax: jax.lax.conv_transpose. Words: SAME gives input · stride, VALID input · stride + max(kernel − stride, 0);
 * numbers pad the spread-out input, so they trim reach − 1 − padding from the full output. CIRCULAR gives
 * input · stride.
 */
function flaxAxis(settings: ConvSettings, axis: AxisInput): WindowAxis {
  const stride = settings.stride[axis.index];
  const reach = effectiveKernel(settings.kernel[axis.index], settings.dilation[axis.index]);
  if (settings.padding.kind === 'explicit') {
    const [before, after] = settings.padding.edges[axis.index];
    const reachable = sub(reach, 1);
    const built = build(settings, axis, [sub(reachable, before), sub(reachable, after)], 0, 'transposed');
    return isNumber(built.output) && built.output < 0 ? { ...built, output: 0 } : built;
  }
  const valid = settings.padding.kind === 'valid';
  const total = add(add(reach, sub(stride, 2)), valid ? maxDim(sub(reach, stride), 0) : 0);
  const before = flaxPadBefore(settings, reach, stride, total);
  const trim: Edges = [sub(sub(reach, 1), before), sub(sub(reach, 1), sub(total, before))];
  return build(settings, axis, trim, 0, 'transposed_same');
}

/** jax.lax `_conv_transpose_padding`: for VALID, and for SAME with a wide stride, the kernel's reach less one. */
function flaxPadBefore(settings: ConvSettings, reach: Dim, stride: Dim, total: Dim): Dim {
  const wide = atMost(reach, stride);
  return settings.padding.kind === 'valid' || wide ? sub(reach, 1) : ceilDiv(total, 2);
}
