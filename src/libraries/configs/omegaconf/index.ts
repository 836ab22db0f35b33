/** `omegaconf` 2.3: configurations from YAML, dictionaries and dataclasses, merged, with values that stand for others. */
import { exceptions } from '../../../python/builtins/exceptions';
import { quiet, unknownCall } from '../../../python/builtins/stdlib/helpers';
import { openFile, textOf } from '../../../python/builtins/stdlib/textFiles';
import { yamlValue, type Scalars } from '../../../python/builtins/stdlib/yaml';
import type { Context } from '../../../python/interpreter/context';
import { native, nativeClass, staticMethod, type LibraryModule, type Rule } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import {
  ClassValue,
  DictValue,
  FALSE,
  InstanceValue,
  NONE,
  bool,
  str,
  type UnknownValue,
  type Value,
} from '../../../python/interpreter/values';
import { pathText } from '../yacs';
import { completeClasses, dictConfig, flagOf, listConfig, mergeInto, setFlag } from './classes';
import { resolveAll, resolvers, select } from './interpolation';
import { MISSING, asNode, container, dataclassOf, isNode, rawAt, settle, store, toPlain, type Node } from './nodes';

/** Floats may be written without a dot (`1e-3`), and dates are text (`_utils.get_yaml_loader`). */
export const SCALARS: Scalars = { decimal: /^[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?[eE][-+]?[0-9]+$/, datesAreText: true };

/** A value as a configuration of its own. */
export function configOf(cx: Context, value: Value): Value {
  const made = asNode(cx, value);
  if (isNode(made)) resolveAll(cx, made);
  return made;
}

/** What a text of YAML says, as omegaconf reads it: nothing is an empty configuration. */
export function configOfYaml(cx: Context, text: string): Value {
  const value = yamlValue(cx, text, SCALARS);
  if (value.kind === 'none') return configOf(cx, new DictValue());
  return value.kind === 'str' ? configOf(cx, one(value.value, NONE)) : configOf(cx, value);
}

function one(name: string, value: Value): DictValue {
  const made = new DictValue();
  made.entries.set(`s${name}`, { key: str(name), value });
  return made;
}

function create(cx: Context, value: Value): Value {
  if (value.kind === 'none') return NONE;
  return value.kind === 'str' ? configOfYaml(cx, value.value) : configOf(cx, value);
}

function load(cx: Context, file: Value): Value {
  if (file.kind === 'unknown') return file;
  const path = pathText(cx, file);
  const stream = path === undefined && cx.findAttr(file, 'read') ? file : openFile(cx, path, str('r'));
  const text = stream.kind === 'unknown' ? stream : textOf(cx, stream);
  if (text.kind === 'unknown') return text;
  return text.kind === 'str' ? configOfYaml(cx, text.value) : cx.unknown('the YAML text is not known');
}

/** `merge(first, …)`: a new configuration; the first that is not known leaves nothing known. */
function merge(cx: Context, configs: readonly Value[]): Value {
  const [first, ...others] = configs;
  const target = configOf(cx, first ?? NONE);
  if (!isNode(target)) return target.kind === 'unknown' ? target : cx.unknown('what is merged is not known');
  for (const other of others) mergeInto(cx, target, other);
  return target;
}

/** `name.of.value=YAML` for each. @returns the reason where what they say is not known */
export function setDotted(cx: Context, node: Node, options: readonly Value[]): UnknownValue | undefined {
  for (const option of options) {
    if (option.kind !== 'str')
      return option.kind === 'unknown' ? option : cx.unknown('the options that are merged are not known');
    const at = option.value.indexOf('=');
    const [path, value] =
      at < 0 ? [option.value, NONE] : [option.value.slice(0, at), yamlValue(cx, option.value.slice(at + 1), SCALARS)];
    setPath(cx, node, path, value);
  }
  resolveAll(cx, node);
  return undefined;
}

/** Sets the value at a path, making the nodes that lead there. */
export function setPath(cx: Context, node: Node, path: string, value: Value): void {
  const names = path.split(/[.[\]]+/).filter(Boolean);
  let at: Node = node;
  for (const name of names.slice(0, -1)) {
    const below = select(cx, at, name);
    if (isNode(below)) at = below;
    else {
      store(cx, at, str(name), new DictValue());
      const made = select(cx, at, name);
      if (!isNode(made)) return;
      at = made;
    }
  }
  const last = names[names.length - 1];
  const key = at.kind === 'list' ? cx.call(types.int, [str(last)]) : str(last);
  store(cx, at, key, value);
}

function fromDotlist(cx: Context, options: Value): Value {
  const made = configOf(cx, new DictValue()) as DictValue;
  const items = cx.sequence(options);
  const why = items
    ? setDotted(cx, made, items)
    : options.kind === 'unknown'
      ? options
      : cx.unknown('the options that are merged are not known');
  made.open = why;
  return why ?? made;
}

/** The command line, of which a program without options has none: what else could stand there is open. */
function commandLine(cx: Context): Value {
  const made = configOf(cx, new DictValue()) as DictValue;
  made.open = cx.unknown('it is an argument of the command line');
  return made;
}

const flagContext = nativeClass('omegaconf', '_FlagContext', [types.object], {
  __enter__: native('__enter__', 'self', (a, cx) => {
    const self = a.get('self');
    setFlag(cx, cx.getAttr(self, 'config'), cx.str(cx.getAttr(self, 'flag')), cx.getAttr(self, 'value'));
    return cx.getAttr(self, 'config');
  }),
  __exit__: native('__exit__', 'self, *exc', (a, cx) => {
    const self = a.get('self');
    setFlag(cx, cx.getAttr(self, 'config'), cx.str(cx.getAttr(self, 'flag')), cx.getAttr(self, 'before'));
    return FALSE;
  }),
});

/** A context in which a flag of a node is another. */
const within = (name: string, flag: string): Value =>
  native(name, 'config', (a) => {
    const [config, made] = [a.get('config'), new InstanceValue(flagContext)];
    const before = isNode(config) ? (config.attrs?.get(`_flag_${flag}`) ?? NONE) : NONE;
    for (const [key, value] of Object.entries({ config, flag: str(flag), value: FALSE, before }))
      made.attrs.set(key, value);
    return made;
  });

const statics: Record<string, [signature: string, rule: Rule]> = {
  create: [
    'obj=..., parent=None, flags=None',
    (a, cx) => (a.has('obj') ? create(cx, a.get('obj')) : configOf(cx, new DictValue())),
  ],
  structured: ['obj, parent=None, flags=None', (a, cx) => configOf(cx, a.get('obj'))],
  load: ['file_', (a, cx) => load(cx, a.get('file_'))],
  merge: ['*configs', (a, cx) => merge(cx, a.rest)],
  unsafe_merge: ['*configs', (a, cx) => merge(cx, a.rest)],
  from_dotlist: ['dotlist', (a, cx) => fromDotlist(cx, a.get('dotlist'))],
  from_cli: [
    'args_list=None',
    (a, cx) => (a.isNone('args_list') ? commandLine(cx) : fromDotlist(cx, a.get('args_list'))),
  ],
  to_container: [
    'cfg, resolve=False, throw_on_missing=False, enum_to_str=False, structured_config_mode=None',
    (a, cx) => toPlain(cx, a.get('cfg'), a.truth('resolve') === true),
  ],
  to_object: ['cfg', (a, cx) => toPlain(cx, a.get('cfg'), true, true)],
  select: [
    'cfg, key, default=None, throw_on_resolution_failure=True, throw_on_missing=False',
    (a, cx) => {
      const [cfg, key] = [a.get('cfg'), a.str('key')];
      if (!isNode(cfg) || key === undefined) return cx.unknown('which value is meant is not known');
      return select(cx, cfg, key) ?? a.get('default');
    },
  ],
  update: [
    'cfg, key, value=None, merge=True, force_add=False',
    (a, cx) => {
      const [cfg, key] = [a.get('cfg'), a.str('key')];
      if (!isNode(cfg) || key === undefined) return NONE;
      const present = select(cx, cfg, key);
      const [merges, value] = [a.truth('merge') !== false, a.get('value')];
      if (merges && isNode(present) && present.kind === value.kind) mergeInto(cx, present, value);
      else setPath(cx, cfg, key, value);
      resolveAll(cx, cfg);
      return NONE;
    },
  ],
  resolve: [
    'cfg',
    (a, cx) => {
      const cfg = a.get('cfg');
      if (isNode(cfg)) settle(cx, cfg);
      return NONE;
    },
  ],
  masked_copy: [
    'conf, keys',
    (a, cx) => {
      const [conf, made] = [a.get('conf'), new DictValue()];
      const keys = a.get('keys').kind === 'str' ? [a.get('keys')] : (cx.sequence(a.get('keys')) ?? []);
      for (const key of keys) cx.setItem(made, key, cx.getItem(conf, key));
      return configOf(cx, made);
    },
  ],
  set_struct: ['conf, value', (a, cx) => (setFlag(cx, a.get('conf'), 'struct', a.get('value')), NONE)],
  set_readonly: ['conf, value', (a, cx) => (setFlag(cx, a.get('conf'), 'readonly', a.get('value')), NONE)],
  is_struct: ['conf', (a, cx) => bool(flagOf(cx, a.get('conf'), 'struct'))],
  is_readonly: ['conf', (a, cx) => bool(flagOf(cx, a.get('conf'), 'readonly'))],
  is_config: ['obj', (a) => known(a.get('obj'), isNode)],
  is_dict: ['obj', (a) => known(a.get('obj'), (value) => isNode(value) && value.kind === 'dict')],
  is_list: ['obj', (a) => known(a.get('obj'), (value) => isNode(value) && value.kind === 'list')],
  is_missing: [
    'cfg, key',
    (a, cx) => {
      const cfg = a.get('cfg');
      return isNode(cfg)
        ? bool(rawAt(cx, cfg, a.get('key')) === MISSING)
        : cx.unknown('which value is meant is not known');
    },
  ],
  is_interpolation: [
    'node, key=None',
    (a, cx) => {
      const node = a.get('node');
      return bool(isNode(node) && (rawAt(cx, node, a.get('key'))?.includes('${') ?? false));
    },
  ],
  get_type: [
    'obj, key=None',
    (a, cx) => {
      const node = a.isNone('key') ? a.get('obj') : cx.getItem(a.get('obj'), a.get('key'));
      return (isNode(node) && dataclassOf(node)) || cx.typeOf(node);
    },
  ],
  register_new_resolver: [
    'name, resolver, replace=False, use_cache=False',
    (a, cx) => register(cx, a.str('name'), a.get('resolver')),
  ],
  register_resolver: ['name, resolver', (a, cx) => register(cx, a.str('name'), a.get('resolver'))],
  has_resolver: [
    'name',
    (a, cx) => bool(resolvers(cx).has(a.str('name') ?? '') || (a.str('name') ?? '').startsWith('oc.')),
  ],
  clear_resolvers: ['', (_a, cx) => (resolvers(cx).clear(), NONE)],
};

function register(cx: Context, name: string | undefined, resolver: Value): Value {
  if (name !== undefined) resolvers(cx).set(name, resolver);
  return NONE;
}

const known = (value: Value, is: (value: Value) => boolean): Value =>
  value.kind === 'unknown' ? value : bool(is(value));

const omegaConf = nativeClass('omegaconf.omegaconf', 'OmegaConf', [types.object], {
  ...Object.fromEntries(
    Object.entries(statics).map(([name, [signature, rule]]) => [name, staticMethod(native(name, signature, rule))]),
  ),
  to_yaml: staticMethod(unknownCall('to_yaml', 'YAML text')),
  save: staticMethod(quiet('save')),
});

const errors = Object.fromEntries(
  Object.entries({
    OmegaConfBaseException: exceptions.Exception,
    ConfigAttributeError: exceptions.AttributeError,
    ConfigKeyError: exceptions.KeyError,
    MissingMandatoryValue: exceptions.Exception,
    ReadonlyConfigError: exceptions.Exception,
    ValidationError: exceptions.ValueError,
  }).map(([name, base]) => [name, new ClassValue(name, [base], {}, 'omegaconf.errors')]),
);

const attrs = (): Record<string, Value> => {
  completeClasses();
  return {
    OmegaConf: omegaConf,
    DictConfig: dictConfig,
    ListConfig: listConfig,
    Container: container,
    MISSING: str(MISSING),
    II: native('II', 'interpolation', (a) => str(`\${${a.str('interpolation') ?? ''}}`)),
    SI: native('SI', 'interpolation', (a) => a.get('interpolation')),
    open_dict: within('open_dict', 'struct'),
    read_write: within('read_write', 'readonly'),
    ...errors,
  };
};

export const omegaconfModules: LibraryModule[] = [
  { name: 'omegaconf', attrs },
  { name: 'omegaconf.omegaconf', attrs },
  { name: 'omegaconf.dictconfig', attrs: () => ({ DictConfig: attrs().DictConfig }) },
  { name: 'omegaconf.listconfig', attrs: () => ({ ListConfig: attrs().ListConfig }) },
  { name: 'omegaconf.errors', attrs: errors },
];
