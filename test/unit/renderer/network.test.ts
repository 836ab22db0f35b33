import { describe, expect, it } from 'vitest';
import { convolve } from '../../../src/compute/reference';
import { outputShapeOf } from '../../../src/compute/problem';
import { denseMaps } from '../../../src/compute/layout';
import { encodeTensor } from '../../../src/protocol/codec';
import { SaidError, inEnglish, sayIt } from '../../../src/protocol/say';
import type { Payload } from '../../../src/protocol/payload';
import { validatePayload } from '../../../src/protocol/validate';
import { type Edit, applyEdit, wantedOf } from '../../../renderers/model/edits';
import { type Network, convolutionAt, networkOf, payloadOf } from '../../../renderers/model/network';
import { UNPADDED, conv, payload, uniform } from '../../support/build';

/** Three channels, two kernels each, then a 1 × 1 convolution of the six. */
const chain = (): Payload =>
  payload({ x: uniform([1, 3, 8, 8], 1), w: uniform([6, 1, 3, 3], 2), p: uniform([4, 6, 1, 1], 3) }, [
    conv({ groups: 3 }),
    conv({ input: 0, weight: 'p', padding: UNPADDED }),
  ]);

const edited = (network: Network, ...edits: Edit[]): Network => edits.reduce(applyEdit, network);
const set = (change: object, step = 0): Edit => ({ type: 'settings', step, change });

const shapeAfter = (network: Network, step = 0): unknown => {
  const planning = network.plans[step];
  return 'planned' in planning ? outputShapeOf(planning.planned.problem) : sayIt(planning.refused, inEnglish);
};

const outputOf = (network: Network): Float64Array => {
  const planning = network.plans[0];
  if ('refused' in planning) throw new SaidError(planning.refused);
  const { problem, step } = planning.planned;
  const { shape, numbers } = network.tensors[step.input];
  const input = denseMaps(shape, numbers(), 'channels_first');
  return convolve(problem, input, network.tensors[convolutionAt(network, 0).weight].numbers()).data as Float64Array;
};

describe('settings of a layer', () => {
  const network = networkOf(chain());

  it('change the shape, and the layers behind follow', () => {
    const after = edited(network, set({ stride: [2, 2] }));
    expect([shapeAfter(after, 0), shapeAfter(after, 1)]).toEqual([
      [1, 6, 4, 4],
      [1, 4, 4, 4],
    ]);
    expect(after.tensors.w).toBe(network.tensors.w);
  });

  it('that make no convolution say why in the plan’s words and stay wanted', () => {
    const after = edited(network, set({ dilation: [9, 9] }));
    expect(shapeAfter(after)).toMatch(/kernel_size 3 with dilation 9, which reaches over 19, does not fit into H = 10/);
    expect(shapeAfter(after, 1)).toBe(`Layer 1, whose maps it reads, has none. ${String(shapeAfter(after, 0))}`);
    expect(wantedOf(after, 0).dilation).toEqual([9, 9]);
    expect(shapeAfter(edited(after, set({ dilation: [4, 4] })))).toEqual([1, 6, 2, 2]);
  });

  it.each([
    [
      'padding',
      {
        padding: [
          [9e8, 9e8],
          [9e8, 9e8],
        ],
      },
      /^The output \(1, 6, .*\) would hold/,
    ],
    [
      'kernels',
      {
        kernel: [99_999, 99_999],
        padding: [
          [99_999, 99_999],
          [99_999, 99_999],
        ],
      },
      /^\(6, 1, 99999, 99999\) would hold/,
    ],
    ['channels', { outChannels: 3e9 }, /would hold/],
    [
      'work',
      {
        kernel: [999, 999],
        padding: [
          [1300, 1300],
          [1300, 1300],
        ],
      },
      /^This takes .* multiply-adds/,
    ],
    ['no channels', { outChannels: 0 }, /^out_channels=0 must be positive/],
    ['fewer channels than none', { outChannels: -3 }, /^out_channels=−3 must be positive/],
  ])('that ask for too much or for nothing are refused before anything is made: %s', (_, change, words) => {
    const after = edited(network, set(change));
    expect(shapeAfter(after)).toMatch(words);
    expect(after.tensors.w).toBe(network.tensors.w);
    expect(shapeAfter(edited(after, set({ kernel: [3, 3], padding: UNPADDED, outChannels: 6 })))).toEqual([1, 6, 6, 6]);
  });

  it('groups that do not divide are refused', () => {
    expect(shapeAfter(edited(network, set({ groups: 2 })))).toMatch(/groups/);
  });

  it('other output channels leave the next layer with the wrong number, and it says so', () => {
    const after = edited(network, set({ outChannels: 9 }));
    expect(shapeAfter(after, 0)).toEqual([1, 9, 8, 8]);
    expect(shapeAfter(after, 1)).toMatch(/9 channels/);
  });

  it('wanted settings are taken up when the input comes to fit', () => {
    const refused = edited(network, set({ padding: [[0, 0], [0, 0]], kernel: [7, 7], stride: [2, 2] }), set({ kernel: [2, 2] }, 1)); // prettier-ignore
    expect(shapeAfter(refused, 1)).toMatch(/does not fit/);
    expect(shapeAfter(edited(refused, set({ stride: [1, 1] })), 1)).toEqual([1, 4, 1, 1]);
  });
});

