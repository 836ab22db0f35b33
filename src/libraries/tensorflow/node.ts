/**
 * Graphs: every operation on a symbolic tensor (a placeholder, a Keras input, or what follows from one) keeps
 * what was called with which arguments. A session run and a call of a functional Keras model evaluate the same
 * record again with other values at the inputs, so shapes and numbers come from what is fed.
 */
import type { Context } from '../../python/interpreter/context';
import {
  DictValue,
  ListValue,
  NativeFunction,
  SliceValue,
  TensorValue,
  TupleValue,
  type ClassValue,
  type NativeCall,
  type UnknownValue,
  type Value,
} from '../../python/interpreter/values';
import { symbolicElements, withElements } from '../common/elements';
import { evaluatedWith, stateOfTensor, withEvaluation } from './evaluations';
import type { GraphNode } from './graphNode';
import { stateOf } from './state';

/** What the libraries keep with a tensor (`TensorValue.native`). */
export interface TensorInfo {
  readonly node?: GraphNode;
  /** Which tensor of the node's result it is. */
  readonly index?: number;
  readonly name?: string;
  readonly variable?: VariableInfo;
  /** Set where its shape was declared with `set_shape`. */
  readonly declared?: boolean;
  /** Set on differences of a vector and a column, which pair all their elements: how they came about. */
  readonly pairs?: string;
}

export interface VariableInfo {
  readonly trainable: boolean;
  /** Whether `tf.get_variable` finds it; what `tf.Variable` makes it does not. */
  readonly isShared?: boolean;
}

export function infoOf(tensor: TensorValue): TensorInfo {
  return (tensor.native as TensorInfo | undefined) ?? {};
}

/** Whether the value depends on something that is fed later. */
export function isSymbolic(value: Value): boolean {
  return tensorsIn(value).some((tensor) => infoOf(tensor).node !== undefined);
}

/** All tensors in a value, through lists, tuples and dicts, in order. */
export function tensorsIn(value: Value): TensorValue[] {
  switch (value.kind) {
    case 'tensor':
      return [value];
    case 'list':
    case 'tuple':
      return value.items.flatMap(tensorsIn);
    case 'dict':
      return [...value.entries.values()].flatMap((entry) => tensorsIn(entry.value));
    case 'slice':
      return [value.start, value.stop, value.step].flatMap(tensorsIn);
    default:
      return [];
  }
}

/** What of a structure is not known: one of its parts, or which parts it has. */
export function unknownIn(value: Value): UnknownValue | undefined {
  switch (value.kind) {
    case 'unknown':
      return value;
    case 'list':
      return value.open ?? firstUnknown(value.items);
    case 'tuple':
      return firstUnknown(value.items);
    case 'dict':
      return value.open ?? firstUnknown([...value.entries.values()].map((entry) => entry.value));
    default:
      return undefined;
  }
}

function firstUnknown(items: readonly Value[]): UnknownValue | undefined {
  for (const item of items) {
    const unknown = unknownIn(item);
    if (unknown) return unknown;
  }
  return undefined;
}

/** The value with its tensors replaced; shared where nothing changes. */
export function mapTensors(value: Value, change: (tensor: TensorValue) => Value): Value {
  switch (value.kind) {
    case 'tensor':
      return change(value);
    case 'list': {
      const items = value.items.map((item) => mapTensors(item, change));
      return items.every((item, i) => item === value.items[i]) ? value : new ListValue(items, value.cls);
    }
    case 'tuple': {
      const items = value.items.map((item) => mapTensors(item, change));
      return items.every((item, i) => item === value.items[i]) ? value : new TupleValue(items, value.cls);
    }
    case 'dict': {
      const changed = new DictValue(value.cls);
      let same = true;
      for (const [hash, entry] of value.entries) {
        const to = mapTensors(entry.value, change);
        same &&= to === entry.value;
        changed.entries.set(hash, { key: entry.key, value: to });
      }
      return same ? value : changed;
    }
    case 'slice': {
      const [start, stop, step] = [value.start, value.stop, value.step].map((part) => mapTensors(part, change));
      const same = start === value.start && stop === value.stop && step === value.step;
      return same ? value : new SliceValue(start, stop, step);
    }
    default:
      return value;
  }
}

/** The same tensor under another class or record; numbers are shared. */
export function withInfo(tensor: TensorValue, info: TensorInfo, cls: ClassValue = tensor.cls): TensorValue {
  const copy = new TensorValue(cls, tensor.shape, tensor.dtype, tensor.reason, tensor.assumable);
  copy.data = tensor.data;
  copy.receptiveField = tensor.receptiveField;
  copy.madeBy = tensor.madeBy;
  const elements = symbolicElements(tensor);
  if (elements) withElements(copy, elements);
  copy.native = { ...infoOf(tensor), ...info };
  return copy;
}

/**
 * Ties the tensors of a result to the node that made them, as fresh tensors of class `cls`, named after the node
 * unless `nameOf` says otherwise.
 */
export function attachNode(node: GraphNode, result: Value, cls?: ClassValue, nameOf?: () => string): Value {
  let index = 0;
  const tied = mapTensors(result, (tensor) => {
    const name = nameOf ? nameOf() : `${node.name}:${index}`;
    return withInfo(tensor, { node, index: index++, name, variable: undefined }, cls ?? tensor.cls);
  });
  node.result = tied;
  return tied;
}

