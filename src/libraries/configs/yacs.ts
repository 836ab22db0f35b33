/** `yacs` 0.1.8: a tree of defaults, into which files and lists of options are merged. */
import { deepCopy } from '../../python/builtins/stdlib/copy';
import { literalOf } from '../../python/builtins/stdlib/others';
import { openFile, textOf } from '../../python/builtins/stdlib/textFiles';
import { yamlValue } from '../../python/builtins/stdlib/yaml';
import { builtinRepr } from '../../python/builtins/repr';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { classMethod, native, type Bound, type LibraryModule } from '../../python/interpreter/native';
import {
  DictValue,
  NONE,
  bool,
  list,
  str,
  tuple,
  type ClassValue,
  type UnknownValue,
  type Value,
} from '../../python/interpreter/values';
import { unknownCall } from '../../python/builtins/stdlib/helpers';
import { dictSet } from '../../python/builtins/containers';
import { attributeDictClass, dictOf, loseValues, opens, takeOver } from './attributeDict';

const FROZEN = '__immutable__';
const NEW_ALLOWED = '__new_allowed__';
const DEPRECATED = '__deprecated_keys__';
const RENAMED = '__renamed_keys__';

const LEAVES = new Set(['tuple', 'list', 'str', 'int', 'float', 'bool', 'none']);

const isNode = (cx: Context, value: Value): value is DictValue =>
  value.kind === 'dict' && cx.isInstance(value, cfgNode);

const flag = (cx: Context, self: DictValue, name: string): boolean => {
  const value = self.attrs?.get(name);
  return value !== undefined && cx.truth(value) === true;
};

/** Sets a flag of a node and of all nodes below it. */
function setFlag(cx: Context, self: DictValue, name: string, to: boolean): void {
  cx.touch(self);
  (self.attrs ??= new Map()).set(name, bool(to));
  for (const { value } of self.entries.values()) if (isNode(cx, value)) setFlag(cx, value, name, to);
}

/** The text that was registered under a key, as deprecated or renamed. */
function registered(self: DictValue, name: string): DictValue {
  const known = self.attrs?.get(name);
  return known?.kind === 'dict' ? known : new DictValue();
}

function register(cx: Context, self: DictValue, name: string, key: Value, value: Value): Value {
  const table = registered(self, name);
  dictSet(cx, table, key, value);
  cx.touch(self);
  (self.attrs ??= new Map()).set(name, table);
  return NONE;
}

/** Whether a key is not to be merged because it is deprecated. @throws PyError KeyError where it was renamed */
function isOutdated(self: DictValue, fullKey: string): boolean {
  const renamed = registered(self, RENAMED).entries.get(`s${fullKey}`)?.value;
  if (renamed) {
    const to = renamed.kind === 'str' ? renamed.value : '?';
    throw new PyError('KeyError', `'Key ${fullKey} was renamed to ${to}; please update your config.'`);
  }
  return registered(self, DEPRECATED).entries.has(`s${fullKey}`);
}

/** A text of an option as the literal it spells; text that spells none is itself. */
function decoded(cx: Context, cls: ClassValue, value: Value): Value {
  if (value.kind === 'dict') return isNode(cx, value) ? value : cx.call(cls, [value]);
  if (value.kind !== 'str') return value;
  try {
    return literalOf(cx, value.value);
  } catch (error) {
    if (error instanceof PyError) return value;
    throw error;
  }
}

/** A value in the type of what it replaces. @throws PyError ValueError where it has another */
function coerced(cx: Context, value: Value, original: Value, fullKey: string): Value {
  if (value.kind === 'unknown' || original.kind === 'unknown') return value;
  const [from, to] = [cx.typeOf(value), cx.typeOf(original)];
  if (from === to) return value;
  if ((value.kind === 'none' && LEAVES.has(original.kind)) || (original.kind === 'none' && LEAVES.has(value.kind)))
    return value;
  if (value.kind === 'tuple' && original.kind === 'list') return list([...value.items]);
  if (value.kind === 'list' && original.kind === 'tuple') return value.open ?? tuple(value.items);
  const types_ = `${cx.repr(to)} vs. ${cx.repr(from)}`;
  const values = `${cx.repr(original)} vs. ${cx.repr(value)}`;
  throw new PyError('ValueError', `Type mismatch (${types_}) with values (${values}) for config key: ${fullKey}`);
}

