import * as vscode from 'vscode';
import { displayWidth, wrapText } from '../../analysis/hover/wrap';
import type { CalculateResult, CalculatorLine } from '../../protocol/messages';

/** What picking an item does; an item without an action only informs. */
export type CalculatorAction = { type: 'copy'; text: string } | { type: 'insert'; comment: string };

export interface CalculatorItem extends vscode.QuickPickItem {
  action?: CalculatorAction;
}

/** About what one line of a quick pick shows before it cuts the text off: twice as many columns as Chinese characters. */
const columnsPerLine = 88;

const icons: Record<CalculatorLine['kind'], string> = {
  result: '$(symbol-ruler) ',
  detail: '',
  warning: '$(warning) ',
  error: '$(error) ',
};

/** The rows under the calculator's input: result and arithmetic, what can be copied, and the other spellings. */
export function calculatorItems(result: CalculateResult): CalculatorItem[] {
  const rows = result.lines.flatMap((line) => lineRows(line, result.output));
  const actions: CalculatorItem[] = [];
  if (result.output !== undefined) {
    const label = `$(copy) ${vscode.l10n.t('Copy the shape')}`;
    actions.push(row(label, result.output, { type: 'copy', text: result.output }));
  }
  if (result.comment !== undefined) {
    const label = `$(comment) ${vscode.l10n.t('Insert as a comment')}`;
    actions.push(row(label, `# ${result.comment}`, { type: 'insert', comment: result.comment }));
  }
  const spellings = result.spellings.map(({ framework, code }) => ({
    ...row(`$(code) ${vscode.l10n.t('Copy as {0}', framework)}`, firstLine(code), { type: 'copy', text: code }),
    ...(code.includes('\n') ? { detail: code.split('\n').slice(1).join('  ') } : {}),
  }));
  return [...rows, ...actions, ...spellings];
}

/** One line of the result; a text that is too long for a row goes on in the rows below it. */
function lineRows(line: CalculatorLine, output: string | undefined): CalculatorItem[] {
  const label = `${icons[line.kind]}${line.label}`;
  const action: CalculatorAction | undefined =
    line.kind === 'result' && output !== undefined ? { type: 'copy', text: output } : undefined;
  const [first, ...rest] = wrapText(line.text, columnsPerLine - displayWidth(line.label) - (icons[line.kind] ? 3 : 0));
  return [row(label, first, action), ...rest.map((text) => row('\u2003', text))];
}

/** VS Code would hide and reorder rows that do not resemble what was typed; `alwaysShow` keeps them. */
function row(label: string, description: string, action?: CalculatorAction): CalculatorItem {
  return { label, description, alwaysShow: true, action };
}

function firstLine(code: string): string {
  return code.split('\n', 1)[0];
}
