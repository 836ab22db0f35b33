/** What the engine says about a section: values by line, problems, hovers, calculator, output. */
import { calculate } from '../../src/analysis/calculator/calculator';
import { analyse, type Analysis } from '../../src/analysis/analyse';
import { hoverAt } from '../../src/analysis/hover/hover';
import { startSession } from '../../src/analysis/kernel/session';
import { isLayer } from '../../src/python/interpreter/types';
import { analyseNotebook } from '../../src/analysis/notebook';
import { tensorShapeText } from '../../src/analysis/shapes';
import type { FileSystem } from '../../src/analysis/fileSystem';
import { Sources } from '../../src/analysis/sources';
import type { Value } from '../../src/python/interpreter/values';
import { positionAt } from '../../src/python/syntax';
import type * as ast from '../../src/python/syntax/ast';
import { formatDim } from '../../src/shape';
import { placesIn } from './places';

/** The name under which a section's code appears in hovers. */
const FILE = 'main.py';

/** Analyses code as a file, or as the cells of a notebook; other files are there to be imported. */
export function analyseSection(cells: readonly string[], asNotebook: boolean, files: ReadonlyMap<string, string>) {
  const sources = new Sources(fileSystem(files));
  const options = { roots: ['.'] };
  return asNotebook
    ? analyseNotebook(sources, FILE, cells, options).analysis
    : analyse(sources, FILE, cells.map((cell) => `${cell}\n`).join(''), options);
}

function fileSystem(files: ReadonlyMap<string, string>): FileSystem {
  const clean = (path: string) => path.replace(/^(\.\/)+/, '');
  return {
    read: (path) => files.get(clean(path)),
    isDirectory: (path) => [...files.keys()].some((file) => file.startsWith(`${clean(path)}/`)),
    list: (path) => {
      const inside = [...files.keys()].filter((file) => file.startsWith(`${clean(path)}/`));
      const names = inside.map((file) => file.slice(clean(path).length + 1).split('/')[0]);
      return names.length > 0 ? [...new Set(names)] : undefined;
    },
  };
}

/** The distinct values that a line has had, as `#:` writes them; undefined where the line has none. */
export function valueOnLine(analysis: Analysis, line: number): string | undefined {
  const lineOf = (offset: number) => positionAt(analysis.source, offset).line;
  const here = placesIn(analysis.module.body)
    .filter(({ span }) => lineOf(span.start) === line || lineOf(span.end) === line)
    .sort((a, b) => b.span.end - b.span.start - (a.span.end - a.span.start));
  const texts = here.map((place) => place.expressions.map((e) => textOf(analysis, e) ?? 'never evaluated').join(', '));
  // `model.add(Dense(10))` gives nothing; what is meant is the layer in it.
  return texts.find((text, i) => text !== 'None' || !isCall(here[i].expressions[0])) ?? texts[0];
}

const isCall = (e: ast.Expr) => e.kind === 'call';

function textOf(analysis: Analysis, e: ast.Expr): string | undefined {
  const { recorder } = analysis.ip;
  const values = recorder.valuesAt(analysis.file, e);
  if (!values) return undefined;
  const layers = new Set(values.filter(isLayer));
  const made = recorder.calls.filter((call) => call.instance && layers.has(call.instance)).map((call) => call.output);
  const shown = layers.size > 0 ? made : values;
  return [...new Set(shown.map((value) => (value ? valueText(value) : '?')))].join(' | ');
}

/** A tensor as its shape, other values as Python writes them, what is not known as `?`. */
function valueText(value: Value): string {
  switch (value.kind) {
    case 'tensor':
      return tensorShapeText(value);
    case 'tuple':
      return `(${value.items.map(valueText).join(', ')}${value.items.length === 1 ? ',' : ''})`;
    case 'list':
      return value.open ? '[…?]' : `[${value.items.map(valueText).join(', ')}]`;
    case 'dict':
      return `{${[...value.entries.values()].map((e) => `${valueText(e.key)}: ${valueText(e.value)}`).join(', ')}}`;
    case 'int':
    case 'float':
      return formatDim(value.value);
    case 'str':
      return `'${value.value}'`;
    case 'bool':
      return value.value ? 'True' : 'False';
    case 'none':
      return 'None';
    case 'unknown':
      return '?';
    default:
      return value.kind;
  }
}

/** The text of a hover, without the links below it; '' where there is none. */
export function hoverText(analysis: Analysis, offset: number): string {
  const markdown = hoverAt(analysis, offset)?.markdown ?? '';
  return /^```text\n([\s\S]*?)\n```/.exec(markdown)?.[1] ?? '';
}

/** What the calculator shows: one line each, labels first, then the other frameworks' spellings. */
export function calculatorText(expression: string): string {
  const { lines, spellings } = calculate(expression);
  return [
    ...lines.map((line) => `${line.label} ${line.text}`),
    ...spellings.map(({ framework, code }) => `${framework} ${code}`),
  ].join('\n');
}

/** What each cell prints when the built-in kernel executes them in order. */
export function outputsOf(cells: readonly string[], files: ReadonlyMap<string, string>): string[] {
  const session = startSession({ files: fileSystem(files), roots: ['.'] });
  return cells.map((code) => {
    let text = '';
    session.execute(code, (reply) => {
      if (reply.type === 'stream') text += reply.text;
      else if (reply.type === 'error') text += reply.traceback.at(-1) ?? reply.name;
      else if (reply.type === 'display' && reply.isResult) text += String(reply.data['text/plain']);
    });
    return text;
  });
}
