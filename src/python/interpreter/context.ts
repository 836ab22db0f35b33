/**
 * What native code (builtins and library models) may ask of the interpreter.
 *
 * This interface is the only door between the interpreter and the libraries: natives receive it as their
 * first argument and hold no state of their own across calls (per-session state goes into `session`).
 */
import type { Dim, LayerPlan, ShapeFix } from '../../shape';
import type { Mutable } from './mutable';
import type {
  ClassValue,
  DictValue,
  InstanceValue,
  ModuleValue,
  Site,
  TensorValue,
  UnknownValue,
  Value,
} from './values';
import type { Words } from '../../protocol/say';

/** What a rule tells the trace about the call that is being recorded. */
export interface CallDetail {
  /** The record of the convolution, pooling, … that the call performs. */
  plan?: LayerPlan;
  /** Multiply-adds of convolutions and linear maps, bias not counted. */
  macs?: Dim;
  /** Parameters, where they are not parameters of a layer (a functional call's weight is a value). */
  params?: Dim;
  /** Further lines for the hover: a short label and its text. */
  lines?: { label: string; text: string }[];
}

export interface Context {
  /**
   * `analysis` shows what is known of code that is not run: a rule that refuses becomes a problem and
   * the call's result unknown, unless user code would catch the exception. `run` is the notebook kernel
   * and the calculator: exceptions travel as in Python, and tensors carry their numbers.
   */
  readonly mode: 'analysis' | 'run';
  /** State a library keeps for this session, by its own key (random generators, default graph, name counters). */
  session<T>(key: string, create: () => T): T;

  /** The names of the function that calls, as `locals()` gives them there. */
  locals(): DictValue;

  // ── Objects ──
  typeOf(value: Value): ClassValue;
  isInstance(value: Value, cls: ClassValue): boolean;
  /** The attribute as Python finds it, bound where it is a method. @throws PyError AttributeError */
  getAttr(value: Value, name: string): Value;
  /** The same, undefined where there is none. */
  findAttr(value: Value, name: string): Value | undefined;
  /** The attribute as `object.__getattribute__` finds it, whatever the class has in its place. @throws PyError AttributeError */
  ownAttr(value: Value, name: string): Value;
  setAttr(value: Value, name: string, to: Value): void;
  getItem(value: Value, index: Value): Value;
  setItem(value: Value, index: Value, to: Value): void;
  call(fn: Value, args?: Value[], kwargs?: Map<string, Value>): Value;
  /** What `type.__call__` does: `__new__` and `__init__`, without asking the class's metaclass. */
  construct(cls: ClassValue, args: Value[], kwargs: Map<string, Value>): Value;
  /** Calls a method by name. */
  callMethod(self: Value, name: string, args?: Value[], kwargs?: Map<string, Value>): Value;
  /** An operator by its Python symbol, with reflected methods as Python tries them. */
  binary(op: string, left: Value, right: Value): Value;
  unary(op: '+' | '-' | '~' | 'not', value: Value): Value;
  compare(op: string, left: Value, right: Value): Value;
  /**
   * Runs what is called later, no one knows how often, as a hook of a backward pass: what it changes is joined with what
   * was before, and nothing of it is recorded.
   */
  calledLater(run: () => void, why: UnknownValue): void;
  /**
   * What a value has become after steps that are taken no one knows how often, but so often at least: known where a step
   * leaves what is known of it. The first is recorded.
   */
  repeatedly(value: Value, step: (value: Value) => Value, about: { why: UnknownValue; least: number }): Value;
  /** Iterates as `for` does. An unknown iterable yields nothing: ask `sequence` where that matters. */
  iterate(value: Value): Iterable<Value>;
  /**
   * Says that an iterator which just came to its end has given samples: how many elements come is not known. Whoever
   * iterates asks `openEnd` at the end.
   */
  endsOpen(why: UnknownValue): void;
  /** Why the iterator that has just ended may go on; undefined where it may not. Asking takes the answer away. */
  openEnd(): UnknownValue | undefined;
  /** All elements of a finite iterable, or undefined where they (or their number) are not known. */
  sequence(value: Value): Value[] | undefined;
  /** True, false, or undefined where it depends on something unknown. */
  truth(value: Value): boolean | undefined;
  /** Equality as `==` decides it; undefined where it cannot be told. */
  equal(a: Value, b: Value): boolean | undefined;
  /** Text as `repr()` and `str()` give it. */
  repr(value: Value): string;
  str(value: Value): string;
  /** Must be called before a mutable value (list, dict, set, instance, scope, assumable tensor) changes. */
  touch(value: Mutable): void;

