/** `model.summary()` as Keras 3 prints it on a terminal of 80 columns (keras/src/utils/summary_utils.py). */
import { isNumber, productOf, sumOf, type Dim } from '../../../shape';
import { fixed } from '../../../python/builtins/floatText';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { NONE, str, type InstanceValue, type TensorValue, type Value } from '../../../python/interpreter/values';
import { itemSize } from '../../numpy/dtypes';
import type { GraphNode } from '../../tensorflow/graphNode';
import { callTensors, infoOf, tensorsIn } from '../../tensorflow/node';
import { describeShape } from '../../tensorflow/staticShape';
import { allWeights, childLayers, countParams, isTrainable, layerName, ownWeights } from '../layer';
import { said } from '../../../protocol/say';
import type { FunctionalGraph } from './functional';
import { table } from './summaryTable';

/** Where the columns of a chain of layers end, and of a graph. */
const CHAIN = [0.45, 0.8, 1];
const GRAPH = [0.3, 0.56, 0.74, 1];
/** A terminal of 80 columns leaves as many for a line. */
const LINE = 76;

export interface SummaryOptions {
  readonly printer: Value;
  readonly expandNested: boolean;
  readonly showTrainable: boolean;
  readonly length: number | undefined;
  readonly positions: readonly number[] | undefined;
  /** Patterns of the names of the first and the last layer. */
  readonly range: readonly [string, string] | undefined;
}

/** What the rows of a table show. */
interface Shown extends Pick<SummaryOptions, 'expandNested' | 'showTrainable'> {
  readonly graph: FunctionalGraph | undefined;
  readonly branched: boolean;
}

/** Prints the table of layers and the totals. */
export function printSummary(cx: Context, model: InstanceValue, options: SummaryOptions): void {
  const { showTrainable, printer } = options;
  const graph = (model.native as { settings?: FunctionalGraph } | undefined)?.settings;
  const branched = graph !== undefined && isBranched(graph);
  const shown: Shown = { ...options, graph, branched };
  const header = ['Layer (type)', 'Output Shape', 'Param #', ...(branched ? ['Connected to'] : [])];
  const positions = options.positions ?? (branched ? GRAPH : CHAIN);
  const rows = inRange(graph?.operations ?? childLayers(model), options.range).flatMap((layer) =>
    layer.kind !== 'instance' ? [operationRow(layer, shown)] : layerRows(cx, layer, shown, 0),
  );
  const layout = {
    header: showTrainable ? [...header, 'Trainable'] : header,
    positions: showTrainable ? [...positions.map((position) => position * 0.9), 1] : positions,
    length: options.length ?? LINE,
  };
  const lines = [`Model: "${layerName(model)}"`, ...table(layout, rows), ...totals(model)];
  if (printer.kind === 'none') cx.print(`${lines.join('\n')}\n`);
  else for (const line of lines) cx.call(printer, [str(line)]);
}

/**
 * The layers from the first whose name matches a pattern to the last that matches another (`get_layer_index_bound_by_layer_name`).
 * @throws PyError ValueError where none matches
 */
function inRange<T extends InstanceValue | GraphNode>(
  layers: readonly T[],
  range: SummaryOptions['range'],
): readonly T[] {
  if (!range) return layers;
  const names = layers.map((layer) => (layer.kind === 'instance' ? layerName(layer) : layer.name));
  const [lower, upper] = range.map((pattern) => {
    const matches = new RegExp(`^(?:${pattern})`);
    return names.flatMap((name, i) => (matches.test(name) ? [i] : []));
  });
  if (lower.length === 0 || upper.length === 0)
    throw new PyError(
      'ValueError',
      said`Passed layer_names do not match the layer names in the model. Received: ${range.join(', ')}`,
    );
  const [first, last] = lower[0] > upper.at(-1)! ? [upper, lower] : [lower, upper];
  return layers.slice(first[0], last.at(-1)! + 1);
}

/** Whether a layer has several inputs, a depth has several layers, or a layer is called twice. */
function isBranched(graph: FunctionalGraph): boolean {
  const readers = new Map<GraphNode, number>();
  const layers = graph.nodes.map((node) => node.layer).filter((layer) => layer !== undefined);
  for (const node of graph.nodes) {
    const from = callTensors(node.call).map((tensor) => infoOf(tensor).node);
    if (from.length > 1) return true;
    for (const source of from) if (source) readers.set(source, (readers.get(source) ?? 0) + 1);
  }
  return new Set(layers).size < layers.length || [...readers.values()].some((count) => count > 1);
}

