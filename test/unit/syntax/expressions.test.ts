import { beforeAll, describe, expect, it } from 'vitest';
import { loadParser } from '../../../src/python/syntax';
import { problems, read } from './helpers';

beforeAll(() => loadParser());

/** The dump of one expression statement, without its wrapper. */
function expression(source: string): string {
  expect(problems(`${source}\n`)).toEqual([]);
  return read(`${source}\n`).replace(/^\(expr (.*)\)$/s, '$1');
}

describe('numbers', () => {
  it.each([
    ['0', '0'],
    ['1_000', '1000'],
    ['0xFF', '255'],
    ['0b101', '5'],
    ['0o17', '15'],
    ['9007199254740991', '9007199254740991'],
    ['9007199254740993', '9007199254740993'],
    ['1e-5', 'f3ee4f8b588e368f1'],
    ['.5', 'f3fe0000000000000'],
    ['2j', 'c4000000000000000'],
    ['10L', '10'],
    ['0755', '493'],
  ])('%s', (source, dump) => expect(expression(source)).toBe(dump));
});

describe('strings', () => {
  it.each([
    [String.raw`'a\n\x41\u00e9\101\q'`, String.raw`"a\nA\u00e9A\\q"`],
    [String.raw`r'\\'`, String.raw`"\\\\"`],
    [String.raw`b'\xff\u0041'`, String.raw`b"\u00ff\\u0041"`],
    [`'a' "b" '''c\nd'''`, String.raw`"abc\nd"`],
    ["'a\\\r\nb'", '"ab"'],
    ["'''a\r\nb'''", String.raw`"a\nb"`],
    [`f'{a}{{b}}{c!r:>{w}.2f}'`, '(fstring (field a - -) "{b}" (field c r (fstring ">" (field w - -) ".2f")))'],
    [`f'{x = }'`, '(fstring "x = " (field x r -))'],
    [`f'{x=:5}'`, '(fstring "x=" (field x - (fstring "5")))'],
    [`f"{d["k"]}" 'tail'`, '(fstring (field (subscript d "k") - -) "tail")'],
    [`f'plain'`, '(fstring "plain")'],
  ])('%s', (source, dump) => expect(expression(source)).toBe(dump));

  it('keeps a character that is given by name unknown', () => {
    expect(expression(String.raw`'a\N{BULLET}b'`)).toBe(
      String.raw`(fstring "a" (field (error "\\N{BULLET}") - -) "b")`,
    );
  });
});

describe('operators', () => {
  it.each([
    ['-x ** 2', '(- (** x 2))'],
    ['2 ** -x', '(** 2 (- x))'],
    ['a ^ b & c', '(^ a (& b c))'],
    ['a & b ^ c | d', '(| (^ (& a b) c) d)'],
    ['(a ^ b) & c', '(& (^ a b) c)'],
    ['not a == b', '(not (compare a == b))'],
    ['a < b <= c is not d not in e', '(compare a < b <= c is not d not in e)'],
    ['a and b and c or d', '(or [(and [a b c]) d])'],
    ['a and (b and c)', '(and [a (and [b c])])'],
    ['a if b else c if d else e', '(conditional b a (conditional d c e))'],
    [
      'lambda x, *a, k=1, **kw: x if a else k',
      '(lambda [(normal x - -) (varArgs a - -) (keywordOnly k - 1) (varKeywords kw - -)] (conditional a x k))',
    ],
    ['(n := f(x))', '(:= n (call f [x] []))'],
    ['await x ** 2', '(** (await x) 2)'],
    ['a <> b', '(compare a != b)'],
  ])('%s', (source, dump) => expect(expression(source)).toBe(dump));
});

describe('calls, indices and displays', () => {
  it.each([
    ['nn.Conv2d(3, 64, *a, kernel_size=3, **kw)', '(call (. nn Conv2d) [3 64 (* a)] [kernel_size=3 **=kw])'],
    ['f(*a or b)', '(call f [(* (or [a b]))] [])'],
    ['f(x for x in y)', '(call f [(generator-comprehension x - (for x y))] [])'],
    ['x[1:2, ::s, None, ...]', '(subscript x (tuple [(slice 1 2 -) (slice - - s) None ...]))'],
    ['x[1,]', '(subscript x (tuple [1]))'],
    ['x[*i]', '(subscript x (tuple [(* i)]))'],
    ['[1, *a], (), (1,), {1}, {}', '(tuple [(list [1 (* a)]) (tuple []) (tuple [1]) (set [1]) (dict )])'],
    ['{"a": 1, **b}', '(dict "a":1 **:b)'],
    ['{k: v for k, v in z if k if v}', '(dict-comprehension k v (for (tuple [k v]) z) (if k) (if v))'],
    ['[x async for x in y]', '(list-comprehension x - (async-for x y))'],
    ['print(a), b', '(tuple [(call print [a] []) b])'],
  ])('%s', (source, dump) => expect(expression(source)).toBe(dump));
});
