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
      return { kind: 'binary', ...spanOf(node), op: '|', left: lowerType(cx, first), right: lowerType(cx, second) };
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
