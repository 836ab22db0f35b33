/** Puts the interpreter together with the builtins and the library models. */
import { builtins, installBuiltins } from '../python/builtins';
import { modules as standardLibrary } from '../python/builtins/stdlib';
import type { Options } from '../python/interpreter';
import { libraryModules } from '../libraries';

installBuiltins();
const names = new Map(Object.entries(builtins));
const libraries = new Map([...standardLibrary, ...libraryModules].map((module) => [module.name, module]));

/** What every session of the interpreter shares. */
export function engineOptions(): Pick<Options, 'builtins' | 'libraries'> {
  return { builtins: names, libraries };
}
