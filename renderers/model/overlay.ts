import type { ConvAxis, ConvProblem } from '../../src/compute/problem';
import { imageSize } from '../../src/compute/atlas/image';
import type { Rect } from '../../src/compute/atlas/paint';

/** Where the elements of an output lie over its input along one axis, in input elements from the padding's outer edge. */
interface Placement {
  /** Padding before the input. */
  readonly margin: number;
  /** Input and padding together. */
  readonly size: number;
  /** Where the first output element begins, and how wide each is. */
  readonly start: number;
  readonly step: number;
}

/**
 * Along one axis. An output element has its middle where the middle of what it reads is, and is as wide as the stride,
 * so that neighbours touch; of a transposed convolution it is as wide as the stride's inverse.
 */
export function placementOf(axis: ConvAxis, transposed: boolean): Placement {
  const half = (axis.dilation * (axis.kernel - 1)) / 2;
  if (transposed) {
    const step = 1 / axis.stride;
    return { margin: 0, size: axis.input, start: (axis.padBefore - half) * step + 0.5 - step / 2, step };
  }
  const [margin, after] = [Math.max(0, axis.padBefore), Math.max(0, axis.padAfter)];
  const start = margin - axis.padBefore + half + 0.5 - axis.stride / 2;
  return { margin, size: margin + axis.input + after, start, step: axis.stride };
}

/** Input and output of a convolution laid over each other; all in input elements. */
export interface Overlay {
  readonly rows: number;
  readonly columns: number;
  readonly input: Rect;
  readonly output: Rect;
}

/** Undefined over three axes, where slices stand below each other and nothing lies over anything. */
export function overlayOf({ axes, transposed }: ConvProblem): Overlay | undefined {
  if (axes.length > 2) return undefined;
  const whole: Placement = { margin: 0, size: 1, start: 0, step: 1 };
  const [y, x] = [...(axes.length === 1 ? [whole] : []), ...axes.map((axis) => placementOf(axis, transposed))];
  const [input, output] = [imageSize(axes.map((axis) => axis.input)), imageSize(axes.map((axis) => axis.output))];
  return {
    rows: y.size,
    columns: x.size,
    input: { x: x.margin, y: y.margin, width: input.columns, height: input.rows },
    output: { x: x.start, y: y.start, width: output.columns * x.step, height: output.rows * y.step },
  };
}
