/** Evaluates a recorded row of PyTorch as a program would run it: shared by the truth tests. */
import { builtins, installBuiltins } from '../../src/python/builtins';
import { modules as standardLibrary } from '../../src/python/builtins/stdlib';
import { EMPTY_FINDER, Interpreter } from '../../src/python/interpreter';
import { int, tuple, type Value } from '../../src/python/interpreter/values';
import { loadParser, parseModule } from '../../src/python/syntax';
import { modules as numpy } from '../../src/libraries/numpy';
import { modules as torch } from '../../src/libraries/torch';
import { allStored, isModule } from '../../src/libraries/torch/nn/state';
import { isNumber, numElements, sumOf } from '../../src/shape';
import { englishOf } from '../../src/protocol/say';

export interface Row {
  id: number;
  kind: 'module' | 'functional' | 'op';
  family: string;
  expr: string;
  input: number[];
  vars?: Record<string, number[]>;
  output?: unknown;
  params?: number;
  error?: string;
  etype?: string;
}

export type Answer = { output: unknown; params?: number } | { error: string; type: string };

installBuiltins();
await loadParser();
const names = new Map(Object.entries(builtins));
const libraries = new Map([...standardLibrary, ...numpy, ...torch].map((module) => [module.name, module]));
const PRELUDE = 'import torch\nfrom torch import nn\nimport torch.nn.functional as F\n';
const prelude = { ...parseModule(PRELUDE), problems: [] };

/** Runs one row. Layers are called on x in training mode, as the rows were recorded. */
export function evaluateRow(row: Pick<Row, 'expr' | 'input' | 'vars'>): Answer {
  const ip = new Interpreter({ mode: 'run', libraries, builtins: names, finder: EMPTY_FINDER });
  const module = ip.modules.create('__main__', 'row.py');
  const frame = ip.moduleFrame(module, 'row.py');
  ip.runModule(frame, prelude);
  const tensor = (shape: readonly number[]) =>
    ip.callMethod(ip.importModule('torch'), 'randn', [tuple(shape.map((d) => int(d)))]);
  const x = tensor(row.input);
  module.attrs.set('x', x);
  for (const [name, shape] of Object.entries(row.vars ?? {})) module.attrs.set(name, tensor(shape));
  const [statement] = parseModule(row.expr).body;
  if (statement?.kind !== 'expr') throw new Error(`no expression: ${row.expr}`);
  try {
    return ip.inFrame(frame, () => {
      let value = ip.evaluate(frame, statement.value);
      if (!isModule(value)) return { output: outputOf(value) };
      const layer = value;
      value = ip.call(layer, [x]);
      const params = sumOf(allStored(layer, '_parameters').map(([, p]) => numElements(p.shape ?? [])));
      return { output: outputOf(value), params: isNumber(params) ? params : undefined };
    });
  } catch (error) {
    if (error instanceof Error && error.name !== 'Error') return { error: error.message, type: error.name };
    throw error;
  }
}

/** A value in the form of the recorded rows. */
export function outputOf(value: Value): unknown {
  switch (value.kind) {
    case 'tensor':
      return (
        value.shape?.map((d) => (isNumber(d) ? d : '?')) ?? `unknown: ${value.reason && englishOf(value.reason.reason)}`
      );
    case 'tuple':
    case 'list':
      return value.items.map(outputOf);
    case 'int':
    case 'float':
      return { val: value.value };
    case 'unknown':
      return `unknown: ${englishOf(value.reason)}`;
    default:
      return value.kind;
  }
}
