/**
 * Python's numeric tower: bool, int, float and complex under the binary and unary operators.
 *
 * Pure functions on values. Known integers are exact: what leaves the safe range of a double is computed
 * with BigInt, and a result that no double holds is an unknown integer that says so. Symbolic sizes go
 * through the shape arithmetic; an unknown operand keeps its reason.
 */
import { floatFloorDiv, floatMod } from '../../compute/numeric/division';
import {
  compareDims,
  div,
  add,
  equalDims,
  floorDiv,
  formatDim,
  isNumber,
  isUnknown,
  mod,
  mul,
  neg,
  sub,
  sym,
  unknownDim,
  type Dim,
} from '../../shape';
import { PyError } from '../interpreter/errors';
import type { BoolValue, FloatValue, IntValue, UnknownValue } from '../interpreter/values';
import { ComplexValue, bool, float, int, type Value } from '../interpreter/values';
import { complexBinary } from './complexNumbers';
import { said } from '../../protocol/say';

export type NumberValue = BoolValue | IntValue | FloatValue | ComplexValue;

/** Whether a value is a number of the tower (a bool is). */
export function isNumeric(value: Value): value is NumberValue {
  return value.kind === 'int' || value.kind === 'float' || value.kind === 'bool' || value.kind === 'complex';
}

/** The size behind a bool, int or float. */
export function dimOf(value: BoolValue | IntValue | FloatValue): Dim {
  return value.kind === 'bool' ? Number(value.value) : value.value;
}

/** A constructor parameter nobody gave reads as a size of its own name where a number is needed. */
function asOperand(value: Value): NumberValue | UnknownValue | undefined {
  if (value.kind === 'unknown') return value.symbol === undefined ? value : int(sym(value.symbol));
  return isNumeric(value) ? value : undefined;
}

/** An integer result: exact, or unknown where no double holds it. */
export function exactInt(value: number | bigint): IntValue {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? int(value + 0) : int(unknownDim('the integer is too large to be held exactly'));
  }
  const near = Number(value);
  if (Number.isFinite(near) && BigInt(near) === value) return int(near);
  const text = value.toString();
  const shown = text.length > 24 ? `${text.slice(0, 12)}… (${text.length} digits)` : text;
  return int(unknownDim(said`the integer ${shown} is too large to be held exactly`));
}

const BIG: Record<string, (a: bigint, b: bigint) => bigint> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '//': (a, b) => bigFloorDiv(a, b),
  '%': (a, b) => a - b * bigFloorDiv(a, b),
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
};

function bigFloorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

/**
 * `a op b` for numbers; `op` is Python's symbol (`+ - * / // % ** << >> & | ^`). Undefined where an operand is
 * no number or the operator is not defined for these types, so that the caller raises the TypeError.
 * @throws PyError ZeroDivisionError, ValueError (negative shift), OverflowError
 */
export function binaryNumbers(op: string, left: Value, right: Value): Value | undefined {
  const a = asOperand(left);
  const b = asOperand(right);
  if (!a || !b) return undefined;
  if (a.kind === 'unknown') return a;
  if (b.kind === 'unknown') return b;
  if (a.kind === 'complex' || b.kind === 'complex') return complexBinary(op, a, b);
  if (a.kind === 'float' || b.kind === 'float') return floatBinary(op, dimOf(a), dimOf(b));
  if (a.kind === 'bool' && b.kind === 'bool') {
    if (op === '&') return bool(a.value && b.value);
    if (op === '|') return bool(a.value || b.value);
    if (op === '^') return bool(a.value !== b.value);
  }
  return intBinary(op, dimOf(a), dimOf(b));
}

function intBinary(op: string, a: Dim, b: Dim): Value | undefined {
  if (b === 0 && (op === '/' || op === '//' || op === '%')) throw zeroDivision(op, 'integer');
  if (op === '**') return powNumbers(a, b);
  if (op === '<<' || op === '>>') return shift(op, a, b);
  if (op === '/') return floatOf(div(a, b));
  if (!isNumber(a) || !isNumber(b)) {
    const result = symbolicBinary(op, a, b);
    return result === undefined ? undefined : int(result);
  }
  const exact = BIG[op];
  if (!exact) return undefined;
  if (op === '&' || op === '|' || op === '^') return exactInt(Number(exact(BigInt(a), BigInt(b))));
  const result = numberBinary(op, a, b);
  const safe = Number.isSafeInteger(a) && Number.isSafeInteger(b) && Number.isSafeInteger(result);
  return safe ? int(result + 0) : exactInt(exact(BigInt(a), BigInt(b)));
}

