/** `math` and `cmath`'s constants. Rounding and extremes of symbolic sizes stay symbolic. */
import { ceilDim, floorDim, formatDim, isNumber, isUnknown, unknownDim, type Dim } from '../../../shape';
import type { Context } from '../../interpreter/context';
import { PyError } from '../../interpreter/errors';
import { native, type Bound, type LibraryModule } from '../../interpreter/native';
import { bool, float, int, tuple, type Value } from '../../interpreter/values';
import { dimOf, exactInt } from '../arithmetic';
import { absolute } from '../functions/numbers';
import { elements, isLost } from '../iterables';
import { toFloat, truncate } from '../numberMethods';
import { said } from '../../../protocol/say';

/** A real argument as a size. @throws PyError TypeError */
function real(cx: Context, value: Value): Dim {
  if (value.kind === 'int' || value.kind === 'float' || value.kind === 'bool') return dimOf(value);
  if (value.kind === 'str' || value.kind === 'bytes' || value.kind === 'none') {
    throw new PyError('TypeError', `must be real number, not ${cx.typeOf(value).name}`);
  }
  const converted = toFloat(cx, value);
  if (converted.kind === 'float') return converted.value;
  return cx.unknownDim(converted.kind === 'unknown' ? converted.reason : 'the number is not known');
}

const lost = (dim: Dim, what: string): Dim =>
  isUnknown(dim) ? dim : unknownDim(said`${what} of the size ${formatDim(dim)} has no symbolic form`);

/** A function of one float; `domain` says where it is defined. */
function smooth(name: string, fn: (x: number) => number, domain: (x: number) => boolean = () => true): Value {
  return native(name, 'x, /', (a, cx) => {
    const x = real(cx, a.get('x'));
    if (!isNumber(x)) return float(lost(x, `math.${name}`));
    if (!domain(x)) throw new PyError('ValueError', 'math domain error');
    const y = fn(x);
    if (y === Infinity && Number.isFinite(x)) throw new PyError('OverflowError', 'math range error');
    return float(y);
  });
}

/** A function of two floats. */
function smooth2(name: string, signature: string, fn: (x: number, y: number) => number): Value {
  const [first, second] = signature.split(', ');
  return native(name, `${signature}, /`, (a, cx) => {
    const [x, y] = [real(cx, a.get(first)), real(cx, a.get(second))];
    if (!isNumber(x)) return float(lost(x, `math.${name}`));
    return isNumber(y) ? float(fn(x, y)) : float(lost(y, `math.${name}`));
  });
}

/** Rounds to an integer; instances may define the method themselves. */
function rounding(name: string, method: string, round: (dim: Dim) => Dim): Value {
  return native(name, 'x, /', (a, cx) => {
    const value = a.get('x');
    if (value.kind === 'instance' && cx.findAttr(value, method)) return cx.callMethod(value, method);
    const x = real(cx, value);
    if (isNumber(x) && Number.isNaN(x)) throw new PyError('ValueError', 'cannot convert float NaN to integer');
    if (isNumber(x) && !Number.isFinite(x)) {
      throw new PyError('OverflowError', 'cannot convert float infinity to integer');
    }
    return int(round(x));
  });
}

function test(name: string, fn: (x: number) => boolean): Value {
  return native(name, 'x, /', (a, cx) => {
    const x = real(cx, a.get('x'));
    return isNumber(x) ? bool(fn(x)) : cx.unknown(said`math.${name} of a size without a number`);
  });
}

function logarithm(a: Bound, cx: Context): Value {
  const x = real(cx, a.get('x'));
  if (!isNumber(x)) return float(lost(x, 'math.log'));
  if (x <= 0) throw new PyError('ValueError', 'math domain error');
  if (!a.has('base')) return float(Math.log(x));
  const base = real(cx, a.get('base'));
  if (!isNumber(base)) return float(lost(base, 'math.log'));
  if (base <= 0) throw new PyError('ValueError', 'math domain error');
  if (base === 1) throw new PyError('ZeroDivisionError', 'float division by zero');
  return float(Math.log(x) / Math.log(base));
}

/** Integers as bigints; undefined where one is symbolic or unknown. */
function integers(cx: Context, values: readonly Value[]): bigint[] | undefined {
  const dims = values.map((value) => {
    if (value.kind === 'float') throw new PyError('TypeError', "'float' object cannot be interpreted as an integer");
    return cx.dim(value);
  });
  return dims.every(isNumber) ? dims.map((dim) => BigInt(dim)) : undefined;
}

function onIntegers(name: string, signature: string, fn: (numbers: bigint[]) => bigint): Value {
  const names = signature.split(', ');
  return native(name, signature === '*integers' ? signature : `${signature}, /`, (a, cx) => {
    const given = signature === '*integers' ? a.rest : names.map((n) => a.get(n));
    const numbers = integers(cx, given);
    return numbers
      ? exactInt(fn(numbers))
      : (given.find((v) => v.kind === 'unknown') ?? int(cx.unknownDim(said`math.${name} of sizes without numbers`)));
  });
}

