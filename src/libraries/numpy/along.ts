/** Functions of NumPy that call a function for each vector, pick among arrays, or read arrays out of bytes. */
import type { Context } from '../../python/interpreter/context';
import { native } from '../../python/interpreter/native';
import type { TensorValue, Value } from '../../python/interpreter/values';
import { broadcastShapes, floorDiv, isNumber, sub } from '../../shape';
import { makeTensor } from '../common/tensors';
import { asArray, dtypeOr, ndarray } from './classes';
import { itemSize } from './dtypes';
import { axisWithin, unshaped } from './rearranging';

/** What the function gives for a vector stands where the vector stood. */
const applyAlongAxis = native('apply_along_axis', 'func1d, axis, arr, *args, **kwargs', (a, cx) => {
  const array = asArray(cx, a.get('arr'));
  const given = a.number('axis');
  if (!array.shape || given === undefined) return unshaped(cx, array);
  const axis = axisWithin(given, array.shape.length, 'apply_along_axis');
  const vector = makeTensor(ndarray, [array.shape[axis]], array.dtype);
  const made = asArray(cx, cx.call(a.get('func1d'), [vector, ...a.rest], new Map(a.extra)));
  if (!made.shape) return unshaped(cx, made);
  return makeTensor(
    ndarray,
    [...array.shape.slice(0, axis), ...made.shape, ...array.shape.slice(axis + 1)],
    made.dtype,
  );
});

/** Arrays among which another one chooses, all broadcast. */
const choose = native('choose', "a, choices, out=None, mode='raise'", (a, cx) => {
  const arrays = cx.sequence(a.get('choices'))?.map((item) => asArray(cx, item));
  return arrays?.length
    ? broadcast(cx, [asArray(cx, a.get('a')), ...arrays], arrays[0].dtype)
    : cx.unknown('the choices are not known');
});

/** A polynomial at every element of x; its coefficients may be rows that broadcast with it. */
const polyval = native('polyval', 'p, x', (a, cx) => {
  const [p, x] = [asArray(cx, a.get('p')), asArray(cx, a.get('x'))];
  const row = p.shape && makeTensor(ndarray, p.shape.slice(1), p.dtype);
  return row ? broadcast(cx, [row, x], x.dtype) : unshaped(cx, p);
});

function broadcast(cx: Context, arrays: readonly TensorValue[], dtype: string | undefined): Value {
  const open = arrays.find(({ shape }) => !shape);
  return open
    ? unshaped(cx, open)
    : makeTensor(
        ndarray,
        broadcastShapes(
          arrays.map(({ shape }) => shape!),
          'numpy',
        ),
        dtype,
      );
}

/** The bytes from an offset on, as elements; bytes that are not known may be any number. */
const frombuffer = native('frombuffer', 'buffer, dtype=None, count=-1, offset=0, *, like=None', (a, cx) => {
  const dtype = dtypeOr(cx, a.get('dtype'), 'float64');
  const [buffer, count, offset] = [a.get('buffer'), a.number('count'), a.number('offset')];
  if (count !== undefined && count >= 0) return makeTensor(ndarray, [count], dtype);
  const bytes =
    buffer.kind === 'bytes'
      ? buffer.value.length
      : buffer.kind === 'tensor' && buffer.dtype && buffer.shape?.every(isNumber)
        ? (buffer.shape as number[]).reduce((n, dim) => n * dim, itemSize(buffer.dtype))
        : undefined;
  const length =
    bytes === undefined || offset === undefined || dtype === undefined
      ? cx.unknownDim('how many bytes the buffer holds is not known')
      : floorDiv(sub(bytes, offset), itemSize(dtype));
  return makeTensor(ndarray, [length], dtype);
});

export const along: Readonly<Record<string, Value>> = {
  apply_along_axis: applyAlongAxis,
  choose,
  polyval,
  frombuffer,
};
