import { describe, expect, it } from 'vitest';
import { type Arrangement, BY_STRUCTURE, arrange } from '../../../src/compute/atlas/arrange';
import { pictureOf } from '../../../src/compute/atlas/image';
import { statisticsOf } from '../../../src/compute/atlas/statistics';
import { structureOf } from '../../../src/compute/atlas/structure';
import type { ConvProblem } from '../../../src/compute/problem';

const axis = { input: 2, kernel: 1, stride: 1, dilation: 1, padBefore: 0, padAfter: 0, output: 2 };
const problem = (groups: number): ConvProblem => ({
  batch: 1,
  inChannels: 4,
  outChannels: 6,
  groups,
  axes: [axis],
  paddingMode: 'zeros',
  transposed: false,
});
/** Six maps of two numbers: their means are 5, 1, 9, NaN, 0 (zero map) and 3 (constant map). */
const MAPS = [
  [4, 6],
  [0, 2],
  [9, 9.5],
  [NaN, NaN],
  [0, 0],
  [3, 3],
];
const statistics = (output: number) => statisticsOf(pictureOf(Float32Array.from(MAPS[output]), 1, 2));
const outputs = (groups: number, over: Partial<Arrangement>) =>
  arrange(structureOf(problem(groups)), { ...BY_STRUCTURE, ...over }, statistics).sections.map((s) => s.outputs);

describe('sorting and choosing maps', () => {
  it('changes nothing by default', () => {
    const structure = structureOf(problem(2));
    expect(arrange(structure, BY_STRUCTURE, statistics)).toBe(structure);
  });

  it('sorts within each group, which keeps its border and inputs', () => {
    const { sections } = arrange(structureOf(problem(2)), { ...BY_STRUCTURE, order: 'mean' }, statistics);
    expect(sections.map((s) => s.outputs)).toEqual([
      [2, 0, 1],
      [5, 4, 3],
    ]);
    expect(sections.map((s) => [s.framed, s.inputs])).toEqual([
      [true, [0, 1]],
      [true, [2, 3]],
    ]);
  });

  it('sorts across groups and says that the borders are gone', () => {
    const { sections } = arrange(structureOf(problem(2)), { ...BY_STRUCTURE, order: 'mean', across: true }, statistics);
    expect(sections.map((s) => [s.outputs, s.inputs])).toEqual([
      [[2, 0, 5, 1, 4, 3], []],
      [[], [0, 1, 2, 3]],
    ]);
    expect(sections[0].title).toContain('sorted across groups');
    expect(sections.some((section) => section.framed)).toBe(false);
  });

  it('sorts ascending with the maps without a number still last', () => {
    expect(outputs(1, { order: 'mean', descending: false }).flat()).toEqual([4, 1, 5, 0, 2, 3]);
  });

  it('shows the dead ones, the living or the odd only; groups without any go', () => {
    expect(outputs(2, { selection: 'dead' })).toEqual([[4, 5]]);
    expect(outputs(2, { selection: 'alive' })).toEqual([[0, 1, 2]]);
    expect(outputs(2, { selection: 'odd', order: 'std' })).toEqual([[3]]);
    // Of an ordinary convolution the inputs stay.
    expect(outputs(1, { selection: 'dead' })).toEqual([[], [4, 5]]);
  });
});
