/** `numpy.random` and RandomState: the legacy generator, number for number. */
import { fromFlat, sizeOf } from '../../../compute/ndarray';
import { pickAlong } from '../../../compute/numeric/manipulation';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { native, type Bound } from '../../../python/interpreter/native';
import type { InstanceValue } from '../../../python/interpreter/values';
import { NONE, NativeFunction, float, int, type Value } from '../../../python/interpreter/values';
import { broadcastShapes, isNumber, type Shape } from '../../../shape';
import { elementwise, writeNumbers } from '../../common/elementwise';
import { dimOf, shapeArg, shapeArgs } from '../../common/shapes';
import { affordable, makeTensor, operandOf } from '../../common/tensors';
import { asArray, dtypeParameter, ndarray, numpyFamily } from '../classes';
import { insertion } from '../selecting';
import { boundedIntegers } from './integers';
import { draw, gaussian, lose, newState, randomState, reseed, type Source } from './stream';
import { said } from '../../../protocol/say';

const stateOf = (a: Bound): InstanceValue => a.get('self') as InstanceValue;
const TOO_MANY = 'so many random numbers were drawn that they are not followed';

/** Numbers drawn one by one; a shape that is not known or not affordable loses the place in the sequence. */
function numbers(
  cx: Context,
  state: InstanceValue,
  shape: Shape | undefined,
  next: (source: Source) => number,
): Float64Array | undefined {
  const sizes = affordable(cx, shape);
  if (!sizes) {
    lose(cx, state, TOO_MANY);
    return undefined;
  }
  return draw(cx, state, (source) => {
    const drawn = new Float64Array(sizeOf(sizes));
    for (let i = 0; i < drawn.length; i++) drawn[i] = next(source);
    return drawn;
  });
}

/** Floats of a shape; one Python float where the shape is None. */
function floats(cx: Context, state: InstanceValue, size: Value | Shape, next: (source: Source) => number): Value {
  if (!Array.isArray(size) && (size as Value).kind === 'none') {
    const drawn = numbers(cx, state, [], next);
    return drawn ? float(drawn[0]) : cx.unknown('the random number is not known');
  }
  const shape = Array.isArray(size) ? (size as Shape) : shapeArg(cx, size as Value, 'size');
  const drawn = numbers(cx, state, shape, next);
  const reason = shape ? undefined : cx.unknown('the size of the random array is not known');
  const data = drawn && { shape: shape as number[], dtype: 'float64' as const, data: drawn };
  return makeTensor(ndarray, shape, 'float64', { data, reason });
}

const uniform = (source: Source): number => source.twister.double();
const exponential = (source: Source): number => -Math.log(1 - source.twister.double());

/**
 * A distribution moved and scaled by its two parameters: `place(first, second)` gives offset and factor. Parameters
 * that are arrays broadcast.
 */
function scaled(
  cx: Context,
  a: Bound,
  names: readonly [string, string],
  next: (source: Source) => number,
  place: (first: number, second: number) => [offset: number, factor: number],
): Value {
  const [first, second] = names.map((name) => operandOf(cx, a.get(name), numpyFamily));
  const [p, q] = [first, second].map((o) => (o?.data?.data.length === 1 ? o.data.data[0] : undefined));
  const plain = first?.shape?.length === 0 && second?.shape?.length === 0;
  if (plain && p !== undefined && q !== undefined) {
    const [offset, factor] = place(p, q);
    return floats(cx, stateOf(a), a.get('size'), (source) => offset + factor * next(source));
  }
  const shapes = [first?.shape, second?.shape].filter((shape) => shape !== undefined);
  if (shapes.length < 2) return cx.unknown('the parameters of the distribution are not known');
  const size = a.isNone('size') ? broadcastShapes(shapes, a.fn) : a.get('size');
  const standard = floats(cx, stateOf(a), size, next);
  const [low, high] = names.map((name) => a.get(name));
  const uniformly = names[0] === 'low';
  const factor = uniformly ? cx.binary('-', asArray(cx, high), asArray(cx, low)) : high;
  const stretched = elementwise(cx, numpyFamily, 'multiply', factor, standard);
  return (stretched && elementwise(cx, numpyFamily, 'add', low, stretched)) ?? standard;
}

