/** Elementwise functions: one table of one-argument functions, one of two-argument ones. */
import { erf } from '../../../compute/numeric/erf';
import type { BinaryOp } from '../../../compute/numeric/elementwise';
import { where as whereNumbers } from '../../../compute/numeric/elementwise';
import { broadcastTo } from '../../../compute/numeric/broadcast';
import { broadcastShapes, isNumber, isSymbolic } from '../../../shape';
import { said } from '../../../protocol/say';
import { isComplex, isFloating } from '../dtypes';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { float, type TensorValue, type Value } from '../../../python/interpreter/values';
import { elementwise, unary, type UnaryRule } from '../../common/elementwise';
import { storedDtype } from '../../common/dtypes';
import { affordable, operandOf } from '../../common/tensors';
import { astype } from '../../../compute/ndarray';
import { inputOf, torchFamily, type OpEntry } from '../family';
import { asTensor, shapeless, tensorOf, whyUnknown, withDtype } from '../tensor';

/** Rounds half to even, as PyTorch does. */
const round = (x: number): number => {
  const floor = Math.floor(x);
  const half = x - floor;
  return half !== 0.5 ? Math.round(x) : floor % 2 === 0 ? floor : floor + 1;
};
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
export const gelu = (x: number): number => 0.5 * x * (1 + erf(x / Math.SQRT2));

const same = (f: (x: number) => number): UnaryRule => ({ f, gives: 'same' });
const floating = (f: (x: number) => number): UnaryRule => ({ f, gives: 'float' });
const test = (f: (x: number) => boolean): UnaryRule => ({ f: (x) => Number(f(x)), gives: 'bool' });

/** name → rule; `name_` changes the tensor in place. */
const UNARY: Record<string, UnaryRule> = {
  abs: { f: Math.abs, gives: 'real' },
  neg: same((x) => -x),
  positive: same((x) => x),
  sign: same(Math.sign),
  ceil: same(Math.ceil),
  floor: same(Math.floor),
  trunc: same(Math.trunc),
  frac: same((x) => x - Math.trunc(x)),
  square: same((x) => x * x),
  bitwise_not: same((x) => -x - 1),
  exp: floating(Math.exp),
  exp2: floating((x) => 2 ** x),
  expm1: floating(Math.expm1),
  log: floating(Math.log),
  log2: floating(Math.log2),
  log10: floating(Math.log10),
  log1p: floating(Math.log1p),
  sqrt: floating(Math.sqrt),
  rsqrt: floating((x) => 1 / Math.sqrt(x)),
  reciprocal: floating((x) => 1 / x),
  sin: floating(Math.sin),
  cos: floating(Math.cos),
  tan: floating(Math.tan),
  asin: floating(Math.asin),
  acos: floating(Math.acos),
  atan: floating(Math.atan),
  sinh: floating(Math.sinh),
  cosh: floating(Math.cosh),
  tanh: floating(Math.tanh),
  erf: floating(erf),
  asinh: floating(Math.asinh),
  acosh: floating(Math.acosh),
  atanh: floating(Math.atanh),
  sigmoid: floating(sigmoid),
  deg2rad: floating((x) => (x * Math.PI) / 180),
  rad2deg: floating((x) => (x * 180) / Math.PI),
  isnan: test(Number.isNaN),
  isinf: test((x) => Math.abs(x) === Infinity),
  isfinite: test(Number.isFinite),
  isreal: test(() => true),
  isneginf: test((x) => x === -Infinity),
  isposinf: test((x) => x === Infinity),
  signbit: test((x) => x < 0 || Object.is(x, -0)),
  logical_not: test((x) => x === 0),
  relu: same((x) => Math.max(0, x)),
  angle: { f: (x) => (Number.isNaN(x) ? x : x < 0 ? Math.PI : 0), gives: 'real float' },
};

const ALIASES: Record<string, readonly string[]> = {
  abs: ['absolute'],
  neg: ['negative'],
  trunc: ['fix'],
  asin: ['arcsin'],
  acos: ['arccos'],
  atan: ['arctan'],
  asinh: ['arcsinh'],
  acosh: ['arccosh'],
  atanh: ['arctanh'],
};

