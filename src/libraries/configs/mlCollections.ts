/** `ml_collections` 1.1: entries in the order of their names, of one type each, and closed once locked. */
import { dictSet } from '../../python/builtins/containers';
import { methodNative, unknownCall } from '../../python/builtins/stdlib/helpers';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { getter, native, nativeClass, type LibraryModule } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import {
  DictValue,
  FALSE,
  InstanceValue,
  NONE,
  TRUE,
  bool,
  float,
  str,
  type Value,
} from '../../python/interpreter/values';
import { attributeDictClass, dictOf, gathered, opens, sortByName, withNodes, withoutNodes } from './attributeDict';
import { giveMappingMethods } from './mapping';

const LOCKED = '_locked';
const FROZEN = '_frozen';

const is = (cx: Context, self: DictValue, flag: string): boolean => {
  const value = self.attrs?.get(flag);
  return value !== undefined && cx.truth(value) === true;
};

function setFlag(cx: Context, self: DictValue, flag: string, to: boolean): void {
  cx.touch(self);
  (self.attrs ??= new Map()).set(flag, bool(to));
  for (const { value } of self.entries.values()) if (isNode(cx, value)) setFlag(cx, value, flag, to);
}

const isNode = (cx: Context, value: Value): value is DictValue =>
  value.kind === 'dict' && cx.isInstance(value, configDict);

const node = (cx: Context, value: Value): Value =>
  value.kind === 'dict' && !isNode(cx, value) ? cx.call(configDict, [value]) : value;

function stored(cx: Context, self: DictValue, value: Value, key: Value): Value {
  const present = key.kind === 'str' ? self.entries.get(`s${key.value}`)?.value : undefined;
  // A whole number in the place of a float is one (`_safe_cast`).
  if (present?.kind === 'float' && value.kind === 'int') return float(value.value);
  return node(cx, value);
}

function refuse(cx: Context, self: DictValue, key: Value, by: 'attribute' | 'item'): void {
  if (is(cx, self, FROZEN))
    throw new PyError('AttributeError', 'FrozenConfigDict is immutable. Cannot call __setattr__().');
  const isKnown = cx.truth(cx.compare('in', key, self)) !== false;
  if (!is(cx, self, LOCKED) || isKnown) return;
  const words = `Key "${cx.str(key)}" does not exist and cannot be added since the config is locked.`;
  throw new PyError(by === 'attribute' ? 'AttributeError' : 'KeyError', words);
}

/** Takes over entries: nodes on both sides are merged. */
function update(cx: Context, self: DictValue, other: DictValue): void {
  for (const [hash, { key, value }] of other.entries) {
    const present = self.entries.get(hash)?.value;
    if (isNode(cx, present ?? NONE) && value.kind === 'dict') update(cx, present as DictValue, value);
    else cx.setItem(self, key, value);
  }
  opens(cx, self, other.open);
}

