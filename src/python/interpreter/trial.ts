/** Runs that are kept or taken back, as what came of them tells. */
import { PyError } from './errors';
import type { Interpreter } from './interpreter';
import type { CallRecord } from './recorder';

export interface Trial {
  /** The calls it made. */
  readonly calls: readonly CallRecord[];
  /** Whether anything in it was refused. */
  readonly isRefused: boolean;
  /** Lets it count as if it had been run as usual. */
  keep(): void;
  /** Takes back what it changed, found and recorded. */
  drop(): void;
}

/** @throws Stopped when the budget is spent: what came before that is kept */
export function tryOut(ip: Interpreter, run: () => void): Trial {
  const { journal, recorder, findings } = ip;
  const { refusals } = findings;
  const executed = ip.executed.size;
  const fork = journal.open(true);
  const [endRecords, endFindings] = [recorder.apart(), findings.apart()];
  let stopped: unknown;
  let raised = false;
  try {
    run();
  } catch (error) {
    if (error instanceof PyError) raised = true;
    else stopped = error;
  }
  const [records, problems] = [endRecords(), endFindings()];
  const keep = (): void => {
    journal.close(fork);
    recorder.add(records);
    findings.problems.push(...problems);
  };
  if (stopped) {
    keep();
    throw stopped;
  }
  return {
    calls: records.calls,
    isRefused: raised || findings.refusals > refusals,
    keep,
    drop: () => {
      journal.rewind(fork);
      journal.close(fork);
      // A function that only this run has executed is yet to be shown.
      for (const fn of [...ip.executed].slice(executed)) ip.executed.delete(fn);
    },
  };
}
