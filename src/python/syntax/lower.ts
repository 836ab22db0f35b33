import type { Comment, Span, Stmt } from './ast';
import type { Lowering } from './context';
import { lowerExpression } from './lowerExpressions';
import { lowerBlock } from './lowerStatements';
import { parse } from './parser';

/** A context for lowering nodes whose offsets point into the given text. */
export function newLowering(source: string): Lowering {
  return { source, yields: [], expression: lowerExpression };
}

/**
 * Parses and lowers a source, or gives undefined where it does not parse, or is nested so deeply (some thousand
 * brackets) that the stack does not hold it.
 */
export function readSource(source: string): { body: Stmt[]; comments: Span[] } | undefined {
  try {
    const tree = parse(source);
    if (tree.hasError) return undefined;
    return { body: lowerBlock(newLowering(source), tree.root), comments: tree.comments };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The comment that begins with the `#` at a span's start. */
export function commentAt(source: string, { start, end }: Span): Comment {
  return { start, end, text: source.slice(start + 1, end).trim() };
}
