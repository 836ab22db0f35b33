/** Subscription: reading, writing and deleting `a[i]` of built-in containers, by method for all others. */
import { isNumber, unknownDim } from '../../shape';
import { hashKey } from '../builtins/hash';
import { notAnInteger, PyError } from './errors';
import type { Interpreter } from './interpreter';
import { joinValues } from './join';
import { elementAt, listOf, trimmed } from './series';
import { isLayer, typeOf, types } from './types';
import { Mutable } from './mutable';
import {
  BytesValue,
  FunctionValue,
  ListValue,
  RangeValue,
  int,
  UnknownValue,
  str,
  tuple,
  type Series,
  type SliceValue,
  type Value,
} from './values';
import { said, sayingOf } from '../../protocol/say';

export function getItem(ip: Interpreter, target: Value, index: Value): Value {
  if (target.kind === 'unknown') {
    if (target.symbol) {
      const symbol = index.kind === 'str' ? `${target.symbol}[${index.value}]` : undefined;
      return new UnknownValue(said`${sayingOf(target.reason)}, so its elements are not known`, ip.site, symbol);
    }
    // Some of the sizes of a shape do not tell how many there are.
    return target.shapeOf ? new UnknownValue(target.reason, target.at) : target;
  }
  if (target.kind === 'class') {
    const custom = target.lookup('__class_getitem__');
    if (custom) return ip.call(custom.kind === 'wrapper' ? custom.func : custom, [target, index]);
    return target.hook('classGetItem')?.(ip, target, index) ?? target;
  }
  const method = typeOf(target).lookup('__getitem__');
  if (method && (method instanceof FunctionValue || isRefined(target, method, '__getitem__')))
    return ip.call(method, [target, index]);
  switch (target.kind) {
    case 'list':
      if (target.open) return (target.series && partOf(target.series, index, target.open)) ?? target.open;
      return element(ip, target.items, index, 'list', (items) => new ListValue(items));
    case 'tuple':
      return element(ip, target.items, index, 'tuple', (items) => tuple(items));
    case 'str':
      return element(ip, [...target.value].map(str), index, 'string', (items) =>
        str(items.map((item) => (item.kind === 'str' ? item.value : '')).join('')),
      );
    case 'bytes':
      return element(
        ip,
        [...target.value].map((c) => int(c.charCodeAt(0))),
        index,
        'bytes',
        (items) =>
          new BytesValue(items.map((b) => String.fromCharCode(b.kind === 'int' ? Number(b.value) : 0)).join('')),
      );
    case 'range':
      return rangeItem(ip, target, index);
    case 'dict': {
      const key = ip.hashable(index);
      const entry = target.entries.get(key);
      if (entry) return entry.value;
      if (target.factory && target.factory.kind !== 'none') {
        const value = ip.call(target.factory, []);
        ip.touch(target);
        target.entries.set(key, { key: index, value });
        return value;
      }
      const missing = typeOf(target).lookup('__missing__');
      if (missing) return ip.call(missing, [target, index]);
      if (target.open) return target.open;
      if (index.kind === 'unknown') return index;
      if (isOpenKey(ip, index))
        return anyOf(
          ip,
          [...target.entries.values()].map(({ value }) => value),
          'dict',
        );
      return ip.fail(missingKey(ip, index));
    }
  }
  if (method) return ip.call(method, [target, index]);
  return (
    typeOf(target).unknown ??
    ip.fail(
      (target.kind === 'method' && !ip.isSupposing) || isLayer(target)
        ? new PyError('TypeError', said`'${typeOf(target).name}' object is not subscriptable`, 'not-subscriptable')
        : new PyError('TypeError', `'${typeOf(target).name}' object is not subscriptable`),
    )
  );
}

/** Whether a library's subclass of a built-in container has a method of its own in the place of the container's. */
export function isRefined(target: Value, method: Value, name: string): boolean {
  if (method.kind !== 'native' || !('cls' in target) || !target.cls) return false;
  const kind = target.kind;
  if (kind !== 'dict' && kind !== 'list' && kind !== 'tuple') return false;
  return method !== types[kind].attrs.get(name);
}

function element(
  ip: Interpreter,
  items: readonly Value[],
  index: Value,
  what: string,
  slice: (items: Value[]) => Value,
): Value {
  if (index.kind === 'slice') {
    const positions = slicePositions(ip, index, items.length);
    return positions
      ? slice(positions.map((i) => items[i]))
      : ip.unknown(said`a ${what} is sliced at a place that is not known`);
  }
  const at = position(ip, index, items.length, what);
  if (typeof at === 'number') return items[at];
  return isOpenNumber(at) ? anyOf(ip, items, what) : at;
}

