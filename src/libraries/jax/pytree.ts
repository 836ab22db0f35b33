/** `jax.tree`: functions over nested tuples, lists and dicts (JAX documentation, "Pytrees"). */
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { getter, native, nativeClass, type Bound } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import {
  InstanceValue,
  NONE,
  NativeFunction,
  FALSE,
  TRUE,
  int,
  list,
  tuple,
  type ClassValue,
  type ListValue,
  type Value,
} from '../../python/interpreter/values';
import { leavesWithPaths, mapTree, partsOf, type Part } from '../common/trees';
import { keyAttributes, keyOfStep } from './treePaths';
import { said, type Saying } from '../../protocol/say';

type IsLeaf = ((value: Value) => boolean) | undefined;

/** The `is_leaf` argument; what cannot be told is no leaf. */
function isLeafOf(a: Bound, cx: Context): IsLeaf {
  if (!a.has('is_leaf') || a.isNone('is_leaf')) return undefined;
  return (value) => cx.truth(cx.call(a.get('is_leaf'), [value])) === true;
}

/** Leaves in order. */
export const leavesOf = (value: Value, isLeaf?: IsLeaf): Value[] =>
  leavesWithPaths(value, isLeaf).leaves.map((leaf) => leaf.value);

/** The same as Python's list, open where the tree has parts that are not known. */
function leafList(tree: Value, isLeaf: IsLeaf): ListValue {
  const { leaves, open } = leavesWithPaths(tree, isLeaf);
  const made = list(leaves.flatMap(({ value }) => (value.kind === 'unknown' ? [] : [value])));
  made.open = open;
  return made;
}

// ── Trees of one form ──────────────────────────────────────────────────────────────────────────

const isOpen = (value: Value): boolean =>
  value.kind === 'unknown' || ((value.kind === 'list' || value.kind === 'dict') && value.open !== undefined);

const nameOf = (value: Value): string => (value.kind === 'instance' ? value.cls.name : value.kind);

const keyText = (cx: Context, { step }: Part): string =>
  step.kind === 'key' ? cx.repr(step.key) : step.kind === 'attribute' ? step.name : String(step.at);

/** How the form of one tree certainly differs from another's whose leaves may be trees; undefined where it may not. */
function misfit(cx: Context, one: Value, other: Value, isLeaf: IsLeaf): Saying | undefined {
  if (isOpen(one) || isOpen(other) || isLeaf?.(one)) return undefined;
  const [mine, others] = [partsOf(one), partsOf(other)];
  if (!mine || (one.kind === 'instance' && others)) return undefined;
  const isOther = !others || (one.kind !== other.kind && one.kind !== 'instance');
  if (isOther && (one.kind === 'none' ? other.kind !== 'none' : true)) {
    return said`one tree has a ${nameOf(one)} where the other has a ${nameOf(other)}`;
  }
  if (one.kind === 'none') return undefined;
  const names = (parts: readonly Part[]): string[] => parts.map((part) => keyText(cx, part));
  const [own, theirs] = [names(mine), names(others!)];
  const missing = own.find((name) => !theirs.includes(name));
  const more = theirs.find((name) => !own.includes(name));
  if (missing !== undefined || more !== undefined) {
    return said`one tree has ${(missing ?? more)!} and the other has not`;
  }
  for (const [i, part] of mine.entries()) {
    const found = misfit(cx, part.value, others![theirs.indexOf(own[i])].value, isLeaf);
    if (found) return found;
  }
  return undefined;
}

/** How the forms of two trees certainly differ. */
export const formDifference = (cx: Context, one: Value, other: Value): Saying | undefined =>
  misfit(cx, one, other, undefined) ?? misfit(cx, other, one, undefined);

/**
 * The trees that are mapped together have the first one's form (jax/_src/tree_util.py, `tree_map`; a leaf of the first may be a whole tree
 * of another).
 * @throws PyError ValueError where the form of one certainly differs
 */
function checkForm(cx: Context, one: Value, other: Value, isLeaf: IsLeaf): void {
  const how = misfit(cx, one, other, isLeaf);
  if (how) throw new PyError('ValueError', said`The trees that are mapped together differ: ${how}.`, 'tree-mismatch');
}

const map = native('map', 'f, tree, *rest, is_leaf=None', (a, cx) => {
  const isLeaf = isLeafOf(a, cx);
  for (const other of a.rest) checkForm(cx, a.get('tree'), other, isLeaf);
  return mapTree(a.get('tree'), a.rest, (...leaves) => cx.call(a.get('f'), leaves), isLeaf);
});

const reduce = native('reduce', 'function, tree, initializer=None, is_leaf=None', (a, cx) => {
  const { leaves: found, open } = leavesWithPaths(a.get('tree'), isLeafOf(a, cx));
  if (open) return open;
  const values = found.map((leaf) => leaf.value);
  const start = a.has('initializer') ? a.get('initializer') : values.shift();
  if (!start) return cx.unknown('a tree without leaves has nothing to reduce');
  return values.reduce((sum, value) => cx.call(a.get('function'), [sum, value]), start);
});

// ── Apart and together ─────────────────────────────────────────────────────────────────────────

