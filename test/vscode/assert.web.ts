/** What the tests assert with where there is no Node: `node:assert/strict` by chai, as far as they use it. */
import { assert } from 'chai';

export default Object.assign(assert.bind(undefined), {
  ok: assert.isOk,
  equal: assert.strictEqual,
  deepEqual: assert.deepEqual,
  match: assert.match,
});
