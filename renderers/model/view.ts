import type { AtlasLayout, Label, Tile } from '../../src/compute/atlas/layout';
import type { MapRef } from '../../src/compute/atlas/structure';
import { type Cursor, isSameMap } from './viewState';

/** A run of tiles that is drawn on one canvas, with what is written above them. */
export interface Band {
  readonly y: number;
  readonly height: number;
  readonly tiles: readonly Tile[];
  readonly labels: readonly Label[];
}

/** About a row of maps: while a person scrolls, so much is made and painted at once, within a frame. */
const BAND_HEIGHT = 128;

/** Cuts an atlas into bands, so that only what is near the window exists as elements and is drawn. */
export function bandsOf(layout: AtlasLayout): Band[] {
  const groups = new Map<number, { tiles: Tile[]; labels: Label[] }>();
  const group = ({ y }: { y: number }) => {
    const index = Math.floor(y / BAND_HEIGHT);
    let known = groups.get(index);
    if (!known) groups.set(index, (known = { tiles: [], labels: [] }));
    return known;
  };
  for (const tile of layout.tiles) group(tile).tiles.push(tile);
  for (const label of layout.labels) group(label).labels.push(label);
  return [...groups.values()].map(({ tiles, labels }) => {
    // A band of labels alone has a place to be near the window, and nothing to paint.
    const boxes = tiles.length > 0 ? tiles : labels.map(({ y }) => ({ y: Math.floor(y), height: 1 }));
    const y = Math.min(...boxes.map((box) => box.y));
    const bottom = Math.max(...boxes.map((box) => box.y + box.height));
    return { y, height: bottom - y, tiles, labels };
  });
}

/** The tile that shows a map; undefined where the map is not in the layout. */
export function tileOf(layout: AtlasLayout, map: MapRef): Tile | undefined {
  return layout.tiles.find((tile) => isSameMap(tile, map));
}

/** The pixel under a point of the atlas. */
export function cursorAt(layout: AtlasLayout, x: number, y: number): Cursor | undefined {
  const tile = layout.tiles.find((t) => x >= t.x && x < t.x + t.width && y >= t.y && y < t.y + t.height);
  if (!tile) return undefined;
  return {
    ...refOf(tile),
    row: Math.min(tile.rows - 1, Math.floor(((y - tile.y) * tile.rows) / tile.height)),
    column: Math.min(tile.columns - 1, Math.floor(((x - tile.x) * tile.columns) / tile.width)),
  };
}

/**
 * Where an arrow key leads: to the neighbouring map, with `pixel` to the neighbouring pixel of the same map.
 * From nowhere it leads to the middle of the first output map.
 */
export function moveCursor(
  layout: AtlasLayout,
  cursor: Cursor | undefined,
  dx: number,
  dy: number,
  pixel: boolean,
): Cursor | undefined {
  const maps = layout.tiles.filter((tile) => tile.kind !== 'kernel');
  if (!cursor) {
    const first = maps.find((tile) => tile.kind === 'output') ?? maps[0];
    return first && { ...refOf(first), row: first.rows >> 1, column: first.columns >> 1 };
  }
  const tile = tileOf(layout, cursor);
  if (!tile) return undefined;
  if (pixel) {
    return {
      ...refOf(tile),
      row: Math.max(0, Math.min(tile.rows - 1, cursor.row + dy)),
      column: Math.max(0, Math.min(tile.columns - 1, cursor.column + dx)),
    };
  }
  const best = nearest(maps, tile, dx, dy);
  if (!best) return cursor;
  const keep = (at: number, from: number, to: number): number => Math.min(to - 1, Math.floor((at * to) / from));
  return {
    ...refOf(best),
    row: keep(cursor.row, tile.rows, best.rows),
    column: keep(cursor.column, tile.columns, best.columns),
  };
}

function refOf({ kind, channel }: MapRef): MapRef {
  return { kind, channel };
}

/** The closest map in a direction; being off to the side counts three times as far. */
function nearest(maps: readonly Tile[], from: Tile, dx: number, dy: number): Tile | undefined {
  let best: Tile | undefined;
  let least = Infinity;
  for (const tile of maps) {
    const ahead = (tile.x - from.x) * dx + (tile.y - from.y) * dy;
    const aside = Math.abs((tile.x - from.x) * dy) + Math.abs((tile.y - from.y) * dx);
    if (ahead <= 0) continue;
    const distance = ahead + 3 * aside;
    if (distance < least) {
      least = distance;
      best = tile;
    }
  }
  return best;
}
