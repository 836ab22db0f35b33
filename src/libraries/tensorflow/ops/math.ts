/** Elementwise mathematics of TensorFlow. */
import type { BinaryOp } from '../../../compute/numeric/elementwise';
import { astype } from '../../../compute/ndarray';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import type { TensorValue, Value } from '../../../python/interpreter/values';
import { broadcastShapes } from '../../../shape';
import { dtypeArg, storedDtype } from '../../common/dtypes';
import { elementwise, unary, type UnaryRule } from '../../common/elementwise';
import { symbolicElements } from '../../common/elements';
import { erf } from '../../../compute/numeric/erf';
import { convert, tensorList } from '../convert';
import { tensorflow } from '../family';
import { keepDifference, noteDifference } from '../findings';
import { operation, quiet } from '../operation';
import { makeTensor } from '../tensorClasses';
import { result, withTensor } from './tensors';
import { said } from '../../../protocol/say';

/** Functions of two tensors by their TensorFlow names. */
const BINARY: readonly (readonly [names: string, op: BinaryOp, graphName: string])[] = [
  ['add', 'add', 'Add'],
  ['subtract sub', 'subtract', 'Sub'],
  ['multiply mul', 'multiply', 'Mul'],
  ['divide truediv realdiv', 'divide', 'truediv'],
  // That of version 1: of Python 2, whole numbers give a whole number (`_div_python2`, tensorflow/python/ops/math_ops.py).
  ['div', 'divide', 'div'],
  ['divide_no_nan div_no_nan', 'divide', 'div_no_nan'],
  ['floordiv floor_div', 'floor_divide', 'floordiv'],
  ['mod floormod', 'remainder', 'FloorMod'],
  ['pow', 'power', 'Pow'],
  ['maximum', 'maximum', 'Maximum'],
  ['minimum', 'minimum', 'Minimum'],
  ['equal', 'equal', 'Equal'],
  ['not_equal', 'not_equal', 'NotEqual'],
  ['less', 'less', 'Less'],
  ['less_equal', 'less_equal', 'LessEqual'],
  ['greater', 'greater', 'Greater'],
  ['greater_equal', 'greater_equal', 'GreaterEqual'],
  ['logical_and', 'logical_and', 'LogicalAnd'],
  ['logical_or', 'logical_or', 'LogicalOr'],
  ['logical_xor', 'logical_xor', 'LogicalXor'],
  ['atan2', 'arctan2', 'Atan2'],
];

const same = (f: (x: number) => number): UnaryRule => ({ f, gives: 'same' });

/** Functions of one tensor. */
const UNARY: readonly (readonly [names: string, rule: UnaryRule])[] = [
  ['abs', same(Math.abs)],
  ['negative neg', same((x) => -x)],
  ['square', same((x) => x * x)],
  ['sqrt', same(Math.sqrt)],
  ['rsqrt', same((x) => 1 / Math.sqrt(x))],
  ['exp', same(Math.exp)],
  ['expm1', same(Math.expm1)],
  ['log', same(Math.log)],
  ['log1p', same(Math.log1p)],
  ['sin', same(Math.sin)],
  ['cos', same(Math.cos)],
  ['tan', same(Math.tan)],
  ['asin', same(Math.asin)],
  ['acos', same(Math.acos)],
  ['atan', same(Math.atan)],
  ['sinh', same(Math.sinh)],
  ['cosh', same(Math.cosh)],
  ['tanh', same(Math.tanh)],
  ['sigmoid', same((x) => 1 / (1 + Math.exp(-x)))],
  ['erf', same(erf)],
  ['floor', same(Math.floor)],
  ['ceil', same(Math.ceil)],
  ['round rint', same(roundHalfEven)],
  ['sign', same(Math.sign)],
  ['reciprocal', same((x) => 1 / x)],
  ['identity stop_gradient', same((x) => x)],
  ['softplus', same((x) => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0))],
  ['softsign', same((x) => x / (1 + Math.abs(x)))],
  ['zeros_like', same(() => 0)],
  ['ones_like', same(() => 1)],
  ['logical_not', { f: (x) => Number(x === 0), gives: 'bool' }],
  ['is_nan', { f: (x) => Number(Number.isNaN(x)), gives: 'bool' }],
  ['is_finite', { f: (x) => Number(Number.isFinite(x)), gives: 'bool' }],
  ['is_inf', { f: (x) => Number(Math.abs(x) === Infinity), gives: 'bool' }],
];

