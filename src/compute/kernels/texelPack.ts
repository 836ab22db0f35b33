import type { Correlation } from '../lower';
import type { NumberArray } from '../ndarray';
import { packLaneWeights } from './lanePack';
import { filled, runsOf } from './planes';
import type { Block, ItemSource, PackedInput } from './program';

/** Channels stand four to a texel; a texel that is not full ends in zeros. */
export const LANES = 4;

export interface TexelInput extends PackedInput {
  /** For each lane of a pixel its channel, −1 for none: then anything may stand there. */
  readonly lanes: Int32Array;
}

/**
 * The padded input as texels, channels last: texel [row][column][quad]. A texel's lanes hold the channels of four of
 * `input.lanes`.
 */
export function packTexels(item: ItemSource, input: TexelInput): Block {
  const { rows, columns, fill, lanes: quads } = input;
  const size = texelSize(input);
  const width = columns.source.length;
  const lanes = quads.length;
  const data = filled(rows.source.length * width * lanes, fill);
  const runs = standsAsTexels(item, quads) ? runsOf(columns.source) : undefined;
  for (let y = 0; y < rows.source.length; y++) {
    const row = rows.source[y];
    if (row < 0) continue;
    const line = item.offset + row * item.rowStride;
    const target = y * width * lanes;
    if (runs) {
      for (const { start, source, length } of runs) {
        const from = line + source * lanes;
        data.set(item.data.subarray(from, from + length * lanes), target + start * lanes);
      }
    } else copyLanes(item, line, data, target, columns.source, quads);
  }
  return { data, size };
}

/** x, y, z of a padded input in texels. */
export const texelSize = ({ rows, columns, lanes }: TexelInput): Block['size'] => [
  lanes.length / LANES,
  columns.source.length,
  rows.source.length,
];

/** Whether the channels of a pixel stand in the caller's array as in the texels. */
const standsAsTexels = (item: ItemSource, lanes: Int32Array): boolean =>
  item.columnStride === lanes.length && lanes.every((channel, lane) => channel === lane && item.channel[lane] === lane);

/** A rectangle of a texture that has a row of texels for each row of the padded input. */
export interface TexelRegion {
  /** Begins with the first texel, a row of the rectangle every `rowLength` texels. */
  readonly data: Float32Array;
  readonly rowLength: number;
  /** In texels. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The part of the padded input that the caller's array holds as it stands, where all around it are zeros: it needs no
 * copy made for it. Undefined where its numbers must be moved.
 */
export function regionOf(item: ItemSource, { rows, columns, fill, lanes }: TexelInput): TexelRegion | undefined {
  const { data, rowStride, columnStride } = item;
  if (fill !== 0 || !(data instanceof Float32Array) || rowStride % LANES !== 0) return undefined;
  if (!standsAsTexels(item, lanes)) return undefined;
  const [row, ...otherRows] = runsOf(rows.source);
  const [column, ...otherColumns] = runsOf(columns.source);
  if (!row || !column || otherRows.length > 0 || otherColumns.length > 0) return undefined;
  const quads = lanes.length / LANES;
  return {
    data: data.subarray(item.offset + row.source * rowStride + column.source * columnStride),
    rowLength: rowStride / LANES,
    x: column.start * quads,
    y: row.start,
    width: column.length * quads,
    height: row.length,
  };
}

/** A row of any other layout, channel by channel. */
function copyLanes(
  item: ItemSource,
  line: number,
  to: Float32Array,
  target: number,
  source: Int32Array,
  quads: Int32Array,
): void {
  const lanes = quads.length;
  for (let lane = 0; lane < lanes; lane++) {
    if (quads[lane] < 0) continue;
    const from = line + item.channel[quads[lane]];
    for (let x = 0, at = target + lane; x < source.length; x++, at += lanes) {
      if (source[x] >= 0) to[at] = item.data[from + source[x] * item.columnStride];
    }
  }
}

/** The weight as texels [tap][input of the group][output quad], the four output channels of a quad in the lanes. */
export function packWeightTexels(weight: NumberArray, plan: Correlation, outputs: Int32Array): Block {
  const taps = plan.rows.kernel * plan.columns.kernel;
  const data = new Float32Array(taps * plan.inPerGroup * outputs.length);
  packLaneWeights(weight, plan, outputs, outputs.length, data);
  return { data, size: [outputs.length / LANES, plan.inPerGroup, taps] };
}

/** The bias as one texel per output quad; zeros where there is none. */
export function packBiasTexels(bias: NumberArray | undefined, outputs: Int32Array): Block {
  const data = Float32Array.from(outputs, (o) => (bias && o >= 0 ? bias[o] : 0));
  return { data, size: [outputs.length / LANES, 1, 1] };
}

/** For each output channel its lane in a pixel of the raw output. */
export function lanesOf(outputs: Int32Array, channels: number): Int32Array {
  const offsets = new Int32Array(channels);
  outputs.forEach((o, lane) => {
    if (o >= 0) offsets[o] = lane;
  });
  return offsets;
}
