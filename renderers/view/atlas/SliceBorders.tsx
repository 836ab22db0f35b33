/** Pixels that a slice is high at least: in less, borders would hide what they part. */
const LEAST = 12;

/**
 * The borders between the slices of a volume, over a map that fills its parent; nothing where there are none.
 * @param rows of each slice.
 * @param cell pixels of a row.
 */
export function SliceBorders({ rows, cell }: { rows: number | undefined; cell: number }) {
  if (rows === undefined || rows * cell < LEAST) return null;
  return <div class="cl-slices" style={{ '--cl-slice': `${rows * cell}px` }} />;
}
