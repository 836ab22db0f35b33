/** What natives do no one knows how often: `nn.Sequential` over layers whose number is not known. */
import { sameTensor } from './alike';
import type { Interpreter } from './interpreter';
import { joinValues } from './join';
import type { UnknownValue, Value } from './values';

/** How often a step is taken to see whether it leaves a value as it is. */
const MAX_PASSES = 3;

/** See `Context.repeatedly`. */
export function repeatedly(
  ip: Interpreter,
  value: Value,
  step: (value: Value) => Value,
  { why, least }: { why: UnknownValue; least: number },
): Value {
  const reason = ip.joinReason(why);
  let before = least > 0 ? ip.recorder.asSample(() => step(value)) : value;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const mutes = least > 0 || pass > 0;
    const fork = ip.journal.open();
    if (mutes) ip.recorder.muted++;
    let after: Value;
    try {
      after = ip.recorder.asSample(() => step(before));
    } finally {
      if (mutes) ip.recorder.muted--;
      ip.journal.merge(fork, new Map(), reason);
    }
    if (isSame(before, after)) return after;
    const joined = joinValues(before, after, reason);
    if (isSame(before, joined)) return joined;
    before = joined;
  }
  return why;
}

/** Whether nothing that is known of a value has changed. */
const isSame = (a: Value, b: Value): boolean =>
  a === b || (a.kind === 'tensor' && b.kind === 'tensor' && sameTensor(a, b));
