/** Problems follow the text: they are sent when an analysis is finished. */
import type { Analysed } from './analysed';
import type { ServerContext } from './context';
import { diagnosticsOf } from './features/diagnostics';

export function publish({ connection, configuration, language }: ServerContext, found: Analysed): void {
  for (const { document, diagnostics } of diagnosticsOf(found, configuration().diagnostics, language())) {
    void connection.sendDiagnostics({ uri: document, diagnostics });
  }
}
