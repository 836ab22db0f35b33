/** NumPy's functions of single elements, as one table: name, function, type of the result. */
import type { BinaryOp } from '../../compute/numeric/elementwise';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { native, type Bound } from '../../python/interpreter/native';
import type { NativeFunction, Value } from '../../python/interpreter/values';
import { ceilDim, floorDim, isSymbolic, mul, neg } from '../../shape';
import { elementwise, unary, writeNumbers, type UnaryRule } from '../common/elementwise';
import { matmul } from '../common/matmul';
import { asArray, dtypeParameter, numpyFamily } from './classes';

/** Half-way cases go to the even neighbour (IEEE 754), as `np.rint` and `np.round` do. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  const even = floor % 2 === 0 ? floor : floor + 1;
  return even === 0 && value < 0 ? -0 : even;
}

const float = (f: (x: number) => number): UnaryRule => ({ f, gives: 'float' });
const same = (f: (x: number) => number, size?: UnaryRule['size']): UnaryRule => ({ f, gives: 'same', size });
const truth = (f: (x: number) => boolean): UnaryRule => ({ f: (x) => Number(f(x)), gives: 'bool' });

const UNARY: Readonly<Record<string, UnaryRule>> = {
  exp: float(Math.exp),
  exp2: float((x) => 2 ** x),
  expm1: float(Math.expm1),
  log: float(Math.log),
  log2: float(Math.log2),
  log10: float(Math.log10),
  log1p: float(Math.log1p),
  sqrt: float(Math.sqrt),
  cbrt: float(Math.cbrt),
  sin: float(Math.sin),
  cos: float(Math.cos),
  tan: float(Math.tan),
  arcsin: float(Math.asin),
  arccos: float(Math.acos),
  arctan: float(Math.atan),
  sinh: float(Math.sinh),
  cosh: float(Math.cosh),
  tanh: float(Math.tanh),
  arcsinh: float(Math.asinh),
  arccosh: float(Math.acosh),
  arctanh: float(Math.atanh),
  deg2rad: float((x) => x * (Math.PI / 180)),
  radians: float((x) => x * (Math.PI / 180)),
  rad2deg: float((x) => x * (180 / Math.PI)),
  degrees: float((x) => x * (180 / Math.PI)),
  rint: float(roundHalfEven),
  fabs: float(Math.abs),
  negative: same((x) => -x, neg),
  positive: same(
    (x) => x,
    (x) => x,
  ),
  absolute: { f: Math.abs, gives: 'real' },
  abs: { f: Math.abs, gives: 'real' },
  sign: same(Math.sign),
  square: same(
    (x) => x * x,
    (x) => mul(x, x),
  ),
  reciprocal: same((x) => 1 / x),
  floor: same(Math.floor, floorDim),
  ceil: same(Math.ceil, ceilDim),
  trunc: same(Math.trunc),
  fix: same(Math.trunc),
  conj: same((x) => x),
  conjugate: same((x) => x),
  isnan: truth(Number.isNaN),
  isinf: truth((x) => x === Infinity || x === -Infinity),
  isfinite: truth(Number.isFinite),
  signbit: truth((x) => x < 0 || Object.is(x, -0)),
  logical_not: truth((x) => x === 0),
  invert: same((x) => -x - 1),
  bitwise_not: same((x) => -x - 1),
};

const BINARY: Readonly<Record<string, BinaryOp>> = {
  add: 'add',
  subtract: 'subtract',
  multiply: 'multiply',
  divide: 'divide',
  true_divide: 'divide',
  floor_divide: 'floor_divide',
  mod: 'remainder',
  remainder: 'remainder',
  fmod: 'fmod',
  power: 'power',
  float_power: 'power',
  maximum: 'maximum',
  minimum: 'minimum',
  fmax: 'maximum',
  fmin: 'minimum',
  equal: 'equal',
  not_equal: 'not_equal',
  less: 'less',
  less_equal: 'less_equal',
  greater: 'greater',
  greater_equal: 'greater_equal',
  logical_and: 'logical_and',
  logical_or: 'logical_or',
  logical_xor: 'logical_xor',
  bitwise_and: 'bitwise_and',
  bitwise_or: 'bitwise_or',
  bitwise_xor: 'bitwise_xor',
  left_shift: 'left_shift',
  right_shift: 'right_shift',
  arctan2: 'arctan2',
  hypot: 'hypot',
};

const OPTIONS = 'out=None, *, where=True, dtype=None, casting=None, order=None, subok=None';

/** Applies `out=`: the result's numbers go into it, and it is what the call gives. */
export function into(cx: Context, a: Bound, result: Value): Value {
  const out = a.get('out');
  const target = out.kind === 'tuple' ? out.items[0] : out;
  if (target?.kind !== 'tensor' || result.kind !== 'tensor') return result;
  writeNumbers(cx, target, result.data);
  return target;
}

