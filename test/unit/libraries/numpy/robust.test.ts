import { beforeAll, describe, expect, it } from 'vitest';
import { modules } from '../../../../src/libraries/numpy';
import { ndarray } from '../../../../src/libraries/numpy/classes';
import { randomState } from '../../../../src/libraries/numpy/random/stream';
import { loadParser, run } from './run';

beforeAll(() => loadParser());

/** Arguments that a function may meet while someone is still typing. */
const ARGUMENTS = [
  'anything',
  'np.zeros((2, 3))',
  'np.zeros((H, W))',
  'np.zeros(anything)',
  'H',
  '2',
  '-1',
  '0.5',
  'None',
  "'text'",
  '(1, 2)',
  '[[1, 2], [3, 4]]',
  '[anything, 1]',
  'np.float32(1)',
  'np.array(anything)',
  'True',
  '{}',
  '...',
];

/** Every call that a name may get: no argument, one, and pairs of them. */
function calls(name: string, receivers: readonly string[]): string[] {
  const given = receivers.length > 0 ? receivers.map((receiver) => `${receiver}.${name}`) : [name];
  return given.flatMap((fn) => [
    `${fn}()`,
    ...ARGUMENTS.map((x) => `${fn}(${x})`),
    ...ARGUMENTS.flatMap((x, i) => [
      `${fn}(${x}, ${ARGUMENTS[(i * 7 + 3) % ARGUMENTS.length]})`,
      `${fn}(${x}, ${ARGUMENTS[(i * 5 + 1) % ARGUMENTS.length]}, ${ARGUMENTS[(i * 11 + 2) % ARGUMENTS.length]})`,
    ]),
  ]);
}

/** `run` throws what the interpreter could not follow: errors of the model, not of the program. */
function runAll(lines: readonly string[]): void {
  for (const line of lines) {
    try {
      run(`from sizes import H, W, anything\nimport numpy.lib.stride_tricks\nx = ${line}\nstr(x)`, 'analysis');
    } catch (error) {
      throw new Error(`${line}: ${String(error)}`, { cause: error });
    }
  }
}

const callable = (kind: string) => kind === 'native' || kind === 'class';

describe('no argument makes the model itself fail', () => {
  const names = modules.flatMap(({ name, attrs }) =>
    Object.entries(typeof attrs === 'function' ? attrs() : attrs)
      .filter(([, value]) => callable(value.kind))
      .map(([attribute]) => `${name.replace(/^numpy/, 'np')}.${attribute}`),
  );
  it.each(names)('%s', (name) => expect(() => runAll(calls(name, []))).not.toThrow());

  const methods = [...ndarray.attrs].filter(([, value]) => callable(value.kind)).map(([name]) => name);
  it.each(methods)('ndarray.%s', (name) =>
    expect(() => runAll(calls(name, ['np.zeros((2, 3))', 'np.zeros((H, W))', 'np.float32(2)']))).not.toThrow(),
  );

  const drawn = [...randomState.attrs.keys()];
  it.each(drawn)('RandomState.%s', (name) =>
    expect(() => runAll(calls(name, ['np.random.RandomState(0)']))).not.toThrow(),
  );

  const generator = ['random', 'integers', 'normal', 'uniform', 'standard_normal', 'shuffle', 'permutation', 'choice'];
  it.each(generator)('Generator.%s', (name) =>
    expect(() => runAll(calls(name, ['np.random.default_rng(0)']))).not.toThrow(),
  );

  it('subscripts', () => {
    const targets = ['np.zeros((2, 3))', 'np.zeros((H, W))', 'np.zeros(anything)', 'np.float32(1)', 'np.array([H, W])'];
    const items = [
      ...ARGUMENTS,
      ':',
      '::-1',
      'anything:',
      ':H',
      '::H',
      'None, ..., 0',
      'anything, 0',
      '[True, False]',
      '[]',
    ];
    runAll(targets.flatMap((target) => items.map((item) => `${target}[${item}]`)));
    const program = (target: string, item: string, value: string) => `a = ${target}\na[${item}] = ${value}`;
    for (const target of targets) {
      for (const [i, item] of items.entries()) {
        const text = program(target, item, ARGUMENTS[i % ARGUMENTS.length]);
        expect(() => run(`from sizes import H, W, anything\n${text}`, 'analysis'), text).not.toThrow();
      }
    }
  });

  it('operators', () => {
    const operators = ['+', '-', '*', '/', '//', '%', '**', '@', '&', '|', '^', '<<', '>>', '==', '<'];
    runAll(
      operators.flatMap((op) =>
        ['np.zeros((2, 3))', 'np.ones((H, 3), int)', 'np.zeros(anything)', 'np.int64(2)'].flatMap((x) =>
          ARGUMENTS.flatMap((y) => [`${x} ${op} ${y}`, `${y} ${op} ${x}`]),
        ),
      ),
    );
  });
});
