/**
 * The Python builtins: the names every module sees, and the methods of the built-in types.
 *
 * A method is one entry in the table of its type (strMethods.ts, sequenceMethods.ts, …), a function one entry
 * in a table of functions/.
 */
import { native } from '../interpreter/native';
import { types } from '../interpreter/types';
import { ELLIPSIS, NOT_IMPLEMENTED, TRUE, type Value } from '../interpreter/values';
import { exceptionOf, exceptions, installExceptions } from './exceptions';
import { iterationFunctions } from './functions/iteration';
import { numberFunctions } from './functions/numbers';
import { objectFunctions } from './functions/objects';
import { textFunctions } from './functions/text';
import { installDict } from './mappingMethods';
import { installNumbers } from './numberMethods';
import { installObject } from './objectMethods';
import { installSequences } from './sequenceMethods';
import { installSets } from './setMethods';
import { installStr } from './strMethods';
import { installUnions } from './unions';

let installed = false;

/** Fills the methods of the classes in types.ts. Idempotent. */
export function installBuiltins(): void {
  if (installed) return;
  installed = true;
  installObject();
  installNumbers();
  installStr();
  installSequences();
  installDict();
  installSets();
  installExceptions();
  installUnions();
}

const classes: Record<string, Value> = {
  object: types.object,
  type: types.type,
  int: types.int,
  bool: types.bool,
  float: types.float,
  complex: types.complex,
  str: types.str,
  bytes: types.bytes,
  tuple: types.tuple,
  list: types.list,
  dict: types.dict,
  set: types.set,
  frozenset: types.frozenset,
  slice: types.slice,
  property: types.property,
  staticmethod: types.staticmethod,
  classmethod: types.classmethod,
  super: types.super,
  // Python 2's names.
  long: types.int,
  unicode: types.str,
  basestring: types.str,
};

const exit = native('exit', 'code=None', (a, cx) => {
  throw exceptionOf(cx, exceptions.SystemExit, [a.get('code')]);
});

/** The names that every module sees. */
export const builtins: Record<string, Value> = {
  ...classes,
  ...exceptions,
  ...iterationFunctions,
  ...numberFunctions,
  ...objectFunctions,
  ...textFunctions,
  Ellipsis: ELLIPSIS,
  NotImplemented: NOT_IMPLEMENTED,
  __debug__: TRUE,
  exit,
  quit: exit,
  bytearray: native('bytearray', '*args', (_a, cx) => cx.unknown('the contents of a bytearray')),
  memoryview: native('memoryview', '*args', (_a, cx) => cx.unknown('the contents of a memoryview')),
  cmp: native('cmp', 'x, y, /', (a, cx) => {
    const [less, greater] = ['<', '>'].map((op) => cx.compare(op, a.get('x'), a.get('y')));
    return cx.binary('-', greater, less);
  }),
};
