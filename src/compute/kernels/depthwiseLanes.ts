import type { Correlation } from '../lower';
import { loop, sum, times } from './kernelText';
import { packChannelsLast, packLaneBias } from './lanePack';
import { LANES, type LaneProgram, range, roundUp } from './laneProgram';
import { lanesOf } from './texelPack';

/** Sums that a cell keeps at once: as many as there are registers beside weights and input. */
const MAX_SUMS = 8;
const MAX_ROWS = 4;
/** Kernels up to these sizes share what they read among a cell's positions, and the smaller ones are written out. */
const MAX_SHARED_ROWS = 7;
const MAX_WRITTEN_TAPS = 9;

/**
 * Depthwise convolution with channels in the lanes: four neighbouring input channels at once, a block of output
 * positions per cell, so that a weight and an input number that were read once serve several of them. With a
 * multiplier m, output channel c·m + j stands at j·channels + c.
 *
 * Input [row][column · channel], weight [tap · m + j][channel], bias [j][channel].
 */
export function depthwiseLanes(plan: Correlation): LaneProgram {
  const { groups: channels, outPerGroup: multiplier, rows, columns } = plan;
  const stride = roundUp(channels, LANES);
  const pixel = stride * multiplier;
  const outputs = Int32Array.from({ length: pixel }, (_, lane) =>
    lane % stride < channels ? (lane % stride) * multiplier + Math.floor(lane / stride) : -1,
  );
  const block = blockOf(plan);
  const across = Math.ceil(columns.output / block.columns);
  const down = Math.ceil(rows.output / block.rows);
  const reach = (output: number, axis: typeof rows): number =>
    (output - 1) * axis.stride + (axis.kernel - 1) * axis.dilation + 1;
  const width = Math.max(columns.source.length, reach(across * block.columns, columns));
  const height = Math.max(rows.source.length, reach(down * block.rows, rows));
  const line = across * block.columns * pixel;
  const taps = rows.kernel * columns.kernel;
  return {
    source: kernelSource(plan, block, stride, down),
    threads: [stride, across, down * (multiplier / block.multiplier)],
    sizes: { x: [width * stride, height, 1], w: [stride, taps * multiplier, 1], b: [stride, multiplier, 1] },
    place: {
      strides: {
        x: 1,
        y: block.columns * pixel,
        [block.multiplier === multiplier ? 'z' : 'down']: block.rows * line,
        ...(block.multiplier === multiplier ? {} : { j: stride }),
      },
      components: positions(block).map(({ j, row, column }) => j * stride + row * line + column * pixel),
      length: down * block.rows * line,
    },
    order: ['z', 'y', 'x'],
    packInput: (item, into) => packChannelsLast(item, plan, { row: width * stride, column: stride }, into),
    packWeight: (weight, into) => {
      for (let tap = 0; tap < taps; tap++) {
        const ky = Math.floor(tap / columns.kernel);
        const kx = tap % columns.kernel;
        for (let o = 0; o < channels * multiplier; o++) {
          const lane = (o % multiplier) * stride + Math.floor(o / multiplier);
          into[tap * pixel + lane] = weight[plan.weightIndex(o, 0, ky, kx)];
        }
      }
    },
    packBias: (bias, into) => packLaneBias(bias, outputs, into),
    result: { batch: 0, channel: lanesOf(outputs, channels * multiplier), spatial: [line, pixel] },
  };
}

/** Output positions and kernels of an input channel that a cell works on. */
interface Block {
  readonly rows: number;
  readonly columns: number;
  readonly multiplier: number;
}

function blockOf({ outPerGroup, rows, columns }: Correlation): Block {
  const multiplier = outPerGroup === 2 ? 2 : 1;
  const high = Math.min(MAX_ROWS, rows.output);
  const wide = Math.min(columns.output, Math.floor(MAX_SUMS / (high * multiplier)));
  return { rows: high, columns: wide, multiplier };
}

function positions(block: Block): { j: number; row: number; column: number; name: string }[] {
  return range(block.multiplier).flatMap((j) =>
    range(block.rows).flatMap((row) =>
      range(block.columns).map((column) => ({ j, row, column, name: `a${j}_${row}_${column}` })),
    ),
  );
}

function kernelSource(plan: Correlation, block: Block, stride: number, down: number): string {
  const { rows, columns, outPerGroup: multiplier } = plan;
  const split = block.multiplier !== multiplier;
  const sums = positions(block);
  const bias = (j: number): string => `b[${split ? 'j' : j}][this.thread.x]`;
  const read = (row: string, column: string): string => {
    const x = sum(
      sum(times('this.thread.y', block.columns * columns.stride * stride), times(column, stride)),
      'this.thread.x',
    );
    return `x[${sum(times(split ? 'down' : 'this.thread.z', block.rows * rows.stride), row)}][${x}]`;
  };
  const weight = (tap: string, j: number): string =>
    `w[${sum(times(tap, multiplier), split ? 'j' : j)}][this.thread.x]`;

  const written = rows.kernel * columns.kernel <= MAX_WRITTEN_TAPS;
  const body = written
    ? sharedTaps(block, plan, range(columns.kernel), read, weight)
    : rows.kernel <= MAX_SHARED_ROWS
      ? loop('kx', columns.kernel, sharedTaps(block, plan, ['kx'], read, weight))
      : loop('ky', rows.kernel, loop('kx', columns.kernel, tap(block, plan, read, weight)));
  const parts = split
    ? `const j = ((this.thread.z + 0.5) / ${down}) | 0;\nconst down = this.thread.z - j * ${down};\n`
    : '';
  return `function convolve(x, w, b) {
${parts}${sums.map(({ name, j }) => `let ${name} = ${bias(j)};`).join('\n')}
${body}
return [${sums.map(({ name }) => name).join(', ')}];
}`;
}

type Read = (row: string, column: string) => string;
type Weight = (tap: string, j: number) => string;

/** Every input number that the block meets under these kernel columns, read once, and all that it contributes to. */
function sharedTaps(
  block: Block,
  { rows, columns }: Correlation,
  kernelColumns: readonly (number | string)[],
  read: Read,
  weight: Weight,
): string {
  const meetings = new Map<string, { row: string; column: string; products: string[] }>();
  for (const kx of kernelColumns) {
    for (const { j, row, column, name } of positions(block)) {
      for (const ky of range(rows.kernel)) {
        const at = {
          row: String(row * rows.stride + ky * rows.dilation),
          column: sum(times(String(kx), columns.dilation), column * columns.stride),
        };
        const key = `${at.row} ${at.column}`;
        const meeting = meetings.get(key) ?? { ...at, products: [] };
        meeting.products.push(`${name} += v * ${weight(sum(String(ky * columns.kernel), kx), j)};`);
        meetings.set(key, meeting);
      }
    }
  }
  return [...meetings.values()]
    .map(({ row, column, products }) => `{const v = ${read(row, column)};\n${products.join('\n')}}`)
    .join('\n');
}

/** One tap of a kernel that is too large to be written out. */
function tap(block: Block, { rows, columns }: Correlation, read: Read, weight: Weight): string {
  const position = sum(times('ky', columns.kernel), 'kx');
  const weights = range(block.multiplier).map((j) => `const w${j} = ${weight(position, j)};`);
  const products = positions(block).map(({ j, row, column, name }) => {
    const at = read(
      sum(times('ky', rows.dilation), row * rows.stride),
      sum(times('kx', columns.dilation), column * columns.stride),
    );
    return `${name} += ${at} * w${j};`;
  });
  return [...weights, ...products].join('\n');
}
