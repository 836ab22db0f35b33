import { atMost, compareDims, equalDims, isNumber, isUnknown, unknownDim } from '../dim';
import { ShapeError } from '../errors';
import { formatDim, formatShape } from '../format';
import type { Dim, Shape } from '../types';
import { type Words, said } from '../../protocol/say';

/**
 * The common shape of tensors that are combined element by element (NumPy's rule): sizes are compared from the last
 * axis on; they must be equal, or one of them 1.
 * @throws ShapeError `broadcast-mismatch` when two sizes certainly differ and neither can be 1.
 */
export function broadcastShapes(shapes: readonly Shape[], op: Words): Dim[] {
  return shapes.reduce<Dim[]>((common, shape) => broadcastTwo(common, shape, op), []);
}

function broadcastTwo(a: Shape, b: Shape, op: Words): Dim[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    const size = broadcastDims(x, y);
    if (size !== undefined) return size;
    throw new ShapeError(
      'broadcast-mismatch',
      said`${formatShape(a)} and ${formatShape(b)} do not broadcast in ${op}: ${formatDim(x)} and ${formatDim(y)} on axis ${i - rank} must be equal, or one of them 1.`,
    );
  });
}

/** The size of two broadcast axes, or undefined when they certainly do not fit. */
export function broadcastDims(a: Dim, b: Dim): Dim | undefined {
  const equal = equalDims(a, b);
  if (equal === true || b === 1) return a;
  if (a === 1) return b;
  const [aboveA, aboveB] = [compareDims(a, 1) === 1, compareDims(b, 1) === 1];
  if (isZero(a) || isZero(b)) return withZero(a, b);
  if (aboveA && aboveB) return equal === false ? undefined : isNumber(b) || isUnknown(a) ? b : a;
  // Whatever the other size is, the operation only succeeds with the one that cannot be 1.
  if (aboveA) return a;
  if (aboveB) return b;
  const unknown = [a, b].find(isUnknown);
  if (unknown) return unknown;
  // Of two sizes that fit, the larger one is the result, whether they are equal or the other one is 1.
  if (atMost(b, a)) return a;
  if (atMost(a, b)) return b;
  const reason = `${formatDim(a)} broadcast with ${formatDim(b)} depends on which of them is 1`;
  return { ...unknownDim(reason), between: [a, b] };
}

function isZero(dim: Dim): boolean {
  return dim === 0;
}

/** 0 goes with 0 and 1 only, and gives 0. */
function withZero(a: Dim, b: Dim): Dim | undefined {
  const other = a === 0 ? b : a;
  return compareDims(other, 1) === 1 ? undefined : 0;
}

/**
 * torch.Tensor.expand, torch.broadcast_to: axes of size 1 grow, −1 keeps a size, new axes come in front.
 * @throws ShapeError `expand-mismatch`.
 */
export function expandShape(input: Shape, sizes: readonly Dim[], op = 'expand'): Dim[] {
  const added = sizes.length - input.length;
  if (added < 0)
    throw new ShapeError(
      'expand-mismatch',
      said`${op} to ${formatShape(sizes)} names ${sizes.length} sizes, but ${formatShape(input)} has ${input.length} axes; name at least as many.`,
    );
  return sizes.map((size, i) => {
    const current = i < added ? undefined : input[i - added];
    if (size === -1) {
      if (current !== undefined) return current;
      throw new ShapeError(
        'expand-mismatch',
        said`${op} cannot keep (−1) the size of axis ${i}, which ${formatShape(input)} does not have. Give it a size.`,
      );
    }
    if (current !== undefined && current !== 1 && equalDims(current, size) === false && compareDims(current, 1) === 1)
      throw new ShapeError(
        'expand-mismatch',
        said`${op} to ${formatShape(sizes)} would change axis ${i} from ${formatDim(current)} to ${formatDim(size)}; only axes of size 1 grow. Use ${formatDim(current)} or −1 there.`,
        { parameter: 'sizes', value: current },
      );
    return size;
  });
}
