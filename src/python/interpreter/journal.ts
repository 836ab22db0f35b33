/**
 * The journal: lets a branch on an unknown condition be tried, taken back and joined with the other.
 *
 * While a fork is open, every mutable object is saved before its first change (`touch`). The state after one
 * branch can then be captured, everything rewound, the other branch run, and both states joined.
 */
import type { Shape } from '../../shape';
import { joinEntries, joinMaps, joinValues, type JoinReason } from './join';
import { closed, joinSeries, samples, sameSeries } from './series';
import { BEFORE_FORKS, nextFork, type Mutable } from './mutable';
import {
  ClassValue,
  DictValue,
  FunctionValue,
  InstanceValue,
  ListValue,
  ModuleValue,
  Scope,
  SetValue,
  TensorValue,
  TupleValue,
  type Series,
  type UnknownValue,
  type Value,
} from './values';

/** What an object held at one moment. */
interface State {
  names?: Map<string, Value>;
  items?: Value[];
  entries?: DictValue['entries'];
  elements?: Map<string, Value>;
  open?: UnknownValue;
  series?: Series;
  shape?: Shape;
  data?: TensorValue['data'];
}

type States = Map<Mutable, State>;

/** An open fork: the state each object had before its first change since. */
export class Fork {
  readonly base: States = new Map();
  /** @param lasts whether whoever opened it closes it, however what is run in it ends */
  constructor(
    readonly serial: number,
    readonly lasts: boolean,
  ) {}
}

export class Journal {
  private readonly active: Fork[] = [];
  /** While a program runs: the state in which it found what it shares with others. */
  private found?: Fork;
  /** While it does not run: the state in which it left that. */
  private left: States = new Map();

  /** @param worked told how many names or elements were copied or compared */
  constructor(private readonly worked: (items: number) => void = () => undefined) {}

  /** Branches on unknown conditions that are not joined yet. */
  get openForks(): number {
    return this.active.length - (this.found ? 1 : 0);
  }

  /** Saves an object before it changes. Costs nothing while no fork is open, or for an object made in all that are. */
  touch(changing: Mutable): void {
    const { active } = this;
    const object = (changing instanceof DictValue && changing.shows) || changing;
    const newest = active[active.length - 1]?.serial;
    if (newest === undefined || newest <= object.savedFor) return;
    let state: State | undefined;
    for (let i = active.length - 1; i >= 0 && active[i].serial > object.savedFor; i--) {
      if (!active[i].base.has(object)) active[i].base.set(object, (state ??= this.save(object)));
    }
    object.savedFor = newest;
  }

  open(lasts = false): Fork {
    const fork = new Fork(nextFork(), lasts);
    this.active.push(fork);
    return fork;
  }

  close(fork: Fork): void {
    const at = this.active.lastIndexOf(fork);
    if (at >= 0) this.active.splice(at, 1);
  }

  /** Closes all forks but those that last: what was stopped in the middle will not be joined any more. */
  closeAll(): void {
    const lasting = this.active.filter((fork) => fork.lasts);
    this.active.splice(0, this.active.length, ...lasting);
  }

  // ── What programs share ──────────────────────────────────────────────────────────────────────

  /** Whether a program runs whose changes of what it shares with others are taken back. */
  get isBorrowing(): boolean {
    return this.found !== undefined;
  }

  /** Runs a program, or more of it: what it changes of that which it shares with others stands only meanwhile. */
  borrowing<T>(run: () => T): T {
    if (this.found) return run();
    this.found = this.open(true);
    this.apply(this.left);
    try {
      return run();
    } finally {
      this.closeAll();
      this.left = this.capture(this.found);
      giveBack(this.found);
      this.close(this.found);
      this.found = undefined;
    }
  }

  /**
   * Runs other code on what is shared, which it finds as the program found it; `changed` is that code's journal.
   * @returns false where it has changed what the program had changed too: the program cannot go on then
   */
  lending(changed: Journal, run: () => void): boolean {
    const { found } = this;
    if (!found || found.base.size === 0) {
      run();
      return true;
    }
    const states = this.capture(found);
    giveBack(found);
    const fork = changed.open();
    try {
      run();
    } finally {
      changed.close(fork);
    }
    if ([...fork.base.keys()].some((object) => states.has(object))) {
      found.base.clear();
      return false;
    }
    for (const [object, state] of states) restore(object, state);
    return true;
  }