/** `_merge_a_into_b`. */
function merge(cx: Context, from: DictValue, into: DictValue, root: DictValue, path: readonly string[]): void {
  if (from.open) forget(cx, into, from.open);
  const cls = into.cls ?? cfgNode;
  for (const [hash, { key, value }] of from.entries) {
    const names = [...path, cx.str(key)];
    const fullKey = names.join('.');
    const given = decoded(cx, cls, deepCopy(cx, value));
    const present = into.entries.get(hash)?.value;
    if (present) {
      const fitting = coerced(cx, given, present, fullKey);
      if (isNode(cx, fitting) && isNode(cx, present)) merge(cx, fitting, present, root, names);
      else dictSet(cx, into, key, fitting);
    } else if (into.open || flag(cx, into, NEW_ALLOWED)) dictSet(cx, into, key, given);
    else if (!isOutdated(root, fullKey)) throw new PyError('KeyError', `'Non-existent config key: ${fullKey}'`);
  }
}

/** What is not known was merged: any value may be another one now, and there may be others where that is allowed. */
function forget(cx: Context, self: DictValue, why: UnknownValue): void {
  loseValues(cx, self, why);
  if (flag(cx, self, NEW_ALLOWED)) opens(cx, self, why);
}

/** `merge_from_other_cfg`. @throws PyError KeyError, ValueError, AssertionError as yacs does */
export function mergeOther(cx: Context, self: DictValue, other: Value): Value {
  if (other.kind === 'unknown') forget(cx, self, other);
  else if (isNode(cx, other)) merge(cx, other, self, self, []);
  else {
    const found = `\`a\` (cur type ${cx.repr(cx.typeOf(other))})`;
    throw new PyError('AssertionError', `${found} must be an instance of ${cx.repr(cfgNode)}`);
  }
  return NONE;
}

/** A file of YAML as a node, or of Python where it defines `cfg`; unknown where it does not lie in the project. */
function loaded(cx: Context, cls: ClassValue, path: Value): Value {
  const name = pathText(cx, path);
  if (name !== undefined && /\.py$/.test(name)) {
    const module = cx.moduleFromFile('yacs.config.override', name);
    return module ? cx.call(cls, [cx.getAttr(module, 'cfg')]) : openFile(cx, name, str('r'));
  }
  const file = path.kind === 'unknown' ? path : openFile(cx, name, str('r'));
  return file.kind === 'unknown' ? file : parsed(cx, cls, textOf(cx, file));
}

/** The text of a path; undefined where it is not known. */
export function pathText(cx: Context, path: Value): string | undefined {
  if (path.kind === 'str') return path.value;
  const text = path.kind === 'instance' && cx.findAttr(path, '__fspath__') ? cx.callMethod(path, '__fspath__') : NONE;
  return text.kind === 'str' ? text.value : undefined;
}

function parsed(cx: Context, cls: ClassValue, text: Value): Value {
  if (text.kind !== 'str') return text.kind === 'unknown' ? text : cx.unknown('the YAML text is not known');
  const value = yamlValue(cx, text.value);
  return cx.call(cls, [value]);
}

/** Pairs of keys and values, as they come from a command line. @throws PyError AssertionError, KeyError, ValueError */
function mergeList(cx: Context, self: DictValue, options: Value): Value {
  const items = cx.sequence(options);
  if (!items) {
    forget(cx, self, options.kind === 'unknown' ? options : cx.unknown('the options that are merged are not known'));
    return NONE;
  }
  if (items.length % 2 !== 0)
    throw new PyError(
      'AssertionError',
      `Override list has odd length: ${cx.repr(options)}; it must be a list of pairs`,
    );
  for (let i = 0; i < items.length; i += 2) setOption(cx, self, items[i], items[i + 1]);
  return NONE;
}

function setOption(cx: Context, self: DictValue, key: Value, value: Value): void {
  if (key.kind !== 'str') {
    forget(cx, self, key.kind === 'unknown' ? key : cx.unknown('the options that are merged are not known'));
    return;
  }
  if (isOutdated(self, key.value)) return;
  const names = key.value.split('.');
  let node: Value = self;
  for (const name of names.slice(0, -1))
    node = (node.kind === 'dict' ? node.entries.get(`s${name}`)?.value : node) ?? NONE;
  if (node.kind === 'unknown') return;
  const last = names[names.length - 1];
  const present = node.kind === 'dict' ? node.entries.get(`s${last}`)?.value : undefined;
  if (node.kind !== 'dict' || !(present ?? node.open))
    throw new PyError('AssertionError', `Non-existent key: ${key.value}`);
  const given = decoded(cx, node.cls ?? cfgNode, value);
  dictSet(cx, node, str(last), present ? coerced(cx, given, present, key.value) : given);
}

