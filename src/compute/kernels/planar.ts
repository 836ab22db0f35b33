import { type Activation, activationText } from '../activation';
import type { Correlation } from '../lower';
import { loop, sum, times } from './kernelText';
import { type PlaneProgram, packPlaneWeights, planeInput } from './planes';
import type { ItemSource } from './program';

/** Neighbouring outputs of a row that one thread makes: as many as gpu.js lets a WebGPU kernel return. */
export const QUAD = 4;

/**
 * The form for storage buffers, which are read one number at a time (`webgpu`): planes of rows, a thread makes four
 * neighbouring outputs of a row of one channel. What it reads of the input serves all the outputs that meet it, and a
 * weight, the same for a whole block of threads, serves four products.
 *
 * Input [channel][row][column], padded; output the same, its rows filled up to whole quads. What a last, incomplete
 * quad reads behind its row and writes behind its outputs is nobody's.
 * @param activation applied to every number that comes out.
 */
export function planarProgram(plan: Correlation, activation?: Activation): PlaneProgram {
  // Quads lie along the columns, so an output of a single column is turned on its side.
  const turned = plan.columns.output === 1 && plan.rows.output > 1;
  const lying = turned ? turn(plan) : plan;
  const { groups, outPerGroup, rows, columns } = lying;
  const channels = groups * outPerGroup;
  const quads = Math.ceil(columns.output / QUAD);
  const spatial = [quads * QUAD, 1];
  const packed = planeInput(lying);
  const lay = (item: ItemSource): ItemSource => (turned ? turnItem(item) : item);
  return {
    source: kernelSource(lying, activation),
    companions: [],
    output: [quads, rows.output, channels],
    input: { ...lying, turned },
    inputSize: packed.inputSize,
    packInput: (item) => packed.packInput(lay(item)),
    packBands: (item) => packed.packBands(lay(item)),
    packWeight: (weight) => packPlaneWeights(weight, lying),
    packBias: (bias) => ({ data: bias ? Float32Array.from(bias) : new Float32Array(channels), size: [channels, 1, 1] }),
    result: {
      batch: 0,
      channel: Int32Array.from({ length: channels }, (_, o) => o * rows.output * quads * QUAD),
      spatial: turned ? spatial.reverse() : spatial,
    },
  };
}

/** The same correlation with rows and columns in each other's place. */
function turn(plan: Correlation): Correlation {
  return {
    ...plan,
    rows: plan.columns,
    columns: plan.rows,
    weightIndex: (o, i, ky, kx) => plan.weightIndex(o, i, kx, ky),
  };
}

const turnItem = (item: ItemSource): ItemSource => ({
  ...item,
  rowStride: item.columnStride,
  columnStride: item.rowStride,
});

/**
 * Reads that are written out without a loop, and in the body of one. A loop about so short is hardly slower, and text is what a first
 * call waits for: that of 5 × 5 taps written out took twice as long as that of five loops of five.
 */
const MAX_READS = 30;
/** Inputs, and columns of the kernel, in the body of a loop. */
const MAX_BODY_INPUTS = 4;
const MAX_BODY_COLUMNS = 11;

/**
 * Indices are composed inline from threads, loop variables and literals: gpu.js turns an integer-valued local into a
 * float. They are flat, with literal strides, because gpu.js reads the sizes of an argument anew for each access.
 */
function kernelSource(plan: Correlation, activation: Activation | undefined): string {
  const { inPerGroup, rows, columns } = plan;
  const reads = rows.kernel * readsOfRow(columns);
  const straight = reads * inPerGroup <= MAX_READS;
  const inputsAtOnce = straight ? inPerGroup : Math.max(1, Math.min(MAX_BODY_INPUTS, Math.floor(MAX_READS / reads)));
  const rowsAtOnce = reads <= MAX_READS ? rows.kernel : 1;
  const body = stretches(inPerGroup, inputsAtOnce, 'i', (input) =>
    stretches(rows.kernel, rowsAtOnce, 'ky', (ky) =>
      inOneGo(columns.kernel, MAX_BODY_COLUMNS, 'kx', (kx, count) => tapsOfRow(plan, input, ky, kx, count)),
    ),
  );
  const sums = outputs.map((j) => `let a${j} = b[this.thread.z];`);
  const results = outputs.map((j) => activationText(activation, `a${j}`));
  return `function convolve(x, w, b) {\n${sums.join('\n')}\n${body}return [${results.join(', ')}];\n}`;
}

