import type {
  BinaryOperator,
  CallExpr,
  CompareOperator,
  ComprehensionExpr,
  Expr,
  KeywordArg,
  LambdaExpr,
  SliceExpr,
  UnaryExpr,
} from './ast';
import {
  childAfter,
  childOfType,
  hasToken,
  identifierName,
  joinIndices,
  type Lowering,
  namedChildren,
  spanOf,
  textOf,
} from './context';
import type { CstNode } from './cst';
import { lowerParameters } from './lowerParameters';
import { lowerType } from './lowerTypes';
import { numberValue } from './numbers';
import { lowerStrings } from './strings';

type LowerNode = (cx: Lowering, node: CstNode) => Expr;

/** How each node of the grammar that is an expression becomes one of the tree. */
const EXPRESSIONS: Record<string, LowerNode> = {
  identifier: lowerName,
  keyword_identifier: lowerName,
  integer: lowerNumber,
  float: lowerNumber,
  true: (_cx, node) => ({ kind: 'constant', ...spanOf(node), value: { type: 'bool', value: true } }),
  false: (_cx, node) => ({ kind: 'constant', ...spanOf(node), value: { type: 'bool', value: false } }),
  none: (_cx, node) => ({ kind: 'constant', ...spanOf(node), value: { type: 'none' } }),
  ellipsis: (_cx, node) => ({ kind: 'constant', ...spanOf(node), value: { type: 'ellipsis' } }),
  string: lowerString,
  concatenated_string: lowerString,
  parenthesized_expression: (cx, node) => lowerChild(cx, node, 0),
  type: (cx, node) => lowerType(cx, node),
  as_pattern_target: (cx, node) => lowerChild(cx, node, 0),
  attribute: lowerAttribute,
  subscript: lowerSubscript,
  slice: lowerSlice,
  call: lowerCall,
  unary_operator: lowerUnary,
  not_operator: lowerUnary,
  binary_operator: lowerBinary,
  boolean_operator: lowerBoolean,
  comparison_operator: lowerComparison,
  conditional_expression: lowerConditional,
  lambda: lowerLambda,
  named_expression: lowerNamed,
  await: lowerAwait,
  yield: lowerYield,
  expression_list: (cx, node) => ({ kind: 'tuple', ...spanOf(node), elements: lowerAll(cx, node) }),
  pattern_list: (cx, node) => ({ kind: 'tuple', ...spanOf(node), elements: lowerAll(cx, node) }),
  tuple: (cx, node) => ({ kind: 'tuple', ...spanOf(node), elements: lowerAll(cx, node) }),
  tuple_pattern: lowerTuplePattern,
  list: (cx, node) => ({ kind: 'list', ...spanOf(node), elements: lowerAll(cx, node) }),
  list_pattern: (cx, node) => ({ kind: 'list', ...spanOf(node), elements: lowerAll(cx, node) }),
  set: (cx, node) => ({ kind: 'set', ...spanOf(node), elements: lowerAll(cx, node) }),
  dictionary: lowerDictionary,
  list_splat: lowerStarred,
  list_splat_pattern: lowerStarred,
  list_comprehension: lowerComprehension,
  set_comprehension: lowerComprehension,
  dictionary_comprehension: lowerComprehension,
  generator_expression: lowerComprehension,
};

/** True for nodes that `lowerExpression` understands. */
export function isExpression(node: CstNode): boolean {
  return Object.hasOwn(EXPRESSIONS, node.type);
}

/** Lowers a node that is known to parse. What is no expression becomes an `error` node, never an exception. */
export function lowerExpression(cx: Lowering, node: CstNode): Expr {
  const lower = isExpression(node) ? EXPRESSIONS[node.type] : undefined;
  return lower ? lower(cx, node) : errorExpression(cx, node);
}

function errorExpression(cx: Lowering, node: CstNode): Expr {
  return { kind: 'error', ...spanOf(node), text: textOf(cx, node) };
}

function lowerName(cx: Lowering, node: CstNode): Expr {
  const id = identifierName(cx, node);
  const { start, end } = node;
  return id === '' ? { kind: 'error', start, end, text: '' } : { kind: 'name', start, end, id };
}

function lowerAll(cx: Lowering, node: CstNode): Expr[] {
  const elements: Expr[] = [];
  for (const child of node.children) if (child.named) elements.push(lowerExpression(cx, child));
  return elements;
}

