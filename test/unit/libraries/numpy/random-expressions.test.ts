import { beforeAll, describe, expect, it } from 'vitest';
import { mulberry32 } from '../../../../src/protocol/random';
import { hasNumpy, onNumpy } from './realNumpy';
import { loadParser, run } from './run';

beforeAll(() => loadParser());

/** Draws programs: an array of random shape and type, then steps that index, combine, reshape and reduce it. */
function programs(seed: number, count: number): string[] {
  const next = mulberry32(seed);
  const upTo = (n: number) => Math.floor(next() * n);
  const pick = <T>(items: readonly T[]): T => items[upTo(items.length)];
  const dims = (rank: number) => Array.from({ length: rank }, () => pick([1, 1, 2, 3, 4]));
  const tuple = (sizes: readonly (number | string)[]) => `(${sizes.join(', ')}${sizes.length === 1 ? ',' : ''})`;
  const dtype = () => pick(['np.float64', 'np.float32', 'np.int64', 'np.int32', 'np.uint8', 'bool']);
  const array = (sizes: readonly number[]) => {
    const total = sizes.reduce((a, b) => a * b, 1);
    const scale = pick(['', ' - 3', ' * 0.5', ' / 7', ' % 3', ' ** 2']);
    return `(np.arange(${total})${scale}).astype(${dtype()}).reshape(${tuple(sizes)})`;
  };
  const bound = () => pick(['', '', '1', '-1', '2', '0']);
  const item = () =>
    pick([
      () => `${bound()}:${bound()}`,
      () => `::${pick(['2', '-1', '-2'])}`,
      () => pick(['0', '-1', '1']),
      () => 'None',
      () => '...',
      () => `[${pick(['0', '0, 1', '-1, 0, 0', '1, 1'])}]`,
      () => `np.array([[0, 1], [1, 0]])`,
      () => 'x > 1',
    ])();
  const axis = (rank: number) => pick([...Array.from({ length: rank }, (_, i) => i), -1]);
  const step = (sizes: readonly number[]) => {
    const rank = sizes.length;
    const other = () => array(sizes.slice(upTo(rank + 1)).map((n) => (next() < 0.3 ? 1 : n)));
    return pick([
      () => `x[${Array.from({ length: 1 + upTo(3) }, item).join(', ')}]`,
      () => `x ${pick(['+', '-', '*', '/', '//', '%', '<', '==', '>='])} ${other()}`,
      () => `${pick(['2', '0.5', '-1', '3.7'])} ${pick(['+', '-', '*', '/'])} x`,
      () =>
        `x.${pick(['sum', 'mean', 'max', 'min', 'std', 'var', 'prod', 'any', 'all', 'argmax'])}(${pick(['', `axis=${axis(rank)}`])})`,
      () => `x.${pick(['sum', 'mean', 'max'])}(axis=${axis(rank)}, keepdims=True)`,
      () => `x.reshape(${pick(['-1', '-1, 1', '1, -1', '2, -1', '-1, 2'])})`,
      () => pick(['x.T', 'x.ravel()', 'x.squeeze()', 'x[::-1]', 'x.flatten()']),
      () => `np.${pick(['concatenate', 'stack'])}([x, x], axis=${axis(rank)})`,
      () => `np.expand_dims(x, ${axis(rank)})`,
      () => `np.tile(x, ${tuple(dims(1 + upTo(3)))})`,
      () => `np.repeat(x, 2, axis=${axis(rank)})`,
      () => `np.pad(x, ${upTo(3)}, mode='${pick(['constant', 'edge', 'symmetric', 'wrap'])}')`,
      () => `np.where(x > 1, x, ${pick(['0', '0.5', 'x'])})`,
      () => `np.moveaxis(x, 0, ${axis(rank)})`,
      () => `np.${pick(['sqrt', 'square', 'floor', 'ceil', 'sign', 'abs', 'negative', 'rint'])}(x)`,
      () => `np.${pick(['maximum', 'minimum', 'add', 'multiply'])}(x, ${pick(['1', '0.5', 'x'])})`,
      () => `np.flip(x, axis=${axis(rank)})`,
      () => `np.roll(x, 1, axis=${axis(rank)})`,
      () => `np.cumsum(x, axis=${axis(rank)})`,
      () => `np.split(x, 2, axis=${axis(rank)})[0]`,
      () => `np.sort(x, axis=${axis(rank)})`,
      () => `x.astype(${pick(['np.float64', 'np.float32', 'bool'])})`,
      () => `np.round(x @ x.T, 3)`,
      () => `np.broadcast_to(x, ${tuple([2, ...sizes])})`,
    ])();
  };
  return Array.from({ length: count }, () => {
    const sizes = dims(1 + upTo(3));
    const steps = Array.from({ length: 1 + upTo(3) }, () => `x = ${step(sizes)}`);
    return [`x = ${array(sizes)}`, ...steps, 'print(repr(x), np.shape(x), np.asarray(x).dtype)'].join('\n');
  });
}

/** Numbers of types that are not held (uint64, int8) are not compared, their shape and type are. */
function comparable(text: string, beside = text): string {
  return beside.startsWith('<') ? text.replace(/^[^]*[>)] (?=\()/, '') : text;
}

describe.runIf(hasNumpy)('random programs, compared with the real NumPy', () => {
  it('prints the same, or refuses with the same exception', () => {
    const cases = programs(18, 600);
    const real = onNumpy<string, string>(
      [
        'import io, contextlib',
        'def error_name(e):',
        "    names = [t.__name__ for t in type(e).__mro__ if t.__module__ == 'builtins']",
        "    return 'IndexError' if 'IndexError' in names else names[0]",
        'out = io.StringIO()',
        'with contextlib.redirect_stdout(out):',
        '    try:',
        "        exec(case, {'np': np})",
        '    except Exception as e:',
        "        print('raises', error_name(e))",
        'return out.getvalue()',
      ].join('\n'),
      cases,
    );
    const own = cases.map((program) => run(program).replace(/^(\w+Error): [^]*$/, 'raises $1\n'));
    const wrong = cases.flatMap((program, i) =>
      comparable(own[i]) === comparable(real[i], own[i])
        ? []
        : [`${program}\n# NumPy: ${real[i]}# model: ${run(program)}`],
    );
    expect(wrong).toEqual([]);
  });
});
