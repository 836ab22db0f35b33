/**
 * What a module of flax.linen holds: its child modules by name and its variables by collection, and which module is
 * being set up or called. Names are given as Flax gives them (flax/linen/module.py): by the attribute in `setup`, by
 * class and number in a compact method.
 */
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { nativeClass } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import {
  DictValue,
  InstanceValue,
  NONE,
  TRUE,
  int,
  str,
  tuple,
  type TensorValue,
  type Value,
} from '../../../python/interpreter/values';
import { dictGet, dictSet } from '../../../python/builtins/containers';
import type { Dim, Shape } from '../../../shape';
import { makeArray } from '../../jax/arrays';
import { said } from '../../../protocol/say';

/** `flax.linen.Module`; its methods are filled in by module.ts. */
export const moduleClass = nativeClass('flax.linen', 'Module', [types.object]);

/** A module whose `setup` or whose method is running. */
interface Frame {
  readonly module: InstanceValue;
  readonly phase: 'setup' | 'call';
  /** Whether it is a method that may make no submodules: neither `setup` nor compact. */
  readonly isPlain: boolean;
}

const framesOf = (cx: Context): Frame[] => cx.session('flax.linen.frames', () => []);

export const currentFrame = (cx: Context): Frame | undefined => framesOf(cx).at(-1);

/** Runs code in which modules that are made become children of `module`. */
export function within<T>(cx: Context, module: InstanceValue, phase: Frame['phase'], run: () => T, isPlain = false): T {
  const frames = framesOf(cx);
  frames.push({ module, phase, isPlain });
  try {
    return run();
  } finally {
    frames.pop();
  }
}

/** Whether a method of the module is running already. */
export const isRunning = (cx: Context, module: InstanceValue): boolean =>
  framesOf(cx).some((frame) => frame.module === module && frame.phase === 'call');

/** Whether a compact method of the module is running already: names go on then. */
export const isCompacting = (cx: Context, module: InstanceValue): boolean =>
  framesOf(cx).some((frame) => frame.module === module && frame.phase === 'call' && !frame.isPlain);

/** Whether submodules and variables of a module whose method is running can be made now (flax/linen/module.py, `_initialization_allowed`). */
export const mayMake = (cx: Context, module: InstanceValue): boolean =>
  framesOf(cx).some((frame) => frame.module === module && !frame.isPlain) ||
  framesOf(cx).every((frame) => frame.module !== module);

export const isModule = (value: Value | undefined): value is InstanceValue =>
  value?.kind === 'instance' && value.cls.isSubclassOf(moduleClass);

// ── Children ───────────────────────────────────────────────────────────────────────────────────

/** A dict kept among a module's attributes under a name that programs do not use. */
export function hiddenDict(cx: Context | undefined, self: InstanceValue, name: string): DictValue {
  const found = self.attrs.get(name);
  if (found?.kind === 'dict') return found;
  const made = new DictValue();
  cx?.touch(self);
  self.attrs.set(name, made);
  return made;
}

/** Child modules by name, in the order they were made. */
export function childrenOf(self: InstanceValue): [string, InstanceValue][] {
  const children = self.attrs.get('_children');
  if (children?.kind !== 'dict') return [];
  return [...children.entries.values()].flatMap(({ key, value }): [string, InstanceValue][] =>
    key.kind === 'str' && value.kind === 'instance' ? [[key.value, value]] : [],
  );
}

/** Makes a module the child of another under a name. */
export function register(cx: Context, parent: InstanceValue, name: string, child: InstanceValue): void {
  dictSet(cx, hiddenDict(cx, parent, '_children'), str(name), child);
  cx.touch(child);
  child.attrs.set('_parent', parent);
  child.attrs.set('name', str(name));
}

