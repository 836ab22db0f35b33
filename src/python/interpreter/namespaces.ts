/**
 * Namespaces as dicts: `globals()`, `vars(module)`, `object.__dict__`. What is written into them is an attribute, and the
 * other way round (Python reference, "The standard type hierarchy": modules, class instances).
 */
import { hashKey } from '../builtins/hash';
import type { Interpreter } from './interpreter';
import { Mutable } from './mutable';
import { DictValue, NONE, UnknownValue, str, type ModuleValue, type Value } from './values';
import { said } from '../../protocol/say';

type Entry = { key: Value; value: Value };

/** Names that every module binds and that need not be stored. */
const IMPLICIT = ['__name__', '__doc__', '__package__', '__spec__', '__file__'];

/** A name that Python binds in every module; undefined for any other. */
export function implicitName(module: ModuleValue, name: string): Value | undefined {
  switch (name) {
    case '__name__':
      return str(module.name);
    case '__file__':
      return str(module.file ?? module.name);
    case '__package__':
      return packageName(module);
    case '__doc__':
    case '__spec__':
      return NONE;
  }
  return undefined;
}

function packageName(module: ModuleValue): Value {
  if (module.name === '__main__') return NONE;
  const isPackage = module.file?.endsWith('__init__.py') ?? false;
  return str(isPackage ? module.name : module.name.slice(0, Math.max(0, module.name.lastIndexOf('.'))));
}

/** A map of names, seen as the entries of a dict. Keys that are no names are kept beside it. */
class NamespaceEntries extends Map<string, Entry> {
  constructor(
    private readonly names: Map<string, Value>,
    private readonly implicit: (name: string) => Value | undefined,
  ) {
    super();
  }

  private entry(name: string): Entry | undefined {
    const value = this.names.get(name) ?? this.implicit(name);
    return value && { key: str(name), value };
  }

  override get(key: string): Entry | undefined {
    return super.get(key) ?? (key.startsWith('s') ? this.entry(key.slice(1)) : undefined);
  }

  override has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  override set(key: string, entry: Entry): this {
    if (entry.key.kind === 'str') this.names.set(entry.key.value, entry.value);
    else super.set(key, entry);
    return this;
  }

  override delete(key: string): boolean {
    return super.delete(key) || (key.startsWith('s') && this.names.delete(key.slice(1)));
  }

  override clear(): void {
    super.clear();
    this.names.clear();
  }

  override get size(): number {
    return [...this.keys()].length;
  }

  override *entries(): MapIterator<[string, Entry]> {
    for (const name of IMPLICIT) {
      const entry = this.names.has(name) ? undefined : this.entry(name);
      if (entry) yield [`s${name}`, entry];
    }
    for (const [name, value] of this.names) yield [`s${name}`, { key: str(name), value }];
    yield* super.entries();
  }

  override *keys(): MapIterator<string> {
    for (const [key] of this.entries()) yield key;
  }

  override *values(): MapIterator<Entry> {
    for (const [, entry] of this.entries()) yield entry;
  }

  override [Symbol.iterator](): MapIterator<[string, Entry]> {
    return this.entries();
  }

  override forEach(run: (entry: Entry, key: string, map: Map<string, Entry>) => void): void {
    for (const [key, entry] of this.entries()) run(entry, key, this);
  }
}

/** One dict for each object: `a.__dict__ is a.__dict__`, and what made it open stays known. */
const live = new WeakMap<Mutable, DictValue>();

function liveDict(
  owner: Mutable,
  names: Map<string, Value>,
  implicit: (name: string) => Value | undefined = () => undefined,
): DictValue {
  const known = live.get(owner);
  if (known) return known;
  const dict = new DictValue();
  dict.shows = owner;
  dict.entries = new NamespaceEntries(names, implicit);
  live.set(owner, dict);
  return dict;
}

/** `object.__dict__`; undefined for what has no attributes of its own. */
export function objectNamespace(object: Value): DictValue | undefined {
  switch (object.kind) {
    case 'instance':
      return liveDict(object, object.attrs);
    case 'tensor':
    case 'list':
    case 'dict':
    case 'set':
    case 'tuple':
    case 'function':
      return liveDict(object, (object.attrs ??= new Map()));
  }
  return undefined;
}

/** The dict that an object was given to keep its attributes in: `self.__dict__ = self` in a class derived from dict. */
export function givenNamespace(attrs: ReadonlyMap<string, Value> | undefined): DictValue | undefined {
  const dict = attrs?.get('__dict__');
  return dict?.kind === 'dict' ? dict : undefined;
}

/** Stores an attribute where the object keeps them. */
export function bindAttr(ip: Interpreter, attrs: Map<string, Value>, name: string, value: Value): void {
  if (name === '__dict__') attrs.clear();
  const given = givenNamespace(attrs);
  if (!given) {
    attrs.set(name, value);
    return;
  }
  ip.touch(given);
  given.entries.set(`s${name}`, { key: str(name), value });
}

/** Why an object or module may have attributes that nobody knows: something was written under a name that is not known. */
export const unknownNames = (owner: Value): UnknownValue | undefined =>
  owner instanceof Mutable ? live.get(owner)?.open : undefined;

/** The names of a module; of a modelled library those that are modelled, open for the rest. */
export function moduleNamespace(module: ModuleValue): DictValue {
  if (!module.modelled) return liveDict(module, module.attrs, (name) => implicitName(module, name));
  const all = new Map(module.attrs);
  for (const name of module.modelled()) {
    const value = all.get(name) ?? module.fallback?.(name);
    if (value) all.set(name, value);
  }
  const dict = namespaceDict(all);
  dict.open = new UnknownValue(said`what else there is in ${module.name}`);
  return dict;
}

/** Names and values at one moment, as a dict of its own. */
export function namespaceDict(attrs: ReadonlyMap<string, Value>): DictValue {
  const dict = new DictValue();
  for (const [name, value] of attrs) {
    const key = str(name);
    dict.entries.set(hashKey(key)!, { key, value });
  }
  return dict;
}
