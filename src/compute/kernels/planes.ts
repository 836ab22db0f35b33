import type { Correlation } from '../lower';
import type { NumberArray } from '../ndarray';
import type { Block, ItemSource } from './program';

/**
 * The padded input as planes, [channel][row][column].
 * @param into what the same plan was packed into before: what stands around the numbers is there already.
 */
export function packPlanes(item: ItemSource, plan: Correlation, into?: Float32Array): Block {
  const { rows, columns } = plan;
  const channels = plan.groups * plan.inPerGroup;
  const width = columns.source.length;
  const height = rows.source.length;
  const data = into ?? filled(channels * height * width, plan.fill);
  const runs = runsOf(columns.source);
  const copy = item.columnStride === 1 ? copyNeighbours : copySpread;
  // Row by row: where channels stand side by side, all of a row are near each other.
  for (let y = 0; y < height; y++) {
    const row = rows.source[y];
    if (row < 0) continue;
    for (let c = 0; c < channels; c++) {
      const from = item.offset + item.channel[c] + row * item.rowStride;
      const to = (c * height + y) * width;
      for (const { start, source, length } of runs) {
        copy(item.data, from + source * item.columnStride, item.columnStride, data, to + start, length);
      }
    }
  }
  return { data, size: [width, height, channels] };
}

/** Copies `length` numbers that stand `stride` apart in the source and side by side in the target. */
type Copy = (
  source: NumberArray,
  from: number,
  stride: number,
  target: Float32Array,
  to: number,
  length: number,
) => void;

const copyNeighbours: Copy = (source, from, _stride, target, to, length) =>
  target.set(source.subarray(from, from + length), to);

/** A loop with nothing in it that could stand outside: a first call runs most of it before any engine has improved it. */
const copySpread: Copy = (source, from, stride, target, to, length) => {
  for (const end = to + length; to < end; to++, from += stride) target[to] = source[from];
};

/** An array of `length` equal numbers. */
export function filled(length: number, value: number): Float32Array {
  const data = new Float32Array(length);
  return value === 0 ? data : data.fill(value);
}

export interface Run {
  readonly start: number;
  readonly source: number;
  readonly length: number;
}

/** The stretches of a padded axis whose elements are neighbours in the input too. */
export function runsOf(source: Int32Array): Run[] {
  const runs: Run[] = [];
  for (let x = 0; x < source.length;) {
    const start = x++;
    if (source[start] < 0) continue;
    while (x < source.length && source[x] === source[x - 1] + 1) x++;
    runs.push({ start, source: source[start], length: x - start });
  }
  return runs;
}

/** The weight as [output channel][input of the group · taps + tap]. */
export function packPlaneWeights(weight: ArrayLike<number>, plan: Correlation): Block {
  const { groups, inPerGroup, outPerGroup, rows, columns } = plan;
  const channels = groups * outPerGroup;
  const row = inPerGroup * rows.kernel * columns.kernel;
  const data = new Float32Array(channels * row);
  let target = 0;
  for (let o = 0; o < channels; o++) {
    for (let i = 0; i < inPerGroup; i++) {
      for (let ky = 0; ky < rows.kernel; ky++) {
        for (let kx = 0; kx < columns.kernel; kx++) data[target++] = weight[plan.weightIndex(o, i, ky, kx)];
      }
    }
  }
  return { data, size: [row, channels, 1] };
}
