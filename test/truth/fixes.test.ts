/**
 * The traps in many spellings, and what the fixes make of them: programs, run by the frameworks (record/fixes.py). Where
 * `CONVLENS_ORACLE_PYTHON` names a Python that has them, `vitest -u` runs and records them again; a new program is a line
 * {"name", "program"} in the file.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { analyse } from '../../src/analysis/analyse';
import { fixesOf, rewritesAt } from '../../src/analysis/fixes/fixes';
import { problemsOf } from '../../src/analysis/problems';
import { shapeJson, type ShapeJson } from '../../src/analysis/shapes';
import { disk } from '../../src/analysis/sourceFiles.node';
import { ParseCache, Sources } from '../../src/analysis/sources';
import { loadParser } from '../../src/python/syntax';

interface Ran {
  readonly program: string;
  /** Of the tensor that the program calls y. */
  readonly shape?: ShapeJson;
  /** The exception that stopped it. */
  readonly error?: string;
}

interface Fixed extends Ran {
  readonly subject: string;
  /** Whether the numbers are those of the program without the fix. */
  readonly same?: boolean;
}

interface Row extends Ran {
  readonly name: string;
  readonly fixes?: readonly Fixed[];
}

const FILE = join(__dirname, 'data/fixes.jsonl');
const rows = readFileSync(FILE, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row);
const sources = new Sources(disk, new ParseCache());
const python = process.env.CONVLENS_ORACLE_PYTHON;

beforeAll(() => loadParser());

const read = (program: string) => analyse(sources, '/project/main.py', program);

/** What is said of y, and the worst that is said of the program. */
function told(program: string): { shape: ShapeJson | undefined; severities: string[]; internal: unknown[] } {
  const analysis = read(program);
  const y = analysis.names.attrs.get('y');
  return {
    shape: y?.kind === 'tensor' ? shapeJson(y) : undefined,
    severities: problemsOf(analysis).map(({ severity }) => severity),
    internal: analysis.ip.internalErrors,
  };
}

/** Every change that is offered anywhere in a program: repairs and rewrites, each result once. */
function offered(program: string): { subject: string; program: string; repairs: boolean }[] {
  const analysis = read(program);
  const calls = analysis.ip.recorder.calls.flatMap(({ site }) => site?.start ?? []);
  const made = analysis.ip.recorder.constructed.flatMap(({ site }) => site?.start ?? []);
  const repairs = analysis.ip.findings.problems.flatMap((problem) => fixesOf(analysis, problem));
  const rewrites = [...new Set([...calls, ...made])].flatMap((at) => rewritesAt(analysis, at));
  const results = [...repairs, ...rewrites].map((fix) => ({
    subject: fix.subject,
    repairs: repairs.includes(fix),
    program: fix.edits
      .toSorted((a, b) => b.start - a.start)
      .reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), program),
  }));
  return results.filter((fix, i) => results.findIndex((other) => other.program === fix.program) === i);
}

describe('traps and their fixes, as the frameworks run them', () => {
  it.each(rows)('$name', ({ program, shape, error, fixes }) => {
    const { shape: mine, severities, internal } = told(program);
    expect(internal).toEqual([]);
    if (error === undefined) expect([mine, severities.includes('error')]).toEqual([shape, false]);
    // A GPU may run what a CPU has no kernel for: that is a warning.
    else expect(severities.some((severity) => severity !== 'information')).toBe(true);
    const changes = offered(program);
    expect(changes.map((fix) => fix.program)).toEqual(fixes?.map((fix) => fix.program));
    for (const [i, fixed] of (fixes ?? []).entries()) {
      const { repairs } = changes[i];
      // What repairs nothing leaves what does not run as it is.
      if (repairs || error === undefined) expect([fixed.subject, fixed.error]).toEqual([fixed.subject, undefined]);
      if (fixed.error !== undefined) continue;
      expect([fixed.subject, told(fixed.program).shape]).toEqual([fixed.subject, fixed.shape]);
      if (!repairs && fixed.same !== undefined) expect([fixed.subject, fixed.same]).toEqual([fixed.subject, true]);
    }
  });

  it.skipIf(!python)('as recorded', { timeout: 600_000 }, async () => {
    const asked = rows.map(({ name, program }) => ({ name, program, fixes: offered(program) }));
    const input = asked.map((row) => JSON.stringify(row)).join('\n');
    const ran = spawnSync(python!, [join(__dirname, 'record/fixes.py')], {
      input,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    await expect(ran.stdout).toMatchFileSnapshot(FILE);
  });
});
