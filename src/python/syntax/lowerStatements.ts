import type { AssignStmt, BinaryOperator, Expr, Stmt, TryStmt, WithStmt } from './ast';
import {
  childAfter,
  childOfType,
  hasToken,
  identifierName,
  type Lowering,
  namedChildren,
  spanOf,
  textOf,
} from './context';
import type { CstNode } from './cst';
import { lowerClass, lowerFunction } from './lowerDefinitions';
import { lowerExpression } from './lowerExpressions';
import { lowerFutureImport, lowerImport, lowerImportFrom } from './lowerImports';
import { lowerCasePatterns } from './lowerPatterns';
import { lowerExec, lowerPrint, lowerRaise } from './python2';

/** How each statement of the grammar becomes one of the tree. */
const STATEMENTS: Record<string, (cx: Lowering, node: CstNode) => Stmt> = {
  expression_statement: lowerExpressionStatement,
  return_statement: (cx, node) => {
    const value = namedChildren(node)[0];
    return { kind: 'return', ...spanOf(node), ...(value && { value: lowerExpression(cx, value) }) };
  },
  delete_statement: lowerDelete,
  pass_statement: (_cx, node) => ({ kind: 'pass', ...spanOf(node) }),
  break_statement: (_cx, node) => ({ kind: 'break', ...spanOf(node) }),
  continue_statement: (_cx, node) => ({ kind: 'continue', ...spanOf(node) }),
  raise_statement: lowerRaise,
  assert_statement: lowerAssert,
  import_statement: lowerImport,
  import_from_statement: lowerImportFrom,
  future_import_statement: lowerFutureImport,
  global_statement: (cx, node) => ({ kind: 'global', ...spanOf(node), names: lowerNames(cx, node) }),
  nonlocal_statement: (cx, node) => ({ kind: 'nonlocal', ...spanOf(node), names: lowerNames(cx, node) }),
  print_statement: lowerPrint,
  exec_statement: lowerExec,
  type_alias_statement: lowerTypeAlias,
  if_statement: lowerIf,
  while_statement: lowerWhile,
  for_statement: lowerFor,
  with_statement: lowerWith,
  try_statement: lowerTry,
  match_statement: lowerMatch,
  function_definition: (cx, node) => lowerFunction(cx, node, [], lowerBody),
  class_definition: (cx, node) => lowerClass(cx, node, [], lowerBody),
  decorated_definition: lowerDecorated,
};

/** True for nodes that `lowerStatement` understands. */
export function isStatement(node: CstNode): boolean {
  return Object.hasOwn(STATEMENTS, node.type);
}

/** Lowers a statement that is known to parse. What is no statement becomes an `error` node. */
export function lowerStatement(cx: Lowering, node: CstNode): Stmt {
  return isStatement(node) ? STATEMENTS[node.type](cx, node) : { kind: 'error', ...spanOf(node), body: [] };
}

/** The statements of a module or block, in order. */
export function lowerBlock(cx: Lowering, block: CstNode | undefined): Stmt[] {
  const body: Stmt[] = [];
  for (const child of block?.children ?? []) if (child.named) body.push(lowerStatement(cx, child));
  return body;
}

/** The body of a compound statement or clause. */
function lowerBody(cx: Lowering, node: CstNode): Stmt[] {
  return lowerBlock(cx, childOfType(node, 'block'));
}

function lowerElse(cx: Lowering, node: CstNode): Stmt[] {
  const clause = childOfType(node, 'else_clause');
  return clause ? lowerBody(cx, clause) : [];
}

function lowerOptional(cx: Lowering, child: CstNode | undefined, parent: CstNode): Expr {
  return child ? lowerExpression(cx, child) : { kind: 'error', ...spanOf(parent), text: textOf(cx, parent) };
}

function lowerNames(cx: Lowering, node: CstNode): string[] {
  return namedChildren(node).map((child) => identifierName(cx, child));
}

