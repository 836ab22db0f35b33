import { describe, expect, it } from 'vitest';
import {
  dtypeFromName,
  promoteNumpy,
  promoteTensorflow,
  promoteTorch,
  promoteTypes,
} from '../../../../src/libraries/common/dtypes';
import { hasNumpy, onNumpy } from '../numpy/realNumpy';

const tensor = (dtype: string, rank = 1) => ({ dtype, rank });

describe('names of element types', () => {
  it.each([
    ['float32', 'float32'],
    ['<f4', 'float32'],
    ['double', 'float64'],
    ['float', 'float64'],
    ['?', 'bool'],
    ['torch.int64', 'int64'],
    ['nonsense', undefined],
    ['constructor', undefined],
  ])('%s is %s', (name, dtype) => expect(dtypeFromName(name)).toBe(dtype));
});

describe('promotion', () => {
  it('raises only the kind for Python scalars (NumPy 2)', () => {
    expect(promoteNumpy([tensor('float32'), { weak: 'float' }])).toBe('float32');
    expect(promoteNumpy([tensor('uint8'), { weak: 'int' }])).toBe('uint8');
    expect(promoteNumpy([tensor('int32'), { weak: 'float' }])).toBe('float64');
    expect(promoteNumpy([tensor('float32', 0), tensor('float64')])).toBe('float64');
    expect(promoteNumpy([{ weak: 'int' }, { weak: 'float' }])).toBe('float64');
  });
  it('lets tensors with axes decide (PyTorch)', () => {
    expect(promoteTorch([tensor('float32'), tensor('float64', 0)])).toBe('float32');
    expect(promoteTorch([tensor('int64'), tensor('float32', 0)])).toBe('float32');
    expect(promoteTorch([tensor('int64'), tensor('float16')])).toBe('float16');
    expect(promoteTorch([tensor('uint8'), tensor('int8')])).toBe('int16');
    expect(promoteTorch([tensor('int32'), { weak: 'float' }])).toBe('float32');
    expect(promoteTorch([tensor('float16'), { weak: 'int' }])).toBe('float16');
    expect(promoteTorch([tensor('bool'), { weak: 'int' }])).toBe('int64');
    expect(promoteTorch([tensor('bfloat16'), tensor('float16')])).toBe('float32');
  });
  it("takes the first tensor's type (TensorFlow)", () => {
    expect(promoteTensorflow([{ weak: 'float' }, tensor('int32')])).toBe('int32');
    expect(promoteTensorflow([{ weak: 'int' }, { weak: 'float' }])).toBe('float32');
  });
  it('says nothing where a type is not known', () => {
    expect(promoteNumpy([tensor('float32'), { rank: 1 }])).toBeUndefined();
    expect(promoteTorch([tensor('float32'), { rank: 1 }])).toBeUndefined();
  });
  it.runIf(hasNumpy)('agrees with np.promote_types for every pair', () => {
    const names = 'bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128';
    const pairs = names.split(' ').flatMap((a) => names.split(' ').map((b): [string, string] => [a, b]));
    const real = onNumpy<[string, string], string>('return str(np.promote_types(*case))', pairs);
    expect(pairs.map(([a, b]) => promoteTypes(a, b))).toEqual(real);
  });
});
