/** Functions of functions: jit, vmap, grad, eval_shape (JAX documentation, "Transformations"). */
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { native, nativeClass, type Bound } from '../../python/interpreter/native';
import { isSpread } from '../../python/interpreter/openArguments';
import { types } from '../../python/interpreter/types';
import { NONE, NativeFunction, TensorValue, int, tuple, type Value } from '../../python/interpreter/values';
import { equalDims, formatDim, normalizeAxis, ShapeError, type Dim } from '../../shape';
import { shapeArg } from '../common/shapes';
import { makeTensor } from '../common/tensors';
import { dtypeParameter, ndarray } from '../numpy/classes';
import { arrayClass, arrayOf, asNumpy, makeArray, mapTensors, narrowed } from './arrays';
import { mapTree } from '../common/trees';
import { tree } from './pytree';
import { jit, staged } from './traced';
import { said } from '../../protocol/say';

/**
 * `f` as it is; with settings alone the decorator that gives it back: `@jax.jit`, `@jax.jit(static_argnums=0)`.
 */
export function passing(name: string): NativeFunction {
  return new NativeFunction(name, (_cx, { args: [fn] }) => fn ?? native(name, 'fun', (a) => a.get('fun')));
}

// ── vmap ───────────────────────────────────────────────────────────────────────────────────────

/** The axes of arguments or results: one for all, or one for each. */
export const axesFor = (axes: Value, i: number): Value =>
  axes.kind === 'tuple' || axes.kind === 'list' ? (axes.items[i] ?? axes) : axes;

/** Whether a value certainly has no axis that could be mapped. */
const isScalar = (value: Value): boolean =>
  ((value.kind === 'int' || value.kind === 'float') && typeof value.value === 'number') ||
  (value.kind === 'tensor' && value.shape?.length === 0);

const UNMAPPABLE = said`vmap maps over an axis of each argument, and one is a scalar: give in_axes=None for what is the same in every call.`;

/**
 * A value without the mapped axis of its arrays, whose sizes are added to `sizes`.
 * @throws ShapeError `rank-mismatch` for a scalar (jax/_src/api.py, `_mapped_axis_size`)
 */
export function withoutAxis(value: Value, axes: Value, sizes: Dim[]): Value {
  return mapTree(value, [axes], (leaf, axis) => {
    if (axis.kind === 'int' && isScalar(leaf)) throw new ShapeError('rank-mismatch', UNMAPPABLE);
    if (leaf.kind !== 'tensor' || axis.kind === 'none') return leaf;
    if (axis.kind === 'unknown') return makeTensor(arrayClass, undefined, leaf.dtype, { reason: axis });
    if (axis.kind !== 'int' || typeof axis.value !== 'number') return leaf;
    if (!leaf.shape) return makeTensor(arrayClass, undefined, leaf.dtype, { reason: leaf.reason });
    const at = normalizeAxis(axis.value, leaf.shape.length, 'vmap');
    sizes.push(leaf.shape[at]);
    return makeArray(
      leaf.shape.filter((_, i) => i !== at),
      leaf.dtype,
    );
  });
}

/** @throws ShapeError `broadcast-mismatch` where the mapped axes certainly differ in size */
export function commonSize(cx: Context, sizes: readonly Dim[]): Dim {
  const other = sizes.find((size) => equalDims(size, sizes[0]) === false);
  if (other !== undefined) {
    throw new ShapeError(
      'broadcast-mismatch',
      said`vmap got inconsistent sizes for the axes to be mapped: ${formatDim(sizes[0])} and ${formatDim(other)}. Map axes of one size, or give in_axes=None for what is the same in every call.`,
    );
  }
  return sizes[0] ?? cx.unknownDim('no argument of vmap is mapped');
}

/** A value whose arrays have one more axis of this size. */
export function withAxis(value: Value, axes: Value, size: Dim): Value {
  return mapTree(value, [axes], (given, axis) => {
    // Python's numbers that a function gives are arrays behind it.
    const leaf = given.kind === 'unknown' ? given : (arrayOf(given) ?? given);
    if (leaf.kind !== 'tensor' || !leaf.shape || axis.kind === 'none') return given;
    if (axis.kind === 'unknown') return makeTensor(arrayClass, undefined, leaf.dtype, { reason: axis });
    if (axis.kind !== 'int' || typeof axis.value !== 'number') return given;
    const at = normalizeAxis(axis.value, leaf.shape.length + 1, 'vmap');
    return makeArray([...leaf.shape.slice(0, at), size, ...leaf.shape.slice(at)], leaf.dtype);
  });
}

/** @throws PyError ValueError where `in_axes` has more or fewer axes than there are arguments (jax/_src/api.py, `vmap`) */
function checkAxesCount(axes: Value, args: readonly Value[]): void {
  if ((axes.kind !== 'tuple' && axes.kind !== 'list') || args.some(isSpread)) return;
  if ((axes.kind === 'list' && axes.open) || axes.items.length === args.length) return;
  throw new PyError(
    'ValueError',
    said`vmap in_axes must be an int, None, or a tuple of entries corresponding to the positional arguments passed to the function, but got len(in_axes)=${axes.items.length}, len(args)=${args.length}.`,
    'argument-count',
  );
}

