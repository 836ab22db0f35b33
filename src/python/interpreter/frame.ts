/** One activation of code: a module, a function call, a class body. */
import type { JoinReason } from './join';
import type { Fork, Journal } from './journal';
import type * as ast from '../syntax/ast';
import type { Scope, Site, UnknownValue, Value } from './values';

/** How a block of statements ended, other than by an exception. */
export type Completion = 'normal' | 'break' | 'continue' | 'return';

/**
 * A way out (`return`, `break`, `continue`) that was taken in one branch of an unknown condition, while the
 * other branch went on. It is joined where both ways meet again: the end of the function or loop.
 */
export interface PendingExit {
  kind: Exclude<Completion, 'normal'>;
  value?: Value;
  fork: Fork;
  states: ReturnType<Journal['capture']>;
  why: UnknownValue;
  /** What holds of sizes on the other way, and on this one. */
  facts?: JoinReason['facts'];
}

/** Collects what a generator yields; it is run ahead of its readers. */
export interface Yields {
  readonly items: Value[];
  /** How many branches were open, and how often repetition was muted, where it was called. */
  readonly forks: number;
  readonly muted: number;
  /** Set where nobody knows how often it yields. */
  open?: UnknownValue;
  /** What runs in place of the first `yield`: the body of a `with` statement. */
  readonly around?: (value: Value) => void;
}

export class Frame {
  /** The call being evaluated in this frame. */
  site?: Site;
  returned?: Value;
  pending: PendingExit[] = [];
  /** What a generator yields. */
  yields?: Yields;
  /** Names whose values a guard has held against others (guards.ts). */
  heldAgainst?: ReadonlySet<string>;
  /** The exception a bare `raise` raises again. */
  handling?: Error;
  /** What the calls in a target have given that is evaluated twice: to be read, and to be set. */
  called?: Map<ast.Expr, Value>;
  constructor(
    readonly scope: Scope,
    readonly file: string,
    readonly caller?: Frame,
  ) {}

  /** Runs code in which a call gives what it gave before. */
  calling<T>(called: Map<ast.Expr, Value> | undefined, run: () => T): T {
    this.called = called;
    try {
      return run();
    } finally {
      this.called = undefined;
    }
  }

  /** What a call gave before; else it is called. */
  once(call: ast.Expr, evaluate: () => Value): Value {
    const known = this.called?.get(call);
    if (known) return known;
    const value = evaluate();
    this.called?.set(call, value);
    return value;
  }
}
