/** textDocument/hover. */
import type { Hover } from 'vscode-languageserver';
import { hoverAt } from '../../analysis/hover/hover';
import { offsetIn } from '../analysed';
import type { ServerContext } from '../context';
import { locationOf } from '../places';

export function serveHover({ connection, analyst, ready, language }: ServerContext): void {
  connection.onHover(async ({ textDocument, position }, token): Promise<Hover | null> => {
    await ready;
    const found = await analyst.soon(textDocument.uri, position.line, token);
    const offset = found && offsetIn(found, textDocument.uri, position);
    if (!found || offset === undefined) return null;
    const hover = hoverAt(found.analysis, offset, language());
    if (!hover) return null;
    const range = locationOf(found, { file: found.analysis.file, ...hover.span })?.range;
    return { contents: { kind: 'markdown', value: hover.markdown }, range };
  });
}