const abs = (n: bigint) => (n < 0n ? -n : n);
function gcd(a: bigint, b: bigint): bigint {
  [a, b] = [abs(a), abs(b)];
  while (b) [a, b] = [b, a % b];
  return a;
}

function factorial(n: bigint): bigint {
  if (n < 0n) throw new PyError('ValueError', 'factorial() not defined for negative values');
  let result = 1n;
  for (let i = 2n; i <= n && i < 5000n; i++) result *= i;
  return result;
}

function falling(n: bigint, k: bigint): bigint {
  if (n < 0n || k < 0n) throw new PyError('ValueError', 'n and k must be non-negative integers');
  let result = k > n ? 0n : 1n;
  for (let i = 0n; i < k && result; i++) result *= n - i;
  return result;
}

function integerRoot(n: bigint): bigint {
  if (n < 0n) throw new PyError('ValueError', 'isqrt() argument must be nonnegative');
  let root = BigInt(Math.floor(Math.sqrt(Number(n))));
  while (root * root > n) root--;
  while ((root + 1n) * (root + 1n) <= n) root++;
  return root;
}

function product(a: Bound, cx: Context): Value {
  const items = elements(cx, a.get('iterable'));
  return isLost(items) ? items : items.reduce((total, item) => cx.binary('*', total, item), a.get('start'));
}

/** A sum of floats that is rounded once, as `math.fsum` does (Shewchuk's partial sums). */
function exactSum(numbers: readonly number[]): number {
  const partials: number[] = [];
  for (let x of numbers) {
    let kept = 0;
    for (let y of partials) {
      if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x];
      const high = x + y;
      const low = y - (high - x);
      if (low !== 0) partials[kept++] = low;
      x = high;
    }
    partials.length = kept;
    partials.push(x);
  }
  return partials.reduceRight((total, x) => total + x, 0);
}

function sumOfFloats(a: Bound, cx: Context): Value {
  const items = elements(cx, a.get('seq'));
  if (isLost(items)) return items;
  const dims = items.map((item) => real(cx, item));
  if (dims.every((d): d is number => typeof d === 'number')) return float(exactSum(dims));
  return items.reduce((total, item) => cx.binary('+', total, item), float(0));
}

function isClose(a: Bound, cx: Context): Value {
  const [x, y, relative, absoluteTolerance] = ['a', 'b', 'rel_tol', 'abs_tol'].map((n) => a.number(n));
  if (x === undefined || y === undefined || relative === undefined || absoluteTolerance === undefined) {
    return cx.unknown('whether the numbers are close is not known');
  }
  if (x === y) return bool(true);
  if (!Number.isFinite(x) || !Number.isFinite(y)) return bool(false);
  return bool(Math.abs(x - y) <= Math.max(relative * Math.max(Math.abs(x), Math.abs(y)), absoluteTolerance));
}

function fraction(a: Bound, cx: Context): Value {
  const x = a.number('x');
  if (x === undefined) return cx.unknown('the number that math.modf splits is not known');
  const whole = Math.trunc(x);
  return tuple([float(x - whole), float(whole)]);
}

function mantissa(a: Bound, cx: Context): Value {
  const x = a.number('x');
  if (x === undefined) return cx.unknown('the number that math.frexp splits is not known');
  if (x === 0 || !Number.isFinite(x)) return tuple([float(x), int(0)]);
  let exponent = Math.floor(Math.log2(Math.abs(x))) + 1;
  if (Math.abs(x) / 2 ** exponent >= 1) exponent++;
  if (Math.abs(x) / 2 ** exponent < 0.5) exponent--;
  return tuple([float(x / 2 ** exponent), int(exponent)]);
}

function distance(a: Bound, cx: Context): Value {
  const [p, q] = [elements(cx, a.get('p')), elements(cx, a.get('q'))];
  if (isLost(p) || isLost(q)) return isLost(p) ? p : (q as Value);
  const squares = p.map((x, i) => cx.binary('**', cx.binary('-', x, q[i]), int(2)));
  const total = squares.reduce((sum, s) => cx.binary('+', sum, s), float(0));
  return cx.binary('**', total, float(0.5));
}

/**
 * The error function by its series 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!! (Abramowitz and Stegun 7.1.6), whose terms
 * are all of one sign; beyond 6 it is 1 to the last digit.
 */
