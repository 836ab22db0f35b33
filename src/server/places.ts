/** Places of an analysis as places in documents: a notebook's text is spread over its cells. */
import type { Location, Range, TextEdit } from 'vscode-languageserver';
import type { Edit } from '../analysis/fixes/fixes';
import type { Site } from '../python/interpreter/values';
import { positionAt, type SourceText } from '../python/syntax';
import type { Analysed } from './analysed';

/** The location of a place, in the analysed document or in a file the analysis has read. */
export function locationOf({ analysis, parts, uriOf }: Analysed, site: Site): Location | undefined {
  if (site.file === analysis.file) {
    const part = parts.findLast(({ start }) => start <= site.start);
    return part && { uri: part.uri, range: rangeIn(part.source, site.start - part.start, site.end - part.start) };
  }
  const source = analysis.sources.load(site.file)?.source;
  return source && { uri: uriOf(site.file), range: rangeIn(source, site.start, site.end) };
}

function rangeIn(source: SourceText, start: number, end: number): Range {
  const position = (offset: number) => {
    const { line, column } = positionAt(source, offset);
    return { line: line - 1, character: column - 1 };
  };
  return { start: position(start), end: position(end) };
}

/**
 * Edits by document, or undefined where one of them falls into a file that is neither analysed nor in the workspace:
 * a library is not the user's to change.
 */
export function changesOf(
  found: Analysed,
  edits: readonly Edit[],
  folders: readonly string[],
): Record<string, TextEdit[]> | undefined {
  const changes: Record<string, TextEdit[]> = {};
  for (const edit of edits) {
    const place = placeOfEdit(found, edit, folders);
    if (!place) return undefined;
    (changes[place.uri] ??= []).push({ range: place.range, newText: edit.text });
  }
  return changes;
}

function placeOfEdit(found: Analysed, edit: Edit, folders: readonly string[]): Location | undefined {
  if (edit.file === found.analysis.file) return locationOf(found, edit);
  const isUsers = folders.some((folder) => edit.file.startsWith(`${folder.replace(/\/$/, '')}/`));
  if (!isUsers || /\/(site|dist)-packages\//.test(edit.file)) return undefined;
  const source = found.analysis.sources.load(edit.file)?.source;
  if (!source) return undefined;
  return { uri: found.uriOf(edit.file), range: rangeIn(source, edit.start, edit.end) };
}
