/** Functional models: the layers between inputs and outputs, found through the recorded calls, and run again. */
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { TensorValue, type InstanceValue, type Value } from '../../../python/interpreter/values';
import { equalDims, isNumber, type Shape } from '../../../shape';
import type { GraphNode } from '../../tensorflow/graphNode';
import { callTensors, infoOf, replay, tensorsIn, unknownIn } from '../../tensorflow/node';
import { describeShape } from '../../tensorflow/staticShape';
import { isLayer, layerName } from '../layer';
import { said } from '../../../protocol/say';

/** A model's graph: what `Model(inputs, outputs)` keeps. */
export interface FunctionalGraph {
  readonly inputs: Value;
  readonly outputs: Value;
  /** Every call between them, in an order in which each comes after those it reads. */
  readonly nodes: readonly GraphNode[];
  /** Layers and operations in Keras' order. */
  readonly operations: readonly (InstanceValue | GraphNode)[];
  /** The layers among them, in the order of `model.layers`. */
  readonly layers: readonly InstanceValue[];
}

/**
 * The graph between two ends.
 * @throws PyError ValueError where an output does not come from the inputs
 */
export function graphBetween(inputs: Value, outputs: Value): FunctionalGraph {
  const given = new Set(tensorsIn(inputs));
  const nodes = collect(given, tensorsIn(outputs));
  const operations = ordered(nodes, tensorsIn(inputs), tensorsIn(outputs));
  const layers = operations.filter((key): key is InstanceValue => key.kind === 'instance');
  return { inputs, outputs, nodes, operations, layers };
}

function collect(inputs: ReadonlySet<TensorValue>, outputs: readonly TensorValue[]): GraphNode[] {
  const done = new Set<GraphNode>();
  const nodes: GraphNode[] = [];
  const visit = (tensor: TensorValue): void => {
    const { node } = infoOf(tensor);
    if (!node || done.has(node)) return;
    done.add(node);
    if (inputs.has(tensor)) {
      if (node.kind === 'placeholder') nodes.push(node);
      return;
    }
    if (node.kind === 'placeholder') {
      throw new PyError(
        'ValueError',
        said`\`inputs\` not connected to \`outputs\`: the output needs the Input of shape ${describeShape(tensor.shape)}, which is not among the inputs of the model. Add it to \`inputs\`.`,
        'graph-disconnected',
      );
    }
    callTensors(node.call).forEach(visit);
    nodes.push(node);
  };
  inputs.forEach((tensor) => infoOf(tensor).node?.kind === 'placeholder' && visit(tensor));
  outputs.forEach(visit);
  return nodes;
}

/**
 * Keras' order of layers and operations (`map_graph` in keras/src/ops/function.py): by depth, the longest way to an output, and
 * among equals by the order of a walk from the outputs.
 */
function ordered(
  nodes: readonly GraphNode[],
  inputs: readonly TensorValue[],
  outputs: readonly TensorValue[],
): (InstanceValue | GraphNode)[] {
  const nodeDepth = new Map<GraphNode, number>();
  const keyOf = (node: GraphNode): InstanceValue | GraphNode => node.layer ?? node;
  const depths = new Map<InstanceValue | GraphNode, number>();
  for (const node of [...nodes].reverse()) {
    const depth = Math.max(nodeDepth.get(node) ?? 0, depths.get(keyOf(node)) ?? 0);
    nodeDepth.set(node, depth);
    depths.set(keyOf(node), depth);
    for (const tensor of callTensors(node.call)) {
      const from = infoOf(tensor).node;
      if (from) nodeDepth.set(from, Math.max(depth + 1, nodeDepth.get(from) ?? 0));
    }
  }
  const indices = walkOrder(inputs, outputs);
  return [...new Set(nodes.map(keyOf))]
    .map((key, i) => ({ key, depth: depths.get(key) ?? 0, index: indices.get(key) ?? i }))
    .sort((a, b) => b.depth - a.depth || a.index - b.index)
    .map(({ key }) => key);
}

/** The order in which a depth-first walk from the outputs first meets each layer. */
function walkOrder(
  inputs: readonly TensorValue[],
  outputs: readonly TensorValue[],
): Map<InstanceValue | GraphNode, number> {
  const indices = new Map<InstanceValue | GraphNode, number>();
  const seen = new Set<GraphNode>();
  const ends = new Set(inputs);
  const visit = (tensor: TensorValue): void => {
    const { node } = infoOf(tensor);
    if (!node || seen.has(node)) return;
    seen.add(node);
    const key = node.layer ?? node;
    if (!indices.has(key)) indices.set(key, indices.size);
    if (!ends.has(tensor)) callTensors(node.call).forEach(visit);
  };
  outputs.forEach(visit);
  return indices;
}

