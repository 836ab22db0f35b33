/**
 * Python's operators on tensors as one table per class: `__add__`, `__radd__`, `__iadd__`, comparisons, `@`,
 * subscripts, length, iteration and conversion to Python numbers.
 */
import type { BinaryOp } from '../../compute/numeric/elementwise';
import { formatValue } from '../../python/builtins/format';
import { knownText } from '../../python/builtins/repr';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { native, op as tracedOp, type Rule } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import {
  IteratorValue,
  NOT_IMPLEMENTED,
  bool,
  float,
  int,
  str,
  type TensorValue,
  type Value,
} from '../../python/interpreter/values';
import { isNumber, neg, numElements } from '../../shape';
import { said } from '../../protocol/say';
import { kindOf } from './dtypes';
import { elementwise, elementwiseInPlace, refuseBools, refuseFloats, unary, type UnaryRule } from './elementwise';
import { elementsOf } from './elements';
import { getItem, rowsOf, setItem } from './indexing';
import { matmul } from './matmul';
import { dimOf } from './shapes';
import type { TensorFamily } from './tensors';

const ARITHMETIC: readonly [string, BinaryOp][] = [
  ['add', 'add'],
  ['sub', 'subtract'],
  ['mul', 'multiply'],
  ['truediv', 'divide'],
  ['floordiv', 'floor_divide'],
  ['mod', 'remainder'],
  ['pow', 'power'],
  ['and', 'bitwise_and'],
  ['or', 'bitwise_or'],
  ['xor', 'bitwise_xor'],
  ['lshift', 'left_shift'],
  ['rshift', 'right_shift'],
];

const COMPARISONS: readonly [string, BinaryOp][] = [
  ['eq', 'equal'],
  ['ne', 'not_equal'],
  ['lt', 'less'],
  ['le', 'less_equal'],
  ['gt', 'greater'],
  ['ge', 'greater_equal'],
];

export interface OperatorOptions {
  family: TensorFamily;
  /** Whether arithmetic appears as operations in traces. */
  traced?: boolean;
  /** Whether `x += y` changes x itself (TensorFlow's tensors never change). */
  inPlace?: boolean;
  /** Whether `x[…] = y` is allowed. */
  assignable?: boolean;
  /** Says that the other operand's class answers: NumPy leaves arithmetic with torch and TensorFlow to them. */
  defersTo?: (other: Value) => boolean;
}

/** The operators of a tensor class, by their special names. */
export function operatorTable(options: OperatorOptions): Record<string, Value> {
  const { family } = options;
  const make = options.traced ? tracedOp : native;
  const table: Record<string, Value> = {};
  const define = (name: string, signature: string, rule: Rule, arithmetic = true) => {
    table[name] = (arithmetic ? make : native)(name, signature, rule);
  };
  const two =
    (op: BinaryOp, reflected: boolean): Rule =>
    (a, cx) => {
      const [self, other] = [a.get('self'), a.get('other')];
      if (options.defersTo?.(other)) return NOT_IMPLEMENTED;
      const [x, y] = reflected ? [other, self] : [self, other];
      return elementwise(cx, family, logicalForBool(op, x, y), x, y) ?? NOT_IMPLEMENTED;
    };
  for (const [name, op] of ARITHMETIC) {
    define(`__${name}__`, 'self, other', two(op, false));
    define(`__r${name}__`, 'self, other', two(op, true));
    if (options.inPlace) {
      define(`__i${name}__`, 'self, other', (a, cx) => {
        const self = a.get('self') as TensorValue;
        // A NumPy scalar does not change: the operator gives a new one.
        if (family.name === 'numpy' && self.cls.name !== 'ndarray') {
          return elementwise(cx, family, op, self, a.get('other')) ?? NOT_IMPLEMENTED;
        }
        return elementwiseInPlace(cx, family, op, self, a.get('other')) ?? NOT_IMPLEMENTED;
      });
    }
  }
  for (const [name, op] of COMPARISONS) define(`__${name}__`, 'self, other', two(op, false), false);
  for (const [name, rule] of Object.entries(UNARY)) {
    define(`__${name}__`, 'self', (a, cx) => {
      const self = a.get('self') as TensorValue;
      if (name === 'neg' && self.dtype === 'bool') refuseBools(family, 'negative', '-');
      return unary(cx, family, rule, self) ?? NOT_IMPLEMENTED;
    });
  }
  define('__invert__', 'self', (a, cx) => {
    const self = a.get('self') as TensorValue;
    if (self.dtype && kindOf(self.dtype) === 'float') refuseFloats(family, 'invert');
    const rule = self.dtype === 'bool' ? LOGICAL_NOT : BITWISE_NOT;
    return unary(cx, family, rule, self) ?? NOT_IMPLEMENTED;
  });
  define('__matmul__', 'self, other', (a, cx) => product(cx, options, a.get('self'), a.get('other')));
  define('__rmatmul__', 'self, other', (a, cx) => product(cx, options, a.get('other'), a.get('self')));
  return { ...table, ...containerTable(options), ...CONVERSIONS };
}

