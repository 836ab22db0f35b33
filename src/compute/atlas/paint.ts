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

/**
 * Paints a map into a rectangle: enlarged by repeating pixels, reduced by averaging them. A pixel of the
 * reduced picture that holds a NaN or an infinity shows it.
 * @param words the colours, see `colorWords`.
 */
export function paintMap(canvas: Canvas, rect: Rect, image: MapImage, range: ColorRange, words: Uint32Array): void {
  const { buffer, byteOffset, byteLength } = canvas.data;
  const pixels = new Uint32Array(buffer, byteOffset, byteLength / 4);
  const rows = edges(rect.height, image.rows);
  const columns = edges(rect.width, image.columns);
  const perUnit = stepsPerUnit(range);
  const odd = words.length - 1;
  const { data, columnStride } = image;
  const reduced = rect.height < image.rows || rect.width < image.columns;
  const line = new Float64Array(rect.width);
  for (let y = 0; y < rect.height; y++) {
    const to = (rect.y + y) * canvas.width + rect.x;
    if (y > 0 && rows[y] === rows[y - 1] && rows[y + 1] === rows[y]) {
      pixels.copyWithin(to, to - canvas.width, to - canvas.width + rect.width);
      continue;
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
  }
}

/** The first source index of each of `pixels` pixels over `size` elements, and one past the last. */
function edges(pixels: number, size: number): Int32Array {
  return Int32Array.from({ length: pixels + 1 }, (_, i) => Math.floor((i * size) / pixels));
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
