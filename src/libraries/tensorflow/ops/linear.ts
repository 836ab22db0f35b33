/** Products of matrices and tensors. */
import { einsum } from '../../../compute/numeric/einsum';
import { permute } from '../../../compute/ndarray';
import {
  einsumShape,
  isNumber,
  normalizeAxis,
  productOf,
  tensordotShape,
  tfMatmulShape,
  transposeShape,
} from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import type { TensorValue } from '../../../python/interpreter/values';
import { type Value } from '../../../python/interpreter/values';
import { storedDtype } from '../../common/dtypes';
import { matmul } from '../../common/matmul';
import { axesArg } from '../../common/shapes';
import { affordable } from '../../common/tensors';
import { convert } from '../convert';
import { tensorflow } from '../family';
import { operation } from '../operation';
import { warnOfRanks } from '../version';
import { result, type Known } from './tensors';

/** A tensor with its last two axes swapped. */
function transposed(x: TensorValue): TensorValue {
  if (!x.shape || x.shape.length < 2) return x;
  const rank = x.shape.length;
  const order = x.shape.map((_, axis) => (axis === rank - 1 ? rank - 2 : axis === rank - 2 ? rank - 1 : axis));
  return result(transposeShape(x.shape, rank - 2, rank - 1), x.dtype, { data: x.data && permute(x.data, order) });
}

function product(name: string, graphName: string) {
  return operation(
    name,
    'a, b, transpose_a=False, transpose_b=False, adjoint_a=False, adjoint_b=False, a_is_sparse=False, b_is_sparse=False, ' +
      'output_type=None, grad_a=False, grad_b=False, name=None',
    (a, cx) => {
      // A parameter that nobody gave is no size here: what is multiplied has two axes at least.
      const [left, right] = [a.get('a'), a.get('b')].map((v) => (v.kind === 'unknown' ? v : convert(cx, v)));
      if (left.kind !== 'tensor' || right.kind !== 'tensor') {
        const lost = left.kind === 'unknown' ? left : right;
        return cx.unknown(lost.kind === 'unknown' ? lost.reason : 'a factor is no tensor whose shape is known');
      }
      const x = a.truth('transpose_a') || a.truth('adjoint_a') ? transposed(left) : left;
      const y = a.truth('transpose_b') || a.truth('adjoint_b') ? transposed(right) : right;
      if (x.shape && y.shape) {
        const shape = tfMatmulShape(x.shape, y.shape, name);
        warnOfRanks(cx, name, x.shape, y.shape, shape);
        cx.note({ macs: productOf([...shape, x.shape[x.shape.length - 1]]) });
      }
      return matmul(cx, tensorflow, x, y) ?? cx.unknown('a factor is not known');
    },
    graphName,
  );
}

const einsumFunction = operation('tf.einsum', 'equation, *inputs, **kwargs', (a, cx) => {
  const equation = a.str('equation');
  const inputs = a.rest.map((value) => convert(cx, value));
  if (equation === undefined || inputs.some((x) => x.kind !== 'tensor' || !x.shape)) {
    return cx.unknown('the equation or an operand of einsum is not known');
  }
  const known = inputs as Known[];
  const shape = einsumShape(
    equation,
    known.map((x) => x.shape),
  );
  const arrays = known.map((x) => x.data);
  const stored = storedDtype(known[0].dtype);
  const computable = arrays.every((data) => data !== undefined) && stored && affordable(cx, shape);
  const data = computable ? einsum(equation, arrays, stored) : undefined;
  return result(shape, known[0].dtype, { data });
});

/** `tf.tensordot`: the last n axes with the first n, or two lists of axes. */
const tensordot = operation('tf.tensordot', 'a, b, axes, name=None', (a, cx) => {
  const [x, y] = [convert(cx, a.get('a')), convert(cx, a.get('b'))];
  if (x.kind !== 'tensor' || y.kind !== 'tensor' || !x.shape || !y.shape) return cx.unknown('an operand is not known');
  const axes = contracted(cx, a.get('axes'), x.shape.length);
  if (!axes) return cx.unknown('the axes are not known');
  const rankB = y.shape.length;
  const shape = tensordotShape(
    x.shape,
    y.shape,
    axes[0].map((axis) => normalizeAxis(axis, x.shape!.length, a.fn)),
    axes[1].map((axis) => normalizeAxis(axis, rankB, a.fn)),
    true,
  );
  return result(shape, x.dtype);
});

function contracted(cx: Context, value: Value, rank: number): [number[], number[]] | undefined {
  if (value.kind === 'int') {
    if (!isNumber(value.value)) return undefined;
    const count = value.value;
    return [Array.from({ length: count }, (_, i) => rank - count + i), Array.from({ length: count }, (_, i) => i)];
  }
  const pair = cx.sequence(value)?.map((item) => axesArg(cx, item, 'axes'));
  if (pair?.length !== 2) return undefined;
  const [left, right] = pair;
  return left && right && left !== 'all' && right !== 'all' ? [[...left], [...right]] : undefined;
}

export const linearFunctions = [
  product('tf.matmul', 'MatMul'),
  product('tf.batch_matmul', 'BatchMatMul'),
  einsumFunction,
  tensordot,
];
