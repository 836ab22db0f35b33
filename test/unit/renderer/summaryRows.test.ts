import { describe, expect, it } from 'vitest';
import { afterKey, groupPaths, shareText, shownRows } from '../../../renderers/summary/rows';
import type { SummaryRow } from '../../../src/protocol/messages';

const row = (path: string, params: number | null, children: SummaryRow[] = []): SummaryRow => ({
  name: path.split('.').at(-1) || 'Net',
  path,
  type: 'Conv2d',
  input: '',
  output: '',
  params,
  macs: 0,
  calls: 1,
  children,
});

const net = row('', 60, [row('stem', 10), row('stage', 50, [row('stage.0', 20), row('stage.1', 30)])]);
const paths = (closed: string[] = [], order: 'execution' | 'params' = 'execution') =>
  shownRows(net, order, new Set(closed)).map((shown) => shown.row.path);

describe('the rows of a summary', () => {
  it('follow execution, or the counts within their group', () => {
    expect(paths()).toEqual(['', 'stem', 'stage', 'stage.0', 'stage.1']);
    expect(paths([], 'params')).toEqual(['', 'stage', 'stage.1', 'stage.0', 'stem']);
  });

  it('leave out what is in a closed group', () => {
    expect(groupPaths(net)).toEqual(['stage']);
    expect(paths(['stage'])).toEqual(['', 'stem', 'stage']);
  });

  it('are walked with the keys of a tree', () => {
    const rows = shownRows(net, 'execution', new Set());
    expect(afterKey('ArrowDown', rows, 4, 10)).toEqual({ at: 4 });
    expect(afterKey('ArrowLeft', rows, 3, 10)).toEqual({ at: 2 });
    expect(afterKey('ArrowLeft', rows, 2, 10)).toEqual({ at: 2, toggle: 'stage' });
    expect(afterKey('End', rows, 0, 10)).toEqual({ at: 4 });
    expect(afterKey('a', rows, 0, 10)).toBeUndefined();
    const closed = shownRows(net, 'execution', new Set(['stage']));
    expect(afterKey('ArrowRight', closed, 2, 10)).toEqual({ at: 2, toggle: 'stage' });
  });

  it('say their share of the whole', () => {
    expect([0.5, 0.0001, 0, undefined].map(shareText)).toEqual(['50.0 %', '< 0.1 %', '', '']);
  });
});
