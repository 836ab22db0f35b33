import type { Correlation, LoweredAxis } from '../lower';
import type { NumberArray } from '../ndarray';
import type { Block, ItemSource } from './program';

/** Channels stand four to a texel; a texel that is not full ends in zeros. */
export const LANES = 4;

/**
 * The padded input as texels, channels last: texel [row][column][quad].
 * @param quads for each quad of the texture the input channels in its lanes, −1 for none.
 */
export function packTexels(item: ItemSource, rows: LoweredAxis, columns: LoweredAxis, quads: Int32Array): Block {
  const width = columns.source.length;
  const height = rows.source.length;
  const lanes = quads.length;
  const data = new Float32Array(height * width * lanes);
  for (let lane = 0; lane < lanes; lane++) {
    if (quads[lane] < 0) continue;
    const from = item.offset + item.channel[quads[lane]];
    for (let y = 0; y < height; y++) {
      const row = rows.source[y];
      if (row < 0) continue;
      const line = from + row * item.rowStride;
      let target = y * width * lanes + lane;
      for (let x = 0; x < width; x++, target += lanes) {
        const column = columns.source[x];
        if (column >= 0) data[target] = item.data[line + column * item.columnStride];
      }
    }
  }
  return { data, size: [lanes / LANES, width, height] };
}

/** The weight as texels [tap][input][output quad], the four output channels of a quad in the lanes. */
export function packWeightTexels(
  weight: NumberArray,
  plan: Correlation,
  inputs: number,
  outputs: Int32Array,
  inputOf: (output: number, input: number) => number,
): Block {
  const quads = outputs.length / LANES;
  const { kernel: kernelRows } = plan.rows;
  const { kernel: kernelColumns } = plan.columns;
  const data = new Float32Array(kernelRows * kernelColumns * inputs * outputs.length);
  let target = 0;
  for (let ky = 0; ky < kernelRows; ky++) {
    for (let kx = 0; kx < kernelColumns; kx++) {
      for (let input = 0; input < inputs; input++) {
        for (const o of outputs) {
          if (o >= 0) data[target] = weight[plan.weightIndex(o, inputOf(o, input), ky, kx)];
          target++;
        }
      }
    }
  }
  return { data, size: [quads, inputs, kernelRows * kernelColumns] };
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

/**
 * Kernel text that runs `body` for every tap: written out for small kernels, as loops with literal bounds
 * for larger ones, because unrolling 25 taps and more takes drivers seconds to compile.
 * Indices are composed inline from threads, loop variables and literals: gpu.js turns an integer-valued
 * local into a float, which costs a conversion at every read and is wrong above 2^24.
 */
export function forEachTap(plan: Correlation, body: (row: string, column: string, tap: string) => string): string {
  const { rows, columns } = plan;
  const at = (thread: string, axis: LoweredAxis, tap: string | number): string =>
    sum(
      times(`this.thread.${thread}`, axis.stride),
      typeof tap === 'number' ? tap * axis.dilation : times(tap, axis.dilation),
    );
  if (rows.kernel * columns.kernel <= MAX_UNROLLED_TAPS) {
    const taps: string[] = [];
    for (let ky = 0; ky < rows.kernel; ky++) {
      for (let kx = 0; kx < columns.kernel; kx++) {
        taps.push(`{${body(at('z', rows, ky), at('y', columns, kx), String(ky * columns.kernel + kx))}}`);
      }
    }
    return taps.join('\n');
  }
  const row = at('z', rows, 'ky');
  const column = at('y', columns, 'kx');
  return `for (let ky = 0; ky < ${rows.kernel}; ky++) {
for (let kx = 0; kx < ${columns.kernel}; kx++) {
${body(row, column, sum(times('ky', columns.kernel), 'kx'))}
}
}`;
}

const MAX_UNROLLED_TAPS = 9;

/** `a * factor` as text; literals are multiplied at once. */
export function times(a: string, factor: number): string {
  if (isLiteral(a)) return String(Number(a) * factor);
  return factor === 1 ? a : `${a} * ${factor}`;
}

/**
 * `a + b` as text; literals are added at once, for gpu.js makes floats of a sum of literals and then finds
 * no texture read that takes one.
 */
export function sum(a: string, b: string | number): string {
  if (isLiteral(a) && isLiteral(b)) return String(Number(a) + Number(b));
  if (isLiteral(a) && Number(a) === 0) return String(b);
  return isLiteral(b) && Number(b) === 0 ? a : `${a} + ${b}`;
}

function isLiteral(text: string | number): boolean {
  return !Number.isNaN(Number(text));
}
