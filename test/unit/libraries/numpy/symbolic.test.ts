import { beforeAll, describe, expect, it } from 'vitest';
import { loadParser, run } from './run';

beforeAll(() => loadParser());

const SETUP = 'from sizes import H, W, anything\nx = np.zeros((2, H, W, 3))\n';
const show = (expression: string) => run(`${SETUP}print(${expression})`, 'analysis').trimEnd();

describe('sizes that are names', () => {
  it.each([
    ['x', '<ndarray (2, H, W, 3) float64>'],
    ['(x + 1).shape', '(2, H, W, 3)'],
    ['x[:, 1:]', '<ndarray (2, H − 1, W, 3) float64>'],
    ['x[..., ::2]', '<ndarray (2, H, W, 2) float64>'],
    ['x.sum(axis=(1, 2)).shape', '(2, 3)'],
    ['x.mean(axis=-1, keepdims=True)', '<ndarray (2, H, W, 1) float64>'],
    ['x.reshape(2, -1)', '<ndarray (2, 3·H·W) float64>'],
    ['x.transpose(0, 3, 1, 2)', '<ndarray (2, 3, H, W) float64>'],
    ['np.concatenate([x, x], axis=1)', '<ndarray (2, 2·H, W, 3) float64>'],
    ['np.pad(x, ((0, 0), (1, 1), (2, 2), (0, 0)))', '<ndarray (2, H + 2, W + 4, 3) float64>'],
    ['np.tile(x, (1, 2, 1, 1))', '<ndarray (2, 2·H, W, 3) float64>'],
    ['np.repeat(x, 2, axis=2)', '<ndarray (2, H, 2·W, 3) float64>'],
    ["np.einsum('bhwc,cd->bhwd', x, np.zeros((3, 5)))", '<ndarray (2, H, W, 5) float64>'],
    ['np.zeros((H, W)) @ np.zeros((W, 4))', '<ndarray (H, 4) float64>'],
    ['np.split(np.zeros((2 * H, 4)), 2)[1]', '<ndarray (H, 4) float64>'],
    ['np.arange(H)[1::2]', '<ndarray (⌊H/2⌋,) int64>'],
    ['np.meshgrid(np.arange(W), np.arange(H))[0]', '<ndarray (H, W) int64>'],
    ['np.random.rand(H, 3)', '<ndarray (H, 3) float64>'],
    ['x[x > 0]', '<ndarray (?,) float64>'],
    ['x.astype(np.float32).dtype', 'float32'],
    ['x.size', '6·H·W'],
  ])('%s is %s', (expression, text) => expect(show(expression)).toBe(text));
});

describe('arithmetic on sizes in arrays', () => {
  it.each([
    ['np.prod(x.shape[1:])', '3·H·W'],
    ['np.array([H, W]) // 2', '[⌊H/2⌋ ⌊W/2⌋]'],
    ['np.zeros(np.array([H, W]) // 2).shape', '(⌊H/2⌋, ⌊W/2⌋)'],
    ['np.array(x.shape)[1:3] * 2', '[2·H 2·W]'],
    ['int(np.ceil(H / 2))', '⌊(H − 1)/2⌋ + 1'],
    ['np.maximum(H, 3)', 'max(H, 3)'],
    ['np.sum([H, 1])', 'H + 1'],
    ['np.array(x.shape)[0] + 1', '3'],
  ])('%s is %s', (expression, text) => expect(show(expression)).toBe(text));
});

describe('what is not known', () => {
  it('makes the axis unknown, not the rank', () => {
    expect(show('np.zeros((anything, 2))')).toBe('<ndarray (?, 2) float64>');
    expect(show('np.ones((3, 4))[:anything]')).toBe('<ndarray (?, 4) float64>');
  });
  it('makes the shape unknown where it may be any', () => {
    expect(show('anything * x')).toBe('<ndarray of unknown shape>');
    expect(show('x.sum(axis=anything)')).toBe('<ndarray of unknown shape float64>');
    expect(show('np.asarray(anything).reshape(1, 3, 8, 8).shape')).toBe('(1, 3, 8, 8)');
  });
  it('forgets numbers set under a condition that is not known', () => {
    const program = `${SETUP}a = np.zeros(3)\nb = np.ones(2)\nif anything > 3:\n    a[0] = 1\nprint(a, b)`;
    expect(run(program, 'analysis')).toBe('<ndarray (3,) float64> [1. 1.]\n');
  });
  it('forgets numbers of a base set through a view', () => {
    const program = `${SETUP}a = np.zeros((2, 2))\nrow = a[0]\nrow[:] = anything\nprint(a, a[1])`;
    expect(run(program, 'analysis')).toBe('<ndarray (2, 2) float64> <ndarray (2,) float64>\n');
  });
});

describe('random numbers while analysing', () => {
  const random = (body: string) => run(`${SETUP}${body}`, 'analysis');
  it('are not known without a seed', () => {
    expect(random('print(np.random.rand(2))')).toBe('<ndarray (2,) float64>\n');
  });
  it('are those of the seed', () => {
    expect(random('np.random.seed(0)\nprint(np.random.rand(2))')).toBe('[0.5488135  0.71518937]\n');
  });
  it('are not known after a branch that may have drawn', () => {
    const program = 'np.random.seed(0)\nif anything > 3:\n    np.random.rand()\nprint(np.random.rand(2))';
    expect(random(program)).toBe('<ndarray (2,) float64>\n');
  });
  it('go on as they were after a branch that drew nothing', () => {
    const program = 'np.random.seed(0)\nif anything > 3:\n    y = 1\nprint(np.random.rand(2))';
    expect(random(program)).toBe('[0.5488135  0.71518937]\n');
  });
  it('repeat from run to run in the kernel', () => {
    const program = 'print(np.random.randn(3), np.random.default_rng().random(2))';
    expect(run(program)).toBe(run(program));
  });
});
