/** Which expression of a line a `#:` speaks about. */
import type * as ast from '../../src/python/syntax/ast';

/** An expression that can be asked for, and the lines it stands on (its statement's, where it is the whole of one). */
export interface Place {
  expressions: readonly ast.Expr[];
  span: ast.Span;
}

/** Statements' values, and the arguments and elements inside them. */
export function placesIn(body: readonly ast.Stmt[]): Place[] {
  return body.flatMap(placesOf);
}

function placesOf(s: ast.Stmt): Place[] {
  switch (s.kind) {
    case 'assign':
      return [{ expressions: s.targets.slice(0, 1).flatMap(names), span: s }, ...inside(s.value)];
    case 'annAssign':
      return [{ expressions: names(s.target), span: s }, ...(s.value ? inside(s.value) : [])];
    case 'augAssign':
      return [{ expressions: names(s.target), span: s }, ...inside(s.value)];
    case 'expr':
    case 'return':
      return s.value ? [{ expressions: [s.value], span: s }, ...inside(s.value)] : [];
    case 'for':
      return [header(names(s.target), s, s.iter), ...placesIn(s.body), ...placesIn(s.orelse)];
    case 'with': {
      const targets = s.items.flatMap((item) => (item.target ? names(item.target) : []));
      return [...(targets.length > 0 ? [header(targets, s, targets.at(-1)!)] : []), ...placesIn(s.body)];
    }
    case 'if':
    case 'while':
      return [...placesIn(s.body), ...placesIn(s.orelse)];
    case 'try':
      return [s.body, ...s.handlers.map((h) => h.body), s.orelse, s.finalbody].flatMap(placesIn);
    case 'match':
      return s.cases.flatMap((c) => placesIn(c.body));
    case 'function':
    case 'class':
    case 'error':
      return placesIn(s.body);
    case 'writeFile':
      return placesIn(s.module.body);
    default:
      return [];
  }
}

const header = (expressions: ast.Expr[], statement: ast.Span, last: ast.Span): Place => ({
  expressions,
  span: { start: statement.start, end: last.end },
});

/** The names a target binds, from left to right. */
function names(target: ast.Expr): ast.Expr[] {
  if (target.kind === 'tuple' || target.kind === 'list') return target.elements.flatMap(names);
  return target.kind === 'starred' ? names(target.value) : [target];
}

/** The parts of an expression that people put on lines of their own. */
function inside(e: ast.Expr): Place[] {
  const parts =
    e.kind === 'call'
      ? [...chained(e.func), ...e.args, ...e.keywords.map((keyword) => keyword.value)]
      : e.kind === 'list' || e.kind === 'tuple'
        ? e.elements
        : e.kind === 'dict'
          ? e.entries.map((entry) => entry.value)
          : e.kind === 'attribute' || e.kind === 'starred'
            ? [e.value]
            : [];
  return parts.flatMap((part) => [{ expressions: [part], span: part }, ...inside(part)]);
}

/** The call in front of another one: `nn.Conv2d(…)` in `nn.Conv2d(…)(x)` and in `nn.Conv2d(…).cuda()`. */
function chained(func: ast.Expr): ast.Expr[] {
  if (func.kind === 'attribute') return chained(func.value);
  return func.kind === 'call' ? [func] : [];
}