/** The named child at an index; an `error` node where there is none. */
function lowerChild(cx: Lowering, node: CstNode, index: number): Expr {
  return lowerOptional(cx, namedChildren(node)[index], node);
}

function lowerOptional(cx: Lowering, child: CstNode | undefined, parent: CstNode): Expr {
  return child ? lowerExpression(cx, child) : errorExpression(cx, parent);
}

function lowerNumber(cx: Lowering, node: CstNode): Expr {
  return { kind: 'constant', ...spanOf(node), value: numberValue(textOf(cx, node)) };
}

function lowerString(cx: Lowering, node: CstNode): Expr {
  // Python 2's `value` in backquotes is the text of a value, which is not known here.
  if (cx.source[node.start] === '`') return errorExpression(cx, node);
  return lowerStrings(cx.source, node, (expression) => lowerExpression(cx, expression));
}

/**
 * The grammar binds the star of `f(*a or b)` to `a` alone, Python to the whole argument. Where the leftmost operand
 * is such a star, it is moved outside what was built around its value.
 */
function withStarOutside(node: CstNode, left: Expr, leftNode: CstNode, build: (left: Expr) => Expr): Expr {
  if (left.kind !== 'starred' || leftNode.type === 'parenthesized_expression') return build(left);
  return { kind: 'starred', ...spanOf(node), value: build(left.value) };
}

/** The start of a node, without the star that `withStarOutside` moves away. */
function spanFrom(left: Expr, node: CstNode): { start: number; end: number } {
  return { start: Math.max(node.start, Math.min(left.start, node.end)), end: node.end };
}

/** Parentheses are no part of an expression's own span, but of that of what is built on it. */
function outerSpan(node: CstNode, left: Expr, starred: boolean): { start: number; end: number } {
  return starred ? spanFrom(left, node) : spanOf(node);
}

function buildOnLeft(cx: Lowering, node: CstNode, build: (left: Expr, span: { start: number; end: number }) => Expr) {
  const leftNode = node.children[0];
  const left = lowerExpression(cx, leftNode);
  const starred = left.kind === 'starred';
  return withStarOutside(node, left, leftNode, (inner) => build(inner, outerSpan(node, inner, starred)));
}

/**
 * `a.b`. Where the name is still to be typed, the whole is something unknown made of `a`: a call of an `error` node
 * with `a` as its argument, so that `a` itself is still evaluated.
 */
function lowerAttribute(cx: Lowering, node: CstNode): Expr {
  const name = node.children[node.children.length - 1];
  const attr = identifierName(cx, name);
  return buildOnLeft(cx, node, (value, span) => {
    const { start, end } = span;
    if (attr !== '') return { kind: 'attribute', start, end, value, attr, attrSpan: spanOf(name) };
    return { kind: 'call', ...span, func: { kind: 'error', ...spanOf(name), text: '' }, args: [value], keywords: [] };
  });
}

function lowerSubscript(cx: Lowering, node: CstNode): Expr {
  const [, , ...rest] = node.children;
  const items = rest.filter((child) => child.named).map((child) => lowerExpression(cx, child));
  return buildOnLeft(cx, node, (value, span) => ({
    kind: 'subscript',
    ...span,
    value,
    index: joinIndices(items, hasToken(node, ','), node),
  }));
}

function lowerSlice(cx: Lowering, node: CstNode): SliceExpr {
  const parts: (Expr | undefined)[] = [undefined];
  for (const child of node.children) {
    if (child.type === ':') parts.push(undefined);
    else if (child.named) parts[parts.length - 1] = lowerExpression(cx, child);
  }
  const [lower, upper, step] = parts;
  return { kind: 'slice', ...spanOf(node), ...(lower && { lower }), ...(upper && { upper }), ...(step && { step }) };
}

function lowerCall(cx: Lowering, node: CstNode): Expr {
  const argumentNode = node.children[node.children.length - 1];
  return buildOnLeft(cx, node, (func, span): CallExpr => {
    if (argumentNode.type === 'generator_expression') {
      return { kind: 'call', ...span, func, args: [lowerExpression(cx, argumentNode)], keywords: [] };
    }
    return { kind: 'call', ...span, func, ...lowerArguments(cx, argumentNode) };
  });
}

