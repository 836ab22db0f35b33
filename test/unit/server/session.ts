import { PassThrough } from 'node:stream';
import {
  createConnection,
  createProtocolConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
  type Diagnostic,
  type InitializeParams,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver/node';
import { loadParser } from '../../../src/python/syntax';
import { serve } from '../../../src/server/server';

export const ROOT = 'file:///project';

export interface Session {
  client: ProtocolConnection;
  open(uri: string, text: string): void;
  /** A notebook whose cells are all code; the URIs of the cells. */
  openNotebook(uri: string, cells: readonly string[]): string[];
  configure(convlens: object): void;
  /** The next diagnostics of a document that the condition holds for. */
  diagnostics(uri: string, wanted?: (diagnostics: Diagnostic[]) => boolean): Promise<Diagnostic[]>;
}

/** A server on streams in memory, initialized, and the client's end of the wire. */
export async function startSession(files: Record<string, string> = {}, locale = 'en'): Promise<Session> {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const server = createConnection(ProposedFeatures.all, new StreamMessageReader(up), new StreamMessageWriter(down));
  serve(server, { read: (path) => files[path], isDirectory: () => false }, loadParser());
  const client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  const listeners = new Set<(params: PublishDiagnosticsParams) => void>();
  client.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    for (const listener of [...listeners]) listener(params);
  });
  client.listen();
  const params: InitializeParams = {
    processId: null,
    rootUri: null,
    capabilities: {},
    workspaceFolders: [{ uri: ROOT, name: 'work' }],
    initializationOptions: { locale },
  };
  await client.sendRequest('initialize', params);
  void client.sendNotification('initialized', {});

  return {
    client,
    open(uri, text) {
      const textDocument = { uri, languageId: 'python', version: 1, text };
      void client.sendNotification('textDocument/didOpen', { textDocument });
    },
    openNotebook(uri, cells) {
      const uris = cells.map((_, i) => `${uri.replace('file:', 'vscode-notebook-cell:')}#c${i}`);
      void client.sendNotification('notebookDocument/didOpen', {
        notebookDocument: {
          uri,
          notebookType: 'jupyter-notebook',
          version: 1,
          cells: uris.map((document) => ({ kind: 2, document })),
        },
        cellTextDocuments: uris.map((cell, i) => ({ uri: cell, languageId: 'python', version: 1, text: cells[i] })),
      });
      return uris;
    },
    configure: (convlens) =>
      void client.sendNotification('workspace/didChangeConfiguration', { settings: { convlens } }),
    diagnostics: (uri, wanted = () => true) =>
      new Promise((resolve) => {
        const listener = ({ uri: of, diagnostics }: PublishDiagnosticsParams): void => {
          if (of !== uri || !wanted(diagnostics)) return;
          listeners.delete(listener);
          resolve(diagnostics);
        };
        listeners.add(listener);
      }),
  };
}
