/** Functions of `jax.lax` along axes that count from the front: unlike those of jax.numpy, they take no negative ones. */
import { op } from '../../../python/interpreter/native';
import { tuple, type NativeFunction, type Value } from '../../../python/interpreter/values';
import { ShapeError, add, floorDiv, formatShape, isNumber, mul, type Dim, type Shape } from '../../../shape';
import { said } from '../../../protocol/say';
import { shapeArg } from '../../common/shapes';
import { arrayOf, makeArray } from '../arrays';
import { jaxNumpy } from '../numpy';

/** @throws ShapeError `axis-out-of-range` */
export function frontAxis(op: string, axis: number, shape: Shape): number {
  if (axis >= 0 && axis < shape.length) return axis;
  throw new ShapeError(
    'axis-out-of-range',
    said`${op} takes axes from 0 to ${shape.length - 1} of ${formatShape(shape)}, counted from the front, but got ${axis}.`,
  );
}

/** One of jax.numpy's functions along an axis that is given, or the first. */
function along(name: string, signature: string, like: string): NativeFunction {
  return op(name, signature, (a, cx) => {
    const [x, axis] = [arrayOf(a.get('operand')), a.number('axis')];
    if (x?.shape && axis !== undefined) frontAxis(a.fn, axis, x.shape);
    return cx.call(jaxNumpy[like], [a.get('operand')], new Map([['axis', a.get('axis')]]));
  });
}

/** What is accumulated along an axis has the shape that comes in; the numbers are those of jax.numpy's function, if it has one. */
const accumulated = (name: string): NativeFunction =>
  op(name, 'operand, axis=0, reverse=False', (a, cx) => {
    const [x, axis] = [arrayOf(a.get('operand')), a.number('axis')];
    if (!x) return cx.unknown(said`the argument of ${name}() is no array`);
    if (x.shape && axis !== undefined) frontAxis(a.fn, axis, x.shape);
    const like = a.truth('reverse') === false ? jaxNumpy[name] : undefined;
    return like ? cx.call(like, [x], new Map([['axis', a.get('axis')]])) : makeArray(x.shape, x.dtype);
  });

const rev = op('rev', 'operand, dimensions', (a, cx) => {
  const [x, axes] = [arrayOf(a.get('operand')), shapeArg(cx, a.get('dimensions'), 'dimensions')];
  if (!x) return cx.unknown('the operand is no array');
  for (const axis of axes ?? []) if (x.shape && isNumber(axis)) frontAxis(a.fn, axis, x.shape);
  return makeArray(x.shape, x.dtype);
});

const tile = op('tile', 'operand, reps', (a, cx) => {
  const [x, reps] = [arrayOf(a.get('operand')), shapeArg(cx, a.get('reps'), 'reps')];
  if (!x?.shape || !reps) return cx.unknown('the repetitions are not known');
  if (reps.length !== x.shape.length) {
    throw new ShapeError(
      'rank-mismatch',
      said`${a.fn} takes one number of repetitions for each axis of ${formatShape(x.shape)}, but got ${reps.length}.`,
    );
  }
  return makeArray(
    x.shape.map((size, i) => mul(size, reps[i])),
    x.dtype,
  );
});

const unstack = op('unstack', 'x, axis=0', (a, cx) => {
  const [x, axis] = [arrayOf(a.get('x')), a.number('axis')];
  if (!x?.shape || axis === undefined) return cx.unknown('the axis is not known');
  const at = axis < 0 ? axis + x.shape.length : axis;
  const count = x.shape[frontAxis(a.fn, at, x.shape)];
  if (!isNumber(count)) return cx.unknown('the number of parts is not known');
  const part = makeArray(x.shape.toSpliced(at, 1), x.dtype);
  return tuple(Array.from({ length: count }, () => part));
});

/** What the transforms make of the last of the axes they go over. */
const SPECTRA: Readonly<Record<string, (size: Dim) => Dim>> = {
  fft: (size) => size,
  ifft: (size) => size,
  rfft: (size) => add(floorDiv(size, 2), 1),
  irfft: (size) => size,
};

/** The transform over the last axes, with the sizes that real signals have there. */
const fft = op('fft', 'x, fft_type, fft_lengths', (a, cx) => {
  const [x, lengths] = [arrayOf(a.get('x')), shapeArg(cx, a.get('fft_lengths'), 'fft_lengths')];
  const kind = a.get('fft_type').kind === 'str' ? a.str('fft_type')?.toLowerCase() : undefined;
  const last = kind === undefined ? undefined : SPECTRA[kind];
  if (!x?.shape || !lengths || !last) return cx.unknown('the transform is not known');
  const sizes = [...x.shape.slice(0, x.shape.length - lengths.length), ...lengths.slice(0, -1)];
  const length = lengths.at(-1);
  return makeArray(
    length === undefined ? x.shape : [...sizes, last(length)],
    kind === 'irfft' ? 'float32' : 'complex64',
  );
});

export const alongAxes: Record<string, Value> = {
  argmax: along('argmax', 'operand, axis, index_dtype=None', 'argmax'),
  argmin: along('argmin', 'operand, axis, index_dtype=None', 'argmin'),
  ...Object.fromEntries(
    ['cumsum', 'cumprod', 'cummax', 'cummin', 'cumlogsumexp'].map((name) => [name, accumulated(name)]),
  ),
  rev,
  tile,
  unstack,
  fft,
};
