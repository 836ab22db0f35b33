import { colorStep, colorTable, colorWords } from '../../../src/compute/atlas/colors';
import { type MapImage, valueAt } from '../../../src/compute/atlas/image';
import { type Rect, paintMap } from '../../../src/compute/atlas/paint';
import { formatShort } from '../../model/format';
import type { Layer } from '../../model/stagePicture';
import { GRID_CELL, NUMBER_CELL, type Size, type Viewport } from '../../model/viewport';
import { inkOn } from '../inspect/NumberGrid';

/** Layers as canvases of their own, painted once for as long as layer and size stay. */
const painted = new WeakMap<Layer, { width: number; height: number; canvas: HTMLCanvasElement }>();

/** Draws layers as a viewport shows them. `ratio` is device pixels for each CSS pixel. */
export function drawLayers(
  context: CanvasRenderingContext2D,
  layers: readonly Layer[],
  viewport: Viewport,
  pane: Size,
  ratio: number,
): void {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, pane.width, pane.height);
  context.imageSmoothingEnabled = false;
  for (const layer of layers) {
    const box = onPane(layer.at, viewport);
    context.globalAlpha = layer.opacity;
    context.drawImage(paintedLayer(layer, box), box.x, box.y, box.width, box.height);
  }
  context.globalAlpha = 1;
  const [only] = layers;
  if (layers.length !== 1) return;
  if (viewport.cell >= GRID_CELL) drawGrid(context, only, viewport, pane);
  if (viewport.cell >= NUMBER_CELL) drawNumbers(context, only, viewport, pane);
}

/** A rectangle of elements in pixels of the pane. */
export function onPane({ x, y, width, height }: Rect, { cell, left, top }: Viewport): Rect {
  return { x: (x - left) * cell, y: (y - top) * cell, width: width * cell, height: height * cell };
}

/** One pixel for each element, or as many as there is room for where that is less: those hold averages. */
function paintedLayer(layer: Layer, box: Rect): HTMLCanvasElement {
  const { image } = layer;
  const width = Math.max(1, Math.min(image.columns, Math.round(box.width)));
  const height = Math.max(1, Math.min(image.rows, Math.round(box.height)));
  const known = painted.get(layer);
  if (known?.width === width && known.height === height) return known.canvas;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const picture = new ImageData(width, height);
  paintMap(picture, { x: 0, y: 0, width, height }, image, layer.range, colorWords(layer.scale));
  canvas.getContext('2d')?.putImageData(picture, 0, 0);
  painted.set(layer, { width, height, canvas });
  return canvas;
}

/** The elements in sight: first and one past the last. */
function inSight(image: MapImage, { cell, left, top }: Viewport, pane: Size) {
  return {
    rows: [Math.floor(top), Math.min(image.rows, Math.ceil(top + pane.height / cell))],
    columns: [Math.floor(left), Math.min(image.columns, Math.ceil(left + pane.width / cell))],
  };
}

function drawGrid(context: CanvasRenderingContext2D, { image }: Layer, viewport: Viewport, pane: Size): void {
  const { cell, left, top } = viewport;
  const { rows, columns } = inSight(image, viewport, pane);
  // Half transparent grey is seen on every colour of every scale, and covers none.
  context.fillStyle = 'rgba(128, 128, 128, 0.45)';
  const [height, width] = [(rows[1] - top) * cell, (columns[1] - left) * cell];
  for (let row = rows[0]; row <= rows[1]; row++) context.fillRect(0, Math.round((row - top) * cell), width, 1);
  for (let column = columns[0]; column <= columns[1]; column++) {
    context.fillRect(Math.round((column - left) * cell), 0, 1, height);
  }
}

function drawNumbers(context: CanvasRenderingContext2D, layer: Layer, viewport: Viewport, pane: Size): void {
  const { image, scale, range } = layer;
  const { cell, left, top } = viewport;
  const { rows, columns } = inSight(image, viewport, pane);
  const table = colorTable(scale);
  context.font = `11px ${getComputedStyle(context.canvas).fontFamily}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (let row = rows[0]; row < rows[1]; row++) {
    for (let column = columns[0]; column < columns[1]; column++) {
      const value = valueAt(image, row, column);
      const step = colorStep(value, range);
      context.fillStyle = step < 0 ? '#000' : inkOn(table, step).color;
      context.fillText(formatShort(value), (column - left + 0.5) * cell, (row - top + 0.5) * cell, cell - 8);
    }
  }
}