const vmap = native('vmap', 'fun, in_axes=0, out_axes=0, axis_name=None, axis_size=None, **kwargs', (a) => {
  const [fun, inAxes, outAxes] = ['fun', 'in_axes', 'out_axes'].map((name) => a.get(name));
  return new NativeFunction('vmap', (cx, { args, kwargs }) => {
    const sizes: Dim[] = [];
    checkAxesCount(inAxes, args);
    const mapped = args.map((arg, i) => withoutAxis(arg, axesFor(inAxes, i), sizes));
    // Arguments by name are mapped over their first axes, whatever in_axes says.
    const named = new Map([...kwargs].map(([name, arg]) => [name, withoutAxis(arg, int(0), sizes)]));
    const size = commonSize(cx, sizes);
    return withAxis(cx.call(fun, mapped, named), outAxes, size);
  });
});

/** `jax.pmap`: vmap over devices; arguments that are static are the same on each (JAX documentation, `static_broadcasted_argnums`). */
const pmap = native(
  'pmap',
  'fun, axis_name=None, *, in_axes=0, out_axes=0, static_broadcasted_argnums=(), **kwargs',
  (a, cx) => {
    const numbers = a.get('static_broadcasted_argnums');
    const fixed = numbers.kind === 'int' ? [numbers] : (cx.sequence(numbers) ?? []);
    const isStatic = (i: number): boolean => fixed.some((n) => n.kind === 'int' && n.value === i);
    const given = a.get('in_axes');
    return new NativeFunction('pmap', (inner, { args, kwargs }) => {
      const axes = tuple(args.map((_, i) => (isStatic(i) ? NONE : axesFor(given, i))));
      const mapped = inner.call(vmap, [a.get('fun'), axes, a.get('out_axes')]);
      return inner.call(mapped, args, kwargs);
    });
  },
);

// ── Gradients ──────────────────────────────────────────────────────────────────────────────────

/** Gradients have the shapes of what they are taken by; their numbers are not computed. */
const gradientOf = (value: Value): Value =>
  mapTree(value, [], (leaf) => {
    if (leaf.kind === 'float') return makeArray([], 'float32');
    return leaf.kind === 'tensor' ? makeTensor(arrayClass, leaf.shape, leaf.dtype, { like: leaf }) : leaf;
  });

/** What a gradient by an argument is made of: by which one, and its part that is differentiated. */
export type Differentiated = (cx: Context, argnum: Value, args: readonly Value[]) => Value | undefined;

const byNumber: Differentiated = (_cx, index, args) =>
  index.kind === 'int' && typeof index.value === 'number' ? args.at(index.value) : undefined;

function gradients(cx: Context, argnums: Value, args: readonly Value[], of: Differentiated): Value {
  const one = (index: Value): Value => {
    const arg = of(cx, index, args);
    return arg ? gradientOf(arg) : cx.unknown('which argument the gradient is taken by is not known');
  };
  return argnums.kind === 'tuple' || argnums.kind === 'list' ? tuple(argnums.items.map(one)) : one(argnums);
}

/** @throws PyError TypeError where the result is certainly no real scalar, or no pair of one and something else (jax/_src/api.py, `_check_scalar`) */
function checkScalar(result: Value, hasAux: boolean): void {
  if (hasAux && isPlain(result) && (result.kind !== 'tuple' || result.items.length !== 2)) {
    throw new PyError(
      'TypeError',
      said`expected function with aux output to return a two-element tuple: with has_aux=True it gives (loss, aux).`,
      'gradient-of-array',
    );
  }
  const value = hasAux && result.kind === 'tuple' ? result.items[0] : result;
  if (value.kind !== 'tensor' && isPlain(value) && !isScalar(value)) {
    throw new PyError(
      'TypeError',
      said`Gradient only defined for scalar-output functions. Output was a ${value.kind}. Give has_aux=True where the function returns (loss, aux).`,
      'gradient-of-array',
    );
  }
  if (value.kind !== 'tensor' || !value.shape || value.shape.length === 0) return;
  throw new PyError(
    'TypeError',
    said`Gradient only defined for scalar-output functions. Output had shape: (${value.shape.map(formatDim).join(', ')}${value.shape.length === 1 ? ',' : ''}). Reduce it, with jnp.mean or jnp.sum.`,
    'gradient-of-array',
  );
}

const PLAIN_RESULTS: ReadonlySet<string> = new Set(['tensor', 'tuple', 'list', 'dict', 'none', 'str']);

/** Whether a value is certainly what it looks like: no object of a class that may be anything. */
const isPlain = (value: Value): boolean => PLAIN_RESULTS.has(value.kind);

