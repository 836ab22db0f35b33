/** Windows over a signal: stft and istft (PyTorch documentation, "torch.stft"), and integrals along an axis. */
import { add, floorDiv, formatDim, isNumber, mul, normalizeAxis, ShapeError, sub, type Dim } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import type { Bound } from '../../../python/interpreter/native';
import type { Value } from '../../../python/interpreter/values';
import { axisNumber, flag, sizeItem } from '../arguments';
import { isComplex } from '../dtypes';
import { inputOf, ofShape, type OpEntry } from '../family';
import { optionalTensor, tensorOf } from '../tensor';
import { complexOf, partsOf } from './complex';
import { said } from '../../../protocol/say';

/** How many samples a window has and moves on by: a quarter of it where nothing else is said. */
function windows(a: Bound, cx: Context): { size: Dim; hop: Dim } {
  const size = sizeItem(cx, a.get('n_fft'), `${a.fn}(): n_fft`);
  return {
    size,
    hop: a.isNone('hop_length') ? floorDiv(size, 4) : sizeItem(cx, a.get('hop_length'), `${a.fn}(): hop_length`),
  };
}

/** (batch, samples) becomes (batch, frequencies, windows); real and imaginary part stand in a last axis of two where no complex result is asked for. */
function stft(a: Bound, cx: Context): Value {
  const input = inputOf(a);
  const { size, hop } = windows(a, cx);
  const real = !isComplex(input.dtype);
  if (real && a.isNone('return_complex')) {
    const words = said`stft requires the return_complex parameter be given for real inputs. Use return_complex=True.`;
    if (cx.mode === 'run') throw new PyError('RuntimeError', words);
    // Before PyTorch 2.0 it gave the real and the imaginary part in a last axis of two.
    cx.warn('missing-argument', words);
  }
  const asComplex = a.isNone('return_complex') ? !real : flag(a, 'return_complex');
  return ofShape(cx, input, (shape) => {
    if (shape.length !== 1 && shape.length !== 2) {
      throw new ShapeError(
        'rank-mismatch',
        said`stft: the input must have 1 or 2 axes, (samples) or (batch, samples), but has ${shape.length}.`,
      );
    }
    const [samples] = shape.slice(-1);
    const padded = flag(a, 'center', true) ? add(samples, mul(2, floorDiv(size, 2))) : samples;
    if (isNumber(padded) && isNumber(size) && size > padded) {
      throw new ShapeError(
        'kernel-too-large',
        said`stft: a window of n_fft=${size} is longer than the signal of ${padded} samples.`,
      );
    }
    const window = a.isNone('window') ? undefined : optionalTensor(cx, a.get('window'), 'stft', 'window')?.shape?.[0];
    const long = a.isNone('win_length') ? size : sizeItem(cx, a.get('win_length'), 'stft(): win_length');
    if (window !== undefined && isNumber(window) && isNumber(long) && window !== long) {
      throw new ShapeError(
        'broadcast-mismatch',
        said`stft: the window has ${window} samples, but win_length is ${long}. Give win_length=${window}, or a window of ${long}.`,
      );
    }
    const half = a.isNone('onesided') ? real : flag(a, 'onesided');
    const result = [
      ...shape.slice(0, -1),
      half ? add(floorDiv(size, 2), 1) : size,
      add(floorDiv(sub(padded, size), hop), 1),
    ];
    return asComplex
      ? tensorOf(result, complexOf(input.dtype))
      : tensorOf([...result, 2], partsOf(input.dtype) ?? input.dtype);
  });
}

/** (batch, frequencies, windows) becomes (batch, length). */
function istft(a: Bound, cx: Context): Value {
  const input = inputOf(a);
  const { size, hop } = windows(a, cx);
  return ofShape(cx, input, (shape) => {
    if (shape.length !== 2 && shape.length !== 3) {
      throw new ShapeError(
        'rank-mismatch',
        said`istft: the input must have 2 or 3 axes, (frequencies, windows) with a batch in front, but has ${shape.length}.`,
      );
    }
    const [bins, count] = shape.slice(-2);
    const isHalf = a.isNone('onesided') || flag(a, 'onesided');
    const wanted = isHalf ? add(floorDiv(size, 2), 1) : size;
    if (isNumber(bins) && isNumber(wanted) && bins !== wanted) {
      throw new ShapeError(
        'broadcast-mismatch',
        said`istft: n_fft=${formatDim(size)} makes ${wanted} frequencies, but the input has ${bins}.`,
      );
    }
    const whole = add(size, mul(hop, sub(count, 1)));
    const samples = flag(a, 'center', true) ? sub(whole, mul(2, floorDiv(size, 2))) : whole;
    const length = a.isNone('length') ? samples : sizeItem(cx, a.get('length'), 'istft(): length');
    const dtype = flag(a, 'return_complex') ? input.dtype : (partsOf(input.dtype) ?? input.dtype);
    return tensorOf([...shape.slice(0, -2), length], dtype);
  });
}

/** An integral over an axis, which goes or loses one place. */
const integral =
  (cumulative: boolean): OpEntry['rule'] =>
  (a, cx) =>
    ofShape(cx, inputOf(a, 'y'), (shape) => {
      const axis = axisNumber(cx, a.get('dim'), `${a.fn}(): dim`);
      if (axis === undefined) return cx.unknown('the axis of an integral is not known');
      const at = normalizeAxis(axis, shape.length, a.fn);
      return tensorOf(cumulative ? shape.map((d, i) => (i === at ? sub(d, 1) : d)) : shape.filter((_, i) => i !== at));
    });

const WINDOWS = 'n_fft, hop_length=None, win_length=None, window=None, center=True';

export const signalOps: OpEntry[] = [
  {
    name: 'stft',
    signature: `input, ${WINDOWS}, pad_mode='reflect', normalized=False, onesided=None, return_complex=None, align_to_window=None`,
    rule: stft,
  },
  {
    name: 'istft',
    signature: `input, ${WINDOWS}, normalized=False, onesided=None, length=None, return_complex=False`,
    rule: istft,
  },
  { name: ['trapezoid', 'trapz'], on: 'torch', signature: 'y, x=None, *, dx=None, dim=-1', rule: integral(false) },
  { name: 'cumulative_trapezoid', on: 'torch', signature: 'y, x=None, *, dx=None, dim=-1', rule: integral(true) },
];
