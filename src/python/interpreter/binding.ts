/** Binding the arguments of a call to the parameters of a function of the program, as CPython does (language reference, "Calls"). */
import type * as ast from '../syntax/ast';
import type { PyError } from './errors';
import { takesOtherArguments } from './functions';
import type { Interpreter } from './interpreter';
import { hangsOnOptions, isPassedOn, isSpread, openFor, openKeywords } from './openArguments';
import { missingArgument, repeatedArgument, surplusArgument, unexpectedKeyword } from './refusedArguments';
import type { FunctionValue } from './values';
import { DictValue, NOT_GIVEN, str, tuple, UnknownValue, type Value } from './values';

/** A call's arguments that do not fit. */
class Refused extends Error {
  constructor(readonly why: PyError) {
    super(why.message);
  }
}

/** Parameters bound as CPython binds them, or the result of the failed call. */
export function bindArguments(
  ip: Interpreter,
  fn: FunctionValue,
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
): Map<string, Value> | Value {
  try {
    const bound = bindPlaces(ip, fn, args);
    bindNames(ip, fn, kwargs, bound);
    fillIn(ip, fn, args, kwargs, bound);
    return bound;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return ip.fail(error.why);
  }
}

/** Where nobody makes the call its arguments are supposed, and what is called may be another: nothing about them is certain. */
const isCertain = (ip: Interpreter, fn: FunctionValue): boolean =>
  !ip.isSupposing && !ip.handedOver && !takesOtherArguments(fn);

/** Whether other calls from the same place may give other arguments by name. */
const mayBeOthers = (ip: Interpreter, kwargs: ReadonlyMap<string, Value>): boolean =>
  isPassedOn(kwargs) || hangsOnOptions(ip, kwargs);

/** What a message calls a function: a constructor by its class. */
const nameOf = ({ name, owner }: FunctionValue): string =>
  owner && name.startsWith('__') ? `${owner.name}.${name}` : name;

function bindPlaces(ip: Interpreter, fn: FunctionValue, args: readonly Value[]): Map<string, Value> {
  const bound = new Map<string, Value>();
  let taken = 0;
  let rest: ast.Parameter | undefined;
  for (const parameter of fn.params) {
    if (parameter.type === 'varArgs') rest = parameter;
    else if (/^(keywordOnly|varKeywords)$/.test(parameter.type)) continue;
    else if (taken < args.length) bound.set(parameter.name, args[taken++]);
  }
  if (rest) bound.set(rest.name, further(args.slice(taken)));
  else if (args.slice(taken).some((arg) => !isSpread(arg))) {
    throw new Refused(surplusArgument(nameOf(fn), taken, args.length, isCertain(ip, fn) && !args.some(isSpread)));
  }
  return bound;
}

/** What `*args` holds: nothing is known of it where all of it is spread from something unknown. */
function further(args: readonly Value[]): Value {
  const [first] = args;
  return first?.kind === 'unknown' && args.every(isSpread) ? new UnknownValue(first.reason, first.at) : tuple(args);
}

function bindNames(
  ip: Interpreter,
  fn: FunctionValue,
  kwargs: ReadonlyMap<string, Value>,
  bound: Map<string, Value>,
): void {
  const extra = fn.params.find(({ type }) => type === 'varKeywords');
  const others = new DictValue();
  for (const [name, value] of kwargs) {
    const named = fn.params.filter(({ type }) => type === 'normal' || type === 'keywordOnly');
    if (named.some((parameter) => parameter.name === name)) {
      if (bound.has(name)) throw new Refused(repeatedArgument(nameOf(fn), name, isCertain(ip, fn)));
      bound.set(name, value);
    } else if (extra) others.entries.set(`s${name}`, { key: str(name), value });
    else {
      const known = named.map((parameter) => parameter.name);
      throw new Refused(unexpectedKeyword(nameOf(fn), name, known, isCertain(ip, fn)));
    }
  }
  if (!extra) return;
  others.open = openKeywords(kwargs);
  bound.set(extra.name, others);
}

/** Defaults for what is not given. */
function fillIn(
  ip: Interpreter,
  fn: FunctionValue,
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
  bound: Map<string, Value>,
): void {
  const isShown = ip.depth === 0 && ip.findings.isSupposing;
  const missing: string[] = [];
  for (const { name, type } of fn.params) {
    if (bound.has(name)) continue;
    const open = openFor(type, args, kwargs);
    const value = fn.defaults.get(name);
    if (open) bound.set(name, open);
    else if (value) bound.set(name, value.kind === 'none' && isShown ? NOT_GIVEN : value);
    else missing.push(name);
  }
  if (missing.length > 0)
    throw new Refused(missingArgument(nameOf(fn), missing, isCertain(ip, fn) && !mayBeOthers(ip, kwargs)));
}
