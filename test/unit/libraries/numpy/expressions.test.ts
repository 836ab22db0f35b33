import { beforeAll, describe, expect, it } from 'vitest';
import { hasNumpy, onNumpy } from './realNumpy';
import { loadParser, run } from './run';

beforeAll(() => loadParser());

/** Names that the expressions below use. */
const SETUP = `
a = np.arange(24).reshape(2, 3, 4)
b = np.linspace(-2, 3, 12).reshape(3, 4)
f = np.array([[1.5, -2.25], [0.125, 4]], dtype=np.float32)
i = np.array([3, 1, 2])
m = np.array([True, False, True])
v = np.array([0.1, 0.2, 0.3, 0.4])
u = np.array([250, 3, 7], dtype=np.uint8)
`;

/** Each is evaluated by both sides; the text of repr and str, shape and dtype are compared. */
const EXPRESSIONS = `
np.array([1, 2, 3])
np.array([[1, 2], [3, 4.5]])
np.array([1, 2], dtype='float32')
np.array(5)
np.array([True, 2])
np.array([])
np.array([[], []])
np.array([a, a])
np.array([np.float32(1), np.float32(2)])
np.zeros((2, 3))
np.zeros(4, dtype=int)
np.ones([2, 2], np.float32)
np.full((2, 2), 7)
np.full(3, 0.5, dtype=np.float32)
np.zeros_like(a)
np.ones_like(f, dtype=bool)
np.full_like(i, 9)
np.eye(3)
np.eye(2, 4, k=1, dtype=int)
np.identity(2)
np.mgrid[0:2, 0:3]
np.mgrid[1:7:2]
np.mgrid[0:1:3j, 0:2]
np.ogrid[0:3, 0:2]
np.mgrid[:2, -1:1][0]
np.arange(5)
np.arange(2, 11, 3)
np.arange(1, 2, 0.25)
np.arange(5, dtype=np.float32)
np.arange(10, 0, -3)
np.linspace(0, 1, 5)
np.linspace(0, 1, 4, endpoint=False)
np.linspace(0, 10, 3, dtype=int)
np.logspace(0, 2, 3)
np.indices((2, 3))
np.meshgrid([1, 2, 3], [4, 5])
np.meshgrid([1, 2, 3], [4, 5], indexing='ij', sparse=True)
a + 1
a * 0.5
a / 2
a // 5
a % 5
a ** 2
2 ** i
-b
abs(b)
b > 0
(b > 0) & (b < 2)
~m
~i
a + b
a - i.reshape(3, 1)
f + 1
f * 2.5
f + v[:2]
f + i[0]
f / 3
u + u
u * 2
u + 1.5
i / i
i // 2
i % -2
b // 0.7
b % 0.7
m + m
m * 3
m.astype(int)
f @ f
a @ b.T
np.dot(b, v)
np.dot(v, v)
np.matmul(a, b.T)
np.einsum('ij,kj->ik', b, b)
np.einsum('bij->bji', a)
np.einsum('ii', np.eye(3))
np.einsum('ij->', b)
np.tensordot(a, b, axes=([1, 2], [0, 1]))
np.tensordot(b, b.T, 1)
np.outer(i, v)
np.inner(v, v)
a[0]
a[-1, 1]
a[0, 1, 2]
a[..., 0]
a[:, 1:, ::2]
a[:, None].shape
a[np.newaxis, ..., np.newaxis].shape
a[::-1, ::-1]
a[:, [0, 2]]
a[[0, 1], [1, 2]]
a[[0, 1], :, [1, 2]]
a[:, [0, 2], 1]
a[a > 12]
a[:, m]
i[m]
b[i - 1]
b[np.array([[0, 1], [2, 0]])].shape
a[1:1]
a.T.shape
a.T
b.transpose()
a.transpose(2, 0, 1)
a.transpose((0, 2, 1))[0]
np.transpose(a, (1, 0, 2))
np.moveaxis(a, 0, -1).shape
np.moveaxis(a, [0, 1], [-1, 0])
np.rollaxis(a, 2).shape
np.swapaxes(a, 0, 2).shape
np.squeeze(a[:1])
np.expand_dims(i, 0)
np.expand_dims(i, (0, 2)).shape
a.reshape(6, -1)
a.reshape((4, 6))
a.reshape(-1)
np.reshape(a, (2, 12))
a.ravel()
a.flatten().shape
np.broadcast_to(i, (2, 3))
np.atleast_2d(i)
np.atleast_3d(i).shape
a.sum()
a.sum(axis=0)
a.sum(axis=(0, 2))
a.sum(-1, keepdims=True)
a.mean()
a.mean(axis=1)
f.mean()
f.mean(axis=0)
b.std()
b.var(axis=0, ddof=1)
a.max()
a.min(axis=1)
a.argmax()
a.argmax(axis=2)
np.argmin(b)
np.prod(i)
np.prod((2, 3, 4))
np.sum([1, 2, 3])
np.sum(m)
np.mean([1, 2, 4])
np.max([3, 1, 2])
np.cumsum(i)
np.cumsum(a, axis=1)
np.cumprod(i)
np.any(b > 2)
np.all(b > -3)
np.all(a == a, axis=0)
np.median(b)
np.median(np.zeros((2, 0)), axis=1)
np.median(np.array([]))
np.median(a, axis=1)
np.percentile(b, 30)
np.percentile(b, [25, 50, 75], axis=0)
np.percentile(b, np.array([[25], [50]]))
np.quantile(b, [0.1, 0.9], axis=(0, 1), keepdims=True)
np.percentile(b, np.float64(25))
np.average(i, weights=[1, 2, 3])
np.ptp(b)
np.concatenate([i, i])
np.concatenate((b, b), axis=1)
np.concatenate([a, a], axis=None).shape
np.concatenate([i, v])
np.stack([i, i])
np.stack([b, b], axis=-1)
np.vstack([i, i])
np.hstack([i, i])
np.hstack([b, b]).shape
np.dstack([b, b]).shape
np.column_stack([i, i])
np.append(i, 4)
np.split(i, 3)
np.split(np.arange(10), [3, 5])
np.array_split(np.arange(10), 4)
np.split(a, 2, axis=2)[1]
np.tile(i, 2)
np.tile(i, (2, 2))
np.tile(b, (2, 1, 1)).shape
np.repeat(i, 2)
np.repeat(b, 2, axis=0).shape
np.repeat(i, [1, 2, 0])
np.pad(i, 2)
np.pad(i, (1, 2), mode='edge')
np.pad(b, ((1, 0), (0, 2)), mode='constant', constant_values=9)
np.pad(i, 2, mode='reflect')
np.pad(i, 3, mode='symmetric')
np.pad(i, 4, mode='wrap')
np.flip(i)
np.flip(a, axis=1)
np.fliplr(b)
np.flipud(b)
np.roll(i, 1)
np.roll(b, 1, axis=1)
np.roll(a, 2)
np.rot90(b)
np.rot90(b, 2)
np.rot90(b, -1)
np.where(b > 0, b, 0)
np.where(m, i, -1)
np.where(m)
np.nonzero(b > 1)
np.argwhere(m)
np.flatnonzero(m)
np.take(b, [0, 2], axis=1)
np.take(i, 1)
np.sort([3, 1, 2])
np.sort(b, axis=0)[::-1]
np.argsort(i)
np.unique([3, 1, 1, 2])
np.unique([3, 1, 1, 2], return_counts=True)
np.unique([3, 1, 1], return_inverse=True)
np.searchsorted([1, 2, 4], [0, 2, 5])
np.count_nonzero(m)
np.diff(i)
np.diff(b, axis=0)
np.clip(b, -1, 1)
b.clip(0)
np.round(b, 1)
np.around([0.5, 1.5, 2.5])
b.round(2)
np.floor(b)
np.ceil(b)
np.rint([0.5, 1.5, -0.5])
np.sqrt(a)
np.sqrt(i)
np.sqrt(u)
np.square(f)
np.sign(b)
np.abs(-3)
np.maximum(b, 0)
np.minimum(i, 2)
np.isnan([1, np.nan])
np.isfinite([1, np.inf])
np.logical_and(m, [True, True, False])
np.logical_not(m)
np.power(i, 2)
np.mod(-7, 3)
np.floor_divide(7, -2)
np.hypot(3, 4)
np.allclose(b, b + 1e-9)
np.isclose([1, 2], [1, 2.1])
np.array_equal(i, [3, 1, 2])
np.diag([1, 2])
np.diag(b)
np.triu(b)
np.tril(b, 1)
np.trace(b[:, :3])
np.convolve([1, 2, 3], [0, 1, 0.5])
np.convolve([1, 2, 3], [0, 1, 0.5], 'same')
np.convolve([1, 2, 3], [0, 1], 'valid')
np.linalg.norm(v)
np.lib.stride_tricks.sliding_window_view(np.arange(5), 3)
np.lib.stride_tricks.sliding_window_view(b, (2, 2))
np.lib.stride_tricks.sliding_window_view(a, 2, axis=1)
np.lib.stride_tricks.sliding_window_view(a, (2, 3), axis=(1, 2)).sum(axis=(-1, -2))
b[np.ix_([0, 2], [1, 3])]
b[np.ix_(np.array([True, False, True]), np.array([False, True, False, True]))]
np.unravel_index(7, (2, 3, 4))
np.unravel_index(b.argmax(), b.shape)
np.bincount([0, 1, 1, 4])
np.isin(i, [1, 2])
np.delete(i, 1)
np.delete(b, [0, -1], axis=1)
np.broadcast_arrays(i, np.zeros((2, 1)))
np.nan_to_num([1, np.nan])
np.fromfunction(lambda y, x: y * 10 + x, (2, 3))
np.linalg.norm(b, axis=1)
np.float32(0.1)
np.float64(2)
np.int64(3) + 1
np.int64(3) / 2
np.float32(3) * 2.5
np.uint8(7)
np.bool_(True)
np.float32([1, 2])
np.float16(0.1)
type(np.float64(1)).__name__
isinstance(np.float64(1), float)
isinstance(np.int64(1), np.integer)
isinstance(i[0], int)
i.dtype
f.dtype == np.float32
f.dtype == 'float32'
i.dtype.name
f.dtype.itemsize
f.nbytes
i.size, i.ndim, a.shape, len(a)
np.iinfo(np.uint8).max
np.finfo(np.float32).eps
np.finfo(np.float32).max
np.issubdtype(f.dtype, np.floating)
np.result_type(np.int32, np.float32)
np.result_type(f, 1.0)
np.promote_types('uint8', 'int8')
np.dtype('float32')
str(np.dtype(float))
f.astype(int)
b.astype(np.int32)
b.astype('float16')
b.astype(bool)
i.tolist()
f.tolist()
a[0, 0, 0].item()
f[0, 0].item()
i.item(1)
list(i)
[int(x) for x in i]
float(v[0]) + 1
int(b.max())
range(int(i[0]))
'%.2f' % v[1]
f'{v[2]:.3f} {i[0]} {f[0]}'
'{}'.format(b)
np.pi, np.e, np.inf
np.shape([[1, 2], [3, 4]])
np.ndim(a)
np.size(a)
sum(i)
max(i), min(v)
sorted(i)
i in [1], 2 in i
1e-5 * np.arange(3)
np.array([1e10, 1.0])
np.array([0.0001, 1000.0])
np.arange(2000)
np.arange(1200).reshape(30, 40)
np.random.RandomState(0).randn(3, 4).astype(np.float32)
np.zeros((0, 3))
bool(np.array([1]))
np.array([[1, 2], [3, 4]]).sum(axis=1).tolist()
np.ones(3) * np.ones((2, 1))
np.ndenumerate(i).__class__ is None
list(np.ndindex(2, 2))
5 in np.arange(6)
divmod(7, 2)
round(np.float64(2.567), 2)
np.array([1, 2, 3])[np.int64(1)]
[1, 2, 3][np.int64(1)]
np.int32(7) // 2
-np.float32(1.5)
np.float64(7) % 4
np.exp(0.0)
np.exp(np.array([0.0, 1.0]))
np.log(np.array([1.0, 10.0]))
np.tanh(0.5)
np.array(3.0).reshape(1, 1)
`
  .trim()
  .split('\n');

const DESCRIBE = (expression: string) =>
  `x = ${expression}\nprint(repr(x))\nprint(x)\nif isinstance(x, np.ndarray): print(x.shape, x.dtype)`;

describe.runIf(hasNumpy)('expressions, compared with the real NumPy', () => {
  const programs = EXPRESSIONS.map((expression) => `${SETUP}\n${DESCRIBE(expression)}`);
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
      programs,
    );
  });
  it.each(EXPRESSIONS.map((expression, n) => ({ expression, n })))('$expression', ({ n }) => {
    expect(run(programs[n])).toBe(real[n]);
  });
});
