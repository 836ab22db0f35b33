import type { FunctionDef, Module, Stmt } from './ast';
import { readAround, readSpan } from './bodies';
import { commentAt } from './lower';
import { outlineOf } from './outline';
import { ModuleReader } from './reader';
import { shiftSpans } from './spans';

/**
 * Reads one file of Python. Never throws on broken source: what does not parse becomes `error` nodes and
 * `problems`, what is intact around it is kept. IPython's magics are passed over. `loadParser` must have been awaited.
 */
export function parseModule(source: string): Module {
  return new ModuleReader().read(source);
}

/**
 * The same for a file of which little may be asked for, such as a library's: bodies of functions are read when they
 * are first looked at. What is broken in a body shows in its nodes, not in `problems`.
 */
export function parseModuleLazily(source: string): Module {
  const outline = outlineOf(source);
  const whole = { start: 0, end: source.length };
  const body =
    outline &&
    readAround(source, whole, outline.functions, (node, { start, end }) => {
      readLater(node, () => bodyOf(source, start, end));
      return true;
    });
  if (!body) return parseModule(source);
  return { body, problems: [], comments: outline.comments.map((span) => commentAt(source, span)) };
}

type FunctionBody = Pick<FunctionDef, 'body' | 'isGenerator'>;

function readLater(node: FunctionDef, read: () => FunctionBody): void {
  let found: FunctionBody | undefined;
  const once = (): FunctionBody => (found ??= read());
  Object.defineProperties(node, {
    body: { get: () => once().body, enumerable: true },
    isGenerator: { get: () => once().isGenerator, enumerable: true },
  });
}

/** The body of a function, repaired where it is broken. */
function bodyOf(source: string, start: number, end: number): FunctionBody {
  const [intact] = readSpan(source, { start, end }) ?? [];
  if (intact?.kind === 'function') return intact;
  const [node] = parseModule(source.slice(start, end)).body;
  shiftSpans(node, start);
  if (node?.kind === 'function') return node;
  const lost: Stmt = { kind: 'error', start, end, body: [] };
  return { body: [lost], isGenerator: false };
}
