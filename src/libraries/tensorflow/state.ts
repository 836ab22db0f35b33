/** What TensorFlow keeps for a session: which style of program it is, names in the graph, variables, scopes. */
import type { Context } from '../../python/interpreter/context';
import type { ShapeFix } from '../../shape';
import type { InstanceValue, TensorValue, Value } from '../../python/interpreter/values';
import type { GraphNode } from './graphNode';
import { PyError } from '../../python/interpreter/errors';
import { said, type Words } from '../../protocol/say';
import { isInsideCall } from '../keras/names';

/** What is named in one graph; every graph begins with none. */
export interface GraphNames {
  /** How often each operation name has been taken, by its full name with scopes. */
  names: Map<string, number>;
  variables: Map<string, TensorValue>;
  /** What `get_tensor_by_name` finds: tensors by names such as `conv2d/Relu:0`. */
  tensors: Map<string, TensorValue>;
}

export const emptyGraph = (): GraphNames => ({ names: new Map(), variables: new Map(), tensors: new Map() });

/**
 * Which TensorFlow the program is written for. Names that exist only in TensorFlow 1 and `compat.v1`
 * (placeholders, sessions, `tf.layers`) decide for graphs, whose shapes print as `(?, 28, 28, 1)`; without one
 * the program is TensorFlow 2, whose shapes print as `(None, 28, 28, 1)`.
 */
export interface TensorflowState extends GraphNames {
  graphMode: boolean;
  /** Whether the program takes from the root module what only version 1 has there (version.ts). */
  isVersion1: boolean;
  /** The names of the graphs around the current one, outermost first. */
  readonly outerGraphs: GraphNames[];
  /** Open name scopes, outermost first. */
  nameScopes: string[];
  /** Open variable scopes, outermost first; the first one is the root's, which has no name. */
  variableScopes: VariableScope[];
  /** How often each variable scope was entered, by its full name: unnamed layers and scopes are numbered by it. */
  readonly scopeCounts: Map<string, number>;
  /** What programs put into collections, by key. */
  readonly collections: Map<string, Value[]>;
  /** Sessions entered with `with`, innermost last: what `tensor.eval()` runs in. */
  sessions: InstanceValue[];
  /** While a `tf.function` is traced: the tensors that have no numbers yet (tracedFunction.ts). */
  traced?: Set<TensorValue>;
  /** Whether the program says that it builds graphs: it switches eager execution off. */
  buildsByHand: boolean;
  /** `tf.config.run_functions_eagerly(True)`: nothing is traced. */
  runsEagerly: boolean;
  /** The operation that a session runs again at the moment. */
  replaying?: GraphNode;
  /** The warnings given so far, by code and place. */
  readonly warned: Set<string>;
  /** Whether it was said that channels first is not for every CPU. */
  toldOfChannelsFirst: boolean;
  /** Draws so far of numbers that no seed fixes. */
  draws: number;
}

export interface VariableScope {
  /** The full name, with those of the scopes around it; '' for the root. */
  readonly name: string;
  readonly reuse: 'no' | 'yes' | 'auto';
  readonly instance?: InstanceValue;
}

export function stateOf(cx: Context): TensorflowState {
  return cx.session('tensorflow', () => ({
    graphMode: false,
    isVersion1: false,
    runsEagerly: false,
    buildsByHand: false,
    ...emptyGraph(),
    outerGraphs: [],
    nameScopes: [],
    variableScopes: [{ name: '', reuse: 'no' }],
    scopeCounts: new Map(),
    collections: new Map(),
    sessions: [],
    warned: new Set(),
    toldOfChannelsFirst: false,
    draws: 0,
  }));
}

/** Said by everything that only TensorFlow 1 has: from here on the program builds a graph. */
export function enterGraphMode(cx: Context): TensorflowState {
  const state = stateOf(cx);
  state.graphMode = true;
  cx.buildsGraph();
  return state;
}

