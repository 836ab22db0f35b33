/** `numpy.random.default_rng` and its Generator. */
import { fromFlat, sizeOf } from '../../../compute/ndarray';
import { pickAlong } from '../../../compute/numeric/manipulation';
import { Pcg64 } from '../../../compute/numeric/pcg64';
import { standardNormal } from '../../../compute/numeric/ziggurat';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { native, nativeClass, type Bound } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import {
  InstanceValue,
  NONE,
  float,
  int,
  str,
  type NativeFunction,
  type Value,
} from '../../../python/interpreter/values';
import { isNumber, type Shape } from '../../../shape';
import { elementsOf } from '../../common/elements';
import { writeNumbers } from '../../common/elementwise';
import { dimOf, shapeArg } from '../../common/shapes';
import { affordable, makeTensor } from '../../common/tensors';
import { asArray, dtypeParameter, ndarray } from '../classes';
import { insertion } from '../selecting';

const generator = nativeClass('numpy.random', 'Generator', [types.object]);

// The generator's state lies as text in an attribute that no Python code can spell, so that the journal undoes
// and joins draws like any other change.
const STATE = ' state';
const NOT_KNOWN = 'the numbers of this random generator are not known';

function seeded(cx: Context, seed: Value): Value {
  if (seed.kind === 'none') {
    // Running, a generator without a seed starts from the same one each time.
    return cx.mode === 'run' ? str(new Pcg64([5489]).save()) : cx.unknown('the random generator has no seed');
  }
  const value = seed.kind === 'tensor' ? elementsOf(seed)?.[0] : seed.kind === 'int' ? seed.value : undefined;
  if (value === undefined || !isNumber(value)) return cx.unknown('the seed is not known');
  if (value < 0) throw new PyError('ValueError', 'expected non-negative integer');
  const high = Math.floor(value / 2 ** 32);
  return str(new Pcg64(high > 0 ? [value % 2 ** 32, high] : [value]).save());
}

function newGenerator(cx: Context, seed: Value): Value {
  if (seed.kind === 'instance' && seed.cls === generator) return seed;
  const made = new InstanceValue(generator);
  made.attrs.set(STATE, seeded(cx, seed));
  return made;
}

const selfOf = (a: Bound): InstanceValue => a.get('self') as InstanceValue;

/** Draws from the generator; undefined where its place in the sequence is not known. */
function draw<T>(cx: Context, self: InstanceValue, take: (source: Pcg64) => T): T | undefined {
  const state = self.attrs.get(STATE);
  if (state?.kind !== 'str') return undefined;
  const source = Pcg64.restore(state.value);
  cx.touch(self);
  const result = take(source);
  self.attrs.set(STATE, str(source.save()));
  return result;
}

/** Gives up the place in the sequence: what follows is not known. */
function lose(cx: Context, self: InstanceValue, why: string): void {
  cx.touch(self);
  self.attrs.set(STATE, cx.unknown(why));
}

/** Numbers of a shape; undefined where they are not known or too many. */
function numbers(
  cx: Context,
  self: InstanceValue,
  shape: Shape | undefined,
  next: (source: Pcg64) => number,
): Float64Array | undefined {
  const sizes = affordable(cx, shape);
  if (!sizes) {
    lose(cx, self, 'so many random numbers were drawn that they are not followed');
    return undefined;
  }
  return draw(cx, self, (source) => {
    const drawn = new Float64Array(sizeOf(sizes));
    for (let i = 0; i < drawn.length; i++) drawn[i] = next(source);
    return drawn;
  });
}

/** An array of a shape, or one Python number where the size is None. */
function sampled(cx: Context, a: Bound, dtype: string, next: (source: Pcg64) => number): Value {
  const single = a.isNone('size');
  const shape = single ? [] : shapeArg(cx, a.get('size'), 'size');
  const drawn = numbers(cx, selfOf(a), shape, next);
  if (single) {
    if (!drawn) return cx.unknown(NOT_KNOWN);
    return dtype === 'int64' ? int(drawn[0]) : float(drawn[0]);
  }
  const reason = shape ? undefined : cx.unknown('the size of the random array is not known');
  const data = drawn && fromFlat(shape as number[], drawn, dtype === 'int64' ? 'int64' : 'float64');
  return makeTensor(ndarray, shape, dtype, { data, reason });
}

const random = native('random', "self, size=None, dtype='float64', out=None", (a, cx) => {
  if (dtypeParameter(cx, a.get('dtype')) === 'float32') {
    return sampled(cx, a, 'float32', (source) => (source.next32() >>> 8) / 16777216);
  }
  return sampled(cx, a, 'float64', (source) => source.double());
});

