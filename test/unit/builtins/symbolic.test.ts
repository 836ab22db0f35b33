/** What the builtins make of sizes without numbers and of values nobody knows. */
import { beforeAll, describe, expect, test } from 'vitest';
import { loadParser } from '../../../src/python/syntax';
import { formatDim, sym } from '../../../src/shape';
import { UnknownValue, int, type Value } from '../../../src/python/interpreter/values';
import { valuesOf } from './run';
import { type Words, englishOf } from '../../../src/protocol/say';

beforeAll(() => loadParser());

const given = {
  H: int(sym('H')),
  W: int(sym('W')),
  planes: new UnknownValue('a constructor parameter', undefined, 'planes'),
  lost: new UnknownValue('it is read from a file'),
};

/** A value as a reader sees it: numbers and expressions as text, the reason of what is unknown. */
function shown(value: Value): string {
  switch (value.kind) {
    case 'int':
      return formatDim(value.value) === '?' ? `int ? ${reasonOf(value.value)}` : formatDim(value.value);
    case 'float':
      return `float ${formatDim(value.value)}`;
    case 'bool':
      return String(value.value);
    case 'unknown':
      return `? ${englishOf(value.reason)}`;
    case 'tuple':
      return `(${value.items.map(shown).join(', ')})`;
    case 'list':
      return value.open ? `list ? ${englishOf(value.open.reason)}` : `[${value.items.map(shown).join(', ')}]`;
    case 'str':
      return `'${value.value}'`;
    default:
      return value.kind;
  }
}

function reasonOf(dim: object | number): string {
  return typeof dim === 'object' && 'reason' in dim ? englishOf(dim.reason as Words) : '';
}

const evaluate = (expression: string): string => shown(valuesOf(`x = ${expression}`, given)('x'));

describe('symbolic sizes', () => {
  test.each([
    ['H // 2', '⌊H/2⌋'],
    ['int(H * 0.5)', '⌊H/2⌋'],
    ['int(H / 2)', '⌊H/2⌋'],
    ['H * 2 + H', '3·H'],
    ['H / 2', 'float H/2'],
    ['H ** 2', 'H^2'],
    ['2 * H % 2', '0'],
    ['H << 1', '2·H'],
    ['-H', '−H'],
    ['abs(H)', 'H'],
    ['abs(-H)', 'H'],
    ['max(H, 1)', 'H'],
    ['max(1, H // 8)', 'max(⌊H/8⌋, 1)'],
    ['min(H, W)', 'min(H, W)'],
    ['max(H * 1.0, 0)', 'float H'],
    ['sum([H, W, 1])', 'H + W + 1'],
    ['divmod(H, 2)[0]', '⌊H/2⌋'],
    ['round(H)', 'H'],
    ['round(H * 2.0)', '2·H'],
    ['__import__("math").ceil(H / 2)', '⌊(H − 1)/2⌋ + 1'],
    ['__import__("math").floor(H / 2)', '⌊H/2⌋'],
    ['__import__("math").prod([H, W])', 'H·W'],
    ['int(planes * 2)', '2·planes'],
    ['planes // 4', '⌊planes/4⌋'],
    ['float(H)', 'float H'],
    ['[0] * 2 + [H]', '[0, 0, H]'],
  ])('%s is %s', (expression, expected) => {
    expect(evaluate(expression)).toBe(expected);
  });

  test.each([
    ['H >= 1', 'true'],
    ['H > 0', 'true'],
    ['H == H', 'true'],
    ['H + 1 == H', 'false'],
    ['H + 1 > H', 'true'],
    ['H < 0', 'false'],
    ['bool(H)', 'true'],
    ['H - 1 >= 0', 'true'],
  ])('%s is certain: %s', (expression, expected) => {
    expect(evaluate(expression)).toBe(expected);
  });

  test.each(['H == 3', 'H > 5', 'H == W', 'H % 2 == 0', 'H > 5 or H > 9', 'H in [1, 2]', 'sorted([H, 3])', 'str(H)'])(
    '%s depends on the size',
    (expression) => {
      expect(evaluate(expression)).toMatch(/^(list )?\?/);
    },
  );

  test('rounding towards zero keeps both signs in the expression where the sign is open', () => {
    expect(evaluate('int((H - W) / 2)')).toBe('max(min(⌊(H − W − 1)/2⌋ + 1, 0), ⌊(H − W)/2⌋)');
  });
});

