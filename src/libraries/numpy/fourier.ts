/** `numpy.fft`: shapes and dtypes of the discrete Fourier transforms (NumPy 2 documentation, "numpy.fft"). */
import { native, type Bound } from '../../python/interpreter/native';
import type { TensorValue, Value } from '../../python/interpreter/values';
import { add, floorDiv, isNumber, type Dim } from '../../shape';
import type { Context } from '../../python/interpreter/context';
import { lastAxes, transformed, type Half } from '../common/fourier';
import { axesArg, dimOf, shapeArg } from '../common/shapes';
import { makeTensor } from '../common/tensors';
import { asArray, ndarray } from './classes';
import { computed } from './creation';
import { axisWithin, unshaped } from './rearranging';

/** The complex dtype that a dtype transforms to: single precision stays single. */
const complexOf = (dtype: string | undefined): string | undefined =>
  dtype && (dtype === 'float32' || dtype === 'complex64' ? 'complex64' : 'complex128');

const partsOf = (dtype: string | undefined): string | undefined =>
  dtype && (complexOf(dtype) === 'complex64' ? 'float32' : 'float64');

const ofDtype = (array: TensorValue, dtype: string | undefined): TensorValue =>
  makeTensor(ndarray, array.shape, dtype, { reason: array.reason });

/** @param lengths per axis, undefined where none are given */
function run(a: Bound, cx: Context, half: Half, lengths: readonly Dim[] | undefined, axis: Value): Value {
  const array = asArray(cx, a.get('a'));
  const dtype = half === 'fromHalf' ? partsOf(array.dtype) : complexOf(array.dtype);
  const axes = axesArg(cx, axis);
  if (!array.shape || !axes)
    return unshaped(cx, ofDtype(array, dtype), 'over which axes the transform runs is not known');
  const rank = array.shape.length;
  const over =
    axes === 'all' ? lastAxes(lengths?.length ?? rank, rank) : axes.map((each) => axisWithin(each, rank, a.fn));
  return makeTensor(ndarray, transformed(array.shape, over, lengths, half), dtype);
}

/** The transform of one axis, of two and of any number. */
function family(stem: string, half: Half): Record<string, Value> {
  const several = (name: string, axes: string) =>
    native(name, `a, s=None, axes=${axes}, norm=None, out=None`, (a, cx) =>
      run(a, cx, half, a.isNone('s') ? undefined : shapeArg(cx, a.get('s'), `${name}(): s`), a.get('axes')),
    );
  return {
    [stem]: native(stem, 'a, n=None, axis=-1, norm=None, out=None', (a, cx) =>
      run(a, cx, half, a.isNone('n') ? undefined : [dimOf(cx, a.get('n'), `${stem}(): n`)], a.get('axis')),
    ),
    [`${stem}2`]: several(`${stem}2`, '(-2, -1)'),
    [`${stem}n`]: several(`${stem}n`, 'None'),
  };
}

const shifted = (name: string): Value =>
  native(name, 'x, axes=None', (a, cx) => {
    const array = asArray(cx, a.get('x'));
    return ofDtype(array, array.dtype);
  });

const frequencies = (name: string, length: (n: Dim) => Dim): Value =>
  native(name, 'n, d=1.0, device=None', (a) => makeTensor(ndarray, [length(a.dim('n'))], 'float64'));

export const fourier: Record<string, Value> = {
  ...family('fft', 'whole'),
  ...family('ifft', 'whole'),
  ...family('rfft', 'toHalf'),
  ...family('irfft', 'fromHalf'),
  hfft: family('hfft', 'fromHalf').hfft,
  ihfft: family('ihfft', 'toHalf').ihfft,
  fftshift: shifted('fftshift'),
  ifftshift: shifted('ifftshift'),
  fftfreq: frequencies('fftfreq', (n) => n),
  rfftfreq: frequencies('rfftfreq', (n) => add(floorDiv(n, 2), 1)),
};

/** A window of M samples; `at` gives the one at `t` from −1 to 1 (NumPy documentation, "Window functions"). */
const window = (name: string, at: ((t: number) => number) | undefined, more = ''): Value =>
  native(name, `M${more}`, (a, cx) => {
    const given = a.get('M');
    const length = given.kind === 'float' && isNumber(given.value) ? Math.trunc(given.value) : a.dim('M');
    const last = isNumber(length) ? length - 1 : NaN;
    const sample = at && ((i: number) => (last === 0 ? 1 : at((2 * i - last) / last)));
    return computed(
      cx,
      [isNumber(length) ? Math.max(0, length) : length],
      'float64',
      isNumber(last) ? sample : undefined,
    );
  });

export const windowFunctions: Record<string, Value> = {
  hanning: window('hanning', (t) => 0.5 + 0.5 * Math.cos(Math.PI * t)),
  hamming: window('hamming', (t) => 0.54 + 0.46 * Math.cos(Math.PI * t)),
  blackman: window('blackman', (t) => 0.42 + 0.5 * Math.cos(Math.PI * t) + 0.08 * Math.cos(2 * Math.PI * t)),
  bartlett: window('bartlett', (t) => 1 - Math.abs(t)),
  kaiser: window('kaiser', undefined, ', beta'),
};

/** The real or the imaginary part: real numbers of the same shape; real arrays are their own real part. */
export function partOf(array: TensorValue, name: 'real' | 'imag'): TensorValue {
  if (array.dtype?.startsWith('complex')) return ofDtype(array, partsOf(array.dtype));
  return name === 'real' ? array : ofDtype(array, array.dtype);
}

const part = (name: 'real' | 'imag'): Value => native(name, 'val', (a, cx) => partOf(asArray(cx, a.get('val')), name));

export const parts: Record<string, Value> = {
  real: part('real'),
  imag: part('imag'),
  angle: native('angle', 'z, deg=False', (a, cx) => {
    const array = asArray(cx, a.get('z'));
    return ofDtype(array, partsOf(array.dtype));
  }),
};