/** A unary rule on a value or sequence. @throws PyError TypeError for what is no number */
export function applyUnary(cx: Context, name: string, rule: UnaryRule, value: Value): Value {
  const result = unary(cx, numpyFamily, rule, value);
  if (result) return result;
  throw new PyError(
    'TypeError',
    `ufunc '${name}' not supported for the input types, and the inputs could not be safely coerced to any supported types`,
  );
}

/** What NumPy refuses on bools. */
const NOT_FOR_BOOLS = new Set(['negative', 'positive', 'sign']);

function unaryFunction(name: string, rule: UnaryRule): NativeFunction {
  return native(name, `x, /, ${OPTIONS}`, (a, cx) => {
    const given = dtypeParameter(cx, a.get('dtype'));
    const x = given ? asArray(cx, a.get('x'), given) : a.get('x');
    const isBool = x.kind === 'bool' || (x.kind === 'tensor' && x.dtype === 'bool');
    if (isBool && NOT_FOR_BOOLS.has(name)) {
      throw new PyError('TypeError', `ufunc '${name}' did not contain a loop with signature matching types bool`);
    }
    if (isBool && name === 'square') return into(cx, a, applyUnary(cx, name, rule, asArray(cx, x, 'int8')));
    const bools = isBool && (name === 'invert' || name === 'bitwise_not');
    return into(cx, a, applyUnary(cx, name, bools ? UNARY.logical_not : rule, x));
  });
}

/** A parameter that nobody gave, or arithmetic on one. */
const isParameter = (value: Value): boolean =>
  value.kind === 'unknown' || ((value.kind === 'int' || value.kind === 'float') && isSymbolic(value.value));

function binaryFunction(name: string, op: BinaryOp): NativeFunction {
  return native(name, `x1, x2, /, ${OPTIONS}`, (a, cx) => {
    // Two parameters that nobody gave may be arrays of any rank.
    if (['x1', 'x2'].every((key) => isParameter(a.get(key)))) return cx.unknown('neither operand is known');
    const result = elementwise(cx, numpyFamily, op, a.get('x1'), a.get('x2'), {
      dtype: dtypeParameter(cx, a.get('dtype')),
    });
    if (result) return into(cx, a, result);
    throw new PyError('TypeError', `ufunc '${name}' did not contain a loop with signature matching types`);
  });
}

export const ufuncs: Record<string, Value> = {
  ...Object.fromEntries(Object.entries(UNARY).map(([name, rule]) => [name, unaryFunction(name, rule)])),
  ...Object.fromEntries(Object.entries(BINARY).map(([name, op]) => [name, binaryFunction(name, op)])),
  matmul: native('matmul', `x1, x2, /, ${OPTIONS}`, (a, cx) => {
    const result = matmul(cx, numpyFamily, a.get('x1'), a.get('x2'));
    if (result) return into(cx, a, result);
    throw new PyError('TypeError', 'matmul: the operands must be arrays');
  }),
};

/** `np.round(a, decimals)`: scaled, rounded half to even and scaled back (NumPy documentation, "round"). */
export function rounded(cx: Context, value: Value, decimals: number): Value {
  if (value.kind === 'tensor' && value.dtype === 'bool') {
    throw new PyError('TypeError', "ufunc 'multiply' has no loop that keeps bools: round numbers, not truth values");
  }
  const scale = 10 ** Math.abs(decimals);
  const rule = same((x) => (decimals >= 0 ? roundHalfEven(x * scale) / scale : roundHalfEven(x / scale) * scale));
  return applyUnary(cx, 'round', rule, value);
}

/** `np.clip`: None leaves a side open. */
export function clipped(cx: Context, value: Value, low: Value, high: Value): Value {
  let result: Value = value;
  const bound = (op: BinaryOp, limit: Value) => {
    if (limit.kind !== 'none') result = elementwise(cx, numpyFamily, op, result, limit) ?? result;
  };
  bound('maximum', low);
  bound('minimum', high);
  return result;
}
