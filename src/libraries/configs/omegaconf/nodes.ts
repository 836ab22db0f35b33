/**
 * `DictConfig` and `ListConfig`: trees of nodes that know their parents. What a text with `${…}` stands for is kept in the
 * entry itself, so that whatever reads a node reads values; the text lies beside it (`_raw`) for as long as it holds.
 */
import { deepCopy } from '../../../python/builtins/stdlib/copy';
import { dataclassFields } from '../../../python/builtins/stdlib/dataclasses';
import { dictSet, keyOf } from '../../../python/builtins/containers';
import type { Context } from '../../../python/interpreter/context';
import { nativeClass } from '../../../python/interpreter/native';
import { typeOf, types } from '../../../python/interpreter/types';
import { DictValue, ListValue, NONE, int, str, type ClassValue, type Value } from '../../../python/interpreter/values';

export type Node = DictValue | ListValue;

export const container = nativeClass('omegaconf.base', 'Container', [types.object]);

export const MISSING = '???';

const [PARENT, RAW, TYPE] = ['_parent', '_raw', '_type'];

/** The classes of nodes; they are made where their methods are (`classes.ts`). */
export const nodeClasses: { dict?: ClassValue; list?: ClassValue } = {};

export const isNode = (value: Value | undefined): value is Node =>
  (value?.kind === 'dict' || value?.kind === 'list') && value.cls !== undefined && value.cls.isSubclassOf(container);

/** The node above; undefined for a root. */
export function parentOf(node: Node): Node | undefined {
  const parent = node.attrs?.get(PARENT);
  return isNode(parent) ? parent : undefined;
}

export function rootOf(node: Node): Node {
  const parent = parentOf(node);
  return parent ? rootOf(parent) : node;
}

/** The dataclass that a node was made of. */
export function dataclassOf(node: Node): ClassValue | undefined {
  const cls = node.attrs?.get(TYPE);
  return cls?.kind === 'class' ? cls : undefined;
}

function setAttr(cx: Context, node: Node, name: string, value: Value): void {
  cx.touch(node);
  (node.attrs ??= new Map()).set(name, value);
}

// ── Texts that stand for other values ──────────────────────────────────────────────────────────

const standsForOther = (value: Value): boolean =>
  value.kind === 'str' && (value.value === MISSING || value.value.includes('${'));

function rawTable(node: Node): DictValue | undefined {
  const table = node.attrs?.get(RAW);
  return table?.kind === 'dict' ? table : undefined;
}

/** The text that stands at a key for another value, or for none (`???`); undefined for ordinary values. */
export function rawAt(cx: Context, node: Node, key: Value): string | undefined {
  const raw = rawTable(node)?.entries.get(keyOf(cx, key))?.value;
  return raw?.kind === 'str' ? raw.value : undefined;
}

/** Notes whether what is stored at a key stands for something else. */
function noteRaw(cx: Context, node: Node, key: Value, value: Value): void {
  const table = rawTable(node);
  if (standsForOther(value)) {
    const made = table ?? new DictValue();
    if (!table) setAttr(cx, node, RAW, made);
    dictSet(cx, made, key, value);
  } else if (table?.entries.has(keyOf(cx, key))) {
    cx.touch(table);
    table.entries.delete(keyOf(cx, key));
  }
}

/** Makes what stands for other values those values for good. */
export function settle(cx: Context, node: Node): void {
  if (rawTable(node)) setAttr(cx, node, RAW, new DictValue());
  for (const child of childrenOf(node)) settle(cx, child.node);
}

/** Keys and values of a node. */
export function itemsOf(node: Node): { key: Value; value: Value }[] {
  if (node.kind === 'dict') return [...node.entries.values()];
  return node.items.map((value, i) => ({ key: int(i), value }));
}

function childrenOf(node: Node): { key: Value; node: Node }[] {
  return itemsOf(node).flatMap(({ key, value }) =>
    isNode(value) && parentOf(value) === node ? [{ key, node: value }] : [],
  );
}

/** Writes a value without asking what it stands for. */
export function put(cx: Context, node: Node, key: Value, value: Value): void {
  if (node.kind === 'dict') dictSet(cx, node, key, value);
  else if (key.kind === 'int' && typeof key.value === 'number') {
    cx.touch(node);
    node.items[key.value] = value;
  }
}

/** Every text of a tree that stands for something else, with its place. */
export function rawsOf(root: Node): { node: Node; key: Value; text: string }[] {
  const own = [...(rawTable(root)?.entries ?? [])].flatMap(([hash, { key, value }]) => {
    const isThere =
      root.kind === 'dict' ? root.entries.has(hash) : key.kind === 'int' && Number(key.value) < root.items.length;
    return isThere && value.kind === 'str' ? [{ node: root, key, text: value.value }] : [];
  });
  return [...own, ...childrenOf(root).flatMap((child) => rawsOf(child.node))];
}