const randint = native('randint', "self, low, high=None, size=None, dtype='int64'", (a, cx) => {
  const dtype = dtypeParameter(cx, a.get('dtype')) ?? 'int64';
  const bounds = a.isNone('high') ? [int(0), a.get('low')] : [a.get('low'), a.get('high')];
  const [low, high] = bounds.map((value) =>
    value.kind === 'float' ? value.value : dimOf(cx, value, 'randint(): bound'),
  );
  const shape = a.isNone('size') ? [] : shapeArg(cx, a.get('size'), 'size');
  if (isNumber(low) && isNumber(high) && low >= high) throw new PyError('ValueError', 'low >= high');
  const sizes = affordable(cx, shape);
  let values: number[] | undefined;
  if (!sizes || !isNumber(low) || !isNumber(high)) lose(cx, stateOf(a), TOO_MANY);
  else {
    values = draw(cx, stateOf(a), ({ twister }) => boundedIntegers(twister, low, high - 1 - low, sizeOf(sizes), dtype));
    if (!values) lose(cx, stateOf(a), `random ${dtype} numbers are not followed`);
  }
  if (a.isNone('size')) return values ? int(values[0]) : cx.unknown('the random number is not known');
  const reason = shape ? undefined : cx.unknown('the size of the random array is not known');
  return makeTensor(ndarray, shape, dtype, { data: values && fromFlat(sizes!, values, 'int64'), reason });
});

/** Fisher–Yates from the end (NumPy, `RandomState.shuffle`): the order of `count` things, or undefined. */
function shuffledOrder(cx: Context, state: InstanceValue, count: number): number[] | undefined {
  return draw(cx, state, ({ twister }) => {
    const order = Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = twister.upTo(i);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  });
}

const shuffle = native('shuffle', 'self, x', (a, cx) => {
  const x = a.get('x');
  const state = stateOf(a);
  const length = x.kind === 'list' && !x.open ? x.items.length : x.kind === 'tensor' ? x.shape?.[0] : undefined;
  const order = length !== undefined && isNumber(length) ? shuffledOrder(cx, state, length) : undefined;
  if (length === undefined || !isNumber(length)) lose(cx, state, 'how much was shuffled is not known');
  if (x.kind === 'list') {
    cx.touch(x);
    if (order) x.items = order.map((i) => x.items[i]);
    else x.items = x.items.map(() => cx.unknown('the order after shuffling is not known'));
  } else if (x.kind === 'tensor') {
    writeNumbers(cx, x, x.data && order && pickAlong(x.data, order, 0));
  }
  return NONE;
});

const permutation = native('permutation', 'self, x', (a, cx) => {
  const x = a.get('x');
  const single = x.kind === 'int' || (x.kind === 'tensor' && x.shape?.length === 0);
  const array = single ? undefined : asArray(cx, x);
  const length = single ? dimOf(cx, x) : array!.shape?.[0];
  if (length === undefined || !isNumber(length)) {
    lose(cx, stateOf(a), 'how much was shuffled is not known');
    return makeTensor(
      ndarray,
      array ? array.shape : [length ?? cx.unknownDim('the length is not known')],
      array?.dtype ?? 'int64',
      {
        reason: array?.reason,
      },
    );
  }
  const order = affordable(cx, [length]) ? shuffledOrder(cx, stateOf(a), length) : undefined;
  if (!affordable(cx, [length])) lose(cx, stateOf(a), TOO_MANY);
  if (array)
    return makeTensor(ndarray, array.shape, array.dtype, {
      data: array.data && order && pickAlong(array.data, order, 0),
    });
  return makeTensor(ndarray, [length], 'int64', { data: order && fromFlat([length], order, 'int64') });
});

/** Positions drawn for `choice`, or undefined where they are not known. */
function chosen(cx: Context, a: Bound, count: number, wanted: number): number[] | undefined {
  const state = stateOf(a);
  const probabilities = a.isNone('p') ? undefined : asArray(cx, a.get('p')).data?.data;
  const replace = a.truth('replace');
  if (count <= 0 && wanted > 0) throw new PyError('ValueError', 'a must be a positive integer, or not empty');
  if (replace === false && wanted > count) {
    throw new PyError('ValueError', "Cannot take a larger sample than population when 'replace=False'");
  }
  if (a.isNone('p') && replace) {
    return draw(cx, state, ({ twister }) => boundedIntegers(twister, 0, count - 1, wanted, 'int64'));
  }
  if (a.isNone('p') && replace === false) return shuffledOrder(cx, state, count)?.slice(0, wanted);
  if (!probabilities || !replace) {
    lose(cx, state, 'a choice without replacement by probabilities is not followed');
    return undefined;
  }
  let sum = 0;
  const cumulated = Array.from(probabilities, (p) => (sum += p));
  const limits = cumulated.map((c) => c / sum);
  return draw(cx, state, ({ twister }) =>
    Array.from({ length: wanted }, () => insertion(limits, twister.double(), true)),
  );
}

