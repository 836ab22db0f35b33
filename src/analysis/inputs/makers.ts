/** Functions of a file that make its models: `def resnet18(): return ResNet(BasicBlock, [2, 2, 2, 2])`. */
import { nameUses } from '../../python/syntax';
import { FunctionValue, type ClassValue, type Value } from '../../python/interpreter/values';
import { required } from './supposed';

/** A function that can be called as it stands, and what is to be called: the function with what its decorators make of it. */
interface Maker {
  fn: FunctionValue;
  call: Value;
}

/**
 * The first function of a file that needs no arguments and makes an object of a class by its name, itself or by other functions
 * of the file. Of a class whose constructor must be given something, it says more than symbols do.
 */
export function makerOf(cls: ClassValue, names: ReadonlyMap<string, Value>): Maker | undefined {
  const init = cls.lookup('__init__');
  if (!(init instanceof FunctionValue) || required(init).length < 2) return undefined;
  const functions = new Map<string, Maker>();
  for (const [name, call] of names) {
    const fn = definedIn(call, cls.site?.file);
    if (fn) functions.set(name, { fn, call });
  }
  return [...functions.values()].find(
    ({ fn }) =>
      fn.params.every(({ name, type }) => fn.defaults.has(name) || /^var/.test(type)) &&
      reaches(fn, cls.name, functions),
  );
}

/** The function of a file that a value is, under its decorators. */
function definedIn(value: Value | undefined, file: string | undefined): FunctionValue | undefined {
  let found: FunctionValue | undefined;
  for (
    let fn = value, depth = 0;
    fn instanceof FunctionValue && depth < 8;
    fn = fn.attrs?.get('__wrapped__'), depth++
  ) {
    if (fn.site.file === file) found = fn;
  }
  return found;
}

/** Whether a function calls something, or another one that does. */
function reaches(
  fn: FunctionValue,
  wanted: string,
  functions: ReadonlyMap<string, Maker>,
  seen = new Set([fn]),
): boolean {
  const names = nameUses(fn.body).called;
  if (names.has(wanted)) return true;
  return [...names].some((name) => {
    const next = functions.get(name)?.fn;
    if (!next || seen.has(next)) return false;
    seen.add(next);
    return reaches(next, wanted, functions, seen);
  });
}
