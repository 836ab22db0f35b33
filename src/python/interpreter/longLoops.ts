/**
 * Loops of very many passes that prepare data or train: their later passes are not followed one by one. What a pass
 * changes is joined with what was before (loops.ts); how long the lists have become that every pass appends to is known
 * all the same, so that the array made of them has its size.
 */
import { isNumber } from '../../shape';
import type { Interpreter } from './interpreter';
import { joinValues, type JoinReason } from './join';
import { rangeLength } from './subscripts';
import { ListValue, type Value } from './values';

/**
 * Steps after which a loop outside of any model counts as long: some hundredths of a second. A loop that reads a
 * model's configuration takes fewer.
 */
const LONG = 20_000;

/** The same in a program that has taken `MANY` steps already: one such loop after the other would make it a second. */
const LONG_IN_LONG = 5_000;
const MANY = 60_000;

/** Steps of a list that is displayed element by element: of thousands of elements only their number is of use. */
export const LONG_LIST = 2_000;

/**
 * Says of a loop that begins here whether it has become long. Programs that run, models and what constructs them have
 * no such loops, nor has what runs while a module is imported: what it goes through is what the module defines.
 */
export function lengthy(ip: Interpreter, steps = ip.spent < MANY ? LONG : LONG_IN_LONG): () => boolean {
  const { recorder } = ip;
  if (ip.mode === 'run' || recorder.current || recorder.isBuilding || ip.modules.isImporting) return () => false;
  const limit = ip.spent + steps;
  return () => ip.spent > limit;
}

/** How many elements a sequence has; undefined for iterators, and where it is not known. */
export function knownLength(value: Value): number | undefined {
  if (value.kind === 'range') {
    const length = rangeLength(value);
    return isNumber(length) ? length : undefined;
  }
  if (value.kind === 'tuple') return value.items.length;
  if (value.kind === 'tensor') {
    const rows = value.shape?.[0];
    return rows !== undefined && isNumber(rows) ? rows : undefined;
  }
  return value.kind === 'list' && !value.open ? value.items.length : undefined;
}

/** What is all that these values are. */
export function joinAll(items: readonly Value[], why: JoinReason): Value {
  return items.reduce((joined, item) => joinValues(joined, item, why));
}

/** How many elements are looked at to say what all of them are. */
const LOOKED_AT = 5_000;

/** What comes of an iterable that a loop has not gone through to its end. */
interface Later {
  /** What any of the elements is. */
  readonly any: Value;
  /** How many there are, where that is known. */
  readonly count?: number;
}

/**
 * @param seen the last two elements: rows of a tensor, and numbers of a range, are like any two of them
 * @param done how many the loop has gone through
 */
export function laterOf(iterable: Value, seen: readonly [Value, Value], done: number, why: JoinReason): Later {
  const length = knownLength(iterable);
  const count = length === undefined ? undefined : length - done;
  if (iterable.kind === 'range' || iterable.kind === 'tensor') return { any: joinValues(...seen, why), count };
  if (iterable.kind === 'list' || iterable.kind === 'tuple')
    return {
      any: count && count <= LOOKED_AT ? joinAll([...seen, ...iterable.items.slice(done)], why) : why.value,
      count,
    };
  if (iterable.kind !== 'iterator' || !iterable.isPlain) return { any: why.value };
  // The last of those that were seen has been taken already.
  let any = joinValues(...seen, why);
  for (let taken = 1; taken < LOOKED_AT; taken++) {
    const next = iterable.iterator.next();
    if (next.done) return { any, count: taken };
    any = joinValues(any, next.value, why);
  }
  return { any: why.value };
}

/** Runs a pass that stands for any number of them: what it changes is joined with what was before. */
export function anyPass(ip: Interpreter, why: JoinReason, pass: () => void): void {
  const fork = ip.journal.open();
  try {
    pass();
  } finally {
    ip.journal.merge(fork, new Map(), why);
  }
}

/** What a pass has appended to a list. */
interface Growth {
  readonly before: readonly Value[];
  readonly added: readonly Value[];
}

export type Growing = ReadonlyMap<ListValue, Growth>;

/** Runs one pass. @returns what it appended to lists of which it changed nothing else */
export function growingIn(ip: Interpreter, pass: () => void): Growing {
  const growing = new Map<ListValue, Growth>();
  const fork = ip.journal.open();
  try {
    pass();
  } finally {
    for (const [list, { items: before, open }] of fork.base) {
      if (!(list instanceof ListValue) || !before || open || list.open) continue;
      const added = list.items.slice(before.length);
      if (added.length > 0 && before.every((item, i) => item === list.items[i])) growing.set(list, { before, added });
    }
    ip.journal.close(fork);
  }
  return growing;
}

/**
 * The lists that a pass appends to whichever pass it is, as they are after so many passes: `real` is what the last pass
 * that was followed did, `any` what one does of which it is not known which it is.
 */
export function grownLists(real: Growing, any: Growing, passes: number, why: JoinReason): [ListValue, Value[]][] {
  return [...any].flatMap(([list, { before, added }]): [ListValue, Value[]][] => {
    const known = real.get(list)?.added;
    if (known?.length !== added.length) return [];
    const later = added.map((item, i) => joinValues(known[i], item, why));
    return [[list, [...before, ...Array.from({ length: passes * later.length }, (_, i) => later[i % later.length])]]];
  });
}
