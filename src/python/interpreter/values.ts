/**
 * The values Python code computes with.
 *
 * Python values are exact; integers and floats may also be symbolic expressions over named sizes, and
 * tensors carry a shape (and, where they are known, their numbers). What is not known is `UnknownValue`,
 * with the reason and the place where knowledge was lost.
 *
 * Every value answers `typeOf` with a class, so attribute lookup, operators and `isinstance` work the
 * same way for built-in, library and user types. Mutable values go through the journal (journal.ts)
 * before they change, so that branches on unknown conditions can be undone and joined.
 */
import type { NdArray } from '../../compute/ndarray';
import type { Words } from '../../protocol/say';
import type { Dim, ReceptiveField, Shape } from '../../shape';
import type * as ast from '../syntax/ast';
import type { Context } from './context';
import type { ConditionFacts } from './facts';
import { Mutable } from './mutable';

/** A place in a source file: what hovers and problems point to. */
export interface Site extends ast.Span {
  file: string;
}

export type Value =
  | NoneValue
  | BoolValue
  | IntValue
  | FloatValue
  | ComplexValue
  | StrValue
  | BytesValue
  | SingletonValue
  | TupleValue
  | ListValue
  | DictValue
  | SetValue
  | SliceValue
  | RangeValue
  | IteratorValue
  | FunctionValue
  | NativeFunction
  | MethodValue
  | WrapperValue
  | PropertyValue
  | SuperValue
  | ClassValue
  | InstanceValue
  | ModuleValue
  | TensorValue
  | UnknownValue;

export class NoneValue {
  readonly kind = 'none';
}
export class BoolValue {
  readonly kind = 'bool';
  constructor(readonly value: boolean) {}
}
/** An integer: a number, an expression over named sizes, or unknown with a reason. */
export class IntValue {
  readonly kind = 'int';
  constructor(readonly value: Dim) {}
}
/** A float; symbolic where it comes from dividing or scaling a symbolic integer. */
export class FloatValue {
  readonly kind = 'float';
  constructor(readonly value: Dim) {}
}
export class ComplexValue {
  readonly kind = 'complex';
  constructor(
    readonly real: number,
    readonly imaginary: number,
  ) {}
}
export class StrValue {
  readonly kind = 'str';
  constructor(readonly value: string) {}
}
/** Bytes as a string of code units 0 to 255. */
export class BytesValue {
  readonly kind = 'bytes';
  constructor(readonly value: string) {}
}
/** `Ellipsis` and `NotImplemented`. */
export class SingletonValue {
  readonly kind = 'singleton';
  constructor(readonly name: 'Ellipsis' | 'NotImplemented') {}
}

