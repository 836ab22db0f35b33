/**
 * Open documents and notebooks with their analyses. An analysis is made when it is first asked for after an
 * edit, or shortly after the edit in the background; it is kept until the text changes.
 */
import type { NotebookDocuments, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import { analyse, type Analysis } from '../analysis/analyse';
import { analyseNotebook, offsetInCell, type NotebookAnalysis } from '../analysis/notebook';
import { Sources, type FileSystem } from '../analysis/sources';
import { offsetAt } from '../python/syntax';

/** A place in an open document or notebook cell, found in its analysis. */
export interface Located {
  analysis: Analysis;
  offset: number;
  /** Where the document's text starts in the analysed text: a notebook's cell, or 0. */
  base: number;
}

export interface Settings {
  roots: () => readonly string[];
}

interface Kept {
  key: string;
  analysis: Analysis;
  notebook?: NotebookAnalysis;
}

export class Workbench {
  private readonly sources: Sources;
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly documents: TextDocuments<TextDocument>,
    private readonly notebooks: NotebookDocuments<TextDocument>,
    files: FileSystem,
    private readonly settings: Settings,
  ) {
    const open = (path: string) =>
      this.documents
        .all()
        .find((d) => pathOf(d.uri) === path)
        ?.getText();
    this.sources = new Sources({ read: (path) => open(path) ?? files.read(path), isDirectory: files.isDirectory });
  }

  /** The analysis of a document and the offset of a place in it; undefined for what is not open. */
  locate(uri: string, position: { line: number; character: number }): Located | undefined {
    const place = { line: position.line + 1, column: position.character + 1 };
    const found = this.analysisOf(uri);
    if (!found) return undefined;
    if (!found.notebook) return { analysis: found.analysis, offset: offsetAt(found.analysis.source, place), base: 0 };
    const cell = this.pythonCells(uri).findIndex((document) => document.uri === uri);
    const offset = offsetInCell(found.notebook.notebook, { cell, ...place });
    const base = found.notebook.notebook.cells[cell]?.start ?? 0;
    return offset === undefined ? undefined : { analysis: found.analysis, offset, base };
  }

  /** The analysis of the document, or of the notebook that a cell belongs to. */
  analysisOf(uri: string): Kept | undefined {
    const notebook = this.notebooks.findNotebookDocumentForCell(uri) ?? this.notebooks.getNotebookDocument(uri);
    if (!notebook) {
      const document = this.documents.get(uri);
      return (
        document &&
        this.keep(uri, document.getText(), () => ({
          analysis: analyse(this.sources, pathOf(uri), document.getText(), { roots: this.settings.roots() }),
        }))
      );
    }
    const cells = this.pythonCells(uri).map((cell) => cell.getText());
    return this.keep(notebook.uri, cells.join('\u0000'), () => {
      const made = analyseNotebook(this.sources, pathOf(notebook.uri), cells, { roots: this.settings.roots() });
      return { analysis: made.analysis, notebook: made };
    });
  }

  /** The documents of a notebook's Python cells, in order. */
  pythonCells(uri: string): TextDocument[] {
    const notebook = this.notebooks.findNotebookDocumentForCell(uri) ?? this.notebooks.getNotebookDocument(uri);
    return (notebook?.cells ?? []).flatMap((cell) => {
      const document = this.notebooks.getCellTextDocument(cell);
      return document?.languageId === 'python' ? [document] : [];
    });
  }

  private keep(uri: string, key: string, make: () => Omit<Kept, 'key'>): Kept {
    const known = this.kept.get(uri);
    if (known?.key === key) return known;
    const made = { key, ...make() };
    this.kept.set(uri, made);
    return made;
  }

  /** Forgets what was known: a file that others import has changed. */
  forgetAll(): void {
    this.kept.clear();
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