/** The next name of a class in a compact method: `Conv_0`, `Conv_1`, … */
function automaticName(cx: Context, parent: InstanceValue, className: string): string {
  const cursors = hiddenDict(cx, parent, '_cursors');
  const at = dictGet(cx, cursors, str(className));
  const index = at?.kind === 'int' && typeof at.value === 'number' ? at.value : 0;
  dictSet(cx, cursors, str(className), int(index + 1));
  return `${className}_${index}`;
}

/** Automatic names start again with every call, so that a second call finds the same children. */
export function restartNames(cx: Context, self: InstanceValue): void {
  cx.touch(self);
  self.attrs.set('_cursors', new DictValue());
  self.attrs.delete('_names');
}

/** Runs code whose names are taken from no others. */
export function withOwnNames<T>(cx: Context, self: InstanceValue, run: () => T): T {
  const before = self.attrs.get('_names');
  cx.touch(self);
  self.attrs.delete('_names');
  try {
    return run();
  } finally {
    if (before) self.attrs.set('_names', before);
    else self.attrs.delete('_names');
  }
}

/**
 * Takes a name that the program gives to a submodule or a variable of a collection: in one call each is given once; variables of other
 * collections may have the same (flax/core/scope.py, `name_reserved`).
 * @throws PyError NameInUseError
 */
export function takeName(cx: Context, self: InstanceValue, name: string, collection?: string): void {
  const names = hiddenDict(cx, self, '_names');
  const takenBy = dictGet(cx, names, str(name));
  const kinds = takenBy?.kind === 'tuple' ? takenBy.items : [];
  const kind = str(collection ?? '');
  const isTaken = kinds.some(
    (other) => other.kind === 'str' && (!collection || !other.value || other.value === collection),
  );
  // A pass of a loop that may not come makes nothing twice.
  if (isTaken && !cx.isBranching) {
    const what = collection === undefined ? 'submodule' : collection === 'params' ? 'param' : 'variable';
    throw new PyError(
      'NameInUseError',
      said`Could not create ${what} "${name}" in Module ${self.cls.name}: Name in use. Give each its own name, or make it once and call it twice.`,
      'name-in-use',
    );
  }
  dictSet(cx, names, str(name), tuple([...kinds, kind]));
}

/** A child that is made again gets its fields anew. */
function remade(cx: Context, child: InstanceValue): InstanceValue {
  cx.touch(child);
  child.attrs.delete('_made');
  child.attrs.set('_remade', TRUE);
  return child;
}

/**
 * The object that a module's class makes: in a compact method the child of that name, where an earlier call has made
 * it. Its variables then stay.
 */
export function constructed(cx: Context, cls: InstanceValue['cls'], kwargs: ReadonlyMap<string, Value>): InstanceValue {
  const frame = currentFrame(cx);
  const given = kwargs.get('name');
  if (!frame || kwargs.get('parent')?.kind === 'none') return new InstanceValue(cls);
  if (frame.phase === 'setup' && given?.kind !== 'str') {
    const made = new InstanceValue(cls);
    made.attrs.set('_parent', frame.module);
    return made;
  }
  if (!mayMake(cx, frame.module)) {
    throw new PyError(
      'AssignSubModuleError',
      said`Submodule ${cls.name} must be defined in \`setup()\` or in a method wrapped in \`@compact\`: write @nn.compact above the method.`,
      'submodule-place',
    );
  }
  const name = given?.kind === 'str' ? given.value : automaticName(cx, frame.module, cls.name);
  if (given?.kind === 'str') takeName(cx, frame.module, name);
  const existing = childrenOf(frame.module).find(([own]) => own === name)?.[1];
  if (existing?.cls === cls) return remade(cx, existing);
  const made = new InstanceValue(cls);
  register(cx, frame.module, name, made);
  return made;
}

// ── Variables ──────────────────────────────────────────────────────────────────────────────────

/** The module's own variables of a collection: `params`, `batch_stats`. */
export function collection(cx: Context, self: InstanceValue, name: string): DictValue {
  return hiddenDict(cx, self, `_collection_${name}`);
}

