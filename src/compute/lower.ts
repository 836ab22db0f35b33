import { type ConvAxis, type ConvProblem, inPerGroup, outPerGroup, paddedSource } from './problem';

/**
 * What the kernels run: a plain two-dimensional correlation over an input that was padded when it was
 * laid out. One batch item at a time, for that is what a view shows.
 *
 * One axis becomes rows with a single column. A transposed convolution becomes an ordinary one of
 * stride 1: zeros between the input's elements, the kernel turned around.
 */
export interface Correlation {
  readonly groups: number;
  readonly inPerGroup: number;
  readonly outPerGroup: number;
  readonly rows: LoweredAxis;
  readonly columns: LoweredAxis;
  /** What stands around the input: 0, or −∞ where a maximum is taken. */
  readonly fill: number;
  /** Index into the stored weight of what output channel `o` multiplies channel `i` of its group by at a tap. */
  weightIndex(o: number, i: number, ky: number, kx: number): number;
}

export interface LoweredAxis {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly output: number;
  /** For each element of the padded axis the input element that stands there, −1 for a zero. */
  readonly source: Int32Array;
  /** Which of the problem's axes it is; undefined for the axis that a one-dimensional problem lacks. */
  readonly axis: number | undefined;
}

const SINGLE: LoweredAxis = {
  kernel: 1,
  stride: 1,
  dilation: 1,
  output: 1,
  source: new Int32Array(1),
  axis: undefined,
};

/** The correlation of a one- or two-dimensional problem; undefined for three axes, which `volume.ts` takes apart. */
export function lower(problem: ConvProblem): Correlation | undefined {
  if (problem.axes.length > 2) return undefined;
  const [rows, columns = SINGLE] = problem.axes.map((axis, index) => lowerAxis(axis, index, problem));
  const common = {
    groups: problem.groups,
    inPerGroup: inPerGroup(problem),
    outPerGroup: outPerGroup(problem),
    fill: problem.pooling?.kind === 'max' ? -Infinity : 0,
  };
  const weightIndex = weightIndexer(problem, rows.kernel, columns.kernel);
  // An output of a single row is turned over: gpu.js lays a flat two-dimensional output out as a texture
  // of the very same width, which a long row exceeds, but folds a column.
  return rows.output === 1 && columns.output > 1
    ? { ...common, rows: columns, columns: rows, weightIndex: (o, i, ky, kx) => weightIndex(o, i, kx, ky) }
    : { ...common, rows, columns, weightIndex };
}

/** One axis of a problem: what stands in it, padded, and how it is walked. */
export function lowerAxis(axis: ConvAxis, index: number, problem: ConvProblem): LoweredAxis {
  const reach = axis.dilation * (axis.kernel - 1) + 1;
  const stride = problem.transposed ? 1 : axis.stride;
  const padded = (axis.output - 1) * stride + reach;
  return {
    kernel: axis.kernel,
    stride,
    dilation: axis.dilation,
    output: axis.output,
    axis: index,
    source: Int32Array.from({ length: padded }, (_, at) =>
      problem.transposed
        ? stuffedSource(at - (reach - 1 - axis.padBefore), axis)
        : paddedSource(at, axis.input, axis.padBefore, problem.paddingMode),
    ),
  };
}

/** The input element at a place of the axis that has stride − 1 zeros between its elements. */
function stuffedSource(at: number, axis: ConvAxis): number {
  return at >= 0 && at % axis.stride === 0 && at / axis.stride < axis.input ? at / axis.stride : -1;
}

function weightIndexer(problem: ConvProblem, kernelRows: number, kernelColumns: number): Correlation['weightIndex'] {
  const ins = inPerGroup(problem);
  const outs = outPerGroup(problem);
  if (!problem.transposed) {
    return (o, i, ky, kx) => ((o * ins + i) * kernelRows + ky) * kernelColumns + kx;
  }
  return (o, i, ky, kx) => {
    const channel = Math.floor(o / outs) * ins + i;
    return (
      ((channel * outs + (o % outs)) * kernelRows + (kernelRows - 1 - ky)) * kernelColumns + (kernelColumns - 1 - kx)
    );
  };
}

/** Multiply-adds of a correlation, for one batch item. */
export function macsOfCorrelation({ groups, inPerGroup, outPerGroup, rows, columns }: Correlation): number {
  return groups * outPerGroup * rows.output * columns.output * inPerGroup * rows.kernel * columns.kernel;
}
