/**
 * How builtins and library models are written down: a name, a signature as data, and a rule.
 *
 *     const relu = native('relu', 'input, inplace=False', (a, cx) => …)
 *
 * Arguments are bound as Python binds them, with Python's error messages; the rule reads them by name.
 */
import { isNumber, type Dim } from '../../shape';
import type { Context } from './context';
import { PyError } from './errors';
import {
  ClassValue,
  ELLIPSIS,
  FALSE,
  NativeFunction,
  NONE,
  PropertyValue,
  TRUE,
  WrapperValue,
  float,
  int,
  str,
  tuple,
  type TensorValue,
  type Value,
} from './values';

export interface Parameter {
  name: string;
  type: 'positionalOnly' | 'normal' | 'varArgs' | 'keywordOnly' | 'varKeywords';
  /** Absent where the argument must be given. */
  default?: Value;
}

const signatures = new Map<string, Parameter[]>();

/**
 * Reads a signature as Python writes it: `a, b=1, /, *args, key=None, **kwargs`. Defaults are literals:
 * numbers, strings, None, True, False, `...`, and (nested) tuples of them.
 */
export function parseSignature(text: string): Parameter[] {
  const known = signatures.get(text);
  if (known) return known;
  const parameters: Parameter[] = [];
  let keywordOnly = false;
  for (const part of splitTopLevel(text)) {
    if (part === '*') keywordOnly = true;
    else if (part === '/') for (const p of parameters) p.type = 'positionalOnly';
    else if (part.startsWith('**')) parameters.push({ name: part.slice(2), type: 'varKeywords' });
    else if (part.startsWith('*')) {
      parameters.push({ name: part.slice(1), type: 'varArgs' });
      keywordOnly = true;
    } else {
      const at = part.indexOf('=');
      const name = (at < 0 ? part : part.slice(0, at)).trim();
      const type = keywordOnly ? 'keywordOnly' : 'normal';
      parameters.push(at < 0 ? { name, type } : { name, type, default: literal(part.slice(at + 1).trim()) });
    }
  }
  signatures.set(text, parameters);
  return parameters;
}

function splitTopLevel(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let part = '';
  for (const c of text) {
    if (quote) quote = c === quote ? '' : quote;
    else if (c === "'" || c === '"') quote = c;
    else if (c === '(') depth++;
    else if (c === ')') depth--;
    if (c === ',' && depth === 0 && !quote) {
      parts.push(part.trim());
      part = '';
    } else part += c;
  }
  if (part.trim()) parts.push(part.trim());
  return parts;
}

