import type { Expr } from './ast';
import { hasToken, identifierName, joinIndices, type Lowering, namedChildren, spanOf } from './context';
import type { CstNode } from './cst';

/**
 * An annotation. The grammar has node kinds of its own for types; Python has none, an annotation is an expression
 * like any other, and so it is lowered.
 */
export function lowerType(cx: Lowering, node: CstNode): Expr {
  const [first, second] = namedChildren(node);
  switch (node.type) {
    case 'type':
      return lowerType(cx, first);
    case 'generic_type': {
      const name = node.children[0];
      const value: Expr = { kind: 'name', ...spanOf(name), id: identifierName(cx, name) };
      const items = namedChildren(second).map((item) => lowerType(cx, item));
      return { kind: 'subscript', ...spanOf(node), value, index: joinIndices(items, hasToken(second, ','), second) };
    }
    case 'union_type':
      return joinUnion(lowerType(cx, first), lowerType(cx, second), second);
    case 'member_type':
      return {
        kind: 'attribute',
        ...spanOf(node),
        value: lowerType(cx, first),
        attr: identifierName(cx, second),
        attrSpan: spanOf(second),
      };
    case 'splat_type':
      return { kind: 'starred', ...spanOf(node), value: cx.expression(cx, first) };
    case 'constrained_type':
      return { kind: 'slice', ...spanOf(node), lower: lowerType(cx, first), upper: lowerType(cx, second) };
    default:
      return cx.expression(cx, node);
  }
}

/** The grammar may read `a[int] | b | c` as ending in the union `b | c`; Python joins from the left. */
function joinUnion(left: Expr, right: Expr, rightNode: CstNode): Expr {
  const nested = right.kind === 'binary' && right.op === '|' && !isParenthesized(rightNode);
  if (!nested) return { kind: 'binary', start: left.start, end: rightNode.end, op: '|', left, right };
  return { ...right, start: left.start, left: joinUnion(left, right.left, rightNode) };
}

function isParenthesized(node: CstNode): boolean {
  return node.type === 'parenthesized_expression' || (node.type === 'type' && isParenthesized(node.children[0]));
}
