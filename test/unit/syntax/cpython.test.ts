import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadParser, parseModule } from '../../../src/python/syntax';
import { dumpStatements } from './dump';

/** One line of dump.py's output. */
interface Dump {
  file: string;
  statements?: string[];
}

/** Every n-th file of the standard library, its tests included, is compared. */
const SAMPLE = 150;
const LIST_FILES = `
import glob, os, sys, sysconfig
if sys.version_info < (3, 10): sys.exit(1)
root = sysconfig.get_paths()["stdlib"]
files = sorted(glob.glob(os.path.join(root, "**", "*.py"), recursive=True))
files = [f for f in files if "site-packages" not in f]
print("\\n".join(files[:: max(1, len(files) // ${SAMPLE})]))
`;

function python(...args: string[]): string {
  return execFileSync('python3', args, { encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'ignore'] });
}

/** The files to compare, or none where there is no Python. */
function sampleFiles(): string[] {
  try {
    return python('-c', LIST_FILES).trim().split('\n').filter(Boolean);
  } catch {
    return [];
  }
}

const files = sampleFiles();

/** Where the two trees differ on purpose. */
function isDeliberate(source: string): boolean {
  // Characters by name stay unknown, and `print >>f` is Python 2's statement.
  return /\\N\{/.test(source) || /\bprint *>>/.test(source);
}

describe.skipIf(files.length === 0)("CPython's own tree", () => {
  beforeAll(() => loadParser());

  it(`is the same for ${files.length} files of the standard library`, () => {
    const script = fileURLToPath(new URL('dump.py', import.meta.url));
    const dumps = python(script, ...files)
      .trim()
      .split('\n');
    let compared = 0;
    for (const { file, statements } of dumps.map((line) => JSON.parse(line) as Dump)) {
      const source = readFileSync(file, 'utf8');
      if (!statements || isDeliberate(source)) continue;
      const module = parseModule(source);
      expect(module.problems, file).toEqual([]);
      expect(dumpStatements(module.body, true), file).toEqual(statements);
      compared++;
    }
    expect(compared).toBeGreaterThan(files.length * 0.8);
  });
});