/** A function of each element of the input. @throws PyError TypeError where the input is no tensor */
export function mapElements(cx: Context, rule: UnaryRule, value: Value, fn: string): Value {
  return unary(cx, torchFamily, rule, asTensor(cx, value, fn)) ?? value;
}

const BINARY: Record<string, BinaryOp> = {
  mul: 'multiply',
  floor_divide: 'floor_divide',
  remainder: 'remainder',
  fmod: 'fmod',
  pow: 'power',
  maximum: 'maximum',
  minimum: 'minimum',
  fmax: 'maximum',
  fmin: 'minimum',
  eq: 'equal',
  ne: 'not_equal',
  lt: 'less',
  le: 'less_equal',
  gt: 'greater',
  ge: 'greater_equal',
  logical_and: 'logical_and',
  logical_or: 'logical_or',
  logical_xor: 'logical_xor',
  bitwise_and: 'bitwise_and',
  bitwise_or: 'bitwise_or',
  bitwise_xor: 'bitwise_xor',
  atan2: 'arctan2',
  hypot: 'hypot',
};

const isSymbolicNumber = (value: Value): boolean =>
  (value.kind === 'int' || value.kind === 'float') && isSymbolic(value.value);

const isScalar = ({ kind }: Value): boolean => kind === 'int' || kind === 'float' || kind === 'unknown';

/** Those that have no overload for a number (torch 2.13, `_VariableFunctions.pyi`). */
const OF_TENSORS: ReadonlySet<string> = new Set(
  'maximum minimum fmax fmin atan2 hypot logical_and logical_or logical_xor'.split(' '),
);

const BINARY_ALIASES: Record<string, readonly string[]> = {
  mul: ['multiply'],
  ne: ['not_equal'],
  lt: ['less'],
  le: ['less_equal'],
  gt: ['greater'],
  ge: ['greater_equal'],
  atan2: ['arctan2'],
};

/**
 * @throws PyError TypeError where an operand is neither tensor nor number, or none of them is a tensor: what is given two
 * numbers is refused, and where they are only supposed to be numbers one of them is a tensor
 */
export function combine(cx: Context, op: BinaryOp, a: Value, b: Value, fn: string): Value {
  if (isScalar(a) && isScalar(b)) {
    const open = [a, b].find(({ kind }) => kind === 'unknown');
    const supposed = cx.isSupposing ? [a, b].find(isSymbolicNumber) : undefined;
    return asTensor(cx, open ?? supposed ?? a, fn);
  }
  const result = elementwise(cx, torchFamily, op, a, b);
  if (result) return result;
  const wrong = operandOf(cx, a, torchFamily) ? b : a;
  throw new PyError('TypeError', `${fn}(): argument must be Tensor or Number, not ${cx.typeOf(wrong).name}`);
}

const scaled =
  (op: 'add' | 'subtract', reversed = false): OpEntry['rule'] =>
  (a, cx) => {
    const alpha = a.get('alpha');
    const other = a.number('alpha') === 1 ? a.get('other') : cx.binary('*', a.get('other'), alpha);
    const [x, y] = reversed ? [other, a.get('input')] : [a.get('input'), other];
    return combine(cx, op, x, y, a.fn);
  };

/** min and max of clamp are numbers or tensors, either of them None. */
function clamp(cx: Context, value: Value, min: Value, max: Value, fn: string): Value {
  if (min.kind === 'none' && max.kind === 'none') {
    throw new PyError('RuntimeError', `torch.${fn}: At least one of 'min' or 'max' must not be None`);
  }
  const low = min.kind === 'none' ? value : combine(cx, 'maximum', value, min, fn);
  return max.kind === 'none' ? low : combine(cx, 'minimum', low, max, fn);
}

