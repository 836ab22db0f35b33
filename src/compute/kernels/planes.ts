import type { Correlation } from '../lower';
import type { NumberArray } from '../ndarray';
import type { Block, ItemSource, Program } from './program';

/** A program whose input is planes, [channel][row][column]. */
export interface PlaneProgram extends Program {
  /** x, y, z of the whole input. */
  readonly inputSize: Block['size'];
  /**
   * The input in bands of whole planes, one after the other through one small array: what was just written there still
   * stands in the processor's cache when it is handed on.
   */
  packBands(item: ItemSource): Iterable<Band>;
}

/** Neighbouring planes, good until the next ones are made. */
export interface Band {
  readonly data: Float32Array;
  /** Numbers before them in the whole. */
  readonly at: number;
}

/** Numbers in a band, about: 256 kB. */
const BAND = 2 ** 16;
/** Channels that stand side by side in a line of a cache, which is so read once. */
const LINE = 16;

/** Both ways of laying a program's input out as planes. */
export function planeInput(plan: Correlation): Pick<PlaneProgram, 'inputSize' | 'packInput' | 'packBands'> {
  const channels = plan.groups * plan.inPerGroup;
  const plane = plan.rows.source.length * plan.columns.source.length;
  const inputSize = [plan.columns.source.length, plan.rows.source.length, channels] as const;
  let scratch: Float32Array = new Float32Array(0);
  return {
    inputSize,
    packInput: (item) => {
      const data = filled(channels * plane, plan.fill);
      packChannels(item, plan, 0, channels, data);
      return { data, size: inputSize };
    },
    packBands: function* (item) {
      const atOnce = Math.min(channels, Math.max(Math.ceil(BAND / plane), item.columnStride === 1 ? 1 : LINE));
      // What stands around the numbers is the same in every plane.
      if (scratch.length < atOnce * plane) scratch = filled(atOnce * plane, plan.fill);
      for (let first = 0; first < channels; first += atOnce) {
        const count = Math.min(atOnce, channels - first);
        packChannels(item, plan, first, count, scratch);
        yield { data: scratch.subarray(0, count * plane), at: first * plane };
      }
    },
  };
}

/**
 * Lays channels `first` … `first + count − 1` out as planes from the start of `data`, where everything around them stands
 * already. Row by row: where channels stand side by side, all of a row are near each other.
 */
function packChannels(
  { data: source, offset, channel, rowStride, columnStride: stride }: ItemSource,
  { rows, columns }: Correlation,
  first: number,
  count: number,
  data: Float32Array,
): void {
  const width = columns.source.length;
  const height = rows.source.length;
  const plane = width * height;
  const runs = runsOf(columns.source);
  const fours = stride === 1 ? 0 : count - (count % 4);
  const originOf = (c: number, row: number): number => offset + channel[first + c] + row * rowStride;
  for (let y = 0; y < height; y++) {
    const row = rows.source[y];
    if (row < 0) continue;
    for (let c = 0; c < count; c += c < fours ? 4 : 1) {
      for (const run of runs) {
        const to = c * plane + y * width + run.start;
        const from = originOf(c, row) + run.source * stride;
        if (stride === 1) {
          data.set(source.subarray(from, from + run.length), to);
        } else if (c < fours) {
          const others = [1, 2, 3].map((k) => from + channel[first + c + k] - channel[first + c]);
          copyFour(source, from, others, stride, data, to, plane, run.length);
        } else {
          copySpread(source, from, stride, data, to, run.length);
        }
      }
    }
  }
}

/** A loop with nothing in it that could stand outside: a first call runs most of it before any engine has improved it. */
function copySpread(
  source: NumberArray,
  from: number,
  stride: number,
  target: Float32Array,
  to: number,
  length: number,
): void {
  for (const end = to + length; to < end; to++, from += stride) target[to] = source[from];
}

/** The same for four channels at once, which are often side by side: to as many planes. */
function copyFour(
  source: NumberArray,
  a: number,
  [b, c, d]: number[],
  stride: number,
  target: Float32Array,
  to: number,
  plane: number,
  length: number,
): void {
  for (const end = to + length; to < end; to++) {
    target[to] = source[a];
    target[to + plane] = source[b];
    target[to + 2 * plane] = source[c];
    target[to + 3 * plane] = source[d];
    a += stride;
    b += stride;
    c += stride;
    d += stride;
  }
}

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
