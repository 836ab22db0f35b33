/** A model's summary as text: Markdown and CSV tables, and the order of rows. Reads plain data only. */
import { formatLarge } from '../shape';
import type { ModelSummary, SummaryRow } from '../protocol/messages';
import { countText, isConnected, sortedRows, type SummaryOrder } from '../protocol/summary';

const columns = ['Layer', 'Type', 'Input', 'Output', 'Params', 'MACs', 'Receptive field'];

const headerOf = ({ root }: ModelSummary): string[] => (isConnected(root) ? [...columns, 'Connected to'] : columns);

/** What stands in the last column, where there is one. */
const connections = (row: SummaryRow, header: readonly string[]): string[] =>
  header.length > columns.length ? [row.connectedTo ?? ''] : [];

/**
 * A row in one short line, for a narrow view: `Conv2d 1×64×112×112 · 9,408 params · 118 M MACs`.
 * @param paramsWord the reader's word for parameters
 */
export function rowText(row: SummaryRow, paramsWord: string): string {
  const output = row.failure ? '?' : compactShape(row.output);
  const params = row.params === 0 ? [] : [`${countText(row.params)} ${paramsWord}`];
  const macs = typeof row.macs === 'number' ? formatLarge(row.macs) : countText(row.macs);
  // The row of the model itself has its class for a name.
  const type = row.path === '' ? '' : row.type;
  return [`${type} ${output}`.trim(), ...params, ...(row.macs === 0 ? [] : [`${macs} MACs`])].join(' · ');
}

/** `(1, 64, 112, 112)` as `1×64×112×112`; other texts as they are. */
function compactShape(shape: string): string {
  const sizes = /^\(([\w?]+(?:, [\w?]+)+)\)$/.exec(shape);
  return sizes ? sizes[1].replaceAll(', ', '×') : shape;
}

/** The table as Markdown, layers indented below their module. */
export function summaryMarkdown(summary: ModelSummary, order: SummaryOrder = 'execution'): string {
  const header = headerOf(summary);
  const rows = flatten(summary.root, order, 0).map(({ row, depth }) => {
    const [layer, ...cells] = cellsOf(row);
    return [`${'\u2003'.repeat(depth)}${layer}`, ...cells, ...connections(row, header)];
  });
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = header.map((_, i) => (i < 4 || i >= columns.length ? '---' : '--:'));
  const title = `**${summary.model.name}** ${summary.root.input} → ${summary.root.output || '?'}`;
  return [title, '', line(header), line(rule), ...rows.map(line), ''].join('\n');
}

/** The table as CSV (RFC 4180), numbers without separators and layers by their whole path. */
export function summaryCsv(summary: ModelSummary, order: SummaryOrder = 'execution'): string {
  const header = headerOf(summary);
  const lines = flatten(summary.root, order, 0).map(({ row }) => {
    const counts = [row.params, row.macs].map((count) => String(count ?? ''));
    const cells = [row.path || row.name, row.type, row.input, row.output, ...counts, row.receptiveField ?? ''];
    return [...cells, ...connections(row, header)];
  });
  return [header, ...lines].map((cells) => cells.map(quoted).join(',')).join('\r\n') + '\r\n';
}

function cellsOf(row: SummaryRow): string[] {
  const field = row.receptiveField ?? '';
  return [row.path || row.name, row.type, row.input, row.output, countText(row.params), countText(row.macs), field];
}

function flatten(row: SummaryRow, order: SummaryOrder, depth: number): { row: SummaryRow; depth: number }[] {
  return [{ row, depth }, ...sortedRows(row.children, order).flatMap((child) => flatten(child, order, depth + 1))];
}

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
