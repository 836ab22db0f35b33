// A test is a name and a function; the report prints each with its outcome and counts.

/** Collects outcomes. `test` runs one; an exception is its failure, a string that it returns is added to its line. */
export function createReport() {
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  return {
    async test(name, body) {
      const start = performance.now();
      try {
        const remark = await body();
        passed++;
        const time = `${Math.round(performance.now() - start)} ms`;
        console.log(`ok       ${name} (${[remark, time].filter(Boolean).join(', ')})`);
      } catch (error) {
        failed++;
        console.log(`FAILED   ${name}\n         ${String(error?.stack ?? error).replaceAll('\n', '\n         ')}`);
      }
    },
    skip(name, reason) {
      skipped++;
      console.log(`skipped  ${name}: ${reason}`);
    },
    /** Prints the closing line; gives the exit code. */
    close() {
      console.log(`${passed} passed, ${failed} failed${skipped ? ` (${skipped} skipped)` : ''}`);
      return failed === 0 ? 0 : 1;
    },
  };
}

/** Throws with `message` unless the condition holds. */
export function expect(condition, message) {
  if (!condition) throw new Error(message);
}