const standardNormalMethod = native('standard_normal', "self, size=None, dtype='float64', out=None", (a, cx) => {
  if (dtypeParameter(cx, a.get('dtype')) !== 'float32') return sampled(cx, a, 'float64', standardNormal);
  lose(cx, selfOf(a), 'normal numbers of float32 are not followed');
  return sampled(cx, a, 'float32', standardNormal);
});

/** Two scalar parameters, or unknown numbers of the same shape where they are not plain numbers. */
const placed = (
  name: string,
  signature: string,
  names: readonly [string, string],
  value: (first: number, second: number, source: Pcg64) => number,
): NativeFunction =>
  native(name, signature, (a, cx) => {
    const [first, second] = names.map((n) => (a.get(n).kind === 'tensor' ? undefined : a.number(n)));
    if (first === undefined || second === undefined)
      lose(cx, selfOf(a), `the parameters of ${name}() are not known numbers`);
    return sampled(cx, a, 'float64', (source) => value(first!, second!, source));
  });

const integers = native('integers', "self, low, high=None, size=None, dtype='int64', endpoint=False", (a, cx) => {
  const bounds = a.isNone('high') ? [int(0), a.get('low')] : [a.get('low'), a.get('high')];
  const [low, top] = bounds.map((value) => dimOf(cx, value, 'integers(): bound'));
  const dtype = dtypeParameter(cx, a.get('dtype')) ?? 'int64';
  if (!isNumber(low) || !isNumber(top) || !/^u?int(32|64)$/.test(dtype)) {
    lose(cx, selfOf(a), 'the bounds of the random integers are not known');
    return sampled(cx, a, dtype, () => 0);
  }
  const range = top - low - (a.truth('endpoint') === true ? 0 : 1);
  if (range < 0) throw new PyError('ValueError', 'low >= high');
  const drawn = sampled(cx, a, 'int64', (source) => low + source.upTo(range));
  return drawn.kind === 'tensor' && dtype !== 'int64' ? asArray(cx, drawn, dtype) : drawn;
});

/** Fisher–Yates from the end down to `first`; `upTo` draws each partner. */
function shuffleInPlace(order: number[], first: number, upTo: (max: number) => number): void {
  for (let i = order.length - 1; i >= first; i--) {
    const j = upTo(i);
    [order[i], order[j]] = [order[j], order[i]];
  }
}

const counted = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

function shuffledOrder(cx: Context, self: InstanceValue, count: number): number[] | undefined {
  return draw(cx, self, (source) => {
    const order = counted(count);
    // Shuffles draw by masked bits, `choice` by multiplication (NumPy, `_shuffle_raw` and `_shuffle_int`).
    shuffleInPlace(order, 1, (max) => source.interval(max));
    return order;
  });
}

const shuffle = native('shuffle', 'self, x, axis=0', (a, cx) => {
  const x = a.get('x');
  const length = x.kind === 'list' && !x.open ? x.items.length : x.kind === 'tensor' ? x.shape?.[0] : undefined;
  const order = length !== undefined && isNumber(length) ? shuffledOrder(cx, selfOf(a), length) : undefined;
  if (length === undefined || !isNumber(length)) lose(cx, selfOf(a), 'how much was shuffled is not known');
  if (x.kind === 'list') {
    cx.touch(x);
    x.items = order ? order.map((i) => x.items[i]) : x.items.map(() => cx.unknown(NOT_KNOWN));
  } else if (x.kind === 'tensor') writeNumbers(cx, x, x.data && order && pickAlong(x.data, order, 0));
  return NONE;
});

const permutation = native('permutation', 'self, x, axis=0', (a, cx) => {
  const x = a.get('x');
  const array = x.kind === 'int' ? undefined : asArray(cx, x);
  const length = array ? array.shape?.[0] : dimOf(cx, x);
  if (length === undefined || !isNumber(length)) {
    lose(cx, selfOf(a), 'how much was shuffled is not known');
    return array
      ? makeTensor(ndarray, array.shape, array.dtype, { like: array })
      : makeTensor(ndarray, [length!], 'int64');
  }
  const order = affordable(cx, [length]) && shuffledOrder(cx, selfOf(a), length);
  if (!order) lose(cx, selfOf(a), 'so much was shuffled that it is not followed');
  if (!array) return makeTensor(ndarray, [length], 'int64', { data: order && fromFlat([length], order, 'int64') });
  return makeTensor(ndarray, array.shape, array.dtype, {
    data: array.data && order && pickAlong(array.data, order, 0),
  });
});

