/** The language server: documents and notebooks in, plain data out. */
import {
  CodeActionKind,
  CodeLensRefreshRequest,
  FileChangeType,
  NotebookDocuments,
  TextDocumentSyncKind,
  TextDocuments,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import { languageOf } from '../analysis/language';
import { Environment, importRoots } from '../analysis/environment';
import type { FileSystem } from '../analysis/fileSystem';
import { ParseCache, Sources } from '../analysis/sources';
import type { TreeStore } from '../python/syntax';
import { ENVIRONMENT, type EnvironmentParams } from '../protocol/messages';
import type { Language } from '../shape';
import { analyseSubject } from './analysed';
import { Analyst } from './analyst';
import { configurationFrom } from './configuration';
import type { ServerContext } from './context';
import { OpenDocuments, pathOf } from './documents';
import { serveCalculator } from './features/calculator';
import { serveCodeActions } from './features/codeActions';
import { serveCodeLens } from './features/codeLens';
import { serveHover } from './features/hover';
import { serveInlayHints } from './features/inlayHints';
import { serveModels } from './features/models';
import { RecentReads, frozen } from './files';
import { NO_MAILBOX, type Mailbox } from './mailbox';
import { publish } from './publish';

const capabilities: InitializeResult['capabilities'] = {
  textDocumentSync: TextDocumentSyncKind.Incremental,
  notebookDocumentSync: { notebookSelector: [{ notebook: '*', cells: [{ language: 'python' }] }] },
  hoverProvider: true,
  inlayHintProvider: { resolveProvider: true },
  codeLensProvider: {},
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite] },
};

/**
 * Serves a connection; resolves nothing and never throws: it lives as long as the connection.
 * @param mailbox what has arrived on the connection while the engine runs
 * @param trees keeps the trees of libraries for the next server
 */
export function serve(
  connection: Connection,
  files: FileSystem,
  ready: Promise<void>,
  mailbox: Mailbox = NO_MAILBOX,
  trees?: TreeStore,
): void {
  const texts = new TextDocuments(TextDocument);
  const notebooks = new NotebookDocuments(texts);
  let folders: string[] = [];
  const documents = new OpenDocuments(texts, notebooks, () => folders);
  const cache = new ParseCache();
  const libraryModules = new Environment(cache, trees);
  const disk = new RecentReads(files);
  let environment: string[] = [];
  let configuration = configurationFrom(undefined);
  let language: Language = 'en';
  let refreshes = { inlayHints: false, codeLens: false };
  const analyst = new Analyst({
    documents,
    mailbox,
    analyse(subject, cancelled) {
      disk.refresh();
      const files = frozen(disk, documents.byPath());
      const { project, outside } = importRoots(folders.map(pathOf), [...configuration.pythonPath, ...environment]);
      // An editor's text in the environment is for that file's analysis: the others wait until it is saved.
      const libraries = libraryModules.at(outside, frozen(disk, new Map()));
      const sources = new Sources(files, cache, libraries.sources);
      const options = { roots: project, libraries, pinned: configuration.inputs, cancelled };
      const analysed = analyseSubject(subject, sources, options, (path) => documents.uriOf(path));
      void disk.fetch().then((isMore) => isMore && refresh());
      return analysed;
    },
    finished: (_uri, analysed) => publish(server, analysed),
    failed: (error) =>
      connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  });
  const server: ServerContext = {
    connection,
    documents,
    analyst,
    ready,
    configuration: () => configuration,
    language: () => language,
    folders: () => folders.map(pathOf),
  };

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    folders = (params.workspaceFolders ?? []).map(({ uri }) => uri);
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

  /** What is shown has changed although no open text has. */
  const showAnew = (): void => {
    if (refreshes.inlayHints) void connection.languages.inlayHint.refresh();
    if (refreshes.codeLens) void connection.sendRequest(CodeLensRefreshRequest.type);
  };
  const refresh = (): void => {
    disk.ask();
    analyst.outdateAll();
    showAnew();
  };
  connection.onDidChangeConfiguration(({ settings }) => {
    configuration = configurationFrom(settings);
    refresh();
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) disk.forget(pathOf(uri));
    // A module that comes or goes may be what any import means.
    if (changes.some(({ uri, type }) => type !== FileChangeType.Changed && uri.endsWith('.py'))) return refresh();
    const open = documents.byPath();
    const paths = changes.map(({ uri }) => pathOf(uri)).filter((path) => !open.has(path));
    if (paths.filter((path) => analyst.outdate(path)).length > 0) showAnew();
  });
  connection.onNotification(ENVIRONMENT, ({ folders: found }: EnvironmentParams) => {
    const paths = found.map((folder) => pathOf(URI.file(folder).toString()));
    if (paths.join('\n') === environment.join('\n')) return;
    environment = paths;
    refresh();
  });

  const changed = (uri: string) => void ready.then(() => analyst.changed(uri));
  texts.onDidChangeContent(({ document }) => changed(document.uri));
  texts.onDidClose(({ document }) => {
    analyst.forget(document.uri);
    void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });
  notebooks.onDidOpen(({ uri }) => changed(uri));
  notebooks.onDidChange(({ notebookDocument }) => changed(notebookDocument.uri));
  notebooks.onDidClose(({ uri }) => analyst.forget(uri));

  texts.listen(connection);
  notebooks.listen(connection);
  connection.listen();
}
