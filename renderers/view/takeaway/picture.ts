import { colorWords } from '../../../src/compute/atlas/colors';
import type { AtlasLayout } from '../../../src/compute/atlas/layout';
import { SaidError } from '../../../src/protocol/say';
import { type Rect, paintMap } from '../../../src/compute/atlas/paint';
import type { MapRef } from '../../../src/compute/atlas/structure';
import type { Coloring, Gallery } from '../../model/gallery';

/** Pixels that the longer side of a map has at least in its own picture. */
const LEAST = 256;
/** Pixels of a single row. */
const STRIP = 24;

/** One map as a PNG: whole pixels for each of its numbers, at least one. */
export function mapPng(gallery: Gallery, coloring: Coloring, map: MapRef): Promise<Blob> {
  const image = gallery.image(map);
  const factor = Math.max(1, Math.ceil(LEAST / Math.max(image.rows, image.columns)));
  // A single row is made thick enough to be seen.
  const across = image.rows === 1 ? Math.max(factor, STRIP) : factor;
  const box = { x: 0, y: 0, width: image.columns * factor, height: image.rows * across };
  return pngOf(box.width, box.height, (context) => paint(context, box, gallery, coloring, map));
}

/** All maps as they are laid out, with titles and numbers, in the colours of the theme, as a PNG. */
export function atlasPng(layout: AtlasLayout, gallery: Gallery, coloring: Coloring, root: Element): Promise<Blob> {
  const style = getComputedStyle(root);
  const variable = (name: string, other: string): string => style.getPropertyValue(`--vscode-${name}`).trim() || other;
  return pngOf(layout.width, layout.height, (context) => {
    context.fillStyle = variable('editor-background', '#ffffff');
    context.fillRect(0, 0, layout.width, layout.height);
    context.strokeStyle = variable('widget-border', '#cccccc');
    for (const { x, y, width, height } of layout.frames) context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
    for (const tile of layout.tiles) paint(context, tile, gallery, coloring, tile);
    context.fillStyle = style.color;
    context.textBaseline = 'top';
    for (const { x, y, width, text, kind } of layout.labels) {
      context.font = `${kind === 'title' ? '600 ' : ''}11px ${style.fontFamily}`;
      context.fillText(text, x, y + 2, Math.max(width, 12));
    }
  });
}

function paint(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: Rect,
  gallery: Gallery,
  coloring: Coloring,
  map: MapRef,
): void {
  const picture = new ImageData(width, height);
  const words = colorWords(coloring.scale(map.kind));
  paintMap(picture, { x: 0, y: 0, width, height }, gallery.image(map), coloring.range(map), words);
  context.putImageData(picture, x, y);
}

/** @throws Error where the browser makes no canvas that large. */
function pngOf(width: number, height: number, draw: (context: CanvasRenderingContext2D) => void): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context) draw(context);
  return new Promise((resolve, reject) => {
    const refuse = (): void => reject(new SaidError('A picture of {0} × {1} pixels is too large here.', width, height));
    if (context) canvas.toBlob((blob) => (blob ? resolve(blob) : refuse()), 'image/png');
    else refuse();
  });
}
