/** Calls with inputs that are supposed, made anew where what is called tells more of them than was supposed. */
import type { TensorFramework } from '../../libraries/inputs';
import { MOST_MORE_AXES, tryOut, type Interpreter, type Trial } from '../../python/interpreter';
import type { TensorValue, Value } from '../../python/interpreter/values';
import { learn, openInputs } from './learning';
import { learnTensors } from './tensorParameters';
import type { Learnt } from './supposed';

/** Steps that one entry point may take. */
export const ENTRY_BUDGET = 250_000;
/** How often a call is made anew with what the one before has told. */
const MAX_LESSONS = 4;
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

/** A run that may be taken back, what was given to it, and those of its inputs that nobody describes. */
interface Lesson {
  trial: Trial;
  given: Value[];
  open: TensorValue[];
}

const UNLEARNT: Learnt = new Map();

/** Calls with supposed inputs; where the calls that are made of it tell more of them than was supposed, once more with that. */
export function callSupposed(ip: Interpreter, { framework, closed, inputs, call }: Supposed): void {
  if (framework === 'none' || !hangsOnSupposed(inputs(UNLEARNT))) return call(inputs(UNLEARNT));
  const run = (learnt: Learnt): Lesson => {
    const given = inputs(learnt);
    const open = openInputs(given).filter(({ shape, assumable }) => !shape || learnt.has(assumable!));
    return { trial: tryOut(ip, () => call(given)), given, open };
  };
  const spent = ip.spent;
  let learnt = UNLEARNT;
  let lesson = ofAnyRank(ip, () => run(UNLEARNT));
  const isTooLong = ip.spent - spent > ENTRY_BUDGET * LESSON_PART;
  for (let i = 0; i < MAX_LESSONS && !isTooLong; i++) {
    const { trial, given, open } = lesson;
    const told =
      learnTensors(trial.calls, given, framework) ??
      (trial.isRefused ? undefined : learn(ip, trial.calls, open, { framework, closed }));
    if (!told) break;
    const before = learnt;
    learnt = new Map([...before, ...told]);
    trial.drop();
    ip.findings.assume();
    lesson = run(learnt);
    if (!lesson.trial.isRefused) continue;
    // What was learnt does not suit it: it is called with what was supposed before.
    lesson.trial.drop();
    lesson = ofAnyRank(ip, () => run(before));
    break;
  }
  lesson.trial.keep();
}

/** Whether there is something among inputs of which a run may tell more. */
const hangsOnSupposed = (inputs: readonly Value[]): boolean =>
  openInputs(inputs).length > 0 || inputs.some((value) => value.kind === 'unknown' && value.symbol !== undefined);

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
