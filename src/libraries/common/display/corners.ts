/** What a shortened print shows of an array: the first and last entries of every axis. */
import { stridesOf } from '../../../compute/ndarray';

/** The integers from `from` up to, not including, `to`. */
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** The entries shown of one axis; `...` stands for those left out. */
export function shownEntries(length: number, edge: number, summarize: boolean): (number | '...')[] {
  if (!summarize || length <= 2 * edge) return range(0, length);
  return [...range(0, edge), '...', ...range(length - edge, length)];
}

/** The numbers that stay visible when `edge` entries are shown at each end of every axis. */
export function corners(array: { shape: readonly number[]; data: ArrayLike<number> }, edge: number): number[] {
  const strides = stridesOf(array.shape);
  let offsets = [0];
  array.shape.forEach((length, axis) => {
    const shown = shownEntries(length, edge, true).filter((entry) => entry !== '...');
    offsets = offsets.flatMap((offset) => shown.map((i) => offset + i * strides[axis]));
  });
  return offsets.map((offset) => array.data[offset]);
}
