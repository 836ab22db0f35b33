import { readFileSync, writeFileSync } from 'node:fs';
import { disk } from '../analysis/sourceFiles.node';
import { startSession } from '../analysis/kernel/session';
import { UsageError, folderOf, readInput } from './session';

/** The parts of a notebook file (nbformat 4) that are read or written here. */
interface NotebookFile {
  cells: { cell_type: string; source: string | string[]; outputs?: unknown[]; execution_count?: number | null }[];
}

/** `convlens run`: executes a notebook's cells in order; stops at the first that fails. */
export function runNotebook(file: string, options: { output?: string }): void {
  const notebook = readNotebook(file);
  const session = startSession({ files: disk, roots: [folderOf(file)] });
  let count = 0;
  for (const cell of notebook.cells) {
    if (cell.cell_type !== 'code') continue;
    const code = Array.isArray(cell.source) ? cell.source.join('') : cell.source;
    const outputs: unknown[] = [];
    cell.execution_count = ++count;
    cell.outputs = outputs;
    const ok = session.execute(code, (reply) => {
      switch (reply.type) {
        case 'stream':
          process[reply.name].write(reply.text);
          append(outputs, reply.name, reply.text);
          break;
        case 'display': {
          const text = reply.data['text/plain'];
          if (typeof text === 'string') process.stdout.write(`${text}\n`);
          outputs.push(
            reply.isResult
              ? { output_type: 'execute_result', execution_count: count, data: reply.data, metadata: {} }
              : { output_type: 'display_data', data: reply.data, metadata: {} },
          );
          break;
        }
        case 'error':
          process.stderr.write(`${reply.traceback.join('\n')}\n`);
          outputs.push({ output_type: 'error', ename: reply.name, evalue: reply.message, traceback: reply.traceback });
          break;
      }
    });
    if (!ok) {
      process.exitCode = 1;
      break;
    }
  }
  if (options.output) writeFileSync(options.output, `${JSON.stringify(notebook, null, 1)}\n`);
}

function readNotebook(file: string): NotebookFile {
  readInput(file);
  try {
    const notebook = JSON.parse(readFileSync(file, 'utf8')) as NotebookFile;
    if (Array.isArray(notebook.cells)) return notebook;
  } catch {
    // Falls through to the message below.
  }
  throw new UsageError(`${file} is no notebook: expected JSON with a list of cells`);
}

/** Text of one stream is one output, as Jupyter writes it. */
function append(outputs: unknown[], name: string, text: string): void {
  const last = outputs.at(-1) as { output_type?: string; name?: string; text?: string } | undefined;
  if (last?.output_type === 'stream' && last.name === name) last.text += text;
  else outputs.push({ output_type: 'stream', name, text });
}