function floatBinary(op: string, a: Dim, b: Dim): Value | undefined {
  if (b === 0 && (op === '/' || op === '//' || op === '%')) throw zeroDivision(op, 'float');
  if (op === '**') return floatPower(a, b);
  if (isNumber(a) && isNumber(b)) {
    if (op === '/') return float(a / b);
    return op === '+' || op === '-' || op === '*' || op === '//' || op === '%'
      ? float(numberBinary(op, a, b))
      : undefined;
  }
  const result = op === '/' ? div(a, b) : symbolicBinary(op, a, b);
  return result === undefined ? undefined : float(result);
}

function numberBinary(op: string, a: number, b: number): number {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '//':
      return Number.isInteger(a) && Number.isInteger(b) && a !== 0 ? (floorDiv(a, b) as number) : floatFloorDiv(a, b);
    default:
      return floatMod(a, b);
  }
}

function symbolicBinary(op: string, a: Dim, b: Dim): Dim | undefined {
  switch (op) {
    case '+':
      return add(a, b);
    case '-':
      return sub(a, b);
    case '*':
      return mul(a, b);
    case '//':
      return floorDiv(a, b);
    case '%':
      return mod(a, b);
    case '&':
    case '|':
    case '^':
      return firstUnknown([a, b]) ?? unknownDim(said`${formatDim(a)} ${op} ${formatDim(b)} has no symbolic form`);
    default:
      return undefined;
  }
}

function firstUnknown(dims: readonly Dim[]): Dim | undefined {
  return dims.find(isUnknown);
}

/** A division result: floats stay floats, also where the symbols cancel to a whole number. */
function floatOf(value: Dim): FloatValue {
  return float(value);
}

function shift(op: '<<' | '>>', a: Dim, b: Dim): IntValue {
  if (!isNumber(b))
    return int(firstUnknown([a, b]) ?? unknownDim(said`a shift by ${formatDim(b)} has no symbolic form`));
  if (b < 0) throw new PyError('ValueError', 'negative shift count');
  if (!isNumber(a)) return int(op === '<<' ? mul(a, 2 ** b) : floorDiv(a, 2 ** b));
  if (op === '>>') return exactInt(b > 5000 ? (a < 0 ? -1 : 0) : BigInt(a) >> BigInt(b));
  if (b > 5000) return int(unknownDim('the integer is too large to be held exactly'));
  return exactInt(BigInt(a) << BigInt(b));
}

/** `a ** b` for integers: an integer, or a float for a negative exponent. */
function powNumbers(a: Dim, b: Dim): Value {
  if (isNumber(a) && isNumber(b)) {
    if (b < 0) return floatPower(a, b);
    const near = a ** b;
    if (Number.isSafeInteger(near)) return int(near + 0);
    const small = Math.abs(a) <= 1 || b * Math.log2(Math.abs(a)) < 4096;
    return small ? exactInt(BigInt(a) ** BigInt(b)) : int(unknownDim('the integer is too large to be held exactly'));
  }
  if (isNumber(b) && b >= 0 && b <= 8) return int(symbolicPower(a, b));
  if (isNumber(b) && b < 0 && b >= -8) return float(div(1, symbolicPower(a, -b)));
  return int(firstUnknown([a, b]) ?? unknownDim(said`${formatDim(a)} ** ${formatDim(b)} has no symbolic form`));
}

function symbolicPower(a: Dim, exponent: number): Dim {
  let result: Dim = 1;
  for (let i = 0; i < exponent; i++) result = mul(result, a);
  return result;
}

function floatPower(a: Dim, b: Dim): Value {
  if (!isNumber(a) || !isNumber(b)) {
    if (isNumber(b) && Number.isInteger(b) && Math.abs(b) <= 8) {
      const power = symbolicPower(a, Math.abs(b));
      return float(b < 0 ? div(1, power) : power);
    }
    return float(firstUnknown([a, b]) ?? unknownDim(said`${formatDim(a)} ** ${formatDim(b)} has no symbolic form`));
  }
  if (a === 0 && b < 0) throw new PyError('ZeroDivisionError', '0.0 cannot be raised to a negative power');
  if (a < 0 && Number.isFinite(b) && !Number.isInteger(b)) {
    const magnitude = (-a) ** b;
    return new ComplexValue(magnitude * Math.cos(Math.PI * b), magnitude * Math.sin(Math.PI * b));
  }
  // Unlike JavaScript, Python follows IEEE 754: pow(1, nan) and pow(-1, ±inf) are 1.
  if (a === 1 || (a === -1 && Math.abs(b) === Infinity)) return float(1);
  const result = a ** b;
  if (!Number.isFinite(result) && Number.isFinite(a) && Number.isFinite(b)) {
    throw new PyError('OverflowError', "(34, 'Numerical result out of range')");
  }
  return float(result);
}

