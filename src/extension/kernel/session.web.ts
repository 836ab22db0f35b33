import type { KernelFilesReply, KernelFilesRequest, KernelReply } from '../../protocol/messages';
import { fetchFiles } from '../workspaceFiles';
import { sessionIn, type KernelSession } from './session';

/** Starts a kernel in a web worker, and gives it the files it asks for. */
export function startWorkerSession(startWorker: () => Promise<Worker>): KernelSession {
  const starting = startWorker();
  const { session, received, ended } = sessionIn({
    post: (request) => void starting.then((worker) => worker.postMessage(request)),
    terminate: () => void starting.then((worker) => worker.terminate()),
  });
  starting.then((worker) => {
    worker.onmessage = async ({ data }: MessageEvent<KernelReply | KernelFilesRequest>) => {
      if (data.type !== 'fetch') return received(data);
      const found = await fetchFiles(data.paths);
      worker.postMessage({ type: 'fetched', found } satisfies KernelFilesReply);
    };
    worker.onerror = ({ message }) => ended(new Error(`The kernel ended: ${message}`));
  }, ended);
  return session;
}