  private save(object: Mutable): State {
    this.worked(sizeOf(object));
    return save(object);
  }

  /** The present state of everything that changed since the fork. */
  capture(fork: Fork): States {
    const states: States = new Map();
    for (const object of fork.base.keys()) states.set(object, this.save(object));
    return states;
  }

  /** Takes back every change since the fork; the fork stays open. */
  rewind(fork: Fork): void {
    for (const [object, state] of fork.base) {
      this.touch(object);
      restore(object, state);
    }
  }

  apply(states: States): void {
    for (const [object, state] of states) {
      this.touch(object);
      restore(object, state);
    }
  }

  /**
   * Joins the present state with another that the fork led to (an object absent there had its base state),
   * and closes the fork. Returns whether anything differs from the present state.
   */
  merge(fork: Fork, other: States, why: JoinReason): boolean {
    let changed = false;
    for (const [object, base] of fork.base) {
      this.touch(object);
      this.worked(sizeOf(object));
      if (join(object, other.get(object) ?? base, why)) changed = true;
    }
    this.close(fork);
    return changed;
  }
}

/** How many names or elements an object holds. */
function sizeOf(object: Mutable): number {
  if (object instanceof Scope) return object.vars.size;
  if (object instanceof ListValue) return object.items.length;
  if (object instanceof DictValue || object instanceof SetValue) return object.entries.size;
  return object instanceof InstanceValue || object instanceof ModuleValue ? object.attrs.size : 0;
}

function save(object: Mutable): State {
  if (object instanceof Scope) return { names: new Map(object.vars) };
  if (object instanceof ListValue) {
    const { items, open, series, attrs } = object;
    return { items: [...items], open, series, names: copy(attrs) };
  }
  if (object instanceof DictValue)
    return {
      entries: new Map(object.entries),
      open: object.open,
      series: object.series,
      names: copy(object.attrs),
    };
  if (object instanceof SetValue) return { elements: new Map(object.entries), open: object.open };
  if (object instanceof TensorValue) return { shape: object.shape, data: object.data, names: copy(object.attrs) };
  if (object instanceof FunctionValue || object instanceof TupleValue) return { names: copy(object.attrs) };
  if (object instanceof InstanceValue || object instanceof ModuleValue || object instanceof ClassValue) {
    return { names: new Map(object.attrs) };
  }
  return {};
}

/** Restores what a fork has saved; what is changed next is saved again for every fork that needs it. */
function giveBack(fork: Fork): void {
  for (const [object, state] of fork.base) {
    restore(object, state);
    object.savedFor = BEFORE_FORKS;
  }
}

const copy = (attrs?: Map<string, Value>) => (attrs ? new Map(attrs) : undefined);

function restore(object: Mutable, state: State): void {
  if (object instanceof Scope) replace(object.vars, state.names!);
  else if (object instanceof ListValue) {
    object.items = [...state.items!];
    object.open = state.open;
    object.series = state.series;
    restoreAttrs(object, state.names);
  } else if (object instanceof DictValue) {
    object.entries = new Map(state.entries);
    object.open = state.open;
    object.series = state.series;
    restoreAttrs(object, state.names);
  } else if (object instanceof SetValue) {
    object.entries = new Map(state.elements);
    object.open = state.open;
  } else if (object instanceof TensorValue) {
    object.shape = state.shape;
    object.data = state.data;
    restoreAttrs(object, state.names);
  } else if (object instanceof FunctionValue || object instanceof TupleValue) restoreAttrs(object, state.names);
  else if (object instanceof InstanceValue || object instanceof ModuleValue || object instanceof ClassValue) {
    replace(object.attrs, state.names!);
  }
}

/** Puts attributes back, in the map that is there: a namespace may show it. */
function restoreAttrs(object: { attrs?: Map<string, Value> }, names: Map<string, Value> | undefined): void {
  if (object.attrs) replace(object.attrs, names ?? new Map());
  else object.attrs = copy(names);
}