// ── Making nodes ───────────────────────────────────────────────────────────────────────────────

/**
 * What a value is as a part of a configuration: containers and dataclasses become new nodes, also those that are nodes
 * already, since a configuration keeps copies.
 */
export function asNode(cx: Context, value: Value, parent?: Node): Value {
  if (value.kind === 'dict') return dictNode(cx, value, parent);
  if (value.kind === 'list' || value.kind === 'tuple') return listNode(cx, value.items, value, parent);
  const cls = value.kind === 'class' ? value : value.kind === 'instance' ? value.cls : undefined;
  const fields = cls && dataclassFields(cls);
  if (!cls || !fields) return value;
  const made = dictNode(cx, fieldsOf(cx, value, fields.keys()), parent);
  setAttr(cx, made, TYPE, cls);
  return made;
}

function dictNode(cx: Context, source: DictValue, parent: Node | undefined): DictValue {
  const made = new DictValue(nodeClasses.dict);
  if (parent) setAttr(cx, made, PARENT, parent);
  for (const { key, value } of source.entries.values()) store(cx, made, key, unresolved(cx, source, key, value));
  made.open = source.open;
  const cls = isNode(source) ? dataclassOf(source) : undefined;
  if (cls) setAttr(cx, made, TYPE, cls);
  return made;
}

function listNode(cx: Context, items: readonly Value[], source: Value, parent: Node | undefined): ListValue {
  const made = new ListValue([], nodeClasses.list);
  if (parent) setAttr(cx, made, PARENT, parent);
  made.items = items.map(() => NONE);
  items.forEach((value, i) => store(cx, made, int(i), unresolved(cx, source, int(i), value)));
  made.open = source.kind === 'list' ? source.open : undefined;
  return made;
}

/** The text that stands at a key of a node; the value itself of anything else. */
function unresolved(cx: Context, source: Value, key: Value, value: Value): Value {
  const raw = isNode(source) ? rawAt(cx, source, key) : undefined;
  return raw === undefined ? value : str(raw);
}

/** Stores a value as a part of a node. What it stands for is asked later, when the tree is whole (`resolveAll`). */
export function store(cx: Context, node: Node, key: Value, value: Value): void {
  noteRaw(cx, node, key, value);
  put(cx, node, key, asNode(cx, value, node));
}

/** The fields of a dataclass or of an object of one; those without a value are missing. */
function fieldsOf(cx: Context, value: Value, names: Iterable<string>): DictValue {
  const made = new DictValue();
  for (const name of names) dictSet(cx, made, str(name), fieldOf(cx, value, name));
  return made;
}

function fieldOf(cx: Context, value: Value, name: string): Value {
  if (value.kind === 'instance') return value.attrs.get(name) ?? str(MISSING);
  const field = value.kind === 'class' ? dataclassFields(value)?.get(name) : undefined;
  const [fallback, factory] = ['default', 'default_factory'].map((key) => field?.attrs.get(key));
  const isGiven = (part: Value | undefined): part is Value =>
    part !== undefined && part.kind !== 'none' && typeOf(part).name !== '_MISSING_TYPE';
  if (isGiven(factory)) return cx.call(factory);
  return fallback && typeOf(fallback).name !== '_MISSING_TYPE' ? fallback : str(MISSING);
}

/** A copy of a tree that is a root of its own. */
export function copyOf(cx: Context, node: Node): Value {
  return asNode(cx, node);
}

/**
 * A tree as plain dictionaries and lists.
 * @param resolve whether texts that stand for other values are those values, or stay texts
 * @param asObjects whether nodes of dataclasses become objects of them
 */
export function toPlain(cx: Context, value: Value, resolve: boolean, asObjects = false): Value {
  if (!isNode(value)) return value;
  const inner = ({ key, value: item }: { key: Value; value: Value }): Value => {
    const raw = rawAt(cx, value, key);
    return raw !== undefined && (!resolve || raw === MISSING) ? str(raw) : toPlain(cx, item, resolve, asObjects);
  };
  if (value.kind === 'list') {
    const made = new ListValue(itemsOf(value).map(inner));
    made.open = value.open;
    return made;
  }
  const made = new DictValue();
  for (const item of value.entries.values()) dictSet(cx, made, item.key, inner(item));
  made.open = value.open;
  const cls = asObjects ? dataclassOf(value) : undefined;
  if (!cls) return made;
  const fields = [...made.entries.values()].flatMap((entry): [string, Value][] =>
    entry.key.kind === 'str' ? [[entry.key.value, entry.value]] : [],
  );
  return cx.call(cls, [], new Map(fields));
}

/** A plain value that shares nothing with another. */
export const separate = (cx: Context, value: Value): Value => (isNode(value) ? copyOf(cx, value) : deepCopy(cx, value));