/** `torch.where(condition, a, b)`. */
function where(cx: Context, condition: Value, x: Value, y: Value): Value {
  const [c, a, b] = [condition, x, y].map((v) => operandOf(cx, v, torchFamily));
  if (!c || !a || !b) throw new PyError('TypeError', 'where(): condition, input and other must be tensors or numbers');
  const dtype = torchFamily.promote([a, b]);
  const open = [c, a, b].find((o) => !o.shape);
  if (open) return shapeless(open.unknown!, dtype);
  const shape = broadcastShapes([c.shape!, a.shape!, b.shape!], 'where');
  const sizes = affordable(cx, shape);
  const stored = storedDtype(dtype);
  const result = tensorOf(shape, dtype);
  if (sizes && stored && c.data && a.data && b.data) {
    const wide = [astype(c.data, 'bool'), astype(a.data, stored), astype(b.data, stored)].map((n) =>
      broadcastTo(n, sizes),
    );
    result.data = whereNumbers(wide[0], wide[1], wide[2], stored);
  }
  return result;
}

/** Integers hold no infinity. @throws PyError RuntimeError */
function checkHeld(fn: string, value: Value, { dtype }: TensorValue): void {
  if (value.kind !== 'float' || !isNumber(value.value) || Number.isFinite(value.value)) return;
  if (dtype === undefined || isFloating(dtype) || isComplex(dtype) || dtype === 'bool') return;
  throw new PyError(
    'RuntimeError',
    said`${fn}: a tensor of ${dtype} cannot hold ${String(value.value).replace('Infinity', 'inf').toLowerCase()}. Convert it with .float() first.`,
    'dtype-mismatch',
  );
}

/** Functions whose result has the input's shape and numbers that nobody follows: random draws, special functions. */
const SHAPE_KEEPING = [
  'lgamma',
  'digamma',
  'erfc',
  'erfinv',
  'logit',
  'sinc',
  'i0',
  'nan_to_num',
  'bernoulli',
  'conj',
  'conj_physical',
  'dropout',
  'alpha_dropout',
  'feature_dropout',
  'renorm',
  'celu',
  'selu',
  'sgn',
  'mvlgamma',
];

/** The same for functions of two numbers: the shape to which both broadcast, with numbers that nobody follows. */
const BROADCASTING = [
  'copysign',
  'float_power',
  'gcd',
  'lcm',
  'heaviside',
  'igamma',
  'igammac',
  'ldexp',
  'logaddexp',
  'logaddexp2',
  'nextafter',
  'xlogy',
  'bitwise_left_shift',
  'bitwise_right_shift',
];

/** A result without its numbers. */
const shapeOnly = (result: Value): Value =>
  result.kind === 'tensor' && result.shape ? tensorOf(result.shape, result.dtype) : result;

