/** Spectra and frames of signals (keras/src/ops/math.py, Keras 3.15). */
import { ShapeError, add, equalDims, floorDiv, formatShape, mul, sub, type Dim, type Shape } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import type { Bound } from '../../../python/interpreter/native';
import { tuple, type NativeFunction, type Value } from '../../../python/interpreter/values';
import { result, type Known } from '../../tensorflow/ops/tensors';
import { define, shaped, withTensors } from './define';
import { said } from '../../../protocol/say';

/** Real and imaginary part, which must have one shape. */
function withParts(cx: Context, a: Bound, rule: (real: Known) => Value): Value {
  const parts = cx.sequence(a.get('x'));
  if (parts?.length !== 2) return cx.unknown(said`${a.fn} needs a pair of tensors, the real and the imaginary part`);
  return withTensors(cx, parts, (real, imaginary) => {
    const same =
      real.shape.length === imaginary.shape.length &&
      real.shape.every((size, i) => equalDims(size, imaginary.shape[i]) !== false);
    if (same) return rule(real);
    throw new ShapeError(
      'input-size-mismatch',
      said`${a.fn}: the real part is ${formatShape(real.shape)} and the imaginary part ${formatShape(imaginary.shape)}; they must be equal.`,
    );
  });
}

const pair = (shape: Shape, dtype: string | undefined): Value => tuple([result(shape, dtype), result(shape, dtype)]);

/** Keeps the shape of both parts. */
const transform = (name: string, axes: number): NativeFunction =>
  define(name, 'x', (a, cx) =>
    withParts(cx, a, (real) => {
      if (real.shape.length >= axes) return pair(real.shape, real.dtype);
      throw new ShapeError('rank-mismatch', said`${a.fn} goes along ${axes} axes, but got ${formatShape(real.shape)}.`);
    }),
  );

const half = (length: Dim): Dim => add(floorDiv(length, 2), 1);

const rfft = define('rfft', 'x, fft_length=None', (a, cx) =>
  withTensors(cx, [a.get('x')], (x) => {
    const length = a.isNone('fft_length') ? x.shape[x.shape.length - 1] : a.dim('fft_length');
    return pair([...x.shape.slice(0, -1), half(length)], x.dtype);
  }),
);

const irfft = define('irfft', 'x, fft_length=None', (a, cx) =>
  withParts(cx, a, (real) => {
    const last = real.shape[real.shape.length - 1];
    const length = a.isNone('fft_length') ? mul(2, sub(last, 1)) : a.dim('fft_length');
    return result([...real.shape.slice(0, -1), length], real.dtype);
  }),
);

const stft = define('stft', "x, sequence_length, sequence_stride, fft_length, window='hann', center=True", (a, cx) =>
  withTensors(cx, [a.get('x')], (x) => {
    const length = a.dim('fft_length');
    const around = a.truth('center') === false ? 0 : mul(floorDiv(length, 2), 2);
    const room = sub(add(x.shape[x.shape.length - 1], around), length);
    const count = add(1, floorDiv(room, a.dim('sequence_stride')));
    return pair([...x.shape.slice(0, -1), count, half(length)], x.dtype);
  }),
);

const istft = define(
  'istft',
  "x, sequence_length, sequence_stride, fft_length, length=None, window='hann', center=True",
  (a, cx) =>
    withParts(cx, a, (real) => {
      const fft = a.dim('fft_length');
      const whole = add(mul(sub(real.shape[real.shape.length - 2], 1), a.dim('sequence_stride')), fft);
      const around = a.truth('center') === false ? 0 : mul(floorDiv(fft, 2), 2);
      const length = a.isNone('length') ? sub(whole, around) : a.dim('length');
      return result([...real.shape.slice(0, -2), length], real.dtype);
    }),
);

const extractSequences = shaped('extract_sequences', 'x, sequence_length, sequence_stride', (x, a) => {
  const length = a.dim('sequence_length');
  const room = sub(x.shape[x.shape.length - 1], length);
  return [...x.shape.slice(0, -1), add(1, floorDiv(room, a.dim('sequence_stride'))), length];
});

export const spectralOps: readonly NativeFunction[] = [
  transform('fft', 1),
  transform('fft2', 2),
  transform('ifft2', 2),
  rfft,
  irfft,
  stft,
  istft,
  extractSequences,
  shaped(
    'view_as_complex',
    'x',
    (x, a) => {
      if (equalDims(x.shape.at(-1) ?? 1, 2) !== false) return x.shape.slice(0, -1);
      throw new ShapeError(
        'input-size-mismatch',
        said`${a.fn} takes real and imaginary parts in a last axis of 2, but got ${formatShape(x.shape)}.`,
      );
    },
    'complex64',
  ),
  shaped('view_as_real', 'x', (x) => [...x.shape, 2], 'float32'),
];