/** Sorted keys, children indented by two: what `print(cfg)` shows. */
function text(cx: Context, self: DictValue): string {
  const lines = [...self.entries.values()]
    .map(({ key, value }) => ({ name: cx.str(key), value }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, value }) => `${name}:${isNode(cx, value) ? '\n' : ' '}${cx.str(value)}`.replaceAll('\n', '\n  '));
  return lines.join('\n');
}

const method = (name: string, signature: string, rule: (self: DictValue, a: Bound, cx: Context) => Value): Value =>
  native(name, `self${signature && `, ${signature}`}`, (a, cx) => rule(dictOf(a.get('self')), a, cx));

export const cfgNode: ClassValue = attributeDictClass(
  {
    module: 'yacs.config',
    name: 'CfgNode',
    guard: (cx, self, key, value, by) => {
      if (by === 'attribute' && value && flag(cx, self, FROZEN)) {
        const change = `${cx.str(key)} to ${cx.str(value)}`;
        throw new PyError('AttributeError', `Attempted to set ${change}, but CfgNode is immutable`);
      }
    },
  },
  {
    __init__: method('__init__', 'init_dict=None, key_list=None, new_allowed=False', (self, a, cx) => {
      const given = a.get('init_dict');
      if (given.kind !== 'none') {
        const copied = new DictValue();
        takeOver(cx, copied, [deepCopy(cx, given)]);
        for (const { key, value } of copied.entries.values())
          dictSet(
            cx,
            self,
            key,
            value.kind === 'dict' && !isNode(cx, value) ? cx.call(cx.typeOf(self), [value]) : value,
          );
        opens(cx, self, copied.open);
      }
      cx.touch(self);
      self.attrs = new Map<string, Value>([
        [FROZEN, bool(false)],
        [NEW_ALLOWED, a.get('new_allowed')],
      ]);
      return NONE;
    }),
    __repr__: method('__repr__', '', (self, _a, cx) => str(`${cx.typeOf(self).name}(${builtinRepr(cx, self)})`)),
    __str__: method('__str__', '', (self, _a, cx) => str(text(cx, self))),
    merge_from_file: method('merge_from_file', 'cfg_filename, allow_unsafe=False', (self, a, cx) =>
      mergeOther(cx, self, loaded(cx, cx.typeOf(self), a.get('cfg_filename'))),
    ),
    merge_from_other_cfg: method('merge_from_other_cfg', 'cfg_other', (self, a, cx) =>
      mergeOther(cx, self, a.get('cfg_other')),
    ),
    merge_from_list: method('merge_from_list', 'cfg_list', (self, a, cx) => mergeList(cx, self, a.get('cfg_list'))),
    clone: method('clone', '', (self, _a, cx) => deepCopy(cx, self)),
    dump: unknownCall('dump', 'YAML text'),
    freeze: method('freeze', '', (self, _a, cx) => (setFlag(cx, self, FROZEN, true), NONE)),
    defrost: method('defrost', '', (self, _a, cx) => (setFlag(cx, self, FROZEN, false), NONE)),
    is_frozen: method('is_frozen', '', (self, _a, cx) => bool(flag(cx, self, FROZEN))),
    is_new_allowed: method('is_new_allowed', '', (self, _a, cx) => bool(flag(cx, self, NEW_ALLOWED))),
    set_new_allowed: method('set_new_allowed', 'is_new_allowed', (self, a, cx) => {
      setFlag(cx, self, NEW_ALLOWED, a.truth('is_new_allowed') === true);
      return NONE;
    }),
    register_deprecated_key: method('register_deprecated_key', 'key', (self, a, cx) =>
      register(cx, self, DEPRECATED, a.get('key'), NONE),
    ),
    register_renamed_key: method('register_renamed_key', 'old_name, new_name, message=None', (self, a, cx) =>
      register(cx, self, RENAMED, a.get('old_name'), a.get('new_name')),
    ),
    load_cfg: classMethod(native('load_cfg', 'cls, cfg_file_obj_or_str', loadCfg)),
  },
);

function loadCfg(a: Bound, cx: Context): Value {
  const cls = a.get('cls');
  return parsed(cx, cls.kind === 'class' ? cls : cfgNode, textOf(cx, a.get('cfg_file_obj_or_str')));
}

export const yacsModules: LibraryModule[] = [
  {
    name: 'yacs.config',
    attrs: {
      CfgNode: cfgNode,
      load_cfg: native('load_cfg', 'cfg_file_obj_or_str', (a, cx) =>
        parsed(cx, cfgNode, textOf(cx, a.get('cfg_file_obj_or_str'))),
      ),
    },
  },
  { name: 'yacs', attrs: {} },
];
