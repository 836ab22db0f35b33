/**
 * Lists, tuples and dicts that are certainly nothing more: the program has written them, or a library's rule says so. What else a
 * library gives may stand for one of its own kinds: the named tuple of a decomposition, the dict of a state that has more to it.
 */
import type { Value } from './values';

const bare = new WeakSet<Value>();

/** Says that a container is nothing more. @returns the container */
export function asBare<T extends Value>(container: T): T {
  bare.add(container);
  return container;
}

/** Whether a value is such a container. */
export const isBare = (value: Value): boolean => bare.has(value);
