import * as vscode from 'vscode';
import { rowText } from '../../analysis/summaryText';
import type { ModelSummary, SummaryRow } from '../../protocol/messages';
import { countText, sortedRows, type SummaryOrder } from '../../protocol/summary';

/** What the view shows. */
export interface ShownSummary {
  summary: ModelSummary;
  order: SummaryOrder;
}

/** The rows of a summary as a tree; `shown` is asked anew whenever `changed` fires. */
export function summaryTree(
  shown: () => ShownSummary | undefined,
  changed: vscode.Event<void>,
): vscode.TreeDataProvider<SummaryRow> {
  return {
    onDidChangeTreeData: changed,
    getChildren(row) {
      const current = shown();
      if (!current) return [];
      return row ? sortedRows(row.children, current.order) : [current.summary.root];
    },
    getTreeItem: (row) => treeItem(row, row === shown()?.summary.root),
  };
}

function treeItem(row: SummaryRow, isRoot: boolean): vscode.TreeItem {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const state = row.children.length === 0 ? None : isRoot ? Expanded : Collapsed;
  const item = new vscode.TreeItem(row.name, state);
  item.id = row.path;
  item.description = rowText(row, vscode.l10n.t('params'));
  item.tooltip = tooltip(row);
  if (row.failure) item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('errorForeground'));
  if (row.at) {
    const position = new vscode.Position(row.at.line, row.at.character);
    const options = { selection: new vscode.Range(position, position) };
    const args = [vscode.Uri.parse(row.at.uri), options];
    item.command = { title: vscode.l10n.t('Show'), command: 'vscode.open', arguments: args };
  }
  return item;
}

/** Every column on a line of its own. */
function tooltip(row: SummaryRow): vscode.MarkdownString {
  const columns: [string, string][] = [
    [vscode.l10n.t('Layer'), row.path || row.name],
    [vscode.l10n.t('Type'), row.type],
    [vscode.l10n.t('Input'), row.input || '–'],
    [vscode.l10n.t('Output'), row.output || '–'],
    [vscode.l10n.t('Params'), countText(row.params)],
    ['MACs', countText(row.macs)],
    [vscode.l10n.t('Receptive field'), row.receptiveField ?? '–'],
    ...(row.connectedTo ? [[vscode.l10n.t('Connected to'), row.connectedTo] as [string, string]] : []),
    [vscode.l10n.t('Calls'), String(row.calls)],
    ...(row.failure ? [[vscode.l10n.t('Fails'), row.failure] as [string, string]] : []),
  ];
  const text = new vscode.MarkdownString('| | |\n| --- | --- |\n');
  for (const [name, value] of columns) {
    text.appendMarkdown('| ').appendText(name).appendMarkdown(' | ').appendText(value).appendMarkdown(' |\n');
  }
  return text;
}
