import { ShapeError, equalDims, formatDim, formatShape, type Dim } from '../../../shape';
import { said } from '../../../protocol/say';
import type { Call } from './layer';

/** @throws ShapeError `features-mismatch` where the last axis certainly has another size */
export function checkFeatures(c: Call, shape: readonly Dim[], parameterName: string): void {
  const [last, wanted] = [shape[shape.length - 1], c.size(parameterName)];
  if (last !== undefined && equalDims(last, wanted) !== false) return;
  throw new ShapeError(
    'features-mismatch',
    said`${c.op} was built for ${parameterName}=${formatDim(wanted)}, but the last axis of the input ${formatShape(shape)} is ${last === undefined ? said`missing` : formatDim(last)}. Use ${parameterName}=${last === undefined ? formatDim(wanted) : formatDim(last)}.`,
    last === undefined ? undefined : { parameter: parameterName, value: last },
  );
}
