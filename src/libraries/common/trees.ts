/** Nested tuples, lists and dicts as trees, whose leaves are everything else: JAX's and PyTorch's pytrees. */
import {
  DictValue,
  InstanceValue,
  ListValue,
  TupleValue,
  UnknownValue,
  type Value,
} from '../../python/interpreter/values';

type MapLeaves = (...leaves: Value[]) => Value;

/**
 * The tree with each leaf replaced; `rest` are trees of the same form.
 * @param isLeaf says of a node whether it is a leaf all the same
 */
export function mapTree(
  value: Value,
  rest: readonly Value[],
  map: MapLeaves,
  isLeaf?: (value: Value) => boolean,
): Value {
  return new Mapping(map, isLeaf, true).mapped(value, rest);
}

/** The same for one tree, where what stands around an array is taken off. */
export const mapUnwrapped = (value: Value, map: MapLeaves): Value =>
  new Mapping(map, undefined, false).mapped(value, []);

const itemOf = (tree: Value, i: number): Value =>
  tree.kind === 'tuple' || tree.kind === 'list' ? (tree.items[i] ?? tree) : tree;

/** One walk: an object that stands at several places becomes one object, also where it leads back to itself. */
class Mapping {
  private readonly copies = new Map<InstanceValue, InstanceValue>();

  constructor(
    private readonly map: MapLeaves,
    private readonly isLeaf: ((value: Value) => boolean) | undefined,
    private readonly rewraps: boolean,
  ) {}

  mapped(value: Value, rest: readonly Value[]): Value {
    if (this.isLeaf?.(value)) return this.map(value, ...rest);
    switch (value.kind) {
      case 'tuple':
        return new TupleValue(this.items(value.items, rest), value.cls);
      case 'list': {
        const mapped = new ListValue(this.items(value.items, rest), value.cls);
        mapped.open = value.open;
        return mapped;
      }
      case 'dict':
        return this.dict(value, rest);
      case 'instance':
        return this.object(value, rest);
      case 'tensor': {
        const made = this.map(value, ...rest);
        const rewrapped = this.rewraps && made.kind === 'tensor' ? value.cls.hook('rewrapped') : undefined;
        return rewrapped && made.kind === 'tensor' ? rewrapped(made, value) : made;
      }
      // Something unknown may be a leaf or any tree.
      case 'none':
      case 'unknown':
        return value;
      default:
        return this.map(value, ...rest);
    }
  }

  private items(items: readonly Value[], rest: readonly Value[]): Value[] {
    return items.map((part, i) =>
      this.mapped(
        part,
        rest.map((tree) => itemOf(tree, i)),
      ),
    );
  }

  private dict(value: DictValue, rest: readonly Value[]): DictValue {
    const mapped = new DictValue(value.cls);
    mapped.open = value.open;
    for (const [hash, entry] of value.entries) {
      const parts = rest.map((tree) => (tree.kind === 'dict' ? (tree.entries.get(hash)?.value ?? tree) : tree));
      mapped.entries.set(hash, { key: entry.key, value: this.mapped(entry.value, parts) });
    }
    return mapped;
  }

  private object(value: InstanceValue, rest: readonly Value[]): Value {
    const [isPart, open] = [value.cls.hook('isTreePart'), value.cls.hook('openTree')];
    if (open) return new UnknownValue(open);
    if (!isPart) return this.map(value, ...rest);
    const known = this.copies.get(value);
    if (known) return known;
    const mapped = new InstanceValue(value.cls);
    this.copies.set(value, mapped);
    mapped.native = value.native;
    for (const [name, attribute] of value.attrs) {
      const others = rest.map((tree) => (tree.kind === 'instance' ? (tree.attrs.get(name) ?? tree) : tree));
      mapped.attrs.set(name, isPart(value, name, attribute) ? this.mapped(attribute, others) : attribute);
    }
    return mapped;
  }
}

/** One step from a node to a part of it. */
export type Step =
  | { readonly kind: 'item'; readonly at: number }
  | { readonly kind: 'key'; readonly key: Value }
  | { readonly kind: 'attribute'; readonly name: string };

/** A part of a node, and the step to it. */
export interface Part {
  readonly step: Step;
  readonly value: Value;
}

/** The parts of a node in JAX's order (dicts by sorted keys, objects by their attributes); undefined for a leaf. */
export function partsOf(value: Value): Part[] | undefined {
  switch (value.kind) {
    case 'tuple':
    case 'list':
      return value.items.map((item, at) => ({ step: { kind: 'item', at }, value: item }));
    case 'dict':
      return [...value.entries.entries()]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, entry]) => ({ step: { kind: 'key', key: entry.key }, value: entry.value }));
    case 'none':
      return [];
    case 'instance': {
      const isPart = value.cls.hook('isTreePart');
      const attributes = isPart && [...value.attrs].filter(([name, part]) => isPart(value, name, part));
      return attributes?.map(([name, part]) => ({ step: { kind: 'attribute', name }, value: part }));
    }
    default:
      return undefined;
  }
}

/** A leaf and the steps that lead to it. */
export interface Leaf {
  readonly path: readonly Step[];
  readonly value: Value;
}

/** The leaves of a tree in order, and why there may be others: a part that is not known may be any tree. */
export function leavesWithPaths(
  tree: Value,
  isLeaf?: (value: Value) => boolean,
): { leaves: Leaf[]; open: UnknownValue | undefined } {
  const leaves: Leaf[] = [];
  let open: UnknownValue | undefined;
  const seen = new Set<Value>();
  const visit = (value: Value, path: readonly Step[]): void => {
    const parts = isLeaf?.(value) ? undefined : partsOf(value);
    const hidden = value.kind === 'instance' && parts === undefined ? value.cls.hook('openTree') : undefined;
    if (value.kind === 'unknown') open ??= value;
    else if (hidden) open ??= new UnknownValue(hidden);
    else if ((value.kind === 'list' || value.kind === 'dict') && parts) open ??= value.open;
    if (!parts) leaves.push({ path, value });
    else if (value.kind !== 'instance' || !seen.has(value)) {
      seen.add(value);
      for (const { step, value: part } of parts) visit(part, [...path, step]);
    }
  };
  visit(tree, []);
  return { leaves, open };
}
