import { describe, expect, it } from 'vitest';
import {
  add,
  atMost,
  ceilDiv,
  compareDims,
  dimToJson,
  div,
  divides,
  equalDims,
  floorDim,
  floorDiv,
  formatDim,
  formatShape,
  isUnknown,
  maxDim,
  minDim,
  mod,
  mul,
  neg,
  parseDim,
  parseShape,
  sub,
  substitute,
  sym,
  symbolsOf,
  unknownDim,
} from '../../../src/shape';
import type { Dim } from '../../../src/shape';
import { seeded } from './random';

const H = sym('H');
const W = sym('W');
const planes = sym('planes');

describe('simplification', () => {
  const cases: [string, Dim, string][] = [
    ['a convolution that keeps the size', add(floorDiv(sub(add(H, 2), 3), 1), 1), 'H'],
    ['like terms', sub(mul(2, planes), planes), 'planes'],
    ['a floor of a multiple', floorDiv(mul(2, H), 2), 'H'],
    ['whole numbers out of a floor', floorDiv(add(H, 4), 2), '⌊H/2⌋ + 2'],
    ['floors of floors', floorDiv(floorDiv(H, 2), 2), '⌊H/4⌋'],
    ['a strided convolution', add(floorDiv(sub(H, 1), 2), 1), '⌊(H − 1)/2⌋ + 1'],
    ['rounding up reads the same', ceilDiv(H, 2), '⌊(H − 1)/2⌋ + 1'],
    ['the patches of a vision transformer', add(floorDiv(sub(H, sym('p')), sym('p')), 1), '⌊H/p⌋'],
    ['the floor of a negative', neg(floorDiv(neg(H), 2)), '⌊(H − 1)/2⌋ + 1'],
    ['a polynomial division without remainder', div(mul(add(H, 1), add(W, 2)), add(H, 1)), 'W + 2'],
    ['a difference of squares', mul(add(H, 1), sub(H, 1)), 'H^2 − 1'],
    ['symbols that divide', div(mul(4, planes), sym('groups')), '4·planes/groups'],
    ['a quotient multiplied back', mul(div(planes, sym('groups')), sym('groups')), 'planes'],
    ['a scale factor', floorDim(mul(H, 1.5)), 'H + ⌊H/2⌋'],
    ['maxima that are decided', maxDim(H, 1), 'H'],
    ['maxima that are open', maxDim(sub(H, 3), 0), 'max(H − 3, 0)'],
    ['minima of sums', minDim(add(H, 1), H), 'H'],
    ['a remainder of a multiple', mod(mul(6, H), 3), '0'],
    ['a positive term leads', sub(1, H), '1 − H'],
    ['a fraction', div(add(H, W), 2), '(H + W)/2'],
    ['a divisor of all terms', div(sub(H, 1), sym('stride')), '(H − 1)/stride'],
    ['a number and a symbol that divide', div(add(H, W), mul(2, sym('s'))), '(H + W)/(2·s)'],
    ['a divisor of some terms', add(H, div(W, sym('s'))), 'H + W/s'],
    ['a divisor that is a sum', div(H, add(W, 1)), 'H/(W + 1)'],
    ['nothing times unknown', mul(0, unknownDim('x')), '0'],
    ['the two halves of a whole number', add(floorDiv(sub(H, 1), 2), floorDiv(H, 2)), 'H − 1'],
    ['halves, one of them more often', add(mul(3, floorDiv(H, 2)), floorDiv(sub(H, 1), 2)), 'H + 2·⌊H/2⌋ − 1'],
    ['halves of a quotient', add(floorDiv(H, 4), floorDiv(add(H, 2), 4)), '⌊H/2⌋'],
    ['halves of which one is taken off', sub(floorDiv(H, 2), floorDiv(sub(H, 1), 2)), '⌊H/2⌋ − ⌊(H − 1)/2⌋'],
  ];
  it.each(cases)('%s', (_, dim, text) => expect(formatDim(dim)).toBe(text));

  it('collapses a chain of five strided layers to one floor', () => {
    let size: Dim = H;
    for (let i = 0; i < 5; i++) size = add(floorDiv(sub(size, 1), 2), 1);
    expect(formatDim(size)).toBe('⌊(H − 1)/32⌋ + 1');
  });
});

