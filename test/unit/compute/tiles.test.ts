import { describe, expect, it } from 'vitest';
import { type Tile, FIRST_MACS, createTiling, isSoonDrawn } from '../../../src/compute/backends/webgl2Tiles';

describe('the tiles of a texture', () => {
  const tilesOf = (width: number, height: number, texels: number): Tile[] => {
    const next = createTiling(width, height);
    const tiles: Tile[] = [];
    for (let tile = next(texels); tile; tile = next(texels)) tiles.push(tile);
    return tiles;
  };

  it.each([
    ['all of it', 7, 5, Infinity, 1],
    ['two rows at least', 7, 5, 14, 3],
    ['parts of two rows', 7, 5, 5, 6 + 4],
    ['single texels asked for', 3, 3, 1, 4],
    ['a single row', 100, 1, 30, 4],
    ['a single column', 1, 9, 4, 3],
  ])('cover each texel once: %s', (_, width, height, texels, most) => {
    const seen = new Uint8Array(width * height);
    const tiles = tilesOf(width, height, texels);
    for (const tile of tiles) {
      // Blocks of two by two are whole, but at the right and the lower edge.
      expect([tile.x % 2, tile.y % 2]).toEqual([0, 0]);
      for (let y = tile.y; y < tile.y + tile.height; y++) {
        for (let x = tile.x; x < tile.x + tile.width; x++) seen[y * width + x]++;
      }
    }
    expect(seen.every((count) => count === 1)).toBe(true);
    expect(tiles.length).toBeLessThanOrEqual(most);
  });
});

describe('what is drawn at once', () => {
  const drawing = (macs: number, own: number, fastest: number) => ({
    macs,
    own: { perMs: own },
    fastest: { perMs: fastest },
    firstMacs: FIRST_MACS,
  });

  it('is what takes no longer than a frame or two: on a fast card all of an ordinary network', () => {
    expect(isSoonDrawn(drawing(2e8, 0, 0))).toBe(true);
    expect(isSoonDrawn(drawing(2e9, 0, 0))).toBe(false);
    expect(isSoonDrawn(drawing(2e9, 1e6, 1e6))).toBe(false);
    expect(isSoonDrawn(drawing(2e9, 1e9, 1e9))).toBe(true);
    // A new kernel may be much slower than the fastest before it.
    expect(isSoonDrawn(drawing(2e9, 0, 1e9))).toBe(true);
    expect(isSoonDrawn(drawing(2e10, 0, 1e9))).toBe(false);
  });
});
