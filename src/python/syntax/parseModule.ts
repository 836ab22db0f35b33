import type { Module } from './ast';
import { tokenize } from './lexer';
import { logicalLines } from './logicalLines';
import { commentAt, readSource } from './lower';
import { blankMagics } from './magics';
import { recoverModule } from './recover';
import { isUnfinished } from './repairLine';

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
  const read = hasUnfinishedLine(source) ? undefined : readSource(source);
  return read && { body: read.body, problems: [], comments: read.comments.map((span) => commentAt(source, span)) };
}

/** Lines that end in an operator, or headers without a colon; in brackets both are in order. */
const UNFINISHED_LINE =
  /(?:[.=+\-*/%@&|^~<>]|\b(?:and|or|not|in|is|if|else|for|as|import|from|del|assert|await|elif|while|with|class|def))[ \t]*(?:#.*)?$|^[ \t]*(?:if|elif|else|for|while|with|try|except|finally|def|class|async)\b[^:()[\]{}\r\n]*$/m;

/** True where the grammar has joined a statement that is still being typed with the next one. */
function hasUnfinishedLine(source: string): boolean {
  if (!UNFINISHED_LINE.test(source)) return false;
  return logicalLines(tokenize(source).tokens, () => true).some(isUnfinished);
}
