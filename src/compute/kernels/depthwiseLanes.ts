import type { Correlation, LoweredAxis } from '../lower';
import { loop, sum, times } from './kernelText';
import { packChannelsLast, packLaneBias } from './lanePack';
import { LANES, type LaneProgram, range, roundUp } from './laneProgram';
import { lanesOf } from './texelPack';

/** Sums that a cell keeps at once: as many as there are registers beside weights and input. */
const MAX_SUMS = 8;
const MAX_ROWS = 4;
/** Of the fastest cache, what weights and input of a column may take. */
const FAST_BYTES = 2 ** 14;
/** Kernels up to these sizes share what they read among a cell's positions, and the smaller ones are written out. */
const MAX_SHARED_ROWS = 7;
const MAX_WRITTEN_TAPS = 9;

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
        ...(multiplier > 1 ? { j: stride } : {}),
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
        for (let tap = 0; tap < taps; tap++) {
          const ky = Math.floor(tap / columns.kernel);
          into[first + tap * lanes] = weight[plan.weightIndex(o, 0, ky, tap % columns.kernel)];
        }
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
  const { rows, columns, outPerGroup: multiplier } = plan;
  const sums = positions(block);
  const read = (row: string, column: string): string => {
    const first = sum(times('this.thread.y', block.columns * columns.stride * stride), times('chunk', block.lanes));
    return `x[${sum(times('down', block.rows * rows.stride), row)}][${sum(sum(first, times(column, stride)), 'this.thread.x')}]`;
  };
  const set = multiplier > 1 ? `j * ${chunks} + chunk` : 'chunk';
  const weight = (tap: string): string => `w[${set}][${tap}][this.thread.x]`;
  const written = rows.kernel * columns.kernel <= MAX_WRITTEN_TAPS;
  const body = written
    ? sharedTaps(block, plan, range(columns.kernel), read, weight)
    : rows.kernel <= MAX_SHARED_ROWS
      ? loop('kx', columns.kernel, sharedTaps(block, plan, ['kx'], read, weight))
      : loop('ky', rows.kernel, loop('kx', columns.kernel, tap(block, plan, read, weight)));
  // z counts chunks, multipliers, rows, chunks fastest.
  const whole = chunks * multiplier;
  return `function convolve(x, w, b) {
const down = (this.thread.z / ${whole}) | 0;
${multiplier > 1 ? `const j = ((this.thread.z - down * ${whole}) / ${chunks}) | 0;` : ''}
const chunk = this.thread.z - down * ${whole}${multiplier > 1 ? ` - j * ${chunks}` : ''};
${sums.map(({ name }) => `let ${name} = b[${set}][this.thread.x];`).join('\n')}
${body}
return [${sums.map(({ name }) => name).join(', ')}];
}`;
}

type Read = (row: string, column: string) => string;
type Weight = (tap: string) => string;

/** Every input number that the block meets under these kernel columns, read once, and all that it contributes to. */
function sharedTaps(
  block: Block,
  { rows, columns }: Correlation,
  kernelColumns: readonly (number | string)[],
  read: Read,
  weight: Weight,
): string {
  const meetings = new Map<
    string,
    { row: string; column: string; pairs: { name: string; ky: number; kx: number | string }[] }
  >();
  for (const kx of kernelColumns) {
    for (const { row, column, name } of positions(block)) {
      for (const ky of range(rows.kernel)) {
        const at = {
          row: String(row * rows.stride + ky * rows.dilation),
          column: sum(times(String(kx), columns.dilation), column * columns.stride),
        };
        const key = `${at.row} ${at.column}`;
        const meeting = meetings.get(key) ?? { ...at, pairs: [] };
        meeting.pairs.push({ name, ky, kx });
        meetings.set(key, meeting);
      }
    }
  }
  const known = new Set<string>();
  return [...meetings.values()]
    .map(({ row, column, pairs }) => {
      const products = pairs.map(({ name, ky, kx }) => {
        const w = `w${ky}_${kx}`;
        const declaration = known.has(w)
          ? ''
          : `const ${w} = ${weight(sum(String(ky * columns.kernel), String(kx)))};\n`;
        known.add(w);
        return [declaration, `${name} += v * ${w};`];
      });
      return `${products.map(([declaration]) => declaration).join('')}{const v = ${read(row, column)};\n${products.map(([, product]) => product).join('\n')}}`;
    })
    .join('\n');
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
