/** textDocument/inlayHint and inlayHint/resolve: shapes at the ends of lines, details when pointed at. */
import type { InlayHint, InlayHintLabelPart } from 'vscode-languageserver';
import { hintDetails, hintsBetween } from '../../analysis/hints';
import { offsetIn } from '../analysed';
import type { ServerContext } from '../context';
import { locationOf } from '../places';

/** What a hint carries so that its details can be found again. */
interface HintData {
  uri: string;
  offset: number;
}

export function serveInlayHints({ connection, analyst, ready, configuration, language }: ServerContext): void {
  connection.languages.inlayHint.on(async ({ textDocument, range }, token): Promise<InlayHint[]> => {
    await ready;
    const mode = configuration().inlayHints;
    if (mode === 'off') return [];
    const found = await analyst.fresh(textDocument.uri, token);
    const offsets = [range.start, range.end].map((position) => found && offsetIn(found, textDocument.uri, position));
    const [start, end] = offsets;
    if (!found || start === undefined || end === undefined) return [];
    const { file } = found.analysis;
    return hintsBetween(found.analysis, start, end).flatMap((hint): InlayHint[] => {
      const place = locationOf(found, { file, start: hint.offset, end: hint.offset });
      // A statement that starts in the range may end in the next cell of a notebook only if it does not parse.
      if (place?.uri !== textDocument.uri) return [];
      const value = mode === 'on' ? hint.label : '→';
      const data: HintData = { uri: textDocument.uri, offset: hint.offset };
      const plain = { kind: 'markdown' as const, value: ['```text', hint.detail, '```'].join('\n') };
      return [{ position: place.range.start, label: [{ value, tooltip: plain }], paddingLeft: true, data }];
    });
  });

  connection.languages.inlayHint.resolve(async (hint, token): Promise<InlayHint> => {
    await ready;
    const { uri, offset } = hint.data as HintData;
    const found = await analyst.fresh(uri, token);
    if (!found || typeof hint.label === 'string') return hint;
    const { markdown, definition } = hintDetails(found.analysis, offset, language());
    const location = definition && locationOf(found, definition);
    const [part] = hint.label;
    const resolved: InlayHintLabelPart = {
      ...part,
      ...(markdown ? { tooltip: { kind: 'markdown', value: markdown } } : {}),
      ...(location ? { location } : {}),
    };
    return { ...hint, label: [resolved] };
  });
}
