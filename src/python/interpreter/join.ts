/**
 * Joining: what is known after either of two branches may have run.
 *
 * Equal values stay, tensors keep the sizes on which both branches agree, everything else becomes unknown
 * and says which condition decided.
 */
import { equalDims, isNumber, rfEqual, unknownDim, type Dim, type Shape, type SourcePlace } from '../../shape';
import { under, type Facts } from './facts';
import type { ModuleValue, SliceValue } from './values';
import {
  FloatValue,
  IntValue,
  ListValue,
  DictValue,
  TensorValue,
  TupleValue,
  UnknownValue,
  type Value,
} from './values';

/** Why values differ: the unknown condition. */
export interface JoinReason {
  value: UnknownValue;
  place?: SourcePlace;
  /** What holds of sizes in the branch of the first value, and in that of the second. */
  facts?: readonly [first?: Facts, second?: Facts];
}

/** The reason for values in the other order. */
export const reversed = ({ facts, ...why }: JoinReason): JoinReason => ({
  ...why,
  facts: facts && [facts[1], facts[0]],
});

export function joinValues(a: Value | undefined, b: Value | undefined, why: JoinReason): Value {
  if (a === b && a) return a;
  if (!a || !b) return why.value;
  if (a.kind === 'unknown') return stillWithin(a, b, why);
  if (b.kind === 'unknown') return stillWithin(b, a, why);
  switch (a.kind) {
    case 'none':
      if (b.kind === 'none') return a;
      break;
    case 'bool':
    case 'str':
    case 'bytes':
      if (b.kind === a.kind && b.value === a.value) return a;
      break;
    case 'int':
      if (b.kind === 'int') return joined(a, new IntValue(joinDims(a.value, b.value, why)));
      break;
    case 'float':
      if (b.kind === 'float') return joined(a, new FloatValue(joinDims(a.value, b.value, why)));
      break;
    case 'tuple':
      if (b.kind === 'tuple' && a.cls === b.cls && a.items.length === b.items.length) {
        const items = a.items.map((item, i) => joinValues(item, b.items[i], why));
        return items.every((item, i) => item === a.items[i]) ? a : new TupleValue(items, a.cls);
      }
      break;
    case 'list':
      if (b.kind === 'list' && a.cls === b.cls && a.items.length === b.items.length && !a.open && !b.open) {
        return new ListValue(
          a.items.map((item, i) => joinValues(item, b.items[i], why)),
          a.cls,
        );
      }
      break;
    case 'dict':
      if (b.kind === 'dict' && a.cls === b.cls) {
        const dict = new DictValue(a.cls);
        dict.factory = a.factory;
        joinEntries(a, b, why, dict);
        return dict;
      }
      break;
    case 'tensor':
      if (b.kind === 'tensor') return joinTensors(a, b, why);
      break;
    case 'module':
      if (b.kind === 'module' && isVersionOf(b, a)) return b;
      if (b.kind === 'module' && isVersionOf(a, b)) return a;
      break;
    case 'method':
      if (b.kind === 'method' && a.self === b.self && a.func === b.func) return a;
      break;
    case 'slice':
      if (b.kind === 'slice' && boundsOf(a).every((bound, i) => joinValues(bound, boundsOf(b)[i], why) === bound))
        return a;
      break;
    case 'range':
      if (b.kind === 'range' && a.start === b.start && a.stop === b.stop && a.step === b.step) return a;
      break;
  }
  return tensorOrNumber(a, b, why) ?? why.value;
}

/** The shape that a tensor or a number can be broadcast to; undefined for what is neither. */
function extentOf(value: Value): Shape | undefined {
  if (value.kind === 'tensor') return value.shape ?? value.within;
  return value.kind === 'int' || value.kind === 'float' || value.kind === 'bool' ? [] : undefined;
}

/** The larger of two shapes, if the smaller can be broadcast to it. */
function larger(a: Shape | undefined, b: Shape | undefined): Shape | undefined {
  if (!a || !b) return undefined;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  const fits = short.every((size, i) => size === 1 || equalDims(size, long[long.length - short.length + i]) === true);
  return fits ? long : undefined;
}

