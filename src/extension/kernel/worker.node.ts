/** The built-in kernel's entry in its worker thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { disk } from '../../analysis/sourceFiles.node';
import { startSession, type KernelSession } from '../../analysis/kernel/session';
import { loadParser } from '../../python/syntax';
import type { KernelReply, KernelRequest, KernelStart } from '../../protocol/messages';

const port = parentPort!;
const flag = new Int32Array((workerData as KernelStart).interrupt);
const ready = loadParser();
let session: KernelSession | undefined;
let queue: Promise<void> = ready;

port.on('message', (request: KernelRequest) => {
  queue = queue.then(() => handle(request));
});

function handle(request: KernelRequest): void {
  if (request.type === 'restart') {
    session = undefined;
    return;
  }
  const roots = [...(request.folder ? [request.folder] : []), ...(request.pythonPath ?? [])];
  session ??= startSession({ files: disk, roots, interrupted: () => Atomics.load(flag, 0) !== 0 });
  session.execute(request.code, (reply) => port.postMessage({ ...reply, id: request.id } as KernelReply));
}
