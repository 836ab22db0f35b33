import type { Module } from './ast';
import { commentAt, readSource } from './lower';
import { blankMagics } from './magics';
import { recoverModule } from './recover';

/**
 * Reads one file of Python. Never throws on broken source: what does not parse becomes `error` nodes and
 * `problems`, what is intact around it is kept. IPython's magics are passed over. `loadParser` must have been awaited.
 */
export function parseModule(source: string): Module {
  const read = readWhole(source);
  if (read) return read;
  const python = blankMagics(source);
  return (python === source ? undefined : readWhole(python)) ?? recoverModule(python);
}

/** The module of a source without anything broken in it. */
function readWhole(source: string): Module | undefined {
  const read = readSource(source);
  return read && { body: read.body, problems: [], comments: read.comments.map((span) => commentAt(source, span)) };
}
