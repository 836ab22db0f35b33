import { describe, expect, it } from 'vitest';
import { layoutAtlas } from '../../../src/compute/atlas/layout';
import { formatError, formatNumber, formatShape, formatTime } from '../../../renderers/model/format';
import { squareProblem } from '../compute/problems';
import { bandsOf, cursorAt, moveCursor, tileOf } from '../../../renderers/model/view';

const problem = squareProblem(13, 5, { inChannels: 3, outChannels: 12, groups: 3 });
const layout = layoutAtlas(problem, { width: 800, maxOutputs: 96 });
const output = (channel: number) => ({ kind: 'output' as const, channel });

describe('numbers as text', () => {
  it.each([
    [Math.fround(2.1), '2.1'],
    [-0.123456789, '−0.123457'],
    [1234567, '1.23457e+6'],
    [0, '0'],
    [NaN, 'NaN'],
    [-Infinity, '−∞'],
  ])('%d reads %s', (value, text) => expect(formatNumber(value)).toBe(text));

  it('shapes, times and differences', () => {
    expect([formatShape([2, 3]), formatShape([8])]).toEqual(['(2, 3)', '(8,)']);
    expect([formatTime(3.14), formatTime(42.4), formatTime(1234)]).toEqual(['3.1 ms', '42 ms', '1.2 s']);
    expect([formatError(0), formatError(2.41e-7), formatError(Infinity)]).toEqual([
      '0',
      '2.4e−7',
      'an infinite amount',
    ]);
  });
});

describe('the cursor', () => {
  it('is at the map and pixel under a point, nowhere between maps', () => {
    const tile = tileOf(layout, output(5))!;
    const pixel = tile.width / 13;
    expect(cursorAt(layout, tile.x + 6.5 * pixel, tile.y + 2.5 * pixel)).toEqual({ ...output(5), row: 2, column: 6 });
    expect(cursorAt(layout, tile.x - 1, tile.y + 1)).toBeUndefined();
  });

  it('starts in the middle of the first output', () => {
    expect(moveCursor(layout, undefined, 1, 0, false)).toEqual({ ...output(0), row: 6, column: 6 });
  });

  it('moves between maps in all four directions and stops at the edges', () => {
    const at = { ...output(5), row: 1, column: 2 };
    const to = (dx: number, dy: number) => moveCursor(layout, at, dx, dy, false)!.channel;
    expect(to(1, 0)).toBe(6);
    expect(to(-1, 0)).toBe(4);
    expect(to(0, 1)).toBe(9);
    expect(to(0, -1)).toBe(1);
    const bottom = { ...at, ...output(11) };
    expect(moveCursor(layout, bottom, 0, 1, false)).toBe(bottom);
  });

  it('moves by pixels within a map', () => {
    const corner = { ...output(0), row: 0, column: 12 };
    expect(moveCursor(layout, corner, 1, 0, true)).toEqual(corner);
    expect(moveCursor(layout, corner, 0, 1, true)).toEqual({ ...corner, row: 1 });
  });
});

describe('bands', () => {
  it('hold every map once, each wholly within its band', () => {
    const bands = bandsOf(layout);
    expect(bands.flatMap((band) => band.tiles)).toHaveLength(layout.tiles.length);
    for (const { y, height, tiles } of bands) {
      for (const tile of tiles) expect(tile.y >= y && tile.y + tile.height <= y + height).toBe(true);
    }
  });
});
