/** The language server: documents and notebooks in, plain data out. */
import {
  CodeActionKind,
  CodeLensRefreshRequest,
  NotebookDocuments,
  TextDocumentSyncKind,
  TextDocuments,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { languageOf } from '../analysis/language';
import type { FileSystem } from '../analysis/sources';
import type { Language } from '../shape';
import { configurationFrom } from './configuration';
import type { ServerContext } from './context';
import { Workbench, pathOf } from './documents';
import { serveCalculator } from './features/calculator';
import { serveCodeActions } from './features/codeActions';
import { serveCodeLens } from './features/codeLens';
import { serveHover } from './features/hover';
import { serveInlayHints } from './features/inlayHints';
import { serveModels } from './features/models';
import { startPublisher } from './publish';

const capabilities: InitializeResult['capabilities'] = {
  textDocumentSync: TextDocumentSyncKind.Incremental,
  notebookDocumentSync: { notebookSelector: [{ notebook: '*', cells: [{ language: 'python' }] }] },
  hoverProvider: true,
  inlayHintProvider: { resolveProvider: true },
  codeLensProvider: {},
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite] },
};

/** Serves a connection; resolves nothing and never throws: it lives as long as the connection. */
export function serve(connection: Connection, files: FileSystem, ready: Promise<void>): void {
  const documents = new TextDocuments(TextDocument);
  const notebooks = new NotebookDocuments(documents);
  let folders: string[] = [];
  let configuration = configurationFrom(undefined);
  let language: Language = 'en';
  let refreshes = { inlayHints: false, codeLens: false };
  const workbench = new Workbench(documents, notebooks, files, {
    roots: () => [...folders, ...configuration.pythonPath],
    pinned: () => configuration.inputs,
  });
  const server: ServerContext = {
    connection,
    workbench,
    ready,
    configuration: () => configuration,
    language: () => language,
    folders: () => folders,
  };

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    folders = (params.workspaceFolders ?? []).map((folder) => pathOf(folder.uri));
    const options = params.initializationOptions as { locale?: string } | undefined;
    language = languageOf(options?.locale ?? params.locale);
    const { workspace } = params.capabilities;
    refreshes = {
      inlayHints: workspace?.inlayHint?.refreshSupport === true,
      codeLens: workspace?.codeLens?.refreshSupport === true,
    };
    return { capabilities };
  });

  serveHover(server);
  serveCalculator(server);
  serveInlayHints(server);
  serveCodeLens(server);
  serveCodeActions(server);
  serveModels(server);
  const publisher = startPublisher(server);

  /** What is shown may have changed although no open text has. */
  const refresh = (): void => {
    workbench.forgetAll();
    if (refreshes.inlayHints) void connection.languages.inlayHint.refresh();
    if (refreshes.codeLens) void connection.sendRequest(CodeLensRefreshRequest.type);
    for (const uri of workbench.openUris()) publisher.schedule(uri);
  };
  connection.onDidChangeConfiguration(({ settings }) => {
    configuration = configurationFrom(settings);
    refresh();
  });
  connection.onDidChangeWatchedFiles(refresh);

  documents.onDidChangeContent(({ document }) => publisher.schedule(document.uri));
  documents.onDidClose(({ document }) => {
    workbench.forget(document.uri);
    publisher.clear(document.uri);
  });
  notebooks.onDidOpen((notebook) => publisher.schedule(notebook.uri));
  notebooks.onDidChange(({ notebookDocument }) => publisher.schedule(notebookDocument.uri));
  notebooks.onDidClose((notebook) => workbench.forget(notebook.uri));

  documents.listen(connection);
  notebooks.listen(connection);
  connection.listen();
}
