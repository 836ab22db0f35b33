/** textDocument/hover. */
import type { Hover } from 'vscode-languageserver';
import { hoverAt } from '../../analysis/hover/hover';
import { sayIn } from '../../analysis/said';
import { offsetIn } from '../analysed';
import type { ServerContext } from '../context';
import { locationOf } from '../places';
import { shownProblems } from './diagnostics';

export function serveHover({ connection, analyst, ready, configuration, language }: ServerContext): void {
  connection.onHover(async ({ textDocument, position }, token): Promise<Hover | null> => {
    await ready;
    const found = await analyst.soon(textDocument.uri, position.line, token);
    const offset = found && offsetIn(found, textDocument.uri, position);
    if (!found || offset === undefined) return null;
    // VS Code puts the messages of what is underlined there into the same hover.
    const underlined = shownProblems(found, configuration().diagnostics)
      .filter(({ site }) => site.start <= offset && offset <= site.end)
      .map(({ problem }) => sayIn(problem.saying, language()));
    const hover = hoverAt(found.analysis, offset, language(), underlined);
    if (!hover) return null;
    const range = locationOf(found, { file: found.analysis.file, ...hover.span })?.range;
    return { contents: { kind: 'markdown', value: hover.markdown }, range };
  });
}