/** What a tree is without its leaves. */
const structureClass = nativeClass('jax.tree_util', 'PyTreeDef', [types.object], {
  num_leaves: getter('num_leaves', (self, cx) => {
    const { leaves, open } = leavesWithPaths(treeOf(self));
    return open ? cx.unknown('how many leaves the tree has is not known') : int(leaves.length);
  }),
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
  const places = leavesOf(treeOf(structure));
  if (places.length !== values.length || leavesWithPaths(treeOf(structure)).open)
    return cx.unknown('the leaves do not fit the tree');
  const queue = new Map<Value, Value[]>();
  places.forEach((leaf, i) => queue.set(leaf, [...(queue.get(leaf) ?? []), values[i]]));
  return mapTree(treeOf(structure), [], (leaf) => queue.get(leaf)?.shift() ?? leaf);
}

const flatten = native('flatten', 'tree, is_leaf=None', (a, cx) =>
  tuple([leafList(a.get('tree'), isLeafOf(a, cx)), structureOf(a.get('tree'))]),
);
const structure = native('structure', 'tree, is_leaf=None', (a) => structureOf(a.get('tree')));
const unflatten = native('unflatten', 'treedef, leaves', (a, cx) => unflattened(cx, a.get('treedef'), a.get('leaves')));

// ── Paths ──────────────────────────────────────────────────────────────────────────────────────

/** Pairs of a path and the leaf there; an unknown part may have any. */
function withPaths(a: Bound, cx: Context): ListValue {
  const { leaves, open } = leavesWithPaths(a.get('tree'), isLeafOf(a, cx));
  const made = list(leaves.map(({ path, value }) => tuple([tuple(path.map(keyOfStep)), value])));
  made.open = open;
  return made;
}

const mapWithPath = native('map_with_path', 'f, tree, *rest, is_leaf=None, is_leaf_takes_path=False', (a, cx) => {
  const isLeaf = isLeafOf(a, cx);
  const paths = new Map<Value, Value[]>();
  for (const { path, value } of leavesWithPaths(a.get('tree'), isLeaf).leaves)
    paths.set(value, [...(paths.get(value) ?? []), tuple(path.map(keyOfStep))]);
  for (const other of a.rest) checkForm(cx, a.get('tree'), other, isLeaf);
  const called = (leaf: Value, ...others: Value[]): Value =>
    cx.call(a.get('f'), [paths.get(leaf)?.shift() ?? cx.unknown('the path to a leaf'), leaf, ...others]);
  return mapTree(a.get('tree'), a.rest, called, isLeaf);
});

// ── Classes of one's own ───────────────────────────────────────────────────────────────────────

/** A class whose objects are nodes in a way that the program says: what is in them is not followed. */
const registered = (name: string): NativeFunction =>
  new NativeFunction(name, (cx, { args: [cls] }) => {
    if (cls?.kind !== 'class') return NONE;
    cx.touch(cls);
    cls.hooks = { ...cls.hooks, openTree: said`what ${cls.name} has as parts of a tree is not followed` };
    return cls;
  });

/** `register_dataclass`: the fields named are the parts; all but those marked static where none are. */
const registerDataclass = native(
  'register_dataclass',
  'nodetype, data_fields=None, meta_fields=None, drop_fields=()',
  (a, cx) => {
    const cls = a.get('nodetype');
    if (cls.kind !== 'class') return cls;
    const names = a.isNone('data_fields') ? undefined : cx.sequence(a.get('data_fields'));
    const data = names?.flatMap((name) => (name.kind === 'str' ? [name.value] : []));
    cx.touch(cls);
    const isPart = data ? (_: InstanceValue, name: string) => data.includes(name) : isDataField;
    cls.hooks = { ...cls.hooks, isTreePart: isPart };
    return cls;
  },
);

const isDataField = (self: InstanceValue, name: string): boolean => marked(self.cls, name, 'static') !== TRUE;

/** What the metadata of a dataclass' field says. */
export function marked(cls: ClassValue, field: string, mark: string): Value | undefined {
  const fields = cls.lookup('__dataclass_fields__');
  if (fields?.kind !== 'dict') return undefined;
  const found = [...fields.entries.values()].find(({ key }) => key.kind === 'str' && key.value === field)?.value;
  const metadata = found?.kind === 'instance' ? found.attrs.get('metadata') : undefined;
  if (metadata?.kind !== 'dict') return undefined;
  return [...metadata.entries.values()].find(({ key }) => key.kind === 'str' && key.value === mark)?.value;
}

const all = native('all', 'tree, *, is_leaf=None', (a, cx) => {
  const { leaves, open } = leavesWithPaths(a.get('tree'), isLeafOf(a, cx));
  const truths = leaves.map(({ value }) => cx.truth(value));
  if (truths.includes(false)) return FALSE;
  return open || truths.includes(undefined) ? cx.unknown('whether all leaves are true') : TRUE;
});

/** `jax.tree`. */
export const tree: Record<string, Value> = {
  map,
  leaves: native('leaves', 'tree, is_leaf=None', (a, cx) => leafList(a.get('tree'), isLeafOf(a, cx))),
  reduce,
  all,
  flatten,
  structure,
  unflatten,
  map_with_path: mapWithPath,
  leaves_with_path: native('leaves_with_path', 'tree, is_leaf=None, **kwargs', withPaths),
  flatten_with_path: native('flatten_with_path', 'tree, is_leaf=None, **kwargs', (a, cx) =>
    tuple([withPaths(a, cx), structureOf(a.get('tree'))]),
  ),
};

/** `jax.tree_util`: the same under older names, keys of paths, and what makes a class of one's own a tree. */
export const treeUtil: Record<string, Value> = {
  ...Object.fromEntries(Object.entries(tree).map(([name, fn]) => [`tree_${name}`, fn])),
  ...keyAttributes,
  PyTreeDef: structureClass,
  register_pytree_node: registered('register_pytree_node'),
  register_pytree_node_class: registered('register_pytree_node_class'),
  register_pytree_with_keys: registered('register_pytree_with_keys'),
  register_pytree_with_keys_class: registered('register_pytree_with_keys_class'),
  register_static: new NativeFunction('register_static', (_cx, { args: [cls] }) => cls ?? NONE),
  register_dataclass: registerDataclass,
};
