import { gcd } from '../../shape/fraction';
import type { ConvAxis, ConvProblem } from '../problem';

/** First and last input index that an output index reads, before padding is cut off; `step` between the taps. */
export interface ReadSpan {
  readonly first: number;
  readonly last: number;
  readonly step: number;
}

/**
 * What an output position reads along one axis. For a transposed convolution the inputs that reach it: with strides wider than
 * the kernel, or dilations that share a divisor with them, there are positions that none reaches, and undefined is given.
 */
export function readSpan(axis: ConvAxis, output: number, transposed: boolean): ReadSpan | undefined {
  const { kernel, stride, dilation, padBefore } = axis;
  if (!transposed) {
    const first = output * stride - padBefore;
    return { first, last: first + dilation * (kernel - 1), step: dilation };
  }
  const reached = Array.from({ length: kernel }, (_, tap) => (output + padBefore - tap * dilation) / stride);
  const inputs = reached.filter(Number.isInteger);
  if (inputs.length === 0) return undefined;
  return { first: inputs[inputs.length - 1], last: inputs[0], step: dilation / gcd(dilation, stride) };
}

/** What an output position reads: rows and columns, and of a volume in which slices. */
export interface ReceptiveField {
  /** Undefined where there is no third axis. */
  readonly slices: ReadSpan | undefined;
  readonly rows: ReadSpan;
  readonly columns: ReadSpan;
}

const ONLY: ReadSpan = { first: 0, last: 0, step: 1 };

/**
 * What the pixel (row, column) of an output picture reads; undefined where that is nothing. Slices of a volume stand below each
 * other in the picture.
 */
export function receptiveField(
  { axes, transposed }: ConvProblem,
  row: number,
  column: number,
): ReceptiveField | undefined {
  const [depthAxis, rowAxis, columnAxis] = [undefined, undefined, ...axes].slice(-3);
  const height = rowAxis?.output ?? 1;
  const span = (axis: ConvAxis | undefined, at: number) => (axis ? readSpan(axis, at, transposed) : ONLY);
  const slices = span(depthAxis, Math.floor(row / height));
  const [rows, columns] = [span(rowAxis, row % height), span(columnAxis, column)];
  return slices && rows && columns && { slices: depthAxis && slices, rows, columns };
}

/** Where the slices of the input's picture begin that a field reads; padding has none. Of two axes there is one slice, the picture. */
export function slicesRead({ axes }: ConvProblem, { slices }: ReceptiveField): number[] {
  if (!slices) return [0];
  const [depth, height] = axes.map((axis) => axis.input);
  const starts: number[] = [];
  for (let z = slices.first; z <= slices.last; z += slices.step) if (z >= 0 && z < depth) starts.push(z * height);
  return starts;
}
