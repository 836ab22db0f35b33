import type { Correlation } from '../lower';
import { activationText } from '../activation';
import type { KernelPlan } from '../backends/types';
import { loop, split, sum, times } from './kernelText';
import { packChannelsLast, packLaneBias, packLaneWeights } from './lanePack';
import { LANES, type LaneProgram, blockInStripe, range, stripesOf } from './laneProgram';
import { lanesOf } from './texelPack';

/** Taps that are written out in the body of a loop over many. */
const TAPS_PER_STEP = 4;

/** What the second cache of any machine has room for. */
const NEAR_BYTES = 2 ** 18;

/**
 * Ordinary and grouped convolution with output channels in the lanes: a cell makes some quads of a group's output
 * channels at a block of positions. Each input number is spread over the lanes and met by a vector of weights.
 *
 * Input [row][column · channel], weight [block of channels][tap · input of the group][channel of the block].
 * Threads: x lane, y block of positions, z block of output channels, group by group.
 */
export function groupedLanes({ correlation: plan, activation }: KernelPlan): LaneProgram {
  const { groups, inPerGroup, outPerGroup, rows, columns } = plan;
  const channels = groups * inPerGroup;
  const block = blockOf(plan);
  const perBlock = block.quads * LANES;
  const blocks = Math.ceil(outPerGroup / perBlock);
  const pixel = groups * blocks * perBlock;
  const across = Math.ceil(columns.output / block.columns);
  const down = Math.ceil(rows.output / block.rows);
  const reach = (output: number, axis: typeof rows): number =>
    (output - 1) * axis.stride + (axis.kernel - 1) * axis.dilation + 1;
  const width = Math.max(columns.source.length, reach(across * block.columns, columns));
  const height = Math.max(rows.source.length, reach(down * block.rows, rows));
  const line = across * block.columns * pixel;
  const taps = rows.kernel * columns.kernel;
  // Weights that stay in the cache are gone through for each position, else positions for each block of weights.
  const byPosition = 4 * pixel * taps * inPerGroup <= NEAR_BYTES;
  const walk = {
    down,
    slices: across,
    reach: reach(block.rows, rows),
    step: block.rows * rows.stride,
    width: width * channels,
    made: block.rows * line,
  };
  const stripes = byPosition ? stripesOf(walk) : undefined;
  const within = blockInStripe(stripes);
  const outputs = Int32Array.from({ length: pixel }, (_, lane) => {
    const within = lane % (blocks * perBlock);
    return within < outPerGroup ? Math.floor(lane / (blocks * perBlock)) * outPerGroup + within : -1;
  });
  return {
    source: kernelSource(plan, block, { across, blocks, within }, (name) => activationText(activation, name)),
    threads: [LANES, across * down, groups * blocks],
    sizes: {
      x: [width * channels, stripes?.rows ?? height, 1],
      w: [perBlock, taps * inPerGroup, groups * blocks],
      b: [perBlock, groups * blocks, 1],
    },
    place: {
      strides: {
        x: 1,
        z: perBlock,
        across: block.columns * pixel,
        ...(within.name === '0' ? {} : { [within.name]: block.rows * line }),
      },
      components: positions(block).map(({ quad, row, column }) => quad * LANES + row * line + column * pixel),
      length: (stripes?.blocks ?? down) * block.rows * line,
    },
    length: down * block.rows * line,
    order: byPosition ? ['y', 'z', 'x'] : ['z', 'y', 'x'],
    stripes,
    packInput: (item, into, window) =>
      packChannelsLast(item, plan, { row: width * channels, column: channels }, into, window),
    packWeight: (weight, into) => packLaneWeights(weight, plan, outputs, perBlock, into),
    packBias: (bias, into) => packLaneBias(bias, outputs, into),
    result: { batch: 0, channel: lanesOf(outputs, groups * outPerGroup), spatial: [line, pixel] },
  };
}

/** Quads of output channels and output positions that a cell works on. */
interface Block {
  readonly quads: number;
  readonly rows: number;
  readonly columns: number;
}

/** Shapes of a cell: with eight sums every register is used and none is spilled. */
const SHAPES = [
  { quads: 4, positions: 2 },
  { quads: 2, positions: 4 },
  { quads: 1, positions: 8 },
  { quads: 3, positions: 2 },
  { quads: 2, positions: 3 },
  { quads: 1, positions: 7 },
  { quads: 1, positions: 6 },
  { quads: 4, positions: 1 },
  { quads: 1, positions: 4 },
  { quads: 1, positions: 1 },
];