export class TupleValue extends Mutable {
  readonly kind = 'tuple';
  /** `cls` is a subclass of tuple where there is one: torch.Size, a named tuple. */
  constructor(
    readonly items: readonly Value[],
    readonly cls?: ClassValue,
  ) {
    super();
  }
  attrs?: Map<string, Value> = undefined;
}
/** A sequence of which a part comes a number of times that nobody knows (series.ts). */
export interface Series {
  readonly before: readonly Value[];
  /** What comes any number of times. */
  readonly each: readonly Value[];
  readonly after: readonly Value[];
  /** How often it comes at least. */
  readonly least: number;
}
export class ListValue extends Mutable {
  readonly kind = 'list';
  attrs?: Map<string, Value> = undefined;
  /** Set where the length is not known: `items` then holds nothing that can be relied on. */
  open?: UnknownValue = undefined;
  /** What is known of the elements of an open list. It is gone as soon as the list is touched. */
  series?: Series = undefined;
  constructor(
    public items: Value[],
    readonly cls?: ClassValue,
  ) {
    super();
  }
}
export class DictValue extends Mutable {
  readonly kind = 'dict';
  attrs?: Map<string, Value> = undefined;
  /** Set where keys may be missing or more than these. */
  open?: UnknownValue = undefined;
  /** Of an open dict whose keys number its values: what is known of those. It is gone as soon as the dict is touched. */
  series?: Series = undefined;
  /** Whether its keys are the numbers of its values (`nn.ModuleList`). */
  isNumbered = false;
  /** By `hashKey` of the key, in insertion order. */
  entries = new Map<string, { key: Value; value: Value }>();
  /** `defaultdict`'s factory. */
  factory?: Value = undefined;
  /** The object whose attributes these entries are (`globals()`, `object.__dict__`): it changes with them. */
  shows?: Mutable = undefined;
  constructor(readonly cls?: ClassValue) {
    super();
  }
}
export class SetValue extends Mutable {
  readonly kind = 'set';
  attrs?: Map<string, Value> = undefined;
  open?: UnknownValue = undefined;
  /** By `hashKey` of the element, in insertion order. */
  entries = new Map<string, Value>();
  constructor(
    readonly frozen = false,
    readonly cls?: ClassValue,
  ) {
    super();
  }
}
export class SliceValue {
  readonly kind = 'slice';
  constructor(
    readonly start: Value,
    readonly stop: Value,
    readonly step: Value,
  ) {}
}
export class RangeValue {
  readonly kind = 'range';
  constructor(
    readonly start: number,
    readonly stop: number,
    readonly step: number,
  ) {}
}
/** Generators, `zip`, `map`, `enumerate`, file objects: what is consumed once. */
export class IteratorValue {
  readonly kind = 'iterator';
  constructor(
    readonly iterator: Iterator<Value>,
    readonly typeName = 'iterator',
    /** What it goes on with after samples of elements whose number nobody knows. */
    readonly sample?: Value,
    /** What is known of those. */
    readonly series?: Series,
    /** Whether asking it for an element runs nothing of the program. */
    readonly isPlain = false,
  ) {}
}

/** A function or lambda of user code. */
export class FunctionValue extends Mutable {
  readonly kind = 'function';
  attrs?: Map<string, Value> = undefined;
  /** The class whose body defined it: what a bare `super()` starts from. */
  owner?: ClassValue = undefined;
  /** What a decorator of a library does around each run of the body, with the arguments by their names. */
  within?: (cx: Context, bound: Map<string, Value>, run: () => Value) => Value = undefined;
  constructor(
    readonly name: string,
    readonly params: ast.Parameters,
    readonly defaults: ReadonlyMap<string, Value>,
    readonly closure: Scope,
    readonly site: Site,
    readonly node: ast.FunctionDef | ast.LambdaExpr,
  ) {
    super();
  }

  /** Statements, or the single expression of a lambda. A library's are read when they are first asked for. */
  get body(): ast.Stmt[] | ast.Expr {
    return this.node.body;
  }

  get isGenerator(): boolean {
    return this.node.kind === 'function' && this.node.isGenerator;
  }
}

/** What a native function receives. */
export interface NativeCall {
  args: Value[];
  kwargs: Map<string, Value>;
}
export type NativeImpl = (cx: Context, call: NativeCall) => Value;

/** A function implemented here: a builtin or a library's. Made with `native` (native.ts). */
export class NativeFunction {
  readonly kind = 'native';
  /** The parameters it binds its arguments to, as Python writes them: set once, by `declare`. */
  signature?: string = undefined;
  constructor(
    readonly name: string,
    readonly impl: NativeImpl,
    /** True for operations on tensors that appear as such in a trace. */
    readonly isOp = false,
    /**
     * True for methods that natives put into user classes (a dataclass's `__init__`): they bind to the
     * instance as Python functions do, where other natives in user classes do not.
     */
    readonly binds = false,
  ) {}
}
/** A function bound to its first argument. */
export class MethodValue {
  readonly kind = 'method';
  constructor(
    readonly self: Value,
    readonly func: Value,
  ) {}
}
/** `staticmethod` and `classmethod` objects as they lie in a class body. */
export class WrapperValue {
  readonly kind = 'wrapper';
  constructor(
    readonly type: 'static' | 'class',
    readonly func: Value,
  ) {}
}
export class PropertyValue {
  readonly kind = 'property';
  constructor(
    readonly getter?: Value,
    readonly setter?: Value,
    /** `functools.cached_property` keeps the first result in the instance. */
    readonly cached = false,
  ) {}
}
export class SuperValue {
  readonly kind = 'super';
  constructor(
    /** Lookup starts behind this class in the MRO of the object's class. */
    readonly after: ClassValue,
    readonly self: Value,
  ) {}
}

