/** Mocha as browsers have it, told of no page: `describe` and `it` are global before the first test is loaded. */
import type MochaClass from 'mocha';
import 'mocha/mocha.js';

export const suite = new (globalThis as unknown as { Mocha: typeof MochaClass }).Mocha({
  ui: 'bdd',
  reporter: 'spec',
  timeout: 60_000,
  color: false,
});
suite.suite.emit('pre-require', globalThis, '', suite);
