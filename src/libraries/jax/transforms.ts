/** Functions of functions: jit, vmap, grad, eval_shape (JAX documentation, "Transformations"). */
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { NativeFunction, TensorValue, int, tuple, type Value } from '../../python/interpreter/values';
import { equalDims, formatDim, normalizeAxis, ShapeError, type Dim } from '../../shape';
import { shapeArg } from '../common/shapes';
import { makeTensor } from '../common/tensors';
import { dtypeParameter, ndarray } from '../numpy/classes';
import { arrayClass, asNumpy, makeArray, mapTensors, narrowed } from './arrays';
import { mapTree } from '../common/trees';
import { leavesOf } from './pytree';
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

/** A value without the mapped axis of its arrays, whose sizes are added to `sizes`. */
export function withoutAxis(value: Value, axes: Value, sizes: Dim[]): Value {
  return mapTree(value, [axes], (leaf, axis) => {
    if (leaf.kind !== 'tensor' || axis.kind !== 'int' || typeof axis.value !== 'number') return leaf;
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
  return mapTree(value, [axes], (leaf, axis) => {
    if (leaf.kind !== 'tensor' || !leaf.shape || axis.kind !== 'int' || typeof axis.value !== 'number') return leaf;
    const at = normalizeAxis(axis.value, leaf.shape.length + 1, 'vmap');
    return makeArray([...leaf.shape.slice(0, at), size, ...leaf.shape.slice(at)], leaf.dtype);
  });
}

const vmap = native('vmap', 'fun, in_axes=0, out_axes=0, axis_name=None, axis_size=None, **kwargs', (a) => {
  const [fun, inAxes, outAxes] = ['fun', 'in_axes', 'out_axes'].map((name) => a.get(name));
  return new NativeFunction('vmap', (cx, { args, kwargs }) => {
    const sizes: Dim[] = [];
    const mapped = args.map((arg, i) => withoutAxis(arg, axesFor(inAxes, i), sizes));
    // Arguments by name are mapped over their first axes, whatever in_axes says.
    const named = new Map([...kwargs].map(([name, arg]) => [name, withoutAxis(arg, int(0), sizes)]));
    const size = commonSize(cx, sizes);
    return withAxis(cx.call(fun, mapped, named), outAxes, size);
  });
});

// ── Gradients ──────────────────────────────────────────────────────────────────────────────────

/** Gradients have the shapes of what they are taken by; their numbers are not computed. */
const gradientOf = (value: Value): Value =>
  mapTensors(value, (tensor) => makeTensor(arrayClass, tensor.shape, tensor.dtype, { like: tensor }));

function gradients(argnums: Value, args: readonly Value[], cx: Context): Value {
  const one = (index: Value): Value => {
    const arg = index.kind === 'int' && typeof index.value === 'number' ? args.at(index.value) : undefined;
    return arg ? gradientOf(arg) : cx.unknown('which argument the gradient is taken by is not known');
  };
  return argnums.kind === 'tuple' || argnums.kind === 'list' ? tuple(argnums.items.map(one)) : one(argnums);
}

/** @throws PyError TypeError where the result is certainly no scalar */
function checkScalar(result: Value, hasAux: boolean): void {
  const value = hasAux && result.kind === 'tuple' ? result.items[0] : result;
  if (value.kind !== 'tensor' || !value.shape || value.shape.length === 0) return;
  throw new PyError(
    'TypeError',
    said`Gradient only defined for scalar-output functions. Output had shape: (${value.shape.map(formatDim).join(', ')}${value.shape.length === 1 ? ',' : ''}). Reduce it, with jnp.mean or jnp.sum.`,
    'gradient-of-array',
  );
}

const gradient = (name: string, withValue: boolean): NativeFunction =>
  native(name, 'fun, argnums=0, has_aux=False, **kwargs', (a) => {
    const [fun, argnums] = [a.get('fun'), a.get('argnums')];
    const hasAux = a.truth('has_aux') ?? false;
    return new NativeFunction(name, (cx, { args, kwargs }) => {
      const result = cx.call(fun, args, kwargs);
      checkScalar(result, hasAux);
      const found = gradients(argnums, args, cx);
      if (withValue) return tuple([result, found]);
      return hasAux && result.kind === 'tuple' ? tuple([found, result.items[1]]) : found;
    });
  });

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
  return toStructs(cx.call(a.get('fun'), a.rest.map(asArrays), kwargs));
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
  jit: passing('jit'),
  pmap: vmap,
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
  tree_map: native('tree_map', 'f, tree, *rest', (a, cx) =>
    mapTree(a.get('tree'), a.rest, (...leaves) => cx.call(a.get('f'), leaves)),
  ),
  tree_leaves: native('tree_leaves', 'tree', (a) => tuple(leavesOf(a.get('tree')))),
};
