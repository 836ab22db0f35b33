/** `jax.numpy.fft` (NumPy manual, "Discrete Fourier Transform"): which sizes the transforms give along their axes. */
import { ShapeError, add, floorDiv, formatShape, mul, normalizeAxis, sub, type Dim } from '../../shape';
import { said } from '../../protocol/say';
import type { Context } from '../../python/interpreter/context';
import { native, op, type Bound } from '../../python/interpreter/native';
import type { NativeFunction, Value } from '../../python/interpreter/values';
import { axesArg } from '../common/shapes';
import { arrayOf, makeArray } from './arrays';

/** The size along the last transformed axis, of the size that comes in and the one that is asked for. */
type Length = (size: Dim, n: Dim | undefined) => Dim;

const whole: Length = (size, n) => n ?? size;
/** A real signal has half of its spectrum. */
const half: Length = (size, n) => add(floorDiv(n ?? size, 2), 1);
const doubled: Length = (size, n) => n ?? mul(2, sub(size, 1));

const LENGTHS: Readonly<Record<string, Length>> = {
  fft: whole,
  ifft: whole,
  rfft: half,
  irfft: doubled,
  hfft: doubled,
  ihfft: half,
};

const isReal = (name: string): boolean => /^(irfft|hfft)/.test(name);

function transformed(sizes: readonly Dim[], name: string): Value {
  return makeArray(sizes, isReal(name) ? 'float32' : 'complex64');
}

/** One axis. */
const along1 = (name: string, length: Length): NativeFunction =>
  op(`jnp.fft.${name}`, 'a, n=None, axis=-1, norm=None', (a, cx) => {
    const x = arrayOf(a.get('a'));
    const axis = a.number('axis');
    if (!x?.shape || axis === undefined) return cx.unknown('the shape or the axis is not known');
    const at = normalizeAxis(axis, x.shape.length, a.fn);
    const n = a.isNone('n') ? undefined : a.dim('n');
    return transformed(x.shape.with(at, length(x.shape[at], n)), name);
  });

/** Several axes, of which the last is shortened or lengthened. */
const alongAll = (name: string, length: Length, axes: string): NativeFunction =>
  op(`jnp.fft.${name}`, `a, s=None, axes=${axes}, norm=None`, (a, cx) => {
    const x = arrayOf(a.get('a'));
    if (!x?.shape) return cx.unknown('the shape is not known');
    const over = axesOf(a, cx, x.shape.length);
    const asked = a.isNone('s') ? [] : sizesAsked(a, cx);
    if (!over || !asked) return cx.unknown('the axes or sizes are not known');
    if (over.some((axis) => axis < 0)) {
      throw new ShapeError('axis-out-of-range', said`${a.fn} transforms two axes, but got ${formatShape(x.shape)}.`);
    }
    const sizes = [...x.shape];
    over.forEach((axis, i) => {
      const isLast = i === over.length - 1;
      sizes[axis] = (isLast ? length : whole)(x.shape![axis], asked[i]);
    });
    return transformed(sizes, name);
  });

/** The axes from the front; below 0 for one that the array lacks. */
function axesOf(a: Bound, cx: Context, rank: number): number[] | undefined {
  if (a.isNone('axes')) return Array.from({ length: rank }, (_, i) => i);
  const axes = axesArg(cx, a.get('axes'));
  return !axes || axes === 'all' ? undefined : axes.map((axis) => (axis < 0 ? axis + rank : axis));
}

function sizesAsked(a: Bound, cx: Context): Dim[] | undefined {
  return cx.sequence(a.get('s'))?.map((size) => cx.dim(size, 's'));
}

const shift = (name: string): NativeFunction =>
  op(`jnp.fft.${name}`, 'x, axes=None', (a, cx) => {
    const x = arrayOf(a.get('x'));
    return x ? makeArray(x.shape, x.dtype) : cx.unknown('the array is not known');
  });

export const fft: Record<string, Value> = {
  ...Object.fromEntries(
    Object.entries(LENGTHS).flatMap(([name, length]): [string, Value][] => {
      const one: [string, Value] = [name, along1(name, length)];
      if (/hfft/.test(name)) return [one];
      return [
        one,
        [`${name}2`, alongAll(`${name}2`, length, '(-2, -1)')],
        [`${name}n`, alongAll(`${name}n`, length, 'None')],
      ];
    }),
  ),
  fftshift: shift('fftshift'),
  ifftshift: shift('ifftshift'),
  fftfreq: native('fftfreq', 'n, d=1.0, **kwargs', (a) => makeArray([a.dim('n')], 'float32')),
  rfftfreq: native('rfftfreq', 'n, d=1.0, **kwargs', (a) => makeArray([add(floorDiv(a.dim('n'), 2), 1)], 'float32')),
};
