/**
 * Open documents and notebooks with their analyses. An analysis is made when it is first asked for after an
 * edit, or shortly after the edit in the background; it is kept until the text changes.
 */
import type { NotebookDocument, NotebookDocuments, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import { analyse, type Analysis } from '../analysis/analyse';
import type { PinnedInputs } from '../analysis/inputs/pinned';
import { analyseNotebook, offsetInCell, type NotebookAnalysis } from '../analysis/notebook';
import { Sources, type FileSystem } from '../analysis/sources';
import { offsetAt } from '../python/syntax';

/** A place in an open document or notebook cell, found in its analysis. */
export interface Located {
  analysis: Analysis;
  offset: number;
}

export interface Settings {
  roots: () => readonly string[];
  pinned: () => PinnedInputs;
}

/** The analysis of a document, or of a notebook with its cells. */
export interface Analysed {
  analysis: Analysis;
  notebook?: NotebookAnalysis;
  /** The document, or the documents of the notebook's Python cells in order. */
  documents: readonly TextDocument[];
}

interface Kept {
  key: string;
  analysed: Analysed;
}

/** Analyses kept at once; each holds all that was recorded of a program, so an older one is made again when asked for. */
const MAX_KEPT = 12;

/** How long a file that was read is taken to be unchanged, in milliseconds: an edit must not read all imports again. */
const FRESH = 3000;

/** The disk, each file read at most once in a few seconds. */
class RecentReads {
  private texts = new Map<string, string | undefined>();
  private since = 0;
  constructor(private readonly files: FileSystem) {}

  read(path: string): string | undefined {
    if (Date.now() - this.since > FRESH) this.forget();
    if (!this.texts.has(path)) this.texts.set(path, this.files.read(path));
    return this.texts.get(path);
  }

  forget(): void {
    this.texts = new Map();
    this.since = Date.now();
  }
}

export class Workbench {
  private readonly sources: Sources;
  /** Analyses by document, the one asked for last at the end. */
  private readonly kept = new Map<string, Kept>();
  private readonly disk: RecentReads;
  /** Open documents by path, as of the analysis being made. */
  private texts: ReadonlyMap<string, TextDocument> = new Map();

  constructor(
    private readonly documents: TextDocuments<TextDocument>,
    private readonly notebooks: NotebookDocuments<TextDocument>,
    files: FileSystem,
    private readonly settings: Settings,
  ) {
    this.disk = new RecentReads(files);
    this.sources = new Sources({
      read: (path) => this.texts.get(path)?.getText() ?? this.disk.read(path),
      isDirectory: (path) => files.isDirectory(path),
    });
  }

  /** The analysis of a document and the offset of a place in it; undefined for what is not open. */
  locate(uri: string, position: { line: number; character: number }): Located | undefined {
    const place = { line: position.line + 1, column: position.character + 1 };
    const found = this.analysisOf(uri);
    if (!found) return undefined;
    if (!found.notebook) return { analysis: found.analysis, offset: offsetAt(found.analysis.source, place) };
    const cell = found.documents.findIndex((document) => document.uri === uri);
    const offset = offsetInCell(found.notebook.notebook, { cell, ...place });
    return offset === undefined ? undefined : { analysis: found.analysis, offset };
  }

  /** The analysis of the document, or of the notebook that a cell belongs to. */
  analysisOf(uri: string): Analysed | undefined {
    const options = { roots: this.settings.roots(), pinned: this.settings.pinned() };
    const notebook = this.notebookOf(uri);
    if (!notebook) {
      const document = this.documents.get(uri);
      return (
        document &&
        this.keep(uri, document.getText(), () => ({
          analysis: analyse(this.sources, pathOf(uri), document.getText(), options),
          documents: [document],
        }))
      );
    }
    const documents = this.pythonCells(uri);
    const cells = documents.map((cell) => cell.getText());
    const key = documents.map((cell, i) => `${cell.uri}\u0000${cells[i]}`).join('\u0000');
    return this.keep(notebook.uri, key, () => {
      const made = analyseNotebook(this.sources, pathOf(notebook.uri), cells, options);
      return { analysis: made.analysis, notebook: made, documents };
    });
  }

  private notebookOf(uri: string): NotebookDocument | undefined {
    return this.notebooks.findNotebookDocumentForCell(uri) ?? this.notebooks.getNotebookDocument(uri);
  }

  /** The documents of a notebook's Python cells, in order. */
  private pythonCells(uri: string): TextDocument[] {
    return (this.notebookOf(uri)?.cells ?? []).flatMap((cell) => {
      const document = this.notebooks.getCellTextDocument(cell);
      return document?.languageId === 'python' ? [document] : [];
    });
  }

  /** Open documents that stand for themselves, and notebooks with open cells. */
  openUris(): string[] {
    const alone = this.documents.all().filter(({ uri }) => !this.notebooks.findNotebookDocumentForCell(uri));
    const cells = this.documents.all().flatMap(({ uri }) => this.notebooks.findNotebookDocumentForCell(uri) ?? []);
    return [...new Set([...alone, ...cells].map(({ uri }) => uri))];
  }

  /** The URI of a file: that of the open document, whose spelling the editor knows, where it is open. */
  uriOf(path: string): string {
    return this.documents.all().find(({ uri }) => pathOf(uri) === path)?.uri ?? URI.file(path).toString();
  }

  private keep(uri: string, key: string, make: () => Analysed): Analysed {
    const known = this.kept.get(uri);
    this.kept.delete(uri);
    if (known?.key === key) {
      this.kept.set(uri, known);
      return known.analysed;
    }
    this.texts = new Map(this.documents.all().map((document) => [pathOf(document.uri), document]));
    const analysed = make();
    this.kept.set(uri, { key, analysed });
    for (const oldest of [...this.kept.keys()].slice(0, -MAX_KEPT)) this.kept.delete(oldest);
    return analysed;
  }

  /** Forgets what was known: a file that others import has changed. */
  forgetAll(): void {
    this.kept.clear();
    this.disk.forget();
  }

  forget(uri: string): void {
    this.kept.delete(uri);
  }
}

/** The path the engine knows a document by. */
export function pathOf(uri: string): string {
  const parsed = URI.parse(uri);
  return parsed.scheme === 'file' ? parsed.fsPath.replace(/\\/g, '/') : parsed.path;
}
