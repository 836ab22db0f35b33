/** `jax.scipy.signal` as far as shapes need it. */
import { op } from '../../python/interpreter/native';
import type { Value } from '../../python/interpreter/values';
import { add, sub, type Dim } from '../../shape';
import { arrayOf, floatOf, makeArray } from './arrays';

/** The sizes of a convolution of two arrays of one rank, by `mode` (scipy.signal.convolve). */
const MODES: Readonly<Record<string, (n: Dim, m: Dim) => Dim>> = {
  full: (n, m) => sub(add(n, m), 1),
  same: (n) => n,
  valid: (n, m) => add(sub(n, m), 1),
};

const convolving = (name: string): Value =>
  op(name, "in1, in2, mode='full', method='auto', precision=None", (a, cx) => {
    const [x, y] = [arrayOf(a.get('in1')), arrayOf(a.get('in2'))];
    const size = MODES[a.str('mode') ?? ''];
    if (!x?.shape || y?.shape?.length !== x.shape.length || !size) return cx.unknown('the arrays are not known');
    return makeArray(
      x.shape.map((n, axis) => size(n, y.shape![axis])),
      floatOf(x.dtype),
    );
  });

export const signalFunctions: Readonly<Record<string, Value>> = {
  convolve: convolving('convolve'),
  convolve2d: convolving('convolve2d'),
  fftconvolve: convolving('fftconvolve'),
  correlate: convolving('correlate'),
};
