import type { AtlasLayout, Tile } from '../../src/compute/atlas/layout';
import { type ReadSpan, receptiveField } from '../../src/compute/atlas/receptive';
import { type ConvProblem, inPerGroup, outPerGroup } from '../../src/compute/problem';
import type { Cursor } from '../model/view';
import { boxStyle } from './Atlas';

/** The pixel under the cursor, and on the inputs that it reads the part that it reads, padding included. */
export function Outlines({ problem, layout, cursor }: { problem: ConvProblem; layout: AtlasLayout; cursor: Cursor }) {
  const { tile, row, column } = cursor;
  const pixel = pixels(tile, row, row, column, column);
  const field = tile.kind === 'output' ? receptiveField(problem, row, column) : undefined;
  const group = Math.floor(tile.channel / outPerGroup(problem));
  const ins = inPerGroup(problem);
  const read = field ? layout.tiles.filter((t) => t.kind === 'input' && Math.floor(t.channel / ins) === group) : [];
  return (
    <>
      <div class="cl-cursor-map" style={boxStyle(tile)} />
      <div class="cl-cursor" style={boxStyle(pixel)} />
      {field && read.map((input) => <div class="cl-field" style={boxStyle(spans(input, field.rows, field.columns))} />)}
    </>
  );
}

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