function product(cx: Context, options: OperatorOptions, left: Value, right: Value): Value {
  if (options.defersTo?.(right)) return NOT_IMPLEMENTED;
  return matmul(cx, options.family, left, right) ?? NOT_IMPLEMENTED;
}

/** `&`, `|` and `^` on bools stay bools. */
function logicalForBool(op: BinaryOp, a: Value, b: Value): BinaryOp {
  const isBool = (v: Value) => v.kind === 'bool' || (v.kind === 'tensor' && v.dtype === 'bool');
  if (!isBool(a) || !isBool(b)) return op;
  if (op === 'bitwise_and') return 'logical_and';
  if (op === 'bitwise_or') return 'logical_or';
  return op === 'bitwise_xor' ? 'logical_xor' : op;
}

export const UNARY: Readonly<Record<'neg' | 'pos' | 'abs', UnaryRule>> = {
  neg: { f: (x) => -x, gives: 'same', size: neg },
  pos: { f: (x) => x, gives: 'same', size: (x) => x },
  abs: { f: Math.abs, gives: 'real' },
};
const LOGICAL_NOT: UnaryRule = { f: (x) => Number(x === 0), gives: 'bool' };
const BITWISE_NOT: UnaryRule = { f: (x) => -x - 1, gives: 'same' };

/** One entry of an array of objects is any object, not an array. */
const element = (cx: Context, tensor: Value): Value =>
  tensor.kind === 'tensor' && tensor.dtype === 'object' && tensor.shape?.length === 0
    ? cx.unknown('what an array of objects holds is not known')
    : tensor;

function* elements(cx: Context, rows: Iterable<Value>): Generator<Value> {
  for (const row of rows) yield element(cx, row);
}

function containerTable({ family, assignable }: OperatorOptions): Record<string, Value> {
  const table: Record<string, Value> = {
    __getitem__: native('__getitem__', 'self, key, /', (a, cx) =>
      element(cx, getItem(cx, family, a.get('self') as TensorValue, a.get('key'))),
    ),
    __len__: native('__len__', 'self', (a, cx) => {
      const { shape } = a.get('self') as TensorValue;
      if (!shape) return cx.unknown('the shape of the tensor is not known');
      if (shape.length === 0) throw new PyError('TypeError', LEN_OF_SCALAR[family.name]);
      return int(shape[0]);
    }),
    __iter__: native('__iter__', 'self', (a, cx) => {
      const self = a.get('self') as TensorValue;
      if (!self.shape) return cx.unknown('the shape of the tensor is not known');
      if (self.shape.length === 0) {
        const code = family.name === 'torch' ? 'rank-mismatch' : undefined;
        throw new PyError('TypeError', ITERATION_OF_SCALAR[family.name], code);
      }
      const length = self.shape[0];
      if (!isNumber(length)) return cx.unknown('how often the loop runs depends on a size that is not a number');
      return new IteratorValue(elements(cx, rowsOf(cx, family, self, length)));
    }),
    __contains__: native('__contains__', 'self, item', (a, cx) => {
      const equal = elementwise(cx, family, 'equal', a.get('self'), a.get('item'));
      return equal?.data ? bool(equal.data.data.some((x) => x !== 0)) : cx.unknown('the numbers are not known');
    }),
  };
  if (assignable) {
    table.__setitem__ = native('__setitem__', 'self, key, value, /', (a, cx) =>
      setItem(cx, family, a.get('self') as TensorValue, a.get('key'), a.get('value')),
    );
  }
  return table;
}

