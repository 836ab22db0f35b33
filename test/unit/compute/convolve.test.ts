import { describe, expect, it } from 'vitest';
import { denseMaps } from '../../../src/compute/layout';
import { fromFlat, sizeOf } from '../../../src/compute/ndarray';
import { inputShapeOf, outputShapeOf, problemOfPlan, weightShapeOf } from '../../../src/compute/problem';
import { convolve, reference } from '../../../src/compute/reference';
import { toProtocolWeight } from '../../../src/compute/weights';
import { generate } from '../../../src/protocol/random';
import { planConv } from '../../../src/shape';
import { randomProblem } from './problems';

const numbers = (shape: readonly number[], seed: number): Float32Array =>
  generate({ type: 'uniform', low: -2, high: 2, seed }, sizeOf(shape));

describe('the whole output at once', () => {
  it('is what the loop by output positions gives, on 100 seeded random convolutions', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const problem = randomProblem(seed);
      const shape = inputShapeOf(problem);
      const input = denseMaps(shape, numbers(shape, seed), seed % 2 ? 'channels_first' : 'channels_last');
      const weight = numbers(weightShapeOf(problem), seed + 1);
      const bias = seed % 3 ? numbers([problem.outChannels], seed + 2) : undefined;
      const loop = reference(problem, input, weight, bias);
      const { data } = convolve(problem, input, weight, bias);
      const [, channels, ...spatial] = outputShapeOf(problem);
      const positions = spatial.reduce((a, b) => a * b, 1);
      data.forEach((value, i) => {
        const n = Math.floor(i / (channels * positions));
        const expected = loop.at(n, Math.floor(i / positions) % channels, i % positions);
        expect(Math.abs(value - expected), `seed ${seed}, number ${i}`).toBeLessThan(1e-9);
      });
    }
  });
});

describe('weights in the frameworks’ orders', () => {
  const count = (shape: number[]) =>
    fromFlat(
      shape,
      Float64Array.from({ length: sizeOf(shape) }, (_, i) => i),
    );

  it('PyTorch’s are the protocol’s', () => {
    const weight = count([2, 3, 1, 1]);
    expect(toProtocolWeight(weight, 'OIk')).toBe(weight);
  });

  it('TensorFlow’s (height, width, in, out) becomes (out, in, height, width)', () => {
    const weight = toProtocolWeight(count([1, 2, 3, 2]), 'kIO');
    expect(weight.shape).toEqual([2, 3, 1, 2]);
    // Output 1, input 2, column 1 stood at ((0·2 + 1)·3 + 2)·2 + 1.
    expect(weight.data[(1 * 3 + 2) * 2 + 1]).toBe(11);
  });

  it('depthwise (height, width, in, multiplier) becomes one kernel for each output in·multiplier + j', () => {
    const weight = toProtocolWeight(count([2, 1, 3, 4]), 'kIM');
    expect(weight.shape).toEqual([12, 1, 2, 1]);
    // Output 2·4 + 3, row 1 stood at (1·3 + 2)·4 + 3.
    expect(weight.data[11 * 2 + 1]).toBe(23);
  });

  it('a transposed (height, width, out, in) becomes (in, out, height, width)', () => {
    const weight = toProtocolWeight(count([1, 1, 2, 3]), 'kOI');
    expect(weight.shape).toEqual([3, 2, 1, 1]);
    expect([...weight.data]).toEqual([0, 3, 1, 4, 2, 5]);
  });

  it('Flax’s transposed kernel is turned around', () => {
    const weight = toProtocolWeight(count([2, 2, 1, 1]), 'kIO', { transposed: true, flipped: true });
    expect([...weight.data]).toEqual([3, 2, 1, 0]);
  });
});

describe('what has a shape and no numbers here', () => {
  const flax = { framework: 'flax', rank: 1, inputShape: [1, 5, 2], kernel: [3], outChannels: 4, stride: [2] } as const;

  it('is a transposed convolution of Flax that wraps: no numbers rather than those of one that does not', () => {
    const wrapped = planConv({ ...flax, op: 'nn.ConvTranspose', transposed: true, padding: { kind: 'wrap' } });
    expect(wrapped.outputShape).toEqual([1, 10, 4]);
    expect(() => problemOfPlan(wrapped)).toThrow('wraps is not computed here');
    const whole = planConv({ ...flax, op: 'nn.ConvTranspose', transposed: true, padding: { kind: 'valid' } });
    expect(problemOfPlan(whole).axes[0].output).toBe(11);
  });

  it('is a convolution whose input is spread out', () => {
    const spread = planConv({
      ...flax,
      op: 'nn.Conv',
      inputDilation: [2],
      padding: { kind: 'explicit', edges: [[1, 1]] },
    });
    expect(() => problemOfPlan(spread)).toThrow('input_dilation along L is not computed here');
  });
});
