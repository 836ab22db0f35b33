/** Which attributes the code of a class is about: what is set on its objects from outside is a note, and no part of them. */
import { FunctionValue, type ClassValue } from '../../../python/interpreter/values';
import { forEachNode, nameUses } from '../../../python/syntax';
import type * as ast from '../../../python/syntax/ast';

const known = new WeakMap<ClassValue, ReadonlySet<string>>();

/** Whether a method of a class, or of a base, has an attribute of this name in it; of PyTorch's own classes, wrappers have a `module`. */
export function mentions(cls: ClassValue, name: string): boolean {
  return cls.mro.some((base) => (base.isNative ? name === 'module' : namesIn(base).has(name)));
}

/**
 * Whether an attribute of a class's objects, of which nothing else is known, is a part of theirs: a method calls it, `self.conv(x)`,
 * or it is made by a class, `self.conv = ConvModule(3, 8)`.
 */
export const isPart = (cls: ClassValue, name: string): boolean => cls.mro.some((base) => partsIn(base).has(name));

const parts = new WeakMap<ClassValue, ReadonlySet<string>>();

function partsIn(cls: ClassValue): ReadonlySet<string> {
  let names = parts.get(cls);
  if (!names) {
    const found = new Set<string>();
    for (const member of cls.attrs.values()) if (member instanceof FunctionValue) collectParts(member, found);
    parts.set(cls, (names = found));
  }
  return names;
}

function collectParts({ body, params }: FunctionValue, into: Set<string>): void {
  const self = params[0]?.name;
  for (const name of nameUses(body).methods.get(self) ?? []) into.add(name);
  forEachNode(body, (node) => {
    const { kind, value, targets } = node as unknown as ast.AssignStmt;
    if (kind !== 'assign' || value.kind !== 'call') return;
    const { func } = value;
    const made = func.kind === 'name' ? func.id : func.kind === 'attribute' ? func.attr : '';
    for (const target of targets) {
      const isOwn = target.kind === 'attribute' && target.value.kind === 'name' && target.value.id === self;
      if (isOwn && /^[A-Z]/.test(made)) into.add(target.attr);
    }
  });
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
