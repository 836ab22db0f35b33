/**
 * Conditions. A known one is followed; for an unknown one both branches are run on the same objects, one
 * after the other, and what differs is joined.
 *
 * A branch that raises is left out: the program is understood as it runs when it runs. A branch that leaves
 * the function or loop while the other goes on becomes a pending exit, joined where the ways meet again.
 */
import { PyError } from './errors';
import type { Completion, Frame, PendingExit } from './frame';
import type { Interpreter } from './interpreter';
import { factsOf } from './facts';
import type { JoinReason } from './join';
import { joinValues, reversed } from './join';
import { NONE, type Value } from './values';

interface Outcome {
  completion?: Completion;
  error?: PyError;
  returned?: Value;
}

/** Runs one of two ways by the truth of `test`, or both. */
export function branch(
  ip: Interpreter,
  frame: Frame,
  test: Value,
  yes: () => Completion,
  no: () => Completion,
): Completion {
  const truth = ip.truth(test);
  if (truth !== undefined) return decided(ip, truth ? yes : no);
  const { whenTrue, whenFalse } = factsOf(test);
  const why = { ...ip.joinReason(test), facts: [whenTrue, whenFalse] as const };
  const fork = ip.journal.open();
  const first = ip.assumed.within(whenTrue, () => attempt(frame, yes));
  const afterFirst = ip.journal.capture(fork);
  ip.journal.rewind(fork);
  const second = ip.assumed.within(whenFalse, () => attempt(frame, no));

  if (first.error && second.error) {
    ip.journal.close(fork);
    throw first.error;
  }
  if (first.error) {
    ip.journal.close(fork);
    return leave(frame, second);
  }
  if (second.error) {
    ip.journal.rewind(fork);
    ip.journal.apply(afterFirst);
    ip.journal.close(fork);
    return leave(frame, first);
  }
  if (first.completion === second.completion) {
    ip.journal.merge(fork, afterFirst, reversed(why));
    if (first.completion === 'return')
      frame.returned = joinValues(second.returned ?? NONE, first.returned ?? NONE, reversed(why));
    return first.completion!;
  }
  if (second.completion === 'normal' || first.completion === 'return') {
    frame.pending.push(pendingExit(first, fork, afterFirst, reversed(why)));
    return leave(frame, second);
  }
  const afterSecond = ip.journal.capture(fork);
  ip.journal.rewind(fork);
  ip.journal.apply(afterFirst);
  frame.pending.push(pendingExit(second, fork, afterSecond, why));
  return leave(frame, first);
}

/**
 * Runs the way that is certainly taken. Where it raises what nobody catches, the program refuses the values it was given: had they
 * been supposed, what other ways do with them says nothing.
 */
function decided(ip: Interpreter, way: () => Completion): Completion {
  if (!ip.findings.isSupposing || ip.expectations.any) return way();
  try {
    return way();
  } catch (error) {
    if (error instanceof PyError) ip.findings.raised();
    throw error;
  }
}

function attempt(frame: Frame, run: () => Completion): Outcome {
  const before = frame.returned;
  frame.returned = undefined;
  try {
    const completion = run();
    return { completion, returned: frame.returned };
  } catch (error) {
    if (error instanceof PyError) return { error };
    throw error;
  } finally {
    frame.returned = before;
  }
}

function leave(frame: Frame, outcome: Outcome): Completion {
  if (outcome.returned) frame.returned = outcome.returned;
  return outcome.completion!;
}

function pendingExit(
  outcome: Outcome,
  fork: PendingExit['fork'],
  states: PendingExit['states'],
  why: JoinReason,
): PendingExit {
  return {
    kind: outcome.completion as PendingExit['kind'],
    value: outcome.returned,
    fork,
    states,
    why: why.value,
    facts: why.facts,
  };
}

/**
 * Joins the pending exits of these kinds into the present state, latest first. Returns whether there were
 * any, and the joined return value.
 */
export function settle(
  ip: Interpreter,
  frame: Frame,
  kinds: readonly PendingExit['kind'][],
  returned?: Value,
): { any: boolean; returned?: Value } {
  let any = false;
  if (frame.pending.length === 0) return { any, returned };
  for (let i = frame.pending.length - 1; i >= 0; i--) {
    const exit = frame.pending[i];
    if (!kinds.includes(exit.kind)) continue;
    frame.pending.splice(i, 1);
    any = true;
    const why: JoinReason = { ...ip.joinReason(exit.why), facts: exit.facts };
    ip.journal.merge(exit.fork, exit.states, why);
    if (exit.kind === 'return')
      returned = returned ? joinValues(returned, exit.value ?? NONE, why) : (exit.value ?? NONE);
  }
  return { any, returned };
}

/** Gives up the way that raised: the state becomes that of the latest pending return. */
export function takePendingReturn(ip: Interpreter, frame: Frame): Value | undefined {
  const at = frame.pending.findLastIndex((exit) => exit.kind === 'return');
  if (at < 0) return undefined;
  const [exit] = frame.pending.splice(at, 1);
  ip.journal.rewind(exit.fork);
  ip.journal.apply(exit.states);
  ip.journal.close(exit.fork);
  return settle(ip, frame, ['return'], exit.value ?? NONE).returned;
}

/** The value of an expression that depends on an unknown condition: both sides, joined. */
export function choose(
  ip: Interpreter,
  frame: Frame,
  test: Value,
  yes: () => Value,
  no: () => Value,
  truthOnly = false,
): Value {
  const truth = ip.truth(test);
  if (truth !== undefined) return truth ? yes() : no();
  let first: Value | undefined;
  let second: Value | undefined;
  branch(
    ip,
    frame,
    test,
    () => {
      first = yes();
      return 'normal';
    },
    () => {
      second = no();
      return 'normal';
    },
  );
  if (truthOnly && first && second) {
    // A truth value decides `and`, `or` whatever the unknown operand is. Another value does not: `size or 64` is often the size.
    if (second === test && first.kind === 'bool' && !first.value) return first;
    if (first === test && second.kind === 'bool' && second.value) return second;
    return joinValues(first, second, ip.joinReason(test));
  }
  const { whenTrue, whenFalse } = factsOf(test);
  if (first && second) return joinValues(first, second, { ...ip.joinReason(test), facts: [whenTrue, whenFalse] });
  return first ?? second ?? NONE;
}
