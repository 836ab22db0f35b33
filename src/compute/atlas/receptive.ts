import type { ConvAxis, ConvProblem } from '../problem';

/** First and last input index that an output index reads, before padding is cut off; `step` between the taps. */
export interface ReadSpan {
  readonly first: number;
  readonly last: number;
  readonly step: number;
}

/** What an output position reads along one axis. For a transposed convolution the inputs that reach it. */
export function readSpan(axis: ConvAxis, output: number, transposed: boolean): ReadSpan {
  const reach = axis.dilation * (axis.kernel - 1);
  if (!transposed) {
    const first = output * axis.stride - axis.padBefore;
    return { first, last: first + reach, step: axis.dilation };
  }
  const at = output + axis.padBefore;
  return { first: Math.ceil((at - reach) / axis.stride), last: Math.floor(at / axis.stride), step: 1 };
}

/** What an output position reads: rows and columns, and of a volume in which slices. */
export interface ReceptiveField {
  /** Undefined where there is no third axis. */
  readonly slices: ReadSpan | undefined;
  readonly rows: ReadSpan;
  readonly columns: ReadSpan;
}

const ONLY: ReadSpan = { first: 0, last: 0, step: 1 };

/** What the pixel (row, column) of an output picture reads. Slices of a volume stand below each other in the picture. */
export function receptiveField({ axes, transposed }: ConvProblem, row: number, column: number): ReceptiveField {
  const [depthAxis, rowAxis, columnAxis] = [undefined, undefined, ...axes].slice(-3);
  const height = rowAxis?.output ?? 1;
  const span = (axis: ConvAxis | undefined, at: number): ReadSpan => (axis ? readSpan(axis, at, transposed) : ONLY);
  return {
    slices: depthAxis && readSpan(depthAxis, Math.floor(row / height), transposed),
    rows: span(rowAxis, row % height),
    columns: span(columnAxis, column),
  };
}

/** Where the slices of the input's picture begin that a field reads; padding has none. Of two axes there is one slice, the picture. */
export function slicesRead({ axes }: ConvProblem, { slices }: ReceptiveField): number[] {
  if (!slices) return [0];
  const [depth, height] = axes.map((axis) => axis.input);
  const starts: number[] = [];
  for (let z = slices.first; z <= slices.last; z += slices.step) if (z >= 0 && z < depth) starts.push(z * height);
  return starts;
}
