/** textDocument/codeLens: what a model takes, gives and costs; opens its summary or pins its input. */
import type { CodeLens } from 'vscode-languageserver';
import { lensesOf } from '../../analysis/lenses';
import type { ServerContext } from '../context';
import { locationOf } from '../places';
import { serverWords } from '../words';

export function serveCodeLens({ connection, analyst, ready, configuration, language }: ServerContext): void {
  connection.onCodeLens(async ({ textDocument }, token): Promise<CodeLens[]> => {
    await ready;
    const found = configuration().codeLens ? await analyst.fresh(textDocument.uri, token) : undefined;
    if (!found) return [];
    const { file } = found.analysis;
    return lensesOf(found.analysis, language()).flatMap(({ start, end, model, title, origin, isClass }): CodeLens[] => {
      const place = locationOf(found, { file, start, end });
      if (place?.uri !== textDocument.uri) return [];
      const { range } = place;
      const target = [{ uri: textDocument.uri, model }];
      const summary = { range, command: { title, command: 'convlens.showModelSummary', arguments: target } };
      if (!isClass || (origin !== 'symbols' && origin !== 'pinned')) return [summary];
      const words = serverWords(language()).setInput;
      return [summary, { range, command: { title: words, command: 'convlens.setModelInput', arguments: target } }];
    });
  });
}
