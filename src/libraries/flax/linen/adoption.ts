/** How a module of flax.linen comes by the modules it holds: by its fields, and by what `setup` sets (flax/linen/module.py). */
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import {
  DictValue,
  FunctionValue,
  InstanceValue,
  ListValue,
  NONE,
  TRUE,
  TupleValue,
  str,
  type Value,
} from '../../../python/interpreter/values';
import { dictGet, dictSet } from '../../../python/builtins/containers';
import { said } from '../../../protocol/say';
import { currentFrame, hiddenDict, isModule, isRunning, register, within } from './state';

/** Attributes that are no fields of a module. */
const OWN =
  /^(name|parent|_children|_cursors|_names|_bound|_given|_parent|_set_up|_made|_remade|_adopted|_collection_.*)$/;

/**
 * A module that was made outside, as it is in the module that holds it: a copy, the same wherever the outermost module holds it
 * (flax/linen/module.py, `_register_submodules`).
 */
function copyOf(cx: Context, holder: InstanceValue, outside: InstanceValue): InstanceValue {
  const copies = hiddenDict(cx, outermost(holder), '_adopted');
  const known = dictGet(cx, copies, outside);
  if (known?.kind === 'instance') return known;
  const copy = cloned(outside);
  dictSet(cx, copies, outside, copy);
  return copy;
}

function outermost(self: InstanceValue): InstanceValue {
  const parent = self.attrs.get('_parent');
  return isModule(parent) ? outermost(parent) : self;
}

/** A module with the same fields that belongs to none and has no variables. */
export function cloned(self: InstanceValue): InstanceValue {
  const made = new InstanceValue(self.cls);
  made.site = self.site;
  for (const [name, value] of self.attrs) if (!OWN.test(name)) made.attrs.set(name, value);
  made.attrs.set('name', NONE);
  return made;
}

/**
 * Modules held by a field or attribute, also in lists and dicts, belong to its module, and are named after it where they have no name yet:
 * `conv`, `layers_0`, `heads_left`. @returns the value to hold
 */
export function adopt(cx: Context, self: InstanceValue, name: string, value: Value): Value {
  if (isModule(value)) {
    const module = value.attrs.has('_parent') ? value : copyOf(cx, self, value);
    if (module.attrs.get('name')?.kind !== 'str') register(cx, self, name, module);
    return module;
  }
  if (value.kind === 'list' || value.kind === 'tuple') {
    const items = value.items.map((item, i) => adopt(cx, self, `${name}_${i}`, item));
    if (items.every((item, i) => item === value.items[i])) return value;
    const made = value.kind === 'list' ? new ListValue(items) : new TupleValue(items, value.cls);
    if (made.kind === 'list' && value.kind === 'list') made.open = value.open;
    return made;
  }
  if (value.kind !== 'dict') return value;
  const made = new DictValue(value.cls);
  made.open = value.open;
  const byKey = [...value.entries].sort(([a], [b]) => (a < b ? -1 : 1));
  const items = new Map(
    byKey.map(([hash, entry]) => [hash, adopt(cx, self, `${name}_${cx.str(entry.key)}`, entry.value)]),
  );
  for (const [hash, { key, value: item }] of value.entries)
    made.entries.set(hash, { key, value: items.get(hash) ?? item });
  return [...value.entries].every(([hash, entry]) => items.get(hash) === entry.value) ? value : made;
}

/** Takes the modules among the fields, and runs `setup`, once. */
export function ensureSetup(cx: Context, self: InstanceValue): void {
  const isNew = !self.attrs.has('_set_up');
  if (!isNew && !self.attrs.has('_remade')) return;
  cx.touch(self);
  self.attrs.set('_set_up', TRUE);
  self.attrs.delete('_remade');
  for (const [name, value] of [...self.attrs]) if (!OWN.test(name)) self.attrs.set(name, adopt(cx, self, name, value));
  if (!isNew) return;
  const setup = self.cls.lookup('setup');
  if (setup instanceof FunctionValue) within(cx, self, 'setup', () => cx.call(setup, [self]));
}

/** Says that a module is made: its attributes stay as they are. */
export function finish(cx: Context, self: InstanceValue): void {
  cx.touch(self);
  self.attrs.set('_made', TRUE);
}

/** Whether a module that is made stands in a running program: in the one that made it, or itself. */
const isBound = (cx: Context, self: InstanceValue): boolean =>
  self.attrs.has('_made') &&
  (isRunning(cx, self) || (self.attrs.has('_parent') && self.attrs.get('name')?.kind === 'str'));

/**
 * Sets an attribute as `Module.__setattr__` does (flax/linen/module.py): in `setup` alone once the module is made, and no field.
 * @throws PyError RuntimeError
 * @returns whether it is done
 */
export function setAttribute(cx: Context, self: InstanceValue, name: string, value: Value): boolean {
  const frame = currentFrame(cx);
  if (frame?.module !== self || frame.phase !== 'setup') {
    if (!isBound(cx, self) || name.startsWith('__')) return false;
    throw new PyError(
      'RuntimeError',
      said`${self.cls.name} is frozen outside of setup(): its attribute ${name} cannot be set. Return what changes, or keep it with self.variable().`,
      'frozen-module',
    );
  }
  const fields = self.cls.lookup('__dataclass_fields__');
  const field = fields?.kind === 'dict' ? dictGet(cx, fields, str(name)) : undefined;
  if (field?.kind === 'instance' && field.attrs.get('init') === TRUE) {
    throw new PyError(
      'RuntimeError',
      said`${name} is a field of ${self.cls.name}: setup() cannot set it. Give what setup() makes another name.`,
      'frozen-module',
    );
  }
  cx.touch(self);
  self.attrs.set(name, adopt(cx, self, name, value));
  return true;
}
