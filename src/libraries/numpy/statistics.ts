/** Functions of samples, signals and polynomials, by their shapes (NumPy 2.3, "Statistics", "Mathematical functions"). */
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { native, type Bound } from '../../python/interpreter/native';
import { tuple, type Value } from '../../python/interpreter/values';
import {
  add,
  ceilDiv,
  equalDims,
  formatShape,
  maxDim,
  minDim,
  mul,
  productOf,
  sub,
  type Dim,
  type Shape,
} from '../../shape';
import { said } from '../../protocol/say';
import { isSequence } from '../common/shapes';
import { asArray } from './classes';
import { axisWithin, unshaped } from './rearranging';
import { common, floating, made, ofArray, ofArrays, type Shaped } from './shaped';

/** How many bins there are: a number, the edges of all, or a rule that looks at the data. */
function binsOf(cx: Context, value: Value): Dim {
  if (value.kind === 'str') return cx.unknownDim('the number of bins depends on the data');
  if (value.kind === 'unknown' || value.kind === 'int') return cx.dim(value, 'bins');
  const edges = asArray(cx, value).shape;
  if (edges?.length === 0) return cx.unknownDim('the number of bins depends on the data');
  return edges ? sub(edges[0], 1) : cx.unknownDim('the number of bins depends on the data');
}

const histogram = native('histogram', 'a, bins=10, range=None, density=None, weights=None', (a, cx) => {
  const bins = binsOf(cx, a.get('bins'));
  const counts = a.truth('density') !== true && a.isNone('weights');
  const given = a.get('bins');
  const edges = given.kind === 'tensor' || isSequence(given) ? asArray(cx, given).dtype : 'float64';
  return tuple([made([bins], counts ? 'int64' : 'float64'), made([add(bins, 1)], edges)]);
});

const binEdges = native('histogram_bin_edges', 'a, bins=10, range=None, weights=None', (a, cx) =>
  made([add(binsOf(cx, a.get('bins')), 1)], 'float64'),
);

const histogram2d = native('histogram2d', 'x, y, bins=10, range=None, density=None, weights=None', (a, cx) => {
  const given = a.get('bins');
  const pair = isSequence(given) ? cx.sequence(given) : undefined;
  const [nx, ny] = (pair?.length === 2 ? pair : [given, given]).map((part) => binsOf(cx, part));
  return tuple([made([nx, ny], 'float64'), made([add(nx, 1)], 'float64'), made([add(ny, 1)], 'float64')]);
});

/** Variables in rows, or in columns; a vector is one variable. The result of one variable is a number. */
function covariance(name: string, signature: string): Value {
  return ofArray(name, signature, (x, a, cx) => {
    if (x.shape.length > 2)
      throw new PyError(
        'ValueError',
        said`${name} takes at most 2 axes, but the array is ${formatShape(x.shape)}.`,
        'rank-mismatch',
      );
    const count = variables(a, x.shape);
    if (a.isNone('y')) return made(x.shape.length < 2 || count === 1 ? [] : [count, count], 'float64');
    const y = asArray(cx, a.get('y'));
    if (!y.shape) return unshaped(cx, y);
    const all = add(count, variables(a, y.shape));
    return made([all, all], 'float64');
  });
}

const variables = (a: Bound, shape: Shape): Dim =>
  shape.length < 2 ? 1 : a.truth('rowvar') === false ? shape[1] : shape[0];

/** Values between points, one for each of x. @throws PyError ValueError for points and values of different number */
const interp = ofArrays('interp', 'x, xp, fp, left=None, right=None, period=None', 3, ([x, points, values]) => {
  const [n, m] = [points.shape[0], values.shape[0]];
  if (n !== undefined && m !== undefined && equalDims(n, m) === false)
    throw new PyError(
      'ValueError',
      said`${'interp'}: xp of ${formatShape(points.shape)} and fp of ${formatShape(values.shape)} are not of the same length.`,
      'input-size-mismatch',
    );
  return made(x.shape, values.dtype?.startsWith('complex') ? 'complex128' : 'float64');
});

/** Differences along one axis, several, or all: one array for each axis that was not chosen alone. */
const gradient = ofArray('gradient', 'f, *varargs, axis=None, edge_order=1', (f, a, cx) => {
  const one = made(f.shape, floating(f.dtype));
  if (!a.isNone('axis') && !isSequence(a.get('axis'))) return one;
  const chosen = a.isNone('axis') ? f.shape.length : cx.sequence(a.get('axis'))?.length;
  if (chosen === undefined) return cx.unknown('the axis is not known');
  return chosen === 1 ? one : tuple(Array.from({ length: chosen }, () => made(f.shape, floating(f.dtype))));
});

/** The integral along an axis. */
const trapezoid = ofArray('trapezoid', 'y, x=None, dx=1.0, axis=-1', (y, a, cx) => {
  const axis = a.number('axis');
  if (axis === undefined) return cx.unknown('the axis is not known');
  const at = axisWithin(axis, y.shape.length, 'trapezoid');
  return made(
    y.shape.filter((_, i) => i !== at),
    floating(y.dtype),
  );
});

