import { type ColorRange, stepIn, stepsPerUnit } from './colors';
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
}

/**
 * Paints maps into their rectangles: enlarged by repeating pixels, reduced by averaging them. A pixel of the reduced picture
 * that holds a NaN or an infinity shows it. All maps are painted line by line together: where channels stand side by side in
 * memory, what was fetched for one map is still at hand for the next.
 * @param words the colours, see `colorWords`.
 */
export function paintMaps(canvas: Canvas, paintings: readonly Painting[], words: Uint32Array): void {
  const painters = paintings.map((painting) => painterOf(canvas, painting, words));
  const tallest = paintings.reduce((most, { rect }) => Math.max(most, rect.height), 0);
  for (let y = 0; y < tallest; y++) for (const paintLine of painters) paintLine(y);
}

/** Paints one map: see `paintMaps`. */
export function paintMap(canvas: Canvas, rect: Rect, image: MapImage, range: ColorRange, words: Uint32Array): void {
  paintMaps(canvas, [{ rect, image, range }], words);
}

/** Paints one line of a map, counted from its top; nothing below its bottom. */
function painterOf(canvas: Canvas, { rect, image, range }: Painting, words: Uint32Array): (y: number) => void {
  const { buffer, byteOffset, byteLength } = canvas.data;
  const pixels = new Uint32Array(buffer, byteOffset, byteLength / 4);
  const rows = edges(rect.height, image.rows);
  const columns = edges(rect.width, image.columns);
  const perUnit = stepsPerUnit(range);
  const odd = words.length - 1;
  const { data, columnStride } = image;
  const reduced = rect.height < image.rows || rect.width < image.columns;
  const line = new Float64Array(rect.width);
  return (y) => {
    if (y >= rect.height) return;
    const to = (rect.y + y) * canvas.width + rect.x;
    if (y > 0 && rows[y] === rows[y - 1] && rows[y + 1] === rows[y]) {
      pixels.copyWithin(to, to - canvas.width, to - canvas.width + rect.width);
      return;
    }
    if (reduced) average(line, image, rows[y], rows[y + 1], columns);
    else {
      const start = image.rowStart(rows[y]);
      for (let x = 0; x < rect.width; x++) line[x] = data[start + columns[x] * columnStride];
    }
    for (let x = 0; x < rect.width; x++) {
      const step = stepIn(line[x], range.low, perUnit);
      pixels[to + x] = words[step < 0 ? odd : step];
    }
  };
}

/** The first source index of each of `pixels` pixels over `size` elements, and one past the last. */
function edges(pixels: number, size: number): Int32Array {
  const first = new Int32Array(pixels + 1);
  for (let i = 0; i <= pixels; i++) first[i] = Math.floor((i * size) / pixels);
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
