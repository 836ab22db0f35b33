/** Which code speaks of shapes: what is wrong with it is for the editor to say, not only for the program. */

import type * as ast from '../syntax/ast';

/** Whether an expression asks for a shape: `x.shape`, `x.size(1)`, `len(x.shape)`. */
export function isAboutShapes(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  const { kind, attr } = node as { kind?: string; attr?: string };
  if (kind === 'attribute' && ['shape', 'size', 'ndim', 'get_shape'].includes(attr!)) return true;
  return Object.values(node).some(isAboutShapes);
}

/**
 * Whether an expression says that sizes are equal: `L == H * W`, `dim % heads == 0`, `self.head_dim * heads == dim`. It names
 * only variables and what `self` has: settings and what calls give are for the program to say.
 */
export function comparesSizes(test: ast.Expr): boolean {
  if (test.kind === 'bool') return test.op === 'and' && test.values.every(comparesSizes);
  if (test.kind !== 'compare' || test.rest.some(({ op }) => op !== '==')) return false;
  const sides = [test.left, ...test.rest.map(({ right }) => right)];
  return sides.every(isArithmetic) && sides.some((side) => side.kind === 'binary');
}

function isArithmetic(e: ast.Expr): boolean {
  if (e.kind === 'binary') return ['+', '-', '*', '//', '%'].includes(e.op) && [e.left, e.right].every(isArithmetic);
  if (e.kind === 'attribute') return e.value.kind === 'name' && e.value.id === 'self';
  return e.kind === 'name' || (e.kind === 'constant' && e.value.type === 'int');
}
