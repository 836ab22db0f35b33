/**
 * Trees as text, which outlive the process that read them: what stands around the bodies of a file's functions. A tree of
 * which JSON would say something else is not stored.
 */
import type { FunctionDef, Span, Stmt } from './ast';

/** A file read but for the bodies of its functions. */
export interface Skeleton {
  body: Stmt[];
  /** The functions that still need a body, and where each of them stands, its decorators not counted. */
  functions: [FunctionDef, Span][];
  comments: Span[];
}

type Path = readonly (string | number)[];
type Ends = [start: number, end: number];

interface Stored {
  body: Stmt[];
  functions: [Path, ...Ends][];
  comments: Ends[];
}

/** The text of a skeleton whose functions have no body yet; undefined where it cannot be stored. */
export function storedText({ body, functions, comments }: Skeleton): string | undefined {
  const paths = new Map<unknown, Path>();
  if (!findPaths(body, new Set<unknown>(functions.map(([node]) => node)), [], paths)) return undefined;
  const stored: Stored = {
    body,
    functions: functions.map(([node, { start, end }]) => [paths.get(node)!, start, end]),
    comments: comments.map(({ start, end }) => [start, end]),
  };
  return JSON.stringify(stored);
}

/** @throws SyntaxError, TypeError for a text that `storedText` has not made */
export function skeletonFrom(text: string): Skeleton {
  const { body, functions, comments } = JSON.parse(text) as Stored;
  return {
    body,
    functions: functions.map(([path, start, end]) => [nodeAt(body, path), { start, end }]),
    comments: comments.map(([start, end]) => ({ start, end })),
  };
}

const nodeAt = (tree: unknown, path: Path): FunctionDef =>
  path.reduce((node, key) => (node as Record<string | number, unknown>)[key], tree) as FunctionDef;

/** Finds the way to each of some nodes; false where the tree holds what JSON cannot say. */
function findPaths(tree: unknown, nodes: ReadonlySet<unknown>, path: Path, found: Map<unknown, Path>): boolean {
  if (typeof tree === 'bigint' || (typeof tree === 'number' && !Number.isFinite(tree))) return false;
  if (typeof tree !== 'object' || tree === null) return true;
  if (nodes.has(tree)) found.set(tree, path);
  const entries = Array.isArray(tree) ? [...tree.entries()] : Object.entries(tree);
  return entries.every(([key, inner]) => findPaths(inner, nodes, [...path, key], found));
}
