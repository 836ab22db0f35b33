/** The built-in kernel's entry in a web worker. */
import { analyse } from '../../analysis/analyse';
import { FetchedFiles } from '../../analysis/fetchedFiles';
import { startSession, type KernelSession } from '../../analysis/kernel/session';
import { Sources } from '../../analysis/sources';
import { loadParser } from '../../python/syntax';
import type {
  Fetched,
  KernelFilesReply,
  KernelFilesRequest,
  KernelReply,
  KernelRequest,
  WorkerStart,
} from '../../protocol/messages';

let files: FetchedFiles;
let session: KernelSession | undefined;
let queue: Promise<void>;
let fetched: (found: Fetched[]) => void = () => undefined;

self.onmessage = ({ data: start }: MessageEvent<WorkerStart>) => {
  files = new FetchedFiles(ask, start.folders);
  queue = loadParser((file) => start.parser[file]);
  self.onmessage = ({ data }: MessageEvent<KernelRequest | KernelFilesReply>) => {
    if (data.type === 'fetched') fetched(data.found);
    else queue = queue.then(() => handle(data));
  };
};

/** One question at a time: cells are executed one after the other. */
function ask(paths: string[]): Promise<Fetched[]> {
  self.postMessage({ type: 'fetch', paths } satisfies KernelFilesRequest);
  return new Promise((resolve) => (fetched = resolve));
}

async function handle(request: KernelRequest): Promise<void> {
  if (request.type === 'restart') {
    session = undefined;
    return;
  }
  const roots = [...(request.folder ? [request.folder] : []), ...(request.pythonPath ?? [])];
  await fetchWhatIsRead(request.code, roots);
  session ??= startSession({ files, roots });
  session.execute(request.code, (reply) => self.postMessage({ ...reply, id: request.id } as KernelReply));
}

/** What runs cannot wait for a file. What it will read is found by reading the cell as the editor does, as often as that gets further. */
async function fetchWhatIsRead(code: string, roots: readonly string[]): Promise<void> {
  do analyse(new Sources(files), '<cell>', code, { roots, entryPoints: false });
  while (await files.fetch());
}