/** What a library can say about its classes beyond methods. All are looked up along the MRO. */
export interface ClassHooks {
  /** Makes the object before `__init__` runs (`__new__`): list, dict, tensor and enum types. */
  construct?: (cx: Context, cls: ClassValue, args: Value[], kwargs: Map<string, Value>) => Value;
  /** Called when a class deriving from this one has been built: Enum, NamedTuple. */
  subclassed?: (cx: Context, cls: ClassValue) => void;
  /** Layers and models (nn.Module, keras.layers.Layer): what a trace must know about them. */
  layer?: LayerHooks;
  /** Called instead of storing an attribute, unless it returns false. */
  setAttr?: (cx: Context, self: InstanceValue, name: string, value: Value) => boolean;
  /** A computed attribute that stands before instance attributes; undefined falls through. */
  getAttr?: (cx: Context, self: Value, name: string) => Value | undefined;
  /** The Python value that an object equals as a dict key: NumPy's scalars are the keys of their numbers. */
  keyAs?: (cx: Context, value: TensorValue) => Value | undefined;
  /** Subscripting the class itself: `list[int]`, `Color['RED']`. */
  classGetItem?: (cx: Context, cls: ClassValue, index: Value) => Value;
  /**
   * Whether a value is an instance where the MRO does not say so (`__instancecheck__`): collections.abc,
   * numbers. Undefined where it cannot be told.
   */
  isInstance?: (cx: Context, value: Value) => boolean | undefined;
  /**
   * Whether objects of a class, perhaps one that a program derives, certainly have no attribute of a name but those that
   * are modelled or set; what is not modelled may exist otherwise.
   */
  lacks?: (name: string, cls: ClassValue) => boolean;
  /** Refuses to be taken apart, into several names or by a comprehension, where a `for` loop may go through it. */
  unpacked?: (cx: Context, value: Value) => void;
  /** Of objects that are branches of a tree (JAX's pytrees): whether an attribute is a part of it. */
  isTreePart?: (self: InstanceValue, name: string, value: Value) => boolean;
  /** Of objects that are branches of a tree in a way that is not followed: why. */
  openTree?: Words;
  /** Of tensors that stand around an array (Flax's variables): the same around another one. */
  rewrapped?: (made: TensorValue, like: TensorValue) => Value;
  /** Iterating the class itself: enums. */
  classIterate?: (cx: Context, cls: ClassValue) => Value[];
}

export interface LayerHooks {
  /** Child layers by attribute name, in the framework's order. */
  children(self: InstanceValue): [string, InstanceValue][];
  /** The layer's own parameters (not its children's), by name. */
  parameters(self: InstanceValue): [string, TensorValue][];
  /** Why not all of them are known. */
  open?(self: InstanceValue): UnknownValue | undefined;
  /** The forward pass that the user wrote, where the class holds a native function that runs it. */
  forward?(cls: ClassValue): FunctionValue | undefined;
}

export class ClassValue extends Mutable {
  readonly kind = 'class';
  readonly attrs: Map<string, Value>;
  readonly mro: readonly ClassValue[];
  hooks: ClassHooks = {};
  site?: Site = undefined;
  /** The class of this class, where that is not `type`. */
  metaclass?: ClassValue = undefined;
  /** The `__getattribute__` that user code defines for its objects. */
  readonly getattribute?: Value = undefined;
  constructor(
    public name: string,
    readonly bases: readonly ClassValue[],
    attrs: Map<string, Value> | Record<string, Value> = {},
    /** Dotted module it is defined in. */
    readonly module = 'builtins',
    /** True for classes written here, which programs share: one that changes their attributes borrows them (`Journal`). */
    readonly isNative = true,
    /** Set where a base class is not known: any attribute may exist. */
    readonly unknownBase?: UnknownValue,
  ) {
    super();
    this.attrs = attrs instanceof Map ? attrs : new Map(Object.entries(attrs));
    this.mro = linearize(this, bases);
    this.metaclass = bases.find((base) => base.metaclass)?.metaclass;
    const own = isNative ? undefined : this.attrs.get('__getattribute__');
    this.getattribute = own ?? bases.find((base) => base.getattribute)?.getattribute;
  }

