import { type ConvAxis, type ConvProblem, paddedSource } from './problem';

/** For each output position and tap of one axis the input position read, −1 for a zero. */
export interface TapTable {
  readonly taps: number;
  readonly outputs: number;
  readonly source: Int32Array;
}

/** Depth, rows and columns; axes that the problem lacks have one position. */
export function tapTables(problem: ConvProblem): TapTable[] {
  const tables = problem.axes.map((axis) => tapTable(axis, problem));
  while (tables.length < 3) tables.unshift({ taps: 1, outputs: 1, source: new Int32Array(1) });
  return tables;
}

function tapTable(axis: ConvAxis, problem: ConvProblem): TapTable {
  const source = new Int32Array(axis.output * axis.kernel);
  for (let y = 0; y < axis.output; y++) {
    for (let k = 0; k < axis.kernel; k++) source[y * axis.kernel + k] = tapSource(axis, problem, y, k);
  }
  return { taps: axis.kernel, outputs: axis.output, source };
}

/**
 * The input index that output index y reads through tap k along one axis; −1 for a zero or for none.
 * Ordinary: output y and tap k read padded input y·stride + k·dilation.
 * Transposed (PyTorch, `ConvTranspose2d`): input i reaches output i·stride + k·dilation − padding, so output y
 * and tap k read the i for which that holds, if there is one.
 */
export function tapSource(axis: ConvAxis, problem: ConvProblem, y: number, k: number): number {
  if (!problem.transposed) {
    return paddedSource(y * axis.stride + k * axis.dilation, axis.input, axis.padBefore, problem.paddingMode);
  }
  const reached = y + axis.padBefore - k * axis.dilation;
  if (reached < 0 || reached % axis.stride !== 0) return -1;
  const i = reached / axis.stride;
  return i < axis.input ? i : -1;
}
