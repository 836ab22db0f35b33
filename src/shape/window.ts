/**
 * One spatial axis of a window operation: how far the padding reaches, how many windows fit, and which rows none of
 * them reads. Convolution and pooling of every framework come down to the functions here.
 */
import type { AxisFormula, AxisName, SpatialRank, WindowAxis } from './conv/types';
import { add, atMost, ceilDiv, compareDims, floorDiv, isNumber, isUnknown, maxDim, minDim, mul, sub } from './dim';
import type { Edges, PaddingSpec } from './padding';
import type { Dim } from './types';

/** The names of the spatial axes, outermost first. */
export function axisNames(rank: SpatialRank): readonly AxisName[] {
  return rank === 1 ? ['L'] : rank === 2 ? ['H', 'W'] : ['D', 'H', 'W'];
}

/** How far a dilated kernel reaches: dilation · (kernel − 1) + 1 elements. */
export function effectiveKernel(kernel: Dim, dilation: Dim): Dim {
  return add(mul(dilation, sub(kernel, 1)), 1);
}

/** One axis as a layer states it. */
export interface WindowRequest {
  readonly name: AxisName;
  readonly input: Dim;
  readonly kernel: Dim;
  readonly stride: Dim;
  readonly dilation: Dim;
  readonly inputDilation?: Dim;
  readonly padding: PaddingSpec;
  /** Which axis this is, for explicit padding. */
  readonly index: number;
  readonly ceilMode?: boolean;
}

/** Padding and output of one axis. The output may come out as zero or negative; plans judge that. */
export function windowAxis(request: WindowRequest): WindowAxis {
  const { name, kernel, stride, dilation } = request;
  const inputDilation = request.inputDilation ?? 1;
  const reach = effectiveKernel(kernel, dilation);
  const input = effectiveKernel(request.input, inputDilation);
  const [padBefore, padAfter] = edgesOf(request.padding, request.index, input, reach, stride);
  const padded = add(add(input, padBefore), padAfter);
  const same = request.padding.kind === 'same_upper' || request.padding.kind === 'same_lower';
  const output = same
    ? ceilDiv(input, stride)
    : request.ceilMode
      ? ceilModeOutput(input, padBefore, padded, reach, stride)
      : add(floorDiv(sub(padded, reach), stride), 1);
  const formula: AxisFormula = same
    ? 'same'
    : request.ceilMode
      ? 'ceil_mode'
      : request.padding.kind === 'valid'
        ? 'valid'
        : 'floor';
  return {
    name,
    input: request.input,
    kernel,
    stride,
    dilation,
    effectiveKernel: reach,
    padBefore,
    padAfter,
    output,
    outputPadding: 0,
    inputDilation,
    unreadBefore: 0,
    unreadAfter: unreadAfter(padded, output, reach, stride),
    formula,
  };
}

/** The padding at both ends that a specification means on one axis. */
export function edgesOf(padding: PaddingSpec, index: number, input: Dim, reach: Dim, stride: Dim): Edges {
  switch (padding.kind) {
    case 'explicit':
      return padding.edges[index];
    case 'valid':
      return [0, 0];
    case 'causal':
      return [sub(reach, 1), 0];
    case 'torch_same':
      return halves(sub(reach, 1), 'after');
    case 'wrap':
      return halves(sub(reach, 1), 'after');
    default: {
      const windows = sub(ceilDiv(input, stride), 1);
      const total = maxDim(sub(add(mul(windows, stride), reach), input), 0);
      return halves(total, padding.kind === 'same_upper' ? 'after' : 'before');
    }
  }
}

/** Splits a total in two; the odd element goes to the named end. */
export function halves(total: Dim, odd: 'before' | 'after'): Edges {
  const half = floorDiv(total, 2);
  const rest = sub(total, half);
  return odd === 'after' ? [half, rest] : [rest, half];
}

/**
 * PyTorch's ceil_mode (ATen `pooling_output_shape`): round up, then drop a last window that would start in the padding
 * after. For sizes that are not numbers both conditions are one minimum.
 */
function ceilModeOutput(input: Dim, padBefore: Dim, padded: Dim, reach: Dim, stride: Dim): Dim {
  const roundedUp = add(ceilDiv(sub(padded, reach), stride), 1);
  const readable = add(input, padBefore);
  if (isNumber(roundedUp) && isNumber(readable) && isNumber(stride))
    return (roundedUp - 1) * stride >= readable ? roundedUp - 1 : roundedUp;
  if (atMost(add(stride, padBefore), reach)) return roundedUp;
  return minDim(roundedUp, ceilDiv(readable, stride));
}

function unreadAfter(padded: Dim, output: Dim, reach: Dim, stride: Dim): Dim {
  const lastRead = add(mul(sub(output, 1), stride), reach);
  const left = sub(padded, lastRead);
  if (isUnknown(left)) return left;
  return compareDims(output, 0) === 1 || !isNumber(output) ? maxDim(left, 0) : maxDim(padded, 0);
}

/**
 * The rows of the padded input that no window reads, between the windows included (a stride larger than the kernel,
 * or a dilation that shares no residue), as indices counted from the first padded row. For numeric axes only.
 */
export function unreadRows(axis: WindowAxis): number[] | undefined {
  const { input, kernel, stride, dilation, padBefore, padAfter, output, inputDilation } = axis;
  const sizes = [input, kernel, stride, dilation, padBefore, padAfter, output, inputDilation];
  if (!sizes.every(isNumber)) return undefined;
  const [inputs, taps, step, spacing, before, after, windows, spread] = sizes;
  const padded = (inputs - 1) * spread + 1 + before + after;
  const read = new Array<boolean>(Math.max(0, padded)).fill(false);
  for (let window = 0; window < windows; window++)
    for (let tap = 0; tap < taps; tap++) read[window * step + tap * spacing] = true;
  return read.flatMap((isRead, row) => (isRead || row >= padded ? [] : [row]));
}

/** One axis of a transposed convolution as a layer states it, with the rows trimmed off the full output. */
export interface TransposedRequest {
  readonly name: AxisName;
  readonly input: Dim;
  readonly kernel: Dim;
  readonly stride: Dim;
  readonly dilation: Dim;
  readonly trimBefore: Dim;
  readonly trimAfter: Dim;
  readonly outputPadding: Dim;
  readonly formula: AxisFormula;
}

/** (input − 1) · stride + reach, the size of a transposed convolution before anything is trimmed or appended. */
export function fullTransposedSize(input: Dim, kernel: Dim, stride: Dim, dilation: Dim): Dim {
  return add(mul(sub(input, 1), stride), effectiveKernel(kernel, dilation));
}

/**
 * A transposed axis. `padBefore` and `padAfter` are the rows trimmed off the full output, as PyTorch's `padding`, in
 * every framework: input row i and kernel row j add to output row i·stride + j·dilation − padBefore.
 */
export function transposedAxis(request: TransposedRequest): WindowAxis {
  const { name, input, kernel, stride, dilation, trimBefore, trimAfter, outputPadding, formula } = request;
  const full = fullTransposedSize(input, kernel, stride, dilation);
  return {
    name,
    input,
    kernel,
    stride,
    dilation,
    effectiveKernel: effectiveKernel(kernel, dilation),
    padBefore: trimBefore,
    padAfter: trimAfter,
    output: add(sub(sub(full, trimBefore), trimAfter), outputPadding),
    outputPadding,
    inputDilation: 1,
    unreadBefore: 0,
    unreadAfter: 0,
    formula,
  };
}
