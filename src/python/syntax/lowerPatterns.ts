import type { Expr, Pattern } from './ast';
import { childOfType, hasToken, identifierName, type Lowering, namedChildren, spanOf, textOf } from './context';
import type { CstNode } from './cst';
import { lowerExpression } from './lowerExpressions';

/** The pattern of a `case` clause (PEP 634): several separated by commas are one sequence. */
export function lowerCasePatterns(cx: Lowering, clause: CstNode): Pattern {
  const patterns = clause.children
    .filter((child) => child.type === 'case_pattern')
    .map((node) => lowerPattern(cx, node));
  return patterns.length === 1 && !hasToken(clause, ',') && patterns[0].kind !== 'star'
    ? patterns[0]
    : { kind: 'sequence', patterns };
}

function lowerPattern(cx: Lowering, node: CstNode): Pattern {
  if (node.type === 'case_pattern') return takePattern(cx, node.children, 0).pattern;
  const named = namedChildren(node);
  switch (node.type) {
    case 'as_pattern':
      return { kind: 'as', pattern: lowerPattern(cx, named[0]), name: identifierName(cx, named[1]) };
    case 'union_pattern':
      return { kind: 'or', patterns: takeAll(cx, node.children) };
    case 'list_pattern':
      return { kind: 'sequence', patterns: takeAll(cx, node.children) };
    case 'tuple_pattern': {
      const patterns = takeAll(cx, node.children);
      return patterns.length === 1 && !hasToken(node, ',') && patterns[0].kind !== 'star'
        ? patterns[0]
        : { kind: 'sequence', patterns };
    }
    case 'splat_pattern':
      return { kind: 'star', ...captureName(cx, named[0]) };
    case 'dict_pattern':
      return lowerMapping(cx, node);
    case 'class_pattern':
      return lowerClassPattern(cx, node);
    case 'dotted_name':
      return named.length === 1
        ? { kind: 'as', ...captureName(cx, named[0]) }
        : { kind: 'value', value: dottedExpression(cx, node) };
    case 'complex_pattern':
      return { kind: 'value', value: complexNumber(cx, node) };
    case 'true':
    case 'false':
    case 'none':
      return { kind: 'singleton', value: lowerExpression(cx, node) };
    default:
      return { kind: 'value', value: lowerExpression(cx, node) };
  }
}

/** `_` matches anything and binds nothing. */
function captureName(cx: Lowering, node: CstNode | undefined): { name?: string } {
  const name = node && identifierName(cx, node);
  return name === undefined || name === '_' ? {} : { name };
}

/** A pattern that starts at a child: the sign of a number and `_` are tokens of their own. */
function takePattern(cx: Lowering, children: readonly CstNode[], at: number): { pattern: Pattern; next: number } {
  const node = children[at];
  if (node.type === '_') return { pattern: { kind: 'as' }, next: at + 1 };
  if (node.type === '-') {
    const operand = lowerExpression(cx, children[at + 1]);
    const value: Expr = { kind: 'unary', start: operand.start - 1, end: operand.end, op: '-', operand };
    return { pattern: { kind: 'value', value }, next: at + 2 };
  }
  return { pattern: lowerPattern(cx, node), next: at + 1 };
}

function takeAll(cx: Lowering, children: readonly CstNode[]): Pattern[] {
  const patterns: Pattern[] = [];
  let at = 0;
  while (at < children.length) {
    const startsPattern = children[at].named || children[at].type === '_' || children[at].type === '-';
    if (!startsPattern) at++;
    else {
      const { pattern, next } = takePattern(cx, children, at);
      patterns.push(pattern);
      at = next;
    }
  }
  return patterns;
}

function lowerMapping(cx: Lowering, node: CstNode): Pattern {
  const entries: { key: Expr; pattern: Pattern }[] = [];
  let rest: string | undefined;
  let at = 0;
  const { children } = node;
  while (at < children.length) {
    const child = children[at];
    if (child.type === 'splat_pattern') {
      rest = captureName(cx, namedChildren(child)[0]).name;
      at++;
    } else if (child.named || child.type === '-') {
      const key = takePattern(cx, children, at);
      const value = takePattern(cx, children, key.next + 1);
      entries.push({ key: patternValue(key.pattern, cx, child), pattern: value.pattern });
      at = value.next;
    } else {
      at++;
    }
  }
  return { kind: 'mapping', entries, ...(rest !== undefined && { rest }) };
}

/** Keys are literals or dotted names, which are value patterns. */
function patternValue(pattern: Pattern, cx: Lowering, node: CstNode): Expr {
  return pattern.kind === 'value' || pattern.kind === 'singleton' ? pattern.value : lowerExpression(cx, node);
}

function lowerClassPattern(cx: Lowering, node: CstNode): Pattern {
  const name = childOfType(node, 'dotted_name');
  const positional: Pattern[] = [];
  const keywords: { name: string; pattern: Pattern }[] = [];
  for (const child of node.children) {
    if (child.type !== 'case_pattern') continue;
    const keyword = childOfType(child, 'keyword_pattern');
    if (!keyword) {
      positional.push(lowerPattern(cx, child));
      continue;
    }
    const { pattern } = takePattern(cx, keyword.children, 2);
    keywords.push({ name: identifierName(cx, keyword.children[0]), pattern });
  }
  return { kind: 'class', cls: dottedExpression(cx, name ?? node), positional, keywords };
}

function dottedExpression(cx: Lowering, node: CstNode): Expr {
  const [first, ...rest] = namedChildren(node);
  if (!first) return { kind: 'error', ...spanOf(node), text: textOf(cx, node) };
  return rest.reduce<Expr>(
    (value, name) => ({
      kind: 'attribute',
      start: node.start,
      end: name.end,
      value,
      attr: identifierName(cx, name),
      attrSpan: spanOf(name),
    }),
    { kind: 'name', ...spanOf(first), id: identifierName(cx, first) },
  );
}

/** `-1 + 2j`: a real part, possibly negative, and an imaginary one. */
function complexNumber(cx: Lowering, node: CstNode): Expr {
  const [real, imaginary] = namedChildren(node).map((part) => lowerExpression(cx, part));
  const signs = node.children.filter((child) => !child.named).map((child) => child.type);
  const negative = signs.length > 1;
  const left: Expr = negative ? { kind: 'unary', start: node.start, end: real.end, op: '-', operand: real } : real;
  return { kind: 'binary', ...spanOf(node), op: signs[signs.length - 1] as '+' | '-', left, right: imaginary };
}