const configDict = attributeDictClass(
  {
    module: 'ml_collections.config_dict.config_dict',
    name: 'ConfigDict',
    bases: [types.object],
    stored,
    missing: (_cx, _self, name) => {
      throw new PyError('AttributeError', `"'${name}'"`);
    },
    after: (_cx, self) => sortByName(self),
    guard: (cx, self, key, _value, by) => refuse(cx, self, key, by),
  },
  {
    __init__: native('__init__', 'self, initial_dictionary=None, type_safe=True, **kwargs', (a, cx) => {
      const [self, given] = [dictOf(a.get('self')), a.get('initial_dictionary')];
      if (given.kind === 'none') return NONE;
      const all = gathered(cx, [given]);
      for (const { key, value } of all.entries.values()) cx.setItem(self, key, value);
      opens(cx, self, all.open);
      if (isNode(cx, given) && is(cx, given, LOCKED)) setFlag(cx, self, LOCKED, true);
      return NONE;
    }),
    update: native('update', 'self, /, *other, **kwargs', (a, cx) => {
      update(cx, dictOf(a.get('self')), gathered(cx, a.rest, a.extra));
      return NONE;
    }),
    update_from_flattened_dict: native(
      'update_from_flattened_dict',
      "self, flattened_dict, strip_prefix=''",
      (a, cx) => {
        const [self, prefix] = [dictOf(a.get('self')), a.str('strip_prefix') ?? ''];
        const flat = gathered(cx, [a.get('flattened_dict')]);
        for (const { key, value } of flat.entries.values())
          if (key.kind === 'str' && key.value.startsWith(prefix))
            setAt(cx, self, key.value.slice(prefix.length), value);
        opens(cx, self, flat.open);
        return NONE;
      },
    ),
    lock: native('lock', 'self', (a, cx) => (setFlag(cx, dictOf(a.get('self')), LOCKED, true), a.get('self'))),
    unlock: native('unlock', 'self', (a, cx) => (setFlag(cx, dictOf(a.get('self')), LOCKED, false), a.get('self'))),
    is_locked: getter('is_locked', (self, cx) => bool(self.kind === 'dict' && is(cx, self, LOCKED))),
    is_type_safe: getter('is_type_safe', () => TRUE),
    unlocked: native('unlocked', 'self', (a, cx) => {
      const self = dictOf(a.get('self'));
      const wasLocked = is(cx, self, LOCKED);
      setFlag(cx, self, LOCKED, false);
      return contextOf(self, () => setFlag(cx, self, LOCKED, wasLocked));
    }),
    ignore_type: native('ignore_type', 'self', (a) => contextOf(a.get('self'), () => undefined)),
    get_type: native('get_type', 'self, key', (a, cx) => cx.typeOf(cx.getItem(a.get('self'), a.get('key')))),
    get_ref: unknownCall('get_ref', 'a reference to a value of a configuration'),
    get_oneway_ref: unknownCall('get_oneway_ref', 'a reference to a value of a configuration'),
    to_dict: native('to_dict', 'self, *args, **kwargs', (a, cx) =>
      withoutNodes(a.get('self'), (dict) => isNode(cx, dict)),
    ),
    to_json: unknownCall('to_json', 'JSON text'),
    to_json_best_effort: unknownCall('to_json_best_effort', 'JSON text'),
    to_yaml: unknownCall('to_yaml', 'YAML text'),
    copy_and_resolve_references: native('copy_and_resolve_references', 'self, visit_map=None', (a, cx) =>
      withNodes(a.get('self'), (dict) => copied(cx, dict)),
    ),
  },
);

function copied(cx: Context, dict: DictValue): DictValue {
  const made = new DictValue(dict.cls);
  for (const [hash, { key, value }] of dict.entries)
    made.entries.set(hash, { key, value: isNode(cx, value) ? copied(cx, value) : value });
  made.open = dict.open;
  made.attrs = dict.attrs && new Map(dict.attrs);
  return made;
}

/** Sets what a path like `model.width` names. */
function setAt(cx: Context, self: DictValue, path: string, value: Value): void {
  const names = path.split('.');
  let at: Value = self;
  for (const name of names.slice(0, -1)) at = cx.getItem(at, str(name));
  cx.setItem(at, str(names[names.length - 1]), value);
}

const contextClass = nativeClass('contextlib', '_GeneratorContextManager', [types.object], {
  __enter__: native('__enter__', 'self', (a, cx) => cx.getAttr(a.get('self'), 'value')),
  __exit__: native('__exit__', 'self, *exc', (a, cx) => {
    cx.call(cx.getAttr(a.get('self'), 'leave'));
    return FALSE;
  }),
});

/** A context that gives a value, and does something when it is left. */
function contextOf(value: Value, leave: () => void): Value {
  const made = new InstanceValue(contextClass);
  made.attrs.set('value', value);
  made.attrs.set(
    'leave',
    methodNative('leave', () => {
      leave();
      return NONE;
    }),
  );
  return made;
}

const frozenConfigDict = nativeClass('ml_collections.config_dict.config_dict', 'FrozenConfigDict', [configDict], {
  __init__: native('__init__', 'self, initial_dictionary=None, type_safe=True', (a, cx) => {
    const self = dictOf(a.get('self'));
    if (!a.isNone('initial_dictionary'))
      for (const { key, value } of gathered(cx, [a.get('initial_dictionary')]).entries.values())
        dictSet(cx, self, key, value.kind === 'dict' ? cx.call(frozenConfigDict, [value]) : value);
    sortByName(self);
    setFlag(cx, self, FROZEN, true);
    return NONE;
  }),
});

const attrs = (): Record<string, Value> => {
  giveMappingMethods(configDict);
  const placeholder = native('placeholder', 'field_type=None, required=False', () => NONE);
  return {
    ConfigDict: configDict,
    FrozenConfigDict: frozenConfigDict,
    create: native('create', '**kwargs', (a, cx) => cx.call(configDict, [gathered(cx, [], a.extra)])),
    placeholder,
    required_placeholder: placeholder,
    FieldReference: unknownCall('FieldReference', 'a reference to a value of a configuration'),
  };
};

export const mlCollectionsModules: LibraryModule[] = [
  'ml_collections',
  'ml_collections.config_dict',
  'ml_collections.config_dict.config_dict',
].map((name) => ({ name, attrs }));
