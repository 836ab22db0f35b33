import * as vscode from 'vscode';
import type { SummaryTableContent, SummaryTableMessage } from '../../protocol/messages';
import { SUMMARY_TABLE } from '../names';
import { reveal } from './choose';
import type { ShownSummary } from './summaryTree';

export interface SummaryTable extends vscode.Disposable {
  /** Shows a summary in an editor tab beside the code. */
  show(shown: ShownSummary): void;
  /** Brings the tab up to date where there is one. */
  update(shown: ShownSummary): void;
  isOpen(): boolean;
}

/**
 * The summary as a table in an editor tab, with all of torchinfo's columns.
 * @param copy writes the summary to the clipboard
 */
export function summaryTable(
  folder: vscode.Uri,
  copy: (message: SummaryTableMessage & { type: 'copy' }) => void,
): SummaryTable {
  let panel: vscode.WebviewPanel | undefined;
  let content: SummaryTableContent | undefined;
  const send = (): void => {
    if (!panel || !content) return;
    panel.title = vscode.l10n.t('Model Summary: {0}', content.summary.model.name);
    void panel.webview.postMessage(content);
  };
  const create = (): vscode.WebviewPanel => {
    const options = { enableScripts: true, localResourceRoots: [folder], enableFindWidget: true };
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const made = vscode.window.createWebviewPanel(SUMMARY_TABLE, '', column, options);
    made.webview.onDidReceiveMessage((message: SummaryTableMessage) => {
      if (message.type === 'ready') send();
      else if (message.type === 'open') void reveal(message.at);
      else copy(message);
    });
    made.onDidDispose(() => (panel = undefined));
    made.webview.html = page(made.webview, vscode.Uri.joinPath(folder, 'summary.js'));
    return made;
  };
  const update = ({ summary }: ShownSummary): void => {
    content = { summary, words: words() };
    send();
  };
  return {
    show(shown) {
      content = { summary: shown.summary, words: words() };
      if (panel) panel.reveal(undefined, true);
      else panel = create();
      send();
    },
    update,
    isOpen: () => panel !== undefined,
    dispose: () => panel?.dispose(),
  };
}

function words(): SummaryTableContent['words'] {
  return {
    layer: vscode.l10n.t('Layer'),
    type: vscode.l10n.t('Type'),
    input: vscode.l10n.t('Input'),
    output: vscode.l10n.t('Output'),
    params: vscode.l10n.t('Params'),
    field: vscode.l10n.t('Receptive field'),
    connected: vscode.l10n.t('Connected to'),
    copyMarkdown: vscode.l10n.t('Copy as Markdown'),
    copyCsv: vscode.l10n.t('Copy as CSV'),
    collapseAll: vscode.l10n.t('Collapse All'),
    expandAll: vscode.l10n.t('Expand All'),
  };
}

/** Nothing but the table's own script runs; its styles come with it. */
function page(webview: vscode.Webview, script: vscode.Uri): string {
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src ${webview.cspSource}`;
  return `<!doctype html>
<html lang="${vscode.env.language}">
<head><meta charset="utf-8"><title>ConvLens</title><meta http-equiv="Content-Security-Policy" content="${policy}"></head>
<body><script type="module" src="${webview.asWebviewUri(script).toString()}"></script></body>
</html>`;
}
