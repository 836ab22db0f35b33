import * as vscode from 'vscode';

/** Inserts `# comment` above the cursor's line, indented as that line is. */
export async function insertComment(editor: vscode.TextEditor | undefined, comment: string): Promise<void> {
  if (!editor) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a Python file to insert the comment into.'));
    return;
  }
  const line = editor.document.lineAt(editor.selection.active.line);
  const indent = line.text.slice(0, line.firstNonWhitespaceCharacterIndex);
  const lines = comment.split('\n').map((text) => `${indent}# ${text}\n`);
  await editor.edit((edit) => edit.insert(line.range.start, lines.join('')));
}