const outputs = Array.from({ length: QUAD }, (_, j) => j);

/** What a quad reads for a row of the kernel: its weights, and each element of the input that they meet. */
function readsOfRow({ kernel, stride, dilation }: Correlation['columns']): number {
  const met = new Set<number>();
  for (const j of outputs) for (let tap = 0; tap < kernel; tap++) met.add(j * stride + tap * dilation);
  return kernel + met.size;
}

/** Kernel columns `kx` … `kx + count − 1` of one kernel row and input channel: products for all outputs of the quad. */
function tapsOfRow(plan: Correlation, input: string, ky: string, kx: string, count: number): string {
  const { inPerGroup, rows, columns } = plan;
  const taps = rows.kernel * columns.kernel;
  const plane = rows.source.length * columns.source.length;
  const row = sum(times('this.thread.y', rows.stride), times(ky, rows.dilation));
  const from = [
    times(parenthesized(channelOf(plan, input)), plane),
    times(parenthesized(row), columns.source.length),
    times('this.thread.x', QUAD * columns.stride),
    times(kx, columns.dilation),
  ].reduce(sum);
  const weights = [
    times('this.thread.z', inPerGroup * taps),
    times(parenthesized(input), taps),
    times(ky, columns.kernel),
    kx,
  ].reduce(sum);

  /** For each element of the row that the quad meets: the outputs and taps that it joins. */
  const meetings = new Map<number, [output: number, tap: number][]>();
  for (const j of outputs) {
    for (let tap = 0; tap < count; tap++) {
      const offset = j * columns.stride + tap * columns.dilation;
      meetings.set(offset, [...(meetings.get(offset) ?? []), [j, tap]]);
    }
  }
  const declared = Array.from({ length: count }, (_, tap) => `const w${tap} = w[${sum(weights, tap)}];\n`);
  const products = [...meetings].map(([offset, pairs]) => {
    const added = pairs.map(([j, tap]) => `a${j} += v${offset} * w${tap};\n`);
    return `const v${offset} = x[${sum(from, offset)}];\n${added.join('')}`;
  });
  return `{\n${declared.join('')}${products.join('')}}\n`;
}

/** The input channel that is the `input`-th of the group of output channel `this.thread.z`. */
function channelOf({ groups, inPerGroup, outPerGroup }: Correlation, input: string): string {
  if (groups === 1) return input;
  const bits = Math.log2(outPerGroup);
  // The half keeps the division, which need not be exact, off the edge.
  const divided = Number.isInteger(bits)
    ? `(this.thread.z >> ${bits})`
    : `(((this.thread.z + 0.5) / ${outPerGroup}) | 0)`;
  return sum(times(outPerGroup === 1 ? 'this.thread.z' : divided, inPerGroup), inPerGroup === 1 ? 0 : input);
}

const parenthesized = (text: string): string => (/^[\w.]+$/.test(text) ? text : `(${text})`);

/** `body` for each of `count` indices: written out `atOnce` together, in a loop where there are more. */
function stretches(count: number, atOnce: number, variable: string, body: (index: string) => string): string {
  const several = (first: string, many: number): string =>
    Array.from({ length: many }, (_, k) => body(sum(first, k))).join('');
  return inOneGo(count, atOnce, variable, several);
}

/** The same where `body` takes a first index and how many there are from it on. */
function inOneGo(
  count: number,
  atOnce: number,
  variable: string,
  body: (first: string, many: number) => string,
): string {
  const whole = Math.floor(count / atOnce);
  const rest = count % atOnce;
  const looped =
    whole > 1 ? loop(variable, whole, (index) => body(times(index, atOnce), atOnce)) : whole ? body('0', atOnce) : '';
  return looped + (rest ? body(String(whole * atOnce), rest) : '');
}
