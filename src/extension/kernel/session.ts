import * as vscode from 'vscode';
import type { KernelReply, KernelRequest } from '../../protocol/messages';

/** What one execution asks of the kernel; the session numbers it. */
export type Execution = Omit<Extract<KernelRequest, { type: 'execute' }>, 'type' | 'id'>;

/** What an execution sends before it is done. */
export type ExecutionReply = Exclude<KernelReply, { type: 'done' }>;

/** A notebook's kernel: one Python module whose cells are executed one after the other. */
export interface KernelSession {
  /** Executes one cell; resolves to whether it succeeded. Rejects with the reason when the kernel is gone. */
  execute(execution: Execution, onReply: (reply: ExecutionReply) => void): Promise<boolean>;
  /** Asks the running cell to stop; a kernel that does not react is ended, and its variables with it. */
  interrupt(): void;
  /** Ends the kernel. Cells that are still running fail. */
  dispose(): void;
}

/** The worker that a session runs in, whatever kind of worker that is. */
export interface KernelWorker {
  post: (request: KernelRequest) => void;
  terminate: () => void;
  /** One number that both sides see: another than 0 asks the running cell to stop. Left out where no memory can be shared. */
  interrupt?: Int32Array;
}

/** How long an interrupted cell may take to notice, in milliseconds. */
const interruptPatience = 5_000;

interface Running {
  onReply: (reply: ExecutionReply) => void;
  resolve: (ok: boolean) => void;
  reject: (reason: Error) => void;
}

/** A session, with what its worker tells of itself: replies that have come, and that it has ended. */
export function sessionIn(worker: KernelWorker): {
  session: KernelSession;
  received: (reply: KernelReply) => void;
  ended: (reason: Error) => void;
} {
  const running = new Map<number, Running>();
  let nextId = 1;
  let reason: Error | undefined;

  const end = (why: Error): void => {
    reason ??= why;
    for (const { reject } of running.values()) reject(reason);
    running.clear();
    worker.terminate();
  };

  const received = (reply: KernelReply): void => {
    const execution = running.get(reply.id);
    if (!execution) return;
    if (reply.type !== 'done') return execution.onReply(reply);
    running.delete(reply.id);
    execution.resolve(reply.ok);
  };

  const session: KernelSession = {
    execute(execution, onReply) {
      if (reason) return Promise.reject(reason);
      const id = nextId++;
      if (worker.interrupt) Atomics.store(worker.interrupt, 0, 0);
      return new Promise((resolve, reject) => {
        running.set(id, { onReply, resolve, reject });
        worker.post({ ...execution, type: 'execute', id });
      });
    },
    interrupt() {
      if (!worker.interrupt) {
        const why = vscode.l10n.t(
          'In a browser a cell can only be stopped together with its kernel, which starts anew.',
        );
        return end(new Error(why));
      }
      Atomics.store(worker.interrupt, 0, 1);
      const interrupted = [...running.keys()];
      setTimeout(() => {
        const why = vscode.l10n.t('The cell did not stop, so the kernel was ended.');
        if (interrupted.some((id) => running.has(id))) end(new Error(why));
      }, interruptPatience);
    },
    dispose: () => end(new Error(vscode.l10n.t('The kernel was restarted.'))),
  };
  return { session, received, ended: end };
}
