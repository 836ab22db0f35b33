/** repeat_interleave: each element so and so often, one behind the other. */
import { reshape as reshapeNumbers, sizeOf } from '../../../compute/ndarray';
import { said } from '../../../protocol/say';
import { equalDims, formatDim, isNumber, mul, normalizeAxis, ShapeError, sumOf, type Dim } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import type { TensorValue, Value } from '../../../python/interpreter/values';
import { axisNumber, sizeItem } from '../arguments';
import { computed, inputOf, ofShape, unknownDims, type OpEntry } from '../family';
import { takeAlong } from '../numbers/arranging';
import { tensorOf } from '../tensor';

/** How often each element of an axis is repeated: all as often, or each by a number of its own. */
type Repeats = { each: Dim } | { lengths: TensorValue };

function repeatsOf(cx: Context, repeats: Value): Repeats {
  if (repeats.kind === 'tensor' && repeats.shape?.length !== 0 && repeats.shape?.[0] !== 1) return { lengths: repeats };
  return { each: sizeItem(cx, repeats, 'repeat_interleave(): repeats') };
}

function repeatInterleave(cx: Context, input: TensorValue, given: Value, dim: Value): Value {
  const repeats = repeatsOf(cx, given);
  return ofShape(cx, input, (shape) => {
    const flat = dim.kind === 'none';
    const base = flat ? [shape.reduce<Dim>((n, d) => mul(n, d), 1)] : shape;
    const axis = flat ? 0 : axisNumber(cx, dim, 'repeat_interleave(): dim');
    if (axis === undefined)
      return tensorOf(unknownDims(shape.length, 'the axis to repeat along is not known'), input.dtype);
    const at = normalizeAxis(axis, base.length, 'repeat_interleave');
    const total = 'each' in repeats ? mul(base[at], repeats.each) : totalOf(cx, repeats.lengths, base[at]);
    if (isNumber(total) && total < 0)
      throw new ShapeError('size-not-positive', 'repeat_interleave: repeats cannot be negative. Use 0 or more.');
    const result = base.map((d, i) => (i === at ? total : d));
    return computed(cx, input, result, (data) => {
      const along = flat ? reshapeNumbers(data, [sizeOf(data.shape)]) : data;
      const times = timesOf(repeats);
      return times && takeAlong(along, at, positions(along.shape[at], times));
    });
  });
}

/** The length of an axis whose elements are repeated by numbers of their own: those must be as many. */
function totalOf(cx: Context, { data, shape }: TensorValue, size: Dim): Dim {
  const count = shape?.length === 1 ? shape[0] : undefined;
  if (count !== undefined && equalDims(count, size) === false) {
    throw new ShapeError(
      'broadcast-mismatch',
      said`repeat_interleave: there are ${formatDim(count)} repeats for an axis of ${formatDim(size)}. Give one for each element, or a single number.`,
    );
  }
  return data ? sumOf(Array.from(data.data)) : cx.unknownDim('how often each element is repeated is not known');
}

/** How often the element at a position is repeated; undefined where that is not known. */
function timesOf(repeats: Repeats): ((position: number) => number) | undefined {
  if ('each' in repeats) {
    const { each } = repeats;
    return isNumber(each) ? () => each : undefined;
  }
  const lengths = repeats.lengths.data?.data;
  return lengths && ((position) => lengths[position]);
}

/** 0, 0, 1, 1, …: each of so many positions as often as is said. */
function positions(count: number, times: (position: number) => number): number[] {
  return Array.from({ length: count }, (_, i) => i).flatMap((i) => new Array<number>(times(i)).fill(i));
}

export const interleavingOps: OpEntry[] = [
  {
    name: 'repeat_interleave',
    signature: 'input, repeats=None, dim=None, output_size=None',
    rule: (a, cx) => {
      const input = inputOf(a);
      // torch.repeat_interleave(repeats) gives the positions themselves.
      if (a.isNone('repeats')) {
        return tensorOf(
          [totalOf(cx, input, input.shape?.[0] ?? cx.unknownDim('how often each element is repeated is not known'))],
          'int64',
        );
      }
      return repeatInterleave(cx, input, a.get('repeats'), a.get('dim'));
    },
  },
];
