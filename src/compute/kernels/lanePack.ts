import type { Correlation } from '../lower';
import type { NumberArray } from '../ndarray';
import type { RowWindow } from './laneProgram';
import type { ItemSource } from './program';

/** An input with channels last: [row][column][channel]. */
export interface PaddedSize {
  /** Elements from row to row. */
  readonly row: number;
  /** Elements from column to column, at least the channels. */
  readonly column: number;
}

/**
 * Writes the padded input channels last, or a window of its rows. Padding is left as it is, for the memory starts out so, but in a
 * window, where rows change places, whole rows of it are written.
 * Neighbouring columns are copied in one run where the source lies the same way.
 */
export function packChannelsLast(
  item: ItemSource,
  { rows, columns, fill }: Pick<Correlation, 'rows' | 'columns' | 'fill'>,
  size: PaddedSize,
  into: Float32Array,
  window?: RowWindow,
): void {
  const { channel } = item;
  const channels = channel.length;
  let dense = true;
  for (let c = 0; c < channels && dense; c++) dense = channel[c] === c;
  const write = dense ? (item.columnStride === size.column ? writeRuns : writePixels) : writeChannels;
  const from = window?.from ?? 0;
  const to = Math.min(window?.to ?? Infinity, rows.source.length);
  for (let y = from; y < to; y++) {
    const target = (y - from) * size.row;
    if (rows.source[y] >= 0) {
      write(item, item.offset + rows.source[y] * item.rowStride, columns.source, into, target, size.column);
    } else if (window) into.fill(fill, target, target + size.row);
  }
}

type WriteRow = (
  item: ItemSource,
  line: number,
  source: Int32Array,
  into: Float32Array,
  target: number,
  stride: number,
) => void;

const writeRuns: WriteRow = ({ data }, line, source, into, target, stride) => {
  for (let x = 0; x < source.length; x++) {
    if (source[x] < 0) continue;
    let end = x + 1;
    while (end < source.length && source[end] === source[end - 1] + 1) end++;
    const start = line + source[x] * stride;
    into.set(data.subarray(start, start + (end - x) * stride), target + x * stride);
    x = end - 1;
  }
};

const writePixels: WriteRow = ({ data, channel, columnStride }, line, source, into, target, stride) => {
  for (let x = 0; x < source.length; x++) {
    if (source[x] < 0) continue;
    const from = line + source[x] * columnStride;
    const to = target + x * stride;
    for (let c = 0; c < channel.length; c++) into[to + c] = data[from + c];
  }
};

/**
 * Any other layout, such as channels first: four channels at a time, so that what is written lies together, and some
 * columns at a time, so that it is still in the cache when the next four channels follow.
 */
const writeChannels: WriteRow = ({ data, channel, columnStride }, line, source, into, target, stride) => {
  const whole = channel.length & ~3;
  for (let start = 0; start < source.length; start += COLUMNS_AT_ONCE) {
    const end = Math.min(source.length, start + COLUMNS_AT_ONCE);
    for (let c = 0; c < whole; c += 4) {
      const first = line + channel[c];
      const second = line + channel[c + 1];
      const third = line + channel[c + 2];
      const fourth = line + channel[c + 3];
      for (let x = start, to = target + start * stride + c; x < end; x++, to += stride) {
        if (source[x] < 0) continue;
        const from = source[x] * columnStride;
        into[to] = data[first + from];
        into[to + 1] = data[second + from];
        into[to + 2] = data[third + from];
        into[to + 3] = data[fourth + from];
      }
    }
    for (let c = whole; c < channel.length; c++) {
      const from = line + channel[c];
      for (let x = start, to = target + start * stride + c; x < end; x++, to += stride) {
        if (source[x] >= 0) into[to] = data[from + source[x] * columnStride];
      }
    }
  }
};

const COLUMNS_AT_ONCE = 16;

/**
 * The weight with its output channels in lanes: [block of lanes][tap][input of the group][lane of the block].
 * @param outputs for each lane its output channel, −1 for none: its weights are not written.
 * @param perBlock lanes of a block.
 */
export function packLaneWeights(
  weight: NumberArray,
  { inPerGroup, rows, columns, weightIndex }: Correlation,
  outputs: Int32Array,
  perBlock: number,
  into: Float32Array,
): void {
  const first = Int32Array.from(outputs, (o) => (o < 0 ? -1 : weightIndex(o, 0, 0, 0)));
  // From one output channel to another, the way from its first weight to any other is the same.
  const begin = weightIndex(0, 0, 0, 0);
  const perInput = weightIndex(0, 1, 0, 0) - begin;
  let target = 0;
  for (let block = 0; block < outputs.length; block += perBlock) {
    for (let ky = 0; ky < rows.kernel; ky++) {
      for (let kx = 0; kx < columns.kernel; kx++) {
        let from = weightIndex(0, 0, ky, kx) - begin;
        for (let i = 0; i < inPerGroup; i++, from += perInput, target += perBlock) {
          for (let lane = 0; lane < perBlock; lane++) {
            if (first[block + lane] >= 0) into[target + lane] = weight[first[block + lane] + from];
          }
        }
      }
    }
  }
}

/** The bias in the order of the lanes; −1 stands for a lane without a channel. */
export function packLaneBias(bias: NumberArray | undefined, outputs: Int32Array, into: Float32Array): void {
  outputs.forEach((o, lane) => {
    into[lane] = bias && o >= 0 ? bias[o] : 0;
  });
}