/** The arguments of a call or of a class header. */
export function lowerArguments(cx: Lowering, list: CstNode): { args: Expr[]; keywords: KeywordArg[] } {
  const args: Expr[] = [];
  const keywords: KeywordArg[] = [];
  for (const child of list.children) {
    if (!child.named) continue;
    if (child.type === 'keyword_argument') {
      const [name, value] = namedChildren(child);
      keywords.push(keywordArgument(child, identifierName(cx, name), lowerOptional(cx, value, child)));
    } else if (child.type === 'dictionary_splat') {
      keywords.push({ ...spanOf(child), value: lowerChild(cx, child, 0) });
    } else {
      args.push(lowerExpression(cx, child));
    }
  }
  return { args, keywords };
}

/** A keyword still without its name could be any: it is passed on as an unknown mapping. */
function keywordArgument(node: CstNode, name: string, value: Expr): KeywordArg {
  return name === ''
    ? { ...spanOf(node), value: { kind: 'error', ...spanOf(node), text: '' } }
    : { ...spanOf(node), name, value };
}

function lowerUnary(cx: Lowering, node: CstNode): Expr {
  return {
    kind: 'unary',
    ...spanOf(node),
    op: node.children[0].type as UnaryExpr['op'],
    operand: lowerChild(cx, node, 0),
  };
}

function lowerBinary(cx: Lowering, node: CstNode): Expr {
  const [leftNode, operator, rightNode] = node.children;
  if (isMixedBits(operator, leftNode) || isMixedBits(operator, rightNode)) return lowerBits(cx, node);
  const right = lowerExpression(cx, rightNode);
  return buildOnLeft(cx, node, (left, span) => ({
    kind: 'binary',
    ...span,
    op: operator.type as BinaryOperator,
    left,
    right,
  }));
}

/** True where `&` and `^` meet without parentheses. */
function isMixedBits(operator: CstNode, operand: CstNode): boolean {
  if (operand.type !== 'binary_operator') return false;
  const inner = operand.children[1].type;
  return (operator.type === '&' && inner === '^') || (operator.type === '^' && inner === '&');
}

/** The grammar binds `^` closer than `&`, Python the other way round: such a chain is built again from its operands. */
function lowerBits(cx: Lowering, node: CstNode): Expr {
  const operands: Expr[] = [];
  const operators: string[] = [];
  const collect = (part: CstNode) => {
    const operator = part.type === 'binary_operator' ? part.children[1].type : '';
    if (operator !== '&' && operator !== '^') {
      operands.push(lowerExpression(cx, part));
      return;
    }
    collect(part.children[0]);
    operators.push(operator);
    collect(part.children[2]);
  };
  collect(node);
  const join = (op: BinaryOperator, left: Expr, right: Expr): Expr => {
    return { kind: 'binary', start: left.start, end: right.end, op, left, right };
  };
  const terms: Expr[] = [operands[0]];
  operators.forEach((operator, i) => {
    if (operator === '&') terms.push(join('&', terms.pop() as Expr, operands[i + 1]));
    else terms.push(operands[i + 1]);
  });
  return terms.reduce((left, right) => join('^', left, right));
}

/** `a and b and c` is one expression of three values, as in CPython; parentheses keep their own. */
function lowerBoolean(cx: Lowering, node: CstNode): Expr {
  const [leftNode, operator, rightNode] = node.children;
  const op = operator.type as 'and' | 'or';
  const right = lowerExpression(cx, rightNode);
  return buildOnLeft(cx, node, (left, span) => {
    const chained = left.kind === 'bool' && left.op === op && leftNode.type !== 'parenthesized_expression';
    return { kind: 'bool', ...span, op, values: chained ? [...left.values, right] : [left, right] };
  });
}

function lowerComparison(cx: Lowering, node: CstNode): Expr {
  const rest: { op: CompareOperator; right: Expr }[] = [];
  for (let i = 1; i + 1 < node.children.length; i += 2) {
    const operator = node.children[i].type;
    const op = (operator === '<>' ? '!=' : operator) as CompareOperator;
    rest.push({ op, right: lowerExpression(cx, node.children[i + 1]) });
  }
  return buildOnLeft(cx, node, (left, span) => ({ kind: 'compare', ...span, left, rest }));
}

function lowerConditional(cx: Lowering, node: CstNode): Expr {
  const [, test, orelse] = namedChildren(node);
  return buildOnLeft(cx, node, (body, span) => ({
    kind: 'conditional',
    ...span,
    test: lowerOptional(cx, test, node),
    body,
    orelse: lowerOptional(cx, orelse, node),
  }));
}

