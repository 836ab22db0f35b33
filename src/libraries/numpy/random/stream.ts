/**
 * The state of a legacy random generator: which seed, and how many words have been drawn since.
 *
 * It lies in the attributes of a RandomState object, where the journal sees it, so that draws inside a branch
 * that may not be taken are undone and joined like any other change. The generator itself is only a cache.
 */
import { MersenneTwister } from '../../../compute/numeric/mt19937';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { nativeClass } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import { InstanceValue, NONE, float, int, tuple, type Value } from '../../../python/interpreter/values';
import { isNumber } from '../../../shape';
import { elementsOf } from '../../common/elements';
import { shapeArg } from '../../common/shapes';

export const randomState = nativeClass('numpy.random', 'RandomState', [types.object]);

// Names that no Python code can spell.
const SEED = ' seed';
const DRAWN = ' drawn';
const GAUSS = ' gauss';

/** A generator at one point of its sequence. */
export interface Source {
  readonly twister: MersenneTwister;
  /** The second number of the last pair of normal numbers. */
  gauss: number | undefined;
}

interface Cache {
  key: string;
  twister: MersenneTwister;
}

/** Sets the seed: an integer, a sequence of them, or None. */
export function reseed(cx: Context, state: InstanceValue, seed: Value): void {
  cx.touch(state);
  state.attrs.set(SEED, seedValue(cx, seed));
  state.attrs.set(DRAWN, int(0));
  state.attrs.set(GAUSS, NONE);
}

/** Running, a generator without a seed starts from the same one each time; analysing, its numbers are not known. */
function seedValue(cx: Context, seed: Value): Value {
  if (seed.kind === 'none') return cx.mode === 'run' ? int(5489) : cx.unknown('the random generator has no seed');
  if (seed.kind === 'list' || seed.kind === 'tuple') {
    const words = shapeArg(cx, seed, 'seed');
    return words?.every(isNumber) ? tuple(words.map((word) => int(word))) : cx.unknown('the seed is not known');
  }
  const value = seed.kind === 'tensor' ? elementsOf(seed)?.[0] : seed.kind === 'int' ? seed.value : undefined;
  if (value === undefined || !isNumber(value)) return cx.unknown('the seed is not known');
  if (value < 0 || value >= 2 ** 32) throw new PyError('ValueError', 'Seed must be between 0 and 2**32 - 1');
  return int(value);
}

/** A RandomState with this seed. */
export function newState(cx: Context, seed: Value): InstanceValue {
  const state = new InstanceValue(randomState);
  reseed(cx, state, seed);
  return state;
}

function wordsOf(seed: Value | undefined): number | number[] | undefined {
  if (seed?.kind === 'int' && isNumber(seed.value)) return seed.value;
  if (seed?.kind !== 'tuple') return undefined;
  return seed.items.map((item) => (item.kind === 'int' && isNumber(item.value) ? item.value : 0));
}

function sourceOf(state: InstanceValue): Source | undefined {
  const seed = wordsOf(state.attrs.get(SEED));
  const drawn = state.attrs.get(DRAWN);
  const gauss = state.attrs.get(GAUSS);
  if (seed === undefined || drawn?.kind !== 'int' || !isNumber(drawn.value) || gauss?.kind === 'unknown') {
    return undefined;
  }
  const key = JSON.stringify(seed);
  let cache = state.native as Cache | undefined;
  if (!cache || cache.key !== key || cache.twister.drawn !== drawn.value) {
    cache = { key, twister: new MersenneTwister(seed) };
    cache.twister.skip(drawn.value);
    state.native = cache;
  }
  return { twister: cache.twister, gauss: gauss?.kind === 'float' ? (gauss.value as number) : undefined };
}

/** Analysing, a program that draws more than this has no use for single numbers. */
const MOST_DRAWN = 2 ** 17;

/** Draws from the generator; undefined where its place in the sequence is not known. */
export function draw<T>(cx: Context, state: InstanceValue, take: (source: Source) => T): T | undefined {
  const source = sourceOf(state);
  if (!source) return undefined;
  if (cx.mode === 'analysis' && source.twister.drawn > MOST_DRAWN) {
    lose(cx, state, 'too many random numbers are drawn to follow them');
    return undefined;
  }
  cx.touch(state);
  const result = take(source);
  state.attrs.set(DRAWN, int(source.twister.drawn));
  state.attrs.set(GAUSS, source.gauss === undefined ? NONE : float(source.gauss));
  return result;
}

/** Gives up the place in the sequence: what follows is not known. */
export function lose(cx: Context, state: InstanceValue, why: string): void {
  cx.touch(state);
  state.attrs.set(DRAWN, cx.unknown(why));
}

/**
 * A number of the standard normal distribution by Marsaglia's polar method, in pairs (NumPy, `legacy_gauss`).
 */
export function gaussian(source: Source): number {
  if (source.gauss !== undefined) {
    const kept = source.gauss;
    source.gauss = undefined;
    return kept;
  }
  for (;;) {
    const x = 2 * source.twister.double() - 1;
    const y = 2 * source.twister.double() - 1;
    const square = x * x + y * y;
    if (square >= 1 || square === 0) continue;
    const factor = Math.sqrt((-2 * Math.log(square)) / square);
    source.gauss = factor * x;
    return factor * y;
  }
}