/** An element at a place that is not known: what all of them agree on. One that may be changed through it is not known. */
function anyOf(ip: Interpreter, items: readonly Value[], what: string): Value {
  const open = ip.unknown(said`the index into a ${what} is not known`);
  if (items.length === 0 || items.length > MAX_ALTERNATIVES || !items.every(isPlain)) return open;
  return items.reduce((one, other) => joinValues(one, other, { value: open, place: ip.placeOf(ip.site) }));
}

/** More elements than this are not compared. */
const MAX_ALTERNATIVES = 64;

function isPlain(value: Value): boolean {
  if (value.kind === 'tuple') return value.items.every(isPlain);
  return ['none', 'bool', 'int', 'float', 'str', 'tensor', 'unknown'].includes(value.kind);
}

const isOpenNumber = (value: Value): boolean =>
  (value.kind === 'int' || value.kind === 'float') && !isNumber(value.value);

/** Whether a key of a dict is a number that is not known. */
function isOpenKey(ip: Interpreter, key: Value): boolean {
  if (key.kind !== 'tensor') return isOpenNumber(key);
  return key.cls.hook('keyAs') !== undefined && key.cls.hook('keyAs')?.(ip, key) === undefined;
}

/** What an index takes of a sequence that repeats something no one knows how often; undefined where that is not known. */
export function partOf(series: Series, index: Value, why: UnknownValue): Value | undefined {
  const place = (value: Value): number | undefined =>
    value.kind === 'int' && isNumber(value.value) ? value.value : undefined;
  if (index.kind !== 'slice') return elementAt(series, place(index));
  const { start, stop, step } = index;
  if (step.kind !== 'none' && place(step) !== 1) return undefined;
  const [from, to] = [start.kind === 'none' ? 0 : place(start), stop.kind === 'none' ? 0 : place(stop)];
  const isPlain = from !== undefined && from >= 0 && to !== undefined && (stop.kind === 'none' || to < 0);
  const rest = isPlain ? trimmed(series, from, -to) : trimmed(series, Infinity, 0);
  return rest && listOf(rest, why);
}

/** The place an index means; what is not a number there is the number, or the value, that is not known. */
function position(ip: Interpreter, given: Value, length: number, what: string): number | Value {
  const index = indexOf(ip, given);
  if (index.kind === 'unknown')
    return index.symbol ? ip.unknown(said`${sayingOf(index.reason)}, so the element is not known`) : index;
  const at = integer(ip, index);
  if (at === undefined) {
    if (index.kind === 'int') return index;
    if (index.kind === 'float' && isNumber(index.value))
      return ip.fail(notAnInteger(`the index into a ${what}`, index.value));
    return ip.fail(new PyError('TypeError', `${what} indices must be integers or slices, not ${typeOf(index).name}`));
  }
  const place = at < 0 ? at + length : at;
  if (place < 0 || place >= length) return ip.fail(new PyError('IndexError', `${what} index out of range`));
  return place;
}

/** The number that an object with `__index__` stands for: an element of an array has one, even where it is not known. */
function indexOf(ip: Interpreter, value: Value): Value {
  const index = value.kind === 'tensor' ? typeOf(value).lookup('__index__') : undefined;
  if (!index) return value;
  const number = ip.call(index, [value]);
  return number.kind === 'unknown' ? int(unknownDim(number.reason, ip.placeOf(ip.site))) : number;
}

/** A plain integer of an int, bool, or an object with `__index__`. */
function integer(ip: Interpreter, value: Value): number | undefined {
  if (value.kind === 'bool') return Number(value.value);
  if (value.kind === 'int') return isNumber(value.value) ? value.value : undefined;
  const index = typeOf(value).lookup('__index__');
  return index ? integer(ip, ip.call(index, [value])) : undefined;
}

/**
 * The positions a slice selects of a sequence (CPython, `PySlice_AdjustIndices`); undefined where a bound is
 * not known.
 */
export function slicePositions(ip: Interpreter, slice: SliceValue, length: number): number[] | undefined {
  const part = (value: Value): number | null | undefined => {
    if (value.kind === 'float' && isNumber(value.value)) throw notAnInteger('a slice bound', value.value);
    return value.kind === 'none' ? null : integer(ip, value);
  };
  const [start, stop, step] = [part(slice.start), part(slice.stop), part(slice.step)];
  if (start === undefined || stop === undefined || step === undefined) return undefined;
  const by = step ?? 1;
  if (by === 0) throw new PyError('ValueError', 'slice step cannot be zero');
  const clamp = (value: number | null, otherwise: number) => {
    if (value === null) return otherwise;
    const at = value < 0 ? value + length : value;
    return by > 0 ? Math.min(Math.max(at, 0), length) : Math.min(Math.max(at, -1), length - 1);
  };
  const from = clamp(start, by > 0 ? 0 : length - 1);
  const to = clamp(stop, by > 0 ? length : -1);
  const positions: number[] = [];
  for (let i = from; by > 0 ? i < to : i > to; i += by) positions.push(i);
  return positions;
}

