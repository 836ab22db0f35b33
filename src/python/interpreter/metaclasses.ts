/**
 * The class of a class (Python reference, "Metaclasses"): what a metaclass written in Python does when a class is made and
 * when it is called. What it defines for the class's own attributes and operators is found through `typeOf`.
 */
import type * as ast from '../syntax/ast';
import type { Frame } from './frame';
import type { Interpreter } from './interpreter';
import { types } from './types';
import type { ClassValue, Value } from './values';

/** What a metaclass defines in Python itself under a name; what it inherits from `type` needs no call. */
export function metaMethod(meta: ClassValue | undefined, name: string): Value | undefined {
  const owner = meta?.mro.find((cls) => cls.attrs.has(name));
  const found = owner?.isNative === false ? owner.attrs.get(name) : undefined;
  return found?.kind === 'wrapper' ? found.func : found;
}

/** The metaclass that a `class` statement names, or else that of a base class; undefined for `type` itself. */
export function metaclassFor(
  ip: Interpreter,
  frame: Frame,
  node: ast.ClassDef,
  bases: readonly ClassValue[],
): ClassValue | undefined {
  const named = node.keywords.find((keyword) => keyword.name === 'metaclass');
  const value = named && ip.evaluate(frame, named.value);
  if (value?.kind === 'class' && value !== types.type && value.isSubclassOf(types.type)) return value;
  return bases.find((base) => base.metaclass)?.metaclass;
}

/** The keywords of a `class` statement that are not Python's own. */
export function classKeywords(ip: Interpreter, frame: Frame, node: ast.ClassDef): Map<string, Value> {
  const kwargs = new Map<string, Value>();
  for (const { name, value } of node.keywords) {
    if (name && name !== 'metaclass') kwargs.set(name, ip.evaluate(frame, value));
  }
  return kwargs;
}
