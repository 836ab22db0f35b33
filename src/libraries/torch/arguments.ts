/** Reading arguments the way PyTorch's argument parser reads them. */
import { isNumber, ShapeError, unknownDim, type Dim } from '../../shape';
import type { Context } from '../../python/interpreter/context';
import { notAnInteger, PyError } from '../../python/interpreter/errors';
import { isSpread } from '../../python/interpreter/openArguments';
import { declare, native, op, parseSignature, type Bound, type Rule } from '../../python/interpreter/native';
import {
  int,
  NativeFunction,
  tuple,
  type NativeImpl,
  type TupleValue,
  type UnknownValue,
  type Value,
} from '../../python/interpreter/values';
import { unexpectedKeyword } from '../../python/interpreter/refusedArguments';
import { said } from '../../protocol/say';
import { autocasting } from './autocast';
import { demanding } from './dtypeDemands';

/** The exceptions PyTorch raises for some rules; every other broken rule is a RuntimeError. */
const EXCEPTIONS: Partial<Record<string, string>> = {
  'axis-out-of-range': 'IndexError',
  'index-out-of-range': 'IndexError',
  'align-corners': 'ValueError',
  'resize-arguments': 'ValueError',
  'output-size': 'ValueError',
};

/** Gives a rule's ShapeError the Python exception that PyTorch raises for it. */
export function raising(rule: Rule, typeName?: string): Rule {
  return (a, cx) => {
    try {
      return rule(a, cx);
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
      const type = typeName ?? EXCEPTIONS[error.code];
      throw type ? new PyError(type, error.saying, error.code, error.fix) : error;
    }
  };
}

/** An operation on tensors: a row of a trace. */
export const torchOp = (name: string, signature: string, rule: Rule): NativeFunction =>
  op(name, signature, raising(demanding(name, signature, autocasting(name, rule))));

/** A function or method that is no operation of its own in a trace. */
export const torchFunction = (name: string, signature: string, rule: Rule): NativeFunction =>
  native(name, signature, raising(demanding(name, signature, rule)));

/** NumPy's names that PyTorch's parser takes for its own (`numpy_compatibility_arg_names` in python_arg_parser.cpp). */
const NUMPY_NAMES: ReadonlyMap<string, string> = new Map([
  ['axis', 'dim'],
  ['keepdims', 'keepdim'],
  ['x', 'input'],
  ['a', 'input'],
  ['x1', 'input'],
  ['x2', 'other'],
]);

/** Names that some overloads of a function take and no signature here names (torch 2.13, `_VariableFunctions.pyi`). */
const OVERLOADED: ReadonlySet<string> = new Set(
  (
    'out out_dtype names layout device dtype pin_memory requires_grad memory_format generator obj s exponent tensor values element ' +
    'test_element indices sections tensor_indices_or_sections ccol_indices row_indices crow_indices col_indices axis0 axis1 high low ' +
    'A other mode from to non_blocking async'
  ).split(' '),
);

/** A function that takes NumPy's names for those of its parameters that NumPy calls otherwise: `sum(axis=1)`. */
export function withNumpyNames(fn: NativeFunction, signature: string): NativeFunction {
  const parameters = parseSignature(signature);
  const own = new Set(parameters.map((parameter) => parameter.name));
  const takesMore = parameters.some(({ type }) => type === 'varKeywords');
  const impl: NativeImpl = (cx, call) => {
    if ([...call.kwargs.keys()].every((name) => own.has(name))) return fn.impl(cx, call);
    const nameOf = (given: string): string => {
      const ours = NUMPY_NAMES.get(given);
      return ours !== undefined && own.has(ours) && !own.has(given) ? ours : given;
    };
    const kwargs = new Map([...call.kwargs].map(([name, value]) => [nameOf(name), value]));
    const other = [...kwargs.keys()].find((name) => !own.has(name) && !OVERLOADED.has(name));
    if (other !== undefined && !takesMore && !cx.isSupposing) throw unexpectedKeyword(fn.name, other, [...own], true);
    return fn.impl(cx, { ...call, kwargs });
  };
  return declare(new NativeFunction(fn.name, impl, fn.isOp), signature);
}

/** Runs a check that PyTorch's constructors make with ValueError. */
export function asValueError<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    throw new PyError('ValueError', error.saying, error.code, error.fix);
  }
}

/** Whether a value is a sequence that PyTorch takes as a list of ints. */
export function isSequence(value: Value): boolean {
  return value.kind === 'tuple' || value.kind === 'list' || value.kind === 'range';
}

/** The elements of a tuple or list of ints as sizes; undefined where their number is not known. */
export function dimList(cx: Context, value: Value, what: string): Dim[] | undefined {
  if (value.kind === 'unknown') return undefined;
  const items = isSequence(value) ? cx.sequence(value) : undefined;
  if (items) return items.map((item) => sizeItem(cx, item, what));
  if (value.kind === 'list') return undefined;
  throw new PyError('TypeError', `${what} must be a tuple of ints, not ${cx.typeOf(value).name}`);
}

