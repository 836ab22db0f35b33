import { type ColorRange, NON_FINITE_COLOR, colorStep } from './colors';
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
 */
export function paintMap(canvas: Canvas, rect: Rect, image: MapImage, range: ColorRange, table: Uint8Array): void {
  const rows = edges(rect.height, image.rows);
  const columns = edges(rect.width, image.columns);
  for (let y = 0; y < rect.height; y++) {
    let target = ((rect.y + y) * canvas.width + rect.x) * 4;
    for (let x = 0; x < rect.width; x++, target += 4) {
      const value = mean(image, rows[y], rows[y + 1], columns[x], columns[x + 1]);
      const step = colorStep(value, range);
      for (let i = 0; i < 3; i++) canvas.data[target + i] = step < 0 ? NON_FINITE_COLOR[i] : table[step * 3 + i];
      canvas.data[target + 3] = 255;
    }
  }
}

/** The first source index of each of `pixels` pixels over `size` elements, and one past the last. */
function edges(pixels: number, size: number): Int32Array {
  return Int32Array.from({ length: pixels + 1 }, (_, i) => Math.floor((i * size) / pixels));
}

function mean(image: MapImage, top: number, bottom: number, left: number, right: number): number {
  const lastRow = Math.max(top + 1, bottom);
  const lastColumn = Math.max(left + 1, right);
  if (lastRow === top + 1 && lastColumn === left + 1) return image.value(top, left);
  let total = 0;
  for (let row = top; row < lastRow; row++) {
    for (let column = left; column < lastColumn; column++) total += image.value(row, column);
  }
  return total / ((lastRow - top) * (lastColumn - left));
}