function errorFunction(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; n < 200 && Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** 1 − Γ: Lanczos' approximation (g = 7, n = 9), good to about 15 digits. */
function logGamma(x: number): number {
  const c = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
  const t = x + 6.5;
  const series = c.slice(1).reduce((sum, term, i) => sum + term / (x + i), c[0]);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(series);
}

const attrs = (): Record<string, Value> => ({
  pi: float(Math.PI),
  e: float(Math.E),
  tau: float(2 * Math.PI),
  inf: float(Infinity),
  nan: float(NaN),
  ceil: rounding('ceil', '__ceil__', ceilDim),
  floor: rounding('floor', '__floor__', floorDim),
  trunc: rounding('trunc', '__trunc__', truncate),
  sqrt: smooth('sqrt', Math.sqrt, (x) => !(x < 0)),
  cbrt: smooth('cbrt', Math.cbrt),
  exp: smooth('exp', Math.exp),
  exp2: smooth('exp2', (x) => 2 ** x),
  expm1: smooth('expm1', Math.expm1),
  log: native('log', 'x, base=None, /', logarithm),
  log2: smooth('log2', Math.log2, (x) => !(x <= 0)),
  log10: smooth('log10', Math.log10, (x) => !(x <= 0)),
  log1p: smooth('log1p', Math.log1p, (x) => !(x <= -1)),
  sin: smooth('sin', Math.sin, (x) => Math.abs(x) !== Infinity),
  cos: smooth('cos', Math.cos, (x) => Math.abs(x) !== Infinity),
  tan: smooth('tan', Math.tan, (x) => Math.abs(x) !== Infinity),
  asin: smooth('asin', Math.asin, (x) => !(Math.abs(x) > 1)),
  acos: smooth('acos', Math.acos, (x) => !(Math.abs(x) > 1)),
  atan: smooth('atan', Math.atan),
  sinh: smooth('sinh', Math.sinh),
  cosh: smooth('cosh', Math.cosh),
  tanh: smooth('tanh', Math.tanh),
  asinh: smooth('asinh', Math.asinh),
  acosh: smooth('acosh', Math.acosh, (x) => !(x < 1)),
  atanh: smooth('atanh', Math.atanh, (x) => !(Math.abs(x) >= 1)),
  degrees: smooth('degrees', (x) => x * (180 / Math.PI)),
  radians: smooth('radians', (x) => x * (Math.PI / 180)),
  lgamma: smooth('lgamma', logGamma, (x) => !(x <= 0 && Number.isInteger(x))),
  gamma: smooth(
    'gamma',
    (x) => (Number.isInteger(x) && x < 24 ? Number(factorial(BigInt(x - 1))) : Math.exp(logGamma(x))),
    (x) => !(x <= 0 && Number.isInteger(x)),
  ),
  erf: smooth('erf', errorFunction),
  erfc: smooth('erfc', (x) => 1 - errorFunction(x)),
  fabs: native('fabs', 'x, /', (a, cx) => {
    const x = real(cx, a.get('x'));
    return absolute(cx, float(x));
  }),
  pow: smooth2('pow', 'x, y', (x, y) => {
    if (x < 0 && Number.isFinite(y) && !Number.isInteger(y)) throw new PyError('ValueError', 'math domain error');
    return x ** y;
  }),
  atan2: smooth2('atan2', 'y, x', Math.atan2),
  fmod: smooth2('fmod', 'x, y', (x, y) => x % y),
  copysign: smooth2('copysign', 'x, y', (x, y) => (y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x))),
  ldexp: smooth2('ldexp', 'x, i', (x, i) => x * 2 ** i),
  hypot: native('hypot', '*coordinates', (a, cx) => {
    const dims = a.rest.map((value) => real(cx, value));
    return dims.every((d): d is number => typeof d === 'number')
      ? float(Math.hypot(...dims))
      : float(cx.unknownDim('math.hypot of sizes without numbers'));
  }),
  dist: native('dist', 'p, q, /', distance),
  isnan: test('isnan', Number.isNaN),
  isinf: test('isinf', (x) => Math.abs(x) === Infinity),
  isfinite: test('isfinite', Number.isFinite),
  isclose: native('isclose', 'a, b, *, rel_tol=1e-09, abs_tol=0.0', isClose),
  gcd: onIntegers('gcd', '*integers', (ns) => ns.reduce(gcd, 0n)),
  lcm: onIntegers('lcm', '*integers', (ns) => ns.reduce((a, b) => (a && b ? abs(a * b) / gcd(a, b) : 0n), 1n)),
  factorial: onIntegers('factorial', 'n', ([n]) => factorial(n)),
  comb: onIntegers('comb', 'n, k', ([n, k]) => falling(n, k) / factorial(k)),
  perm: onIntegers('perm', 'n, k', ([n, k]) => falling(n, k)),
  isqrt: onIntegers('isqrt', 'n', ([n]) => integerRoot(n)),
  prod: native('prod', 'iterable, /, *, start=1', product),
  fsum: native('fsum', 'seq, /', sumOfFloats),
  modf: native('modf', 'x, /', fraction),
  frexp: native('frexp', 'x, /', mantissa),
  sumprod: native('sumprod', 'p, q, /', (a, cx) => {
    const [p, q] = [elements(cx, a.get('p')), elements(cx, a.get('q'))];
    if (isLost(p)) return p;
    if (isLost(q)) return q;
    return p.reduce<Value>((sum, x, i) => cx.binary('+', sum, cx.binary('*', x, q[i])), int(0));
  }),
});

export const mathModule: LibraryModule = { name: 'math', attrs };