describe('a weight that is fitted', () => {
  const network = networkOf(chain());
  const kernelOf = (after: Network, output: number, taps: number): number[] => [
    ...after.tensors.w.numbers().subarray(output * taps, (output + 1) * taps),
  ];

  it('keeps the middle of its kernels', () => {
    const larger = edited(network, set({ kernel: [5, 5] }));
    const inner = [6, 7, 8, 11, 12, 13, 16, 17, 18].map((tap) => kernelOf(larger, 4, 25)[tap]);
    expect(inner).toEqual(kernelOf(network, 4, 9));
    expect(larger.steps[0].note).toMatch(/kernels 3 × 3 → 5 × 5, with a border of zeros/);
    expect(kernelOf(edited(larger, set({ kernel: [3, 3] })), 4, 9)).toEqual(kernelOf(network, 4, 9));
  });

  it('gives the same maps when groups are undone: what is read for the first time has weight zero', () => {
    expect(outputOf(edited(network, set({ groups: 1 })))).toEqual(outputOf(network));
  });

  it('keeps kernel j of channel c when the multiplier changes', () => {
    const after = edited(network, set({ outChannels: 9 }));
    expect(kernelOf(after, 7, 9)).toEqual(kernelOf(network, 5, 9));
    expect(kernelOf(after, 8, 9)).not.toEqual(new Array(9).fill(0));
    expect(after.steps[0].note).toMatch(/3 new outputs/);
  });

  it('is in the transposed order too', () => {
    const payload = chain();
    const steps = [conv({ transposed: true, weight: 't', groups: 3 })];
    const tensors = { x: payload.tensors.x, t: uniform([3, 2, 3, 3], 4) };
    const before = networkOf({ version: 1, tensors, steps });
    const after = edited(before, set({ groups: 1 }));
    expect(after.tensors.t.shape).toEqual([3, 6, 3, 3]);
    expect(outputOf(after)).toEqual(outputOf(before));
  });
});

describe('one weight', () => {
  it('changes alone, in a tensor of its own', () => {
    const network = networkOf(chain());
    const before = [...network.tensors.w.numbers()];
    const after = edited(network, { type: 'weight', step: 0, index: 13, value: 2.5 });
    expect([...network.tensors.w.numbers()]).toEqual(before);
    expect([...after.tensors.w.numbers()]).toEqual(before.map((value, i) => (i === 13 ? 2.5 : value)));
    expect(after.tensors.p).toBe(network.tensors.p);
  });
});

describe('the payload of an edited network', () => {
  it('is valid and holds the edits; what was not edited is as it came', () => {
    const payload = chain();
    const after = edited(networkOf(payload), set({ stride: [2, 1] }), { type: 'weight', step: 0, index: 0, value: 7 });
    const again = payloadOf(after, 'title');
    expect(validatePayload(JSON.parse(JSON.stringify(again)))).toMatchObject({ ok: true });
    expect(again.tensors.x).toBe(payload.tensors.x);
    expect(again.tensors.w).toEqual(encodeTensor([6, 1, 3, 3], 'float32', after.tensors.w.numbers()));
    expect(again.steps[0]).toMatchObject({ stride: [2, 1] });
  });
});
