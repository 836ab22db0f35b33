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

/** The spans that the pixel (row, column) of an output picture reads, as rows and columns of the input's picture. */
export function receptiveField(
  problem: ConvProblem,
  row: number,
  column: number,
): { rows: ReadSpan; columns: ReadSpan } | undefined {
  // Slices of a volume stand below each other in the picture, so a read over depth is no rectangle there.
  if (problem.axes.length > 2) return undefined;
  const [rowAxis, columnAxis] = problem.axes.length === 1 ? [undefined, problem.axes[0]] : problem.axes;
  return {
    rows: rowAxis ? readSpan(rowAxis, row, problem.transposed) : { first: 0, last: 0, step: 1 },
    columns: readSpan(columnAxis, column, problem.transposed),
  };
}
