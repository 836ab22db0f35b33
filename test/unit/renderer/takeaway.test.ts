import { describe, expect, it } from 'vitest';
import { networkOf } from '../../../renderers/model/network';
import type { StepResult } from '../../../renderers/model/session';
import { codeOf, withoutCode } from '../../../renderers/model/takeaway';
import type { ConvStep } from '../../../src/protocol/payload';
import { inEnglish, sayIt } from '../../../src/protocol/say';
import { conv, payload, uniform } from '../../support/build';

/** What is said of a convolution's code: the frameworks that have it, and why others have not. */
function said(settings: Partial<ConvStep>, weight: readonly number[]) {
  const network = networkOf(payload({ x: uniform([1, 4, 9, 9], 1), w: uniform([...weight], 2) }, [conv(settings)]));
  const [planning] = network.plans;
  if ('refused' in planning) throw new Error(sayIt(planning.refused, inEnglish));
  const result = { planned: planning.planned } as StepResult;
  const spellings = codeOf(network, result);
  return {
    has: spellings.map(({ framework }) => framework),
    without: Object.fromEntries(
      withoutCode(result, spellings).map(({ framework, why }) => [framework, sayIt(why, inEnglish)]),
    ),
  };
}

const ALL = ['PyTorch', 'Keras', 'TensorFlow', 'Flax'];

describe('the code to take away', () => {
  it('is there for every framework that has the layer', () => {
    expect(said({}, [6, 4, 3, 3])).toEqual({ has: ALL, without: {} });
    expect(said({ transposed: true, stride: [2, 2] }, [4, 6, 3, 3])).toEqual({ has: ALL, without: {} });
  });

  it('is said not to be there, and why', () => {
    expect(said({ stride: [2, 2], dilation: [2, 2] }, [6, 4, 3, 3]).without).toEqual({
      Keras: 'it takes no strides together with dilation',
    });
    expect(said({ transposed: true, groups: 2 }, [4, 3, 3, 3]).without).toEqual({
      Keras: 'its transposed convolutions take no groups',
      Flax: 'its transposed convolutions take no groups',
    });
  });
});