/** @throws PyError TypeError where what is differentiated by certainly holds integers (jax/_src/api.py, `_check_input_dtype_grad`) */
function checkInexact(name: string, value: Value): void {
  mapTree(value, [], (leaf) => {
    const dtype =
      leaf.kind === 'tensor' ? leaf.dtype : leaf.kind === 'int' || leaf.kind === 'bool' ? leaf.kind : undefined;
    if (dtype === undefined || !/^(bool|u?int)/.test(dtype)) return leaf;
    throw new PyError(
      'TypeError',
      said`${name} requires real- or complex-valued inputs (input dtype that is a sub-dtype of np.inexact), but got ${dtype === 'int' ? 'int32' : dtype}. Convert it to float, or set allow_int=True.`,
      'gradient-of-integer',
    );
  });
}

const differentiating =
  (name: string, withValue: boolean, of: Differentiated) =>
  (a: Bound, fun: Value): NativeFunction => {
    const argnums = a.get('argnums');
    const hasAux = a.truth('has_aux') ?? false;
    return new NativeFunction(name, (cx, { args, kwargs }) => {
      if (of === byNumber && a.extra.get('allow_int') === undefined && !cx.isSupposing) {
        const numbers = argnums.kind === 'tuple' || argnums.kind === 'list' ? argnums.items : [argnums];
        for (const number of numbers) {
          const arg = of(cx, number, args);
          if (arg) checkInexact(name, arg);
        }
      }
      const result = cx.call(fun, args, kwargs);
      checkScalar(result, hasAux);
      const found = gradients(cx, argnums, args, of);
      if (withValue) return tuple([result, found]);
      return hasAux && result.kind === 'tuple' ? tuple([found, result.items[1]]) : found;
    });
  };

/** The gradient of a function; with settings alone the decorator that takes it. */
export function gradient(name: string, withValue: boolean, of: Differentiated = byNumber): NativeFunction {
  const make = differentiating(name, withValue, of);
  return native(name, 'fun=None, argnums=0, has_aux=False, **kwargs', (a) => {
    if (!a.isNone('fun')) return make(a, a.get('fun'));
    return new NativeFunction(name, (cx, { args: [fun] }) =>
      fun ? make(a, fun) : cx.unknown(said`${name} is not given a function`),
    );
  });
}

// ── Shapes without numbers ─────────────────────────────────────────────────────────────────────

/** `jax.ShapeDtypeStruct`: the shape and element type of an array that does not exist. */
export const shapeDtypeStruct = nativeClass('jax', 'ShapeDtypeStruct', [types.object], {
  shape: ndarray.attrs.get('shape')!,
  dtype: ndarray.attrs.get('dtype')!,
  ndim: ndarray.attrs.get('ndim')!,
  size: ndarray.attrs.get('size')!,
});
const makeStruct = native('ShapeDtypeStruct', 'shape, dtype=None, *args, **kwargs', (a, cx) => {
  const shape = shapeArg(cx, a.get('shape'));
  const dtype = dtypeParameter(cx, a.get('dtype'));
  return new TensorValue(shapeDtypeStruct, shape, narrowed(dtype));
});
shapeDtypeStruct.hooks = {
  construct: (cx, _cls, args, kwargs) => makeStruct.impl(cx, { args, kwargs }),
};

const toStructs = (value: Value): Value =>
  mapTensors(value, (tensor) => new TensorValue(shapeDtypeStruct, tensor.shape, tensor.dtype, tensor.reason));

/** What functions are given for a struct: an array without numbers. */
export const asArrays = (value: Value): Value =>
  mapTensors(value, (tensor) => (tensor.cls === shapeDtypeStruct ? makeArray(tensor.shape, tensor.dtype) : tensor));

const evalShape = native('eval_shape', 'fun, /, *args, **kwargs', (a, cx) => {
  const kwargs = new Map([...a.extra].map(([name, value]) => [name, asArrays(value)]));
  return toStructs(staged(cx, () => cx.call(a.get('fun'), a.rest.map(asArrays), kwargs)));
});

/** A function of what each device has of the arrays: how much that is, the mesh decides. */
export const shardMap = new NativeFunction('shard_map', (_cx, { args: [fn] }) => {
  const sharded = new NativeFunction('shard_map', (cx) =>
    cx.unknown('what each device has of an array is not followed'),
  );
  return fn ? sharded : native('shard_map', 'f', () => sharded);
});

const first = (name: string): NativeFunction => native(name, 'x, *args, **kwargs', (a) => a.get('x'));

export const transforms: Record<string, Value> = {
  jit,
  pmap,
  shard_map: shardMap,
  vmap,
  grad: gradient('grad', false),
  value_and_grad: gradient('value_and_grad', true),
  checkpoint: passing('checkpoint'),
  remat: passing('remat'),
  custom_jvp: passing('custom_jvp'),
  custom_vjp: passing('custom_vjp'),
  named_call: passing('named_call'),
  eval_shape: evalShape,
  ShapeDtypeStruct: shapeDtypeStruct,
  device_put: first('device_put'),
  device_get: native('device_get', 'x', (a) => asNumpy(a.get('x'))),
  block_until_ready: first('block_until_ready'),
  // Before JAX 0.4.26 the functions over trees stood here too.
  tree_map: tree.map,
  tree_multimap: tree.map,
  tree_leaves: tree.leaves,
  tree_flatten: tree.flatten,
  tree_unflatten: tree.unflatten,
  tree_structure: tree.structure,
};
