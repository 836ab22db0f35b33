import { type Dtype, type NdArray, reshape, zeros } from '../ndarray';
import { broadcastShape, broadcastStrides, forEachRow } from './broadcast';

/**
 * The matrix product with NumPy's rules (`numpy.matmul`): vectors get an axis that is dropped again, leading axes
 * broadcast. Sums are formed in float64 and rounded once; of bools they are true or false. Undefined where an
 * int64 sum leaves the integers that are exact (2^53).
 * @throws RangeError where the inner sizes differ.
 */
export function matmul(a: NdArray, b: NdArray, dtype: Dtype): NdArray | undefined {
  const left = a.shape.length === 1 ? reshape(a, [1, a.shape[0]]) : a;
  const right = b.shape.length === 1 ? reshape(b, [b.shape[0], 1]) : b;
  const [rows, inner] = left.shape.slice(-2);
  const [innerB, columns] = right.shape.slice(-2);
  if (inner !== innerB) throw new RangeError(`matmul: the inner sizes differ (${inner} and ${innerB})`);
  const batch = broadcastShape([left.shape.slice(0, -2), right.shape.slice(0, -2)]);
  const product = zeros([...batch, rows, columns], dtype);
  const steps = [left, right].map((x) => broadcastStrides(x.shape.slice(0, -2), batch));
  const [stepA, stepB] = steps.map((s) => s.at(-1) ?? 0);
  const sums = new Float64Array(columns);
  let exact = true;
  forEachRow(batch, steps, (target, [fromA, fromB], length) => {
    for (let n = 0; n < length; n++) {
      for (let i = 0; i < rows; i++) {
        sums.fill(0);
        for (let k = 0; k < inner; k++) {
          const x = left.data[(fromA + n * stepA) * rows * inner + i * inner + k];
          const row = (fromB + n * stepB) * inner * columns + k * columns;
          for (let j = 0; j < columns; j++) sums[j] += x * right.data[row + j];
        }
        if (dtype === 'bool') for (let j = 0; j < columns; j++) sums[j] = Math.min(sums[j], 1);
        if (dtype === 'int64' && !sums.every(Number.isSafeInteger)) exact = false;
        product.data.set(sums, ((target + n) * rows + i) * columns);
      }
    }
  });
  const shape = [...batch];
  if (a.shape.length > 1) shape.push(rows);
  if (b.shape.length > 1) shape.push(columns);
  return exact ? reshape(product, shape) : undefined;
}
