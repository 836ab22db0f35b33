import { describe, expect, it } from 'vitest';
import { shapeJson, shapeText } from '../../../src/analysis/shapes';
import { DictValue, TensorValue, int, str, tuple, type Value } from '../../../src/python/interpreter/values';
import { tensorType } from '../../../src/libraries/torch/tensor';

function dictOf(...entries: [Value, Value][]): DictValue {
  const dict = new DictValue();
  entries.forEach(([key, value], i) => dict.entries.set(String(i), { key, value }));
  return dict;
}

describe('a dict of tensors', () => {
  const map = new TensorValue(tensorType, [1, 4, 4], 'float32');

  it('is written by its keys, those that are no text as Python writes them', () => {
    const outputs = dictOf([str('out'), map], [tuple([str('disp'), int(3)]), map], [int(2), map]);
    expect(shapeJson(outputs)).toEqual({ out: [1, 4, 4], "('disp', 3)": [1, 4, 4], 2: [1, 4, 4] });
    expect(shapeText(outputs)).toBe("{out: (1, 4, 4), ('disp', 3): (1, 4, 4), 2: (1, 4, 4)}");
  });
});
