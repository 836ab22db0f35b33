import type { Correlation } from '../lower';
import type { TexelInput } from './texelPack';
import { loop, sum, times } from './kernelText';
import type { Program } from './program';

export interface TexelProgram extends Program {
  readonly input: TexelInput;
}

/** What a thread reads and computes, by which it is decided how many rows of output it makes. */
export interface ThreadCost {
  /** Texels of weights that a tap takes. */
  readonly weights: number;
  /** Products that a tap adds to an output row. */
  readonly products: number;
}

/**
 * Rows of output that one thread makes: the number with the fewest texels read, for a row of weights or input that was read
 * once serves several. What the last thread computes beyond the output counts too.
 * @param most a row is a draw buffer, of which there are so many.
 */
export function rowsPerThread({ rows }: Correlation, { weights, products }: ThreadCost, most: number): number {
  let best = 1;
  let least = Infinity;
  // A single block of rows would make gpu.js lay the output out flat.
  for (let count = 1; count <= most && (count === 1 || count < rows.output); count++) {
    const shares = rows.kernel * products * count <= MAX_PRODUCTS;
    const met = new Set<number>();
    for (let row = 0; row < count; row++) {
      for (let ky = 0; ky < rows.kernel; ky++) met.add(row * rows.stride + ky * rows.dilation);
    }
    const reads = shares ? rows.kernel * weights + met.size : rows.kernel * (weights + count);
    const total = Math.ceil(rows.output / count) * reads;
    if (total < least) [best, least] = [count, total];
  }
  return best;
}

/** What the loop over taps is filled with. */
export interface TapCode {
  readonly cost: ThreadCost;
  /** Declares the weights of a tap under names that end in `suffix`. */
  weights(tap: string, suffix: number): string;
  /** Declares `v`, the input texel at a row and column. */
  read(row: string, column: string): string;
  /** Adds `v` times the weights of `suffix` to the sums of an output row. */
  multiply(row: number, suffix: number): string;
}

/**
 * Kernel text that goes through all taps for a thread's output rows.
 *
 * Where that is not too much text, it goes column by column of the kernel: the weights of the column are read once, and
 * each input row once for all the output rows that meet it. Else tap by tap. Small kernels are written out;
 * larger ones are loops with literal bounds, because hundreds of products take drivers seconds to compile.
 *
 * Indices are composed inline from threads, loop variables and literals: gpu.js turns an integer-valued
 * local into a float, which costs a conversion at every read and is wrong above 2^24.
 */
export function emitTaps(plan: Correlation, outputRows: number, code: TapCode): string {
  const { rows, columns } = plan;
  const rowAt = (offset: string | number): string => sum(times('this.thread.z', rows.stride * outputRows), offset);
  const columnAt = (kx: string): string => sum(times('this.thread.y', columns.stride), times(kx, columns.dilation));
  const indices = Array.from({ length: rows.kernel }, (_, ky) => ky);

  const perColumn = rows.kernel * outputRows * code.cost.products;

  if (perColumn > MAX_PRODUCTS) {
    const tap = (ky: string, kx: string): string => {
      const reads = Array.from({ length: outputRows }, (_, row) => {
        const offset = sum(times(ky, rows.dilation), row * rows.stride);
        return `{${code.read(rowAt(offset), columnAt(kx))}${code.multiply(row, 0)}}`;
      });
      return `${code.weights(sum(times(ky, columns.kernel), kx), 0)}${reads.join('\n')}`;
    };
    return loop('ky', rows.kernel, (ky) => loop('kx', columns.kernel, (kx) => tap(ky, kx)));
  }

  /** For each input row that the thread meets, counted from its first: the output rows and kernel rows it joins. */
  const meetings = new Map<number, [row: number, ky: number][]>();
  for (let row = 0; row < outputRows; row++) {
    for (const ky of indices) {
      const offset = row * rows.stride + ky * rows.dilation;
      meetings.set(offset, [...(meetings.get(offset) ?? []), [row, ky]]);
    }
  }
  const column = (kx: string): string => {
    const weights = indices.map((ky) => code.weights(sum(String(ky * columns.kernel), kx), ky));
    const reads = [...meetings].map(([offset, pairs]) => {
      const products = pairs.map(([row, ky]) => code.multiply(row, ky));
      return `{${code.read(rowAt(offset), columnAt(kx))}${products.join('')}}`;
    });
    return `{${weights.join('')}${reads.join('\n')}}`;
  };
  if (columns.kernel * perColumn > MAX_STRAIGHT_PRODUCTS) return loop('kx', columns.kernel, column);
  return Array.from({ length: columns.kernel }, (_, kx) => column(String(kx))).join('\n');
}

/** Products in the body of a loop over the kernel's columns, and in a kernel that is written out, at most. */
const MAX_PRODUCTS = 700;
const MAX_STRAIGHT_PRODUCTS = 100;

/** The names of the further outputs of a kernel that makes several rows. */
export function companions(outputRows: number): string[] {
  return Array.from({ length: outputRows - 1 }, (_, i) => `row${i + 1}`);
}

export interface KernelEnds {
  /** What the sums of an output row start at, a texel; the bias unless told. */
  start?(row: number): string;
  /** What becomes of a sum in the end; itself unless told. */
  finish?(sum: string): string;
}

/** The whole kernel: sums at their start, `body`, and one result for each output row. */
export function kernelText(
  outputRows: number,
  body: string,
  { start, finish = (sum) => sum }: KernelEnds = {},
): string {
  const lanes = [0, 1, 2, 3];
  const rows = Array.from({ length: outputRows }, (_, row) => row);
  const starts = rows.map((row) => {
    const texel = start ? `start${row}` : 'bias';
    const read = start ? `const start${row} = ${start(row)};\n` : '';
    return `${read}${lanes.map((lane) => `let ${sumName(row, lane)} = ${texel}[${lane}];`).join('\n')}`;
  });
  const result = (row: number): string => `[${lanes.map((lane) => finish(sumName(row, lane))).join(', ')}]`;
  const further = companions(outputRows).map((name, i) => `${name}(${result(i + 1)});`);
  return `function convolve(x, w, b) {
${start ? '' : 'const bias = b[this.thread.x];\n'}${starts.join('\n')}
${body}
${further.join('\n')}
return ${result(0)};
}`;
}

/** The local that sums lane `lane` of output row `row`. */
export function sumName(row: number, lane: number): string {
  return `a${row}${lane}`;
}
