import type { Comment, Span, Stmt } from './ast';
import type { Lowering } from './context';
import { hasJoinedLines } from './joinedLines';
import { lowerExpression } from './lowerExpressions';
import { lowerBlock } from './lowerStatements';
import { parseIntact } from './parser';

/** A context for lowering nodes whose offsets point into the given text. */
export function newLowering(source: string): Lowering {
  return { source, yields: [], expression: lowerExpression };
}

/** A source without anything broken in it. */
export interface SourceRead {
  body: Stmt[];
  comments: Comment[];
}

/**
 * Parses and lowers a source, or gives undefined where it does not parse, where a statement that is still being
 * typed is joined with the next, or where brackets are nested so deeply (some thousand) that the stack does not hold
 * it.
 */
export function readSource(source: string): SourceRead | undefined {
  try {
    const tree = parseIntact(source);
    if (!tree || hasJoinedLines(source, tree.root)) return undefined;
    const comments = tree.comments.map((span) => commentAt(source, span));
    return { body: lowerBlock(newLowering(source), tree.root), comments };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The comment that begins with the `#` at a span's start. */
export function commentAt(source: string, { start, end }: Span): Comment {
  return { start, end, text: source.slice(start + 1, end).trim() };
}