/** Positions for `choice` without replacement: Floyd's method, or a shuffle of the tail for large parts. */
function withoutReplacement(source: Pcg64, count: number, wanted: number, shuffles: boolean): number[] {
  const upTo = (max: number) => source.upTo(max);
  const cutoff = shuffles ? 50 : 20;
  if (count > 10000 && wanted > Math.floor(count / cutoff)) {
    const order = counted(count);
    shuffleInPlace(order, Math.max(count - wanted, 1), upTo);
    return order.slice(count - wanted);
  }
  const seen = new Set<number>();
  for (let j = count - wanted; j < count; j++) {
    const value = source.upTo(j);
    seen.add(seen.has(value) ? j : value);
  }
  const picked = [...seen];
  if (shuffles) shuffleInPlace(picked, 1, upTo);
  return picked;
}

function chosen(cx: Context, a: Bound, count: number, wanted: number): number[] | undefined {
  const replace = a.truth('replace');
  if (count <= 0 && wanted > 0) throw new PyError('ValueError', 'a must be a positive integer, or not empty');
  if (replace === false && wanted > count) {
    throw new PyError('ValueError', 'Cannot take a larger sample than population when replace is False');
  }
  const weights = a.isNone('p') ? undefined : asArray(cx, a.get('p')).data?.data;
  if (a.isNone('p') && replace !== undefined) {
    return draw(cx, selfOf(a), (source) =>
      replace
        ? Array.from({ length: wanted }, () => source.upTo(count - 1))
        : withoutReplacement(source, count, wanted, a.truth('shuffle') !== false),
    );
  }
  if (!weights || !replace) {
    lose(cx, selfOf(a), 'a choice without replacement by probabilities is not followed');
    return undefined;
  }
  let sum = 0;
  const limits = Array.from(weights, (p) => (sum += p)).map((c, _, all) => c / all[all.length - 1]);
  return draw(cx, selfOf(a), (source) =>
    Array.from({ length: wanted }, () => insertion(limits, source.double(), true)),
  );
}

const choice = native('choice', 'self, a, size=None, replace=True, p=None, axis=0, shuffle=True', (a, cx) => {
  const from = a.get('a');
  const array = from.kind === 'int' ? undefined : asArray(cx, from);
  const items = from.kind === 'list' || from.kind === 'tuple' ? from.items : undefined;
  const count = items ? items.length : array ? array.shape?.[0] : dimOf(cx, from);
  const shape = a.isNone('size') ? [] : shapeArg(cx, a.get('size'), 'size');
  const sizes = affordable(cx, shape);
  const known = count !== undefined && isNumber(count) && sizes;
  const picked = known ? chosen(cx, a, count, sizeOf(sizes)) : undefined;
  if (!known) lose(cx, selfOf(a), 'what was chosen from is not known');
  if (a.isNone('size')) {
    if (!picked) return cx.unknown(NOT_KNOWN);
    if (!array) return int(picked[0]);
    // What is no array of numbers (strings) is chosen from by position.
    return array.data || !items ? cx.getItem(array, int(picked[0])) : items[picked[0]];
  }
  if (!shape) return cx.unknown('the size of the random array is not known');
  const full = [...shape, ...(array?.shape?.slice(1) ?? [])];
  const source = array ? array.data : undefined;
  const data = array
    ? source && picked && pickAlong(source, picked, 0)
    : picked && fromFlat([picked.length], picked, 'int64');
  if (array && !array.shape) return makeTensor(ndarray, undefined, undefined, { reason: array.reason });
  return makeTensor(ndarray, full, array ? array.dtype : 'int64', {
    data: data && { ...data, shape: full as number[] },
  });
});

const methods: Record<string, NativeFunction> = {
  random,
  standard_normal: standardNormalMethod,
  normal: placed(
    'normal',
    'self, loc=0.0, scale=1.0, size=None',
    ['loc', 'scale'],
    (loc, scale, source) => loc + scale * standardNormal(source),
  ),
  uniform: placed(
    'uniform',
    'self, low=0.0, high=1.0, size=None',
    ['low', 'high'],
    (low, high, source) => low + (high - low) * source.double(),
  ),
  integers,
  shuffle,
  permutation,
  choice,
};

for (const [name, method] of Object.entries(methods)) generator.attrs.set(name, method);

export const generators: Record<string, Value> = {
  Generator: generator,
  default_rng: native('default_rng', 'seed=None', (a, cx) => newGenerator(cx, a.get('seed'))),
};
