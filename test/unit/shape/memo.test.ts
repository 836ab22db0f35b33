import { describe, expect, it } from 'vitest';
import { remembered } from '../../../src/shape/memo';
import { add, mul, sym, unknownDim, type Dim } from '../../../src/shape';

/** How often the function ran, and the function. */
function counting(most = 8) {
  const runs: Dim[] = [];
  const double = remembered(({ size }: { size: Dim; shape?: readonly Dim[] }) => {
    runs.push(size);
    return mul(size, 2);
  }, most);
  return { runs, double };
}

describe('results that are remembered', () => {
  it('are given again for an equal request, written another way or not', () => {
    const { runs, double } = counting();
    expect(double({ size: add(sym('n'), sym('m')) })).toEqual(double({ size: add(sym('m'), sym('n')) }));
    expect(runs).toHaveLength(1);
  });

  it('tell requests apart that differ in one part', () => {
    const { runs, double } = counting();
    for (const shape of [[1, 2], [12], [[1], 2] as unknown as Dim[], [sym('1')], undefined]) double({ size: 3, shape });
    expect(runs).toHaveLength(5);
  });

  it('are not kept where a size is unknown: two of them need not be equal', () => {
    const { runs, double } = counting();
    const first = double({ size: unknownDim('read from a file') });
    expect(double({ size: unknownDim('read from a file') })).not.toBe(first);
    expect(runs).toHaveLength(2);
  });

  it('are let go when there are too many', () => {
    const { runs, double } = counting(4);
    for (let size = 0; size < 5; size++) double({ size });
    double({ size: 4 });
    expect(runs).toHaveLength(5);
    double({ size: 0 });
    expect(runs).toHaveLength(6);
  });
});
