/**
 * Element types of what functions of jax.numpy give, where NumPy's rule for them is another (JAX documentation, "Type promotion semantics";
 * the promotion that each function of jax/_src/numpy begins with: `promote_args`, `promote_args_inexact`, `promote_integers`).
 */
import type { Context } from '../../python/interpreter/context';
import { NativeFunction, type NativeCall, type TensorValue, type Value } from '../../python/interpreter/values';
import { kindOf, realOf, type Typed } from '../common/dtypes';
import { makeTensor, makeWeak, operandOf } from '../common/tensors';
import { mapUnwrapped } from '../common/trees';
import { arrayClass, inexact, jaxFamily, promoteJax } from './arrays';

type Rule = (operands: readonly Typed[]) => string | undefined;

const promoted: Rule = promoteJax;
const inexactly: Rule = (operands) => inexact(promoteJax(operands));
/** Truth values are counted; sums of short integers are long. */
const summed: Rule = (operands) => {
  const dtype = promoteJax(operands);
  if (dtype === 'bool' || dtype === 'int8' || dtype === 'int16') return 'int32';
  return dtype === 'uint8' || dtype === 'uint16' ? 'uint32' : dtype;
};
const counted: Rule = (operands) => {
  const dtype = promoteJax(operands);
  return dtype === 'bool' ? 'int32' : dtype;
};
/** Deviations of complex numbers are real. */
const spread: Rule = (operands) => {
  const dtype = inexactly(operands);
  return dtype !== undefined && kindOf(dtype) === 'complex' ? realOf(dtype) : dtype;
};

interface Entry {
  readonly rule: Rule;
  /** Which arguments are arrays; `parts` where the first is a sequence of them. */
  readonly arrays: readonly number[] | 'parts';
}

const entries = (names: string, rule: Rule, arrays: Entry['arrays']): [string, Entry][] =>
  names.split(' ').map((name) => [name, { rule, arrays }]);

const TABLE: ReadonlyMap<string, Entry> = new Map([
  ...entries(
    'exp log sqrt sin cos tan tanh sinh cosh arcsin arccos arctan arcsinh arccosh arctanh asin acos atan asinh acosh atanh rint ' +
      'reciprocal log1p expm1 sinc cbrt log2 log10 deg2rad degrees rad2deg radians exp2 fabs i0 gradient trapezoid nanmedian nanmean frexp modf',
    inexactly,
    [0],
  ),
  ...entries('nanstd nanvar std var', spread, [0]),
  ...entries('nansum nanprod trace', summed, [0]),
  ...entries('cumsum cumprod nancumsum nancumprod square', counted, [0]),
  ...entries('power floor_divide mod remainder fmod left_shift right_shift divmod', counted, [0, 1]),
  ...entries(
    'add subtract multiply maximum minimum fmax fmin gcd lcm dot matmul inner outer vdot vecdot kron cross append polyadd polysub polyval ' +
      'bitwise_and bitwise_or bitwise_xor tensordot',
    promoted,
    [0, 1],
  ),
  ...entries(
    'divide true_divide arctan2 hypot logaddexp logaddexp2 float_power copysign heaviside nextafter convolve correlate polymul',
    inexactly,
    [0, 1],
  ),
  ...entries('where', promoted, [1, 2]),
  ...entries('clip', promoted, [0, 1, 2]),
  ...entries('einsum', promoted, [1, 2, 3, 4]),
  ...entries('concatenate concat stack hstack vstack dstack column_stack block array asarray', promoted, 'parts'),
  ...entries('det inv cholesky eigh svd solve qr pinv slogdet lstsq', inexactly, [0, 1]),
]);

function leaves(value: Value): Value[] {
  return value.kind === 'list' || value.kind === 'tuple' ? value.items.flatMap(leaves) : [value];
}

/** The arrays and numbers that decide; undefined where one of them is neither. */
function operandsOf(cx: Context, { arrays }: Entry, { args }: NativeCall): Typed[] | undefined {
  if (arrays === 'parts' && args[0] && args[0].kind !== 'list' && args[0].kind !== 'tuple') return undefined;
  const given = arrays === 'parts' ? leaves(args[0]) : arrays.flatMap((at) => args[at] ?? []);
  const arrayLike = given.filter(({ kind }) => kind !== 'none');
  if (!arrayLike.every(({ kind }) => /^(tensor|int|float|bool|complex)$/.test(kind))) return undefined;
  const operands = arrayLike.map((value) => operandOf(cx, value, jaxFamily));
  return operands.length > 0 && operands.every((operand) => operand !== undefined) ? (operands as Typed[]) : undefined;
}

/** A result of NumPy's rule in the element type that JAX gives it. */
export function inJaxDtype(cx: Context, name: string, call: NativeCall, result: Value): Value {
  const entry = TABLE.get(name);
  if (name === 'full' && result.kind === 'tensor') markWeak({ ...call, args: call.args.slice(1) }, result);
  if (!entry || call.kwargs.has('dtype') || call.kwargs.has('preferred_element_type')) return result;
  if (/^(as)?array$/.test(name)) markWeak(call, result);
  if (/^(as)?array$/.test(name) && call.args.length > 1) return result;
  const operands = operandsOf(cx, entry, call);
  // NumPy and JAX are one where nothing but Python's numbers meets.
  if (!operands?.some(({ weak }) => weak === undefined)) return result;
  const dtype = entry.rule(operands);
  if (/^(svd|eigh|slogdet)$/.test(name) && dtype?.startsWith('complex')) return result;
  const retyped = (x: TensorValue): Value =>
    x.cls !== arrayClass || x.dtype === dtype || isOwn(name, x.dtype)
      ? x
      : makeTensor(arrayClass, x.shape, dtype, { like: x, data: undefined });
  return mapUnwrapped(result, (leaf) => (leaf.kind === 'tensor' ? retyped(leaf) : leaf));
}

/** An array of one number of Python widens no other array (`weak_type`). */
function markWeak({ args: [given, dtype] }: NativeCall, result: Value): void {
  if (dtype !== undefined || result.kind !== 'tensor') return;
  if (given?.kind === 'int' || given?.kind === 'float' || given?.kind === 'bool') makeWeak(result, given.kind);
}

/** Functions of a table whose results are in the types that JAX gives. */
export const typed = (table: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(table).map(([name, fn]) => {
      if (!(fn instanceof NativeFunction) || !TABLE.has(name)) return [name, fn];
      const made = new NativeFunction(
        fn.name,
        (cx, call) => inJaxDtype(cx, name, call, fn.impl(cx, call)),
        fn.isOp,
        fn.binds,
      );
      made.signature = fn.signature;
      return [name, made];
    }),
  );

/** Results of another type than the array's: exponents, signs, ranks, singular and eigen values of complex matrices. */
const isOwn = (name: string, dtype: string | undefined): boolean => name === 'frexp' && dtype === 'int32';
