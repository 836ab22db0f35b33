/** `tf.signal`: frames of a signal and their spectra (tensorflow/python/ops/signal, TensorFlow 2.21). */
import {
  ShapeError,
  add,
  ceilDiv,
  floorDiv,
  formatShape,
  isNumber,
  maxDim,
  mul,
  normalizeAxis,
  sub,
  type Dim,
  type Shape,
} from '../../shape';
import { PyError } from '../../python/interpreter/errors';
import type { Context } from '../../python/interpreter/context';
import type { Bound } from '../../python/interpreter/native';
import { axisArg } from '../common/shapes';
import { operation } from './operation';
import { result, withTensor } from './ops/tensors';
import { readShape, readSize } from './staticShape';
import { said } from '../../protocol/say';

const size = (a: Bound, cx: Context, name: string): Dim => readSize(a.get(name), cx, name);

/** How many frames start in a signal: with `pad_end` one for every step begun, without it those that fit whole. */
function frameCount(length: Dim, frame: Dim, step: Dim, padEnd: boolean): Dim {
  if (padEnd) return ceilDiv(length, step);
  return maxDim(0, add(floorDiv(sub(length, frame), step), 1));
}

const frame = operation(
  'tf.signal.frame',
  'signal, frame_length, frame_step, pad_end=False, pad_value=0, axis=-1, name=None',
  (a, cx) =>
    withTensor(cx, a.get('signal'), (x) => {
      const given = axisArg(cx, a.get('axis'));
      const padEnd = a.truth('pad_end');
      if (given === undefined || padEnd === undefined) return cx.unknown('how the signal is framed is not known');
      const axis = normalizeAxis(given, x.shape.length, a.fn);
      const length = size(a, cx, 'frame_length');
      const frames = frameCount(x.shape[axis], length, size(a, cx, 'frame_step'), padEnd);
      return result([...x.shape.slice(0, axis), frames, length, ...x.shape.slice(axis + 1)], x.dtype);
    }),
);

/** The smallest power of two that holds a frame. */
const enclosingPower = (cx: Context, length: Dim): Dim =>
  isNumber(length)
    ? 2 ** Math.ceil(Math.log2(Math.max(1, length)))
    : cx.unknownDim('the length of a frame is not known');

/** A real signal of n numbers has ⌊n / 2⌋ + 1 frequencies. */
const frequencies = (length: Dim): Dim => add(floorDiv(length, 2), 1);

const stft = operation(
  'tf.signal.stft',
  'signals, frame_length, frame_step, fft_length=None, window_fn=None, pad_end=False, name=None',
  (a, cx) =>
    withTensor(cx, a.get('signals'), (x) => {
      const padEnd = a.truth('pad_end');
      if (padEnd === undefined) return cx.unknown('whether the end is padded is not known');
      const length = size(a, cx, 'frame_length');
      const points = a.isNone('fft_length') ? enclosingPower(cx, length) : size(a, cx, 'fft_length');
      const frames = frameCount(x.shape[x.shape.length - 1], length, size(a, cx, 'frame_step'), padEnd);
      return result([...x.shape.slice(0, -1), frames, frequencies(points)], 'complex64');
    }),
);

/** Frames laid over each other again: (…, frames, length) → (…, (frames − 1) · step + length). */
function overlapped(shape: Shape, length: Dim, step: Dim): Dim[] {
  return [...shape.slice(0, -2), add(mul(sub(shape[shape.length - 2], 1), step), length)];
}

const overlapAndAdd = operation('tf.signal.overlap_and_add', 'signal, frame_step, name=None', (a, cx) =>
  withTensor(cx, a.get('signal'), (x) =>
    result(overlapped(x.shape, x.shape[x.shape.length - 1], size(a, cx, 'frame_step')), x.dtype),
  ),
);

const inverseStft = operation(
  'tf.signal.inverse_stft',
  'stfts, frame_length, frame_step, fft_length=None, window_fn=None, name=None',
  (a, cx) =>
    withTensor(cx, a.get('stfts'), (x) =>
      result(overlapped(x.shape, size(a, cx, 'frame_length'), size(a, cx, 'frame_step')), 'float32'),
    ),
);

/** @throws ShapeError `rank-mismatch` where a transform goes along more axes than there are */
function needAxes(shape: Shape, count: number, op: string): void {
  if (shape.length >= count) return;
  throw new ShapeError(
    'rank-mismatch',
    count === 1
      ? said`${op} goes along the last axis, but the input ${formatShape(shape)} has ${shape.length}.`
      : said`${op} goes along the last ${count} axes, but the input ${formatShape(shape)} has ${shape.length}.`,
  );
}