function rangeItem(ip: Interpreter, range: RangeValue, index: Value): Value {
  const length = rangeLength(range);
  if (index.kind === 'slice') {
    const positions = slicePositions(ip, index, length);
    if (!positions) return ip.unknown('a range is sliced at a place that is not known');
    const step = index.step.kind === 'none' ? 1 : Number((index.step as { value?: unknown }).value);
    const first = range.start + (positions[0] ?? 0) * range.step;
    return new RangeValue(first, first + positions.length * range.step * step, range.step * step);
  }
  const at = position(ip, index, length, 'range object');
  return typeof at === 'number' ? int(range.start + at * range.step) : at;
}

export function rangeLength({ start, stop, step }: RangeValue): number {
  return Math.max(0, Math.ceil((stop - start) / step));
}

export function setItem(ip: Interpreter, target: Value, index: Value, to: Value): void {
  if (target.kind === 'unknown') return;
  const method = typeOf(target).lookup('__setitem__');
  if (method && (method instanceof FunctionValue || isRefined(target, method, '__setitem__'))) {
    ip.call(method, [target, index, to]);
    return;
  }
  if (target.kind === 'list') {
    ip.touch(target);
    if (target.open) return;
    if (index.kind === 'slice') {
      const positions = slicePositions(ip, index, target.items.length);
      const values = ip.sequence(to);
      if (!positions || !values) target.open = ip.unknown('part of a list is replaced by what is not known');
      else if (index.step.kind === 'none' || positions.length === 0) {
        const at = positions[0] ?? sliceStart(index, target.items.length);
        target.items.splice(at, positions.length, ...values);
      } else positions.forEach((p, i) => (target.items[p] = values[i] ?? target.items[p]));
      return;
    }
    const at = position(ip, index, target.items.length, 'list assignment');
    if (typeof at === 'number') target.items[at] = to;
    else {
      const open = ip.unknown('an element at a place that is not known is replaced');
      target.items = target.items.map(() => open);
    }
    return;
  }
  if (target.kind === 'dict') {
    ip.touch(target);
    if (index.kind === 'unknown') {
      target.open ??= index;
      return;
    }
    if (isOpenKey(ip, index)) target.open ??= ip.unknown('a key that is not known is set');
    target.entries.set(ip.hashable(index), { key: index, value: to });
    return;
  }
  if (method) {
    if (target instanceof Mutable) ip.touch(target);
    ip.call(method, [target, index, to]);
    return;
  }
  if (!typeOf(target).unknown) {
    ip.fail(new PyError('TypeError', `'${typeOf(target).name}' object does not support item assignment`));
  }
}

/** Where an empty slice inserts. */
function sliceStart(slice: SliceValue, length: number): number {
  const start = slice.start.kind === 'int' ? Number(slice.start.value) : 0;
  return Math.min(Math.max(start < 0 ? start + length : start, 0), length);
}

export function deleteItem(ip: Interpreter, target: Value, index: Value): void {
  if (target.kind === 'unknown') return;
  const method = typeOf(target).lookup('__delitem__');
  if (method && (method instanceof FunctionValue || isRefined(target, method, '__delitem__')))
    ip.call(method, [target, index]);
  else if (target.kind === 'list') {
    ip.touch(target);
    if (index.kind === 'slice') {
      const positions = slicePositions(ip, index, target.items.length);
      if (positions) target.items = target.items.filter((_, i) => !positions.includes(i));
      else target.open = ip.unknown('part of a list that is not known is deleted');
      return;
    }
    const at = position(ip, index, target.items.length, 'list assignment');
    if (typeof at === 'number') target.items.splice(at, 1);
    else target.open = ip.unknown('part of a list that is not known is deleted');
  } else if (target.kind === 'dict') {
    ip.touch(target);
    const key = hashKey(index);
    const isKnown = index.kind !== 'unknown' && !isOpenKey(ip, index);
    if (!(key !== undefined && target.entries.delete(key)) && !target.open && isKnown) {
      ip.fail(missingKey(ip, index));
    }
  } else if (method) ip.call(method, [target, index]);
}

function missingKey(ip: Interpreter, key: Value): PyError {
  const error = new PyError('KeyError', ip.repr(key));
  error.args = [key];
  return error;
}
