import { describe, expect, it } from 'vitest';
import { fromFlat, reshape } from '../../../../src/compute/ndarray';
import { put, take } from '../../../../src/compute/numeric/indexing';
import { shareNumbers } from '../../../../src/libraries/common/views';
import { nativeClass } from '../../../../src/python/interpreter/native';
import { TensorValue } from '../../../../src/python/interpreter/values';

const cls = nativeClass('test', 'Tensor', []);

function base(): TensorValue {
  const tensor = new TensorValue(cls, [2, 2], 'float64');
  tensor.data = fromFlat([2, 2], [1, 2, 3, 4], 'float64');
  return tensor;
}

function rowOf(of: TensorValue, index: number): TensorValue {
  const items = [{ kind: 'int' as const, value: index }];
  return shareNumbers(
    new TensorValue(cls, [2], 'float64'),
    of,
    (numbers) => take(numbers, items),
    (numbers, view) => {
      const copy = { ...numbers, data: numbers.data.slice() };
      put(copy, items, view);
      return copy;
    },
  );
}

const numbers = (tensor: TensorValue) => tensor.data && [...tensor.data.data];

describe('a view', () => {
  it('reads what its base holds now', () => {
    const tensor = base();
    const row = rowOf(tensor, 1);
    expect(numbers(row)).toEqual([3, 4]);
    tensor.data = fromFlat([2, 2], [5, 6, 7, 8], 'float64');
    expect(numbers(row)).toEqual([7, 8]);
  });
  it('writes into its base', () => {
    const tensor = base();
    rowOf(tensor, 0).data = fromFlat([2], [9, 9], 'float64');
    expect(numbers(tensor)).toEqual([9, 9, 3, 4]);
  });
  it('of a view reaches the base', () => {
    const tensor = base();
    const flat = shareNumbers(
      new TensorValue(cls, [4], 'float64'),
      tensor,
      (all) => reshape(all, [4]),
      (all, view) => reshape(view, all.shape),
    );
    const first = rowOf(
      shareNumbers(
        new TensorValue(cls, [2, 2], 'float64'),
        flat,
        (all) => reshape(all, [2, 2]),
        (all, view) => reshape(view, all.shape),
      ),
      0,
    );
    first.data = fromFlat([2], [0, 0], 'float64');
    expect(numbers(tensor)).toEqual([0, 0, 3, 4]);
    expect(numbers(flat)).toEqual([0, 0, 3, 4]);
  });
  it('forgets its numbers with its base, and its base with it', () => {
    const tensor = base();
    const row = rowOf(tensor, 0);
    row.data = undefined;
    expect(tensor.data).toBeUndefined();
    expect(row.data).toBeUndefined();
  });
});
