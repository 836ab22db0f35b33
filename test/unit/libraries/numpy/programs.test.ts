import { beforeAll, describe, expect, it } from 'vitest';
import { hasNumpy, onNumpy } from './realNumpy';
import { loadParser, run } from './run';

beforeAll(() => loadParser());

/** Programs whose whole output is compared; the title says what each is about. */
const PROGRAMS: Record<string, string> = {
  'elements set one by one': `
filters = np.zeros((5, 5, 3, 4))
for c in range(3):
    for k in range(4):
        filters[2, 2, c, k] = 2 + c + k / 10
print(filters[2, 2])
print(filters.sum(), filters[2, 2].ravel())`,
  'slices share numbers with the array': `
a = np.zeros((3, 4))
row = a[1]
row[:] = 5
row[2] = 7
a[:, 0] += 1
col = a[:, 3]
col *= 2
t = a.T
t[0, 0] = -1
flat = a.reshape(-1)
flat[5] = 9
print(a, row, col)
b = a[1:].copy()
b[...] = 0
print(a[1], a.ravel()[5])`,
  'advanced indices copy': `
a = np.arange(6)
b = a[[0, 1]]
b[0] = 9
print(a, b)
a[[0, 2]] = 7, 8
a[a > 4] = 0
print(a)`,
  'parts of a split share numbers': `
a = np.arange(6.0)
x, y = np.split(a, 2)
x += 10
print(a, y)`,
  'in-place operators keep dtype and shape': `
a = np.ones(3, dtype=np.float32)
a += 0.1
a *= 2
print(a, a.dtype)
i = np.arange(3)
i += 1
i **= 2
print(i)
b = np.zeros((2, 3))
b += a
print(b)`,
  'broadcasting refuses': `np.ones((2, 3)) + np.ones(2)`,
  'assignment refuses': `
a = np.zeros((2, 3))
a[0] = [1, 2]`,
  'index out of bounds': `np.arange(3)[3]`,
  'too many indices': `np.arange(3)[0, 0]`,
  'index of a wrong kind': `np.arange(3)['x']`,
  'reshape refuses': `np.arange(6).reshape(4, 2)`,
  'concatenate refuses': `np.concatenate([np.ones((2, 3)), np.ones((2, 4))])`,
  'matmul refuses': `np.ones((2, 3)) @ np.ones((2, 3))`,
  'in-place refuses a larger shape': `
a = np.ones(3)
a += np.ones((2, 3))`,
  'integers refuse floats in place': `
a = np.arange(3)
a += 0.5`,
  'the truth of many': `
if np.arange(3) > 1: pass`,
  'the legacy generator': `
np.random.seed(2020)
x = np.random.rand(2, 3, 3, 4)
print(x.astype(np.float32)[0, 0])
print(np.random.randn(3), np.random.randn())
print(np.random.randint(0, 10, (2, 5)), np.random.randint(5))
print(np.random.uniform(-1, 1, 3), np.random.normal(5, 2, size=(2, 2)))
a = np.arange(6)
np.random.shuffle(a)
print(a, np.random.permutation(5), np.random.permutation(np.arange(6).reshape(3, 2)))
print(np.random.choice(5, 3), np.random.choice([1.5, 2.5, 3.5], 2, replace=False))
print(np.random.choice(3, 5, p=[0.1, 0.2, 0.7]), np.random.exponential(2, 2))
print(np.random.random(), np.random.random_sample((2,)))
print(np.random.randint(0, 2**40, 2), np.random.randint(0, 200, 6, dtype=np.uint8))
names = ['a', 'b', 'c', 'd']
np.random.shuffle(names)
print(names, np.random.choice(names[:1]))`,
  'RandomState objects': `
r = np.random.RandomState(42)
print(r.rand(3), r.normal(size=2), r.randint(100))
s = np.random.RandomState([1, 2, 3])
print(s.rand(2))
print(r.uniform([0, 10], [1, 20]), r.normal(np.zeros(2), 1))`,
  default_rng: `
g = np.random.default_rng(7)
print(g.random(3), g.integers(0, 10, 5), g.random())
print(g.integers(3), g.uniform(1, 2, 2))
print(g.standard_normal((2, 3)), g.normal(1, 2, 3))
print(g.permutation(5), g.choice(10, 4), g.choice(10, 4, replace=False))
x = np.arange(5)
g.shuffle(x)
print(x, g.random(2, dtype=np.float32))
big = np.random.default_rng(12345678901234).standard_normal(500)
print(big.sum().round(9), big[:4])`,
  'print options': `
np.set_printoptions(precision=3, suppress=True)
print(np.array([1e-6, 123.456789]))
np.set_printoptions(threshold=5)
print(np.arange(10.0))
print(np.array2string(np.array([1.0, 2.0]), separator=', '))`,
  testing: `
np.testing.assert_allclose([1.0, 2.0], [1.0, 2.0 + 1e-12])
np.testing.assert_array_equal([1, 2], [1, 2])
try:
    np.testing.assert_allclose([1.0], [1.1])
except AssertionError as e:
    print('differs', str(e).splitlines()[1])`,
  'a convolution written as loops': `
def conv2d(x, w, stride=1):
    n, h, width = x.shape
    k = w.shape[-1]
    out = np.empty(((h - k) // stride + 1, (width - k) // stride + 1))
    for y in range(out.shape[0]):
        for c in range(out.shape[1]):
            patch = x[:, y * stride:y * stride + k, c * stride:c * stride + k]
            out[y, c] = np.sum(patch * w)
    return out
x = np.arange(75, dtype=np.float64).reshape(3, 5, 5)
w = np.ones((3, 3, 3)) / 27
print(conv2d(x, w), conv2d(x, w, 2).shape)`,
  'softmax and one-hot rows': `
z = np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 4.0]])
e = np.exp(z - z.max(axis=1, keepdims=True))
p = e / e.sum(axis=1, keepdims=True)
print(p.sum(axis=1), p.argmax(axis=1))
print(np.eye(4)[[1, 3]])`,
  iteration: `
for row in np.arange(4).reshape(2, 2):
    print(row, [x for x in row])
for index, value in np.ndenumerate(np.arange(2)):
    print(index, value)
for a, b in zip(np.arange(2), np.ones(2)):
    print(a + b)`,
  'scalars of arrays': `
x = np.float32(0.5)
y = x * 2
print(y, repr(y), type(y).__name__, x == 0.5, bool(x))
print(hash(np.int64(3)) == hash(3), {np.int64(1): 'one', np.float64(0.5): 'half'}[1], {0.5: 'half'}[np.float64(0.5)])
print([10, 20, 30][np.int64(2)], 'a' * np.int64(3))
print(np.prod([2, 3, 4]), list(range(np.int64(3))), np.zeros(np.int64(2)))
print(round(float(np.mean([1, 2])), 1), int(np.ceil(2.1)), np.sum([[1, 2], [3, 4]]) == 10)`,
  'the assigned shape': `
a = np.arange(6)
a.shape = (2, 3)
print(a)
a.shape = -1
print(a.shape)`,
  'sorting in place and filling': `
a = np.array([[3, 1], [2, 5]])
a.sort()
print(a)
a.sort(axis=0)
a[0].fill(9)
print(a)
a.fill(1)
print(a)`,
};

/** Errors say more here than in NumPy: only the type is compared (UFuncTypeError is a TypeError). */
const TYPE_ONLY = /refuse|bounds|indices/;

describe.runIf(hasNumpy)('programs, compared with the real NumPy', () => {
  const titles = Object.keys(PROGRAMS);
  let real: string[] = [];
  beforeAll(() => {
    real = onNumpy<string, string>(
      [
        'import io, contextlib',
        'out = io.StringIO()',
        'with contextlib.redirect_stdout(out):',
        '    try:',
        "        exec(case, {'np': np})",
        '    except Exception as e:',
        "        print(type(e).__name__ + ': ' + str(e))",
        'return out.getvalue()',
      ].join('\n'),
      titles.map((title) => PROGRAMS[title]),
    );
  });
  it.each(titles)('%s', (title) => {
    const [own, theirs] = [run(PROGRAMS[title]), real[titles.indexOf(title)]];
    if (TYPE_ONLY.test(title)) expect(own.split(':')[0]).toBe(theirs.split(':')[0].replace('UFunc', ''));
    else expect(own).toBe(theirs);
  });
});
