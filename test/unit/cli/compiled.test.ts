import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { launch } from '../../../src/cli/compiled';

const runs = globalThis as { convlensRuns?: string[] };

describe('a bundle run from its compiled form', () => {
  let folder: string;
  let bundle: string;
  let kept: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'convlens-compiled-'));
    bundle = join(folder, 'bundle.js');
    kept = join(folder, 'cache', 'bundle.v8');
    runs.convlensRuns = [];
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
    delete runs.convlensRuns;
  });

  /** What the bundle says of itself when it runs; of the same length for words of the same length. */
  function write(word: string): void {
    writeFileSync(
      bundle,
      `globalThis.convlensRuns.push('${word} ' + (require('node:path').dirname(__filename) === __dirname));\n`,
    );
  }

  it('gives it the require and the place of its own', () => {
    write('one');
    launch(bundle, kept);
    expect(runs.convlensRuns).toEqual(['one true']);
  });

  it('runs the same with the compiled form, which is written once', () => {
    write('one');
    launch(bundle, kept).keep();
    const first = readFileSync(kept);
    launch(bundle, kept).keep();
    expect(readFileSync(kept)).toEqual(first);
    expect(runs.convlensRuns).toEqual(['one true', 'one true']);
  });

  it('does not take the form of an older bundle, though it is of the same length', () => {
    write('one');
    launch(bundle, kept).keep();
    write('two');
    launch(bundle, kept).keep();
    launch(bundle, kept);
    expect(runs.convlensRuns).toEqual(['one true', 'two true', 'two true']);
  });

  it('replaces a form that was changed or cut off', () => {
    write('one');
    launch(bundle, kept).keep();
    const whole = readFileSync(kept);
    const changed = Buffer.from(whole);
    changed[whole.length >> 1] ^= 0xff;
    for (const broken of [changed, whole.subarray(0, whole.length >> 1), Buffer.alloc(0)]) {
      writeFileSync(kept, broken);
      launch(bundle, kept).keep();
      expect(readFileSync(kept).length).toBe(whole.length);
      expect(readFileSync(kept)).not.toEqual(broken);
    }
  });

  it('goes without where nothing can be kept', () => {
    write('one');
    writeFileSync(join(folder, 'cache'), 'a file where the folder should be');
    launch(bundle, kept).keep();
    expect(runs.convlensRuns).toEqual(['one true']);
  });
});