function replace(map: Map<string, Value>, by: Map<string, Value>): void {
  map.clear();
  for (const [name, value] of by) map.set(name, value);
}

/** What is known of the elements of a sequence in two states. */
function joinHeld(a: Pick<ListValue, 'items' | 'open' | 'series'>, b: typeof a): Series | undefined {
  const held = ({ items, open, series }: typeof a): Series | undefined => (open ? series : closed(items));
  const [x, y] = [held(a), held(b)];
  return x && y && joinSeries(x, y);
}

/** Whether a join knows no less than there was to know before. */
const isKept = (before: Series | undefined, after: Series | undefined): boolean =>
  before && after ? sameSeries(before, after) : before === after;

/** Joins another state of a dict that numbers its values. */
function joinNumbered(dict: DictValue, other: State, why: JoinReason): boolean {
  const itemsOf = (entries: DictValue['entries']): Value[] => [...entries.values()].map(({ value }) => value);
  const before = dict.entries;
  const isOpen = dict.open !== undefined;
  const series =
    isOpen || other.open || dict.entries.size !== other.entries!.size
      ? joinHeld({ ...other, items: itemsOf(other.entries!) }, { ...dict, items: itemsOf(dict.entries) })
      : undefined;
  joinEntries(dict, { entries: other.entries!, open: other.open }, why, dict);
  dict.series = dict.open && series;
  if (!dict.series) return [...dict.entries].some(([key, entry]) => before.get(key)?.value !== entry.value);
  const keys = [...(before.size > other.entries!.size ? before : other.entries!)];
  dict.entries = new Map(samples(dict.series).map((value, i) => [keys[i][0], { key: keys[i][1].key, value }]));
  return !isOpen || !isKept(other.series, dict.series);
}

/** Joins another state into an object; returns whether the object changed by it. */
function join(object: Mutable, other: State, why: JoinReason): boolean {
  if (object instanceof Scope || object instanceof InstanceValue || object instanceof ModuleValue) {
    const names = object instanceof Scope ? object.vars : object.attrs;
    const result = joinMaps(names, other.names!, why);
    const changed = result.size !== names.size || [...result].some(([name, value]) => names.get(name) !== value);
    if (changed) replace(names, result);
    return changed;
  }
  if (object instanceof ListValue) {
    const items = other.items!;
    if (object.open || other.open || object.items.length !== items.length) {
      const wasOpen = object.open;
      const series = joinHeld({ ...other, items }, object);
      object.open ??= other.open ?? why.value;
      object.series = series;
      object.items = [];
      return !wasOpen || !isKept(other.series, series);
    }
    const result = object.items.map((item, i) => joinValues(item, items[i], why));
    const changed = result.some((item, i) => item !== object.items[i]);
    object.items = result;
    return changed;
  }
  if (object instanceof DictValue) {
    if (object.isNumbered) return joinNumbered(object, other, why);
    const before = object.entries;
    joinEntries(object, { entries: other.entries!, open: other.open }, why, object);
    return [...object.entries].some(([key, entry]) => before.get(key)?.value !== entry.value);
  }
  if (object instanceof SetValue) {
    const same =
      object.entries.size === other.elements!.size && [...other.elements!.keys()].every((k) => object.entries.has(k));
    if (!same) {
      object.open ??= why.value;
      for (const [key, value] of other.elements!) object.entries.set(key, value);
    }
    return !same;
  }
  if (object instanceof TensorValue) {
    const names =
      object.attrs || other.names ? joinMaps(object.attrs ?? new Map(), other.names ?? new Map(), why) : undefined;
    const renamed = [...(names ?? [])].some(([name, value]) => object.attrs?.get(name) !== value);
    if (renamed) restoreAttrs(object, names);
    const differs = renamed || object.data !== other.data || object.shape !== other.shape;
    if (object.data !== other.data || object.shape !== other.shape) {
      object.data = undefined;
      object.shape ??= other.shape;
    }
    return differs;
  }
  return false;
}
