import { describe, expect, it } from 'vitest';
import { MersenneTwister } from '../../../../src/compute/numeric/mt19937';
import { Pcg64 } from '../../../../src/compute/numeric/pcg64';
import { standardNormal } from '../../../../src/compute/numeric/ziggurat';

describe('MT19937', () => {
  it('gives the numbers of np.random.seed(2020); np.random.rand(3)', () => {
    const source = new MersenneTwister(2020);
    expect([source.double(), source.double(), source.double()]).toEqual([
      0.9862768288615988, 0.8733919458206546, 0.5097455249715815,
    ]);
  });
  it('gives the reference output of init_by_array (mt19937ar.out)', () => {
    const source = new MersenneTwister([0x123, 0x234, 0x345, 0x456]);
    expect([source.next(), source.next(), source.next()]).toEqual([1067595299, 955945823, 477289528]);
  });
  it('counts what it draws, so that its place can be found again', () => {
    const first = new MersenneTwister(1);
    for (let i = 0; i < 700; i++) first.upTo(5);
    const second = new MersenneTwister(1);
    second.skip(first.drawn);
    expect(second.next()).toBe(first.next());
  });
});

describe('PCG64', () => {
  it('gives the numbers of np.random.default_rng(0).random(2)', () => {
    const source = new Pcg64([0]);
    expect([source.double(), source.double()]).toEqual([0.6369616873214543, 0.2697867137638703]);
  });
  it('takes both halves of a word', () => {
    const source = new Pcg64([0]);
    expect([source.next32(), source.next32(), source.next32()]).toEqual([3653403231, 2735729615, 2195314465]);
  });
  it('goes on from a saved place', () => {
    const source = new Pcg64([7]);
    source.next32();
    const copy = Pcg64.restore(source.save());
    expect([copy.next32(), copy.double()]).toEqual([source.next32(), source.double()]);
  });
  it('draws normal numbers close to NumPy to the last bits', () => {
    const source = new Pcg64([0]);
    // np.random.default_rng(0).standard_normal(3)
    const expected = [0.12573022, -0.13210486, 0.64042265];
    for (const value of expected) expect(standardNormal(source)).toBeCloseTo(value, 8);
  });
});
