import { describe, expect, it } from 'vitest';
import { Stopped } from '../../../src/python/interpreter';
import { sourceText } from '../../../src/python/syntax';
import type { Analysis } from '../../../src/analysis/analyse';
import { Analyst } from '../../../src/server/analyst';
import type { Analysed } from '../../../src/server/analysed';
import type { OpenDocuments, Subject } from '../../../src/server/documents';

const URI = 'file:///a.py';

/** An analyst whose analyses are made by hand: `took` milliseconds each, with what happens meanwhile. */
function analystOf(options: { took?: () => number; meanwhile?: (cancelled: () => boolean) => void }) {
  const state = { text: 'x = 1\ny = 2\n', notifications: 0, requests: 0, runs: 0 };
  const subject = (): Subject => ({
    uri: URI,
    path: '/a.py',
    texts: [{ uri: URI, text: state.text }],
    isNotebook: false,
  });
  const documents = { subject, uris: () => [URI] } as unknown as OpenDocuments;
  const analyst = new Analyst({
    documents,
    mailbox: { notifications: () => state.notifications, requests: () => state.requests },
    analyse({ texts }, cancelled): Analysed {
      state.runs++;
      const until = performance.now() + (options.took?.() ?? 0);
      while (performance.now() < until) options.meanwhile?.(cancelled);
      options.meanwhile?.(cancelled);
      const analysis = { sources: { has: () => false } } as unknown as Analysis;
      return { analysis, parts: [{ uri: URI, source: sourceText(texts[0].text), start: 0 }], uriOf: (path) => path };
    },
    finished: () => undefined,
    failed: (error) => {
      throw error;
    },
  });
  return { analyst, state };
}

const textOf = (found: Analysed | undefined) => found?.parts[0].source.text;

describe('an analyst', () => {
  it('analyses a text once, however many ask', async () => {
    const { analyst, state } = analystOf({});
    const found = await Promise.all([analyst.fresh(URI), analyst.fresh(URI), analyst.soon(URI, 0)]);
    expect(new Set(found).size).toBe(1);
    expect(state.runs).toBe(1);
  });

  it('answers for lines that an edit left where they were by the last analysis, where the next takes long', async () => {
    const { analyst, state } = analystOf({ took: () => 120 });
    const first = await analyst.fresh(URI);
    state.text = 'x = 1\ny = 3\n';
    expect(await analyst.soon(URI, 0)).toBe(first);
    expect(textOf(await analyst.soon(URI, 1))).toBe('x = 1\ny = 3\n');
    state.text = 'x = 1\n\ny = 3\n';
    expect(textOf(await analyst.soon(URI, 0))).toBe('x = 1\n\ny = 3\n');
  });

  it('waits for the next analysis where that is soon there', async () => {
    const { analyst, state } = analystOf({});
    await analyst.fresh(URI);
    state.text = 'x = 1\ny = 3\n';
    expect(textOf(await analyst.soon(URI, 0))).toBe(state.text);
  });

  it('gives up what an edit has made old', async () => {
    const { analyst, state } = analystOf({
      meanwhile(cancelled) {
        if (state.runs > 1) return;
        // The edit arrives while the analysis runs and is handled when it has ended.
        state.notifications = 1;
        setTimeout(() => {
          state.text = 'z = 3\n';
          state.notifications = 0;
        });
        if (cancelled()) throw new Stopped('cancelled');
      },
    });
    expect(textOf(await analyst.fresh(URI))).toBe('z = 3\n');
    expect(state.runs).toBe(2);
  });

  it('gives way to requests a few times, then finishes', async () => {
    const { analyst, state } = analystOf({
      took: () => 110,
      meanwhile(cancelled) {
        // A request arrives while each analysis runs, and is handled when that has ended.
        if (state.requests === 0) setTimeout(() => (state.requests = 0));
        state.requests = 1;
        if (cancelled()) throw new Stopped('cancelled');
      },
    });
    await analyst.fresh(URI);
    expect(state.runs).toBe(4);
  });

  it('answers nobody who no longer wants to know', async () => {
    const { analyst } = analystOf({});
    const listeners: (() => void)[] = [];
    const token = {
      isCancellationRequested: false,
      onCancellationRequested: (listener: () => void) => (listeners.push(listener), { dispose: () => undefined }),
    };
    const asked = analyst.fresh(URI, token as never);
    for (const cancel of listeners) cancel();
    expect(await asked).toBeUndefined();
  });
});
