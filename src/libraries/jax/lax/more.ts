/** Further functions of `jax.lax`: of elements, along one axis, and reductions by a function that is given. */
import { op } from '../../../python/interpreter/native';
import { list, tuple, type NativeFunction, type Value } from '../../../python/interpreter/values';
import { ShapeError, formatShape, productOf, type Dim } from '../../../shape';
import { said } from '../../../protocol/say';
import { axesArg, shapeArg } from '../../common/shapes';
import { arrayOf, makeArray, mapTensors } from '../arrays';
import { jaxNumpy } from '../numpy';

/** Functions that keep the shape of their first argument. */
const KEEPING =
  'acosh asinh atanh bessel_i0e bessel_i1e betainc clz conj exp2 igamma igammac ' +
  'imag real nextafter polygamma reduce_precision sort zeta bitwise_not optimization_barrier with_sharding_constraint ' +
  'shift_left shift_right_arithmetic shift_right_logical random_gamma_grad bitcast_convert_type pcast';

const keeping = (name: string): NativeFunction =>
  op(name, 'operand, *args, **kwargs', (a) => mapTensors(a.get('operand'), (x) => makeArray(x.shape, x.dtype)));

/** `lax.reduce(x, 0.0, lax.add, (0,))` */
const reduce = op('reduce', 'operands, init_values, computation, dimensions, **kwargs', (a, cx) => {
  const axes = axesArg(cx, a.get('dimensions'));
  if (!axes || axes === 'all') return cx.unknown('the axes of reduce() are not known');
  return mapTensors(a.get('operands'), (x) =>
    makeArray(
      x.shape?.filter((_, i) => !axes.includes(i)),
      x.dtype,
    ),
  );
});

/** What is combined in order has the shapes of what goes in. */
const associativeScan = op('associative_scan', 'fn, elems, reverse=False, axis=0', (a) =>
  mapTensors(a.get('elems'), (x) => makeArray(x.shape, x.dtype)),
);

/** @throws ShapeError `rank-mismatch` below two axes */
const batchMatmul = op('batch_matmul', 'lhs, rhs, **kwargs', (a, cx) => {
  for (const name of ['lhs', 'rhs']) {
    const x = arrayOf(a.get(name));
    if (x?.shape && x.shape.length < 2)
      throw new ShapeError(
        'rank-mismatch',
        said`${a.fn} takes stacks of matrices, but ${name} is ${formatShape(x.shape)}.`,
      );
  }
  return cx.call(jaxNumpy.matmul, [a.get('lhs'), a.get('rhs')]);
});

/** Some neighbouring axes as one. */
const collapse = op('collapse', 'operand, start_dimension, stop_dimension=None', (a, cx) => {
  const x = arrayOf(a.get('operand'));
  const start = a.number('start_dimension');
  const stop = a.isNone('stop_dimension') ? undefined : a.number('stop_dimension');
  if (!x?.shape || start === undefined) return cx.unknown('the axes are not known');
  const merged = x.shape.slice(start, stop);
  const behind = stop === undefined ? [] : x.shape.slice(stop);
  return makeArray([...x.shape.slice(0, start), productOf(merged), ...behind], x.dtype);
});

const split = op('split', 'operand, sizes, axis=0', (a, cx) => {
  const x = arrayOf(a.get('operand'));
  const [sizes, axis] = [shapeArg(cx, a.get('sizes')), a.number('axis')];
  if (!x?.shape || !sizes || axis === undefined) return cx.unknown('the parts are not known');
  return list(sizes.map((size: Dim) => makeArray(x.shape!.with(axis, size), x.dtype)));
});

const topTwo = (name: string): NativeFunction =>
  op(name, 'operand, k, reduction_dimension=-1, **kwargs', (a, cx) => {
    const x = arrayOf(a.get('operand'));
    const axis = a.number('reduction_dimension');
    if (!x?.shape || axis === undefined) return cx.unknown('the shape is not known');
    const shape = x.shape.with(axis, a.dim('k'));
    return tuple([makeArray(shape, x.dtype), makeArray(shape, 'int32')]);
  });

export const more: Record<string, Value> = {
  ...Object.fromEntries(KEEPING.split(' ').map((name) => [name, keeping(name)])),
  ...Object.fromEntries(
    ['bitwise_and', 'bitwise_or', 'bitwise_xor'].flatMap((name) => (jaxNumpy[name] ? [[name, jaxNumpy[name]]] : [])),
  ),
  reduce,
  associative_scan: associativeScan,
  batch_matmul: batchMatmul,
  collapse,
  split,
  approx_max_k: topTwo('approx_max_k'),
  approx_min_k: topTwo('approx_min_k'),
};
