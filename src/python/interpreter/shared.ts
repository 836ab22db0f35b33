/**
 * Modules outside of the project: run once, and shared by all programs that import them.
 *
 * They are run by an interpreter of their own, which sees no program. A program finds every module as its body left
 * it; what the program changes of it (an entry in a registry, a patched method) is taken back when it stops
 * (`Journal.borrowing`). Where a module runs for the first time in the middle of a program, it too finds the others
 * as they were (`Journal.lending`).
 */
import { PyError, Stopped } from './errors';
import { Interpreter } from './interpreter';
import type { Options } from './options';
import { asShared } from './mutable';
import type { ModuleValue, UnknownValue, Value } from './values';

/** Steps that one module and what it imports may take; then the rest of it stays undone. */
const MODULE_BUDGET = 50_000_000;

export interface SharedOptions extends Pick<Options, 'libraries' | 'builtins' | 'finder' | 'files' | 'place'> {
  /** Whether a file is one of a shared module. */
  contains: (file: string) => boolean;
}

export class SharedModules {
  private readonly ip: Interpreter;

  constructor(private readonly options: SharedOptions) {
    this.ip = asShared(() => new Interpreter({ ...options, mode: 'analysis' }));
    this.ip.recorder.muted++;
  }

  contains(file: string): boolean {
    return this.options.contains(file);
  }

  /** The module of an absolute dotted name, perhaps not run yet; undefined where there is none. */
  find(name: string): Value | undefined {
    return asShared(() => this.ip.modules.find(name));
  }

  /** What stands for a module of this name, which was found. */
  known(name: string): Value | undefined {
    return this.ip.modules.known(name);
  }

  openReason(module: ModuleValue): UnknownValue | undefined {
    return this.ip.modules.openReason(module);
  }

  /**
   * Runs a module's body if it has not run yet, while a program waits for it.
   * @throws Stopped where the program has to begin anew, since the module changed what it had changed
   */
  ensureExecuted(module: ModuleValue, program: Interpreter): void {
    const { ip } = this;
    if (!ip.modules.isWaiting(module)) return;
    ip.renewBudget(MODULE_BUDGET);
    const canGoOn = asShared(() => program.journal.lending(ip.journal, () => this.execute(module)));
    program.internalErrors.push(...ip.internalErrors.splice(0));
    if (!canGoOn) throw new Stopped('overtaken');
  }

  private execute(module: ModuleValue): void {
    const { ip } = this;
    try {
      ip.modules.ensureExecuted(module);
    } catch (error) {
      // What could not be run leaves the module with the names it has so far, as any statement that raises.
      if (!(error instanceof Stopped) && !(error instanceof PyError)) ip.internalErrors.push(error);
    }
  }
}
