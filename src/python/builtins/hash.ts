/**
 * Keys of dicts and elements of sets.
 *
 * `DictValue.entries` and `SetValue.entries` are maps by these keys: equal Python values have equal keys
 * (`1`, `1.0` and `True` are one key), different values different ones.
 */
import { dimKey, isNumber, isUnknown } from '../../shape';
import type { Context } from '../interpreter/context';
import { types } from '../interpreter/types';
import type { InstanceValue, Value } from '../interpreter/values';
import { identityOf } from './identity';

/**
 * The key of a value; undefined where Python raises `unhashable type`. An unknown value equals only itself.
 * With a context, instances of classes that define `__hash__` are asked; without, they go by identity.
 */
export function hashKey(value: Value, cx?: Context): string | undefined {
  switch (value.kind) {
    case 'none':
      return 'None';
    case 'bool':
      return `n${Number(value.value)}`;
    case 'int':
    case 'float':
      if (isNumber(value.value)) return Number.isNaN(value.value) ? identityKey(value) : `n${value.value + 0}`;
      return isUnknown(value.value) ? identityKey(value.value) : `d${dimKey(value.value)}`;
    case 'complex':
      return value.imaginary === 0 ? `n${value.real + 0}` : `c${value.real},${value.imaginary}`;
    case 'str':
      return `s${value.value}`;
    case 'bytes':
      return `b${value.value}`;
    case 'singleton':
      return value.name;
    case 'tuple':
      return joined('t', value.items, cx);
    case 'set': {
      if (!value.frozen || value.open) return value.frozen ? identityKey(value) : undefined;
      return `f${[...value.entries.keys()].sort().map(framed).join('')}`;
    }
    case 'range': {
      const count = Math.max(0, Math.ceil((value.stop - value.start) / value.step));
      return `r${count},${count > 0 ? value.start : 0},${count > 1 ? value.step : 0}`;
    }
    case 'slice':
      return joined('l', [value.start, value.stop, value.step], cx);
    case 'list':
    case 'dict':
      return undefined;
    case 'method': {
      const func = hashKey(value.func, cx);
      return func && `m${identityOf(value.self)},${func}`;
    }
    case 'instance':
      return instanceKey(value, cx);
    case 'tensor': {
      const same = cx && value.cls.hook('keyAs')?.(cx, value);
      return same ? hashKey(same, cx) : identityKey(value);
    }
    default:
      return identityKey(value);
  }
}

function identityKey(value: object): string {
  return `i${identityOf(value)}`;
}

function framed(key: string): string {
  return `${key.length}:${key}`;
}

function joined(mark: string, items: readonly Value[], cx?: Context): string | undefined {
  let key = mark;
  for (const item of items) {
    const part = hashKey(item, cx);
    if (part === undefined) return undefined;
    key += framed(part);
  }
  return key;
}

/**
 * Instances: the class in the MRO that says how to compare decides. `__eq__` without `__hash__` makes the
 * class unhashable (Python reference, object.__hash__).
 */
function instanceKey(value: InstanceValue, cx?: Context): string | undefined {
  // Members of int and str enumerations are equal to the value they stand for.
  const stands = value.attrs.get('_value_');
  if (stands && (value.cls.isSubclassOf(types.int) || value.cls.isSubclassOf(types.str))) return hashKey(stands, cx);
  for (const cls of value.cls.mro) {
    const hash = cls.attrs.get('__hash__');
    if (hash?.kind === 'none') return undefined;
    if (hash) {
      if (cls.name === 'object' || !cx) return identityKey(value);
      const result = cx.call(hash, [value]);
      if (result.kind === 'int' && isNumber(result.value)) return `h${identityOf(value.cls)},${result.value}`;
      return identityKey(value);
    }
    if (cls.attrs.has('__eq__') && !cls.isNative) return undefined;
  }
  return identityKey(value);
}

/**
 * The number `hash()` gives. Integers hash to themselves as in CPython; for everything else Python promises
 * no particular number, so this is one that equal values share.
 */
export function hashNumber(key: string): number {
  if (/^n-?\d+$/.test(key)) {
    const value = Number(key.slice(1));
    return value === -1 ? -2 : value;
  }
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < key.length; i++) {
    const unit = key.charCodeAt(i);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  return (low >>> 0) * 0x100000 + ((high >>> 0) & 0xfffff);
}