export const elementwiseOps: OpEntry[] = [
  ...Object.entries(UNARY).map(([name, rule]): OpEntry => ({
    name: [name, ...(ALIASES[name] ?? [])],
    signature: 'input, out=None',
    rule: (a, cx) => mapElements(cx, rule, a.get('input'), name),
    inPlace: true,
  })),
  ...Object.entries(BINARY).map(([name, op]): OpEntry => ({
    name: [name, ...(BINARY_ALIASES[name] ?? [])],
    signature: name === 'pow' ? 'input, exponent, out=None' : 'input, other, out=None',
    rule: (a, cx) => {
      const other = a.get(name === 'pow' ? 'exponent' : 'other');
      return combine(cx, op, a.get('input'), OF_TENSORS.has(name) ? asTensor(cx, other, name, 'other') : other, name);
    },
    inPlace: true,
  })),
  ...BROADCASTING.map((name): OpEntry => ({
    name,
    signature: 'input, other, *, out=None',
    rule: (a, cx) => shapeOnly(combine(cx, 'maximum', a.get('input'), a.get('other'), name)),
    inPlace: true,
  })),
  ...SHAPE_KEEPING.map((name): OpEntry => ({
    name,
    signature: 'input, *args, **kwargs',
    rule: (a, cx) => {
      const input = inputOf(a);
      return input.shape ? tensorOf(input.shape, input.dtype) : shapeless(whyUnknown(cx, input), input.dtype);
    },
    inPlace: true,
  })),
  { name: ['add'], signature: 'input, other, *, alpha=1, out=None', rule: scaled('add'), inPlace: true },
  {
    name: ['sub', 'subtract'],
    signature: 'input, other, *, alpha=1, out=None',
    rule: scaled('subtract'),
    inPlace: true,
  },
  { name: 'rsub', signature: 'input, other, *, alpha=1', rule: scaled('subtract', true) },
  {
    name: ['div', 'divide', 'true_divide'],
    signature: 'input, other, *, rounding_mode=None, out=None',
    rule: (a, cx) => {
      const mode = a.str('rounding_mode');
      const quotient = combine(cx, mode === 'floor' ? 'floor_divide' : 'divide', a.get('input'), a.get('other'), 'div');
      if (mode !== 'trunc') return quotient;
      // Whole numbers stay whole, as in a division that rounds down.
      const whole = combine(cx, 'floor_divide', a.get('input'), a.get('other'), 'div');
      const result = mapElements(cx, UNARY.trunc, quotient, 'div');
      return result.kind === 'tensor' && whole.kind === 'tensor' ? withDtype(result, whole.dtype) : result;
    },
    inPlace: true,
  },
  {
    name: ['clamp', 'clip'],
    signature: 'input, min=None, max=None, *, out=None',
    rule: (a, cx) => clamp(cx, inputOf(a), a.get('min'), a.get('max'), 'clamp'),
    inPlace: true,
  },
  {
    name: 'clamp_min',
    signature: 'input, min',
    rule: (a, cx) => combine(cx, 'maximum', inputOf(a), a.get('min'), 'clamp_min'),
    inPlace: true,
  },
  {
    name: 'clamp_max',
    signature: 'input, max',
    rule: (a, cx) => combine(cx, 'minimum', inputOf(a), a.get('max'), 'clamp_max'),
    inPlace: true,
  },
  {
    name: 'round',
    signature: 'input, *, decimals=0, out=None',
    rule: (a, cx) => {
      const scale = 10 ** (a.number('decimals') ?? 0);
      return mapElements(
        cx,
        same((x) => round(x * scale) / scale),
        a.get('input'),
        'round',
      );
    },
    inPlace: true,
  },
  {
    name: 'lerp',
    signature: 'input, end, weight',
    rule: (a, cx) => {
      const step = combine(
        cx,
        'multiply',
        combine(cx, 'subtract', a.get('end'), inputOf(a), 'lerp'),
        a.get('weight'),
        'lerp',
      );
      return combine(cx, 'add', inputOf(a), step, 'lerp');
    },
    inPlace: true,
  },
  ...(['addcmul', 'addcdiv'] as const).map((name): OpEntry => ({
    name,
    signature: 'input, tensor1, tensor2, *, value=1',
    rule: (a, cx) => {
      const product = combine(cx, name === 'addcmul' ? 'multiply' : 'divide', a.get('tensor1'), a.get('tensor2'), name);
      const value = a.get('value');
      return combine(
        cx,
        'add',
        inputOf(a),
        combine(cx, 'multiply', product, value.kind === 'none' ? float(1) : value, name),
        name,
      );
    },
    inPlace: true,
  })),
  {
    name: 'where',
    on: 'torch',
    signature: 'condition, input=None, other=None',
    rule: (a, cx) =>
      a.isNone('input')
        ? cx.unknown('how many elements torch.where finds depends on the numbers')
        : where(cx, a.get('condition'), a.get('input'), a.get('other')),
  },
  {
    name: 'where',
    on: 'tensor',
    signature: 'self, condition, other',
    rule: (a, cx) => where(cx, a.get('condition'), a.get('self'), a.get('other')),
  },
  {
    name: 'masked_fill',
    signature: 'input, mask, value',
    rule: (a, cx) => {
      const input = inputOf(a);
      checkHeld(a.fn, a.get('value'), input);
      const filled = where(cx, a.get('mask'), a.get('value'), input);
      return filled.kind === 'tensor' ? withDtype(filled, input.dtype) : filled;
    },
    inPlace: true,
  },
  {
    name: ['isclose'],
    signature: 'input, other, rtol=1e-05, atol=1e-08, equal_nan=False',
    rule: (a, cx) => combine(cx, 'equal', a.get('input'), a.get('other'), 'isclose'),
  },
];
