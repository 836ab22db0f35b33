/** torch.finfo and torch.iinfo: the limits of a dtype. */
import { native, nativeClass } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import { float, int, NONE, type ClassValue, type Value } from '../../../python/interpreter/values';
import { dtypeName } from '../dtypes';

const FLOATS: Record<string, { max: number; eps: number; tiny: number; bits: number }> = {
  float16: { max: 65504, eps: 2 ** -10, tiny: 2 ** -14, bits: 16 },
  bfloat16: { max: 3.3895313892515355e38, eps: 2 ** -7, tiny: 2 ** -126, bits: 16 },
  float32: { max: 3.4028234663852886e38, eps: 2 ** -23, tiny: 2 ** -126, bits: 32 },
  float64: { max: Number.MAX_VALUE, eps: 2 ** -52, tiny: 2 ** -1022, bits: 64 },
};
const INTEGERS: Record<string, [number, number]> = {
  uint8: [0, 255],
  int8: [-128, 127],
  int16: [-32768, 32767],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [-(2 ** 63), 2 ** 63 - 1],
};

function infoClass(name: string, limits: (dtype: string) => Record<string, Value>): ClassValue {
  return nativeClass('torch', name, [types.object], {
    __init__: native(name, 'self, type=None', (a, cx) => {
      const dtype = dtypeName(a.get('type')) ?? (name === 'finfo' ? 'float32' : 'int64');
      for (const [key, value] of Object.entries(limits(dtype))) cx.setAttr(a.get('self'), key, value);
      return NONE;
    }),
  });
}

export const finfo = infoClass('finfo', (dtype) => {
  const { max, eps, tiny, bits } = FLOATS[dtype] ?? FLOATS.float32;
  return {
    max: float(max),
    min: float(-max),
    eps: float(eps),
    tiny: float(tiny),
    smallest_normal: float(tiny),
    bits: int(bits),
  };
});

export const iinfo = infoClass('iinfo', (dtype) => {
  const [min, max] = INTEGERS[dtype] ?? INTEGERS.int64;
  return { min: int(min), max: int(max) };
});
