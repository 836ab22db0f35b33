import type { Correlation, LoweredAxis } from '../lower';
import { activationText } from '../activation';
import type { KernelPlan } from '../backends/types';
import { loop, split, sum, takeLarger, times } from './kernelText';
import { packChannelsLast, packLaneBias, packLaneWeights } from './lanePack';
import { LANES, type LaneProgram, blockInStripe, range, roundUp, stripesOf } from './laneProgram';
import { lanesOf } from './texelPack';

/** Sums that a cell keeps at once: as many as there are registers beside weights and input. */
const MAX_SUMS = 8;
const MAX_ROWS = 4;
/** Of the fastest cache, what weights and input of a column may take. */
const FAST_BYTES = 2 ** 14;
/** Kernels of up to so many rows share what they read among a cell's rows. */
const MAX_SHARED_ROWS = 7;

/**
 * What goes channel by channel, with channels in the lanes: depthwise convolution, pooling, activations. Four
 * neighbouring input channels at a block of output positions per cell, so that a number that was read once serves several
 * of them. As many channels are done column by column as the fastest cache has room for. With a multiplier m, output channel c·m + j stands at j·channels + c.
 *
 * Input [row][column · channel], weight [j · chunk of channels][tap][channel of the chunk]; of pooling, weight and bias
 * are the factors of output rows and columns.
 * Threads: x channel of the chunk, y block of columns, z (block of rows, j, chunk).
 */