const COLLECTION = /^_collection_(.*)$/;

/** The names of all collections in the module and below, `params` first. */
function collectionNames(self: InstanceValue): string[] {
  const own = [...self.attrs.keys()].flatMap((name) => COLLECTION.exec(name)?.[1] ?? []);
  const below = childrenOf(self).flatMap(([, child]) => collectionNames(child));
  return [...new Set([...own, ...below])].sort((a, b) => Number(b === 'params') - Number(a === 'params'));
}

function collected(cx: Context, self: InstanceValue, name: string): DictValue {
  const tree = new DictValue();
  for (const [child, module] of childrenOf(self)) {
    const below = collected(cx, module, name);
    if (below.entries.size > 0) dictSet(cx, tree, str(child), below);
  }
  const own = self.attrs.get(`_collection_${name}`);
  if (own?.kind === 'dict') {
    for (const { key, value } of own.entries.values()) dictSet(cx, tree, key, seenOutside(self, name, value));
  }
  return tree;
}

/** All variables as `init` gives them: collections of dicts nested by module name; `only` names those wanted. */
export function variablesOf(cx: Context, self: InstanceValue, only?: (collection: string) => boolean): DictValue {
  const all = new DictValue();
  for (const name of collectionNames(self)) {
    const tree = collected(cx, self, name);
    if (tree.entries.size > 0 && (only?.(name) ?? true)) dictSet(cx, all, str(name), tree);
  }
  return all;
}

/** Forgets the variables of a module and those below, before it is initialized or given others. */
export function forget(cx: Context, self: InstanceValue): void {
  cx.touch(self);
  for (const name of [...self.attrs.keys()]) if (COLLECTION.test(name)) self.attrs.delete(name);
  self.attrs.delete('_given');
  for (const [, child] of childrenOf(self)) forget(cx, child);
}

/** Gives a module the variables that `apply` was called with. */
export function give(cx: Context, self: InstanceValue, variables: Value): void {
  forget(cx, self);
  if (variables.kind !== 'dict') return;
  self.attrs.set('_given', variables);
  for (const { key, value } of variables.entries.values()) {
    if (key.kind === 'str' && value.kind === 'dict') load(cx, self, key.value, value);
  }
}

/** Gives the modules that are there already their variables, also those that this call does not use. */
function load(cx: Context, self: InstanceValue, name: string, tree: DictValue): void {
  const children = new Map(childrenOf(self));
  for (const { key, value } of tree.entries.values()) {
    const child = key.kind === 'str' ? children.get(key.value) : undefined;
    if (child && value.kind === 'dict') load(cx, child, name, value);
    else if (key.kind === 'str' && value.kind === 'tensor') {
      setVariable(cx, self, key.value, name, seenInside(self, name, value));
    }
  }
}

/** What `apply` was given for this module and collection. */
function givenTree(cx: Context, self: InstanceValue, name: string): DictValue | undefined {
  const root = self.attrs.get('_given');
  const parent = self.attrs.get('_parent');
  const own = self.attrs.get('name');
  let found: Value | undefined;
  if (root?.kind === 'dict') found = dictGet(cx, root, str(name));
  else if (isModule(parent) && own?.kind === 'str') {
    const above = givenTree(cx, parent, name);
    found = above && dictGet(cx, above, own);
  }
  return found?.kind === 'dict' ? found : undefined;
}

/** A variable by name; undefined where there is none yet. */
export function variable(cx: Context, self: InstanceValue, name: string, from: string): Value | undefined {
  const own = dictGet(cx, collection(cx, self, from), str(name));
  if (own) return own;
  const tree = givenTree(cx, self, from);
  const outside = tree && dictGet(cx, tree, str(name));
  const given = outside && seenInside(self, from, outside);
  if (given) dictSet(cx, collection(cx, self, from), str(name), given);
  return given;
}

