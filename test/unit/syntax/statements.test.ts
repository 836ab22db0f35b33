import { beforeAll, describe, expect, it } from 'vitest';
import { loadParser, parseModule } from '../../../src/python/syntax';
import { problems, read } from './helpers';

beforeAll(() => loadParser());

function statements(source: string): string {
  expect(problems(source)).toEqual([]);
  return read(source);
}

describe('simple statements', () => {
  it.each([
    ['a = b, *c = d', '(assign [a (tuple [b (* c)])] d)'],
    ['x: int = 1; y: List[int]', '(ann x int 1)\n(ann y (subscript List int) -)'],
    ['x: Dict[str, A] | B | None', '(ann x (| (| (subscript Dict (tuple [str A])) B) None) -)'],
    ['x @= w', '(aug @ x w)'],
    ['type(x).y = 1', '(assign [(. (call type [x] []) y)] 1)'],
    ['type Shape[T] = tuple[T, ...]', '(type Shape (subscript tuple (tuple [T ...])))'],
    ['type = 3', '(assign [type] 3)'],
    ['del a, b[0]', '(delete [a (subscript b 0)])'],
    ['raise E from e', '(raise E e)'],
    ['assert a, "b"', '(assert a "b")'],
    ['import torch.nn as nn, os', '(import [torch.nn as nn os])'],
    ['from ..a.b import (c as d, e,)', '(from ..a.b [c as d e])'],
    ['from . import *', '(from . [*])'],
    ['from __future__ import annotations', '(from __future__ [annotations])'],
    ['return *a, b', '(return (tuple [(* a) b]))'],
    ['x = yield', '(assign [x] (yield -))'],
  ])('%s', (source, dump) => expect(statements(`${source}\n`)).toBe(dump));
});

describe('compound statements', () => {
  it('nests elif in the branch before it', () => {
    expect(statements('if a:\n  x\nelif b:\n  y\nelse:\n  z\n')).toBe(
      '(if a {(expr x)} {(if b {(expr y)} {(expr z)})})',
    );
  });

  it('reads loops with their else', () => {
    expect(statements('for i, x in *a, b:\n  pass\nelse:\n  break\n')).toBe(
      '(for (tuple [i x]) (tuple [(* a) b]) {(pass)} {(break)})',
    );
  });

  it.each([
    ['with a as b, c: pass\n', '(with [(a b) (c -)] {(pass)})'],
    ['with (a as b, c as d,): pass\n', '(with [(a b) (c d)] {(pass)})'],
    ['with (a as b): pass\n', '(with [(a b)] {(pass)})'],
    ['with (a, b) as c: pass\n', '(with [((tuple [a b]) c)] {(pass)})'],
  ])('%s', (source, dump) => expect(statements(source)).toBe(dump));

  it('reads every part of try', () => {
    const source = 'try:\n  a\nexcept (A, B) as e:\n  b\nexcept:\n  c\nelse:\n  d\nfinally:\n  e\n';
    expect(statements(source)).toBe(
      '(try {(expr a)} [(except (tuple [A B]) e {(expr b)}) (except - - {(expr c)})] {(expr d)} {(expr e)})',
    );
    expect(statements('try:\n  a\nexcept* A:\n  b\n')).toBe('(try {(expr a)} [(except* A - {(expr b)})] {} {})');
  });

  it('reads definitions', () => {
    const source = '@d(1)\nasync def f[T: int](a, b=1, /, c: int = 2, *, k, **kw) -> T:\n  await a\n';
    expect(statements(source)).toBe(
      '(async-def f [(call d [1] [])] [(positionalOnly a - -) (positionalOnly b - 1) (normal c int 2) (keywordOnly k - -) (varKeywords kw - -)] T {(expr (await a))})',
    );
    expect(statements('class A(B, metaclass=M): x = 1; y = 2\n')).toBe(
      '(class A [] [B] [metaclass=M] {(assign [x] 1) (assign [y] 2)})',
    );
  });

  it('reads type parameters with defaults, which the grammar does not know', () => {
    expect(statements('class A[T = int, *Ts](B): pass\n')).toBe('(class A [] [B] [] {(pass)})');
  });

  it('tells generators by a yield of their own', () => {
    const [outer] = parseModule('def f():\n  def g():\n    yield 1\n  h = lambda: (yield)\n').body;
    expect(outer).toMatchObject({ isGenerator: false, body: [{ isGenerator: true }, {}] });
  });

  it('reads the patterns of match', () => {
    const source = [
      'match x, y:',
      '  case -1 | 1+2j | "a": pass',
      '  case {"k": v, **rest} if v: pass',
      '  case A.B(p, q=_) | [1, *_] as z: pass',
      '  case (a, *b), None: pass',
      '  case C.D: pass',
      '  case (e): pass',
      '',
    ].join('\n');
    expect(statements(source)).toBe(
      '(match (tuple [x y])' +
        ' (case (or [(value (- 1)) (value (+ 1 c4000000000000000)) (value "a")]) - {(pass)})' +
        ' (case (mapping ["k":(as - v)] rest) v {(pass)})' +
        ' (case (as (or [(class (. A B) [(as - p)] [q=(as - -)]) (sequence [(value 1) (star -)])]) z) - {(pass)})' +
        ' (case (sequence [(sequence [(as - a) (star b)]) (singleton None)]) - {(pass)})' +
        ' (case (value (. C D)) - {(pass)})' +
        ' (case (as - e) - {(pass)}))',
    );
  });

  it('reads soft keywords as names', () => {
    expect(statements('match = 3\nmatch[a] = case\nmatch(x)\nprint\n')).toBe(
      '(assign [match] 3)\n(assign [(subscript match a)] case)\n(expr (call match [x] []))\n(expr print)',
    );
  });
});

describe('Python 2', () => {
  it.each([
    ['print "a %d" % n, b', '(expr (call print [(% "a %d" n) b] []))'],
    ['print >>f, x', '(expr (call print [x] [file=f]))'],
    ['exec "x = 1" in ns', '(expr (call exec ["x = 1" ns] []))'],
    ['raise E, "message"', '(raise (call E ["message"] []) -)'],
    ['try:\n  a\nexcept E, e:\n  b', '(try {(expr a)} [(except E e {(expr b)})] {} {})'],
    ['def f(a, (b, c)): pass', '(def f [] [(normal a - -) (normal (b, c) - -)] - {(pass)})'],
    ['x = `a`', '(assign [x] (error "`a`"))'],
  ])('%s', (source, dump) => expect(statements(`${source}\n`)).toBe(dump));
});

describe('comments and places', () => {
  it('lists comments without their sign', () => {
    const { comments } = parseModule('# one\nx = [  # two\n  1]\n');
    expect(comments.map((comment) => comment.text)).toEqual(['one', 'two']);
  });

  it('gives every node its place in UTF-16 units', () => {
    const source = 's = "𝒳é"; y = nn.Conv2d(3, 8)\r\nz = y\r\n';
    const [, y, z] = parseModule(source).body;
    expect(source.slice(y.start, y.end)).toBe('y = nn.Conv2d(3, 8)');
    expect(source.slice(z.start, z.end)).toBe('z = y');
    expect(y).toMatchObject({ value: { func: { attrSpan: { start: source.indexOf('Conv2d') } } } });
  });

  it('reports what is nested too deeply and goes on behind it', () => {
    const deep = `x = ${'['.repeat(20000)}${']'.repeat(20000)}`;
    expect(read(`${deep}\ny = 1\n`)).toBe('(error {})\n(assign [y] 1)');
    expect(problems(`${deep}\n`)[0]).toContain('nested too deeply');
  });
});
