/** Configurations that are mappings without being dictionaries of Python. */
import { types } from '../../python/interpreter/types';
import type { ClassValue } from '../../python/interpreter/values';

const METHODS = 'keys values items get pop popitem setdefault clear copy __contains__ __reversed__'.split(' ');

/** Gives a class the methods of `dict` that it does not have itself. To be called when the built-in types are complete. */
export function giveMappingMethods(cls: ClassValue): void {
  for (const name of METHODS) {
    const method = types.dict.attrs.get(name);
    if (method && !cls.attrs.has(name)) cls.attrs.set(name, method);
  }
}
