/** `jax.scipy`: functions of single elements and of matrices, by their shapes. */
import { op } from '../../python/interpreter/native';
import type { Value } from '../../python/interpreter/values';
import { sumOf, broadcastShapes } from '../../shape';
import { said } from '../../protocol/say';
import { activations } from './activations';
import { arrayOf, makeArray } from './arrays';
import { keepingShape } from './shapeOnly';
import { moreOfScipy } from './matrices';
import { jaxLinalg } from './numpy';

const elements = (names: string): Record<string, Value> =>
  Object.fromEntries(names.split(' ').map((name) => [name, keepingShape(name)]));

/** Functions of elements that stand at the same place. */
const sideBySide = (names: string): Record<string, Value> =>
  Object.fromEntries(
    names.split(' ').map((name) => [
      name,
      op(name, 'x, y', (a, cx) => {
        const shapes = ['x', 'y'].map((part) => arrayOf(a.get(part))?.shape);
        const known = shapes.flatMap((shape) => (shape ? [shape] : []));
        if (known.length < 2) return cx.unknown(said`the arguments of ${name}() are not known`);
        return makeArray(broadcastShapes(known, name), 'float32');
      }),
    ]),
  );

/** `jax.scipy.special`. */
export const special: Record<string, Value> = {
  ...elements(
    'bessel_jn digamma entr erf erfc erfcx erfinv exp1 expi expit factorial gamma gammaln i0 i0e i1 i1e log_ndtr loggamma ' +
      'logit ndtr ndtri spence',
  ),
  ...sideBySide('beta betaln gammainc gammaincc kl_div poch polygamma rel_entr xlog1py xlogy zeta'),
  logsumexp: activations.logsumexp,
  softmax: activations.softmax,
  log_softmax: activations.log_softmax,
};

const { cholesky, det, inv, solve } = jaxLinalg;

/** What a matrix gives of its own shape. */
const solving = op('solve_triangular', 'a, b, *args, **kwargs', (a, cx) => cx.call(solve, [a.get('a'), a.get('b')]));

/** `jax.scipy.linalg`. */
export const scipyLinalg: Record<string, Value> = {
  cholesky,
  det,
  inv,
  ...moreOfScipy,
  solve,
  solve_triangular: solving,
  expm: op('expm', 'A, **kwargs', (a, cx) => cx.call(inv, [a.get('A')])),
  block_diag: op('block_diag', '*arrs', (a, cx) => {
    const shapes = a.rest.map((part) => arrayOf(part)?.shape);
    if (!shapes.every((shape) => shape !== undefined && shape.length <= 2))
      return cx.unknown('the blocks are not known');
    const full = shapes.map((shape) => [...Array<number>(2 - shape!.length).fill(1), ...shape!]);
    return makeArray([sumOf(full.map(([rows]) => rows)), sumOf(full.map(([, columns]) => columns))], 'float32');
  }),
};

/** One number for each place that the coordinates say: an array of coordinates for each axis of the input (`jax.scipy.ndimage`). */
export const mapCoordinates = op('map_coordinates', 'input, coordinates, order, *args, **kwargs', (a, cx) => {
  const x = arrayOf(a.get('input'));
  const places = cx.sequence(a.get('coordinates'))?.map((one) => arrayOf(one)?.shape);
  const known = places?.flatMap((shape) => (shape ? [shape] : []));
  if (!x || !known || known.length === 0 || known.length !== places?.length)
    return cx.unknown('the coordinates are not known');
  return makeArray(broadcastShapes(known, 'map_coordinates'), x.dtype);
});

/** A distribution's densities, one for each element of the first argument and of its parameters. */
const densities = (names: string): Record<string, Value> =>
  Object.fromEntries(
    names.split(' ').map((name) => [
      name,
      op(name, 'x, *args, **kwargs', (a, cx) => {
        const shapes = [a.get('x'), ...a.rest, ...a.extra.values()].map((part) => arrayOf(part)?.shape);
        const known = shapes.flatMap((shape) => (shape ? [shape] : []));
        if (known.length < shapes.length) return cx.unknown(said`the arguments of ${name}() are not known`);
        return makeArray(broadcastShapes(known, name), 'float32');
      }),
    ]),
  );

/** Distributions of single numbers in `jax.scipy.stats`. */
export const statsModules: Readonly<Record<string, Record<string, Value>>> = Object.fromEntries(
  'norm uniform laplace logistic cauchy expon gamma beta t poisson bernoulli truncnorm pareto chi2 gennorm'
    .split(' ')
    .map((name) => [name, densities('pdf logpdf cdf logcdf sf logsf isf ppf pmf logpmf')]),
);
