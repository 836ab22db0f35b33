/** A model's summary as rows: their order, their counts in words. */
import type { Count, SummaryRow } from './messages';

export type SummaryOrder = 'execution' | 'params' | 'macs';

/** The children of every row, by their first call or by a count, largest first; the rows themselves stay. */
export function sortedRows(rows: readonly SummaryRow[], order: SummaryOrder): SummaryRow[] {
  if (order === 'execution') return [...rows];
  // Symbolic and unknown counts have no place among numbers and come last, in the order of execution.
  const size = (row: SummaryRow) => (typeof row[order] === 'number' ? row[order] : -1);
  return rows.toSorted((a, b) => size(b) - size(a));
}

/** Whether a row or one below it says what it is connected to: only then is that a column. */
export function isConnected(row: SummaryRow): boolean {
  return row.connectedTo !== undefined || row.children.some(isConnected);
}

/** `9,408`; symbolic counts as they are, `?` for unknown ones. */
export function countText(count: Count): string {
  if (count === null) return '?';
  return typeof count === 'number' ? count.toLocaleString('en') : count;
}
