import * as vscode from 'vscode';
import { fromBase64 } from '../../protocol/codec';
import type { MimeBundle } from '../../protocol/messages';
import type { ExecutionReply } from './session';

/**
 * Writes a kernel's replies into a cell, in order. Text of one stream is appended to the output before it,
 * as a terminal would; `done()` resolves when everything written so far has arrived.
 */
export function cellOutputs(execution: vscode.NotebookCellExecution) {
  let stream: { name: string; output: vscode.NotebookCellOutput } | undefined;
  let written: Thenable<void> = execution.clearOutput();

  const append = (output: vscode.NotebookCellOutput): void => {
    written = written.then(() => execution.appendOutput(output));
  };

  const appendStream = (name: 'stdout' | 'stderr', text: string): void => {
    const item = vscode.NotebookCellOutputItem[name](text);
    if (stream?.name === name) {
      const { output } = stream;
      written = written.then(() => execution.appendOutputItems(item, output));
      return;
    }
    stream = { name, output: new vscode.NotebookCellOutput([item], { outputType: 'stream' }) };
    append(stream.output);
  };

  return {
    write(reply: ExecutionReply): void {
      if (reply.type === 'stream') return appendStream(reply.name, reply.text);
      stream = undefined;
      append(reply.type === 'error' ? errorOutput(reply) : displayOutput(reply, execution.executionOrder));
    },
    done: async (): Promise<void> => written,
  };
}

/** An error with the traceback as Python prints it. */
function errorOutput(error: { name: string; message: string; traceback: string[] }): vscode.NotebookCellOutput {
  const { name, message, traceback } = error;
  const item = vscode.NotebookCellOutputItem.error({ name, message, stack: traceback.join('\n') });
  return new vscode.NotebookCellOutput([item], { outputType: 'error' });
}

/** The metadata is what VS Code's `.ipynb` serializer reads to tell a result from a display. */
function displayOutput(
  { data, isResult }: { data: MimeBundle; isResult: boolean },
  executionCount: number | undefined,
): vscode.NotebookCellOutput {
  const metadata = isResult ? { outputType: 'execute_result', executionCount } : { outputType: 'display_data' };
  return new vscode.NotebookCellOutput(
    Object.entries(data).map(([mime, value]) => outputItem(mime, value)),
    metadata,
  );
}

function outputItem(mime: string, value: unknown): vscode.NotebookCellOutputItem {
  if (typeof value !== 'string') return vscode.NotebookCellOutputItem.json(value, mime);
  const isBinary = mime.startsWith('image/') && mime !== 'image/svg+xml';
  if (isBinary) return new vscode.NotebookCellOutputItem(fromBase64(value), mime);
  return vscode.NotebookCellOutputItem.text(value, mime);
}
