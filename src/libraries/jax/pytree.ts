/** `jax.tree`: functions over nested tuples, lists and dicts. */
import type { Context } from '../../python/interpreter/context';
import { native } from '../../python/interpreter/native';
import { NativeFunction, list, type Value } from '../../python/interpreter/values';
import { mapTree } from '../common/trees';

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
