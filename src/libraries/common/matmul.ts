/** The matrix product of tensors. */
import * as numeric from '../../compute/numeric/matmul';
import { astype } from '../../compute/ndarray';
import type { Context } from '../../python/interpreter/context';
import type { TensorValue, Value } from '../../python/interpreter/values';
import { formatLarge, matmulShape, productOf, tfMatmulShape, type Shape } from '../../shape';
import { storedDtype } from './dtypes';
import { affordable, operandOf, resultTensor, unknownTensor, type Operand, type TensorFamily } from './tensors';

/** Products of more multiply-adds than this are not computed while analysing; running, all that fit are. */
const AFFORDABLE_MACS = { analysis: 2 ** 18, run: 2 ** 34 };

/**
 * `left @ right`, with batch axes broadcast. Undefined where an operand is no tensor.
 * @param takesVectors whether an operand may have one axis, as it may everywhere but in `tf.matmul`
 * @throws ShapeError `matmul-mismatch`, `rank-mismatch`
 */
export function matmul(
  cx: Context,
  family: TensorFamily,
  left: Value,
  right: Value,
  takesVectors = family.name !== 'tensorflow',
): TensorValue | undefined {
  const [a, b] = [operandOf(cx, left, family), operandOf(cx, right, family)];
  if (!a || !b) return undefined;
  if (a.tensor && b.tensor) family.multiplies?.(cx, a.tensor, b.tensor);
  const result = productOfMatrices(cx, family, a, b, takesVectors ? matmulShape : tfMatmulShape);
  return family.product && a.tensor && b.tensor ? family.product(result, a.tensor, b.tensor) : result;
}

function productOfMatrices(
  cx: Context,
  family: TensorFamily,
  a: Operand,
  b: Operand,
  shapeOf: (a: Shape, b: Shape) => Shape,
): TensorValue {
  const dtype = family.promote([a, b]);
  if (!a.shape || !b.shape) return unknownTensor(family, dtype, (a.shape ? b : a).unknown!);
  const shape = shapeOf(a.shape, b.shape);
  const macs = productOf([...shape, a.shape[a.shape.length - 1]]);
  // A product with a matrix is a linear map and counts in a model's MACs; one of two batches (attention) is told, not
  // counted, as the frameworks' own summaries do.
  if (b.shape.length <= 2) cx.note({ macs });
  else cx.note({ lines: [{ label: 'cost', text: `${formatLarge(macs)} MACs inside` }] });
  const stored = storedDtype(dtype);
  if (!a.data || !b.data || !stored || !affordable(cx, shape) || (macs as number) > AFFORDABLE_MACS[cx.mode]) {
    return resultTensor(family, shape, dtype);
  }
  const data = numeric.matmul(astype(a.data, stored), astype(b.data, stored), stored);
  return resultTensor(family, shape, dtype, { data });
}
