import { isNumber, isUnknown } from '../dim';
import type { Dim } from '../types';

/** Of two sizes that must be equal, the one that says more: a number before an expression before unknown. */
export function betterKnown(a: Dim, b: Dim): Dim {
  if (isNumber(a) || isUnknown(b)) return a;
  return isNumber(b) || isUnknown(a) ? b : a;
}
