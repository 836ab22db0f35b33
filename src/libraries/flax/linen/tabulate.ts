/** `Module.tabulate`: a table of the calls, with path, inputs, outputs and parameters (flax/linen/summary.py). */
import type { Context } from '../../../python/interpreter/context';
import type { InstanceValue, TensorValue, Value } from '../../../python/interpreter/values';
import { formatDim, isNumber, productOf, sumOf, type Dim } from '../../../shape';
import { tensorsOf } from '../../jax/arrays';
import { childrenOf, ownParameters } from './state';

const SHORT: Readonly<Record<string, string>> = { float: 'float', int: 'int', uint: 'uint', bool: 'bool' };

/** `float32[1,28,28,1]`. */
function tensorText(tensor: TensorValue): string {
  const kind = /^[a-z]+/.exec(tensor.dtype ?? 'float32')?.[0] ?? 'float';
  const dtype = (tensor.dtype ?? 'float32').replace(kind, SHORT[kind] ?? kind);
  return `${dtype}[${(tensor.shape ?? []).map(formatDim).join(',')}]`;
}

const valueText = (value: Value | undefined): string => (value ? tensorsOf(value).map(tensorText).join(', ') : '');

const sizeOf = (tensor: TensorValue): Dim => productOf(tensor.shape ?? []);
const countText = (count: Dim): string => (isNumber(count) ? count.toLocaleString('en-US') : formatDim(count));

function parametersText(self: InstanceValue): string {
  const own = ownParameters(self);
  if (own.length === 0) return '';
  const rows = own.map(([name, tensor]) => `${name}: ${tensorText(tensor)}`);
  return [...rows, '', countText(sumOf(own.map(([, tensor]) => sizeOf(tensor))))].join('\n');
}

interface Row {
  readonly path: string;
  readonly module: InstanceValue;
  output?: Value;
}

function rowsOf(self: InstanceValue, path: string): Row[] {
  return [
    { path, module: self },
    ...childrenOf(self).flatMap(([name, child]) => rowsOf(child, path ? `${path}/${name}` : name)),
  ];
}

/** Columns of cells with several lines each, between lines of box characters. */
function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((title, i) =>
    Math.max(title.length, ...rows.flatMap((row) => row[i].split('\n').map((line) => line.length))),
  );
  const rule = (left: string, line: string, cross: string, right: string): string =>
    left + widths.map((width) => line.repeat(width + 2)).join(cross) + right;
  const lines = (cells: readonly string[], bar: string): string[] => {
    const parts = cells.map((cell) => cell.split('\n'));
    const height = Math.max(...parts.map((part) => part.length));
    return Array.from(
      { length: height },
      (_, y) => bar + parts.map((part, i) => ` ${(part[y] ?? '').padEnd(widths[i])} `).join(bar) + bar,
    );
  };
  return [
    rule('┏', '━', '┳', '┓'),
    ...lines(columns, '┃'),
    rule('┡', '━', '╇', '┩'),
    ...rows.flatMap((row, i) => [...(i > 0 ? [rule('├', '─', '┼', '┤')] : []), ...lines(row, '│')]),
    rule('└', '─', '┴', '┘'),
  ].join('\n');
}

/** Runs the module and lists it and every module below with its parameters. */
export function tabulate(_cx: Context, self: InstanceValue, run: () => Value): string {
  const output = run();
  const rows = rowsOf(self, '').map(({ path, module }) => [
    path,
    module.cls.name,
    path === '' ? valueText(output) : '',
    parametersText(module),
  ]);
  const all = rowsOf(self, '').flatMap(({ module }) => ownParameters(module).map(([, tensor]) => tensor));
  const total = sumOf(all.map(sizeOf));
  const bytes = isNumber(total) ? ` (${(total * 4).toLocaleString('en-US')} B)` : '';
  const body = table(['path', 'module', 'outputs', 'params'], rows);
  return `\n${self.cls.name} Summary\n${body}\n\nTotal Parameters: ${countText(total)}${bytes}\n`;
}