  // ── Knowledge ──
  /** An unknown value that names the reason and the call being evaluated. */
  unknown(reason: Words): UnknownValue;
  /** An unknown size, same reason and place. */
  unknownDim(reason: Words): Dim;
  /**
   * An integer value as a size: numbers and symbols as they are, unknown parameters as a symbol of their
   * name, other unknown values as an unknown size. @throws PyError TypeError for what is no integer.
   */
  dim(value: Value, what?: string): Dim;
  /**
   * Gives an input that nobody has described (`tensor.assumable`) the shape that its first use asks for,
   * for example `[N, 3, H, W]`. Does nothing where the shape is known.
   * @param anyRank the use takes any number of axes before the last, as linear layers do: how many there are is a guess
   */
  assume(tensor: TensorValue, shape: () => readonly Dim[], anyRank?: boolean): void;
  /**
   * Must be called before a tensor takes another shape where it lies (`x.squeeze_()`): what was recorded of it so far keeps
   * the shape it had then.
   */
  reshapes(tensor: TensorValue): void;
  /** Says that an argument nobody gave was taken for a number beside a tensor: how many axes there are is a guess then. */
  assumeNumber(): void;

  // ── Trace ──
  /** The call being evaluated, in user code where there is one. */
  readonly site: Site | undefined;
  /** The calls that led here, outermost first, without the present one. */
  stack(): Site[];
  /** Whether an object of the program was given to a function that is not known, which may have changed it. */
  readonly handedOver: boolean;
  /**
   * Runs the forward pass of a layer and records it with its inputs and output. Leaf layers become rows of
   * the trace; models frame the rows inside.
   */
  layerCall(self: InstanceValue, inputs: Value[], run: () => Value): Value;
  /** Runs layers that will be called again on the same, and keeps nothing of these calls but their problems. */
  rehearsing<T>(run: () => T): T;
  /** Adds to what is recorded of the innermost layer or operation. */
  note(detail: CallDetail): void;
  /**
   * Says that the program trains or runs a graph here (an optimizer's step, `sess.run`): a loop that only
   * repeats this is not followed to the end.
   */
  trained(): void;
  /** Says that calls build a graph from here on: those that a loop repeats are parts of it, not training. */
  buildsGraph(): void;
  /** Whether nobody calls the function that runs: its arguments are supposed, and so is when it runs. */
  readonly isSupposing: boolean;
  /** Whether this runs on one of several ways that the program may take, or in a pass of a loop that may not come. */
  readonly isBranching: boolean;
  /** Reports a finding that is not an error of the program: shown as a warning at the call. */
  warn(code: string, words: Words, fix?: ShapeFix): void;
  /** Says what only other versions or devices refuse: shown as information, and no problem of the program. */
  inform(code: string, words: Words, fix?: ShapeFix): void;
  /** Text the program prints. */
  print(text: string, stream?: 'stdout' | 'stderr'): void;
  /** Something to display beside the text, for notebook outputs. */
  display(data: Record<string, unknown>): void;
  /** Imports a module by its dotted name, as `importlib.import_module` does. */
  importModule(name: string): Value;
  /** A module that a source file of the program holds; undefined for every other path. */
  moduleFromFile(name: string, file: string): Value | undefined;
  /** A module that was imported, by its dotted name: what `sys.modules` holds. */
  loadedModule(name: string): Value | undefined;
  /** Whether a module can be imported; undefined where it is not known which packages there are. */
  isInstalled(name: string): boolean | undefined;
  /** The version of an installed distribution; null where it is not installed, undefined where neither is known. */
  installedVersion(distribution: string): string | null | undefined;
  /** Puts a value in the place of a module, as an assignment to `sys.modules` does. */
  replaceModule(name: string, value: Value): void;
  /** The text of a small text file that lies with the program; undefined for every other path. */
  readText(path: string): string | undefined;
  /** The sorted names in a folder that lies with the program; undefined for every other path. */
  listFolder(path: string): string[] | undefined;
  /** The module whose code is being evaluated. */
  readonly currentModule: ModuleValue | undefined;
}
