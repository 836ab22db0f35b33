/** Whether what an object of a class lacks is certain: its names stand in the program, each where it is bound. */
import { types } from './types';
import { FunctionValue, type ClassValue } from './values';

/**
 * True for layers of the program's own: their bases are the program's too, or say which names they lack, and no method binds names
 * that are made up as it runs (`setattr(self, f"conv{i}", …)`).
 */
export function knowsItsNames(cls: ClassValue): boolean {
  let known = answers.get(cls);
  if (known === undefined) answers.set(cls, (known = mustKnow(cls)));
  return known;
}

const answers = new WeakMap<ClassValue, boolean>();

function mustKnow(cls: ClassValue): boolean {
  if (cls.isNative || !cls.mro.some((base) => base.hook('lacks'))) return false;
  return cls.mro.every((base) =>
    base.isNative ? base === types.object || base.hook('lacks') !== undefined : !bindsMadeUpNames(base),
  );
}

function bindsMadeUpNames(cls: ClassValue): boolean {
  return [...cls.attrs.values()].some((member) => member instanceof FunctionValue && isDynamic(member.node.body));
}

/** What binds names that are given as values, and at which place it is given them. */
const BINDING: ReadonlyMap<string, number> = new Map([
  ['setattr', 1],
  ['__setattr__', 0],
  ['add_module', 0],
  ['register_module', 0],
  ['register_parameter', 0],
  ['register_buffer', 0],
]);

/** What reaches the names of an object as a whole, or runs text. */
const OPEN = new Set(['__dict__', 'vars', 'exec', 'eval', 'locals']);

interface Node {
  kind?: string;
  id?: string;
  attr?: string;
  func?: Node;
  args?: Node[];
}

function isDynamic(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if (Array.isArray(node)) return node.some(isDynamic);
  const { kind, id, attr, func, args } = node as Node;
  if ((kind === 'name' && OPEN.has(id!)) || (kind === 'attribute' && OPEN.has(attr!))) return true;
  if (kind === 'call') {
    const place = BINDING.get(func?.id ?? func?.attr ?? '');
    if (place !== undefined && args?.[place]?.kind !== 'constant') return true;
  }
  return Object.values(node).some(isDynamic);
}
