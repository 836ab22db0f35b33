/** What is open in the editor: documents that stand for themselves, and notebooks with their Python cells. */
import type { NotebookDocument, NotebookDocuments, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import { enginePath } from '../protocol/paths';

/** A document or notebook as it stands at the moment: what is analysed as one. */
export interface Subject {
  uri: string;
  path: string;
  /** The document, or the notebook's Python cells in order. */
  texts: readonly { uri: string; text: string }[];
  isNotebook: boolean;
}

export class OpenDocuments {
  constructor(
    private readonly documents: TextDocuments<TextDocument>,
    private readonly notebooks: NotebookDocuments<TextDocument>,
    /** The URIs of the workspace's folders. */
    private readonly folders: () => readonly string[],
  ) {}

  /** What a document, notebook or cell belongs to; undefined for what is not open. */
  subject(uri: string): Subject | undefined {
    const notebook = this.notebookOf(uri);
    if (notebook) {
      const texts = this.pythonCells(notebook).map((cell) => ({ uri: cell.uri, text: cell.getText() }));
      return { uri: notebook.uri, path: pathOf(notebook.uri), texts, isNotebook: true };
    }
    const text = this.documents.get(uri)?.getText();
    return text === undefined ? undefined : { uri, path: pathOf(uri), texts: [{ uri, text }], isNotebook: false };
  }

  private notebookOf(uri: string): NotebookDocument | undefined {
    return this.notebooks.findNotebookDocumentForCell(uri) ?? this.notebooks.getNotebookDocument(uri);
  }

  private pythonCells(notebook: NotebookDocument): TextDocument[] {
    return notebook.cells.flatMap((cell) => {
      const document = this.notebooks.getCellTextDocument(cell);
      return document?.languageId === 'python' ? [document] : [];
    });
  }

  /** The URIs of all subjects. */
  uris(): string[] {
    return [...new Set(this.documents.all().map(({ uri }) => this.notebookOf(uri)?.uri ?? uri))];
  }

  /** The texts of open documents by their path. */
  byPath(): Map<string, string> {
    return new Map(this.documents.all().map((document) => [pathOf(document.uri), document.getText()]));
  }

  /** The URI of a file: that of the open document, whose spelling the editor knows, where it is open; else as its folder's. */
  uriOf(path: string): string {
    const open = this.documents.all().find(({ uri }) => pathOf(uri) === path);
    if (open) return open.uri;
    const folder = this.folders().find((uri) => path.startsWith(`${pathOf(uri)}/`));
    return (folder ? URI.parse(folder).with({ path: URI.file(path).path }) : URI.file(path)).toString();
  }
}

/** The path the engine knows a document by. */
export const pathOf = (uri: string): string => enginePath(URI.parse(uri));
