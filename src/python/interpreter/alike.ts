/** Whether values are told apart by nothing that is known of them: layers that a loop makes anew in every pass. */
import { dimKey, isUnknown, type Dim } from '../../shape';
import type { TensorValue, Value } from './values';

/** How many values are compared before two are taken for different. */
const MOST = 4000;

/**
 * Whether two values are alike all through. What is not known of either is alike: either is a sample of both then. Functions are
 * alike only where they are the same.
 */
export function alike(a: Value, b: Value): boolean {
  const seen = new Map<Value, Value>();
  let left = MOST;
  const all = (xs: readonly Value[], ys: readonly Value[]): boolean =>
    xs.length === ys.length && xs.every((x, i) => same(x, ys[i]));
  const named = (xs: ReadonlyMap<string, Value>, ys: ReadonlyMap<string, Value>): boolean =>
    xs.size === ys.size && [...xs].every(([name, x]) => ys.has(name) && same(x, ys.get(name)!));
  const values = (entries: ReadonlyMap<string, { value: Value }>) =>
    new Map([...entries].map(([key, { value }]) => [key, value]));
  const same = (x: Value, y: Value): boolean => {
    if (x === y || seen.get(x) === y) return true;
    if (x.kind !== y.kind || left-- <= 0) return false;
    seen.set(x, y);
    switch (x.kind) {
      case 'none':
      case 'unknown':
        return true;
      case 'bool':
      case 'str':
      case 'bytes':
        return x.value === (y as typeof x).value;
      case 'int':
      case 'float':
        return sameDim(x.value, (y as typeof x).value);
      case 'tuple':
      case 'list': {
        const other = y as typeof x;
        const isOpen = x.kind === 'list' ? x.open : undefined;
        const isOtherOpen = other.kind === 'list' ? other.open : undefined;
        return x.cls === other.cls && !isOpen === !isOtherOpen && all(x.items, other.items);
      }
      case 'dict': {
        const other = y as typeof x;
        return x.cls === other.cls && !x.open === !other.open && named(values(x.entries), values(other.entries));
      }
      case 'set':
        return !x.open === !(y as typeof x).open && named(x.entries, (y as typeof x).entries);
      case 'tensor':
        return sameTensor(x, y as TensorValue);
      case 'instance':
        return x.cls === (y as typeof x).cls && named(x.attrs, (y as typeof x).attrs);
      case 'method': {
        const other = y as typeof x;
        return x.func === other.func && same(x.self, other.self);
      }
      default:
        return false;
    }
  };
  return same(a, b);
}

const sameDim = (a: Dim, b: Dim): boolean =>
  a === b ||
  (typeof a !== 'number' && typeof b !== 'number' && isUnknown(a) === isUnknown(b) && dimKey(a) === dimKey(b));

/** Whether two tensors have the same shape and dtype, and no numbers that are known. */
export function sameTensor(a: TensorValue, b: TensorValue): boolean {
  if (a.cls !== b.cls || a.dtype !== b.dtype || !a.shape !== !b.shape) return false;
  return !a.shape || (a.shape.length === b.shape!.length && a.shape.every((dim, i) => sameDim(dim, b.shape![i])));
}