describe('numbers', () => {
  it('divides and takes remainders as Python does', () => {
    expect(floorDiv(-7, 2)).toBe(-4);
    expect(mod(-7, 3)).toBe(2);
    expect(floorDiv(1, 0.1)).toBe(9);
    expect(ceilDiv(7, 2)).toBe(4);
    expect(div(7, 2)).toBe(3.5);
  });

  it('never gives minus zero', () => {
    expect(Object.is(neg(0), 0)).toBe(true);
    expect(Object.is(ceilDiv(-1, 2), 0)).toBe(true);
  });

  it('does not divide by zero', () => {
    expect(isUnknown(div(1, 0))).toBe(true);
    expect(isUnknown(floorDiv(H, 0))).toBe(true);
    expect(isUnknown(mod(4, 0))).toBe(true);
  });
});

describe('the unknown', () => {
  it('keeps the first reason and its place', () => {
    const width = unknownDim('read from a file', { file: 'train.py', line: 12, column: 3 });
    const result = add(mul(width, 2), unknownDim('later'));
    expect(result).toEqual(width);
    expect(formatShape([1, result])).toBe('(1, ?)');
    expect(dimToJson(result)).toBeNull();
  });

  it('comes of a float that is no fraction, rather than a guess', () => {
    expect(isUnknown(mul(H, Math.PI))).toBe(true);
  });
});

describe('comparison', () => {
  it('is certain, or says that it cannot tell', () => {
    expect(equalDims(add(H, 1), add(1, H))).toBe(true);
    expect(equalDims(add(H, 1), H)).toBe(false);
    expect(equalDims(H, W)).toBeUndefined();
    expect(equalDims(H, unknownDim('x'))).toBeUndefined();
    expect(compareDims(add(H, W), 1)).toBe(1);
    expect(compareDims(H, 1)).toBeUndefined();
    expect(divides(2, mul(4, H))).toBe(true);
    expect(divides(2, add(mul(4, H), 1))).toBe(false);
    expect(divides(2, H)).toBeUndefined();
  });

  it('sees what rounding leaves', () => {
    expect(atMost(mul(2, floorDiv(H, 2)), H)).toBe(true);
    expect(atMost(H, mul(2, floorDiv(H, 2)))).toBe(false);
    expect(compareDims(add(mul(4, floorDiv(H, 4)), 4), H)).toBe(1);
    // A decoder's size beside that of the skip connection: half of ⌊H/16⌋, twice as large again.
    expect(atMost(floorDiv(H, 16), add(mul(2, floorDiv(sub(H, 16), 32)), 2))).toBe(true);
    expect(atMost(add(mul(2, floorDiv(sub(H, 16), 32)), 2), add(floorDiv(H, 16), 1))).toBe(true);
  });

  it('lists the symbols of an expression, also inside floors and maxima', () => {
    expect(symbolsOf(maxDim(floorDiv(H, 2), sub(W, planes)))).toEqual(['H', 'W', 'planes']);
  });
});

describe('reading', () => {
  it.each([
    ['N,3,H,W', '(N, 3, H, W)'],
    ['1×3×224×224', '(1, 3, 224, 224)'],
    ['3x224x224', '(3, 224, 224)'],
    ['(64,)', '(64,)'],
    ['[None, 28, 28, 1]', '(?, 28, 28, 1)'],
    ['()', '()'],
    ['N, max(H, 2*W), ⌊(H − 1)/2⌋ + 1', '(N, max(H, 2·W), ⌊(H − 1)/2⌋ + 1)'],
  ])('%s', (text, shape) => expect(formatShape(parseShape(text))).toBe(shape));

  it.each(['N,,3', '1 +', '(2', '3 $ 4', 'a b'])('refuses %s', (text) =>
    expect(() => parseShape(text)).toThrow(/Cannot read/),
  );
});

