/** Stable sorting and extremes by Python's comparison; unknown where an order cannot be told. */
import { isNumber } from '../../shape';
import type { Context } from '../interpreter/context';
import type { UnknownValue, Value } from '../interpreter/values';

/** The items in ascending (or, where `reverse`, descending) order of their keys; equal ones keep their order. */
export function sortItems(
  cx: Context,
  items: readonly Value[],
  key: Value,
  reverse: boolean | undefined,
): Value[] | UnknownValue {
  if (reverse === undefined) return cx.unknown('the direction of the sort is not known');
  const keyed = items.map((item) => ({ item, key: key.kind === 'none' ? item : cx.call(key, [item]) }));
  let lost: UnknownValue | undefined;
  const less = (a: Value, b: Value): boolean => {
    if (lost) return false;
    const fast = plainLess(a, b);
    if (fast !== undefined) return fast;
    const result = cx.compare('<', a, b);
    const truth = cx.truth(result);
    if (truth === undefined)
      lost = result.kind === 'unknown' ? result : cx.unknown('the order of the elements is not known');
    return truth ?? false;
  };
  // Reversing keeps equal elements in their order (Python documentation, list.sort).
  const sign = reverse ? -1 : 1;
  keyed.sort((a, b) => (less(a.key, b.key) ? -sign : less(b.key, a.key) ? sign : 0));
  return lost ?? keyed.map((entry) => entry.item);
}

/** Numbers and strings without the detour through the context. */
function plainLess(a: Value, b: Value): boolean | undefined {
  if ((a.kind === 'int' || a.kind === 'float') && (b.kind === 'int' || b.kind === 'float')) {
    return isNumber(a.value) && isNumber(b.value) ? a.value < b.value : undefined;
  }
  return undefined;
}
