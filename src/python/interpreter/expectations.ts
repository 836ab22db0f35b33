/** Who would catch an exception: where nobody would, the interpreter goes on with an unknown value. */
export class Expectations {
  private expected = 0;
  /** Those of the programs that import the module which is run. */
  private outside = 0;

  /** Whether an exception that is raised now would be caught. */
  get any(): boolean {
    return this.expected > 0;
  }

  /** Whether the program expects that an import in the module that is run may fail: the module is imported in a `try`. */
  get ofImports(): boolean {
    return this.expected + this.outside > 0;
  }

  /** Runs code inside a `try` that has handlers: exceptions then travel to them. */
  expecting<T>(run: () => T): T {
    this.expected++;
    try {
      return run();
    } finally {
      this.expected--;
    }
  }

  /** Runs code whose exceptions nobody waits for, so that what raises becomes an unknown value where it stands. */
  unexpecting<T>(run: () => T): T {
    const { expected } = this;
    this.expected = 0;
    try {
      return run();
    } finally {
      this.expected = expected;
    }
  }

  /**
   * Runs a module. A `try` around an import is there for modules that are missing: what the interpreter cannot follow in
   * the module that is imported does not travel to it.
   */
  inModule(run: () => void): void {
    const { expected } = this;
    this.outside += expected;
    this.expected = 0;
    try {
      run();
    } finally {
      this.expected = expected;
      this.outside -= expected;
    }
  }
}
