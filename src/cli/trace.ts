import { parseShape, formatCount, formatLarge } from '../shape';
import { traced, type Trace, type TraceRow } from '../analysis/trace';
import { analyseFile, openProject } from './session';

interface Options {
  call?: string;
  input: string[];
  pythonPath: string[];
  train?: boolean;
  json?: boolean;
}

/** `convlens trace`. */
export function trace(file: string, options: Options): void {
  const project = openProject(options.pythonPath);
  const inputs = options.input.map(parseShape);
  const { call, train } = options;
  const result = traced((how) => analyseFile(project, file, how), { call, inputs, train });
  if (options.json) console.log(JSON.stringify(result));
  else console.log(table(result));
}

function table(result: Trace): string {
  const shape = (value: unknown) => JSON.stringify(value)?.replaceAll('"', '').replaceAll('null', '?') ?? '?';
  const count = (value: TraceRow['params']) => (typeof value === 'number' ? formatCount(value) : String(value ?? '?'));
  const isConnected = result.layers.some((row) => row.connectedTo !== undefined);
  const connected = (text: string) => (isConnected ? [text] : []);
  const rows = result.layers.map((row) => [
    ...[row.name, row.op, shape(row.out), count(row.params), count(row.macs)],
    ...connected(row.connectedTo ?? ''),
  ]);
  const all = [['layer', 'op', 'output', 'params', 'MACs', ...connected('connected to')], ...rows];
  const widths = all[0].map((_, i) => Math.max(...all.map((cells) => cells[i].length)));
  const lines = all.map((cells) =>
    cells
      .map((cell, i) => (i < 3 || i > 4 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join('  ')
      .trimEnd(),
  );
  const macs = typeof result.macs === 'number' ? formatLarge(result.macs) : String(result.macs ?? '?');
  const total = `${result.model} ${shape(result.input)} → ${shape(result.output)}  ${count(result.params)} params · ${macs} MACs`;
  return [total, '', ...lines].join('\n');
}
