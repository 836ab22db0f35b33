import { Worker } from 'node:worker_threads';
import type { KernelReply, KernelRequest, KernelStart } from '../../protocol/messages';
import type { ExecutionReply, KernelSession } from './session';

/** How long an interrupted cell may take to notice, in milliseconds. */
const interruptPatience = 5_000;

interface Running {
  onReply: (reply: ExecutionReply) => void;
  resolve: (ok: boolean) => void;
  reject: (reason: Error) => void;
}

/** Starts a kernel in a worker thread, so that a long cell holds up neither the editor nor other extensions. */
export function startWorkerSession(script: string): KernelSession {
  const interrupt = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const flag = new Int32Array(interrupt);
  const worker = new Worker(script, { workerData: { interrupt } satisfies KernelStart });
  const running = new Map<number, Running>();
  let nextId = 1;
  let ended: Error | undefined;

  const end = (reason: Error): void => {
    ended ??= reason;
    for (const { reject } of running.values()) reject(ended);
    running.clear();
    void worker.terminate();
  };

  worker.on('message', (reply: KernelReply) => {
    const execution = running.get(reply.id);
    if (!execution) return;
    if (reply.type !== 'done') return execution.onReply(reply);
    running.delete(reply.id);
    execution.resolve(reply.ok);
  });
  worker.on('error', (error) => end(error));
  worker.on('exit', (code) => end(new Error(`The kernel ended with code ${code}.`)));

  return {
    execute(execution, onReply) {
      if (ended) return Promise.reject(ended);
      const id = nextId++;
      Atomics.store(flag, 0, 0);
      return new Promise((resolve, reject) => {
        running.set(id, { onReply, resolve, reject });
        worker.postMessage({ ...execution, type: 'execute', id } satisfies KernelRequest);
      });
    },
    interrupt() {
      Atomics.store(flag, 0, 1);
      const interrupted = [...running.keys()];
      setTimeout(() => {
        if (interrupted.some((id) => running.has(id)))
          end(new Error('The cell did not stop, so the kernel was ended.'));
      }, interruptPatience);
    },
    dispose: () => end(new Error('The kernel was restarted.')),
  };
}
