import type { NumberArray } from '../ndarray';
import { type ColorRange, type Stepping, stepIn, stepping } from './colors';
import type { MapImage } from './image';

/** RGBA bytes, row-major. */
export interface Canvas {
  readonly data: Uint8ClampedArray;
  readonly width: number;
}

/** Where a picture goes, in canvas pixels. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A map and where it goes, with the colours that it gets. */
export interface Painting {
  readonly rect: Rect;
  readonly image: MapImage;
  readonly range: ColorRange;
  /** The colours, see `colorWords`. */
  readonly words: Uint32Array;
}

/**
 * Paints maps into their rectangles: enlarged by repeating pixels, reduced by averaging them. A pixel of the reduced picture
 * that holds a NaN or an infinity shows it. All maps are painted line by line together: where channels stand side by side in
 * memory, what was fetched for one map is still at hand for the next.
 */
export function paintMaps(canvas: Canvas, paintings: readonly Painting[]): void {
  const painters = paintings.map((painting) => painterOf(canvas, painting));
  const tallest = paintings.reduce((most, { rect }) => Math.max(most, rect.height), 0);
  for (let y = 0; y < tallest; y++) for (const paintLine of painters) paintLine(y);
}

/** Paints one map: see `paintMaps`. */
export function paintMap(canvas: Canvas, rect: Rect, image: MapImage, range: ColorRange, words: Uint32Array): void {
  paintMaps(canvas, [{ rect, image, range, words }]);
}

/** Paints one line of a map, counted from its top; nothing below its bottom. */
function painterOf(canvas: Canvas, { rect, image, range, words }: Painting): (y: number) => void {
  const { buffer, byteOffset, byteLength } = canvas.data;
  const pixels = new Uint32Array(buffer, byteOffset, byteLength / 4);
  const rows = edges(rect.height, image.rows);
  const colors: Colors = { words, stepping: stepping(range) };
  const reduced = rect.height < image.rows || rect.width < image.columns;
  const columns = reduced ? edges(rect.width, image.columns) : starts(image.columns, rect.width);
  const line = new Float64Array(reduced ? rect.width : 0);
  const single = starts(line.length, line.length);
  return (y) => {
    if (y >= rect.height) return;
    const to = (rect.y + y) * canvas.width + rect.x;
    if (y > 0 && rows[y] === rows[y - 1] && rows[y + 1] === rows[y]) {
      pixels.copyWithin(to, to - canvas.width, to - canvas.width + rect.width);
    } else if (reduced) {
      average(line, image, rows[y], rows[y + 1], columns);
      paintRow(pixels, to, line, 0, 1, single, colors);
    } else {
      paintRow(pixels, to, image.data, image.rowStart(rows[y]), image.columnStride, columns, colors);
    }
  };
}

interface Colors {
  readonly words: Uint32Array;
  readonly stepping: Stepping;
}

/**
 * Paints the numbers that stand `stride` apart from `from` on as a row of pixels from `to` on.
 * @param starts see there.
 */
function paintRow(
  pixels: Uint32Array,
  to: number,
  numbers: NumberArray,
  from: number,
  stride: number,
  starts: Int32Array,
  { words, stepping: { low, perUnit, first } }: Colors,
): void {
  const odd = words.length - 1;
  for (let i = 0, x = 0; i < starts.length - 1; i++, from += stride) {
    const step = stepIn(numbers[from], low, perUnit, first);
    const word = words[step < 0 ? odd : step];
    for (const end = starts[i + 1]; x < end; x++) pixels[to + x] = word;
  }
}

/** The first source index of each of `pixels` pixels over `size` elements, and one past the last. */
function edges(pixels: number, size: number): Int32Array {
  const first = new Int32Array(pixels + 1);
  for (let i = 0; i <= pixels; i++) first[i] = Math.floor((i * size) / pixels);
  return first;
}

/** The first pixel of each of `size` elements that are repeated to fill so many `pixels`, and one past the last. */
function starts(size: number, pixels: number): Int32Array {
  const first = new Int32Array(size + 1);
  for (let i = 0; i <= size; i++) first[i] = Math.ceil((i * pixels) / size);
  return first;
}

/** One line of a reduced picture: the means of the elements from row `top` to `bottom` between the column edges. */
function average(line: Float64Array, image: MapImage, top: number, bottom: number, columns: Int32Array): void {
  const { data, columnStride } = image;
  const lastRow = Math.max(top + 1, bottom);
  line.fill(0);
  for (let row = top; row < lastRow; row++) {
    const start = image.rowStart(row);
    for (let x = 0; x < line.length; x++) {
      const end = start + Math.max(columns[x] + 1, columns[x + 1]) * columnStride;
      for (let at = start + columns[x] * columnStride; at < end; at += columnStride) line[x] += data[at];
    }
  }
  for (let x = 0; x < line.length; x++) line[x] /= (lastRow - top) * Math.max(1, columns[x + 1] - columns[x]);
}
