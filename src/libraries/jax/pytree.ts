/** `jax.tree`: functions over nested tuples, lists and dicts. */
import type { Context } from '../../python/interpreter/context';
import { getter, native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { InstanceValue, NativeFunction, int, list, tuple, type Value } from '../../python/interpreter/values';
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

/** What a tree is without its leaves. */
const structureClass = nativeClass('jax.tree_util', 'PyTreeDef', [types.object], {
  num_leaves: getter('num_leaves', (self) => int(leavesOf(treeOf(self)).length)),
  unflatten: native('unflatten', 'self, leaves', (a, cx) => unflattened(cx, a.get('self'), a.get('leaves'))),
});

const treeOf = (structure: Value): Value => (structure as InstanceValue).native as Value;

function structureOf(value: Value): Value {
  const structure = new InstanceValue(structureClass);
  structure.native = value;
  return structure;
}

/** Leaves in the places of others. */
function unflattened(cx: Context, structure: Value, given: Value): Value {
  const values = cx.sequence(given);
  if (structure.kind !== 'instance' || structure.cls !== structureClass || !values)
    return cx.unknown('the structure of the tree is not known');
  const places = new Map(leavesOf(treeOf(structure)).map((leaf, i) => [leaf, values[i]]));
  return places.size === values.length
    ? mapTree(treeOf(structure), [], (leaf) => places.get(leaf) ?? leaf)
    : cx.unknown('the leaves do not fit the tree');
}

const flatten = native('flatten', 'tree, is_leaf=None', (a) =>
  tuple([list(leavesOf(a.get('tree'))), structureOf(a.get('tree'))]),
);
const structure = native('structure', 'tree, is_leaf=None', (a) => structureOf(a.get('tree')));
const unflatten = native('unflatten', 'treedef, leaves', (a, cx) => unflattened(cx, a.get('treedef'), a.get('leaves')));
/** The paths to the leaves are not followed. */
const mapWithPath = native('map_with_path', 'f, tree, *rest, is_leaf=None', (a, cx) =>
  mapTree(a.get('tree'), a.rest, (...found) => cx.call(a.get('f'), [cx.unknown('the path to a leaf'), ...found])),
);

/** `jax.tree`. */
export const tree: Record<string, Value> = {
  map,
  leaves,
  reduce,
  flatten,
  structure,
  unflatten,
  map_with_path: mapWithPath,
};
/** `jax.tree_util`: the same under older names. */
export const treeUtil: Record<string, Value> = Object.fromEntries(
  Object.entries(tree).map(([name, fn]) => [`tree_${name}`, fn]),
);
