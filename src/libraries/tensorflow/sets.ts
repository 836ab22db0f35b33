/** `tf.sets`: the last axis of two tensors as sets (tensorflow/python/ops/sets_impl.py, TensorFlow 2.21). */
import { ShapeError, equalDims, formatShape, type Shape } from '../../shape';
import { said } from '../../protocol/say';
import type { Context } from '../../python/interpreter/context';
import type { NativeFunction, Value } from '../../python/interpreter/values';
import { byName, operation } from './operation';
import { result, withTensor } from './ops/tensors';
import { shapeOfSparse, sparseTensor } from './sparse';

/** Runs a rule on the shape of a sparse or dense tensor. */
const withShape = (cx: Context, value: Value, rule: (shape: Shape, dtype: string | undefined) => Value): Value => {
  const sparse = shapeOfSparse(value);
  if (!sparse) return withTensor(cx, value, (x) => rule(x.shape, x.dtype));
  return sparse.shape ? rule(sparse.shape, sparse.dtype) : cx.unknown('the shape of the tensor is not known');
};

const ofTwo = (name: string): NativeFunction =>
  operation(`tf.sets.${name}`, 'a, b, aminusb=True, validate_indices=True', (a, cx) =>
    withShape(cx, a.get('a'), (first, dtype) =>
      withShape(cx, a.get('b'), (second) => {
        const [rows, others] = [first.slice(0, -1), second.slice(0, -1)];
        if (rows.length !== others.length || rows.some((dim, i) => equalDims(dim, others[i]) === false)) {
          throw new ShapeError(
            'input-size-mismatch',
            said`${a.fn}: all axes but the last must be alike, but the tensors are ${formatShape(first)} and ${formatShape(second)}.`,
          );
        }
        return sparseTensor([...rows, cx.unknownDim('how many elements the sets have depends on the data')], dtype);
      }),
    ),
  );

const size = operation('tf.sets.size', 'a, validate_indices=True', (a, cx) =>
  withShape(cx, a.get('a'), (shape) => result(shape.slice(0, -1), 'int32')),
);

export const setFunctions = byName([...['intersection', 'union', 'difference'].map(ofTwo), size]);
