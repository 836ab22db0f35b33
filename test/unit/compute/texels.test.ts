import { describe, expect, it } from 'vitest';
import { groupedTexel } from '../../../src/compute/kernels/groupedTexel';
import type { ItemSource } from '../../../src/compute/kernels/program';
import { LANES, packTexels, regionOf, texelSize } from '../../../src/compute/kernels/texelPack';
import { denseMaps } from '../../../src/compute/layout';
import { lower } from '../../../src/compute/lower';
import { sizeOf } from '../../../src/compute/ndarray';
import { inputShapeOf } from '../../../src/compute/problem';
import { generate } from '../../../src/protocol/random';
import { randomProblem, wideProblem } from './problems';

describe('what is brought to a texture without being copied', () => {
  it('is what the packed input holds, with zeros around it, on seeded problems', () => {
    let regions = 0;
    for (let seed = 1; seed <= 800; seed++) {
      const problem = seed % 2 ? randomProblem(seed) : wideProblem(seed);
      const correlation = lower(problem)!;
      const { input } = groupedTexel({ operation: 'conv', correlation }, 4);
      const shape = inputShapeOf(problem);
      const numbers = generate({ type: 'uniform', low: 1, high: 2, seed }, sizeOf(shape));
      const { data, layout } = denseMaps(shape, numbers, 'channels_last');
      const strideOf = (axis: number | undefined): number => (axis === undefined ? 0 : layout.spatial[axis]);
      const item: ItemSource = {
        data,
        offset: (problem.batch - 1) * layout.batch,
        channel: layout.channel,
        rowStride: strideOf(correlation.rows.axis),
        columnStride: strideOf(correlation.columns.axis),
      };
      const region = regionOf(item, input);
      if (!region) continue;
      regions++;
      const [quads, columns, rows] = texelSize(input);
      const texture = new Float32Array(quads * columns * rows * LANES);
      for (let y = 0; y < region.height; y++) {
        const from = y * region.rowLength * LANES;
        const row = region.data.subarray(from, from + region.width * LANES);
        texture.set(row, ((region.y + y) * quads * columns + region.x) * LANES);
      }
      expect(texture, `seed ${seed}`).toEqual(packTexels(item, input).data);
    }
    expect(regions).toBeGreaterThan(20);
  });
});
