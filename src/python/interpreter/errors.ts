/** How evaluation stops: by a Python exception, by the budget, or by the user. */
import { said, type Saying, type Words, englishOf, sayingOf } from '../../protocol/say';
import type { ShapeFix } from '../../shape';
import type { ClassValue, InstanceValue, Site, Value } from './values';

/**
 * A Python exception on its way up.
 *
 * Native code throws it by the name of the class; the interpreter makes the exception object when user
 * code catches it. `code` and `fix` travel along where a shape rule was broken, so that the problem
 * shown in the editor can offer the repair.
 */
export class PyError extends Error {
  /** The exception object, once user code has seen it or where user code raised it. */
  value?: InstanceValue;
  /** The arguments of the exception object where they are not the message: the key of a KeyError. */
  args?: readonly Value[];
  /** The class of the exception object where it is none of Python's own. */
  cls?: ClassValue;
  /** Where it was raised. */
  site?: Site;
  /** The calls it came through, outermost first. */
  stack_: Site[] = [];
  /** The message, for readers of other languages where it is in our own words. */
  readonly saying: Saying;

  constructor(
    readonly typeName: string,
    words: Words,
    readonly code?: string,
    readonly fix?: ShapeFix,
  ) {
    // Programs raise many; where in ConvLens that happens is asked by nobody and takes longer than all else.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(englishOf(words));
    Error.stackTraceLimit = stackTraceLimit;
    this.name = typeName;
    this.saying = sayingOf(words);
  }
}

/**
 * A float where Python takes integers only: what `/` gives is one, however whole it is (Python 3, "Binary arithmetic
 * operations").
 * @param what the argument, as in `Linear.__init__(): in_features`
 */
export function notAnInteger(what: string, number: number, typeName = 'TypeError'): PyError {
  const given = Number.isInteger(number) ? `${number}.0` : number;
  return new PyError(
    typeName,
    said`${what} must be an integer, not the float ${given}. Divide with //, or convert it with int().`,
    'not-an-integer',
  );
}

const STOPS = {
  budget: 'the step budget is spent',
  cancelled: 'cancelled',
  overtaken: 'modules that programs share have changed what the program has changed',
};

/**
 * The step budget is spent, the analysis is no longer wanted, or it has to begin anew (`overtaken`, see shared.ts).
 * No user code can catch it.
 */
export class Stopped extends Error {
  constructor(readonly why: keyof typeof STOPS) {
    super(STOPS[why]);
    this.name = 'Stopped';
  }
}
