import type { ClassDef, Expr, FunctionDef, Stmt } from './ast';
import { childOfType, hasToken, identifierName, type Lowering, spanOf } from './context';
import type { CstNode } from './cst';
import { lowerArguments, lowerExpression } from './lowerExpressions';
import { lowerParameters } from './lowerParameters';

type LowerBody = (cx: Lowering, node: CstNode) => Stmt[];

/** `def name(parameters) -> returns: body`; its span starts at `def`, decorators stand before it. */
export function lowerFunction(cx: Lowering, node: CstNode, decorators: Expr[], lowerBody: LowerBody): FunctionDef {
  const { name, nameSpan } = definedName(cx, node);
  const parameters = childOfType(node, 'parameters');
  const params = parameters ? lowerParameters(cx, parameters) : [];
  const returnType = childOfType(node, 'type');
  const returns = returnType && lowerExpression(cx, returnType);
  cx.yields.push(false);
  const body = lowerBody(cx, node);
  const isGenerator = cx.yields.pop() ?? false;
  return {
    kind: 'function',
    ...spanOf(node),
    name,
    nameSpan,
    params,
    ...(returns && { returns }),
    body,
    decorators,
    isAsync: hasToken(node, 'async'),
    isGenerator,
  };
}

/** `class name(bases, keywords): body`. */
export function lowerClass(cx: Lowering, node: CstNode, decorators: Expr[], lowerBody: LowerBody): ClassDef {
  const { name, nameSpan } = definedName(cx, node);
  const list = childOfType(node, 'argument_list');
  const { args, keywords } = list ? lowerArguments(cx, list) : { args: [], keywords: [] };
  return {
    kind: 'class',
    ...spanOf(node),
    name,
    nameSpan,
    bases: args,
    keywords,
    body: lowerBody(cx, node),
    decorators,
  };
}

function definedName(cx: Lowering, node: CstNode) {
  const identifier = childOfType(node, 'identifier');
  return identifier
    ? { name: identifierName(cx, identifier), nameSpan: spanOf(identifier) }
    : { name: '', nameSpan: { start: node.start, end: node.start } };
}
