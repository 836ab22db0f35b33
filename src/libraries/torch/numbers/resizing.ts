/** Padding and nearest-neighbour resizing on numbers: each is a choice of source positions per axis. */
import { zeros, type NdArray } from '../../../compute/ndarray';
import { paddedSource } from '../../../compute/problem';
import type { PaddingMode } from '../../../shape';
import { mapLines, takeAlong } from './arranging';

/** `F.pad`: amounts from the last axis backwards, (before, after). */
export function padNumbers(data: NdArray, amounts: readonly number[], mode: string, value: number): NdArray {
  let result = data;
  for (let pair = 0; pair * 2 < amounts.length; pair++) {
    const axis = data.shape.length - 1 - pair;
    const [before, after] = [amounts[2 * pair], amounts[2 * pair + 1]];
    const size = result.shape[axis];
    const kind: PaddingMode = mode === 'constant' ? 'zeros' : (mode as PaddingMode);
    const sources = Array.from({ length: size + before + after }, (_, i) => paddedSource(i, size, before, kind));
    if (sources.length === 0 || result.data.length === 0) {
      result = zeros(
        result.shape.map((d, i) => (i === axis ? sources.length : d)),
        data.dtype,
      );
    } else result = mapLines(result, axis, data.dtype, (line) => sources.map((s) => (s < 0 ? value : line[s])));
  }
  return result;
}

/** Nearest neighbours: output i reads input ⌊i · in / out⌋ along every axis. */
export function nearestNumbers(data: NdArray, shape: readonly number[]): NdArray {
  return shape.reduce((result, size, axis) => {
    if (result.shape[axis] === size) return result;
    const scale = result.shape[axis] / size;
    return takeAlong(
      result,
      axis,
      Array.from({ length: size }, (_, i) => Math.floor(i * scale)),
    );
  }, data);
}
