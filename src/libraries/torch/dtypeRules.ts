/** What PyTorch asks of the dtypes and numbers of arguments, and refuses before it computes (PyTorch 2.13, on the CPU). */
import { said } from '../../protocol/say';
import { isNumber, type Dim } from '../../shape';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import type { TensorValue } from '../../python/interpreter/values';
import { autocastMay } from './autocast';
import { isComplex, isFloating } from './dtypes';

/** The method that converts to a dtype: `.float()`, `.to(torch.complex64)`. */
export const conversionTo = (dtype: string): string => CONVERSIONS[dtype] ?? `.to(torch.${dtype})`;

const CONVERSIONS: Partial<Record<string, string>> = {
  float32: '.float()',
  float64: '.double()',
  float16: '.half()',
  int64: '.long()',
};

/** Whether half precision may be converted: the callers of a function nobody calls may ask for it, and what holds a model. */
export const mayConvert = (cx: Context): boolean => autocastMay(cx) || cx.isSupposing || cx.handedOver;

/**
 * Operations of two tensors that convert neither.
 * @param cx of operations that take no half precision beside single either, unless autocast converts it
 * @throws PyError RuntimeError naming both dtypes
 */
export function checkDtypes(op: string, input: TensorValue, weight: TensorValue, cx?: Context): void {
  const [a, b] = [input.dtype, weight.dtype];
  if (a === undefined || b === undefined || a === b) return;
  if ((a.endsWith('16') || b.endsWith('16')) && (!cx || mayConvert(cx))) return;
  throw new PyError(
    'RuntimeError',
    said`${op}: the input is ${a} and the weight ${b}, but both must have one dtype. Convert the input with ${isFloating(b) ? `x.to(torch.${b})` : 'x.float()'}.`,
    'dtype-mismatch',
    { parameter: 'input', value: conversionTo(isFloating(b) ? b : 'float32') },
  );
}

/**
 * Means, deviations and softmax are not computed of integers and bools.
 * @param dtype what the call converts to first, where it says so
 */
export function needFloating(op: string, input: TensorValue, dtype?: string): void {
  const given = dtype ?? input.dtype;
  if (given === undefined || isFloating(given) || isComplex(given)) return;
  throw new PyError(
    'RuntimeError',
    said`${op}: the input must hold floating-point numbers, but it is ${given}. Convert it with .float().`,
    'dtype-mismatch',
    { parameter: 'input', value: '.float()' },
  );
}

/**
 * Indices lie below a count and are not negative. Programs that run draw other random numbers than PyTorch does: there
 * an index says nothing certain.
 * @param ignored an index that stands for none, as `ignore_index` of losses
 */
export function checkRange(cx: Context, op: string, indices: TensorValue, count: Dim, ignored?: number): void {
  if (cx.mode === 'run' || !indices.data || !isNumber(count)) return;
  const outside = Array.from(indices.data.data).find((index) => index !== ignored && (index < 0 || index >= count));
  if (outside === undefined) return;
  throw new PyError(
    'IndexError',
    said`${op}: index ${outside} is out of range: there are ${count}, numbered from 0 to ${count - 1}.`,
    'index-out-of-range',
  );
}