/** Makes the tensors of a graph known by their names. */
export function registerTensors(cx: Context, value: Value): void {
  const { tensors } = stateOf(cx);
  for (const tensor of tensorsIn(value)) {
    const { name } = infoOf(tensor);
    if (name) tensors.set(name, tensor);
  }
}

/** A tensor of the graph by its name, `conv2d/Relu:0`, or `conv2d/kernel:0` for a variable. */
export function tensorByName(cx: Context, name: string): Value {
  const { tensors, variables } = stateOf(cx);
  return tensors.get(name) ?? variables.get(name.replace(/:0$/, '')) ?? cx.unknown('a tensor asked for by name');
}

/** Tensors of a call's arguments. */
export function callTensors(call: NativeCall): TensorValue[] {
  return [...call.args.flatMap(tensorsIn), ...[...call.kwargs.values()].flatMap(tensorsIn)];
}

/**
 * Evaluates `targets` again with `given` in place of some tensors. What does not depend on them keeps the value
 * it had. `missing` is asked for the value of a placeholder that nobody fed.
 */
export function replay(
  cx: Context,
  targets: Value,
  given: ReadonlyMap<TensorValue, Value>,
  missing: (placeholder: TensorValue) => Value,
): Value {
  const results = new Map<GraphNode, Value>();
  const depends = new Map<GraphNode, boolean>();
  const isInput = (tensor: TensorValue): boolean =>
    given.has(tensor) || infoOf(tensor).node?.kind === 'placeholder' || infoOf(tensor).variable !== undefined;
  const reaches = (node: GraphNode): boolean => {
    const known = depends.get(node);
    if (known !== undefined) return known;
    depends.set(node, false);
    const inputs = (node.inputs ??= callTensors(node.call));
    const answer =
      inputs.length === 0 ||
      inputs.some((tensor) => {
        const from = infoOf(tensor).node;
        return isInput(tensor) || (from !== undefined && reaches(from));
      });
    depends.set(node, answer);
    return answer;
  };
  const valueOf = (tensor: TensorValue): Value => {
    const fed = given.get(tensor);
    if (fed) return fed;
    const { node, index } = infoOf(tensor);
    if (!node) return tensor;
    if (node.kind === 'placeholder') return missing(tensor);
    if (!reaches(node)) return tensor;
    let result = results.get(node);
    if (!result) {
      const args = node.call.args.map((arg) => mapTensors(arg, valueOf));
      const kwargs = new Map([...node.call.kwargs].map(([name, arg]) => [name, mapTensors(arg, valueOf)]));
      result = runAgain(cx, node, { args, kwargs });
      results.set(node, result);
    }
    if (result.kind === 'unknown') return result;
    return tensorsIn(result)[index ?? 0] ?? result;
  };
  return mapTensors(targets, valueOf);
}

/**
 * Runs a node's operation again, remembering which one it is. A session that is run again and again with batches of the
 * same shape, as in training, gives what it gave: shapes and known numbers follow from those that go in. The calls of a
 * Keras model are rows of its trace: each is made.
 */
function runAgain(cx: Context, node: GraphNode, call: NativeCall): Value {
  const state = stateOf(cx);
  const inputs = state.graphMode ? callTensors(call).map(stateOfTensor) : undefined;
  const before = inputs && evaluatedWith(node.evaluations, inputs);
  if (before) return before.result;
  const outer = state.replaying;
  state.replaying = node;
  try {
    const result = node.run(cx, call);
    if (inputs) node.evaluations = withEvaluation(node.evaluations, { inputs, result });
    return result;
  } finally {
    state.replaying = outer;
  }
}

/** How a recorded call is named, and the class of its results where it is not theirs. */
export interface RecordedNode {
  readonly name: string;
  readonly cls?: ClassValue;
  readonly nameOf?: () => string;
  /** Whether the result is the same whatever is fed. */
  readonly isConstant?: boolean;
}

/** What an operation makes while a `tf.function` is traced has no numbers yet. */
function noted(cx: Context, result: Value): Value {
  const { traced } = stateOf(cx);
  if (traced) for (const tensor of tensorsIn(result)) traced.add(tensor);
  return result;
}

/** A native function whose calls on symbolic tensors are recorded; `cls` names the class of symbolic results. */
export function recorded(
  fn: NativeFunction,
  record: (cx: Context, call: NativeCall) => RecordedNode | undefined,
): NativeFunction {
  const impl = (cx: Context, call: NativeCall): Value => {
    const result = fn.impl(cx, call);
    if (result.kind === 'unknown' || tensorsIn(result).length === 0) return result;
    const how = record(cx, call);
    if (!how) return noted(cx, result);
    // A session evaluates silently; a Keras model's operations are rows of its trace.
    const run = (again: Context, c: NativeCall): Value =>
      how.isConstant ? result : stateOf(again).graphMode ? fn.impl(again, c) : again.call(fn, c.args, c.kwargs);
    const kept: NativeCall = how.isConstant ? { args: [], kwargs: new Map() } : call;
    const node: GraphNode = { name: how.name, kind: 'operation', call: kept, site: cx.site, run };
    const tied = attachNode(node, result, how.cls, how.nameOf);
    if (!how.cls) registerTensors(cx, tied);
    return tied;
  };
  return new NativeFunction(fn.name, impl, fn.isOp);
}