/** One size, refusing floats as PyTorch does; a tensor with one known number counts as that number. */
export function sizeItem(cx: Context, value: Value, what: string): Dim {
  if (value.kind === 'tensor') {
    const number = value.data?.data.length === 1 ? value.data.data[0] : undefined;
    return number ?? unknownDim('a size that is computed from a tensor');
  }
  if (value.kind === 'float' && isNumber(value.value)) throw notAnInteger(what, value.value);
  if (value.kind === 'float' || value.kind === 'none' || value.kind === 'str') {
    throw new PyError(
      'TypeError',
      `${what} must be an int or a tuple of ints, not ${cx.typeOf(value).name}: write whole numbers.`,
    );
  }
  return cx.dim(value, what);
}

/**
 * A setting of a window: one int for all axes, or one per axis. Unknown settings are unknown sizes.
 * @throws ShapeError argument-count naming `name` where there are neither 1 nor `rank` of them
 */
export function perAxisSetting(cx: Context, value: Value, rank: number, fn: string, name: string): Dim[] {
  const what = `${fn}(): ${name}`;
  if (value.kind === 'unknown' && !value.symbol) return Array.from({ length: rank }, () => cx.unknownDim(value.reason));
  if (!isSequence(value)) return Array.from({ length: rank }, () => sizeItem(cx, value, what));
  const dims = dimList(cx, value, what);
  if (!dims) return Array.from({ length: rank }, () => cx.unknownDim(said`${name} is not known`));
  if (dims.length === 1) return Array.from({ length: rank }, () => dims[0]);
  if (dims.length !== rank) {
    throw new ShapeError(
      'argument-count',
      said`${fn}: ${name} has ${dims.length} values (${dims.map(textOf).join(', ')}), but there ${rank === 1 ? said`is 1 spatial axis` : said`are ${rank} spatial axes`}: give one int or ${rank} of them.`,
    );
  }
  return dims;
}

/**
 * `_ntuple(rank)` of torch.nn.modules.utils: a setting as the layer stores it. A sequence is kept as long as
 * it is, so that a wrong count shows where PyTorch shows it, in forward.
 */
export function storedTuple(cx: Context, value: Value, rank: number): Value {
  if (value.kind === 'unknown' && !value.symbol) return value;
  if (value.kind === 'tuple' || value.kind === 'list' || value.kind === 'range') {
    const items = cx.sequence(value);
    return items ? tuple(items) : value;
  }
  return tuple(Array.from({ length: rank }, () => value));
}

/** Whether a parameter that nobody has given is one size, `torch.ones(dim)`, by its name: a shape is several. */
const isSizeByName = ({ symbol }: UnknownValue): boolean =>
  symbol !== undefined && !/((^|\W)(size|dims)|shape|sizes)\W?$/i.test(symbol);

/** A size in the text of a message. */
export function textOf(dim: Dim): string {
  if (isNumber(dim)) return String(dim);
  return dim.kind === 'unknown' ? '?' : dim.key;
}

/**
 * Sizes given as `f(2, 3)`, `f((2, 3))` or `f(torch.Size)`: PyTorch's varargs of ints.
 * Undefined where their number is not known.
 */
export function variadicDims(cx: Context, rest: readonly Value[], what: string, keyword?: Value): Dim[] | undefined {
  if (keyword)
    return isSequence(keyword) || keyword.kind === 'unknown'
      ? dimList(cx, keyword, what)
      : [sizeItem(cx, keyword, what)];
  if (rest.length === 1 && rest[0].kind === 'unknown' && isSizeByName(rest[0])) {
    cx.assumeNumber();
    return [cx.dim(rest[0])];
  }
  if (rest.length === 1 && (isSequence(rest[0]) || rest[0].kind === 'unknown')) {
    return dimList(cx, rest[0], what);
  }
  return rest.some(isSpread) ? undefined : rest.map((item) => sizeItem(cx, item, what));
}

/** An axis argument as a plain number. @returns undefined where it is not known */
export function axisNumber(cx: Context, value: Value, what: string): number | undefined {
  if (value.kind === 'float' && isNumber(value.value)) throw notAnInteger(what, value.value);
  if (value.kind === 'bool' || value.kind === 'float' || value.kind === 'str') {
    throw new PyError('TypeError', `${what} must be an int, not ${cx.typeOf(value).name}`);
  }
  const dim = sizeItem(cx, value, what);
  return isNumber(dim) ? dim : undefined;
}

/** Axes given as an int or a tuple; None is undefined and stands for all of them. */
export function axisList(
  cx: Context,
  value: Value,
  what: string,
): { axes: number[] | undefined } | { unknown: UnknownValue } {
  if (value.kind === 'none') return { axes: undefined };
  if (value.kind === 'unknown') return { unknown: value };
  const dims = isSequence(value) ? dimList(cx, value, what) : [sizeItem(cx, value, what)];
  if (!dims || !dims.every(isNumber)) return { unknown: cx.unknown(said`${what} is not known`) };
  return { axes: dims };
}

/** Reads a flag of a rule; what is not known counts as `otherwise`. */
export function flag(a: Bound, name: string, otherwise = false): boolean {
  return a.truth(name) ?? otherwise;
}

/** A tuple of sizes. */
export function tupleOfDims(dims: readonly Dim[]): TupleValue {
  return tuple(dims.map((d) => int(d)));
}