  /** The attribute as it lies in the first class of the MRO that has it. */
  lookup(name: string): Value | undefined {
    for (const cls of this.mro) {
      const found = cls.attrs.get(name);
      if (found) return found;
    }
    return undefined;
  }

  /** The hook of the first class of the MRO that has it. */
  hook<K extends keyof ClassHooks>(name: K): ClassHooks[K] | undefined {
    for (const cls of this.mro) {
      const found = cls.hooks[name];
      if (found) return found;
    }
    return undefined;
  }

  isSubclassOf(other: ClassValue): boolean {
    return this === other || this.mro.includes(other);
  }

  /** The unknown base anywhere above, if there is one. */
  get unknown(): UnknownValue | undefined {
    for (const cls of this.mro) if (cls.unknownBase) return cls.unknownBase;
    return undefined;
  }
}

/**
 * The C3 method resolution order (Python documentation, "The Python 2.3 Method Resolution Order").
 * @throws TypeError where the bases cannot be ordered.
 */
function linearize(cls: ClassValue, bases: readonly ClassValue[]): ClassValue[] {
  const sequences = [...bases.map((b) => [...b.mro]), [...bases]].filter((s) => s.length > 0);
  const order: ClassValue[] = [cls];
  while (sequences.some((s) => s.length > 0)) {
    const open = sequences.filter((s) => s.length > 0);
    const next = open.map((s) => s[0]).find((c) => open.every((s) => s.indexOf(c) <= 0));
    if (!next) throw new TypeError(`Cannot create a consistent method resolution order (MRO) for class ${cls.name}`);
    order.push(next);
    for (const s of open) if (s[0] === next) s.shift();
  }
  return order;
}

export class InstanceValue extends Mutable {
  readonly kind = 'instance';
  attrs = new Map<string, Value>();
  /** What the library keeps beside the attributes (hooks registered, Keras node history, …). */
  native?: unknown = undefined;
  /** Where it was constructed in user code. */
  site?: Site = undefined;
  constructor(readonly cls: ClassValue) {
    super();
  }
}

export class ModuleValue extends Mutable {
  readonly kind = 'module';
  readonly attrs = new Map<string, Value>();
  constructor(
    readonly name: string,
    readonly file?: string,
    /** Attributes of a modelled library, found on demand; undefined where there is none. */
    readonly fallback?: (name: string) => Value | undefined,
    /** The names that `fallback` knows; the library itself has more. */
    readonly modelled?: () => readonly string[],
  ) {
    super();
  }
}

let made = 0;

/** How many tensors there have been so far. */
export const tensorsMade = (): number => made;

/** A tensor of any library; `cls` says whose (torch.Tensor, numpy.ndarray, tf.Tensor, …). */
export class TensorValue extends Mutable {
  readonly kind = 'tensor';
  /** Its place among all tensors: one that was made later has a higher one. */
  readonly serial = ++made;
  attrs?: Map<string, Value> = undefined;
  /** The numbers, where they are known. Row-major, same shape. */
  data?: NdArray = undefined;
  receptiveField?: ReceptiveField = undefined;
  /** The steps between its elements in memory, as long as it has this shape; absent where they are not known. */
  layout?: { readonly shape: Shape; readonly steps: readonly number[] } = undefined;
  /** What the library keeps with it: a graph node, the Keras layer that made it. */
  native?: unknown = undefined;
  /** Where its own shape is not known: one that it can be broadcast to, whatever it is. */
  within?: Shape = undefined;
  /** Name of the operation or layer that made it, for messages ("conv1 makes 64 channels"). */
  madeBy?: { op: string; name?: string; site: Site } = undefined;
  constructor(
    readonly cls: ClassValue,
    /**
     * The shape; undefined where not even the rank is known. An input nobody has described yet
     * (`assumable`) gets its shape from the first layer that needs one, through `Context.assume`.
     */
    public shape: Shape | undefined,
    public dtype?: string,
    /** Why the rank is unknown. */
    readonly reason?: UnknownValue,
    /** The name of the parameter it came in by, where nothing is known of it. */
    readonly assumable?: string,
  ) {
    super();
  }
}