function lowerExpressionStatement(cx: Lowering, node: CstNode): Stmt {
  const [first] = node.children;
  if (first.type === 'assignment') return lowerAssignment(cx, first);
  if (first.type === 'augmented_assignment') return lowerAugmented(cx, first);
  // Recovery leaves a lone placeholder where a statement could not be read.
  if (first.type === 'identifier' && identifierName(cx, first) === '')
    return { kind: 'error', ...spanOf(node), body: [] };
  if (!hasToken(node, ',')) return { kind: 'expr', ...spanOf(node), value: lowerExpression(cx, first) };
  const elements = namedChildren(node).map((child) => lowerExpression(cx, child));
  return { kind: 'expr', ...spanOf(node), value: { kind: 'tuple', ...spanOf(node), elements } };
}

function lowerAssignment(cx: Lowering, node: CstNode): Stmt {
  const typeNode = childOfType(node, 'type');
  if (typeNode) {
    const valueNode = childAfter(node, '=');
    return {
      kind: 'annAssign',
      ...spanOf(node),
      target: lowerExpression(cx, node.children[0]),
      annotation: lowerExpression(cx, typeNode),
      ...(valueNode && { value: lowerExpression(cx, valueNode) }),
    };
  }
  const targets: Expr[] = [];
  let rest: CstNode | undefined = node;
  while (rest?.type === 'assignment') {
    targets.push(lowerExpression(cx, rest.children[0]));
    rest = childAfter(rest, '=');
  }
  const assign: AssignStmt = { kind: 'assign', ...spanOf(node), targets, value: lowerOptional(cx, rest, node) };
  return assign;
}

function lowerAugmented(cx: Lowering, node: CstNode): Stmt {
  const [target, operator, value] = node.children;
  return {
    kind: 'augAssign',
    ...spanOf(node),
    target: lowerExpression(cx, target),
    op: operator.type.slice(0, -1) as BinaryOperator,
    value: lowerOptional(cx, value, node),
  };
}

/** `del a, b` has two targets, `del (a, b)` one. */
function lowerDelete(cx: Lowering, node: CstNode): Stmt {
  const operands = namedChildren(node).flatMap((child) =>
    child.type === 'expression_list' ? namedChildren(child) : [child],
  );
  return { kind: 'delete', ...spanOf(node), targets: operands.map((operand) => lowerExpression(cx, operand)) };
}

function lowerAssert(cx: Lowering, node: CstNode): Stmt {
  const [test, message] = namedChildren(node);
  return {
    kind: 'assert',
    ...spanOf(node),
    test: lowerOptional(cx, test, node),
    ...(message && { message: lowerExpression(cx, message) }),
  };
}

function lowerTypeAlias(cx: Lowering, node: CstNode): Stmt {
  const [left, right] = namedChildren(node);
  const declared = namedChildren(left)[0];
  const name = declared.type === 'generic_type' ? declared.children[0] : declared;
  return { kind: 'typeAlias', ...spanOf(node), name: identifierName(cx, name), value: lowerOptional(cx, right, node) };
}

function lowerIf(cx: Lowering, node: CstNode): Stmt {
  const alternatives = node.children.filter((child) => child.type === 'elif_clause');
  // The clauses are nested from the last to the first: each `elif` holds what follows it.
  const orelse = alternatives.reduceRight<Stmt[]>(
    (following, clause) => {
      const [test] = namedChildren(clause);
      return [
        {
          kind: 'if',
          start: clause.start,
          end: node.end,
          test: lowerOptional(cx, test, clause),
          body: lowerBody(cx, clause),
          orelse: following,
        },
      ];
    },
    lowerElse(cx, node),
  );
  const [test] = namedChildren(node);
  return { kind: 'if', ...spanOf(node), test: lowerOptional(cx, test, node), body: lowerBody(cx, node), orelse };
}

function lowerWhile(cx: Lowering, node: CstNode): Stmt {
  const [test] = namedChildren(node);
  return {
    kind: 'while',
    ...spanOf(node),
    test: lowerOptional(cx, test, node),
    body: lowerBody(cx, node),
    orelse: lowerElse(cx, node),
  };
}

