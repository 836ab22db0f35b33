/** textDocument/hover. */
import type { Hover } from 'vscode-languageserver';
import { hoverAt } from '../../analysis/hover/hover';
import type { ServerContext } from '../context';
import { locationOf } from '../places';

export function serveHover({ connection, workbench, ready, language }: ServerContext): void {
  connection.onHover(async ({ textDocument, position }): Promise<Hover | null> => {
    await ready;
    const found = workbench.analysisOf(textDocument.uri);
    const located = workbench.locate(textDocument.uri, position);
    const hover = located && hoverAt(located.analysis, located.offset, language());
    if (!found || !hover) return null;
    const range = locationOf(found, { file: found.analysis.file, ...hover.span })?.range;
    return { contents: { kind: 'markdown', value: hover.markdown }, range };
  });
}
