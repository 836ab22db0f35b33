/** The language server: documents and notebooks in, plain data out. */
import {
  NotebookDocuments,
  TextDocumentSyncKind,
  TextDocuments,
  type Connection,
  type Hover,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileSystem } from '../analysis/sources';
import { calculate } from '../analysis/calculator/calculator';
import { calculatorText } from '../analysis/calculator/start';
import { hoverAt } from '../analysis/hover/hover';
import { targetAt } from '../analysis/hover/target';
import { languageOf } from '../analysis/language';
import {
  CALCULATE,
  CALCULATOR_START,
  type CalculateParams,
  type CalculateResult,
  type CalculatorStartParams,
} from '../protocol/messages';
import type { Language } from '../shape';
import { diagnosticsOf } from './diagnostics';
import { Workbench, pathOf } from './documents';

/** How long after the last edit the problems are brought up to date, in milliseconds. */
const QUIET = 200;

/** Serves a connection; resolves nothing and never throws: it lives as long as the connection. */
export function serve(connection: Connection, files: FileSystem, ready: Promise<void>): void {
  const documents = new TextDocuments(TextDocument);
  const notebooks = new NotebookDocuments(documents);
  let folders: string[] = [];
  let pythonPath: string[] = [];
  let language: Language = 'en';
  const workbench = new Workbench(documents, notebooks, files, { roots: () => [...folders, ...pythonPath] });

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    folders = (params.workspaceFolders ?? []).map((folder) => pathOf(folder.uri));
    const options = params.initializationOptions as { locale?: string } | undefined;
    language = languageOf(options?.locale ?? params.locale);
    return {
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        hoverProvider: true,
        notebookDocumentSync: {
          notebookSelector: [{ notebook: '*', cells: [{ language: 'python' }] }],
        },
      },
    };
  });

  connection.onDidChangeConfiguration(({ settings }) => {
    const configured = (settings as { convlens?: { pythonPath?: string[] } } | undefined)?.convlens?.pythonPath;
    pythonPath = Array.isArray(configured) ? configured : [];
    workbench.forgetAll();
  });
  connection.onDidChangeWatchedFiles(() => workbench.forgetAll());

  connection.onHover(async ({ textDocument, position }): Promise<Hover | null> => {
    await ready;
    const located = workbench.locate(textDocument.uri, position);
    const hover = located && hoverAt(located.analysis, located.offset, language);
    const document =
      documents.get(textDocument.uri) ??
      workbench.pythonCells(textDocument.uri).find((d) => d.uri === textDocument.uri);
    if (!located || !hover) return null;
    const range = document && {
      start: document.positionAt(hover.span.start - located.base),
      end: document.positionAt(hover.span.end - located.base),
    };
    return { contents: { kind: 'markdown', value: hover.markdown }, range };
  });

  connection.onRequest(CALCULATE, async ({ text, locale }: CalculateParams): Promise<CalculateResult> => {
    await ready;
    return calculate(text, locale ? languageOf(locale) : language);
  });

  connection.onRequest(CALCULATOR_START, async ({ uri, position }: CalculatorStartParams): Promise<string | null> => {
    await ready;
    const located = workbench.locate(uri, position);
    const call = located && targetAt(located.analysis, located.offset)?.calls[0];
    return (call && calculatorText(call)) ?? null;
  });

  // Problems follow the text, a moment after it was last changed.
  const timers = new Map<string, NodeJS.Timeout>();
  const schedule = (uri: string): void => {
    clearTimeout(timers.get(uri));
    timers.set(
      uri,
      setTimeout(() => {
        timers.delete(uri);
        void ready.then(() => publish(uri));
      }, QUIET),
    );
  };
  const publish = (uri: string): void => {
    const found = workbench.analysisOf(uri);
    if (!found) return;
    const cells = found.notebook ? workbench.pythonCells(uri) : [documents.get(uri)!];
    for (const { document, diagnostics } of diagnosticsOf(found, cells)) {
      void connection.sendDiagnostics({ uri: document, diagnostics });
    }
  };
  documents.onDidChangeContent(({ document }) => schedule(document.uri));
  documents.onDidClose(({ document }) => {
    workbench.forget(document.uri);
    void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });
  notebooks.onDidOpen((notebook) => schedule(notebook.uri));
  notebooks.onDidChange(({ notebookDocument }) => schedule(notebookDocument.uri));
  notebooks.onDidClose((notebook) => workbench.forget(notebook.uri));

  documents.listen(connection);
  notebooks.listen(connection);
  connection.listen();
}
