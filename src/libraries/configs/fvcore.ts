/** `fvcore.common.config`: yacs' node, whose files may name others below them. Interpreted where fvcore's source is found. */
import { dictSet } from '../../python/builtins/containers';
import { openFile, textOf } from '../../python/builtins/stdlib/textFiles';
import { yamlValue } from '../../python/builtins/stdlib/yaml';
import type { Context } from '../../python/interpreter/context';
import { classMethod, native, nativeClass, type LibraryModule } from '../../python/interpreter/native';
import { DictValue, str, type UnknownValue, type Value } from '../../python/interpreter/values';
import { dictOf } from './attributeDict';
import { cfgNode, mergeOther, pathText } from './yacs';

const BASE = 's_BASE_';

const besides = (file: string, name: string): string =>
  name.startsWith('/') ? name : `${file.slice(0, file.lastIndexOf('/') + 1)}${name}`;

/** A file of YAML over the files that `_BASE_` names, later ones over earlier ones; the reason where one is not read. */
function withBases(cx: Context, path: string): DictValue | UnknownValue {
  const file = openFile(cx, path, str('r'));
  const text = file.kind === 'unknown' ? file : textOf(cx, file);
  const value = text.kind === 'str' ? yamlValue(cx, text.value) : text;
  if (value.kind === 'unknown') return value;
  const made = new DictValue();
  if (value.kind !== 'dict') return made;
  const named = value.entries.get(BASE)?.value;
  value.entries.delete(BASE);
  for (const base of named?.kind === 'list' ? named.items : named ? [named] : []) {
    const below = base.kind === 'str' ? withBases(cx, besides(path, base.value)) : cx.unknown('read from a file');
    if (below.kind === 'unknown') return below;
    overlay(cx, below, made);
  }
  overlay(cx, value, made);
  return made;
}

/** Writes the entries of one tree over those of another. */
function overlay(cx: Context, from: DictValue, into: DictValue): void {
  for (const [hash, { key, value }] of from.entries) {
    const present = into.entries.get(hash)?.value;
    if (value.kind === 'dict' && present?.kind === 'dict') overlay(cx, value, present);
    else dictSet(cx, into, key, value);
  }
}

function loaded(cx: Context, path: Value): Value {
  const name = pathText(cx, path);
  if (name !== undefined) return withBases(cx, name);
  return path.kind === 'unknown' ? path : cx.unknown('read from a file');
}

const CfgNode = nativeClass('fvcore.common.config', 'CfgNode', [cfgNode], {
  merge_from_file: native('merge_from_file', 'self, cfg_filename, allow_unsafe=False', (a, cx) => {
    const self = dictOf(a.get('self'));
    const value = loaded(cx, a.get('cfg_filename'));
    return mergeOther(cx, self, value.kind === 'unknown' ? value : cx.call(cx.typeOf(self), [value]));
  }),
  load_yaml_with_base: classMethod(
    native('load_yaml_with_base', 'cls, filename, allow_unsafe=False', (a, cx) => loaded(cx, a.get('filename'))),
  ),
});

export const fvcoreModules: LibraryModule[] = [
  { name: 'fvcore.common', attrs: {}, isFallback: true },
  { name: 'fvcore.common.config', attrs: { CfgNode }, isFallback: true },
];
