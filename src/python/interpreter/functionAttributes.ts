/** What functions know of themselves (Python's data model, "User-defined functions" and "Code objects"). */
import { localNames } from '../syntax/localNames';
import { PyError } from './errors';
import { Frame } from './frame';
import type { Interpreter } from './interpreter';
import { namespaceDict, moduleNamespace } from './namespaces';
import { types } from './types';
import {
  ClassValue,
  FunctionValue,
  InstanceValue,
  NONE,
  NativeFunction,
  Scope,
  int,
  str,
  tuple,
  type Value,
} from './values';
import { said } from '../../protocol/say';

export const codeType = new ClassValue('code', [types.object]);

/** Bits of `co_flags`. */
const FLAGS = { varArgs: 4, varKeywords: 8, generator: 32 };

/** An attribute that every function has; undefined for any other. */
export function functionAttr(ip: Interpreter, fn: FunctionValue, name: string): Value | undefined {
  switch (name) {
    case '__name__':
      return str(fn.name);
    case '__qualname__':
      return str(qualifiedName(fn));
    case '__module__':
      return str(fn.closure.module.name);
    case '__globals__':
      return moduleNamespace(fn.closure.module);
    case '__closure__':
      return fn.closure.type === 'module' ? NONE : ip.unknown(said`${fn.name}.__closure__`);
    case '__defaults__': {
      const defaults = ofParameters(fn, (type) => type === 'normal' || type === 'positionalOnly');
      return defaults.length > 0 ? tuple(defaults.map(([, value]) => value)) : NONE;
    }
    case '__kwdefaults__': {
      const defaults = ofParameters(fn, (type) => type === 'keywordOnly');
      return defaults.length > 0 ? namespaceDict(new Map(defaults)) : NONE;
    }
    case '__annotations__':
      return annotations(ip, fn);
    case '__code__':
      return code(fn);
  }
  return undefined;
}

function ofParameters(fn: FunctionValue, is: (type: FunctionValue['params'][number]['type']) => boolean) {
  return fn.params.flatMap(({ name, type }): [string, Value][] => {
    const value = is(type) ? fn.defaults.get(name) : undefined;
    return value ? [[name, value]] : [];
  });
}

/** The name with those of the classes around it; while a class is made, its body knows its name. */
function qualifiedName(fn: FunctionValue): string {
  const { closure, owner, name } = fn;
  if (closure.type !== 'class') return name;
  const around = closure.vars.get('__qualname__');
  const outer = owner?.name ?? (around?.kind === 'str' ? around.value : undefined);
  return outer === undefined ? name : `${outer}.${name}`;
}

/** Annotations are evaluated where the function is defined; what in them cannot be is not known. */
function annotations(ip: Interpreter, fn: FunctionValue): Value {
  const found = new Map<string, Value>();
  const { node } = fn;
  const frame = new Frame(new Scope('function', fn.closure.module, fn.closure), fn.site.file, ip.frame);
  const read = (name: string, annotation: Parameters<Interpreter['evaluate']>[1] | undefined): void => {
    if (!annotation) return;
    const value = ip.quietly(() =>
      ip.expectations.unexpecting(() => ip.inFrame(frame, () => ip.evaluate(frame, annotation))),
    );
    found.set(name, value);
  };
  for (const { name, annotation } of fn.params) read(name, annotation);
  if (node.kind === 'function') read('return', node.returns);
  return namespaceDict(found);
}

/** Code objects made so far: a function has one. */
const codes = new WeakMap<FunctionValue, InstanceValue>();

function code(fn: FunctionValue): Value {
  const known = codes.get(fn);
  if (known) return known;
  const made = new InstanceValue(codeType);
  codes.set(fn, made);
  made.native = fn;
  const { node } = fn;
  const count = (...wanted: string[]) => int(fn.params.filter(({ type }) => wanted.includes(type)).length);
  const has = (type: keyof typeof FLAGS) => (fn.params.some((p) => p.type === type) ? FLAGS[type] : 0);
  const attrs: Record<string, Value> = {
    co_name: str(fn.name),
    co_qualname: str(qualifiedName(fn)),
    co_filename: str(fn.site.file),
    co_argcount: count('normal', 'positionalOnly'),
    co_posonlyargcount: count('positionalOnly'),
    co_kwonlyargcount: count('keywordOnly'),
    co_varnames: tuple(localNames(node).map(str)),
    co_flags: int(has('varArgs') | has('varKeywords') | (fn.isGenerator ? FLAGS.generator : 0)),
  };
  for (const [name, value] of Object.entries(attrs)) made.attrs.set(name, value);
  return made;
}

/** `types.FunctionType(code, globals, name, argdefs, closure)`: a copy of the function that the code is of. */
export const functionFromCode = new NativeFunction('function', (cx, { args, kwargs }) => {
  const given = (i: number, name: string): Value => args[i] ?? kwargs.get(name) ?? NONE;
  const source = given(0, 'code');
  if (source.kind === 'unknown') return source;
  const fn = source.kind === 'instance' && source.cls === codeType ? source.native : undefined;
  if (!(fn instanceof FunctionValue)) throw new PyError('TypeError', 'function() argument 1 must be code');
  const [name, argdefs] = [given(2, 'name'), given(3, 'argdefs')];
  if (argdefs.kind !== 'tuple' && argdefs.kind !== 'none') return cx.unknown('the defaults of a function');
  const values = argdefs.kind === 'tuple' ? argdefs.items : [];
  const positional = fn.params.filter(({ type }) => type === 'normal' || type === 'positionalOnly');
  const defaults = new Map(ofParameters(fn, (type) => type === 'keywordOnly'));
  positional.slice(positional.length - values.length).forEach((p, i) => defaults.set(p.name, values[i]));
  const copy = new FunctionValue(
    name.kind === 'str' ? name.value : fn.name,
    fn.params,
    defaults,
    fn.closure,
    fn.site,
    fn.node,
  );
  copy.owner = fn.owner;
  return copy;
});
