import { describe, expect, it } from 'vitest';
import { openScalar } from '../../../src/compute/backends/scalar';
import { openTuned } from '../../../src/compute/backends/webasm';
import { createEngine } from '../../../src/compute/engine';
import { channelsFirst, denseMaps, toDense } from '../../../src/compute/layout';
import { fromFlat } from '../../../src/compute/ndarray';
import { planStep } from '../../../src/compute/step';
import { toProtocolWeight } from '../../../src/compute/weights';
import type { ConvStep } from '../../../src/protocol/payload';
import { conv, UNPADDED } from '../../support/build';

/**
 * Numbers that TensorFlow.js publishes in its own tests (tensorflow/tfjs, `tfjs-core/src/ops/conv2d_depthwise_test.ts` and
 * `conv2d_transpose_test.ts`), computed there by TensorFlow and rounded to six digits.
 */
interface Published {
  readonly name: string;
  /** (N, H, W, C). */
  readonly shape: readonly number[];
  readonly input: readonly number[];
  readonly weightShape: readonly number[];
  readonly weight: readonly number[];
  readonly settings: Partial<ConvStep>;
  readonly output: readonly number[];
}

/** SAME for kernels of two: the odd row stands after. */
const SAME: ConvStep['padding'] = [
  [0, 1],
  [0, 1],
];

const CASES: readonly Published[] = [
  {
    name: 'depthwise 2×2, valid',
    shape: [1, 3, 3, 1],
    input: [0.230664, 0.987388, 0.0685208, 0.419224, 0.887861, 0.731641, 0.0741907, 0.409265, 0.351377],
    weightShape: [2, 2, 1, 1],
    weight: [0.303873, 0.229223, 0.144333, 0.803373],
    settings: {},
    output: [1.07022, 1.03167, 0.67041, 0.778863],
  },
  {
    name: 'depthwise 2×2 with multiplier 2, same',
    shape: [1, 3, 3, 2],
    input: [
      0.675707, 0.758567, 0.413529, 0.963967, 0.217291, 0.101335, 0.804231, 0.329673, 0.924503, 0.728742, 0.180217,
      0.210459, 0.133869, 0.650827, 0.047613, 0.554795, 0.653365, 0.442196,
    ],
    weightShape: [2, 2, 2, 2],
    weight: [
      0.347154, 0.386692, 0.327191, 0.483784, 0.591807, 0.24263, 0.95182, 0.174353, 0.592136, 0.623469, 0.988244,
      0.660731, 0.946534, 0.0801365, 0.864889, 0.874602,
    ],
    settings: { groups: 2, padding: SAME },
    output: [
      1.83059, 0.937125, 2.1218, 1.39024, 0.990167, 0.803472, 1.31405, 1.14959, 0.182147, 0.196385, 0.241141, 0.188081,
      0.950656, 0.622581, 1.92451, 1.20179, 1.07422, 0.483268, 1.36948, 1.14256, 0.449444, 0.477042, 0.505857, 0.393989,
      0.0746509, 0.0633184, 0.74101, 0.41159, 0.403195, 0.176938, 0.602415, 0.345499, 0.226819, 0.252651, 0.144682,
      0.213927,
    ],
  },
  {
    name: 'depthwise 3×3, same',
    shape: [1, 5, 5, 1],
    input: [
      0.149194, 0.089009, 0.654891, 0.083324, 0.537043, 0.644331, 0.563037, 0.211859, 0.633501, 0.186427, 0.777034,
      0.50001, 0.607341, 0.95303, 0.696479, 0.050387, 0.62045, 0.728049, 0.028043, 0.437009, 0.712881, 0.741935,
      0.974474, 0.621102, 0.171411,
    ],
    weightShape: [3, 3, 1, 1],
    weight: [0.125386, 0.975199, 0.640437, 0.281895, 0.990968, 0.347208, 0.889702, 0.180695, 0.691992],
    settings: {
      padding: [
        [1, 1],
        [1, 1],
      ],
    },
    output: [
      0.684796, 1.179251, 1.680593, 0.885615, 1.152995, 1.52291, 2.540022, 2.505885, 2.454062, 1.871258, 2.371015,
      2.351701, 2.459601, 3.076421, 1.323994, 1.985572, 3.29848, 3.437421, 2.93419, 1.823238, 1.410545, 2.352186,
      2.19622, 1.348218, 0.774635,
    ],
  },
  {
    name: 'transposed 2×2, two items',
    shape: [2, 1, 1, 1],
    input: [2, 3],
    weightShape: [2, 2, 1, 1],
    weight: [3, 1, 5, 0],
    settings: { transposed: true },
    output: [6, 2, 10, 0, 9, 3, 15, 0],
  },
  {
    name: 'transposed 2×2 with stride 2, same from 3×3',
    shape: [1, 2, 2, 4],
    input: [1.24, 1.66, 0.9, 1.39, 0.16, 0.27, 0.42, 0.61, 0.04, 0.17, 0.34, 0.28, 0, 0.06, 0.14, 0.24],
    weightShape: [2, 2, 1, 4],
    weight: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    settings: { transposed: true, stride: [2, 2], padding: SAME },
    output: [7.63, 28.39, 2.94, 49.15, 69.91, 14.62, 1.69, 5.01, 1.06],
  },
];

describe.each([
  ['cpu', () => openScalar('cpu')],
  ['stock webasm', () => openScalar('webasm')],
  ['webasm', () => openTuned()],
] as const)('on %s', (_, open) => {
  const engine = createEngine(open());
  it.each(CASES)('$name', async ({ shape, input, weightShape, weight, settings, output }) => {
    const layout = settings.transposed ? 'kOI' : 'kIM';
    const stored = toProtocolWeight(fromFlat([...weightShape], Float32Array.from(weight)), layout);
    const step = conv({
      framework: 'tensorflow',
      op: 'conv2d',
      dataFormat: 'channels_last',
      padding: UNPADDED,
      ...settings,
    });
    const sizes = channelsFirst(shape, 'channels_last');
    const { problem } = planStep(step, sizes, () => stored.shape);
    const maps = denseMaps(sizes, Float32Array.from(input), 'channels_last');
    const found: number[] = [];
    for (let item = 0; item < problem.batch; item++) {
      const result = await engine.run(problem, item, maps, stored.data);
      found.push(...toDense(result.maps, 'channels_last'));
    }
    expect(found).toHaveLength(output.length);
    found.forEach((value, i) => expect(value).toBeCloseTo(output[i], 4));
  });
});