function layerRows(cx: Context, layer: InstanceValue, shown: Shown, level: number): string[][] {
  const { graph, branched, expandNested, showTrainable } = shown;
  const indent = level > 0 ? `${'   '.repeat(level)}└ ` : '';
  const built = layer.attrs.get('built');
  const isBuilt =
    (built?.kind === 'bool' && built.value) || layer.attrs.has('_output') || layer.cls.name === 'InputLayer';
  const weights = allWeights(layer);
  const row = [
    `${indent}${layerName(layer)} (${layer.cls.name})`,
    outputText(layer),
    isBuilt ? countText(countParams(weights)) : '0 (unbuilt)',
  ];
  if (branched) row.push(graph && level === 0 ? connections(layer, graph) : '-');
  if (showTrainable) row.push(weights.length === 0 ? '-' : isFrozen(layer) ? 'N' : 'Y');
  const nested = expandNested ? childLayers(layer) : [];
  return [row, ...nested.flatMap((child) => layerRows(cx, child, shown, level + 1))];
}

/** An operation on symbolic tensors (`x + 1`), which Keras lists among the layers: `add_1 (Add)`. */
function operationRow(node: GraphNode, { branched, showTrainable }: Shown): string[] {
  const base = node.name.replace(/_\d+$/, '');
  const type = base.replace(/(^|_)(\w)/g, (_all, _bar, letter: string) => letter.toUpperCase());
  const row = [`${node.name} (${type})`, shapesText(tensorsIn(node.result ?? NONE)), '0'];
  if (branched) row.push(sources(node).join(', ') || '-');
  return showTrainable ? [...row, '-'] : row;
}

function outputText(layer: InstanceValue): string {
  const output = layer.attrs.get('_output') ?? layer.attrs.get('_built_output');
  return shapesText(output ? tensorsIn(output) : []);
}

function shapesText(tensors: readonly TensorValue[]): string {
  const shapes = tensors.map((tensor) => describeShape(tensor.shape).replace(/,\)$/, ')'));
  if (shapes.length === 0) return '?';
  return shapes.length === 1 ? shapes[0] : `[${shapes.join(', ')}]`;
}

/**
 * What a layer of a functional model reads, as in Keras' column "Connected to": `conv2d[0][0], add[0][0]`. Undefined
 * for other models, and for those whose layers form a chain.
 */
export function connectedTo(model: InstanceValue, layer: InstanceValue): string | undefined {
  const graph = (model.native as { settings?: FunctionalGraph } | undefined)?.settings;
  return graph?.nodes && isBranched(graph) ? connections(layer, graph) : undefined;
}

function connections(layer: InstanceValue, graph: FunctionalGraph): string {
  const calls = graph.nodes.filter((node) => node.layer === layer && node.kind !== 'placeholder');
  const from = calls.flatMap(sources);
  return from.length > 0 ? from.join(', ') : '-';
}

/** What a call reads: `conv2d[0][0]` is the first tensor of the layer's first call. */
function sources(node: GraphNode): string[] {
  return callTensors(node.call).map((tensor) => {
    const { node: source, index } = infoOf(tensor);
    return `${source?.layer ? layerName(source.layer) : source?.name}[${source?.callIndex ?? 0}][${index ?? 0}]`;
  });
}

function countText(count: Dim): string {
  return isNumber(count) ? count.toLocaleString('en-US') : '?';
}

function totals(model: InstanceValue): string[] {
  const weights = allWeights(model);
  const trainable = weights.filter((weight) => isTrainable(weight) && !frozen(model, weight));
  const fixed = weights.filter((weight) => !trainable.includes(weight));
  const line = (label: string, list: readonly TensorValue[]): string => {
    const bytes = sumOf(
      list.map((weight) => productOf([...(weight.shape ?? []), itemSize(weight.dtype ?? 'float32')])),
    );
    return ` ${label}: ${countText(countParams(list))} (${isNumber(bytes) ? memory(bytes) : '?'})`;
  };
  return [line('Total params', weights), line('Trainable params', trainable), line('Non-trainable params', fixed)];
}

const isFrozen = (layer: InstanceValue): boolean => {
  const trainable = layer.attrs.get('trainable');
  return trainable?.kind === 'bool' && !trainable.value;
};

/** Whether the layer that owns a weight, or one above it, has `trainable = False`. */
function frozen(layer: InstanceValue, weight: TensorValue): boolean {
  const off = isFrozen(layer);
  if (ownWeights(layer).includes(weight)) return off;
  return childLayers(layer).some((child) => allWeights(child).includes(weight) && (off || frozen(child, weight)));
}

function memory(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${fixed(value, 2)} ${units[unit]}`;
}
