/** The language server in a browser: one worker, to which the extension hands the files of the workspace on request. */
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  ProposedFeatures,
  createConnection,
} from 'vscode-languageserver/browser';
import { FetchedFiles } from '../analysis/fetchedFiles';
import { FETCH_FILES, type FetchFilesParams, type Fetched, type WorkerStart } from '../protocol/messages';
import { loadParser } from '../python/syntax';
import { serve } from './server';

/** The other end of the worker's messages: it speaks like the worker itself. */
const client = self as unknown as Worker;

client.addEventListener(
  'message',
  ({ data }: MessageEvent<WorkerStart>) => {
    const { parser, folders } = data;
    const connection = createConnection(
      ProposedFeatures.all,
      new BrowserMessageReader(client),
      new BrowserMessageWriter(client),
    );
    const ask = (paths: string[]) =>
      connection.sendRequest<Fetched[]>(FETCH_FILES, { paths } satisfies FetchFilesParams);
    serve(
      connection,
      new FetchedFiles(ask, folders),
      loadParser((file) => parser[file]),
    );
  },
  { once: true },
);
