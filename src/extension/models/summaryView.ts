import * as vscode from 'vscode';
import { summaryCsv, summaryMarkdown } from '../../analysis/summaryText';
import { MODEL_SUMMARY, type ModelSummary } from '../../protocol/messages';
import type { SummaryOrder } from '../../protocol/summary';
import type { Request } from '../client';
import { COMMANDS, HAS_SUMMARY, SUMMARY_VIEW } from '../names';
import { chooseModel, isModelChoice, type ModelChoice } from './choose';
import { summaryTable } from './summaryTable';
import { summaryTree, type ShownSummary } from './summaryTree';

/** How long after the last edit the summary is brought up to date, in milliseconds. */
const quiet = 500;

/**
 * `ConvLens: Model Summary` and its view in the Explorer, which is not there before the first summary is asked for.
 * The summary follows the text while the view is visible.
 */
export function registerModelSummary(request: Request, bundles: vscode.Uri): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  let shown: ShownSummary | undefined;
  let choice: ModelChoice | undefined;
  let order: SummaryOrder = 'execution';
  const provider = summaryTree(() => shown, changed.event);
  const view = vscode.window.createTreeView(SUMMARY_VIEW, { treeDataProvider: provider, showCollapseAll: true });

  const load = async (): Promise<void> => {
    const asked = choice;
    if (!asked) return;
    const summary = await request<ModelSummary | null>(MODEL_SUMMARY, asked);
    // A text that does not parse just now keeps the summary of the one before.
    if (!summary || asked !== choice) return;
    shown = { summary, order };
    table.update(shown);
    view.title = vscode.l10n.t('Model Summary: {0}', asked.model);
    view.description = summary.model.input;
    changed.fire();
  };
  const show = async (given?: unknown): Promise<void> => {
    const model = await chooseModel(request, given);
    if (!model) return;
    choice = { uri: model.uri, model: model.model };
    await vscode.commands.executeCommand('setContext', HAS_SUMMARY, true);
    await load();
    await vscode.commands.executeCommand(`${SUMMARY_VIEW}.focus`);
  };
  const sort = async (): Promise<void> => {
    const chosen = await pickOrder(order);
    if (!chosen) return;
    order = chosen;
    if (shown) shown = { ...shown, order };
    changed.fire();
  };
  const copy = async (format: (summary: ModelSummary, order: SummaryOrder) => string): Promise<void> => {
    if (!shown) await show();
    if (!shown) return;
    await vscode.env.clipboard.writeText(format(shown.summary, shown.order));
    vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', shown.summary.model.name), 3_000);
  };

  const table = summaryTable(bundles, async (wanted) => {
    if (shown) shown = { ...shown, order: wanted.order };
    await copy(wanted.format === 'csv' ? summaryCsv : summaryMarkdown);
  });
  const showTable = async (given?: unknown): Promise<void> => {
    if (!shown || isModelChoice(given)) await show(given);
    if (shown) table.show(shown);
  };

  let timer: NodeJS.Timeout | undefined;
  const later = (): void => {
    clearTimeout(timer);
    if (view.visible || table.isOpen()) timer = setTimeout(() => void load(), quiet);
  };
  return vscode.Disposable.from(
    view,
    changed,
    vscode.commands.registerCommand(COMMANDS.showModelSummary, show),
    table,
    vscode.commands.registerCommand(COMMANDS.showSummaryTable, showTable),
    vscode.commands.registerCommand(COMMANDS.sortSummary, sort),
    vscode.commands.registerCommand(COMMANDS.copySummaryMarkdown, () => copy(summaryMarkdown)),
    vscode.commands.registerCommand(COMMANDS.copySummaryCsv, () => copy(summaryCsv)),
    view.onDidChangeVisibility(later),
    vscode.workspace.onDidChangeTextDocument(({ document }) => document.languageId === 'python' && later()),
    vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration('convlens') && later()),
    new vscode.Disposable(() => clearTimeout(timer)),
  );
}

async function pickOrder(current: SummaryOrder): Promise<SummaryOrder | undefined> {
  const orders: { label: string; order: SummaryOrder }[] = [
    { label: vscode.l10n.t('Order of execution'), order: 'execution' },
    { label: vscode.l10n.t('Most parameters first'), order: 'params' },
    { label: vscode.l10n.t('Most MACs first'), order: 'macs' },
  ];
  const items = orders.map((item) => ({ ...item, description: item.order === current ? '$(check)' : '' }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Sort layers by') }))?.order;
}
