/** Parameters that nobody gives and that their functions calculate with: what callers give is a number. */
import type { UnknownValue, Value } from './values';

const counted = new WeakSet<Value>();

/** Says that a parameter is calculated with. @returns the parameter */
export function countsAsNumber(parameter: UnknownValue): UnknownValue {
  counted.add(parameter);
  return parameter;
}

/** Whether a value is such a parameter. */
export const isCounted = (value: Value): boolean => counted.has(value);
