/** `tf.nest`: functions of every tensor in a structure of lists, tuples and dicts. */
import type { Context } from '../../python/interpreter/context';
import { native } from '../../python/interpreter/native';
import { DictValue, ListValue, NONE, TRUE, FALSE, TupleValue, list, type Value } from '../../python/interpreter/values';

/** Whether a value is a structure: no leaf. */
const isNested = (value: Value): value is ListValue | TupleValue | DictValue =>
  value.kind === 'list' || value.kind === 'tuple' || value.kind === 'dict';

/** The leaves in order; dicts by their keys, sorted, as TensorFlow takes them. */
function leaves(value: Value): Value[] {
  if (value.kind === 'list' || value.kind === 'tuple') return value.items.flatMap(leaves);
  if (value.kind === 'dict') return sorted(value).flatMap(([, entry]) => leaves(entry.value));
  return [value];
}

const sorted = (dict: DictValue) => [...dict.entries].sort(([a], [b]) => (a < b ? -1 : 1));

/** The structure with its leaves replaced by the next of a row. */
function packed(like: Value, next: () => Value): Value {
  if (like.kind === 'list') return new ListValue(like.items.map((item) => packed(item, next)));
  if (like.kind === 'tuple') {
    return new TupleValue(
      like.items.map((item) => packed(item, next)),
      like.cls,
    );
  }
  if (like.kind !== 'dict') return next();
  const made = new DictValue(like.cls);
  const values = new Map(sorted(like).map(([hash, { key, value }]) => [hash, { key, value: packed(value, next) }]));
  for (const hash of like.entries.keys()) made.entries.set(hash, values.get(hash)!);
  return made;
}

/** Whether a list or dict inside may hold more than is known. */
const isOpen = (value: Value): boolean =>
  ((value.kind === 'list' || value.kind === 'dict') && value.open !== undefined) ||
  (isNested(value) &&
    (value.kind === 'dict' ? [...value.entries.values()].map((e) => e.value) : value.items).some(isOpen));

const lost = (cx: Context): Value => cx.unknown('what is in the structure is not known');

export const nestFunctions: Record<string, Value> = {
  flatten: native('flatten', 'structure, expand_composites=False', (a, cx) => {
    const structure = a.get('structure');
    return structure.kind === 'unknown' || isOpen(structure) ? lost(cx) : list(leaves(structure));
  }),
  map_structure: native('map_structure', 'func, *structure, **kwargs', (a, cx) => {
    const [first] = a.rest;
    if (!first || a.rest.some((value) => value.kind === 'unknown' || isOpen(value))) return lost(cx);
    const rows = a.rest.map(leaves);
    let i = 0;
    return packed(first, () => {
      const at = i++;
      return cx.call(
        a.get('func'),
        rows.flatMap((row) => row[at] ?? []),
      );
    });
  }),
  pack_sequence_as: native('pack_sequence_as', 'structure, flat_sequence, expand_composites=False', (a, cx) => {
    const flat = cx.sequence(a.get('flat_sequence'));
    if (!flat || isOpen(a.get('structure'))) return lost(cx);
    let i = 0;
    return packed(a.get('structure'), () => flat[i++] ?? lost(cx));
  }),
  is_nested: native('is_nested', 'structure', (a) => (isNested(a.get('structure')) ? TRUE : FALSE)),
  assert_same_structure: native('assert_same_structure', '*args, **kwargs', () => NONE),
};
