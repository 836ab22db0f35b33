/** Problems follow the text: they are sent a moment after it was last changed. */
import type { ServerContext } from './context';
import { diagnosticsOf } from './features/diagnostics';

/** How long after the last edit the problems are brought up to date, in milliseconds. */
const QUIET = 200;

export interface Publisher {
  /** Brings a document's or notebook's problems up to date soon. */
  schedule(uri: string): void;
  /** Takes back what was sent for a document. */
  clear(uri: string): void;
}

export function startPublisher({ connection, workbench, ready, configuration, language }: ServerContext): Publisher {
  const timers = new Map<string, NodeJS.Timeout>();
  const publish = (uri: string): void => {
    const found = workbench.analysisOf(uri);
    if (!found) return;
    for (const { document, diagnostics } of diagnosticsOf(found, configuration().diagnostics, language())) {
      void connection.sendDiagnostics({ uri: document, diagnostics });
    }
  };
  return {
    schedule(uri) {
      clearTimeout(timers.get(uri));
      const run = (): void => {
        timers.delete(uri);
        void ready.then(() => publish(uri));
      };
      timers.set(uri, setTimeout(run, QUIET));
    },
    clear(uri) {
      clearTimeout(timers.get(uri));
      timers.delete(uri);
      void connection.sendDiagnostics({ uri, diagnostics: [] });
    },
  };
}
