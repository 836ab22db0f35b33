import type { Expr, Module, Span, Stmt } from './ast';

/**
 * The statements and expressions that an offset stands in, innermost first. An offset right behind a node counts as
 * in it, so that a cursor at the end of a name finds the name; of two that touch, the one that begins there wins.
 */
export function nodesAt(module: Module, offset: number): (Expr | Stmt)[] {
  const found: (Expr | Stmt)[] = [];
  visit(module.body, offset, found);
  return found.reverse();
}

/** Walks down the one branch that holds the offset; helper objects without a `kind` (clauses, parts) are passed. */
function visit(value: unknown, offset: number, found: (Expr | Stmt)[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return visitEither(value, offset, found);
  if (!holds(value, offset)) return false;
  const isNode = 'kind' in value && 'start' in value;
  if (isNode) found.push(value as Expr | Stmt);
  const inside = visitEither(Object.values(value), offset, found);
  return isNode || inside;
}

/** Tries what begins at the offset or spans it first, what merely ends there last. */
function visitEither(values: readonly unknown[], offset: number, found: (Expr | Stmt)[]): boolean {
  const ending: unknown[] = [];
  for (const value of values) {
    if (endsAt(value, offset)) ending.push(value);
    else if (visit(value, offset, found)) return true;
  }
  return ending.some((value) => visit(value, offset, found));
}

/** Decorators stand before the span of what they decorate. */
function holds(value: object, offset: number): boolean {
  if (!('start' in value)) return true;
  const { start, end } = value as Span;
  if (start <= offset && offset <= end) return true;
  return 'decorators' in value && (value.decorators as Span[]).some((decorator) => holds(decorator, offset));
}

function endsAt(value: unknown, offset: number): boolean {
  return typeof value === 'object' && value !== null && 'end' in value && value.end === offset;
}

/** The name at an offset, or the one that ends there; undefined between names. */
export function identifierAt(source: string, offset: number): (Span & { name: string }) | undefined {
  const isPart = (character: string | undefined) =>
    character !== undefined && /[\p{ID_Continue}\u200d]/u.test(character);
  let start = offset;
  let end = offset;
  while (start > 0 && isPart(source[start - 1])) start--;
  while (end < source.length && isPart(source[end])) end++;
  const name = source.slice(start, end);
  return /^[\p{ID_Start}_]/u.test(name) ? { start, end, name } : undefined;
}
