import type { Expr, Span } from './ast';
import type { CstNode } from './cst';

/**
 * The name that stands where something is missing or cannot be read; repeated, it fills a gap of any width. It is
 * a letter of the alphabet of identifiers that no code uses, and is lowered to an `error` node.
 */
export const PLACEHOLDER = '\u01c0';

/** What lowering carries along. */
export interface Lowering {
  readonly source: string;
  /** One entry per enclosing function or lambda; set where a `yield` of its own was met. */
  readonly yields: boolean[];
  /** Lowers an expression; here so that the files of lowering need not import each other in a circle. */
  readonly expression: (cx: Lowering, node: CstNode) => Expr;
}

export function textOf(cx: Lowering, node: CstNode): string {
  return cx.source.slice(node.start, node.end);
}

export function spanOf(node: CstNode): Span {
  return { start: node.start, end: node.end };
}

export function namedChildren(node: CstNode): CstNode[] {
  return node.children.filter((child) => child.named);
}

export function childOfType(node: CstNode, type: string): CstNode | undefined {
  return node.children.find((child) => child.type === type);
}

export function hasToken(node: CstNode, token: string): boolean {
  return node.children.some((child) => child.type === token);
}

/** The first child that follows the given token. */
export function childAfter(node: CstNode, token: string): CstNode | undefined {
  const at = node.children.findIndex((child) => child.type === token);
  return at < 0 ? undefined : node.children[at + 1];
}

/** The name of an identifier, empty for the placeholder. Identifiers are compared in their NFKC form (reference/lexical_analysis.html#identifiers). */
export function identifierName(cx: Lowering, node: CstNode): string {
  const text = textOf(cx, node);
  if (text.startsWith(PLACEHOLDER)) return '';
  return /^[\x00-\x7f]*$/.test(text) ? text : text.normalize('NFKC');
}

/** One index as it is, several as the tuple that Python passes to `__getitem__`. */
export function joinIndices(items: Expr[], comma: boolean, node: CstNode): Expr {
  if (!comma && items.length === 1 && items[0].kind !== 'starred') return items[0];
  const start = items[0]?.start ?? node.start;
  return { kind: 'tuple', start, end: items[items.length - 1]?.end ?? node.end, elements: items };
}