/** Keeps a variable under its name. */
export function setVariable(cx: Context, self: InstanceValue, name: string, to: string, value: Value): void {
  dictSet(cx, collection(cx, self, to), str(name), value);
}

/** The names from the outermost module to this one, for messages. */
export function pathOf(self: InstanceValue): string {
  const own = self.attrs.get('name');
  const parent = self.attrs.get('_parent');
  const name = own?.kind === 'str' ? own.value : self.cls.name;
  return isModule(parent) ? `${pathOf(parent)}/${name}` : name;
}

/** The tensors among the module's own parameters. */
export function ownParameters(self: InstanceValue): [string, TensorValue][] {
  const params = self.attrs.get('_collection_params');
  if (params?.kind !== 'dict') return [];
  return [...params.entries.values()].flatMap(({ key, value }): [string, TensorValue][] =>
    key.kind === 'str' && value.kind === 'tensor'
      ? [[key.value, seenOutside(self, 'params', value) as TensorValue]]
      : [],
  );
}

// ── Lifted modules ─────────────────────────────────────────────────────────────────────────────

/** A module that `nn.scan` or `nn.vmap` runs many times: along which axis a collection holds the runs' variables. */
export interface Lift {
  readonly length: Dim;
  readonly axisOf: (collection: string) => number | undefined;
}

/** Says that the module's variables, and those below, have one more axis seen from outside. */
export function lift(module: InstanceValue, by: Lift): void {
  if (module.native === undefined && isGiven(module)) forgetOwn(module);
  module.native = by;
}

/** Whether the module, or one above it, has been given variables: they are read again as the module sees them. */
function isGiven(self: InstanceValue): boolean {
  const parent = self.attrs.get('_parent');
  return self.attrs.has('_given') || (isModule(parent) && isGiven(parent));
}

function forgetOwn(self: InstanceValue): void {
  for (const name of [...self.attrs.keys()]) if (COLLECTION.test(name)) self.attrs.delete(name);
  for (const [, child] of childrenOf(self)) forgetOwn(child);
}

/** The lifts of a module and of those above it that concern a collection, from the inside out. */
function liftsOf(self: InstanceValue, collection: string): { axis: number; length: Dim }[] {
  const parent = self.attrs.get('_parent');
  const own = self.native as Lift | undefined;
  const axis = own?.axisOf(collection);
  const here = own && axis !== undefined ? [{ axis, length: own.length }] : [];
  return [...here, ...(isModule(parent) ? liftsOf(parent, collection) : [])];
}

/** Whether a module, or one above it, is run many times by a lifted one: what is outside may be hidden from it. */
export function isLifted(self: InstanceValue): boolean {
  const parent = self.attrs.get('_parent');
  return self.native !== undefined || (isModule(parent) && isLifted(parent));
}

const resized = (value: TensorValue, shape: Shape): TensorValue => makeArray(shape, value.dtype);

/** A variable as `init` gives it: with the axes of all runs. */
function seenOutside(self: InstanceValue, collection: string, value: Value): Value {
  return liftsOf(self, collection).reduce<Value>((seen, { axis, length }) => {
    if (seen.kind !== 'tensor' || !seen.shape) return seen;
    const at = axis < 0 ? seen.shape.length + 1 + axis : axis;
    return resized(seen, [...seen.shape.slice(0, at), length, ...seen.shape.slice(at)]);
  }, value);
}

/** The same as the module itself sees it in one run. */
function seenInside(self: InstanceValue, collection: string, value: Value): Value {
  return liftsOf(self, collection).reduceRight<Value>((seen, { axis }) => {
    if (seen.kind !== 'tensor' || !seen.shape) return seen;
    const at = axis < 0 ? seen.shape.length + axis : axis;
    return resized(
      seen,
      seen.shape.filter((_, i) => i !== at),
    );
  }, value);
}

/** The attribute of a layer; None where it has none. */
export const fieldOf = (self: InstanceValue, name: string): Value => self.attrs.get(name) ?? NONE;
