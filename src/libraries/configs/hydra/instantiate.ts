/** `hydra.utils.instantiate`: what `_target_` names, called with the other entries (_internal/instantiate/_instantiate2.py). */
import type { Context } from '../../../python/interpreter/context';
import { DictValue, ListValue, str, type Value } from '../../../python/interpreter/values';
import { dictSet } from '../../../python/builtins/containers';
import { configOf } from '../omegaconf';
import { isNode, itemsOf, toPlain } from '../omegaconf/nodes';

const CONTROLS = new Set(['_target_', '_args_', '_recursive_', '_convert_', '_partial_']);

interface Mode {
  recursive: boolean;
  /** `none` keeps configurations, `partial`, `object` and `all` make plain containers of them. */
  convert: string;
}

/** The object that a dotted path names. */
export function objectAt(cx: Context, path: Value): Value {
  if (path.kind !== 'str') return path;
  const [root, ...names] = path.value.split('.');
  return names.reduce((at, name) => cx.getAttr(at, name), cx.importModule(root));
}

/** @throws PyError what calling the target raises */
export function instantiate(
  cx: Context,
  config: Value,
  args: readonly Value[],
  overrides: ReadonlyMap<string, Value>,
): Value {
  if (config.kind === 'none' || config.kind === 'unknown') return config;
  const root = isNode(config) ? config : configOf(cx, config);
  if (!isNode(root))
    return root.kind === 'unknown' ? root : cx.unknown('what is made of the configuration is not known');
  return made(cx, root, { recursive: true, convert: 'none' }, args, overrides);
}

function made(
  cx: Context,
  node: Value,
  mode: Mode,
  args: readonly Value[] = [],
  overrides: ReadonlyMap<string, Value> = new Map(),
): Value {
  if (!isNode(node)) return node;
  if (node.open) return node.open;
  if (node.kind === 'list') {
    const items = itemsOf(node).map(({ value }) => made(cx, value, mode));
    return new ListValue(items, mode.convert === 'none' ? node.cls : undefined);
  }
  const entries = overlaid(node, overrides);
  const control = (name: string): Value | undefined => entries.get(name);
  const truth = (name: string, otherwise: boolean): boolean => {
    const value = control(name);
    return value ? cx.truth(value) === true : otherwise;
  };
  const convert = control('_convert_');
  const own: Mode = {
    recursive: truth('_recursive_', mode.recursive),
    convert: convert?.kind === 'str' ? convert.value : mode.convert,
  };
  const inner = (value: Value): Value => (own.recursive ? made(cx, value, own) : converted(cx, value, own));
  const target = control('_target_');
  if (!target) {
    const dict = new DictValue(own.convert === 'none' ? node.cls : undefined);
    for (const [name, value] of entries) if (!CONTROLS.has(name)) dictSet(cx, dict, str(name), inner(value));
    return dict;
  }
  const callee = objectAt(cx, target);
  if (callee.kind === 'unknown') return callee;
  const given = control('_args_');
  const positional = args.length > 0 ? [...args] : given ? (cx.sequence(given) ?? []).map(inner) : [];
  const named = new Map(
    [...entries].filter(([name]) => !CONTROLS.has(name)).map(([name, value]) => [name, inner(value)]),
  );
  if (!truth('_partial_', false)) return cx.call(callee, positional, named);
  return cx.call(cx.getAttr(cx.importModule('functools'), 'partial'), [callee, ...positional], named);
}

/** The entries of a node under those that the call gives. */
function overlaid(node: DictValue, overrides: ReadonlyMap<string, Value>): Map<string, Value> {
  const entries = new Map<string, Value>();
  for (const { key, value } of node.entries.values()) if (key.kind === 'str') entries.set(key.value, value);
  for (const [name, value] of overrides) entries.set(name, value);
  return entries;
}

const converted = (cx: Context, value: Value, mode: Mode): Value =>
  mode.convert === 'none' ? value : toPlain(cx, value, true, mode.convert === 'object');