const LEN_OF_SCALAR = {
  numpy: 'len() of unsized object',
  torch: 'len() of a 0-d tensor',
  tensorflow: 'Scalar tensor has no `len()`',
  jax: 'len() of unsized object',
};
const ITERATION_OF_SCALAR = {
  numpy: 'iteration over a 0-d array',
  torch: said`iteration over a 0-d tensor`,
  tensorflow: 'Cannot iterate over a scalar tensor.',
  jax: 'iteration over a 0-d array',
};

/** The single element of a tensor as a Python number; unknown where it is not known. @throws PyError ValueError */
export function itemOf(cx: Context, tensor: TensorValue): Value {
  const { shape } = tensor;
  if (shape?.some((dim) => isNumber(dim) && dim !== 1)) {
    throw new PyError(
      'ValueError',
      `can only convert an array of size 1 to a Python scalar, and this one has shape (${shape.map(String).join(', ')})`,
    );
  }
  const kind = tensor.dtype ? kindOf(tensor.dtype) : undefined;
  const element = elementsOf(tensor)?.[0];
  if (element === undefined || kind === 'complex') {
    const unknown = cx.unknown('the number in the tensor is not known');
    if (kind === 'float') return float(dimOf(cx, unknown));
    return kind === 'int' ? int(dimOf(cx, unknown)) : unknown;
  }
  if (kind === 'bool') return isNumber(element) ? bool(element !== 0) : cx.unknown('the truth of a size');
  return kind === 'float' ? float(element) : int(element);
}

/** Elements as nested lists of Python numbers are made of this. */
export function pythonNumber(value: number, dtype: string): Value {
  const kind = kindOf(dtype);
  return kind === 'bool' ? bool(value !== 0) : kind === 'int' ? int(value) : float(value);
}

const CONVERSIONS: Record<string, Value> = {
  __bool__: native('__bool__', 'self', (a, cx) => {
    const self = a.get('self') as TensorValue;
    const count = self.shape && numElements(self.shape);
    if (count !== undefined && isNumber(count) && count > 1) {
      const isTorch = self.cls.module.startsWith('torch');
      throw new PyError(
        isTorch ? 'RuntimeError' : 'ValueError',
        isTorch
          ? said`Boolean value of Tensor with more than one value is ambiguous`
          : said`The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()`,
        'not-a-scalar',
      );
    }
    const element = self.data?.data[0];
    return element === undefined
      ? cx.unknown('the truth of a tensor whose numbers are not known')
      : bool(element !== 0);
  }),
  __int__: native('__int__', 'self', (a, cx) => {
    const item = itemOf(cx, a.get('self') as TensorValue);
    // One number is an integer, also where it is not known which.
    return item.kind === 'unknown' ? int(dimOf(cx, item)) : cx.call(types.int, [item]);
  }),
  __float__: native('__float__', 'self', (a, cx) => {
    const item = itemOf(cx, a.get('self') as TensorValue);
    return cx.call(types.float, [item]);
  }),
  __index__: native('__index__', 'self', (a, cx) => {
    const self = a.get('self') as TensorValue;
    if (self.dtype && kindOf(self.dtype) !== 'int') {
      throw new PyError('TypeError', 'only integer scalar arrays can be converted to a scalar index');
    }
    const item = itemOf(cx, self);
    return item.kind === 'int' ? int(dimOf(cx, item)) : item;
  }),
  __format__: native('__format__', 'self, spec', (a, cx) => {
    const self = a.get('self') as TensorValue;
    const spec = a.get('spec');
    if (spec.kind === 'str' && spec.value === '') {
      const text = knownText(cx, self);
      return typeof text === 'string' ? str(text) : text;
    }
    const item = itemOf(cx, self);
    return spec.kind === 'str' ? formatValue(cx, item, spec.value) : spec;
  }),
};
