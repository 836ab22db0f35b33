import type { Expr, KeywordArg, Stmt } from './ast';
import { childOfType, hasToken, type Lowering, namedChildren, spanOf } from './context';
import type { CstNode } from './cst';
import { lowerExpression } from './lowerExpressions';

/** Statements that Python 2 had and old TensorFlow code still has; they become the calls of Python 3. */

/** A call of a built-in function that the statement spells as a keyword. */
function builtinCall(node: CstNode, keyword: string, args: Expr[], keywords: KeywordArg[]): Stmt {
  const func: Expr = { kind: 'name', start: node.start, end: node.start + keyword.length, id: keyword };
  return { kind: 'expr', ...spanOf(node), value: { kind: 'call', ...spanOf(node), func, args, keywords } };
}

/** `print a, b` and `print >>stream, a`. */
export function lowerPrint(cx: Lowering, node: CstNode): Stmt {
  const chevron = childOfType(node, 'chevron');
  const args = namedChildren(node).filter((child) => child !== chevron);
  const stream = chevron && namedChildren(chevron)[0];
  const keywords = stream ? [{ ...spanOf(stream), name: 'file', value: lowerExpression(cx, stream) }] : [];
  const values = args.map((child) => lowerExpression(cx, child));
  return builtinCall(node, 'print', values, keywords);
}

/** `exec code in globals, locals`. */
export function lowerExec(cx: Lowering, node: CstNode): Stmt {
  const args = namedChildren(node).map((child) => lowerExpression(cx, child));
  return builtinCall(node, 'exec', args, []);
}

/** `raise`, `raise E from cause`, and Python 2's `raise E, message`. */
export function lowerRaise(cx: Lowering, node: CstNode): Stmt {
  const [first, second] = namedChildren(node);
  const causeNode = hasToken(node, 'from') ? (second ?? first) : undefined;
  const exceptionNode = first === causeNode ? undefined : first;
  return {
    kind: 'raise',
    ...spanOf(node),
    ...(exceptionNode && { exception: lowerException(cx, exceptionNode) }),
    ...(causeNode && { cause: lowerExpression(cx, causeNode) }),
  };
}

function lowerException(cx: Lowering, node: CstNode): Expr {
  const exception = lowerExpression(cx, node);
  if (exception.kind !== 'tuple' || node.type !== 'expression_list') return exception;
  const [func, ...args] = exception.elements;
  return { kind: 'call', ...spanOf(node), func, args: args.slice(0, 1), keywords: [] };
}
