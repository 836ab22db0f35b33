/** `lax.gather` and `lax.scatter`: windows at positions, with dimension numbers that say which axis is which (jax/_src/lax/slicing.py). */
import { native, nativeClass, op } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import {
  NONE,
  str,
  tuple,
  type InstanceValue,
  type NativeFunction,
  type Value,
} from '../../../python/interpreter/values';
import { ShapeError, formatShape, isNumber, lessThan, type Dim } from '../../../shape';
import { said } from '../../../protocol/say';
import { shapeArg } from '../../common/shapes';
import { arrayOf, makeArray } from '../arrays';
import { jaxNumpy } from '../numpy';

/** A named tuple of axes. */
function dimensionNumbers(name: string, fields: readonly string[]): Value {
  const signature = fields.map((field) => (field.includes('batching') ? `${field}=()` : field)).join(', ');
  return nativeClass('jax.lax', name, [types.object], {
    __init__: native('__init__', `self, ${signature}, **kwargs`, (a, cx) => {
      const self = a.get('self') as InstanceValue;
      cx.touch(self);
      for (const field of fields) self.attrs.set(field, a.get(field));
      return NONE;
    }),
  });
}

const GATHER = [
  'offset_dims',
  'collapsed_slice_dims',
  'start_index_map',
  'operand_batching_dims',
  'start_indices_batching_dims',
];
const SCATTER = [
  'update_window_dims',
  'inserted_window_dims',
  'scatter_dims_to_operand_dims',
  'operand_batching_dims',
  'scatter_indices_batching_dims',
];

/** Each position gives a window; its axes, without those that are collapsed, stand at offset_dims, the positions' axes in between. */
const gather = op('gather', 'operand, start_indices, dimension_numbers, slice_sizes, **kwargs', (a, cx) => {
  const [x, places] = [arrayOf(a.get('operand')), arrayOf(a.get('start_indices'))];
  const sizes = shapeArg(cx, a.get('slice_sizes'), 'slice_sizes');
  const numbers = a.get('dimension_numbers');
  if (!x?.shape || !places?.shape || !sizes || numbers.kind !== 'instance')
    return cx.unknown('the operands of gather are not known');
  const axes = (name: string): number[] | undefined => {
    const found = shapeArg(cx, numbers.attrs.get(name) ?? NONE, name);
    return found?.every(isNumber) ? (found as number[]) : undefined;
  };
  const [offset, collapsed, batching] = [
    axes('offset_dims'),
    axes('collapsed_slice_dims'),
    axes('operand_batching_dims') ?? [],
  ];
  if (!offset || !collapsed) return cx.unknown('the dimension numbers are not known');
  const wrong = sizes.findIndex((size, i) => x.shape![i] === undefined || lessThan(x.shape![i], size));
  if (sizes.length !== x.shape.length || wrong >= 0) {
    throw new ShapeError(
      'index-out-of-range',
      said`${a.fn}: slice_sizes=${formatShape(sizes)} must have one size for each axis of the operand ${formatShape(x.shape)}, none larger than it.`,
    );
  }
  const window = sizes.filter((_, i) => !collapsed.includes(i) && !batching.includes(i));
  if (window.length !== offset.length) {
    throw new ShapeError(
      'argument-count',
      said`${a.fn}: offset_dims names ${offset.length} axes, but slice_sizes without the collapsed axes has ${window.length}.`,
    );
  }
  const rest = [...places.shape.slice(0, -1)];
  const shape = Array.from({ length: rest.length + offset.length }, (_, i): Dim => {
    const at = offset.indexOf(i);
    return at >= 0 ? window[at] : rest.shift()!;
  });
  return makeArray(shape, x.dtype);
});

const scatter = (name: string): NativeFunction =>
  op(name, 'operand, scatter_indices, updates, dimension_numbers, **kwargs', (a, cx) => {
    const x = arrayOf(a.get('operand'));
    return x ? makeArray(x.shape, x.dtype) : cx.unknown('the operand is not known');
  });

export const gathering: Record<string, Value> = {
  GatherDimensionNumbers: dimensionNumbers('GatherDimensionNumbers', GATHER),
  ScatterDimensionNumbers: dimensionNumbers('ScatterDimensionNumbers', SCATTER),
  GatherScatterMode: nativeClass(
    'jax.lax',
    'GatherScatterMode',
    [types.object],
    Object.fromEntries(
      ['CLIP', 'FILL_OR_DROP', 'PROMISE_IN_BOUNDS', 'ONE_HOT'].map((name) => [name, str(name.toLowerCase())]),
    ),
  ),
  gather,
  ...Object.fromEntries(
    ['scatter', 'scatter_add', 'scatter_sub', 'scatter_mul', 'scatter_min', 'scatter_max', 'scatter_apply'].map(
      (name) => [name, scatter(name)],
    ),
  ),
  stack: op('stack', 'arrays, axis=0', (a, cx) =>
    cx.call(jaxNumpy.stack, [a.get('arrays')], new Map([['axis', a.get('axis')]])),
  ),
  sort_key_val: op('sort_key_val', 'keys, values, dimension=-1, is_stable=True', (a, cx) => {
    const parts = ['keys', 'values'].map((name) => arrayOf(a.get(name)));
    return parts.every((x) => x)
      ? tuple(parts.map((x) => makeArray(x!.shape, x!.dtype)))
      : cx.unknown('what is sorted is not known');
  }),
  rng_uniform: op('rng_uniform', 'a, b, shape', (a, cx) => {
    const shape = shapeArg(cx, a.get('shape'));
    return shape ? makeArray(shape, 'float32') : cx.unknown('the shape is not known');
  }),
};
