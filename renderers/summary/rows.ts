import type { Count, SummaryRow } from '../../src/protocol/messages';
import { sortedRows, type SummaryOrder } from '../../src/protocol/summary';

/** A row of the table as it is shown. */
export interface ShownRow {
  row: SummaryRow;
  depth: number;
  isGroup: boolean;
  isOpen: boolean;
}

/** The rows in view order; what is below a closed group is left out. */
export function shownRows(root: SummaryRow, order: SummaryOrder, closed: ReadonlySet<string>): ShownRow[] {
  const rows: ShownRow[] = [];
  const add = (row: SummaryRow, depth: number): void => {
    const isOpen = !closed.has(row.path);
    rows.push({ row, depth, isGroup: row.children.length > 0, isOpen });
    if (isOpen) for (const child of sortedRows(row.children, order)) add(child, depth + 1);
  };
  add(root, 0);
  return rows;
}

/** Paths of the groups below the model itself: with all of them closed, its stages are compared at a glance. */
export function groupPaths(row: SummaryRow): string[] {
  return row.children.flatMap((child) => (child.children.length > 0 ? [child.path, ...groupPaths(child)] : []));
}

/** The part of a whole from 0 to 1; undefined where either is not a number. */
export function shareOf(count: Count, whole: Count): number | undefined {
  if (typeof count !== 'number' || typeof whole !== 'number' || whole === 0) return undefined;
  return count / whole;
}

/** `12.3 %`, nothing for nothing. */
export function shareText(share: number | undefined): string {
  if (share === undefined || share === 0) return '';
  return share < 0.001 ? '< 0.1 %' : `${(share * 100).toFixed(1)} %`;
}

/** What a key does to the table: the row it moves to, and whether a group opens or closes. */
export function afterKey(
  key: string,
  rows: readonly ShownRow[],
  at: number,
  page: number,
): { at: number; toggle?: string } | undefined {
  const last = rows.length - 1;
  const { row, depth, isGroup, isOpen } = rows[at];
  switch (key) {
    case 'ArrowDown':
      return { at: Math.min(last, at + 1) };
    case 'ArrowUp':
      return { at: Math.max(0, at - 1) };
    case 'PageDown':
      return { at: Math.min(last, at + page) };
    case 'PageUp':
      return { at: Math.max(0, at - page) };
    case 'Home':
      return { at: 0 };
    case 'End':
      return { at: last };
    case 'ArrowRight':
      return isGroup && !isOpen ? { at, toggle: row.path } : { at: isGroup ? Math.min(last, at + 1) : at };
    case 'ArrowLeft': {
      if (isGroup && isOpen) return { at, toggle: row.path };
      const parent = rows.slice(0, at).findLastIndex((other) => other.depth < depth);
      return { at: Math.max(0, parent) };
    }
    default:
      return undefined;
  }
}
