/**
 * Keeps the analyses of open documents up to date: a moment after an edit, or at once where someone waits for the
 * answer. An analysis that an edit has made old is given up; until the next one is there, the last one answers.
 */
import type { CancellationToken } from 'vscode-languageserver';
import { Stopped } from '../python/interpreter';
import { stillStands, type Analysed } from './analysed';
import type { OpenDocuments, Subject } from './documents';
import type { Mailbox } from './mailbox';

/** How long after the last edit an analysis starts that nobody waits for, in milliseconds. */
const QUIET = 200;

/** Who asks waits for an analysis that took no longer than this before, in milliseconds; people see no delay. */
const SOON = 100;

/** How often an analysis of one text gives way to requests before it is brought to an end. */
const MAX_INTERRUPTED = 3;

/** Runs something after the messages that have arrived; browsers have no `setImmediate`. */
const next: (then: () => void) => unknown = globalThis.setImmediate ?? setTimeout;

/** Analyses kept at once; an older one is made again when asked for. */
const MAX_KEPT = 12;

/** What is known of one document or notebook. */
interface Entry {
  last?: { analysed: Analysed; subject: Subject; took: number; outdated?: boolean };
  waiting: Set<(analysed: Analysed | undefined) => void>;
  interrupted: number;
  timer?: ReturnType<typeof setTimeout>;
}

export interface AnalystOptions {
  documents: OpenDocuments;
  mailbox: Mailbox;
  /** @throws Stopped when cancelled */
  analyse: (subject: Subject, cancelled: () => boolean) => Analysed;
  finished: (uri: string, analysed: Analysed) => void;
  /** A defect of ours: the document has no analysis then. */
  failed: (error: unknown) => void;
}

export class Analyst {
  /** The one asked for last at the end. */
  private readonly entries = new Map<string, Entry>();
  /** Documents to analyse, the most urgent at the end. */
  private readonly queue = new Set<string>();
  private isRunning = false;

  constructor(private readonly options: AnalystOptions) {}

  /** The analysis of a document's present text; undefined for what is not open, or once the token is cancelled. */
  async fresh(uri: string, token?: CancellationToken): Promise<Analysed | undefined> {
    const subject = this.options.documents.subject(uri);
    if (!subject) return undefined;
    const entry = this.entry(subject.uri);
    if (isCurrent(entry, subject)) return entry.last!.analysed;
    return new Promise((resolve) => {
      const done = (analysed: Analysed | undefined): void => {
        entry.waiting.delete(done);
        resolve(analysed);
      };
      entry.waiting.add(done);
      token?.onCancellationRequested(() => done(undefined));
      this.enqueue(subject.uri);
    });
  }

  /**
   * What can be said of a line now: by the analysis of the present text, where that is there soon, else by the last
   * one, as long as the line still stands where it stood in it.
   */
  async soon(uri: string, line: number, token?: CancellationToken): Promise<Analysed | undefined> {
    const subject = this.options.documents.subject(uri);
    const last = subject && this.entries.get(subject.uri)?.last;
    if (last && last.took > SOON && stillStands(last.analysed, subject, uri, line)) return last.analysed;
    return this.fresh(uri, token);
  }

  /** A document has changed: it is analysed when nothing more happens to it for a moment. */
  changed(uri: string): void {
    const subject = this.options.documents.subject(uri);
    if (!subject) return;
    const entry = this.entry(subject.uri);
    entry.interrupted = 0;
    this.later(subject.uri, entry);
    this.outdate(subject.path, subject.uri);
  }

  /**
   * A file has changed: what was made from it no longer holds.
   * @param but the document that the file is, which is analysed anyway
   * @returns whether there was anything
   */
  outdate(path: string, but?: string): boolean {
    const made = [...this.entries].filter(
      ([uri, { last }]) => uri !== but && last?.analysed.analysis.sources.has(path) === true,
    );
    for (const [uri, entry] of made) {
      entry.last!.outdated = true;
      this.later(uri, entry);
    }
    return made.length > 0;
  }

  /** Settings or files have changed: nothing that was found holds any more. */
  outdateAll(): void {
    for (const uri of this.options.documents.uris()) {
      const entry = this.entry(uri);
      if (entry.last) entry.last.outdated = true;
      this.later(uri, entry);
    }
  }

  forget(uri: string): void {
    const entry = this.entries.get(uri);
    clearTimeout(entry?.timer);
    for (const done of [...(entry?.waiting ?? [])]) done(undefined);
    this.entries.delete(uri);
    this.queue.delete(uri);
  }

  private entry(uri: string): Entry {
    const entry = this.entries.get(uri) ?? { waiting: new Set(), interrupted: 0 };
    this.entries.delete(uri);
    this.entries.set(uri, entry);
    return entry;
  }

  private later(uri: string, entry: Entry): void {
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => this.enqueue(uri), QUIET);
  }

  private enqueue(uri: string): void {
    this.queue.delete(uri);
    this.queue.add(uri);
    if (this.isRunning) return;
    this.isRunning = true;
    next(() => this.turn());
  }

  /** Analyses one document, then lets messages be handled. */
  private turn(): void {
    const { mailbox, documents } = this.options;
    if (mailbox.notifications() + mailbox.requests() === 0) {
      const uri = this.next();
      if (uri !== undefined) this.analyse(documents.subject(uri), uri);
    }
    this.isRunning = this.queue.size > 0;
    if (this.isRunning) next(() => this.turn());
  }

  /** Those that someone waits for come first, the latest among them. */
  private next(): string | undefined {
    const queued = [...this.queue];
    return queued.findLast((uri) => (this.entries.get(uri)?.waiting.size ?? 0) > 0) ?? queued.at(-1);
  }

  private analyse(subject: Subject | undefined, uri: string): void {
    const entry = this.entries.get(uri);
    this.queue.delete(uri);
    if (!subject || !entry) return;
    clearTimeout(entry.timer);
    if (!isCurrent(entry, subject) && !this.attempt(subject, entry)) return;
    for (const done of [...entry.waiting]) done(entry.last?.analysed);
  }

  /** False where the analysis was interrupted and has to be made again. */
  private attempt(subject: Subject, entry: Entry): boolean {
    const start = performance.now();
    try {
      const analysed = this.options.analyse(subject, () => this.givesWay(entry, start));
      entry.last = { analysed, subject, took: performance.now() - start };
      this.letGo();
      // Who waits is answered first: their answers are sent before the next turn of the loop.
      next(() => {
        if (this.entries.has(subject.uri)) this.options.finished(subject.uri, analysed);
      });
    } catch (error) {
      if (error instanceof Stopped) {
        entry.interrupted++;
        this.queue.add(subject.uri);
        return false;
      }
      entry.last = undefined;
      this.options.failed(error);
    }
    return true;
  }

  private givesWay(entry: Entry, start: number): boolean {
    const { mailbox } = this.options;
    if (mailbox.notifications() > 0) return true;
    return mailbox.requests() > 0 && entry.interrupted < MAX_INTERRUPTED && performance.now() - start > SOON;
  }

  private letGo(): void {
    const kept = [...this.entries.values()].filter((entry) => entry.last);
    for (const entry of kept.slice(0, -MAX_KEPT)) entry.last = undefined;
  }
}

function isCurrent({ last }: Entry, { texts }: Subject): boolean {
  if (!last || last.outdated) return false;
  const before = last.subject.texts;
  return (
    before.length === texts.length && before.every(({ uri, text }, i) => uri === texts[i].uri && text === texts[i].text)
  );
}
