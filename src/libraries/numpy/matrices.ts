/** Functions of numpy.linalg on matrices and stacks of them, whose numbers are not computed. */
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { native } from '../../python/interpreter/native';
import type { NativeFunction, TensorValue, Value } from '../../python/interpreter/values';
import { equalDims, formatShape, minDim, type Shape } from '../../shape';
import { matmul } from '../common/matmul';
import { makeTensor } from '../common/tensors';
import { asArray, ndarray, numpyFamily } from './classes';
import { unshaped } from './rearranging';
import { said } from '../../protocol/say';

/** What numpy.linalg computes in: single precision stays, integers and all else become double (`_commonType`). */
export function solvedDtype(dtype: string | undefined): string | undefined {
  return dtype === undefined || dtype === 'float32' || dtype.startsWith('complex') ? dtype : 'float64';
}

/** @throws PyError ValueError where the last two axes are no square matrix */
export function checkSquare(shape: Shape, op: string): void {
  if (shape.length >= 2 && equalDims(shape[shape.length - 2], shape[shape.length - 1]) !== false) return;
  throw new PyError(
    'ValueError',
    said`${op} takes square matrices, but the array is ${formatShape(shape)}: its last two axes must be equal.`,
    'matmul-mismatch',
  );
}

/** A function of one array whose shape decides the result's. */
const ofMatrix = (name: string, signature: string, shapeOf: (shape: Shape) => Shape): NativeFunction =>
  native(name, signature, (a, cx) => {
    const array = asArray(cx, a.get(signature.split(/[,=]/)[0]));
    return array.shape ? makeTensor(ndarray, shapeOf(array.shape), solvedDtype(array.dtype)) : unshaped(cx, array);
  });

/** The inverse of a tensor as a map from its last axes to its first `ind` ones. */
const tensorinv = native('tensorinv', 'a, ind=2', (a, cx) => {
  const array = asArray(cx, a.get('a'));
  const first = a.number('ind');
  if (!array.shape || first === undefined) return unshaped(cx, array);
  return makeTensor(ndarray, [...array.shape.slice(first), ...array.shape.slice(0, first)], solvedDtype(array.dtype));
});

/** A product of several matrices, from left to right. @throws ShapeError where two that meet do not fit */
const multiDot = native('multi_dot', 'arrays', (a, cx) => {
  const arrays = cx.sequence(a.get('arrays'))?.map((item) => asArray(cx, item));
  const [first, ...rest] = arrays ?? [];
  if (!first || rest.length === 0) return cx.unknown('the matrices are not known');
  const inner = arrays!.slice(1, -1);
  if (inner.some(({ shape }) => shape && shape.length !== 2) || arrays!.some(({ shape }) => (shape?.length ?? 0) > 2))
    throw new PyError(
      'ValueError',
      said`multi_dot takes matrices; only the first and the last may be vectors.`,
      'rank-mismatch',
    );
  return rest.reduce((product, next) => times(cx, product, next), first);
});

const times = (cx: Context, a: TensorValue, b: TensorValue): TensorValue =>
  matmul(cx, numpyFamily, a, b) ?? makeTensor(ndarray, undefined, undefined, { reason: cx.unknown('no arrays') });

export const matrixFunctions: Readonly<Record<string, Value>> = {
  matrix_power: ofMatrix('matrix_power', 'a, n', (shape) => {
    checkSquare(shape, 'matrix_power');
    return shape;
  }),
  svdvals: ofMatrix('svdvals', 'x', (shape) => {
    if (shape.length < 2)
      throw new PyError(
        'ValueError',
        said`${'svdvals'} takes matrices, but the array is ${formatShape(shape)}: it needs at least two axes.`,
        'rank-mismatch',
      );
    return [...shape.slice(0, -2), minDim(shape[shape.length - 2], shape[shape.length - 1])];
  }),
  eigvals: ofMatrix('eigvals', 'a', (shape) => {
    checkSquare(shape, 'eigvals');
    return shape.slice(0, -1);
  }),
  eigvalsh: ofMatrix('eigvalsh', "a, UPLO='L'", (shape) => {
    checkSquare(shape, 'eigvalsh');
    return shape.slice(0, -1);
  }),
  tensorinv,
  multi_dot: multiDot,
};
