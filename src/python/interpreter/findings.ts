/** What is reported of a program: only what is certain for every value that can reach it. */
import { type Saying, type Words, englishOf, sayingOf } from '../../protocol/say';
import type { ShapeFix } from '../../shape';
import type { Interpreter } from './interpreter';
import type { Site } from './values';

/**
 * How sure a finding is: `error`, the program fails; `warning`, it does something else than it says, or fails in part of its
 * versions and devices; `information`, it is right here, and refused by some of them.
 */
export type Severity = 'error' | 'warning' | 'information';

/** A finding at a place: what the editor underlines. */
export interface Problem {
  severity: Severity;
  code: string;
  /** In English. */
  message: string;
  /** The message, for readers of other languages. */
  saying: Saying;
  site?: Site;
  /** The calls it came through, outermost first. */
  stack: Site[];
  fix?: ShapeFix;
}

/** Rules about the number of axes: not certain where the shape of an input was assumed. */
const RANK_CODES = new Set([
  'axis-out-of-range',
  'duplicate-axis',
  'index-out-of-range',
  'permute-mismatch',
  'rank-mismatch',
]);

export class Findings {
  readonly problems: Problem[] = [];
  /** Whether the present entry point has inputs whose shape, or that they are numbers, was assumed. */
  private assumed = false;
  /** Whether the values that the present entry point was given are only supposed. */
  private supposing = false;
  /** Whether supposed values have raised an exception: what follows it is run by other values, if by any. */
  private failed = false;

  constructor(private readonly ip: Interpreter) {}

  /** For the next entry point. */
  renew(): void {
    this.assumed = false;
    this.failed = false;
  }

  assume(): void {
    this.assumed = true;
  }

  /** Says that an exception was raised. */
  raised(): void {
    if (this.supposing && this.ip.recorder.muted === 0) this.failed = true;
  }

  /**
   * Runs code with values that nobody gave it. Its problems count until it raises an exception: Python would not go
   * on with these values, so what is found after it is not certain.
   */
  supposed<T>(run: () => T): T {
    const before = this.supposing;
    this.supposing = true;
    try {
      return run();
    } finally {
      this.supposing = before;
      this.failed = false;
    }
  }

  report(severity: Severity, code: string, words: Words, fix?: ShapeFix): void {
    const { ip } = this;
    if (ip.recorder.muted > 0 || this.failed || (this.assumed && RANK_CODES.has(code))) return;
    const { site } = ip;
    const message = englishOf(words);
    const same = this.problems.some(
      (p) => p.code === code && p.message === message && p.site?.start === site?.start && p.site?.file === site?.file,
    );
    if (!same) this.problems.push({ severity, code, message, saying: sayingOf(words), site, stack: ip.stack(), fix });
  }
}
