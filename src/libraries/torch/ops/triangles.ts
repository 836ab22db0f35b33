/** `torch.tril_indices` and `torch.triu_indices`: where the entries of a triangle of a matrix are. */
import { isNumber } from '../../../shape';
import type { OpEntry } from '../family';
import { tensorOf } from '../tensor';

/** How many entries of a matrix lie below or above its diagonal, `offset` columns to the right of it included. */
function entriesOfTriangle(rows: number, columns: number, offset: number, lower: boolean): number {
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const below = Math.min(columns, Math.max(0, row + offset + (lower ? 1 : 0)));
    count += lower ? below : columns - below;
  }
  return count;
}

const triangle = (name: string, lower: boolean): OpEntry => ({
  name,
  on: 'torch',
  silent: true,
  signature: 'row, col, offset=0, *, dtype=None, layout=None, device=None',
  rule: (a, cx) => {
    const [rows, columns, offset] = [a.dim('row'), a.dim('col'), a.number('offset')];
    const count =
      isNumber(rows) && isNumber(columns) && offset !== undefined
        ? entriesOfTriangle(rows, columns, offset, lower)
        : cx.unknownDim('the number of entries of a triangle');
    return tensorOf([2, count], 'int64');
  },
});

export const triangleIndices: OpEntry[] = [triangle('tril_indices', true), triangle('triu_indices', false)];
