/** What is reported of a program: only what is certain for every value that can reach it. */
import { type Saying, type Words, englishOf, sayingOf } from '../../protocol/say';
import { sym, type Dim, type ShapeFix } from '../../shape';
import type { Interpreter } from './interpreter';
import type { Site, TensorValue, Value } from './values';

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
  'assertion',
  'axis-out-of-range',
  'duplicate-axis',
  'index-out-of-range',
  'permute-mismatch',
  'rank-mismatch',
]);

/** With how many axes more an input of any number of them is tried, and a problem must be found again. */
export const MOST_MORE_AXES = 2;

/** What axes more than usual are called. */
const MORE_AXES = [[], ['L'], ['H', 'W'], ['D', 'H', 'W'], ['A', 'D', 'H', 'W']];

const isSame = (a: Problem, b: Problem): boolean =>
  a.code === b.code && a.site?.start === b.site?.start && a.site?.file === b.site?.file;

export class Findings {
  readonly problems: Problem[] = [];
  /** How often something was refused, reported or not. */
  refusals = 0;
  /** Whether the present entry point has inputs whose shape, or that they are numbers, was assumed. */
  private assumed = false;
  /** Whether a number of axes was guessed that could be any. */
  private guessedRank = false;
  private readonly askedEarly = new WeakSet<TensorValue>();
  /** How many axes more than usual are guessed then. */
  private moreAxes = 0;
  /** Whether the values that the present entry point was given are only supposed. */
  private supposing = false;
  /** Whether supposed values have raised an exception: what follows it is run by other values, if by any. */
  private failed = false;

  /** The unknown values whose truth the branches that are being run depend on, by why they are not known. */
  private readonly asked: string[] = [];
  /** How many of the branches that are being run may not be possible. */
  private doubtful = 0;

  constructor(private readonly ip: Interpreter) {}

  /** For the next entry point. */
  renew(): void {
    this.assumed = false;
    this.guessedRank = false;
    this.failed = false;
  }

  /** Says that an input was assumed. Values that the program makes itself are no assumptions. */
  assume(): void {
    if (this.supposing) this.assumed = true;
  }

  /** The axes that an input of any number of axes is assumed to have besides its first and its last. */
  axesBeforeLast(): Dim[] {
    this.guessedRank = true;
    return (MORE_AXES[this.moreAxes] ?? []).map(sym);
  }

  /** A shape is asked for that nothing has told so far. */
  asksEarly(input: TensorValue): void {
    this.askedEarly.add(input);
  }

  /** Whether the shape of an input was asked for before something told it. */
  wasAskedEarly(input: TensorValue): boolean {
    return this.askedEarly.has(input);
  }

  /** Whether the present entry point has an input whose number of axes could be any. */
  get hasGuessedRank(): boolean {
    return this.guessedRank;
  }

  /** Runs code in which such inputs are assumed to have so many axes more. */
  withMoreAxes<T>(count: number, run: () => T): T {
    this.moreAxes += count;
    try {
      return run();
    } finally {
      this.moreAxes -= count;
    }
  }

  /**
   * Runs code and keeps those of its problems that do not hang on a guessed number of axes: the same must be found
   * with one and two axes more. A row of features and a sequence of them become different things when flattened.
   */
  forAnyRank(run: () => void, again: (run: () => void) => void): void {
    const { problems } = this;
    const before = problems.length;
    run();
    if (!this.guessedRank || problems.length === before) return;
    let certain = problems.splice(before);
    for (this.moreAxes = 1; this.moreAxes <= MOST_MORE_AXES && certain.length > 0; this.moreAxes++) {
      again(run);
      const found = problems.splice(before);
      certain = certain.filter((one) => found.some((other) => isSame(one, other)));
    }
    this.moreAxes = 0;
    this.guessedRank = false;
    problems.push(...certain);
  }

  get isSupposing(): boolean {
    return this.supposing;
  }

  /** Begins a run that may be taken back. @returns what ends it and gives the problems it found, which do not count any more */
  apart(): () => Problem[] {
    const { failed, problems } = this;
    const found = problems.length;
    this.failed = false;
    return () => {
      this.failed = failed;
      return problems.splice(found);
    };
  }

  /** Says that an exception was raised. */
  raised(): void {
    this.refusals++;
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

  /**
   * Runs both branches of `if value:` for an unknown value. Where the same was asked before on the way here (`flags.tiny`,
   * handed on as `tiny`), one of them is run with an answer that it cannot have: what is found in either is not certain.
   */
  branching<T>(value: Value, run: () => T): T {
    if (value.kind !== 'unknown') return run();
    const why = englishOf(value.reason);
    const isRepeated = this.asked.includes(why);
    this.asked.push(why);
    try {
      return isRepeated ? this.uncertain(run) : run();
    } finally {
      this.asked.pop();
    }
  }

  /** Runs code that may not be reached: what is found in it is not certain. */
  uncertain<T>(run: () => T): T {
    this.doubtful++;
    try {
      return run();
    } finally {
      this.doubtful--;
    }
  }

  report(severity: Severity, code: string, words: Words, fix?: ShapeFix): void {
    const { ip } = this;
    if (severity === 'error') this.refusals++;
    if (ip.recorder.muted > 0 || this.failed || this.doubtful > 0 || (this.assumed && RANK_CODES.has(code))) return;
    // Nobody but us calls it: a model that is only trained by its other methods needs no forward.
    if (code === 'missing-forward' && this.supposing && !ip.recorder.current?.parent) return;
    const { site } = ip;
    const message = englishOf(words);
    const same = this.problems.some(
      (p) => p.code === code && p.message === message && p.site?.start === site?.start && p.site?.file === site?.file,
    );
    if (!same) this.problems.push({ severity, code, message, saying: sayingOf(words), site, stack: ip.stack(), fix });
  }
}
