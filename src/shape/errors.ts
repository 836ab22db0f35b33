import { type Saying, type Words, englishOf, sayingOf } from '../protocol/say';
import type { Dim } from './types';

/** A repair that an editor can offer: the parameter to change and the value that makes the rule hold. */
export interface ShapeFix {
  /** The parameter as the framework spells it, for example `in_channels` or `padding`. */
  readonly parameter: string;
  /** The suggested value: a size, one size per axis, a word such as `"same"`, or pairs as they are written. */
  readonly value: Dim | readonly Dim[] | string;
}

/** One rule that does not hold, as plain data: what a trace stores and an editor shows. */
export interface ShapeProblem {
  /** Stable kebab-case name of the rule, for example `channel-mismatch`. Settings and tests refer to it. */
  readonly code: ShapeErrorCode;
  /** One or two sentences: the value, the rule it breaks, and how to repair it. In English. */
  readonly message: string;
  /** The same for readers of other languages. */
  readonly saying: Saying;
  readonly fix?: ShapeFix;
}

/** Every rule of this layer that can refuse. The names are stable: settings and tests refer to them. */
export type ShapeErrorCode =
  | 'adaptive-output'
  | 'align-corners'
  | 'argument-count'
  | 'axis-out-of-range'
  | 'bias-mismatch'
  | 'broadcast-mismatch'
  | 'cat-mismatch'
  | 'channel-mismatch'
  | 'channels-divisibility'
  | 'dilation-not-positive'
  | 'duplicate-axis'
  | 'einsum-mismatch'
  | 'expand-mismatch'
  | 'features-mismatch'
  | 'fold-mismatch'
  | 'grid-mismatch'
  | 'groups-divisibility'
  | 'index-out-of-range'
  | 'input-size-mismatch'
  | 'kernel-not-positive'
  | 'kernel-too-large'
  | 'matmul-mismatch'
  | 'not-contiguous'
  | 'output-not-positive'
  | 'output-padding'
  | 'output-size'
  | 'pad-mismatch'
  | 'padding-mode'
  | 'padding-negative'
  | 'padding-value'
  | 'permute-mismatch'
  | 'pool-padding'
  | 'rank-mismatch'
  | 'resize-arguments'
  | 'same-with-stride'
  | 'size-not-divisible'
  | 'size-not-positive'
  | 'split-mismatch'
  | 'stack-mismatch'
  | 'stride-not-positive'
  | 'stride-with-dilation'
  | 'view-mismatch'
  | 'weight-mismatch';

/** Thrown by a rule that refuses, and only when it is certain for every value that the sizes can have. */
export class ShapeError extends Error implements ShapeProblem {
  readonly saying: Saying;

  constructor(
    readonly code: ShapeErrorCode,
    words: Words,
    readonly fix?: ShapeFix,
  ) {
    super(englishOf(words));
    this.name = 'ShapeError';
    this.saying = sayingOf(words);
  }

  static of({ code, saying, fix }: ShapeProblem): ShapeError {
    return new ShapeError(code, saying, fix);
  }

  /** The same content as plain data, without the stack. */
  toProblem(): ShapeProblem {
    const { code, message, saying, fix } = this;
    return fix ? { code, message, saying, fix } : { code, message, saying };
  }
}

/** Runs `rule` and gives its ShapeError as plain data, or undefined when it holds. Other errors pass through. */
export function problemOf(rule: () => void): ShapeProblem | undefined {
  try {
    rule();
    return undefined;
  } catch (error) {
    if (error instanceof ShapeError) return error.toProblem();
    throw error;
  }
}

/** Throws the problem that a plan carries, so that callers who want exceptions need no second rule. */
export function orThrow<P extends { readonly error?: ShapeProblem }>(plan: P): P {
  if (plan.error) throw ShapeError.of(plan.error);
  return plan;
}
