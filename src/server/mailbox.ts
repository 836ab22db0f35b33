/**
 * What waits for the engine. The engine runs in a thread of its own and looks here between steps: an edit ends the
 * analysis that it made old, and a long analysis gives way to those who ask.
 */
import { Message } from 'vscode-languageserver';

export interface Mailbox {
  /** Notifications, such as edits, that have arrived and are not handled yet. */
  notifications(): number;
  requests(): number;
}

/** Where the engine has no thread of its own, nothing can arrive while it runs. */
export const NO_MAILBOX: Mailbox = { notifications: () => 0, requests: () => 0 };

/**
 * What ends no analysis: cancellations take effect as they arrive, and files may change all the time, such as the records of a
 * training that runs beside the editor.
 */
const WAITING = new Set(['$/cancelRequest', 'workspace/didChangeWatchedFiles']);

/** Counts in memory that two threads share. */
export class SharedMailbox implements Mailbox {
  private readonly counts: Int32Array;

  constructor(readonly memory = new SharedArrayBuffer(8)) {
    this.counts = new Int32Array(memory);
  }

  arrived(message: Message): void {
    this.count(message, 1);
  }

  handled(message: Message): void {
    this.count(message, -1);
  }

  private count(message: Message, by: number): void {
    if (Message.isRequest(message)) Atomics.add(this.counts, 1, by);
    // Responses change nothing.
    else if (Message.isNotification(message) && !WAITING.has(message.method)) Atomics.add(this.counts, 0, by);
  }

  notifications(): number {
    return Atomics.load(this.counts, 0);
  }

  requests(): number {
    return Atomics.load(this.counts, 1);
  }
}
