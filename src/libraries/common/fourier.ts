/** Sizes of discrete Fourier transforms, as NumPy and PyTorch have them (NumPy documentation, "numpy.fft"). */
import { add, floorDiv, mul, sub, type Dim, type Shape } from '../../shape';

/** What a transform makes of the last axis it works on: as many values, half of them, or the whole from half. */
export type Half = 'whole' | 'toHalf' | 'fromHalf';

/**
 * The sizes after a transform over `axes`: each has its length from `lengths`, else its own. A real transform
 * keeps ⌊n/2⌋ + 1 values of the last one; its inverse makes n of them, 2·(m − 1) where n is not given.
 */
export function transformed(
  shape: Shape,
  axes: readonly number[],
  lengths: readonly (Dim | undefined)[] | undefined,
  half: Half,
): Dim[] {
  const result = [...shape];
  axes.forEach((axis, i) => {
    const given = lengths?.[i];
    const length = given === -1 ? undefined : given;
    const last = i === axes.length - 1;
    if (last && half === 'fromHalf') result[axis] = length ?? mul(2, sub(shape[axis], 1));
    else if (last && half === 'toHalf') result[axis] = add(floorDiv(length ?? shape[axis], 2), 1);
    else if (length !== undefined) result[axis] = length;
  });
  return result;
}

/** The last so many axes. */
export const lastAxes = (count: number, rank: number): number[] =>
  Array.from({ length: Math.min(count, rank) }, (_, i) => rank - Math.min(count, rank) + i);
