import type { AtlasLayout, Tile } from '../../src/compute/atlas/layout';
import { type ReadSpan, receptiveField } from '../../src/compute/atlas/receptive';
import { type ConvProblem, inPerGroup, outPerGroup } from '../../src/compute/problem';
import { formatNumber } from '../model/format';
import { tileOf } from '../model/view';
import type { Cursor } from '../model/viewState';
import { boxStyle } from './Atlas';

export interface OutlinesProps {
  problem: ConvProblem;
  layout: AtlasLayout;
  cursor: Cursor;
  value: number | undefined;
}

/**
 * The pixel under the cursor with its number beside it, and on the inputs that it reads the part that it reads,
 * padding included.
 */
export function Outlines({ problem, layout, cursor, value }: OutlinesProps) {
  const { row, column } = cursor;
  const tile = tileOf(layout, cursor);
  if (!tile) return null;
  const pixel = pixels(tile, row, row, column, column);
  const field = tile.kind === 'output' ? receptiveField(problem, row, column) : undefined;
  const group = Math.floor(tile.channel / outPerGroup(problem));
  const ins = inPerGroup(problem);
  const read = field ? layout.tiles.filter((t) => t.kind === 'input' && Math.floor(t.channel / ins) === group) : [];
  return (
    <>
      <div class="cl-cursor-map" style={boxStyle(tile)} />
      <div class="cl-cursor" style={boxStyle(pixel)} />
      {value !== undefined && (
        <div class="cl-chip" style={chipStyle(pixel, layout.width)} aria-hidden="true">
          {formatNumber(value)}
        </div>
      )}
      {field && read.map((input) => <div class="cl-field" style={boxStyle(spans(input, field.rows, field.columns))} />)}
    </>
  );
}

/** Beside the pixel, on the side where there is room. */
function chipStyle(pixel: { x: number; y: number; width: number }, width: number): Record<string, string> {
  const right = pixel.x + pixel.width + CHIP < width;
  return {
    top: `${Math.max(0, pixel.y - 24)}px`,
    ...(right ? { left: `${pixel.x + pixel.width + 6}px` } : { right: `${width - pixel.x + 6}px` }),
  };
}

/** Pixels that the number's label takes at most. */
const CHIP = 100;

function spans(tile: Tile, rows: ReadSpan, columns: ReadSpan): ReturnType<typeof pixels> {
  return pixels(tile, rows.first, rows.last, columns.first, columns.last);
}

/** The part of a tile from one pixel to another, both included. */
function pixels(tile: Tile, top: number, bottom: number, left: number, right: number) {
  const sx = tile.width / tile.columns;
  const sy = tile.height / tile.rows;
  return {
    x: tile.x + left * sx,
    y: tile.y + top * sy,
    width: Math.max(2, (right - left + 1) * sx),
    height: Math.max(2, (bottom - top + 1) * sy),
  };
}
