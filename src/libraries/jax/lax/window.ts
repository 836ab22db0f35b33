/** `lax.reduce_window`: a function over windows of any axes (jax.lax.reduce_window). */
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { op, type Bound } from '../../../python/interpreter/native';
import type { Value } from '../../../python/interpreter/values';
import { add, ceilDiv, floorDiv, isNumber, maxDim, mul, ShapeError, sub, type Dim } from '../../../shape';
import { shapeArg } from '../../common/shapes';
import { makeTensor } from '../../common/tensors';
import { arrayClass, arrayOf, makeArray } from '../arrays';
import { said } from '../../../protocol/say';

/** One size per axis; ones where the argument is None. @throws ShapeError `argument-count` */
function perAxis(cx: Context, a: Bound, name: string, rank: number): readonly Dim[] {
  if (a.isNone(name)) return new Array<Dim>(rank).fill(1);
  const sizes = shapeArg(cx, a.get(name), name);
  if (!sizes) return Array.from({ length: rank }, () => cx.unknownDim(said`${name} is not known`));
  if (sizes.length === rank) return sizes;
  throw new ShapeError(
    'argument-count',
    said`reduce_window: ${name} has ${sizes.length} values, but the operand has ${rank} axes: give one for each, 1 for batch and channels.`,
  );
}

/** How many windows start on one axis; none where the window is larger than the padded axis. */
function windows(size: Dim, reach: Dim, stride: Dim, pad: Dim): Dim {
  return maxDim(add(floorDiv(sub(add(size, pad), reach), stride), 1), 0);
}

/** Rows that padding adds on each axis, or the word SAME; undefined where the padding is not known. */
function readPadding(cx: Context, value: Value, rank: number): 'SAME' | readonly Dim[] | undefined {
  if (value.kind === 'str') {
    const word = value.value.toUpperCase();
    if (word === 'SAME' || word === 'SAME_LOWER') return 'SAME';
    if (word === 'VALID') return new Array<Dim>(rank).fill(0);
    throw new PyError(
      'ValueError',
      said`Unknown padding type: ${value.value}. Use 'SAME', 'VALID' or pairs.`,
      'padding-mode',
    );
  }
  const pairs = cx.sequence(value)?.map((pair) => shapeArg(cx, pair, 'padding'));
  if (!pairs?.every((pair) => pair?.length === 2)) return undefined;
  return pairs.map((pair) => add(pair![0], pair![1]));
}

export const reduceWindow = op(
  'reduce_window',
  'operand, init_value, computation, window_dimensions, window_strides, padding, base_dilation=None, window_dilation=None',
  (a, cx) => {
    const operand = arrayOf(a.get('operand'));
    if (!operand?.shape) return makeTensor(arrayClass, undefined, operand?.dtype, { reason: operand?.reason });
    const rank = operand.shape.length;
    const window = perAxis(cx, a, 'window_dimensions', rank);
    const strides = perAxis(cx, a, 'window_strides', rank);
    const base = perAxis(cx, a, 'base_dilation', rank);
    const dilation = perAxis(cx, a, 'window_dilation', rank);
    const padding = readPadding(cx, a.get('padding'), rank);
    if (!padding) return cx.unknown('the padding of reduce_window is not known');
    const shape = operand.shape.map((size, axis) => {
      const spread = base[axis] === 1 ? size : maxDim(0, add(mul(sub(size, 1), base[axis]), 1));
      const reach =
        isNumber(dilation[axis]) && dilation[axis] === 1
          ? window[axis]
          : add(mul(dilation[axis], sub(window[axis], 1)), 1);
      if (padding !== 'SAME') return windows(spread, reach, strides[axis], padding[axis]);
      // What SAME adds is counted for the operand as it is, and added to the spread one.
      if (spread === size) return ceilDiv(size, strides[axis]);
      const steps = mul(sub(ceilDiv(size, strides[axis]), 1), strides[axis]);
      return windows(spread, reach, strides[axis], maxDim(0, sub(add(steps, reach), size)));
    });
    return makeArray(shape, operand.dtype);
  },
);
