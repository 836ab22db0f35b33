/** `model.summary()` as Keras 3 prints it on a terminal of 80 columns (keras/src/utils/summary_utils.py). */
import { isNumber, productOf, sumOf, type Dim } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { NONE, str, type InstanceValue, type TensorValue, type Value } from '../../../python/interpreter/values';
import { itemSize } from '../../numpy/dtypes';
import { callTensors, infoOf, tensorsIn, type GraphNode } from '../../tensorflow/node';
import { describeShape } from '../../tensorflow/staticShape';
import { allWeights, childLayers, countParams, isTrainable, layerName, ownWeights } from '../layer';
import type { FunctionalGraph } from './functional';

/** Widths of the columns, without their padding: they fill 76 characters with the rules between them. */
const ROW = [31, 22, 13];
const GRAPH = [19, 17, 10, 17];

interface Options {
  readonly printer: Value;
  readonly expandNested: boolean;
}

/** Prints the table of layers and the totals. */
export function printSummary(cx: Context, model: InstanceValue, options: Options): void {
  const graph = (model.native as { settings?: FunctionalGraph } | undefined)?.settings;
  const branched = graph !== undefined && isBranched(graph);
  const widths = branched ? GRAPH : ROW;
  const header = ['Layer (type)', 'Output Shape', 'Param #', 'Connected to'].slice(0, widths.length);
  const rows = (graph?.operations ?? childLayers(model)).flatMap((layer) =>
    layer.kind !== 'instance'
      ? [operationRow(layer, branched)]
      : layerRows(cx, layer, graph, branched, options.expandNested, 0),
  );
  const lines = [`Model: "${layerName(model)}"`, ...table(header, rows, widths), ...totals(model)];
  if (options.printer.kind === 'none') cx.print(`${lines.join('\n')}\n`);
  else for (const line of lines) cx.call(options.printer, [str(line)]);
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

function layerRows(
  cx: Context,
  layer: InstanceValue,
  graph: FunctionalGraph | undefined,
  branched: boolean,
  expand: boolean,
  level: number,
): string[][] {
  const indent = level > 0 ? `${'   '.repeat(level)}└ ` : '';
  const built = layer.attrs.get('built');
  const isBuilt =
    (built?.kind === 'bool' && built.value) || layer.attrs.has('_output') || layer.cls.name === 'InputLayer';
  const row = [
    `${indent}${layerName(layer)} (${layer.cls.name})`,
    outputText(layer),
    isBuilt ? countText(countParams(allWeights(layer))) : '0 (unbuilt)',
  ];
  if (branched) row.push(graph ? connections(layer, graph) : '-');
  const nested = expand ? childLayers(layer) : [];
  return [row, ...nested.flatMap((child) => layerRows(cx, child, undefined, branched, expand, level + 1))];
}

/** An operation on symbolic tensors (`x + 1`), which Keras lists among the layers: `add_1 (Add)`. */
function operationRow(node: GraphNode, branched: boolean): string[] {
  const base = node.name.replace(/_\d+$/, '');
  const type = base.replace(/(^|_)(\w)/g, (_all, _bar, letter: string) => letter.toUpperCase());
  const row = [`${node.name} (${type})`, shapesText(tensorsIn(node.result ?? NONE)), '0'];
  if (branched) row.push(sources(node).join(', ') || '-');
  return row;
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

function table(header: readonly string[], rows: readonly string[][], widths: readonly number[]): string[] {
  const rule = (left: string, line: string, cross: string, right: string): string =>
    left + widths.map((width) => line.repeat(width + 2)).join(cross) + right;
  const body = (cells: readonly string[], bar: string): string[] => {
    const wrapped = cells.map((cell, i) => wrap(cell, widths[i]));
    const height = Math.max(...wrapped.map((lines) => lines.length));
    return Array.from({ length: height }, (_, y) => {
      const texts = wrapped.map((lines, i) => pad(lines[y] ?? '', widths[i], i === 2));
      return `${bar} ${texts.join(` ${bar} `)} ${bar}`;
    });
  };
  const lines = [rule('┏', '━', '┳', '┓'), ...body(header, '┃'), rule('┡', '━', '╇', '┩')];
  rows.forEach((row, i) => {
    if (i > 0) lines.push(rule('├', '─', '┼', '┤'));
    lines.push(...body(row, '│'));
  });
  return [...lines, rule('└', '─', '┴', '┘')];
}

/** Breaks at spaces; a word that is too long is cut with an ellipsis, as rich does. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  const indent = /^ */.exec(text)![0];
  for (const word of text.trim().split(' ')) {
    const cut = word.length > width ? `${word.slice(0, width - 1)}…` : word;
    const start = lines.length === 0 && line === '' ? indent : '';
    if (line === '') line = start + cut;
    else if (line.length + 1 + cut.length <= width) line += ` ${cut}`;
    else {
      lines.push(line);
      line = cut;
    }
  }
  return [...lines, line];
}

const pad = (text: string, width: number, right: boolean): string =>
  right ? text.padStart(width) : text.padEnd(width);

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

/** Whether the layer that owns a weight, or one above it, has `trainable = False`. */
function frozen(layer: InstanceValue, weight: TensorValue): boolean {
  const trainable = layer.attrs.get('trainable');
  const off = trainable?.kind === 'bool' && !trainable.value;
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
  return `${value.toFixed(2)} ${units[unit]}`;
}
