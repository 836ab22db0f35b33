/**
 * Programs of programs/*.py print the same here and in CPython. A file holds many, set apart by lines of `# ---`;
 * each is a test by the text of its first line.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadParser } from '../../../src/python/syntax';
import { hasPython, run, runInPython } from './run';

const folder = join(__dirname, 'programs');

describe.skipIf(!hasPython())('as CPython prints it', () => {
  beforeAll(() => loadParser());
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.py'))) {
    describe(file, () => {
      const programs = readFileSync(join(folder, file), 'utf8')
        .split(/^# ---\n/m)
        .filter((program) => program.trim() !== '');
      const expected = runInPython(programs);
      programs.forEach((program, i) => {
        test(program.split('\n').find((line) => line.trim() !== '') ?? '', () => {
          expect(run(program), program).toBe(expected[i]);
        });
      });
    });
  }
});