function lowerLambda(cx: Lowering, node: CstNode): LambdaExpr {
  const parameters = childOfType(node, 'lambda_parameters');
  const params = parameters ? lowerParameters(cx, parameters) : [];
  cx.yields.push(false);
  const body = lowerOptional(cx, childAfter(node, ':'), node);
  cx.yields.pop();
  return { kind: 'lambda', ...spanOf(node), params, body };
}

function lowerNamed(cx: Lowering, node: CstNode): Expr {
  const [name, value] = namedChildren(node);
  return {
    kind: 'named',
    ...spanOf(node),
    target: { kind: 'name', ...spanOf(name), id: identifierName(cx, name) },
    value: lowerOptional(cx, value, node),
  };
}

/** The grammar reads `await a ** b` as the power awaited; Python awaits `a` first. */
function lowerAwait(cx: Lowering, node: CstNode): Expr {
  const operand = namedChildren(node)[0];
  if (operand?.type !== 'binary_operator') {
    return { kind: 'await', ...spanOf(node), value: lowerOptional(cx, operand, node) };
  }
  const power = lowerExpression(cx, operand);
  if (power.kind !== 'binary') return { kind: 'await', ...spanOf(node), value: power };
  return {
    ...power,
    start: node.start,
    left: { kind: 'await', start: node.start, end: power.left.end, value: power.left },
  };
}

function lowerYield(cx: Lowering, node: CstNode): Expr {
  if (cx.yields.length > 0) cx.yields[cx.yields.length - 1] = true;
  const operand = namedChildren(node)[0];
  const value = operand && lowerExpression(cx, operand);
  return { kind: 'yield', ...spanOf(node), from: hasToken(node, 'from'), ...(value && { value }) };
}

/** Parentheses around a single target are no tuple: `(a) = 1`. */
function lowerTuplePattern(cx: Lowering, node: CstNode): Expr {
  const elements = lowerAll(cx, node);
  if (elements.length === 1 && !hasToken(node, ',')) return elements[0];
  return { kind: 'tuple', ...spanOf(node), elements };
}

function lowerDictionary(cx: Lowering, node: CstNode): Expr {
  const entries = namedChildren(node).map((child) => {
    if (child.type !== 'pair') return { value: lowerChild(cx, child, 0) };
    return { key: lowerChild(cx, child, 0), value: lowerChild(cx, child, 1) };
  });
  return { kind: 'dict', ...spanOf(node), entries };
}

function lowerStarred(cx: Lowering, node: CstNode): Expr {
  return { kind: 'starred', ...spanOf(node), value: lowerChild(cx, node, 0) };
}

const COMPREHENSION_TYPES: Record<string, ComprehensionExpr['type']> = {
  list_comprehension: 'list',
  set_comprehension: 'set',
  dictionary_comprehension: 'dict',
  generator_expression: 'generator',
};

function lowerComprehension(cx: Lowering, node: CstNode): ComprehensionExpr {
  const [body, ...clauseNodes] = namedChildren(node);
  const clauses = clauseNodes.map((clause): ComprehensionExpr['clauses'][number] => {
    if (clause.type === 'if_clause') return { type: 'if', test: lowerChild(cx, clause, 0) };
    const [target, ...iterables] = namedChildren(clause);
    // Python 2 allowed `for x in 1, 2` inside a list comprehension.
    const iter = iterables.length === 1 ? lowerExpression(cx, iterables[0]) : lowerTupleOf(cx, iterables, clause);
    return { type: 'for', target: lowerExpression(cx, target), iter, isAsync: hasToken(clause, 'async') };
  });
  const type = COMPREHENSION_TYPES[node.type];
  if (body.type === 'pair') {
    const [element, value] = [lowerChild(cx, body, 0), lowerChild(cx, body, 1)];
    return { kind: 'comprehension', ...spanOf(node), type, element, value, clauses };
  }
  return { kind: 'comprehension', ...spanOf(node), type, element: lowerExpression(cx, body), clauses };
}

function lowerTupleOf(cx: Lowering, nodes: readonly CstNode[], parent: CstNode): Expr {
  const elements = nodes.map((node) => lowerExpression(cx, node));
  return { kind: 'tuple', start: nodes[0]?.start ?? parent.start, end: parent.end, elements };
}
