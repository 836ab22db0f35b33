import { defineConfig } from 'vitest/config';

/** Everything that runs in plain Node: unit, specification (test/shapes) and truth. */
export default defineConfig({
  test: {
    include: ['test/{unit,shapes,truth}/**/*.test.ts'],
    testTimeout: 60_000,
  },
});