/** `torch.randn_like(x) if i > 0 else 0`: beside a tensor of that shape it makes no difference which of them it is. */
function tensorOrNumber(a: Value, b: Value, why: JoinReason): UnknownValue | undefined {
  if (a.kind !== 'tensor' && b.kind !== 'tensor') return undefined;
  const within = larger(extentOf(a), extentOf(b));
  if (!within) return undefined;
  const either = new UnknownValue(why.value.reason, why.value.at);
  either.within = within;
  return either;
}

/** What was a tensor or a number before is that still, if the other is one of no larger shape. */
function stillWithin(a: UnknownValue, b: Value, why: JoinReason): Value {
  if (!a.within || a === b) return a;
  const other = b.kind === 'unknown' ? b.within : extentOf(b);
  return larger(a.within, other) === a.within ? a : why.value;
}

const boundsOf = ({ start, stop, step }: SliceValue): Value[] => [start, stop, step];

/**
 * Whether a module is another one as an earlier version of it was (`tensorflow.compat.v1`). Programs that take it where a later version is
 * installed mean the same by both.
 */
const isVersionOf = (version: ModuleValue, module: ModuleValue): boolean =>
  version.name.startsWith(`${module.name}.compat.`);

/** Keeps the identity of an int or float that did not change, so that loops see when nothing moves any more. */
function joined<T extends IntValue | FloatValue>(before: T, after: T): T {
  return before.value === after.value ? before : after;
}

export function joinDims(a: Dim, b: Dim, why: JoinReason): Dim {
  if (a === b || equalDims(a, b) === true) return a;
  const [first, second] = why.facts ?? [];
  if (first && equalDims(under(first, a), under(first, b)) === true) return b;
  if (second && equalDims(under(second, a), under(second, b)) === true) return a;
  // It is the one or the other: the same object would say that it is equal to what it was.
  if (!isNumber(a) && a.kind === 'unknown') return { ...a };
  if (!isNumber(b) && b.kind === 'unknown') return { ...b };
  return unknownDim(why.value.reason, why.place);
}

function joinTensors(a: TensorValue, b: TensorValue, why: JoinReason): TensorValue {
  const sameRank = a.shape && b.shape && a.shape.length === b.shape.length;
  const shape = sameRank ? a.shape!.map((d, i) => joinDims(d, b.shape![i], why)) : undefined;
  const result = new TensorValue(
    a.cls,
    shape,
    a.dtype === b.dtype ? a.dtype : undefined,
    shape ? undefined : (a.reason ?? b.reason ?? why.value),
  );
  const [x, y] = [a.receptiveField, b.receptiveField];
  result.receptiveField = x && y && !rfEqual(x, y) ? { axes: [] } : (x ?? y);
  result.madeBy = a.madeBy ?? b.madeBy;
  if (!shape) result.within = larger(extentOf(a), extentOf(b));
  return result;
}

/** Joins two dicts' entries into `into`: keys in one branch only leave the dict open. */
export function joinEntries(
  a: Pick<DictValue, 'entries' | 'open'>,
  b: Pick<DictValue, 'entries' | 'open'>,
  why: JoinReason,
  into: Pick<DictValue, 'entries' | 'open'>,
): void {
  const entries: DictValue['entries'] = new Map();
  let open = a.open ?? b.open;
  for (const [key, entry] of a.entries) {
    const other = b.entries.get(key);
    if (other) entries.set(key, { key: entry.key, value: joinValues(entry.value, other.value, why) });
    else {
      open ??= why.value;
      entries.set(key, { key: entry.key, value: why.value });
    }
  }
  for (const [key, entry] of b.entries) {
    if (a.entries.has(key)) continue;
    open ??= why.value;
    entries.set(key, { key: entry.key, value: why.value });
  }
  into.entries = entries;
  into.open = open;
}

/** Joins two maps of names; a name bound in one branch only becomes unknown. */
export function joinMaps(a: Map<string, Value>, b: Map<string, Value>, why: JoinReason): Map<string, Value> {
  const result = new Map<string, Value>();
  for (const [name, value] of a) result.set(name, joinValues(value, b.get(name), why));
  for (const [name] of b) if (!a.has(name)) result.set(name, why.value);
  return result;
}
