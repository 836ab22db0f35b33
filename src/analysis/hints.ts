/** Inlay hints: the shape a statement of a forward pass gives, at the end of its line. */
import { formatDim, type Shape } from '../shape';
import { tensorsIn } from '../python/interpreter';
import type { Value } from '../python/interpreter/values';
import type * as ast from '../python/syntax/ast';
import type { Analysis } from './analyse';
import { shapeText } from './shapes';

export interface Hint {
  /** Where it stands: behind the statement. */
  offset: number;
  label: string;
  /** All shapes, where there are several. */
  detail: string;
}

/** Statements between two offsets that give tensors by calling something. */
export function hintsBetween(analysis: Analysis, start: number, end: number): Hint[] {
  const hints: Hint[] = [];
  visit(analysis.module.body, start, end, (statement) => {
    const value =
      statement.kind === 'assign' || statement.kind === 'return' || statement.kind === 'augAssign'
        ? statement.value
        : undefined;
    if (!value || !worthAHint(value)) return;
    const target = statement.kind === 'assign' && statement.targets.length === 1 ? statement.targets[0] : value;
    const values = observed(analysis, target) ?? observed(analysis, value);
    const shapes = [...new Set((values ?? []).filter((v) => tensorsIn([v]).length > 0).map(shortShape))].filter(
      Boolean,
    );
    if (shapes.length === 0) return;
    const more = shapes.length > 1 ? ` (+${shapes.length - 1})` : '';
    hints.push({ offset: statement.end, label: `→ ${shapes[0]}${more}`, detail: shapes.join('\n') });
  });
  return hints;
}

/** Calls, and arithmetic on their results; plain names and constants say nothing new. */
function worthAHint(e: ast.Expr): boolean {
  return e.kind === 'call' || e.kind === 'binary' || e.kind === 'subscript';
}

function observed(analysis: Analysis, node: ast.Span): readonly Value[] | undefined {
  return analysis.ip.recorder.observed.get(analysis.file)?.get(`${node.start}:${node.end}`)?.values;
}

/** `N×64×112×112`. */
function shortShape(value: Value): string {
  if (value.kind === 'tensor') return value.shape ? short(value.shape) : '';
  return shapeText(value);
}

function short(shape: Shape): string {
  if (shape.length === 0) return 'scalar';
  return shape.map((dim) => (/^[\w?]+$/.test(formatDim(dim)) ? formatDim(dim) : `(${formatDim(dim)})`)).join('×');
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
