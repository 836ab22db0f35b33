/** What TensorFlow keeps for a session: which style of program it is, names in the graph, variables, scopes. */
import type { Context } from '../../python/interpreter/context';
import type { InstanceValue, TensorValue } from '../../python/interpreter/values';

/**
 * Which TensorFlow the program is written for. Names that exist only in TensorFlow 1 and `compat.v1`
 * (placeholders, sessions, `tf.layers`) decide for graphs, whose shapes print as `(?, 28, 28, 1)`; without one
 * the program is TensorFlow 2, whose shapes print as `(None, 28, 28, 1)`.
 */
export interface TensorflowState {
  graphMode: boolean;
  /** How often each operation name has been taken, by its full name with scopes. */
  readonly names: Map<string, number>;
  /** Open name scopes, outermost first. */
  nameScopes: string[];
  /** Open variable scopes, outermost first. */
  variableScopes: VariableScope[];
  readonly variables: Map<string, TensorValue>;
  /** Sessions entered with `with`, innermost last: what `tensor.eval()` runs in. */
  sessions: InstanceValue[];
  /** Draws so far of numbers that no seed fixes. */
  draws: number;
}

export interface VariableScope {
  readonly name: string;
  readonly reuse: 'no' | 'yes' | 'auto';
  readonly instance?: InstanceValue;
}

export function stateOf(cx: Context): TensorflowState {
  return cx.session('tensorflow', () => ({
    graphMode: false,
    names: new Map<string, number>(),
    nameScopes: [],
    variableScopes: [],
    variables: new Map<string, TensorValue>(),
    sessions: [],
    draws: 0,
  }));
}

/** Said by everything that only TensorFlow 1 has: from here on the program builds a graph. */
export function enterGraphMode(cx: Context): TensorflowState {
  const state = stateOf(cx);
  state.graphMode = true;
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
