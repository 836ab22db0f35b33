/** `for` and `while`, over what is known and what is not. */
import type * as ast from '../syntax/ast';
import { bindTarget } from './assignment';
import { condition, evaluate } from './expressions';
import { settle } from './forks';
import type { Completion, Frame } from './frame';
import type { Interpreter } from './interpreter';
import { isOpen, iteratorOf, unknownElement } from './iteration';
import { growingIn, grownLists, knownLength, laterOf, lengthy, type Growing } from './longLoops';
import { passedOver } from './searchLoops';
import { seriesOf } from './series';
import type { ListValue, Series, UnknownValue, Value } from './values';

/** How often the body of a loop that runs an unknown number of times is repeated until nothing changes. */
const MAX_PASSES = 3;
/** How often a loop outside of any model may repeat the same model calls before it is taken for training. */
const MAX_REPETITIONS = 2;
/** How many ways out of a loop are kept apart. */
const MAX_PENDING = 12;

export function runFor(ip: Interpreter, frame: Frame, s: ast.ForStmt): Completion {
  const value = evaluate(ip, frame, s.iter);
  const iterable = ip.at(frame, s.iter, () => ip.guard('iter', [value], () => iteratorOf(ip, value)));
  if (isOpen(iterable)) {
    const series = seriesOf(iterable);
    if (series) return runSeries(ip, frame, s, series);
    const element = unknownElement(ip, iterable);
    return unknownTimes(
      ip,
      frame,
      s,
      element.kind === 'unknown' ? element : ip.unknown('how often this loop runs'),
      () => {
        bindTarget(ip, frame, s.target, element);
        return ip.runStatements(frame, s.body);
      },
    );
  }
  const items = ip.at(frame, s.iter, () => ip.guardIterable(iterable));
  const isShown = ip.recorder.observes(frame.file);
  const repetition = new Repetition(ip, isShown ? undefined : knownLength(iterable));
  const isPassedOver = isShown ? undefined : passedOver(s);
  let unbound: Value | undefined;
  let last: Value | undefined;
  let done = 0;
  ip.openEnd();
  for (const item of items) {
    unbound = isPassedOver?.(item) ? item : undefined;
    if (unbound) {
      ip.step();
      continue;
    }
    if (repetition.tiring || manyWaysOut(frame)) {
      const { reason, growing } = repetition;
      const { any, count } = laterOf(iterable, [last ?? item, item], done, ip.joinReason(reason));
      const rest = growing && count !== undefined && !isPassedOver ? { growing, passes: count } : undefined;
      const body = (): Completion => {
        bindTarget(ip, frame, s.target, any);
        return ip.runStatements(frame, s.body);
      };
      return unknownTimes(ip, frame, s, reason, body, { rest });
    }
    last = item;
    done++;
    bindTarget(ip, frame, s.target, item);
    const completion = repetition.watch(() => iteration(ip, frame, s.body));
    if (completion === 'break') {
      settle(ip, frame, ['break']);
      return 'normal';
    }
    if (completion === 'return') return 'return';
    ip.openEnd();
  }
  if (unbound) bindTarget(ip, frame, s.target, unbound);
  const open = ip.openEnd();
  if (!open) return afterLoop(ip, frame, s);
  const element = last ?? open;
  const body = (): Completion => {
    bindTarget(ip, frame, s.target, element);
    return ip.runStatements(frame, s.body);
  };
  // What the samples did has been recorded: the passes that follow only show what changes.
  return unknownTimes(ip, frame, s, open, body, { isRecorded: last !== undefined });
}

export function runWhile(ip: Interpreter, frame: Frame, s: ast.WhileStmt): Completion {
  const repetition = new Repetition(ip);
  for (;;) {
    ip.step();
    const test = condition(ip, frame, s.test);
    const truth = ip.truth(test);
    if (truth === false) return afterLoop(ip, frame, s);
    if (truth === undefined) {
      return unknownTimes(ip, frame, s, ip.conditionReason(test), () => ip.runStatements(frame, s.body));
    }
    const completion = repetition.watch(() => iteration(ip, frame, s.body));
    if (completion === 'break') {
      settle(ip, frame, ['break']);
      return 'normal';
    }
    if (completion === 'return') return 'return';
    if (repetition.tiring || manyWaysOut(frame))
      return unknownTimes(ip, frame, s, repetition.reason, () => ip.runStatements(frame, s.body));
    // A `while True` that may have been left is not followed for ever.
    if (frame.pending.some((exit) => exit.kind === 'break' || exit.kind === 'return')) {
      return unknownTimes(ip, frame, s, frame.pending[frame.pending.length - 1].why, () =>
        ip.runStatements(frame, s.body),
      );
    }
  }
}

/**
 * Sees when a loop need not be followed to its end: outside of any model it makes the same model calls again and
 * again (training, not building), it is long and makes nothing, or it takes more than its share of the budget.
 */
class Repetition {
  private repeated = 0;
  private before = '';
  private isQuiet = false;
  private readonly outOfPatience: () => boolean;
  private readonly isLong: () => boolean;
  /** What the last pass that is followed appended to lists. */
  growing?: Growing;

  /** @param passes of a loop in a library, where they are known */
  constructor(
    private readonly ip: Interpreter,
    passes = Infinity,
  ) {
    this.outOfPatience = ip.patience();
    this.isLong = passes > OF_FIELDS ? lengthy(ip) : () => false;
  }

  watch(run: () => Completion): Completion {
    const isLong = this.isQuiet && this.isLong();
    const mayBeLast = isLong || this.repeated >= MAX_REPETITIONS - 1;
    if (!mayBeLast) return this.pass(run);
    let completion: Completion = 'normal';
    const growing = growingIn(this.ip, () => {
      completion = this.pass(run);
    });
    if (isLong || this.repeated >= MAX_REPETITIONS) this.growing = growing;
    return completion;
  }

