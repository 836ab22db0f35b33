/** `jax.tree`: functions over nested tuples, lists and dicts. */
import type { Context } from '../../python/interpreter/context';
import { native } from '../../python/interpreter/native';
import { DictValue, ListValue, NativeFunction, TupleValue, list, type Value } from '../../python/interpreter/values';

/** The parts of a node in JAX's order (dicts by sorted keys); undefined for a leaf. */
function partsOf(value: Value): Value[] | undefined {
  if (value.kind === 'tuple' || value.kind === 'list') return [...value.items];
  if (value.kind === 'dict') {
    return [...value.entries.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry.value);
  }
  return value.kind === 'none' ? [] : undefined;
}

/** Leaves in order. */
export function leavesOf(value: Value): Value[] {
  return partsOf(value)?.flatMap(leavesOf) ?? [value];
}

/** The tree with each leaf replaced; `rest` are trees of the same form. */
export function mapTree(value: Value, rest: readonly Value[], map: (...leaves: Value[]) => Value): Value {
  const item = (tree: Value, i: number): Value =>
    tree.kind === 'tuple' || tree.kind === 'list' ? (tree.items[i] ?? tree) : tree;
  const mapItems = (items: readonly Value[]) =>
    items.map((part, i) => {
      const others = rest.map((tree) => item(tree, i));
      return mapTree(part, others, map);
    });
  switch (value.kind) {
    case 'tuple':
      return new TupleValue(mapItems(value.items), value.cls);
    case 'list':
      return new ListValue(mapItems(value.items), value.cls);
    case 'dict': {
      const mapped = new DictValue(value.cls);
      mapped.open = value.open;
      for (const [hash, entry] of value.entries) {
        const parts = rest.map((tree) => (tree.kind === 'dict' ? (tree.entries.get(hash)?.value ?? tree) : tree));
        mapped.entries.set(hash, { key: entry.key, value: mapTree(entry.value, parts, map) });
      }
      return mapped;
    }
    // Something unknown may be a leaf or any tree.
    case 'none':
    case 'unknown':
      return value;
    default:
      return map(value, ...rest);
  }
}

const map = native('map', 'f, tree, *rest, is_leaf=None', (a, cx) =>
  mapTree(a.get('tree'), a.rest, (...leaves) => cx.call(a.get('f'), leaves)),
);
const leaves = native('leaves', 'tree, is_leaf=None', (a) => list(leavesOf(a.get('tree'))));
const reduce = new NativeFunction('reduce', (cx: Context, { args: [f, tree, initial] }) => {
  const values = leavesOf(tree);
  const start = initial ?? values.shift();
  if (!start) return cx.unknown('a tree without leaves has nothing to reduce');
  return values.reduce((sum, value) => cx.call(f, [sum, value]), start);
});

/** `jax.tree`. */
export const tree: Record<string, Value> = { map, leaves, reduce };
/** `jax.tree_util`: the same under older names. */
export const treeUtil: Record<string, Value> = { tree_map: map, tree_leaves: leaves, tree_reduce: reduce };