/** A real transform along the last axes, as many as its name says; `fft_length` cuts or fills them up first. */
function transform(name: string, length: (given: Dim) => Dim, whole: (last: Dim) => Dim, dtype: string) {
  const count = axesOf(name);
  return operation(`tf.signal.${name}`, 'input, fft_length=None, name=None', (a, cx) =>
    withTensor(cx, a.get('input'), (x) => {
      needAxes(x.shape, count, a.fn);
      const given = a.isNone('fft_length') ? undefined : readShape(a.get('fft_length'), cx, 'fft_length');
      if (!given && !a.isNone('fft_length')) return cx.unknown('fft_length is not known');
      if (given && (a.get('fft_length').kind === 'int' || given.length !== count)) {
        throw new ShapeError(
          'argument-count',
          said`${a.fn}: fft_length=${cx.repr(a.get('fft_length'))} must be a list of ${count}, one length for each axis that is transformed.`,
        );
      }
      const before = x.shape.slice(0, -count);
      const own = x.shape.slice(-count);
      const last = given ? length(given[count - 1]) : whole(own[count - 1]);
      return result([...before, ...(given ?? own).slice(0, -1), last], dtype);
    }),
  );
}

/** `fft2d` goes along two axes, `fft` along one. */
const axesOf = (name: string): number => Number(/(\d)d$/.exec(name)?.[1] ?? 1);

/** A complex transform along the last axes keeps the shape. */
function complexTransform(name: string) {
  return operation(`tf.signal.${name}`, 'input, name=None', (a, cx) =>
    withTensor(cx, a.get('input'), (x) => {
      needAxes(x.shape, axesOf(name), a.fn);
      return result(x.shape, 'complex64');
    }),
  );
}

const same = (dim: Dim): Dim => dim;

/** A cosine transform of the last axis; `n` cuts or fills it up first. */
const cosine = (name: string) =>
  operation(`tf.signal.${name}`, 'input, type=2, n=None, axis=-1, norm=None, name=None', (a, cx) =>
    withTensor(cx, a.get('input'), (x) => {
      needAxes(x.shape, 1, a.fn);
      return result(a.isNone('n') ? x.shape : [...x.shape.slice(0, -1), size(a, cx, 'n')], x.dtype);
    }),
  );

/** @throws PyError `argument-value` for frames that a modified cosine transform cannot halve twice */
function quarters(op: string, length: Dim): void {
  if (!isNumber(length) || length % 4 === 0) return;
  throw new PyError('ValueError', said`${op}: frame_length=${length} must be a multiple of 4.`, 'argument-value');
}

/** The modified cosine transform: frames that overlap by half, half as many numbers for each. */
const mdct = operation(
  'tf.signal.mdct',
  'signals, frame_length, window_fn=None, pad_end=False, norm=None, name=None',
  (a, cx) =>
    withTensor(cx, a.get('signals'), (x) => {
      needAxes(x.shape, 1, a.fn);
      const [length, padEnd] = [size(a, cx, 'frame_length'), a.truth('pad_end')];
      quarters(a.fn, length);
      if (padEnd === undefined) return cx.unknown('whether the end is padded is not known');
      const half = floorDiv(length, 2);
      const frames = frameCount(x.shape[x.shape.length - 1], length, half, padEnd);
      return result([...x.shape.slice(0, -1), frames, half], x.dtype);
    }),
);

const inverseMdct = operation('tf.signal.inverse_mdct', 'mdcts, window_fn=None, norm=None, name=None', (a, cx) =>
  withTensor(cx, a.get('mdcts'), (x) => {
    needAxes(x.shape, 2, a.fn);
    const half = x.shape[x.shape.length - 1];
    quarters(a.fn, mul(half, 2));
    return result(overlapped(x.shape, mul(half, 2), half), x.dtype);
  }),
);

function keeping(name: string, signature: string, first: string) {
  return operation(`tf.signal.${name}`, signature, (a, cx) =>
    withTensor(cx, a.get(first), (x) => result(x.shape, x.dtype)),
  );
}

const window = (name: string) =>
  operation(
    `tf.signal.${name}`,
    `window_length, ${name.startsWith('kaiser') ? 'beta' : 'periodic'}=None, dtype=None, name=None`,
    (a, cx) => result([size(a, cx, 'window_length')], 'float32'),
  );

const melWeights = operation(
  'tf.signal.linear_to_mel_weight_matrix',
  'num_mel_bins=20, num_spectrogram_bins=129, sample_rate=8000, lower_edge_hertz=125.0, upper_edge_hertz=3800.0, dtype=None, name=None',
  (a, cx) => result([size(a, cx, 'num_spectrogram_bins'), size(a, cx, 'num_mel_bins')], 'float32'),
);

export const signalFunctions = [
  frame,
  stft,
  inverseStft,
  overlapAndAdd,
  ...['rfft', 'rfft2d', 'rfft3d'].map((name) => transform(name, frequencies, frequencies, 'complex64')),
  ...['irfft', 'irfft2d', 'irfft3d'].map((name) => transform(name, same, (last) => mul(sub(last, 1), 2), 'float32')),
  ...['fft', 'ifft', 'fft2d', 'ifft2d', 'fft3d', 'ifft3d'].map(complexTransform),
  mdct,
  inverseMdct,
  cosine('dct'),
  cosine('idct'),
  keeping('fftshift', 'x, axes=None, name=None', 'x'),
  keeping('ifftshift', 'x, axes=None, name=None', 'x'),
  keeping('mfccs_from_log_mel_spectrograms', 'log_mel_spectrograms, name=None', 'log_mel_spectrograms'),
  ...['hann_window', 'hamming_window', 'vorbis_window', 'kaiser_window', 'kaiser_bessel_derived_window'].map(window),
  melWeights,
];
