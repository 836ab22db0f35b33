/**
 * How builtins and library models are written down: a name, a signature as data, and a rule.
 *
 *     const relu = native('relu', 'input, inplace=False', (a, cx) => …)
 *
 * Arguments are bound as Python binds them, with Python's error messages; the rule reads them by name.
 */
import { isSpread, markOpenKeywords, openFor, openKeywords } from './openArguments';
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

/** What binding asks of a list of parameters again and again. */
interface Layout {
  readonly positional: readonly Parameter[];
  readonly byName: ReadonlyMap<string, Parameter>;
  readonly required: readonly string[];
  readonly takesRest: boolean;
  readonly takesKeywords: boolean;
}

const layouts = new WeakMap<readonly Parameter[], Layout>();

function layoutOf(parameters: readonly Parameter[]): Layout {
  const known = layouts.get(parameters);
  if (known) return known;
  const collects = (type: Parameter['type']): boolean => type === 'varArgs' || type === 'varKeywords';
  const layout: Layout = {
    positional: parameters.filter(({ type }) => type === 'positionalOnly' || type === 'normal'),
    byName: new Map(parameters.map((parameter) => [parameter.name, parameter])),
    required: parameters.flatMap((p) => (p.default || collects(p.type) ? [] : [p.name])),
    takesRest: parameters.some(({ type }) => type === 'varArgs'),
    takesKeywords: parameters.some(({ type }) => type === 'varKeywords'),
  };
  layouts.set(parameters, layout);
  return layout;
}

/**
 * The truth of what a library's function is given; undefined where it is not known. A tensor decides by its number, and one of a graph
 * when that runs: only Python's own `bool` asks it at once.
 */
export function truthOfArgument(cx: Context, value: Value): boolean | undefined {
  if (value.kind !== 'tensor') return cx.truth(value);
  return value.data?.data.length === 1 ? value.data.data[0] !== 0 : undefined;
}

/** Arguments bound to a signature, read by name. */
export class Bound {
  constructor(
    readonly fn: string,
    readonly cx: Context,
    private readonly layout: Layout,
    /** What the caller gave. */
    private readonly given: ReadonlyMap<string, Value>,
    /** What `*args` collected. */
    readonly rest: Value[],
    /** What `**kwargs` collected. */
    readonly extra: Map<string, Value>,
    /** What may have been given beside what is seen, by the type of the parameter. */
    private readonly openFor: (type: Parameter['type']) => Value | undefined = () => undefined,
  ) {}

  get(name: string): Value {
    const parameter = this.layout.byName.get(name);
    const value = this.given.get(name) ?? (parameter && (this.openFor(parameter.type) ?? parameter.default));
    if (!value) throw new Error(`${this.fn} has no parameter ${name}`);
    return value;
  }
  /** Whether the function has a parameter of that name. */
  takes(name: string): boolean {
    return this.layout.byName.has(name);
  }
  /** Whether the caller gave it. */
  has(name: string): boolean {
    return this.given.has(name);
  }
  /** Every argument that the caller gave by its place or name. */
  all(): Iterable<Value> {
    return this.given.values();
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
    return truthOfArgument(this.cx, this.get(name));
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
  const layout = layoutOf(parameters);
  const { positional, byName } = layout;
  const given = new Map<string, Value>();
  const extra = new Map<string, Value>();
  const count = Math.min(positional.length, args.length);
  for (let i = 0; i < count; i++) given.set(positional[i].name, args[i]);
  if (args.length > positional.length && !layout.takesRest) {
    const plural = positional.length === 1 ? '' : 's';
    throw new PyError(
      'TypeError',
      `${fn}() takes ${positional.length} positional argument${plural} but ${args.length} were given`,
    );
  }
  for (const [name, value] of kwargs) {
    const type = byName.get(name)?.type;
    if (type !== 'normal' && type !== 'keywordOnly') {
      if (!layout.takesKeywords) throw new PyError('TypeError', `${fn}() got an unexpected keyword argument '${name}'`);
      extra.set(name, value);
    } else if (given.has(name)) {
      throw new PyError('TypeError', `${fn}() got multiple values for argument '${name}'`);
    } else {
      given.set(name, value);
    }
  }
  const open = openKeywords(kwargs);
  if (open) markOpenKeywords(extra, open);
  if (layout.required.some((name) => !given.has(name))) {
    const missing = layout.required.filter((name) => !given.has(name));
    const names = missing.map((name) => `'${name}'`).join(', ');
    throw new PyError(
      'TypeError',
      `${fn}() missing ${missing.length} required argument${missing.length === 1 ? '' : 's'}: ${names}`,
    );
  }
  const isOpen = open !== undefined || args.some(isSpread);
  return new Bound(
    fn,
    cx,
    layout,
    given,
    args.length > count ? args.slice(count) : [],
    extra,
    isOpen ? (type) => openFor(type, args, kwargs) : undefined,
  );
}

export type Rule = (a: Bound, cx: Context) => Value;

/** The parameters a native function was declared with, `self` included; undefined where it binds by itself. */
export function signatureOf(fn: NativeFunction): readonly Parameter[] | undefined {
  return fn.signature === undefined ? undefined : parseSignature(fn.signature);
}

/** Says which signature a native function binds its arguments with, for `signatureOf`. */
export function declare(fn: NativeFunction, signature: string): NativeFunction {
  fn.signature = signature;
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