/** As many positions as `mode` counts. */
const correlate = ofArrays('correlate', "a, v, mode='valid'", 2, ([x, y], a) => {
  const [n, m] = [x.shape[0] ?? 1, y.shape[0] ?? 1];
  const [most, least] = [maxDim(n, m), minDim(n, m)];
  const mode = a.str('mode');
  const length = mode === 'same' ? most : mode === 'full' ? sub(add(n, m), 1) : add(sub(most, least), 1);
  return made([length], common(x, y));
});

/** The coefficients of a polynomial, highest power first; rows of them for several sets of values. */
const polyfit = ofArrays('polyfit', 'x, y, deg, rcond=None, full=False, w=None, cov=False', 2, ([x, y], a, cx) => {
  const [n, m] = [x.shape, y.shape];
  if (n.length !== 1 || m.length === 0 || m.length > 2)
    throw new PyError(
      'TypeError',
      said`${'polyfit'}: x of ${formatShape(n)} must be a vector, and y of ${formatShape(m)} one or a matrix of such.`,
      'rank-mismatch',
    );
  if (a.truth('full') !== false || !(a.truth('cov') === false))
    return cx.unknown('what else polyfit gives is not followed');
  return made([add(cx.dim(a.get('deg'), 'deg'), 1), ...y.shape.slice(1)], floating(y.dtype));
});

const polynomial = (name: string, signature: string, length: (n: Dim, m: Dim) => Dim): Value =>
  ofArrays(name, signature, signature.includes(',') ? 2 : 1, ([p, q]: readonly Shaped[]) =>
    made([length(p.shape[0] ?? 1, q?.shape[0] ?? 1)], q ? common(p, q) : p.dtype),
  );

const roots = ofArray('roots', 'p', (_p, _a, cx) =>
  made([cx.unknownDim('how many roots there are depends on the coefficients')], undefined),
);

/** @throws PyError ValueError for what is no vector */
const ofVector = (name: string, signature: string, rule: (x: Shaped, a: Bound, cx: Context) => Value): Value =>
  ofArray(name, signature, (x, a, cx) => {
    if (x.shape.length === 1) return rule(x, a, cx);
    throw new PyError('ValueError', said`${name}() takes vectors: arrays of one axis.`, 'rank-mismatch');
  });

const vander = ofVector('vander', 'x, N=None, increasing=False', (x, a, cx) =>
  made([x.shape[0], a.isNone('N') ? x.shape[0] : cx.dim(a.get('N'), 'N')], x.dtype),
);

const kron = ofArrays('kron', 'a, b', 2, ([x, y]) => {
  const rank = Math.max(x.shape.length, y.shape.length);
  const [left, right] = [x.shape, y.shape].map((shape) => [...Array<Dim>(rank - shape.length).fill(1), ...shape]);
  return made(
    left.map((size, i) => mul(size, right[i])),
    common(x, y),
  );
});

/** Bits of bytes, eight to one, along an axis or of all. */
const packed = (name: string, lengthOf: (n: Dim) => Dim): Value =>
  ofArray(name, "a, /, axis=None, *, bitorder='big'", (x, a) => {
    const axis = a.isNone('axis') ? undefined : a.number('axis');
    if (axis === undefined) return made([lengthOf(productOf(x.shape))], 'uint8');
    const at = axisWithin(axis, x.shape.length, name);
    return made(
      x.shape.map((size, i) => (i === at ? lengthOf(size) : size)),
      'uint8',
    );
  });

export const statistics: Readonly<Record<string, Value>> = {
  histogram,
  histogram_bin_edges: binEdges,
  histogram2d,
  cov: covariance('cov', 'm, y=None, rowvar=True, bias=False, ddof=None, fweights=None, aweights=None, *, dtype=None'),
  corrcoef: covariance('corrcoef', 'x, y=None, rowvar=True, bias=None, ddof=None, *, dtype=None'),
  digitize: ofArray('digitize', 'x, bins, right=False', (x) => made(x.shape, 'int64')),
  interp,
  gradient,
  trapezoid,
  trapz: trapezoid,
  correlate,
  polyfit,
  polymul: polynomial('polymul', 'a1, a2', (n, m) => sub(add(n, m), 1)),
  polyadd: polynomial('polyadd', 'a1, a2', (n, m) => maxDim(n, m)),
  polysub: polynomial('polysub', 'a1, a2', (n, m) => maxDim(n, m)),
  polyder: polynomial('polyder', 'p', (n) => sub(n, 1)),
  polyint: polynomial('polyint', 'p', (n) => add(n, 1)),
  roots,
  vander,
  kron,
  unpackbits: packed('unpackbits', (n) => mul(8, n)),
  packbits: packed('packbits', (n) => ceilDiv(n, 8)),
};
