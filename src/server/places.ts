/** Places of an analysis as places in documents: a notebook's text is spread over its cells. */
import type { Location, Range, TextEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import type { Edit } from '../analysis/fixes/fixes';
import { positionAt } from '../python/syntax';
import type { Site } from '../python/interpreter/values';
import type { Analysed, Workbench } from './documents';

/** The document that holds an offset of the analysed text, and where the document's text starts in it. */
function documentAt(found: Analysed, offset: number): { document: TextDocument; base: number } | undefined {
  const starts = found.notebook ? found.notebook.notebook.cells.map((cell) => cell.start) : [0];
  const at = starts.findLastIndex((start) => start <= offset);
  const document = found.documents[at];
  return document && { document, base: starts[at] };
}

/** The location of a place, in the analysed document or in a file the analysis has read. */
export function locationOf(found: Analysed, site: Site): Location | undefined {
  const { analysis } = found;
  if (site.file === analysis.file) {
    const at = documentAt(found, site.start);
    if (!at) return undefined;
    const { document, base } = at;
    const range = { start: document.positionAt(site.start - base), end: document.positionAt(site.end - base) };
    return { uri: document.uri, range };
  }
  const start = analysis.sources.place(site);
  const end = analysis.sources.place({ ...site, start: site.end });
  if (!start || !end) return undefined;
  const range: Range = {
    start: { line: start.line - 1, character: start.column - 1 },
    end: { line: end.line - 1, character: end.column - 1 },
  };
  return { uri: URI.file(site.file).toString(), range };
}

/**
 * Edits by document, or undefined where one of them falls into a file that is neither analysed nor in the workspace:
 * a library is not the user's to change.
 */
export function changesOf(
  found: Analysed,
  edits: readonly Edit[],
  workbench: Workbench,
  folders: readonly string[],
): Record<string, TextEdit[]> | undefined {
  const changes: Record<string, TextEdit[]> = {};
  for (const edit of edits) {
    const place = placeOfEdit(found, edit, workbench, folders);
    if (!place) return undefined;
    (changes[place.uri] ??= []).push({ range: place.range, newText: edit.text });
  }
  return changes;
}

function placeOfEdit(
  found: Analysed,
  edit: Edit,
  workbench: Workbench,
  folders: readonly string[],
): Location | undefined {
  if (edit.file === found.analysis.file) return locationOf(found, edit);
  const isUsers = folders.some((folder) => edit.file.startsWith(`${folder.replace(/\/$/, '')}/`));
  if (!isUsers || /\/(site|dist)-packages\//.test(edit.file)) return undefined;
  const source = found.analysis.sources.load(edit.file)?.source;
  if (!source) return undefined;
  const position = (offset: number) => {
    const { line, column } = positionAt(source, offset);
    return { line: line - 1, character: column - 1 };
  };
  const range = { start: position(edit.start), end: position(edit.end) };
  return { uri: workbench.uriOf(edit.file), range };
}
