/** Calls with inputs that are supposed, made anew where what is called tells more of them than was supposed. */
import type { TensorFramework } from '../../libraries/inputs';
import { MOST_MORE_AXES, tryOut, type Interpreter, type Trial } from '../../python/interpreter';
import type { TensorValue, Value } from '../../python/interpreter/values';
import { learn, openInputs } from './learning';
import type { Learnt } from './supposed';

/** Steps that one entry point may take. */
export const ENTRY_BUDGET = 250_000;
/** How often a call is made anew with what the one before has told. */
const MAX_LESSONS = 3;
/** The part of its budget that a first run may have taken for others to follow. */
const LESSON_PART = 1 / 4;

/** What is called with supposed inputs. */
interface Supposed {
  framework: TensorFramework | 'none';
  /** The symbols of other parameters. */
  closed: ReadonlySet<string>;
  /** The inputs, those that nobody describes with the shapes that were learnt of them. */
  inputs(learnt: Learnt): Value[];
  call(inputs: Value[]): void;
}

/** A run that may be taken back, and those of its inputs that nobody describes. */
interface Lesson {
  trial: Trial;
  open: TensorValue[];
}

const UNLEARNT: Learnt = new Map();

/** Calls with supposed inputs; where the calls that are made of it tell more of them than was supposed, once more with that. */
export function callSupposed(ip: Interpreter, { framework, closed, inputs, call }: Supposed): void {
  if (framework === 'none' || openInputs(inputs(UNLEARNT)).length === 0) return call(inputs(UNLEARNT));
  const run = (learnt: Learnt): Lesson => {
    const values = inputs(learnt);
    const open = openInputs(values).filter(({ shape, assumable }) => !shape || learnt.has(assumable!));
    return { trial: tryOut(ip, () => call(values)), open };
  };
  const spent = ip.spent;
  let { trial, open } = ofAnyRank(ip, () => run(UNLEARNT));
  const isTooLong = ip.spent - spent > ENTRY_BUDGET * LESSON_PART;
  for (let lesson = 0; lesson < MAX_LESSONS && !trial.isRefused && !isTooLong; lesson++) {
    const told = learn(ip, trial.calls, open, { framework, closed });
    if (!told) break;
    trial.drop();
    ip.findings.assume();
    ({ trial, open } = run(told));
    if (!trial.isRefused) continue;
    // What was learnt does not suit it: it is called with what was supposed at first.
    trial.drop();
    ({ trial } = ofAnyRank(ip, () => run(UNLEARNT)));
    break;
  }
  trial.keep();
}

/** A run with as many axes as suit it, where they could be any: a row of features, or a sequence or map of them. */
function ofAnyRank(ip: Interpreter, run: () => Lesson): Lesson {
  const first = run();
  if (!first.trial.isRefused || !ip.findings.hasGuessedRank) return first;
  first.trial.drop();
  for (let more = 1; more <= MOST_MORE_AXES; more++) {
    const wider = ip.findings.withMoreAxes(more, run);
    if (!wider.trial.isRefused) return wider;
    wider.trial.drop();
  }
  return run();
}
