/** Which attributes the code of a class is about: what is set on its objects from outside is a note, and no part of them. */
import { FunctionValue, type ClassValue } from '../../../python/interpreter/values';

const known = new WeakMap<ClassValue, ReadonlySet<string>>();

/** Whether a method of a class, or of a base, has an attribute of this name in it; of PyTorch's own classes, wrappers have a `module`. */
export function mentions(cls: ClassValue, name: string): boolean {
  return cls.mro.some((base) => (base.isNative ? name === 'module' : namesIn(base).has(name)));
}

function namesIn(cls: ClassValue): ReadonlySet<string> {
  let names = known.get(cls);
  if (!names) {
    const found = new Set<string>();
    for (const member of cls.attrs.values()) if (member instanceof FunctionValue) collect(member.node.body, found);
    known.set(cls, (names = found));
  }
  return names;
}

interface Node {
  kind?: string;
  attr?: string;
  value?: unknown;
}

/** Attributes, and texts: `setattr(self, 'model', model)`. */
function collect(node: unknown, into: Set<string>): void {
  if (typeof node !== 'object' || node === null) return;
  const { kind, attr, value } = node as Node;
  if (kind === 'attribute' && attr !== undefined) into.add(attr);
  if (kind === 'constant') {
    const text = (value as { value?: unknown } | undefined)?.value;
    if (typeof text === 'string') into.add(text);
    return;
  }
  for (const part of Object.values(node)) collect(part, into);
}
