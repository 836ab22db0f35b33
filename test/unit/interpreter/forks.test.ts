import { beforeAll, describe, expect, it } from 'vitest';
import { loadParser, parseModule } from '../../../src/python/syntax';
import { EMPTY_FINDER, runSource } from '../../../src/python/interpreter';
import { builtins, installBuiltins } from '../../../src/python/builtins';
import type { Value } from '../../../src/python/interpreter/values';

beforeAll(async () => {
  await loadParser();
  installBuiltins();
});

/** Interprets a program in which `unknown_module` cannot be found, and prints a name's value. */
function valueOf(name: string, program: string): string {
  const { ip, module } = runSource(parseModule(`from unknown_module import flag, items\n${program}`), {
    mode: 'analysis',
    libraries: new Map(),
    builtins: new Map<string, Value>(Object.entries(builtins)),
    finder: EMPTY_FINDER,
  });
  expect(ip.internalErrors).toEqual([]);
  const value = module.attrs.get(name);
  return value ? ip.repr(value) : 'unbound';
}

describe('a condition that is not known', () => {
  it('keeps what both branches agree on', () => {
    expect(valueOf('x', 'if flag:\n    x = 2\nelse:\n    x = 1 + 1')).toBe('2');
  });
  it('makes unknown what they do not agree on', () => {
    expect(valueOf('x', 'if flag:\n    x = 2\nelse:\n    x = 3')).toBe('?');
    expect(valueOf('x', 'x = 1\nif flag:\n    x = 2')).toBe('?');
  });
  it('does not leak the first branch into the second', () => {
    expect(valueOf('y', 'x = 1\nif flag:\n    x = 5\nelse:\n    y = x\nif not flag:\n    pass\nelse:\n    y = 1')).toBe(
      '?',
    );
    expect(valueOf('x', 'a = [1]\nif flag:\n    a.append(2)\n    x = 0\nelse:\n    x = len(a) - 1')).toBe('0');
  });
  it('leaves out a branch that raises', () => {
    expect(valueOf('x', 'x = 1\nif flag:\n    x = 2\n    raise ValueError("no")')).toBe('1');
    expect(valueOf('x', 'x = 1\nif flag:\n    x = 2\nelse:\n    raise ValueError("no")')).toBe('2');
  });
  it('joins an early return with what the function returns later', () => {
    expect(valueOf('x', 'def f(a):\n    if a:\n        return 1\n    b = 2\n    return b - 1\nx = f(flag)')).toBe('1');
    expect(valueOf('x', 'def f(a):\n    if a:\n        return 1\n    return 2\nx = f(flag)')).toBe('?');
  });
  it('sees an attribute that is set in an early-returning branch only', () => {
    const program = `
class A:
    pass
a = A()
a.n = 1
def f():
    if flag:
        a.n = 2
        return
    a.m = 3
f()
x, y = a.n, a.m`;
    expect(valueOf('x', program)).toBe('?');
    expect(valueOf('y', program)).toBe('?');
  });
  it('follows a conditional expression, and and or', () => {
    expect(valueOf('x', 'x = 4 if flag else 2 * 2')).toBe('4');
    expect(valueOf('x', 'x = 0\nif flag and False:\n    x = 1')).toBe('0');
    expect(valueOf('x', 'x = 0\nif flag or True:\n    x = 1')).toBe('1');
  });
});

describe('a loop that runs no one knows how often', () => {
  it('keeps what it does not change', () => {
    expect(valueOf('x', 'x = 3\nfor item in items:\n    y = x')).toBe('3');
  });
  it('makes unknown what a later pass would change', () => {
    // After one pass n is still 1; after two it is not.
    expect(valueOf('n', 'n = 1\nm = 1\nk = 2\nwhile flag:\n    n = m\n    m = k')).toBe('?');
  });
  it('joins a break with the other ways out', () => {
    expect(valueOf('i', 'for i in range(5):\n    if flag:\n        break')).toBe('?');
    expect(valueOf('x', 'x = 0\nfor i in range(5):\n    if flag:\n        continue\n    x = 0')).toBe('0');
  });
  it('does not know how long a list grows', () => {
    expect(valueOf('n', 'a = []\nfor item in items:\n    a.append(1)\nn = len(a)')).toBe('?');
  });
});

describe('names', () => {
  it('are found by scope', () => {
    expect(valueOf('x', 'y = 1\ndef f():\n    y = 2\n    def g():\n        return y\n    return g()\nx = f()')).toBe(
      '2',
    );
    expect(valueOf('x', 'x = 1\ndef f():\n    global x\n    x = 2\nf()')).toBe('2');
  });
  it('bound by := in a comprehension belong to the function around it', () => {
    expect(valueOf('last', '[last := i for i in range(3)]')).toBe('2');
  });
  it('that are not defined do not stop what follows', () => {
    expect(valueOf('x', 'y = nowhere + 1\nx = 2')).toBe('2');
  });
});