function lowerFor(cx: Lowering, node: CstNode): Stmt {
  const [target, iter] = namedChildren(node);
  return {
    kind: 'for',
    ...spanOf(node),
    target: lowerOptional(cx, target, node),
    iter: lowerOptional(cx, iter, node),
    body: lowerBody(cx, node),
    orelse: lowerElse(cx, node),
    isAsync: hasToken(node, 'async'),
  };
}

function lowerWith(cx: Lowering, node: CstNode): WithStmt {
  const clause = childOfType(node, 'with_clause');
  const items = (clause ? namedChildren(clause) : []).map((item): WithStmt['items'][number] => {
    const value = withoutParentheses(namedChildren(item)[0]);
    if (value?.type !== 'as_pattern') return { context: lowerOptional(cx, value, item) };
    const [context, target] = namedChildren(value);
    return { context: lowerExpression(cx, context), target: lowerOptional(cx, target, value) };
  });
  return { kind: 'with', ...spanOf(node), items, body: lowerBody(cx, node), isAsync: hasToken(node, 'async') };
}

/** `with (a as b):` parses as an expression in parentheses. */
function withoutParentheses(node: CstNode | undefined): CstNode | undefined {
  const inner = node?.type === 'parenthesized_expression' ? namedChildren(node)[0] : undefined;
  return inner?.type === 'as_pattern' ? inner : node;
}

function lowerTry(cx: Lowering, node: CstNode): TryStmt {
  const finallyClause = childOfType(node, 'finally_clause');
  return {
    kind: 'try',
    ...spanOf(node),
    body: lowerBody(cx, node),
    handlers: node.children.filter((child) => child.type === 'except_clause').map((child) => lowerHandler(cx, child)),
    orelse: lowerElse(cx, node),
    finalbody: finallyClause ? lowerBody(cx, finallyClause) : [],
  };
}

/** `except E as name:`, or Python 2's `except E, name:`. */
function lowerHandler(cx: Lowering, clause: CstNode): TryStmt['handlers'][number] {
  const values = clause.children.filter((child) => child.named && child.type !== 'block');
  const [first, second] = values[0]?.type === 'as_pattern' ? namedChildren(values[0]) : values;
  const alias = second?.type === 'as_pattern_target' ? namedChildren(second)[0] : second;
  return {
    ...(first && { type: lowerExpression(cx, first) }),
    ...(alias && { name: identifierName(cx, alias) }),
    body: lowerBody(cx, clause),
    isStar: hasToken(clause, '*'),
  };
}

function lowerMatch(cx: Lowering, node: CstNode): Stmt {
  const subjects = node.children.filter((child) => child.named && child.type !== 'block');
  const elements = subjects.map((subject) => lowerExpression(cx, subject));
  const single = elements.length === 1 && !hasToken(node, ',');
  const [first, last] = [subjects[0], subjects[subjects.length - 1]];
  const subject: Expr = single ? elements[0] : { kind: 'tuple', start: first.start, end: last.end, elements };
  const clauses = childOfType(node, 'block')?.children.filter((child) => child.type === 'case_clause') ?? [];
  const cases = clauses.map((clause) => {
    const guard = childOfType(clause, 'if_clause');
    return {
      pattern: lowerCasePatterns(cx, clause),
      ...(guard && { guard: lowerOptional(cx, namedChildren(guard)[0], guard) }),
      body: lowerBody(cx, clause),
    };
  });
  return { kind: 'match', ...spanOf(node), subject, cases };
}

function lowerDecorated(cx: Lowering, node: CstNode): Stmt {
  const decorators = node.children
    .filter((child) => child.type === 'decorator')
    .map((child) => lowerOptional(cx, namedChildren(child)[0], child));
  const definition = node.children[node.children.length - 1];
  const lower = definition.type === 'class_definition' ? lowerClass : lowerFunction;
  return lower(cx, definition, decorators, lowerBody);
}
