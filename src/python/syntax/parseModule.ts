import type { FunctionDef, Module, Stmt } from './ast';
import { readAround, readSpan } from './bodies';
import { commentAt } from './lower';
import { outlineOf } from './outline';
import { ModuleReader } from './reader';
import { shiftSpans } from './spans';
import { skeletonFrom, storedText, type Skeleton } from './stored';

/**
 * Reads one file of Python. Never throws on broken source: what does not parse becomes `error` nodes and
 * `problems`, what is intact around it is kept. IPython's magics are passed over. `loadParser` must have been awaited.
 */
export function parseModule(source: string): Module {
  return new ModuleReader().read(source);
}

/** Where trees are kept from one process to the next. */
export interface TreeStore {
  /** The text of the tree of a source, if it is there. */
  read(source: string): string | undefined;
  write(source: string, tree: string): void;
}

/**
 * The same for a file of which little may be asked for, such as a library's: bodies of functions are read when they
 * are first looked at. What is broken in a body shows in its nodes, not in `problems`.
 */
export function parseModuleLazily(source: string, store?: TreeStore): Module {
  const skeleton = storedSkeleton(source, store) ?? readSkeleton(source, store);
  if (!skeleton) return parseModule(source);
  for (const [node, { start, end }] of skeleton.functions) readLater(node, () => bodyOf(source, start, end));
  return { body: skeleton.body, problems: [], comments: skeleton.comments.map((span) => commentAt(source, span)) };
}

function storedSkeleton(source: string, store: TreeStore | undefined): Skeleton | undefined {
  const text = store?.read(source);
  try {
    return text === undefined ? undefined : skeletonFrom(text);
  } catch {
    // Somebody else has written there: it is read from the source, and written anew.
    return undefined;
  }
}

function readSkeleton(source: string, store: TreeStore | undefined): Skeleton | undefined {
  const outline = outlineOf(source);
  if (!outline) return undefined;
  const functions: Skeleton['functions'] = [];
  const body = readAround(source, { start: 0, end: source.length }, outline.functions, (node, { start, end }) => {
    functions.push([node, { start, end }]);
    return true;
  });
  if (!body) return undefined;
  const skeleton = { body, functions, comments: outline.comments };
  const text = store && storedText(skeleton);
  if (text !== undefined) store!.write(source, text);
  return skeleton;
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