/** What could not be known, why, and where knowledge was lost. */
export class UnknownValue {
  readonly kind = 'unknown';
  /** Set for what is a tensor or a number, nobody knows which: a shape that it can be broadcast to. */
  within?: Shape = undefined;
  constructor(
    readonly reason: Words,
    readonly at?: Site,
    /**
     * Set for a constructor parameter nobody gave: it reads as a size of this name where a number is
     * needed.
     */
    readonly symbol?: string,
    /** Set for the shape of an input that nobody has described: unpacking it tells the rank. */
    readonly shapeOf?: TensorValue,
    /** Of a condition: what its outcomes say of sizes. */
    readonly facts?: ConditionFacts,
    /** The input that nobody has described whose shape would tell it. */
    readonly hangsOn?: TensorValue,
    /** Of a tensor made of that input: how many axes it has beyond it (`x[:, None]` has one); NaN where that says nothing of it. */
    readonly axesMore?: number,
  ) {}
}

/** A range of which a bound is not known. */
export class UnknownRange extends UnknownValue {
  constructor(
    reason: UnknownValue,
    readonly series: Series,
  ) {
    super(reason.reason, reason.at);
  }
}

/** Names of one function call, class body or module. */
export class Scope extends Mutable {
  readonly vars: Map<string, Value>;
  globalNames?: Set<string> = undefined;
  nonlocalNames?: Set<string> = undefined;
  constructor(
    readonly type: 'module' | 'function' | 'class' | 'comprehension',
    readonly module: ModuleValue,
    /** The scope the code stands in; absent for a module. */
    readonly parent?: Scope,
    vars?: Map<string, Value>,
  ) {
    super();
    this.vars = vars ?? new Map<string, Value>();
    // The names of a module are the module's, which may be older.
    if (vars) this.savedFor = module.savedFor;
  }
  /** In a class body: the functions it defines. */
  defined?: FunctionValue[] = undefined;
  /** In a method: its class and first argument, for a bare `super()`. */
  method?: { owner: ClassValue; self: Value } = undefined;
  /** In a module: names the user code under analysis sees. */
  file?: string = undefined;
}

// ── Constants and short constructors ───────────────────────────────────────────────────────────

export const NONE = new NoneValue();
/**
 * The None of a parameter that nobody gives, since nobody calls its function, and one that is written where that is shown
 * (`None if size is None else …`): who calls it may give something, or set it afterwards.
 */
export const NOT_GIVEN = new NoneValue();
export const TRUE = new BoolValue(true);
export const FALSE = new BoolValue(false);
export const ELLIPSIS = new SingletonValue('Ellipsis');
export const NOT_IMPLEMENTED = new SingletonValue('NotImplemented');

const smallInts = Array.from({ length: 1300 }, (_, i) => new IntValue(i - 20));

export const bool = (value: boolean): BoolValue => (value ? TRUE : FALSE);
export const int = (value: Dim): IntValue =>
  typeof value === 'number' && value >= -20 && value < 1280 && Number.isInteger(value)
    ? smallInts[value + 20]
    : new IntValue(value);
export const float = (value: Dim): FloatValue => new FloatValue(value);
export const str = (value: string): StrValue => new StrValue(value);
export const tuple = (items: readonly Value[]): TupleValue => new TupleValue(items);
export const list = (items: Value[]): ListValue => new ListValue(items);