describe('properties', () => {
  /** A random expression beside the function that computes it on numbers. */
  function expression(random: ReturnType<typeof seeded>, depth: number): [Dim, (v: Map<string, number>) => number] {
    if (depth === 0 || random.int(0, 5) === 0) {
      if (random.int(0, 2) === 0) {
        const n = random.int(-5, 9);
        return [n, () => n];
      }
      const name = random.pick(['H', 'W', 'N']);
      return [sym(name), (v) => v.get(name) ?? NaN];
    }
    const [a, f] = expression(random, depth - 1);
    const [b, g] = expression(random, depth - 1);
    const n = random.int(1, 6);
    switch (random.int(0, 7)) {
      case 0:
        return [add(a, b), (v) => f(v) + g(v)];
      case 1:
        return [sub(a, b), (v) => f(v) - g(v)];
      case 2:
        return [mul(a, b), (v) => f(v) * g(v)];
      case 3:
        return [floorDiv(a, n), (v) => Math.floor(f(v) / n)];
      case 4:
        return [ceilDiv(a, n), (v) => Math.ceil(f(v) / n)];
      case 5:
        return [mod(a, n), (v) => f(v) - n * Math.floor(f(v) / n)];
      case 6:
        return [maxDim(a, b), (v) => Math.max(f(v), g(v))];
      default:
        return [minDim(a, b), (v) => Math.min(f(v), g(v))];
    }
  }

  it('sums of floors keep their value, and stay on the side of zero that is said', () => {
    const random = seeded(11);
    let decided = 0;
    for (let round = 0; round < 800; round++) {
      const parts = Array.from({ length: random.int(2, 4) }, () => ({
        times: random.pick([-3, -2, -1, 1, 2, 4]),
        more: random.int(-9, 9),
        by: random.pick([1, 2, 2, 3, 4, 8, 16]),
      }));
      const sum = parts.reduce<Dim>((dim, { times, more, by }) => add(dim, mul(times, floorDiv(add(H, more), by))), 0);
      const sign = compareDims(sum, 0);
      if (sign !== undefined) decided++;
      for (let h = 1; h < 70; h++) {
        const expected = parts.reduce((n, { times, more, by }) => n + times * Math.floor((h + more) / by), 0);
        expect(substitute(sum, new Map([['H', h]])), formatDim(sum)).toBe(expected);
        if (sign !== undefined) expect(Math.sign(expected), `${formatDim(sum)} at ${h}`).toBe(sign);
      }
    }
    expect(decided).toBeGreaterThan(50);
  });

  it('simplification keeps the value, and printing keeps the expression', () => {
    const random = seeded(7);
    let decided = 0;
    for (let round = 0; round < 1500; round++) {
      const [dim, value] = expression(random, 4);
      if (isUnknown(dim)) continue;
      const numbers = new Map(['H', 'W', 'N'].map((name) => [name, random.int(1, 40)]));
      const expected = value(numbers) + 0;
      expect(substitute(dim, numbers), formatDim(dim)).toBe(expected);
      expect(equalDims(parseDim(formatDim(dim)), dim), formatDim(dim)).toBe(true);
      const sign = compareDims(dim, 0);
      if (sign !== undefined) {
        decided++;
        expect(Math.sign(expected) + 0, formatDim(dim)).toBe(sign);
      }
    }
    expect(decided).toBeGreaterThan(100);
  });
});

it('expressions that double with every step become unknown instead of endless', () => {
  let size: Dim = sym('H');
  for (let i = 0; i < 60; i++) size = add(floorDiv(size, 2), floorDiv(add(size, sym('W')), 3));
  expect(size).toMatchObject({ kind: 'unknown', reason: 'the expression grew too large' });
  let most: Dim = sym('H');
  for (let i = 0; i < 60; i++) most = maxDim(sub(mul(most, 2), sym(`W${i}`)), add(most, sym(`V${i}`)), 3);
  expect(most).toMatchObject({ kind: 'unknown' });
});