  private pass(run: () => Completion): Completion {
    const { recorder } = this.ip;
    const [from, trainings, made] = [recorder.calls.length, recorder.trainings, recorder.constructed.length];
    const completion = run();
    const isSeen = this.ip.mode === 'analysis' && !recorder.hasBuilt(made);
    const signature = isSeen ? recorder.signatureSince(from, trainings) : '';
    this.repeated = signature !== '' && signature === this.before ? this.repeated + 1 : 0;
    this.before = signature;
    this.isQuiet = recorder.calls.length === from && recorder.constructed.length === made;
    return completion;
  }

  get tiring(): boolean {
    return this.repeated >= MAX_REPETITIONS || this.growing !== undefined || this.outOfPatience();
  }

  /** Why the later passes are not followed. */
  get reason(): UnknownValue {
    return this.ip.unknown(
      this.repeated < MAX_REPETITIONS
        ? 'the later passes of so long a loop are not followed'
        : 'the later passes of a loop that repeats the same calls are not followed',
    );
  }
}

/** A library's loop over so few is one over the fields of a class or the settings of a model, and no preparation of data. */
const OF_FIELDS = 200;

/** Whether so many passes may have left already that following each of them tells nothing more. */
const manyWaysOut = (frame: Frame): boolean => frame.pending.length > MAX_PENDING;

function iteration(ip: Interpreter, frame: Frame, body: readonly ast.Stmt[]): Completion {
  const completion = ip.runStatements(frame, body);
  settle(ip, frame, ['continue']);
  return completion === 'continue' ? 'normal' : completion;
}

function afterLoop(ip: Interpreter, frame: Frame, s: ast.ForStmt | ast.WhileStmt): Completion {
  const mayBreak = frame.pending.some((exit) => exit.kind === 'break');
  const completion = mayBreak ? 'normal' : ip.runStatements(frame, s.orelse);
  settle(ip, frame, ['break']);
  return completion;
}

/** A loop over elements of which some come a number of times that nobody knows. */
function runSeries(ip: Interpreter, frame: Frame, s: ast.ForStmt, { before, each, after, least }: Series): Completion {
  const run = (item: Value): Completion => {
    bindTarget(ip, frame, s.target, item);
    return iteration(ip, frame, s.body);
  };
  const inOrder = (items: readonly Value[]): Completion => {
    for (const item of items) {
      const completion = run(item);
      if (completion !== 'normal') return completion;
    }
    return 'normal';
  };
  let first = inOrder(before);
  if (first === 'normal' && least > 0) first = ip.recorder.asSample(() => inOrder(each));
  if (first === 'normal' && each.length > 0) {
    const reason = ip.unknown('how often this loop runs');
    repeatBody(ip, frame, reason, () => inOrder(each), { isRecorded: least > 0 });
  }
  const last = first === 'normal' ? inOrder(after) : first;
  if (last === 'return') return last;
  if (last === 'normal') return afterLoop(ip, frame, s);
  settle(ip, frame, ['break']);
  return 'normal';
}

interface Passes {
  /** Whether a pass was recorded before. */
  isRecorded?: boolean;
  /** What the last pass appended to lists, and how many follow, where that is known. */
  rest?: { growing: Growing; passes: number };
}

/** A `for` or `while` that runs no one knows how often, with what comes after it. */
function unknownTimes(
  ip: Interpreter,
  frame: Frame,
  s: ast.ForStmt | ast.WhileStmt,
  reason: UnknownValue,
  body: () => Completion,
  passes: Passes = {},
): Completion {
  repeatBody(ip, frame, reason, body, passes);
  return afterLoop(ip, frame, s);
}

/**
 * A loop that runs no one knows how often: the body is run, and what it changes is joined with what was
 * before, until another pass changes nothing more. Only the first pass is recorded, unless one was before. Where it
 * is known after all how many passes are left (`rest`), so is the length of the lists that they append to.
 */
function repeatBody(
  ip: Interpreter,
  frame: Frame,
  reason: UnknownValue,
  body: () => Completion,
  { isRecorded = false, rest }: Passes,
): void {
  const why = ip.joinReason(reason);
  let grown: [ListValue, Value[]][] = [];
  // A loop inside a pass that is only repeated needs no more than to see what a second pass changes.
  const passes = ip.recorder.muted > 0 || isRecorded ? 2 : MAX_PASSES;
  for (let pass = 0; pass < passes; pass++) {
    const fork = ip.journal.open();
    const before = frame.returned;
    let completion: Completion | undefined;
    const mutes = pass > 0 || isRecorded;
    if (mutes) ip.recorder.muted++;
    try {
      const run = (): void => {
        completion = ip.recorder.asSample(() => ip.swallowing(body));
      };
      if (rest && pass === 0) {
        const exits = frame.pending.length;
        const any = growingIn(ip, run);
        if (frame.pending.length === exits) grown = grownLists(rest.growing, any, rest.passes, why);
      } else run();
    } finally {
      if (mutes) ip.recorder.muted--;
    }
    if (completion === 'return') {
      frame.pending.push({
        kind: 'return',
        value: frame.returned,
        fork,
        states: ip.journal.capture(fork),
        why: reason,
      });
      ip.journal.rewind(fork);
      frame.returned = before;
      break;
    }
    settle(ip, frame, ['continue', 'break']);
    frame.returned = before;
    const changed = ip.journal.merge(fork, new Map(), why);
    if (!changed) break;
  }
  for (const [list, items] of grown) {
    ip.touch(list);
    list.items = items;
    list.open = undefined;
  }
}