/**
 * Runs the graph on other values.
 * @throws PyError ValueError for another number of inputs
 */
export function runGraph(cx: Context, model: InstanceValue, graph: FunctionalGraph, given: Value): Value {
  const slots = tensorsIn(graph.inputs);
  const values = matchInputs(graph, given);
  if (values.length !== slots.length) {
    const unknown = unknownIn(given);
    if (unknown) return unknown;
    throw new PyError(
      'ValueError',
      said`Layer "${layerName(model)}" expects ${slots.length} input(s), but it received ${values.length} input tensors.`,
      'argument-count',
    );
  }
  const feeds = new Map<TensorValue, Value>(slots.map((slot, i) => [slot, fitted(model, slot, values[i])]));
  return unpacked(replay(cx, graph.outputs, feeds, (tensor) => tensor));
}

/**
 * One output is given by itself, also where `outputs=[y]` lists it (Keras 2, and Keras 3 on numbers, `unpack_singleton`; on symbolic
 * inputs Keras 3 leaves it in its list).
 */
function unpacked(outputs: Value): Value {
  return (outputs.kind === 'list' || outputs.kind === 'tuple') && outputs.items.length === 1
    ? outputs.items[0]
    : outputs;
}

/** Values by position, or by name where a dict is given. */
function matchInputs(graph: FunctionalGraph, given: Value): Value[] {
  if (given.kind === 'dict') {
    const names = tensorsIn(graph.inputs).map((slot) => infoOf(slot).node?.name);
    const entries = [...given.entries.values()];
    const byName = names.map((name) => entries.find((e) => e.key.kind === 'str' && e.key.value === name)?.value);
    if (byName.every((value) => value !== undefined)) return byName as Value[];
    return entries.map((entry) => entry.value);
  }
  if (given.kind === 'list' || given.kind === 'tuple') return [...given.items];
  return isLayer(given) ? [] : [given];
}

/**
 * What an input of the model is given.
 * @throws PyError ValueError where another size is fixed than that of the value, which 1 always fits (Keras 3.15,
 *   `assert_input_compatibility`); the batch is free
 */
function fitted(model: InstanceValue, slot: TensorValue, given: Value): Value {
  const value = adjusted(model, slot, given);
  if (value.kind !== 'tensor' || !value.shape || !slot.shape) return value;
  const wanted = slot.shape;
  const differs = value.shape.some((size, axis) => axis > 0 && size !== 1 && equalDims(size, wanted[axis]) === false);
  if (differs) throw incompatible(model, slot, value.shape, 'input-size-mismatch');
  return value;
}

const incompatible = (model: InstanceValue, slot: TensorValue, found: Shape, code: string): PyError =>
  new PyError(
    'ValueError',
    said`Input 0 of layer "${layerName(model)}" is incompatible with the layer: expected shape=${describeShape(slot.shape)}, found shape=${describeShape(found)}`,
    code,
  );

/**
 * The value with a last axis of size 1 added or dropped where only that is missing or too much (Keras 3,
 * `Functional._adjust_input_rank`; Keras 2 does the same).
 * @throws PyError ValueError for other ranks
 */
export function adjusted(model: InstanceValue, slot: TensorValue, value: Value): Value {
  if (value.kind !== 'tensor' || !value.shape || !slot.shape || value.shape.length === slot.shape.length) return value;
  const { shape } = value;
  const missing = slot.shape.length - shape.length;
  const [own, wanted] = [shape.at(-1), slot.shape.at(-1)];
  if (missing === 1 && wanted === 1) return withShape(value, [...shape, 1]);
  if (missing === -1 && own === 1) return withShape(value, shape.slice(0, -1));
  if (Math.abs(missing) === 1 && !isNumber((missing === 1 ? wanted : own)!)) return withShape(value, slot.shape);
  throw incompatible(model, slot, shape, 'rank-mismatch');
}

/** The same numbers under a shape that differs by axes of size 1. */
function withShape(tensor: TensorValue, shape: Shape): TensorValue {
  const same = new TensorValue(tensor.cls, shape, tensor.dtype, tensor.reason);
  if (tensor.data && shape.every(isNumber)) same.data = { ...tensor.data, shape: [...shape] as number[] };
  return same;
}
