import type { Tile } from '../../src/compute/atlas/layout';
import type { Rect } from '../../src/compute/atlas/paint';

/** The part of a tile from one element to another, both included; it may reach beyond the tile. */
export function pixelsOf(tile: Tile, top: number, bottom: number, left: number, right: number): Rect {
  const sx = tile.width / tile.columns;
  const sy = tile.height / tile.rows;
  return {
    x: tile.x + left * sx,
    y: tile.y + top * sy,
    width: Math.max(2, (right - left + 1) * sx),
    height: Math.max(2, (bottom - top + 1) * sy),
  };
}

/** An SVG path around a rectangle. */
export function rectPath({ x, y, width, height }: Rect): string {
  return `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}z`;
}

/** With even-odd filling what of `box` lies outside `hole`; empty where nothing does. */
export function ringPath(box: Rect, hole: Rect): string {
  const left = Math.max(box.x, hole.x);
  const top = Math.max(box.y, hole.y);
  const right = Math.min(box.x + box.width, hole.x + hole.width);
  const bottom = Math.min(box.y + box.height, hole.y + hole.height);
  const inside = { x: left, y: top, width: right - left, height: bottom - top };
  if (inside.width <= 0 || inside.height <= 0) return rectPath(box);
  // Less than a hundredth of a pixel is what rounding left.
  if (box.width - inside.width < 0.01 && box.height - inside.height < 0.01) return '';
  return rectPath(box) + rectPath(inside);
}

function round(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}
