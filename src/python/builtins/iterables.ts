/** What natives need to read iterables of all kinds: lazily, with unknown ones recognised. */
import { isNumber, isSymbolic, unknownDim, type Dim } from '../../shape';
import type { Context } from '../interpreter/context';
import { PyError } from '../interpreter/errors';
import { plainReason } from '../interpreter/iteration';
import { typeOf } from '../interpreter/types';
import { FunctionValue, IteratorValue, int, tuple, type UnknownValue, type Value } from '../interpreter/values';
import { openReason } from './containers';
import { stopIteration } from './exceptions';

/**
 * An iterator over a value, or the unknown value that explains why its elements are not known. Iterators
 * and instances are read one element at a time: they may have no end.
 */
export function iterating(cx: Context, value: Value): Iterator<Value> | UnknownValue {
  if (value.kind === 'unknown') return plainReason(value);
  if (value.kind === 'iterator') return value.iterator;
  if (value.kind === 'instance' && typeOf(value).lookup('__next__')) return cx.iterate(value)[Symbol.iterator]();
  if (value.kind === 'instance' && value.cls.unknown && !value.cls.lookup('__iter__')) return value.cls.unknown;
  if (value.kind === 'instance' || value.kind === 'list') {
    if (value.kind === 'list' && value.open) return value.open;
    return cx.iterate(value)[Symbol.iterator]();
  }
  const items = cx.sequence(value);
  return items ? items[Symbol.iterator]() : openReason(cx, value);
}

/** The elements of an iterable, or the unknown value that explains why they are not known. */
export function elements(cx: Context, value: Value): Value[] | UnknownValue {
  return cx.sequence(value) ?? openReason(cx, value);
}

/** Whether what `iterating` or `elements` gave is unknown. */
export function isLost(value: Iterator<Value> | Value[] | UnknownValue): value is UnknownValue {
  return 'kind' in value && value.kind === 'unknown';
}

/**
 * A lazy iterator object.
 * @param sources what it takes its elements from, if it does nothing else
 */
export function lazy(
  typeName: string,
  generator: () => Generator<Value, void, undefined>,
  sources?: readonly Value[],
): IteratorValue {
  return new IteratorValue(generator(), typeName, undefined, undefined, sources?.every(isPlain));
}

/** Whether asking for the elements of a value runs nothing of the program. */
export function isPlain(value: Value): boolean {
  if (value.kind === 'iterator') return value.isPlain;
  return (
    /^(tuple|list|range|tensor|str|dict|set)$/.test(value.kind) &&
    !(typeOf(value).lookup('__iter__') instanceof FunctionValue)
  );
}

/** Tuples of one element of each iterable; ends with the shortest. */
export function* zipped(iterators: readonly Iterator<Value>[]): Generator<Value[], void, undefined> {
  if (iterators.length === 0) return;
  for (;;) {
    const row: Value[] = [];
    for (const iterator of iterators) {
      const next = iterator.next();
      if (next.done) return;
      row.push(next.value);
    }
    yield row;
  }
}

/** Iterators over all of the values, or the first that is unknown. */
export function iteratingAll(cx: Context, values: readonly Value[]): Iterator<Value>[] | UnknownValue {
  const iterators: Iterator<Value>[] = [];
  for (const value of values) {
    const iterator = iterating(cx, value);
    if (isLost(iterator)) return iterator;
    iterators.push(iterator);
  }
  return iterators;
}

/** `next(iterator)`. @throws PyError StopIteration at the end, TypeError for what is no iterator */
export function nextOf(cx: Context, iterator: Value, otherwise?: Value): Value {
  if (iterator.kind === 'unknown') return iterator;
  if (iterator.kind === 'iterator') {
    const next = iterator.iterator.next();
    if (!next.done) return next.value;
    const open = cx.openEnd();
    if (open) return iterator.sample ?? open;
    if (otherwise) return otherwise;
    throw stopIteration();
  }
  if (!cx.findAttr(iterator, '__next__')) {
    throw new PyError('TypeError', `'${typeOf(iterator).name}' object is not an iterator`);
  }
  try {
    return cx.callMethod(iterator, '__next__');
  } catch (error) {
    if (otherwise && error instanceof PyError && error.typeName === 'StopIteration') return otherwise;
    throw error;
  }
}

/** `(index, element)` pairs. */
export function* enumerated(items: Iterator<Value>, start: number): Generator<Value, void, undefined> {
  let index = start;
  for (let next = items.next(); !next.done; next = items.next()) yield tuple([int(index++), next.value]);
}

/** `len(value)` as a size. @throws PyError TypeError for what has no length */
export function lengthOf(cx: Context, value: Value): Dim {
  switch (value.kind) {
    case 'str':
      return [...value.value].length;
    case 'bytes':
      return value.value.length;
    case 'tuple':
      return customLength(cx, value) ?? value.items.length;
    case 'list':
      return customLength(cx, value) ?? (value.open ? unknownDim(value.open.reason) : value.items.length);
    case 'dict':
    case 'set':
      return customLength(cx, value) ?? (value.open ? unknownDim(value.open.reason) : value.entries.size);
    case 'range':
      return Math.max(0, Math.ceil((value.stop - value.start) / value.step));
    case 'unknown':
      return unknownDim(value.reason);
  }
  const length = customLength(cx, value);
  if (length !== undefined) return length;
  if (value.kind === 'class') {
    const members = value.hook('classIterate')?.(cx, value);
    if (members) return members.length;
  }
  const unknown = typeOf(value).unknown;
  if (unknown) return unknownDim(unknown.reason);
  throw new PyError('TypeError', `object of type '${typeOf(value).name}' has no len()`);
}

/** What a user's or a library's `__len__` says; undefined for the built-in lengths. */
function customLength(cx: Context, value: Value): Dim | undefined {
  const cls = typeOf(value);
  const method = cls.lookup('__len__');
  if (!method) return undefined;
  if (cls.module === 'builtins' && value.kind !== 'instance') return undefined;
  if (method.kind === 'native' && value.kind !== 'instance' && value.kind !== 'tensor') return undefined;
  const length = cx.call(method, [value]);
  if (length.kind === 'int') return length.value;
  if (length.kind === 'unknown') return unknownDim(length.reason);
  throw new PyError('TypeError', `'${typeOf(length).name}' object cannot be interpreted as an integer`);
}

/** An integer argument that must be a plain number; undefined where it is symbolic or unknown. */
export function indexOf(cx: Context, value: Value): number | undefined {
  const dim = cx.dim(value);
  return isNumber(dim) && !isSymbolic(dim) ? dim : undefined;
}
