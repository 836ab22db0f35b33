import { useEffect, useRef } from 'preact/hooks';
import { INSIDE } from '../../../src/compute/arithmetic';
import { type ColorRange, type ColorScale, colorWords } from '../../../src/compute/atlas/colors';
import { pictureOf } from '../../../src/compute/atlas/image';
import { paintMap } from '../../../src/compute/atlas/paint';
import { paintingContext } from '../canvas';

export interface GridProps {
  rows: number;
  columns: number;
  numbers: Float64Array;
  scale: ColorScale;
  range: ColorRange;
  /** Where a tap lies; what lies outside the image is hatched. */
  places?: Uint8Array;
  /** Rows of each slice of a volume, whose slices stand below each other. */
  slices?: number;
}

/** The side of a grid that is drawn small, in pixels. */
const SIDE = 45;

/** A small grid of numbers as colours. On a canvas: dozens of them follow the pointer. */
export function HeatGrid({ rows, columns, numbers, scale, range, places, slices }: GridProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const cell = Math.max(1, Math.min(15, Math.floor(SIDE / Math.max(rows, columns))));
  const [width, height] = [columns * cell, rows * cell];
  useEffect(() => {
    const context = paintingContext(canvas.current);
    if (!context) return;
    const picture = new ImageData(width, height);
    paintMap(picture, { x: 0, y: 0, width, height }, pictureOf(numbers, rows, columns), range, colorWords(scale));
    context.putImageData(picture, 0, 0);
    places?.forEach((place, tap) => {
      if (place !== INSIDE) hatch(context, (tap % columns) * cell, Math.floor(tap / columns) * cell, cell);
    });
    if (!slices) return;
    context.fillStyle = getComputedStyle(context.canvas).color;
    for (let row = slices; row < rows; row += slices) context.fillRect(0, row * cell, width, 1);
  }, [rows, columns, width, height, cell, numbers, scale, range.low, range.high, places, slices]);
  return <canvas class="cl-heat" ref={canvas} width={width} height={height} aria-hidden="true" />;
}

/** A cell that belongs to no image: grey with a stroke through it, on every scale and theme. */
function hatch(context: CanvasRenderingContext2D, x: number, y: number, cell: number): void {
  context.fillStyle = '#808080';
  context.fillRect(x, y, cell, cell);
  context.strokeStyle = '#c8c8c8';
  context.beginPath();
  context.moveTo(x, y + cell);
  context.lineTo(x + cell, y);
  context.stroke();
}