describe('unknown values', () => {
  test.each([
    'len(lost)',
    'int(lost)',
    'str(lost)',
    'lost + 1',
    'max(lost, 1)',
    'sum(lost)',
    'isinstance(lost, int)',
    'getattr(lost, "x")',
    'zip(lost, [1])',
    'enumerate(lost)',
    '"%d" % lost',
    '"{}".format(lost)',
    'f"{lost}"',
    '", ".join(lost)',
    'abs(lost)',
    'round(lost)',
    'lost.x.y(1)[2]',
    '"a".join(["b", lost])',
    'not lost',
    '[1, 2].index(lost)',
    'dict(a=lost)["a"]',
    '__import__("functools").reduce(lambda a, b: a + b, lost)',
    '__import__("itertools").chain(lost, [1])',
    '__import__("re").sub("a", "b", lost)',
    '__import__("json").loads(lost)',
    '__import__("copy").deepcopy([lost])[0]',
    'range(lost)',
    'sorted(lost)',
    'list(lost)',
    'list(map(str, lost))',
    'any([0, lost])',
    '__import__("os").path.join("a", lost)',
    'hash(lost)',
    'type(lost)',
    'callable(lost)',
  ])('%s keeps the reason', (expression) => {
    expect(evaluate(expression)).toContain('it is read from a file');
  });

  test.each([
    ['float(lost)', 'float ?'],
    ['any([1, lost])', 'true'],
    ['all([0, lost])', 'false'],
    ['len([lost, lost])', '2'],
    ['isinstance([lost], list)', 'true'],
    ['[1, lost][0]', '1'],
    ['(lost, 2)[1]', '2'],
    ['{"a": lost, "b": 2}["b"]', '2'],
    ['[1, 2].index(1)', '0'],
    ['hasattr([], "append")', 'true'],
  ])('%s is known all the same: %s', (expression, expected) => {
    expect(evaluate(expression)).toBe(expected);
  });

  test('a list extended by what is not known is open, and cleared it is known again', () => {
    const value = valuesOf(
      'a = [1]\na.extend(lost)\na.append(2)\nn = len(a)\nb = list(a)\na.clear()\nm = len(a)',
      given,
    );
    expect(shown(value('n'))).toBe('int ? it is read from a file');
    expect(shown(value('b'))).toBe('list ? it is read from a file');
    expect(shown(value('m'))).toBe('0');
  });

  test('a dict with an unknown key is open', () => {
    const value = valuesOf('d = {"a": 1}\nd[lost] = 2\nn = len(d)\nk = d.get("zz")', given);
    expect(shown(value('n'))).toContain('int ?');
    expect(shown(value('k'))).toContain('?');
  });

  test('integers that no double holds are unknown and say so', () => {
    expect(evaluate('2 ** 53 + 1')).toBe('int ? the integer 9007199254740993 is too large to be held exactly');
    expect(evaluate('2 ** 64 // 2 ** 60')).toBe('16');
  });

  test('options of the command line are unknown where they must be given', () => {
    const value = valuesOf(
      [
        'import argparse',
        'p = argparse.ArgumentParser()',
        "p.add_argument('--width', type=int, default=64)",
        "p.add_argument('--name', required=True)",
        "p.add_argument('file')",
        'a = p.parse_args()',
        'w, n, f = a.width, a.name, a.file',
      ].join('\n'),
    );
    expect(shown(value('w'))).toBe('64');
    expect(shown(value('n'))).toBe('? it is given on the command line as --name');
    expect(shown(value('f'))).toBe('? it is given on the command line as file');
  });
});
