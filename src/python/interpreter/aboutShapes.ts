/** Which code speaks of shapes: what is wrong with it is for the editor to say, not only for the program. */

/** Whether an expression asks for a shape: `x.shape`, `x.size(1)`, `len(x.shape)`. */
export function isAboutShapes(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  const { kind, attr } = node as { kind?: string; attr?: string };
  if (kind === 'attribute' && ['shape', 'size', 'ndim', 'get_shape'].includes(attr!)) return true;
  return Object.values(node).some(isAboutShapes);
}
