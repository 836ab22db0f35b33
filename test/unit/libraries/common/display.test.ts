import { describe, expect, it } from 'vitest';
import { type Dtype, fromFlat } from '../../../../src/compute/ndarray';
import { mulberry32 } from '../../../../src/protocol/random';
import {
  arrayRepr,
  arrayText,
  scalarRepr,
  scalarText,
  tensorflowRepr,
  tensorflowText,
  torchRepr,
} from '../../../../src/libraries/common/display';
import { hasNumpy, onNumpy } from '../numpy/realNumpy';

const array = (values: number[], shape = [values.length], dtype: Dtype = 'float64') => fromFlat(shape, values, dtype);

describe('str() of arrays as NumPy prints them', () => {
  it.each<Dtype>(['float64', 'float32'])('keeps the fewest digits of %s and pads to the longest', (dtype) => {
    const pixel = array([2, 2.1, 2.2, 2.3, 3, 3.1, 3.2, 3.3, 4, 4.1, 4.2, 4.3], [12], dtype);
    expect(arrayText(pixel)).toBe('[2.  2.1 2.2 2.3 3.  3.1 3.2 3.3 4.  4.1 4.2 4.3]');
  });
  it('aligns integers and breaks rows', () => {
    expect(arrayText(array([1, -20, 300, 4], [2, 2], 'int64'))).toBe('[[  1 -20]\n [300   4]]');
  });
  it('shortens what has more than 1,000 elements', () => {
    const counted = array(
      Array.from({ length: 1001 }, (_, i) => i),
      [1001],
      'int64',
    );
    expect(arrayText(counted)).toBe('[   0    1    2 ...  998  999 1000]');
  });
  it('rounds half to even where digits are cut', () => {
    expect(arrayText(array([0.001953125]))).toBe('[0.00195312]');
  });
});

describe('repr() of arrays', () => {
  it('names the dtype that the digits do not tell', () => {
    expect(arrayRepr(array([1, 2], [2], 'float32'))).toBe('array([1., 2.], dtype=float32)');
    expect(arrayRepr(array([1, 0], [2], 'bool'))).toBe('array([ True, False])');
    expect(arrayRepr(array([], [0, 3]))).toBe('array([], shape=(0, 3), dtype=float64)');
  });
  it('writes scalars with their type', () => {
    expect(scalarRepr(2, 'float64')).toBe('np.float64(2.0)');
    expect(scalarRepr(1, 'bool')).toBe('np.True_');
    expect(scalarText(0.1, 'float64')).toBe('0.1');
  });
});

describe('PyTorch and TensorFlow', () => {
  it('prints tensors with four digits', () => {
    expect(torchRepr(array([1, 2.5, 3, 4], [2, 2], 'float32'))).toBe(
      'tensor([[1.0000, 2.5000],\n        [3.0000, 4.0000]])',
    );
    expect(torchRepr(array([1, 2], [2], 'float32'))).toBe('tensor([1., 2.])');
    expect(torchRepr(array([0.00001, 1], [2], 'float64'))).toBe(
      'tensor([1.0000e-05, 1.0000e+00], dtype=torch.float64)',
    );
    expect(torchRepr(array([1, 0], [2], 'bool'))).toBe('tensor([ True, False])');
    expect(torchRepr(array([3], [], 'int64'))).toBe('tensor(3)');
    expect(torchRepr(array([0.5], [1], 'float32'), ['grad_fn=<AddBackward0>'])).toBe(
      'tensor([0.5000], grad_fn=<AddBackward0>)',
    );
  });
  it('prints eager tensors with shape and dtype', () => {
    expect(tensorflowText(array([1, 2], [2], 'float32'))).toBe('tf.Tensor([1. 2.], shape=(2,), dtype=float32)');
    expect(tensorflowText(array([1, 2, 3, 4], [2, 2], 'int32'))).toBe(
      'tf.Tensor(\n[[1 2]\n [3 4]], shape=(2, 2), dtype=int32)',
    );
    expect(tensorflowRepr(array([3], [], 'float32'))).toBe('<tf.Tensor: shape=(), dtype=float32, numpy=3.0>');
  });
});

interface Printed {
  shape: number[];
  dtype: Dtype;
  values: number[];
}

function randomCases(count: number): Printed[] {
  const next = mulberry32(7);
  const dtypes: Dtype[] = ['float64', 'float32', 'int64', 'bool', 'float16', 'uint8'];
  return Array.from({ length: count }, (_, i) => {
    const dtype = dtypes[i % dtypes.length];
    const shape = Array.from({ length: Math.floor(next() * 4) }, () => Math.floor(next() * (i % 11 === 0 ? 15 : 6)));
    const scale = 10 ** Math.floor(next() * 12 - 5);
    const digits = Math.floor(next() * 4);
    const spread = next() < 0.5;
    const values = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => {
      if (dtype === 'bool') return Math.round(next());
      if (dtype === 'uint8') return Math.floor(next() * 256);
      if (dtype === 'int64') return Math.floor((next() - 0.3) * scale * 1000);
      const value = (next() - 0.3) * (dtype === 'float16' ? 10 ** Math.floor(next() * 5 - 2) : scale);
      const wide = value * (spread && dtype !== 'float16' ? 10 ** Math.floor(next() * 4) : 1);
      return digits < 2 ? Number(wide.toFixed(digits)) : wide;
    });
    // What the array holds, so that both sides start from the same number.
    return { shape, dtype, values: Array.from(fromFlat(shape, values, dtype).data, (x) => x + 0) };
  });
}

describe.runIf(hasNumpy)('the real NumPy', () => {
  it('prints 1,200 random arrays the same', () => {
    const cases = randomCases(1200);
    const real = onNumpy<Printed, [string, string]>(
      "a = np.array(case['values'], dtype=case['dtype']).reshape(case['shape'])\nreturn [str(a), repr(a)]",
      cases,
    );
    cases.forEach(({ shape, dtype, values }, i) => {
      const own = fromFlat(shape, values, dtype);
      expect(
        [arrayText(own), arrayRepr(own)],
        `${dtype} ${JSON.stringify(shape)} ${values.slice(0, 8).join(' ')}`,
      ).toEqual(real[i]);
    });
  });
  it('prints scalars the same', () => {
    const next = mulberry32(3);
    const cases = Array.from({ length: 600 }, (_, i) => {
      const dtype: Dtype = (['float64', 'float32', 'float16'] as const)[i % 3];
      const raw = (next() - 0.5) * 10 ** Math.floor(next() * (dtype === 'float16' ? 6 : 24) - 4);
      return { dtype, value: fromFlat([], [next() < 0.3 ? Math.round(raw) : raw], dtype).data[0] + 0 };
    });
    const real = onNumpy<(typeof cases)[0], [string, string]>(
      "x = np.dtype(case['dtype']).type(case['value'])\nreturn [str(x), repr(x)]",
      cases,
    );
    cases.forEach(({ dtype, value }, i) => {
      expect([scalarText(value, dtype), scalarRepr(value, dtype)]).toEqual(real[i]);
    });
  });
});