/** A name nobody has yet: `conv2d`, `conv2d_1`, … below the open scopes (TensorFlow 1, `Graph.unique_name`). */
export function uniqueName(state: TensorflowState, name: string, scoped = true): string {
  const full = scoped && state.nameScopes.length > 0 ? `${state.nameScopes.join('/')}/${name}` : name;
  const taken = state.names.get(full) ?? 0;
  state.names.set(full, taken + 1);
  if (taken === 0) return full;
  const numbered = `${full}_${taken}`;
  state.names.set(numbered, (state.names.get(numbered) ?? 0) + 1);
  return numbered;
}

/** What stands in a name for a part that is not known. No name in a graph contains it. */
export const UNKNOWN_NAME = '?';

/** Whether a full name is known: two variables whose names are not are not the same one. */
export const isKnownName = (name: string): boolean => !name.includes(UNKNOWN_NAME);

/** The name below the open variable scopes. */
export function scopedName(state: TensorflowState, name: string): string {
  const around = state.variableScopes.at(-1)?.name;
  return around ? `${around}/${name}` : name;
}

/**
 * A name that no variable scope had since the one around it was entered: `conv2d`, `conv2d_1`, … (TensorFlow 1,
 * `_get_unique_variable_scope`). Entered again, a scope counts anew, so that its layers are found again.
 */
export function uniqueScope(state: TensorflowState, name: string): string {
  if (!state.scopeCounts.get(scopedName(state, name))) return name;
  let number = 1;
  while (state.scopeCounts.get(scopedName(state, `${name}_${number}`))) number++;
  return `${name}_${number}`;
}

/** Notes that a variable scope was entered. */
export function countScope(state: TensorflowState, full: string): void {
  state.scopeCounts.set(full, (state.scopeCounts.get(full) ?? 0) + 1);
}

/** Notes that a variable scope was left: what is below it is counted anew. */
export function closeScope(state: TensorflowState, full: string): void {
  for (const name of [...state.scopeCounts.keys()]) if (name.startsWith(`${full}/`)) state.scopeCounts.delete(name);
}

/** Makes a graph the default one: `with graph.as_default():`. */
export function enterGraph(state: TensorflowState, graph: GraphNames): void {
  state.outerGraphs.push({ names: state.names, variables: state.variables, tensors: state.tensors });
  state.names = graph.names;
  state.variables = graph.variables;
  state.tensors = graph.tensors;
}

/** Goes back to the graph that was the default before. */
export function leaveGraph(state: TensorflowState): void {
  const outer = state.outerGraphs.pop();
  if (!outer) return;
  state.names = outer.names;
  state.variables = outer.variables;
  state.tensors = outer.tensors;
}

/**
 * Warns about an operation. What was said while the graph was built is not said again where a session runs it; what only
 * fed sizes show is.
 */
export function warnOnce(cx: Context, code: string, words: Words, fix?: ShapeFix): void {
  if (isNew(cx, code)) cx.warn(code, words, fix);
}

/** The same for what only other versions and devices refuse. */
export function informOnce(cx: Context, code: string, words: Words, fix?: ShapeFix): void {
  if (isNew(cx, code)) cx.inform(code, words, fix);
}

function isNew(cx: Context, code: string): boolean {
  const { replaying, warned } = stateOf(cx);
  const site = replaying ? replaying.site : cx.site;
  const key = `${code}@${site?.file}:${site?.start}`;
  if (replaying && warned.has(key)) return false;
  warned.add(key);
  return true;
}

/**
 * Refuses a variable of a name that another one has, where no scope reuses it (`_VariableStore._get_single_variable`, TensorFlow 1).
 * Analysis says so only of what surely runs, and runs once.
 * @throws PyError ValueError
 */
export function refuseAgain(cx: Context, full: string): void {
  const { replaying, isVersion1, buildsByHand } = stateOf(cx);
  // In eager mode a variable is made anew each time, and a layer's call may keep them by itself (`track_tf1_style_variables`).
  const isGraph = (isVersion1 || buildsByHand) && !isInsideCall(cx);
  const isCertain =
    cx.mode === 'run' || (isGraph && !(cx.isSupposing || cx.isBranching || cx.handedOver || replaying !== undefined));
  if (!isCertain) return;
  throw new PyError(
    'ValueError',
    said`Variable ${full} already exists, disallowed. Did you mean to set reuse=True or reuse=tf.AUTO_REUSE in VarScope?`,
    'argument-value',
  );
}