export function depthwiseLanes({ correlation: plan, operation, activation }: KernelPlan): LaneProgram {
  const { groups: channels, outPerGroup: multiplier, rows, columns } = plan;
  const block = blockOf(plan);
  const conv = operation === 'conv';
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
  const sets = setsOf(chunks, multiplier, lanes, stride);
  const stripes = stripesOf({
    down,
    slices: sets.count,
    reach: reach(block.rows, rows),
    step: block.rows * rows.stride,
    width: width * stride,
    made: block.rows * line,
  });
  const within = blockInStripe(stripes);
  return {
    source: kernelSource({ correlation: plan, operation, activation }, block, { sets, within, stride }),
    threads: [lanes, across, down * sets.count],
    sizes: {
      x: [width * stride, stripes?.rows ?? height, 1],
      w: conv ? [lanes, taps, chunks * multiplier] : [down * block.rows, 1, 1],
      b: conv ? [lanes, chunks * multiplier, 1] : [across * block.columns, 1, 1],
    },
    place: {
      strides: {
        x: 1,
        y: block.columns * pixel,
        ...(within.name === '0' ? {} : { [within.name]: block.rows * line }),
        ...sets.strides,
      },
      components: positions(block).map(({ row, column }) => row * line + column * pixel),
      length: (stripes?.blocks ?? down) * block.rows * line,
    },
    length: down * block.rows * line,
    order: ['z', 'y', 'x'],
    stripes,
    packInput: (item, into, window) =>
      packChannelsLast(item, plan, { row: width * stride, column: stride }, into, window),
    packWeight: (weight, into) => (conv ? packLaneWeights(weight, plan, outputs, lanes, into) : into.set(weight)),
    packBias: (bias, into) => (conv ? packLaneBias(bias, outputs, into) : into.set(bias!)),
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

interface Position {
  readonly row: number;
  readonly column: number;
  /** The local that sums it up. */
  readonly name: string;
}

function positions(block: Block): Position[] {
  return range(block.rows).flatMap((row) =>
    range(block.columns).map((column) => ({ row, column, name: `a${row}_${column}` })),
  );
}

/** What the thread's z counts beside blocks of rows, `set`: in each multiplier the chunks. */
interface Sets {
  readonly count: number;
  /** The code that declares `chunk` and `j`, or nothing where `set` is one of them. */
  readonly declarations: string;
  /** Set and chunk as text: a name or 0. */
  readonly set: string;
  readonly chunk: string;
  /** The distance of a step in the result. */
  readonly strides: Readonly<Record<string, number>>;
}

function setsOf(chunks: number, multiplier: number, lanes: number, stride: number): Sets {
  const count = chunks * multiplier;
  if (count === 1) return { count, declarations: '', set: '0', chunk: '0', strides: {} };
  if (chunks === 1) return { count, declarations: '', set: 'set', chunk: '0', strides: { set: stride } };
  if (multiplier === 1) return { count, declarations: '', set: 'set', chunk: 'set', strides: { set: lanes } };
  const declarations = `const j = (set / ${chunks}) | 0;\nconst chunk = set - j * ${chunks};\n`;
  return { count, declarations, set: 'set', chunk: 'chunk', strides: { chunk: lanes, j: stride } };
}

function kernelSource(
  { correlation: plan, operation, activation }: KernelPlan,
  block: Block,
  { sets, within, stride }: { sets: Sets; within: ReturnType<typeof blockInStripe>; stride: number },
): string {
  const { rows, columns } = plan;
  const sums = positions(block);
  const { quotient, remainder } = split('this.thread.z', sets.count);
  const topText = times(within.name, block.rows * rows.stride);
  const top = topText === '0' ? '0' : 'top';
  const index = (column: string): string => sum(sum('left', times(column, stride)), 'lane');
  const read: Read = (row, at) => `x[${sum(top, row)}][${at}]`;
  const code: TapCode = {
    index,
    read,
    weight: (tap) => (operation === 'conv' ? `w[${sets.set}][${tap}][lane]` : undefined),
    isSum: operation !== 'max',
    take: (total, value, weight) => {
      if (operation === 'max') return takeLarger(total, value);
      return `${total} += ${weight ? `${value} * ${weight}` : value};`;
    },
  };
  const start = ({ row, column }: Position): string => {
    if (operation === 'conv') return 'bias';
    return operation === 'max' ? read(String(row * rows.stride), index(String(column * columns.stride))) : '0.0';
  };
  const scaled = ({ name, row, column }: Position): string => {
    if (operation === 'conv') return '';
    const across = sum(times('this.thread.y', block.columns), column);
    return `${name} = ${name} * w[${sum(times('down', block.rows), row)}] * b[${across}];\n`;
  };
  const body =
    rows.kernel <= MAX_SHARED_ROWS
      ? loop('kx', columns.kernel, (kx) => kernelColumn(block, plan, code, kx))
      : loop('ky', rows.kernel, (ky) => loop('kx', columns.kernel, (kx) => tap(block, plan, code, ky, kx)));
  return `function convolve(x, w, b) {
const lane = this.thread.x;
const down = ${quotient};
${sets.count === 1 ? '' : `const set = ${remainder('down')};\n`}${sets.declarations}${within.declaration}${top === '0' ? '' : `const top = ${topText};\n`}const left = ${sum(times('this.thread.y', block.columns * columns.stride * stride), times(sets.chunk, block.lanes))};
${operation === 'conv' ? `const bias = b[${sets.set}][lane];\n` : ''}${sums.map((position) => `let ${position.name} = ${start(position)};`).join('\n')}
${body}
${sums.map(scaled).join('')}return [${sums.map(({ name }) => activationText(activation, name)).join(', ')}];
}`;
}

/** The input at a row, counted from the block's first, and an index. */
type Read = (row: string, at: string) => string;

/** What the taps of a convolution or pooling are made of. */
interface TapCode {
  /** The index of a column, counted from the block's first. */
  index(column: string): string;
  readonly read: Read;
  /** The weights of a tap, of a convolution. */
  weight(tap: string): string | undefined;
  /** Adds to the total of a position what the tap comes to. */
  take(total: string, value: string, weight: string | undefined): string;
  /** Whether that names the value only once. */
  readonly isSum: boolean;
}

/** The taps of a column of the kernel: every input number under it read once, for all the rows that it contributes to. */
function kernelColumn(block: Block, { rows, columns }: Correlation, code: TapCode, kx: string): string {
  const declarations: string[] = [];
  const names = range(rows.kernel).map((ky) => {
    const weight = code.weight(sum(String(ky * columns.kernel), kx));
    if (weight) declarations.push(`const w${ky} = ${weight};`);
    return weight && `w${ky}`;
  });
  for (const column of range(block.columns)) declarations.push(columnIndex(column, columns, code, kx));
  const takes = new Map<string, ((value: string) => string)[]>();
  for (const { row, column, name } of positions(block)) {
    for (const ky of range(rows.kernel)) {
      const at = code.read(String(row * rows.stride + ky * rows.dilation), `c${column}`);
      // Each value has a name of its own in place of a block of its own: gpu.js copies all names at every block.
      takes.set(at, [...(takes.get(at) ?? []), (value) => code.take(name, value, names[ky])]);
    }
  }
  const lines = [...takes].map(([at, all], i) => {
    if (all.length === 1 && code.isSum) return all[0](at);
    return `const v${i} = ${at};\n${all.map((take) => take(`v${i}`)).join('\n')}`;
  });
  return [...declarations, ...lines].join('\n');
}

/** One tap of a kernel that is too large to be written out. */
function tap(block: Block, { rows, columns }: Correlation, code: TapCode, ky: string, kx: string): string {
  const weight = code.weight(sum(times(ky, columns.kernel), kx));
  const indices = range(block.columns).map((column) => columnIndex(column, columns, code, kx));
  const takes = positions(block).map(({ row, column, name }) => {
    const at = code.read(sum(times(ky, rows.dilation), row * rows.stride), `c${column}`);
    return `const v${name} = ${at};\n${code.take(name, `v${name}`, weight && 'weight')}`;
  });
  return [weight ? `const weight = ${weight};` : '', ...indices, ...takes].join('\n');
}

/** Names the index that a column of the block is read by at a column of the kernel: it stands in many reads. */
function columnIndex(column: number, { stride, dilation }: LoweredAxis, { index }: TapCode, kx: string): string {
  return `const c${column} = ${index(sum(times(kx, dilation), column * stride))};`;
}
