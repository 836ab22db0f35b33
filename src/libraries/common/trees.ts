/** Nested tuples, lists and dicts as trees, whose leaves are everything else: JAX's and PyTorch's pytrees. */
import { DictValue, InstanceValue, ListValue, TupleValue, type Value } from '../../python/interpreter/values';

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
    case 'list': {
      const mapped = new ListValue(mapItems(value.items), value.cls);
      mapped.open = value.open;
      return mapped;
    }
    case 'dict': {
      const mapped = new DictValue(value.cls);
      mapped.open = value.open;
      for (const [hash, entry] of value.entries) {
        const parts = rest.map((tree) => (tree.kind === 'dict' ? (tree.entries.get(hash)?.value ?? tree) : tree));
        mapped.entries.set(hash, { key: entry.key, value: mapTree(entry.value, parts, map) });
      }
      return mapped;
    }
    case 'instance': {
      const apart = value.cls.hook('isTreeWithout');
      if (!apart) return map(value, ...rest);
      const mapped = new InstanceValue(value.cls);
      mapped.native = value.native;
      for (const [name, attribute] of value.attrs) {
        const others = rest.map((tree) => (tree.kind === 'instance' ? (tree.attrs.get(name) ?? tree) : tree));
        mapped.attrs.set(name, apart.includes(name) ? attribute : mapTree(attribute, others, map));
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
