import type { AtlasLayout, Tile } from '../../src/compute/atlas/layout';
import { type MapImage, imageOf, kernelImage } from '../../src/compute/atlas/image';
import { EMPTY_STATISTICS, type MapStatistics, joinStatistics, statisticsOf } from '../../src/compute/atlas/statistics';
import type { MapRef } from '../../src/compute/atlas/structure';
import type { StepResult } from './session';
import { type Cursor, isSameMap } from './viewState';

/** The pictures of a result with their statistics, which are found when first asked for. */
export interface Gallery {
  image(ref: MapRef): MapImage;
  statistics(ref: MapRef): MapStatistics;
  /** Of all maps of a kind together. */
  common(kind: MapRef['kind']): MapStatistics;
}

export function createGallery(result: StepResult): Gallery {
  const { problem } = result.planned;
  const kernel = problem.axes.map((axis) => axis.kernel);
  const image = ({ kind, channel }: MapRef): MapImage => {
    if (kind === 'kernel') return kernelImage(result.weight, kernel, channel);
    return imageOf(kind === 'input' ? result.input : result.maps, 0, channel);
  };
  const each = new Map<string, MapStatistics>();
  const statistics = (ref: MapRef): MapStatistics => {
    const key = `${ref.kind} ${ref.channel}`;
    let known = each.get(key);
    if (!known) each.set(key, (known = statisticsOf(image(ref))));
    return known;
  };
  const commons = new Map<MapRef['kind'], MapStatistics>();
  const common = (kind: MapRef['kind']): MapStatistics => {
    let known = commons.get(kind);
    if (!known) {
      const count = kind === 'input' ? problem.inChannels : problem.outChannels;
      known = EMPTY_STATISTICS;
      for (let channel = 0; channel < count; channel++) known = joinStatistics(known, statistics({ kind, channel }));
      commons.set(kind, known);
    }
    return known;
  };
  return { image, statistics, common };
}

/** A run of tiles that is drawn on one canvas. */
export interface Band {
  readonly y: number;
  readonly height: number;
  readonly tiles: readonly Tile[];
}

const BAND_HEIGHT = 320;

/** Cuts an atlas into bands, so that only what is near the window is drawn. */
export function bandsOf(layout: AtlasLayout): Band[] {
  const groups = new Map<number, Tile[]>();
  for (const tile of layout.tiles) {
    const index = Math.floor(tile.y / BAND_HEIGHT);
    const group = groups.get(index);
    if (group) group.push(tile);
    else groups.set(index, [tile]);
  }
  return [...groups.values()].map((tiles) => {
    const y = Math.min(...tiles.map((tile) => tile.y));
    const bottom = Math.max(...tiles.map((tile) => tile.y + tile.height));
    return { y, height: bottom - y, tiles };
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
