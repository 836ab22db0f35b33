import { ShapeError, equalDims, formatDim, formatShape, type Dim } from '../../../shape';
import { said } from '../../../protocol/say';
import type { Call } from './layer';

/**
 * @param axis of the features; undefined where it is not known
 * @throws ShapeError `features-mismatch` where the axis, which is the last unless told otherwise, certainly has another size
 */
export function checkFeatures(
  c: Call,
  shape: readonly Dim[],
  parameterName: string,
  axis: number | undefined = -1,
): void {
  if (axis === undefined) return;
  const [last, wanted] = [shape.at(axis), c.size(parameterName)];
  const isLast = axis === -1 || axis === shape.length - 1;
  if (!isLast && last !== undefined && equalDims(last, wanted) === false) {
    throw new ShapeError(
      'features-mismatch',
      said`${c.op} was built for ${parameterName}=${formatDim(wanted)}, but axis ${axis} of the input ${formatShape(shape)} is ${formatDim(last)}. Use ${parameterName}=${formatDim(last)}.`,
      { parameter: parameterName, value: last },
    );
  }
  if (last !== undefined && equalDims(last, wanted) !== false) return;
  throw new ShapeError(
    'features-mismatch',
    said`${c.op} was built for ${parameterName}=${formatDim(wanted)}, but the last axis of the input ${formatShape(shape)} is ${last === undefined ? said`missing` : formatDim(last)}. Use ${parameterName}=${last === undefined ? formatDim(wanted) : formatDim(last)}.`,
    last === undefined ? undefined : { parameter: parameterName, value: last },
  );
}