function zeroDivision(op: string, type: 'integer' | 'float'): PyError {
  if (op === '/')
    return new PyError('ZeroDivisionError', type === 'float' ? 'float division by zero' : 'division by zero');
  if (type === 'float')
    return new PyError('ZeroDivisionError', op === '//' ? 'float floor division by zero' : 'float modulo');
  return new PyError(
    'ZeroDivisionError',
    op === '//' ? 'integer division or modulo by zero' : 'integer modulo by zero',
  );
}

/** `+a`, `-a`, `~a` for numbers; undefined where the operand is no number or the operator is not defined. */
export function unaryNumber(op: '+' | '-' | '~', value: Value): Value | undefined {
  const a = asOperand(value);
  if (!a || a.kind === 'unknown') return a;
  if (a.kind === 'complex') {
    if (op === '~') return undefined;
    return op === '+' ? a : new ComplexValue(-a.real, -a.imaginary);
  }
  if (a.kind === 'float') {
    if (op === '~') return undefined;
    return op === '+' ? a : float(isNumber(a.value) ? -a.value : neg(a.value));
  }
  const dim = dimOf(a);
  if (op === '+') return int(dim);
  if (op === '-') return int(neg(dim));
  return int(sub(neg(dim), 1));
}

export type ComparisonOp = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** What a sign of a − b says of a comparison. */
export function decide(op: ComparisonOp, sign: -1 | 0 | 1): boolean {
  switch (op) {
    case '==':
      return sign === 0;
    case '!=':
      return sign !== 0;
    case '<':
      return sign < 0;
    case '<=':
      return sign <= 0;
    case '>':
      return sign > 0;
    case '>=':
      return sign >= 0;
  }
}

/**
 * A comparison of two sizes: true or false when it holds for every positive value of the symbols (so that
 * `H >= 1` is certain), else undefined.
 */
export function compareSizes(op: ComparisonOp, a: Dim, b: Dim): boolean | undefined {
  if (isNumber(a) && isNumber(b)) {
    if (Number.isNaN(a) || Number.isNaN(b)) return op === '!=';
    return decide(op, a < b ? -1 : a > b ? 1 : 0);
  }
  if (isUnknown(a) || isUnknown(b)) return undefined;
  if (op === '==' || op === '!=') {
    const sign = compareDims(a, b);
    const equal = sign !== undefined ? sign === 0 : equalDims(a, b);
    return equal === undefined ? undefined : equal === (op === '==');
  }
  if (a === Infinity || b === -Infinity) return op === '>' || op === '>=';
  if (b === Infinity || a === -Infinity) return op === '<' || op === '<=';
  const sign = compareDims(a, b);
  if (sign !== undefined) return decide(op, sign);
  // The sign may be open while ≥ or ≤ is certain: H − 1 is never negative.
  const flipped = compareAtLeast(a, b);
  const least = compareAtLeast(b, a);
  if (op === '>=' && flipped) return true;
  if (op === '<' && flipped) return false;
  if (op === '<=' && least) return true;
  if (op === '>' && least) return false;
  return undefined;
}

/** a ≥ b for certain. */
function compareAtLeast(a: Dim, b: Dim): boolean {
  return compareDims(add(a, 1), b) === 1 && isWholeDifference(a, b);
}

/** For whole numbers, a + 1 > b says a ≥ b; for fractions it says less. */
function isWholeDifference(a: Dim, b: Dim): boolean {
  const difference = sub(a, b);
  if (isNumber(difference)) return Number.isInteger(difference);
  return (
    !isUnknown(difference) &&
    difference.terms.every((t) => t.den === 1 && t.factors.every((f) => f.power > 0 && f.atom.kind !== 'reciprocal'))
  );
}

/** A comparison of two numbers; undefined where it depends on symbols or is unknown. Complex only for equality. */
export function compareNumbers(op: ComparisonOp, a: NumberValue, b: NumberValue): boolean | undefined {
  if (a.kind === 'complex' || b.kind === 'complex') {
    const [x, y] = [a, b].map((v) => (v.kind === 'complex' ? v : { real: dimOf(v), imaginary: 0 }));
    const real = compareSizes('==', x.real, y.real);
    const equal = x.imaginary !== y.imaginary ? false : real;
    return equal === undefined ? undefined : equal === (op === '==');
  }
  return compareSizes(op, dimOf(a), dimOf(b));
}