/** The block with the fewest instructions, what it computes beyond the output included. */
function blockOf({ outPerGroup, rows, columns }: Correlation): Block {
  let best: Block | undefined;
  let least = Infinity;
  for (const { quads, positions } of SHAPES) {
    for (let high = 1; high <= positions; high++) {
      if (positions % high !== 0) continue;
      const wide = positions / high;
      const cells =
        Math.ceil(outPerGroup / (quads * LANES)) * Math.ceil(rows.output / high) * Math.ceil(columns.output / wide);
      // Loads of weights, loading and spreading each input number, multiply-adds.
      const cost = cells * (quads + 2 * positions + quads * positions);
      if (cost < least) [best, least] = [{ quads, rows: high, columns: wide }, cost];
    }
  }
  return best!;
}

function positions(block: Block): { quad: number; row: number; column: number; at: string; name: string }[] {
  return range(block.quads).flatMap((quad) =>
    range(block.rows).flatMap((row) =>
      range(block.columns).map((column) => {
        const at = `${row}_${column}`;
        return { quad, row, column, at, name: `a${quad}_${at}` };
      }),
    ),
  );
}

function kernelSource(
  plan: Correlation,
  block: Block,
  { across, blocks, within }: { across: number; blocks: number; within: ReturnType<typeof blockInStripe> },
  finish: (name: string) => string,
): string {
  const { groups, inPerGroup, rows, columns } = plan;
  const channels = groups * inPerGroup;
  const sums = positions(block);
  const topText = times(within.name, block.rows * rows.stride);
  const top = topText === '0' ? '0' : 'top';
  const lane = (quad: number): string => sum('this.thread.x', quad * LANES);
  const read = (ky: string, kx: string, input: string, row: number, column: number): string => {
    const y = sum(times(ky, rows.dilation), row * rows.stride);
    const x = sum(times(kx, columns.dilation * channels), column * columns.stride * channels);
    return `x[${sum(top, y)}][${sum(sum('left', x), input)}]`;
  };
  /** What one input number of each position contributes. `input` counts on through the columns where those lie in a row. */
  const tap = (ky: string, kx: string, input: string): string => {
    const row = sum(times(sum(times(ky, columns.kernel), kx), inPerGroup), input);
    const weights = range(block.quads).map((quad) => `const w${quad} = w[this.thread.z][${row}][${lane(quad)}];`);
    const reads = sums.filter(({ quad }) => quad === 0);
    const single = block.quads === 1;
    const values = single
      ? []
      : reads.map(({ at, row, column }) => `const v${at} = ${read(ky, kx, input, row, column)};`);
    const products = sums.map(
      ({ quad, at, row, column, name }) =>
        `${name} += ${single ? read(ky, kx, input, row, column) : `v${at}`} * w${quad};`,
    );
    return [...weights, ...values, ...products].join('\n');
  };
  // Without groups and dilation the numbers under a row of the kernel are neighbours, from column to column.
  const inRow = groups === 1 && columns.dilation === 1;
  const body = inRow
    ? (ky: string) => steps(columns.kernel * inPerGroup, (input) => tap(ky, '0', input))
    : (ky: string) => loop('kx', columns.kernel, (kx) => steps(inPerGroup, (input) => tap(ky, kx, input)));
  const place = split('this.thread.y', across);
  const columnsBefore = sum(times('across', block.columns * columns.stride * channels), times('group', inPerGroup));
  return `function convolve(x, w, b) {
const down = ${place.quotient};
const across = this.thread.y - down * ${across};
const group = ${split('this.thread.z', blocks).quotient};
${within.declaration}${top === '0' ? '' : `const top = ${topText};\n`}const left = ${columnsBefore};
${range(block.quads)
  .map((quad) => `const b${quad} = b[this.thread.z][${lane(quad)}];`)
  .join('\n')}
${sums.map(({ quad, name }) => `let ${name} = b${quad};`).join('\n')}
${loop('ky', rows.kernel, body)}
return [${sums.map(({ name }) => finish(name)).join(', ')}];
}`;
}

/** A loop over many numbers, some of which are written out in its body, and over the rest. */
function steps(count: number, body: (index: string) => string): string {
  const whole = Math.floor(count / TAPS_PER_STEP);
  if (whole < 3) return loop('i', count, body);
  const rest = whole * TAPS_PER_STEP;
  return (
    loop('step', whole, (step) => loop('i', TAPS_PER_STEP, (i) => body(sum(times(step, TAPS_PER_STEP), i)))) +
    (rest < count ? `for (let i = ${rest}; i < ${count}; i++) {${body('i')}}\n` : '')
  );
}
