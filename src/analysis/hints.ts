/** Inlay hints: the shape a statement of a forward pass gives, at the end of its line. */
import { isNumber, type Dim, type Language } from '../shape';
import { tensorsIn } from '../python/interpreter';
import type { Site, Value } from '../python/interpreter/values';
import { positionAt } from '../python/syntax';
import type * as ast from '../python/syntax/ast';
import type { Analysis } from './analyse';
import { briefProduct } from './brief';
import { hoverAt } from './hover/hover';
import { targetAt } from './hover/target';
import { shapesInComment } from './inputs/comments';
import { shapeText } from './shapes';

export interface Hint {
  /** Where it stands: behind the statement. */
  offset: number;
  label: string;
  /** All shapes, one on each line. */
  detail: string;
}

/** What is looked up when a hint is pointed at. */
export interface HintDetails {
  markdown?: string;
  /** Where the layer that was called is constructed. */
  definition?: Site;
}

/** What the statement that ends at an offset calls: its hover, and where the layer is made. */
export function hintDetails(analysis: Analysis, offset: number, language: Language): HintDetails {
  let value: ast.Expr | undefined;
  visit(analysis.module.body, offset, offset, (statement) => {
    if (statement.end === offset && 'value' in statement) value = statement.value;
  });
  if (!value) return {};
  const callee = value.kind === 'call' ? value.func.end : value.end;
  const markdown = hoverAt(analysis, callee, language)?.markdown;
  const layer = targetAt(analysis, callee)?.calls[0]?.instance;
  return { markdown, definition: layer?.site };
}

/**
 * Statements between two offsets that give tensors by calling something. Lines on which a comment already says the
 * shape get none.
 */
export function hintsBetween(analysis: Analysis, start: number, end: number): Hint[] {
  const hints: Hint[] = [];
  const lineOf = (offset: number) => positionAt(analysis.source, offset).line;
  const commented = new Set(
    analysis.module.comments.filter((c) => shapesInComment(c.text).length > 0).map((c) => lineOf(c.start)),
  );
  visit(analysis.module.body, start, end, (statement) => {
    const value =
      statement.kind === 'assign' || statement.kind === 'return' || statement.kind === 'augAssign'
        ? statement.value
        : undefined;
    if (!value || !worthAHint(value) || commented.has(lineOf(statement.end))) return;
    const target = statement.kind === 'assign' && statement.targets.length === 1 ? statement.targets[0] : value;
    const values = observed(analysis, target) ?? observed(analysis, value);
    const tensors = simplestFirst((values ?? []).filter((v) => tensorsIn([v]).length > 0));
    const shapes = [...new Set(tensors.map(briefProduct))].filter(Boolean);
    if (shapes.length === 0) return;
    const more = shapes.length > 1 ? ` (+${shapes.length - 1})` : '';
    hints.push({
      offset: statement.end,
      label: `→ ${shapes[0]}${more}`,
      detail: [...new Set(tensors.map(shapeText))].join('\n'),
    });
  });
  return hints;
}

/** Of what a block gives wherever it is used, that in numbers first, then what it gives by itself: with the fewest, and the shortest. */
function simplestFirst(values: readonly Value[]): Value[] {
  const rankOf = (value: Value): number => {
    const shapes = tensorsIn([value]).map(({ shape }) => shape);
    const sizes = shapes.flatMap((shape): readonly Dim[] => shape ?? []);
    const known = sizes.filter(isNumber).length;
    return known === sizes.length && !shapes.includes(undefined) ? 0 : 1e4 * known + shapeText(value).length;
  };
  return [...values].sort((a, b) => rankOf(a) - rankOf(b));
}

/** Calls, and arithmetic on their results; plain names and constants say nothing new. */
function worthAHint(e: ast.Expr): boolean {
  return e.kind === 'call' || e.kind === 'binary' || e.kind === 'subscript';
}

function observed(analysis: Analysis, node: ast.Span): readonly Value[] | undefined {
  return analysis.ip.recorder.valuesAt(analysis.file, node);
}

function visit(body: readonly ast.Stmt[], start: number, end: number, see: (statement: ast.Stmt) => void): void {
  for (const statement of body) {
    if (statement.end < start || statement.start > end) continue;
    see(statement);
    for (const block of blocksOf(statement)) visit(block, start, end, see);
  }
}

/** The statement lists inside a statement. */
export function blocksOf(s: ast.Stmt): ast.Stmt[][] {
  switch (s.kind) {
    case 'if':
    case 'for':
    case 'while':
      return [s.body, s.orelse];
    case 'with':
    case 'function':
    case 'class':
    case 'error':
      return [s.body];
    case 'try':
      return [s.body, ...s.handlers.map((h) => h.body), s.orelse, s.finalbody];
    case 'match':
      return s.cases.map((c) => c.body);
    default:
      return [];
  }
}
