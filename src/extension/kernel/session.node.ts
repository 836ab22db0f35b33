import { Worker } from 'node:worker_threads';
import type { KernelReply, KernelStart } from '../../protocol/messages';
import { sessionIn, type KernelSession } from './session';

/** Starts a kernel in a worker thread, so that a long cell holds up neither the editor nor other extensions. */
export function startWorkerSession(script: string): KernelSession {
  const interrupt = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const worker = new Worker(script, { workerData: { interrupt } satisfies KernelStart });
  const { session, received, ended } = sessionIn({
    post: (request) => worker.postMessage(request),
    terminate: () => void worker.terminate(),
    interrupt: new Int32Array(interrupt),
  });
  worker.on('message', (reply: KernelReply) => received(reply));
  worker.on('error', ended);
  worker.on('exit', (code) => ended(new Error(`The kernel ended with code ${code}.`)));
  return session;
}
