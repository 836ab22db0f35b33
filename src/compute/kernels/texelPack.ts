import type { Correlation } from '../lower';
import type { NumberArray } from '../ndarray';
import { packLaneWeights } from './lanePack';
import { filled } from './planes';
import type { Block, ItemSource } from './program';

/** Channels stand four to a texel; a texel that is not full ends in zeros. */
export const LANES = 4;

/**
 * The padded input as texels, channels last: texel [row][column][quad].
 * @param quads for each quad of the texture the input channels in its lanes, −1 for none.
 */
export function packTexels(item: ItemSource, { rows, columns, fill }: Correlation, quads: Int32Array): Block {
  const width = columns.source.length;
  const height = rows.source.length;
  const lanes = quads.length;
  const data = filled(height * width * lanes, fill);
  const run = item.columnStride === lanes && quads.every((c, lane) => c === lane && item.channel[c] === c);
  for (let y = 0; y < height; y++) {
    const row = rows.source[y];
    if (row < 0) continue;
    const line = item.offset + row * item.rowStride;
    const target = y * width * lanes;
    if (run) copyRuns(item.data, line, data, target, columns.source, lanes);
    else copyLanes(item, line, data, target, columns.source, quads);
  }
  return { data, size: [lanes / LANES, width, height] };
}

/** A row whose channels stand as the texels want them: runs of neighbouring columns are copied whole. */
function copyRuns(
  from: NumberArray,
  line: number,
  to: Float32Array,
  target: number,
  source: Int32Array,
  lanes: number,
): void {
  for (let x = 0; x < source.length; x++) {
    if (source[x] < 0) continue;
    let end = x + 1;
    while (end < source.length && source[end] === source[end - 1] + 1) end++;
    const start = line + source[x] * lanes;
    to.set(from.subarray(start, start + (end - x) * lanes), target + x * lanes);
    x = end - 1;
  }
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