/** Rounds halves to even, as `tf.round` does. */
function roundHalfEven(x: number): number {
  const rounded = Math.round(x);
  return Math.abs(x % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

const pascal = (name: string): string =>
  name.replace(/(^|_)(\w)/g, (_all, _bar, letter: string) => letter.toUpperCase());

function binaryFunction(name: string, op: BinaryOp, graphName: string) {
  return operation(
    `tf.${name}`,
    'x, y, name=None',
    (a, cx) => {
      const [x, y] = [a.get('x'), a.get('y')];
      const [left, right] = [withPlainNumbers(cx, x, y), withPlainNumbers(cx, y, x)];
      const isWhole = name === 'div' && [left, right].every((side) => INTEGER.test(dtypeOf(cx, side)));
      const made = elementwise(cx, tensorflow, isWhole ? 'floor_divide' : op, left, right);
      if (!made) return cx.unknown(said`an operand of tf.${name} is not known`);
      if (op === 'subtract') return noteDifference(convert(cx, left), convert(cx, right), made);
      return op === 'power' || (op === 'multiply' && x === y) ? keepDifference(x, made) : made;
    },
    graphName,
  );
}

const INTEGER = /^u?int/;

function dtypeOf(cx: Context, value: Value): string {
  const x = convert(cx, value);
  return (x.kind === 'tensor' && x.dtype) || '';
}

/** Two Python numbers make a tensor of TensorFlow's default types. */
function withPlainNumbers(cx: Context, value: Value, other: Value): Value {
  const plain = (v: Value): boolean => v.kind === 'int' || v.kind === 'float' || v.kind === 'bool';
  return plain(value) && plain(other) ? convert(cx, value) : value;
}

function unaryFunction(name: string, rule: UnaryRule) {
  return operation(
    `tf.${name}`,
    'x=None, name=None, dtype=None, input=None, tensor=None, **rest',
    (a, cx) => {
      const given = ['x', 'input', 'tensor'].find((at) => a.has(at));
      if (!given) throw new PyError('TypeError', `tf.${name}() missing 1 required positional argument: 'x'`);
      const x = convert(cx, a.get(given), dtypeArg(a.get('dtype')));
      if (x.kind !== 'tensor') return x;
      const made = unary(cx, tensorflow, rule, x) ?? x;
      return name === 'square' || name === 'abs' ? keepDifference(x, made) : made;
    },
    pascal(name),
  );
}

/** `tf.cast` and its old spellings. */
function cast(cx: Context, value: Value, dtype: string | undefined): Value {
  const x = convert(cx, value);
  if (x.kind !== 'tensor') return x;
  // Into a type that is not known: it is not the old one, and numbers may be cut off.
  if (!dtype) return makeTensor(x.shape, undefined);
  if (!x.shape) return makeTensor(undefined, dtype);
  const stored = storedDtype(dtype);
  const data = x.data && stored ? astype(x.data, stored) : undefined;
  return result(x.shape, dtype, { data, elements: symbolicElements(x) });
}

const casts = [
  quiet('tf.cast', 'x, dtype, name=None', (a, cx) => cast(cx, a.get('x'), dtypeArg(a.get('dtype'))), 'Cast'),
  quiet('tf.saturate_cast', 'value, dtype, name=None', (a, cx) => cast(cx, a.get('value'), dtypeArg(a.get('dtype')))),
  ...[
    ['to_float', 'float32'],
    ['to_double', 'float64'],
    ['to_int32', 'int32'],
    ['to_int64', 'int64'],
  ].map(([name, dtype]) => quiet(`tf.${name}`, 'x, name=None', (a, cx) => cast(cx, a.get('x'), dtype), 'Cast')),
];

const addN = operation(
  'tf.add_n',
  'inputs, name=None',
  (a, cx) => {
    const inputs =
      a.get('inputs').kind === 'tensor' ? [a.get('inputs') as TensorValue] : tensorList(cx, a.get('inputs'));
    if (!inputs || inputs.length === 0) return cx.unknown('what is added is not known');
    return inputs.reduce((sum, x) => elementwise(cx, tensorflow, 'add', sum, x) ?? sum);
  },
  'AddN',
);

const clip = operation('tf.clip_by_value', 't, clip_value_min, clip_value_max, name=None', (a, cx) =>
  withTensor(cx, a.get('t'), (x) => {
    const low = elementwise(cx, tensorflow, 'maximum', x, a.get('clip_value_min'));
    return (low && elementwise(cx, tensorflow, 'minimum', low, a.get('clip_value_max'))) ?? x;
  }),
);

const squaredDifference = operation('tf.squared_difference', 'x, y, name=None', (a, cx) => {
  const [x, y] = [convert(cx, a.get('x')), convert(cx, a.get('y'))];
  const difference = elementwise(cx, tensorflow, 'subtract', x, y);
  const square = difference && elementwise(cx, tensorflow, 'multiply', difference, difference);
  return square ? noteDifference(x, y, square) : cx.unknown('an operand is not known');
});

/** The elements of two tensors by a condition; positions where only the condition is given. */
const where = operation('tf.where', 'condition, x=None, y=None, name=None', (a, cx) =>
  withTensor(cx, a.get('condition'), (condition) => {
    if (a.isNone('x'))
      return result([cx.unknownDim('how many elements are true is not known'), condition.shape.length], 'int64');
    const [x, y] = [convert(cx, a.get('x')), convert(cx, a.get('y'))];
    if (x.kind !== 'tensor' || y.kind !== 'tensor' || !x.shape || !y.shape)
      return cx.unknown('an operand of tf.where is not known');
    return result(broadcastShapes([condition.shape, x.shape, y.shape], a.fn), x.dtype);
  }),
);

export const mathFunctions = [
  ...BINARY.flatMap(([names, op, graphName]) => names.split(' ').map((name) => binaryFunction(name, op, graphName))),
  ...UNARY.flatMap(([names, rule]) => names.split(' ').map((name) => unaryFunction(name, rule))),
  ...casts,
  addN,
  clip,
  squaredDifference,
  where,
];
