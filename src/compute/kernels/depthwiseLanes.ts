import type { Correlation, LoweredAxis } from '../lower';
import { loop, sum, times } from './kernelText';
import { copyTaps, packChannelsLast, packLaneBias } from './lanePack';
import { LANES, type LaneProgram, range, roundUp } from './laneProgram';
import { lanesOf } from './texelPack';

/** Sums that a cell keeps at once: as many as there are registers beside weights and input. */
const MAX_SUMS = 8;
const MAX_ROWS = 4;
/** Of the fastest cache, what weights and input of a column may take. */
const FAST_BYTES = 2 ** 14;
/** Kernels of up to so many rows share what they read among a cell's rows. */
const MAX_SHARED_ROWS = 7;

/**
 * Depthwise convolution with channels in the lanes: four neighbouring input channels at a block of output positions
 * per cell, so that a number that was read once serves several of them. As many channels are done column by column
 * as the fastest cache has room for. With a multiplier m, output channel c·m + j stands at j·channels + c.
 *
 * Input [row][column · channel], weight [j · chunk of channels][tap][channel of the chunk].
 * Threads: x channel of the chunk, y block of columns, z (block of rows, j, chunk).
 */
export function depthwiseLanes(plan: Correlation): LaneProgram {
  const { groups: channels, outPerGroup: multiplier, rows, columns } = plan;
  const block = blockOf(plan);
  const { lanes } = block;
  const stride = roundUp(channels, lanes);
  const chunks = stride / lanes;
  const pixel = stride * multiplier;
  const outputs = Int32Array.from({ length: pixel }, (_, lane) =>
    lane % stride < channels ? (lane % stride) * multiplier + Math.floor(lane / stride) : -1,
  );
  const across = Math.ceil(columns.output / block.columns);
  const down = Math.ceil(rows.output / block.rows);
  const width = Math.max(columns.source.length, reach(across * block.columns, columns));
  const height = Math.max(rows.source.length, reach(down * block.rows, rows));
  const line = across * block.columns * pixel;
  const taps = rows.kernel * columns.kernel;
  return {
    source: kernelSource(plan, block, { stride, chunks }),
    threads: [lanes, across, chunks * down * multiplier],
    sizes: {
      x: [width * stride, height, 1],
      w: [lanes, taps, chunks * multiplier],
      b: [lanes, chunks * multiplier, 1],
    },
    place: {
      strides: {
        x: 1,
        y: block.columns * pixel,
        down: block.rows * line,
        chunk: lanes,
        j: stride,
      },
      components: positions(block).map(({ row, column }) => row * line + column * pixel),
      length: down * block.rows * line,
    },
    order: ['z', 'y', 'x'],
    packInput: (item, into) => packChannelsLast(item, plan, { row: width * stride, column: stride }, into),
    packWeight: (weight, into) => {
      for (let o = 0; o < channels * multiplier; o++) {
        const channel = Math.floor(o / multiplier);
        const first = ((o % multiplier) * chunks + Math.floor(channel / lanes)) * taps * lanes + (channel % lanes);
        copyTaps(weight, plan, o, 0, into, first, lanes);
      }
    },
    packBias: (bias, into) => packLaneBias(bias, outputs, into),
    result: { batch: 0, channel: lanesOf(outputs, channels * multiplier), spatial: [line, pixel] },
  };
}

/** Elements of the padded axis that so many outputs read. */
function reach(output: number, axis: LoweredAxis): number {
  return (output - 1) * axis.stride + (axis.kernel - 1) * axis.dilation + 1;
}

/** What a cell works on: output positions, and the channels that are done before the next column. */
interface Block {
  readonly rows: number;
  readonly columns: number;
  readonly lanes: number;
}

function blockOf({ groups, rows, columns }: Correlation): Block {
  const high = Math.min(MAX_ROWS, rows.output);
  const wide = Math.min(columns.output, Math.floor(MAX_SUMS / high));
  const quads = Math.ceil(groups / LANES);
  const bytes = 16 * (rows.kernel * columns.kernel + reach(high, rows) * reach(wide, columns));
  const fitting = Math.max(4, Math.floor(FAST_BYTES / bytes));
  return { rows: high, columns: wide, lanes: LANES * evenly(quads, fitting) };
}

/** A part of at most `most` (at least half of that) that leaves the least over when `count` is cut into such parts. */
function evenly(count: number, most: number): number {
  if (count <= most) return count;
  let best = most;
  for (let part = most - 1; part >= most / 2; part--) {
    if (roundUp(count, part) < roundUp(count, best)) best = part;
  }
  return best;
}

function positions(block: Block): { row: number; column: number; name: string }[] {
  return range(block.rows).flatMap((row) =>
    range(block.columns).map((column) => ({ row, column, name: `a${row}_${column}` })),
  );
}

function kernelSource(plan: Correlation, block: Block, { stride, chunks }: { stride: number; chunks: number }): string {
  const { outPerGroup: multiplier, rows, columns } = plan;
  const sums = positions(block);
  const read: Read = (row, column) =>
    `x[${sum('top', row)}][${sum(sum('left', times(column, stride)), 'this.thread.x')}]`;
  const weight: Weight = (tap) => `w[set][${tap}][this.thread.x]`;
  const body =
    rows.kernel <= MAX_SHARED_ROWS
      ? loop('kx', columns.kernel, kernelColumn(block, plan, read, weight))
      : loop('ky', rows.kernel, loop('kx', columns.kernel, tap(block, plan, read, weight)));
  // z counts blocks of rows, in each the multipliers, in each the chunks.
  const sets = chunks * multiplier;
  return `function convolve(x, w, b) {
const down = (this.thread.z / ${sets}) | 0;
const set = this.thread.z - down * ${sets};
const j = (set / ${chunks}) | 0;
const chunk = set - j * ${chunks};
const top = down * ${block.rows * rows.stride};
const left = this.thread.y * ${block.columns * columns.stride * stride} + chunk * ${block.lanes};
${sums.map(({ name }) => `let ${name} = b[set][this.thread.x];`).join('\n')}
${body}
return [${sums.map(({ name }) => name).join(', ')}];
}`;
}

type Read = (row: string, column: string) => string;
type Weight = (tap: string) => string;

/** The taps of a column of the kernel: every input number under it read once, for all the rows that it contributes to. */
function kernelColumn(block: Block, { rows, columns }: Correlation, read: Read, weight: Weight): string {
  const weights = range(rows.kernel).map((ky) => `const w${ky} = ${weight(sum(String(ky * columns.kernel), 'kx'))};`);
  const products = new Map<string, string[]>();
  for (const { row, column, name } of positions(block)) {
    for (const ky of range(rows.kernel)) {
      const at = read(
        String(row * rows.stride + ky * rows.dilation),
        sum(times('kx', columns.dilation), column * columns.stride),
      );
      products.set(at, [...(products.get(at) ?? []), `${name} += v * w${ky};`]);
    }
  }
  const reads = [...products].map(([at, sums]) => `{const v = ${at};\n${sums.join('\n')}}`);
  return [...weights, ...reads].join('\n');
}

/** One tap of a kernel that is too large to be written out. */
function tap(block: Block, { rows, columns }: Correlation, read: Read, weight: Weight): string {
  const products = positions(block).map(({ row, column, name }) => {
    const at = read(
      sum(times('ky', rows.dilation), row * rows.stride),
      sum(times('kx', columns.dilation), column * columns.stride),
    );
    return `${name} += ${at} * weight;`;
  });
  return [`const weight = ${weight(sum(times('ky', columns.kernel), 'kx'))};`, ...products].join('\n');
}
