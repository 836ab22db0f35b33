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
  for (let y = 0; y < rect.height; y++) {
    const to = (rect.y + y) * canvas.width + rect.x;
    if (y > 0 && rows[y] === rows[y - 1] && rows[y + 1] === rows[y]) {
      pixels.copyWithin(to, to - canvas.width, to - canvas.width + rect.width);
      continue;
    }
    const start = image.rowStart(rows[y]);
    for (let x = 0; x < rect.width; x++) {
      const value = reduced
        ? mean(image, rows[y], rows[y + 1], columns[x], columns[x + 1])
        : data[start + columns[x] * columnStride];
      const step = stepIn(value, range.low, perUnit);
      pixels[to + x] = words[step < 0 ? odd : step];
    }
  }
}

/** The first source index of each of `pixels` pixels over `size` elements, and one past the last. */
function edges(pixels: number, size: number): Int32Array {
  return Int32Array.from({ length: pixels + 1 }, (_, i) => Math.floor((i * size) / pixels));
}

function mean(image: MapImage, top: number, bottom: number, left: number, right: number): number {
  const { data, columnStride } = image;
  const lastRow = Math.max(top + 1, bottom);
  const lastColumn = Math.max(left + 1, right);
  let total = 0;
  for (let row = top; row < lastRow; row++) {
    let at = image.rowStart(row) + left * columnStride;
    for (let column = left; column < lastColumn; column++, at += columnStride) total += data[at];
  }
  return total / ((lastRow - top) * (lastColumn - left));
}