const choice = native('choice', 'self, a, size=None, replace=True, p=None', (a, cx) => {
  const from = a.get('a');
  const single = from.kind === 'int' || (from.kind === 'tensor' && from.shape?.length === 0);
  const array = single ? undefined : asArray(cx, from);
  const items = from.kind === 'list' || from.kind === 'tuple' ? from.items : undefined;
  const count = items ? items.length : single ? dimOf(cx, from) : array!.shape?.[0];
  const shape = a.isNone('size') ? [] : shapeArg(cx, a.get('size'), 'size');
  const sizes = affordable(cx, shape);
  const known = count !== undefined && isNumber(count) && sizes;
  const picked = known ? chosen(cx, a, count, sizeOf(sizes)) : undefined;
  if (!known) lose(cx, stateOf(a), TOO_MANY);
  if (a.isNone('size') && picked) {
    if (!array) return int(picked[0]);
    // What is no array of numbers (strings) is chosen from by position.
    return array.data || !items ? cx.getItem(array, int(picked[0])) : items[picked[0]];
  }
  if (a.isNone('size')) return cx.unknown('the random choice is not known');
  if (!shape) return cx.unknown('the size of the random array is not known');
  const rest = array?.shape?.slice(1) ?? [];
  const dtype = array ? array.dtype : 'int64';
  const data = array
    ? array.data && picked && pickAlong(array.data, picked, 0)
    : picked && fromFlat([picked.length], picked, 'int64');
  const full = [...shape, ...rest];
  if (array && !array.shape) return makeTensor(ndarray, undefined, undefined, { reason: array.reason });
  return makeTensor(ndarray, full, dtype, { data: data && { ...data, shape: full as number[] } });
});

/** Distributions whose numbers are not followed: the shape is known, the place in the sequence is lost. */
const unfollowed = (name: string, parameters: string) =>
  native(name, `self, ${parameters}, size=None`, (a, cx) => {
    lose(cx, stateOf(a), `the numbers of ${name}() are not followed`);
    if (a.isNone('size')) return cx.unknown(said`the numbers of ${name}() are not followed`);
    const dtype = name === 'poisson' || name === 'binomial' || name === 'geometric' ? 'int64' : 'float64';
    const shape = shapeArg(cx, a.get('size'), 'size');
    return makeTensor(ndarray, shape, dtype, { reason: shape ? undefined : cx.unknown('the size is not known') });
  });

const sized = (name: string, next: (source: Source) => number, signature = 'self, size=None') =>
  native(name, signature, (a, cx) => floats(cx, stateOf(a), a.get('size'), next));

/** Sizes as separate arguments: `rand(2, 3)`; none gives one number. */
const spread = (name: string, next: (source: Source) => number) =>
  native(name, 'self, *d', (a, cx) => {
    const shape = a.rest.length === 0 ? NONE : shapeArgs(cx, a.rest);
    return floats(cx, stateOf(a), shape ?? cx.unknown('the size is not known'), next);
  });

const methods: Record<string, NativeFunction> = {
  seed: native('seed', 'self, seed=None', (a, cx) => {
    reseed(cx, stateOf(a), a.get('seed'));
    return NONE;
  }),
  random_sample: sized('random_sample', uniform),
  random: sized('random', uniform),
  ranf: sized('ranf', uniform),
  sample: sized('sample', uniform),
  standard_normal: sized('standard_normal', gaussian),
  standard_exponential: sized('standard_exponential', exponential),
  rand: spread('rand', uniform),
  randn: spread('randn', gaussian),
  uniform: native('uniform', 'self, low=0.0, high=1.0, size=None', (a, cx) =>
    scaled(cx, a, ['low', 'high'], uniform, (low, high) => [low, high - low]),
  ),
  normal: native('normal', 'self, loc=0.0, scale=1.0, size=None', (a, cx) =>
    scaled(cx, a, ['loc', 'scale'], gaussian, (loc, scale) => [loc, scale]),
  ),
  exponential: native('exponential', 'self, scale=1.0, size=None', (a, cx) => {
    const scale = a.number('scale');
    if (scale === undefined) return cx.unknown('the scale of the distribution is not known');
    return floats(cx, stateOf(a), a.get('size'), (source) => scale * exponential(source));
  }),
  randint,
  shuffle,
  permutation,
  choice,
  binomial: unfollowed('binomial', 'n, p'),
  poisson: unfollowed('poisson', 'lam=1.0'),
  beta: unfollowed('beta', 'a, b'),
  gamma: unfollowed('gamma', 'shape, scale=1.0'),
  geometric: unfollowed('geometric', 'p'),
  laplace: unfollowed('laplace', 'loc=0.0, scale=1.0'),
  lognormal: unfollowed('lognormal', 'mean=0.0, sigma=1.0'),
};

for (const [name, method] of Object.entries(methods)) randomState.attrs.set(name, method);
randomState.hooks = { construct: (cx, _cls, args, kwargs) => newState(cx, args[0] ?? kwargs.get('seed') ?? NONE) };

/** The generator behind the functions of `numpy.random`. */
function globalState(cx: Context): InstanceValue {
  return cx.session('numpy.random', () => newState(cx, NONE));
}

/** The methods of the global generator as functions of the module. */
export const legacy: Record<string, Value> = {
  RandomState: randomState,
  ...Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [
      name,
      new NativeFunction(name, (cx, { args, kwargs }) => method.impl(cx, { args: [globalState(cx), ...args], kwargs })),
    ]),
  ),
};