function literal(text: string): Value {
  if (text === 'None') return NONE;
  if (text === 'True') return TRUE;
  if (text === 'False') return FALSE;
  if (text === '...') return ELLIPSIS;
  if (text.startsWith('(')) return tuple(splitTopLevel(text.slice(1, -1)).map(literal));
  if (/^['"]/.test(text)) return str(text.slice(1, -1));
  const value = Number(text);
  if (Number.isNaN(value)) throw new Error(`signature default is no literal: ${text}`);
  return /^-?\d+$/.test(text) ? int(value) : float(value);
}

/** Arguments bound to a signature, read by name. */
export class Bound {
  constructor(
    readonly fn: string,
    readonly cx: Context,
    private readonly values: Map<string, Value>,
    /** Names the caller gave, as opposed to defaults. */
    private readonly given: Set<string>,
    /** What `*args` collected. */
    readonly rest: Value[],
    /** What `**kwargs` collected. */
    readonly extra: Map<string, Value>,
  ) {}

  get(name: string): Value {
    const value = this.values.get(name);
    if (!value) throw new Error(`${this.fn} has no parameter ${name}`);
    return value;
  }
  /** Whether the caller gave it. */
  has(name: string): boolean {
    return this.given.has(name);
  }
  isNone(name: string): boolean {
    return this.get(name).kind === 'none';
  }
  /** An integer argument as a size. @throws PyError TypeError for what is no integer */
  dim(name: string): Dim {
    return this.cx.dim(this.get(name), `${this.fn}(): ${name}`);
  }
  /** A plain number (integer, float or bool), or undefined where it is not known. */
  number(name: string): number | undefined {
    const value = this.get(name);
    if (value.kind === 'bool') return Number(value.value);
    if ((value.kind === 'int' || value.kind === 'float') && isNumber(value.value)) return value.value;
    if (value.kind === 'int' || value.kind === 'float' || value.kind === 'unknown') return undefined;
    throw new PyError('TypeError', `${this.fn}(): ${name} must be a number, not ${this.cx.typeOf(value).name}`);
  }
  /** The truth of an argument; undefined where it is not known. */
  truth(name: string): boolean | undefined {
    return this.cx.truth(this.get(name));
  }
  /** A string, or undefined for anything else. */
  str(name: string): string | undefined {
    const value = this.get(name);
    return value.kind === 'str' ? value.value : undefined;
  }
  /** A tensor, or undefined where the argument is unknown. @throws PyError TypeError for what is neither */
  tensor(name: string): TensorValue | undefined {
    const value = this.get(name);
    if (value.kind === 'tensor') return value;
    if (value.kind === 'unknown') return undefined;
    throw new PyError(
      'TypeError',
      `${this.fn}(): argument '${name}' must be Tensor, not ${this.cx.typeOf(value).name}`,
    );
  }
}

/**
 * Binds arguments to parameters as a Python call does.
 * @throws PyError TypeError in Python's words: missing, unexpected or repeated arguments.
 */
export function bind(
  fn: string,
  parameters: readonly Parameter[],
  cx: Context,
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
): Bound {
  const values = new Map<string, Value>();
  const given = new Set<string>();
  const extra = new Map<string, Value>();
  let rest: Value[] = [];
  const positional = parameters.filter((p) => p.type === 'positionalOnly' || p.type === 'normal');
  positional.slice(0, args.length).forEach((p, i) => {
    values.set(p.name, args[i]);
    given.add(p.name);
  });
  const varArgs = parameters.find((p) => p.type === 'varArgs');
  if (args.length > positional.length) {
    if (!varArgs) {
      throw new PyError(
        'TypeError',
        `${fn}() takes ${positional.length} positional argument${positional.length === 1 ? '' : 's'} but ${args.length} were given`,
      );
    }
    rest = args.slice(positional.length);
  }
  for (const [name, value] of kwargs) {
    const parameter = parameters.find((p) => p.name === name && (p.type === 'normal' || p.type === 'keywordOnly'));
    if (!parameter) {
      if (!parameters.some((p) => p.type === 'varKeywords')) {
        throw new PyError('TypeError', `${fn}() got an unexpected keyword argument '${name}'`);
      }
      extra.set(name, value);
    } else if (given.has(name)) {
      throw new PyError('TypeError', `${fn}() got multiple values for argument '${name}'`);
    } else {
      values.set(name, value);
      given.add(name);
    }
  }
  const missing = parameters.filter(
    (p) => !values.has(p.name) && !p.default && p.type !== 'varArgs' && p.type !== 'varKeywords',
  );
  if (missing.length > 0) {
    const names = missing.map((p) => `'${p.name}'`).join(', ');
    throw new PyError(
      'TypeError',
      `${fn}() missing ${missing.length} required argument${missing.length === 1 ? '' : 's'}: ${names}`,
    );
  }
  for (const p of parameters) if (p.default && !values.has(p.name)) values.set(p.name, p.default);
  return new Bound(fn, cx, values, given, rest, extra);
}

export type Rule = (a: Bound, cx: Context) => Value;

const declared = new WeakMap<NativeFunction, string>();

/** The parameters a native function was declared with, `self` included; undefined where it binds by itself. */
export function signatureOf(fn: NativeFunction): readonly Parameter[] | undefined {
  const text = declared.get(fn);
  return text === undefined ? undefined : parseSignature(text);
}

/** Says which signature a native function binds its arguments with, for `signatureOf`. */
export function declare(fn: NativeFunction, signature: string): NativeFunction {
  declared.set(fn, signature);
  return fn;
}

/** A native function with a signature. */
export function native(name: string, signature: string, rule: Rule): NativeFunction {
  const fn = new NativeFunction(name, (cx, { args, kwargs }) =>
    rule(bind(name, parseSignature(signature), cx, args, kwargs), cx),
  );
  return declare(fn, signature);
}

/** A native function that makes tensors of tensors and appears as an operation in traces. */
export function op(name: string, signature: string, rule: Rule): NativeFunction {
  return new NativeFunction(
    name,
    (cx, { args, kwargs }) => rule(bind(name, parseSignature(signature), cx, args, kwargs), cx),
    true,
  );
}

/** A read-only attribute computed from the object: `tensor.shape`. */
export function getter(name: string, read: (self: Value, cx: Context) => Value): PropertyValue {
  return new PropertyValue(new NativeFunction(name, (cx, { args }) => read(args[0], cx)));
}

export const staticMethod = (fn: Value): WrapperValue => new WrapperValue('static', fn);
export const classMethod = (fn: Value): WrapperValue => new WrapperValue('class', fn);

/** A class written here. */
export function nativeClass(
  module: string,
  name: string,
  bases: ClassValue[],
  attrs: Record<string, Value> = {},
): ClassValue {
  return new ClassValue(name, bases, attrs, module);
}

/**
 * A modelled library module: its dotted name and what lies in it. `attrs` may be a function, called at the
 * first import. What is not listed is an unknown value that names the attribute, never an error.
 */
export interface LibraryModule {
  name: string;
  attrs: Record<string, Value> | (() => Record<string, Value>);
  /**
   * Submodules that are plain model code and are interpreted from their source where it is found, by the dotted
   * name to look it up under: `{ applications: 'keras.applications' }`.
   */
  interpreted?: Readonly<Record<string, string>>;
  /** Set for a module that stands in only where the source of that name is not found. */
  isFallback?: boolean;
}

/** Finds modules by dotted name; composed in src/libraries/index.ts. */
export type LibraryRegistry = ReadonlyMap<string, LibraryModule>;
