import * as vscode from 'vscode';
import { COMMANDS, KERNEL_ID, NOTEBOOK_TYPE } from '../names';
import { enginePath } from '../../protocol/paths';
import { cellOutputs } from './outputs';
import type { KernelSession } from './session';

/** What the controller remembers of one open notebook. */
interface NotebookState {
  /** Absent before the first cell, and after the kernel ended by itself: then the next cell starts a new one. */
  session?: KernelSession;
  executionOrder: number;
  /** The last of the cells that wait for their turn. */
  queue: Promise<void>;
  /** Raised by an interrupt or a restart: cells that were queued before it are not run. */
  generation: number;
}

/**
 * Registers the notebook kernel `ConvLens (built-in, no Python)`. Every notebook has a session of its own, started
 * with its first cell and ended when the notebook is closed.
 */
export function registerKernel(startSession: () => KernelSession): vscode.Disposable {
  const states = new Map<vscode.NotebookDocument, NotebookState>();
  const label = vscode.l10n.t('ConvLens (built-in, no Python)');
  const controller = vscode.notebooks.createNotebookController(KERNEL_ID, NOTEBOOK_TYPE, label);
  controller.supportedLanguages = ['python'];
  controller.supportsExecutionOrder = true;
  controller.detail = vscode.l10n.t('Runs convolutions without a Python installation');

  const stateOf = (notebook: vscode.NotebookDocument): NotebookState => {
    let state = states.get(notebook);
    if (!state) {
      state = { executionOrder: 0, queue: Promise.resolve(), generation: 0 };
      states.set(notebook, state);
    }
    return state;
  };

  controller.executeHandler = (cells, notebook) => {
    const state = stateOf(notebook);
    const { generation } = state;
    const executions = cells.map((cell) => controller.createNotebookCellExecution(cell));
    state.queue = state.queue.then(() => runInOrder(executions, state, generation, startSession));
    return state.queue;
  };
  controller.interruptHandler = (notebook) => {
    const state = states.get(notebook);
    if (!state) return;
    state.generation += 1;
    state.session?.interrupt();
  };

  const forget = (notebook: vscode.NotebookDocument): void => {
    const state = states.get(notebook);
    if (!state) return;
    states.delete(notebook);
    state.generation += 1;
    state.session?.dispose();
  };
  const restart = vscode.commands.registerCommand(COMMANDS.restartKernel, () => {
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    if (notebook) forget(notebook);
  });
  const closed = vscode.workspace.onDidCloseNotebookDocument(forget);
  const forgetAll = new vscode.Disposable(() => [...states.keys()].forEach(forget));
  preferWhereNamed(controller);
  return vscode.Disposable.from(controller, restart, closed, forgetAll);
}

/** A notebook that names this kernel in its metadata gets it without being asked for one. */
function preferWhereNamed(controller: vscode.NotebookController): void {
  const look = (notebook: vscode.NotebookDocument): void => {
    const named: unknown = notebook.metadata?.metadata?.kernelspec?.name;
    if (notebook.notebookType !== NOTEBOOK_TYPE || named !== 'convlens') return;
    controller.updateNotebookAffinity(notebook, vscode.NotebookControllerAffinity.Preferred);
  };
  vscode.workspace.notebookDocuments.forEach(look);
  vscode.workspace.onDidOpenNotebookDocument(look);
}

/** Runs cells until one fails; the rest, and everything after an interrupt, is left as it was. */
async function runInOrder(
  executions: vscode.NotebookCellExecution[],
  state: NotebookState,
  generation: number,
  startSession: () => KernelSession,
): Promise<void> {
  let goOn = true;
  for (const execution of executions) {
    goOn &&= state.generation === generation;
    if (goOn) goOn = await runCell(execution, state, startSession);
    else {
      execution.start();
      execution.end(undefined);
    }
  }
}

async function runCell(
  execution: vscode.NotebookCellExecution,
  state: NotebookState,
  startSession: () => KernelSession,
): Promise<boolean> {
  execution.executionOrder = ++state.executionOrder;
  execution.start(Date.now());
  const outputs = cellOutputs(execution);
  const { document, notebook } = execution.cell;
  const cell = document.uri.toString();
  let ok = false;
  try {
    const where = { cell, folder: folderOf(notebook), pythonPath: pythonPath(notebook) };
    state.session ??= startSession();
    ok = await state.session.execute({ code: document.getText(), ...where }, outputs.write);
  } catch (error) {
    // The kernel itself is gone: this cell says what happened, and the next one gets a new kernel.
    state.session = undefined;
    const message = error instanceof Error ? error.message : String(error);
    outputs.write({ type: 'error', id: 0, name: 'KernelError', message, traceback: [message] });
  }
  await outputs.done();
  execution.end(ok, Date.now());
  return ok;
}

/** The folder that relative imports and file names of a notebook mean; an unsaved notebook has none. */
function folderOf(notebook: vscode.NotebookDocument): string | undefined {
  return notebook.isUntitled ? undefined : enginePath(vscode.Uri.joinPath(notebook.uri, '..'));
}

function pythonPath(notebook: vscode.NotebookDocument): string[] {
  return vscode.workspace.getConfiguration('convlens', notebook.uri).get<string[]>('pythonPath', []);
}
