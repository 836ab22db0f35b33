/** Executes every document of this folder; README.md says how to write one. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { problemsOf } from '../../src/analysis/problems';
import { loadParser, offsetAt } from '../../src/python/syntax';
import { analyseSection, calculatorText, hoverText, outputsOf, valueOnLine } from './answers';
import { readDocument, type Block, type Section } from './document';
import { difference, expectationsOf } from './expectations';
import { failuresOfFix, fixed } from './fixes';

beforeAll(() => loadParser());

for (const name of readdirSync(import.meta.dirname).filter((file) => file.endsWith('.md') && file !== 'README.md')) {
  describe(name, () => {
    for (const section of readDocument(readFileSync(join(import.meta.dirname, name), 'utf8'))) {
      it(section.path.join(' › '), () => expect(failuresOf(section, name).join('\n\n')).toBe(''));
    }
  });
}

/** Every assertion of a section that does not hold. */
function failuresOf(section: Section, document: string): string[] {
  const python = section.blocks.filter((block) => block.language === 'python' && !block.attributes.has('fix'));
  const files = new Map(
    section.blocks.flatMap((b) => (b.attributes.has('file') ? [[b.attributes.get('file')!, b.text]] : [])),
  );
  const cells = python.filter((block) => !block.attributes.has('file'));
  return [
    ...failuresOfCode(section, cells, files, document),
    ...section.blocks.flatMap((block) => failuresOfCalculator(block, document)),
    ...section.blocks.flatMap((block) => failuresOfRepair(block, cells, files, document)),
    ...failuresOfOutput(section, cells, files, document),
  ];
}

function failuresOfCode(
  section: Section,
  cells: readonly Block[],
  files: ReadonlyMap<string, string>,
  document: string,
): string[] {
  if (cells.length === 0) return [];
  const asNotebook = cells.some((block) => block.attributes.has('cell'));
  const texts = cells.map((block) => block.text);
  const analysis = analyseSection(texts, asNotebook, files);
  const failures = analysis.ip.internalErrors.map((error) => (error instanceof Error ? error.stack! : String(error)));

  let before = 0;
  const firstLine = new Map<Block, number>();
  const documentLine = new Map<number, number>();
  const shapes = [];
  const problems = [];
  for (const block of cells) {
    firstLine.set(block, before + 1);
    const expected = expectationsOf(block.text);
    shapes.push(...expected.shapes.map((e) => ({ ...e, line: e.line + before })));
    problems.push(...expected.problems.map((e) => ({ ...e, line: e.line + before })));
    const count = block.text.split('\n').length;
    for (let i = 1; i <= count; i++) documentLine.set(before + i, block.line + i - 1);
    before += count;
  }
  const at = (line: number) => `${document}:${documentLine.get(line)}`;

  for (const { line, text } of shapes) {
    const actual = valueOnLine(analysis, line);
    if (actual !== text) failures.push(`${at(line)}: expected ${text}, but it is ${actual}`);
  }
  const found = problemsOf(analysis);
  for (const problem of found) {
    const here = problem.file === analysis.file;
    const text = `${problem.severity} ${problem.code}: ${problem.message}`;
    if (!here) failures.push(`${document}: problem in ${problem.file}:${problem.line}: ${text}`);
    else if (
      !problems.some((e) => e.line === problem.line && e.code === problem.code && problem.message.includes(e.message))
    )
      failures.push(`${at(problem.line)}: problem without a #! of its own: ${text}`);
  }
  for (const { line, code, message } of problems) {
    if (!found.some((p) => p.line === line && p.code === code && p.message.includes(message)))
      failures.push(`${at(line)}: no problem ${code}${message && ` with the text “${message}”`} is reported`);
  }

  let code: Block | undefined;
  for (const block of section.blocks) {
    if (cells.includes(block)) code = block;
    const wanted = block.attributes.get('hover');
    if (wanted === undefined) continue;
    const where = `${document}:${block.line}`;
    const offset = code && offsetOf(code.text, wanted);
    if (!code || offset === undefined) {
      failures.push(`${where}: “${wanted.replace('|', '')}” does not occur exactly once in the code above`);
      continue;
    }
    const start = offsetAt(analysis.source, { line: firstLine.get(code)!, column: 1 });
    const different = difference(block.text, hoverText(analysis, start + offset));
    if (different) failures.push(`${where}: hover on ${wanted}: ${different}`);
  }
  return failures;
}

/** Where `wanted` stands, or the `|` in it; undefined unless there is exactly one such place. */
function offsetOf(text: string, wanted: string): number | undefined {
  const [before, ...rest] = wanted.split('|');
  const needle = before + rest.join('|');
  const first = text.indexOf(needle);
  if (first < 0 || text.includes(needle, first + 1)) return undefined;
  return rest.length > 0 ? first + before.length : first;
}

/** The section's program after the fix that a block names. */
function fixedProgram(cells: readonly Block[], files: ReadonlyMap<string, string>, block: Block) {
  const texts = cells.map((cell) => cell.text);
  const analysis = analyseSection(texts, false, files);
  const at = block.attributes.get('at');
  const offset = at === undefined ? undefined : offsetOf(analysis.source.text, at);
  if (at !== undefined && offset === undefined) return { failure: `“${at}” does not occur exactly once in the code` };
  return fixed(analysis, block, offset);
}

function failuresOfRepair(
  block: Block,
  cells: readonly Block[],
  files: ReadonlyMap<string, string>,
  document: string,
): string[] {
  if (!block.attributes.has('fix')) return [];
  const program = fixedProgram(cells, files, block);
  const analysis = analyseSection(
    cells.map((cell) => cell.text),
    false,
    files,
  );
  const failures = typeof program === 'string' ? failuresOfFix(analysis, block, program) : [program.failure];
  return failures.map((failure) => `${document}:${block.line}: ${failure}`);
}

function failuresOfCalculator(block: Block, document: string): string[] {
  const expression = block.attributes.get('calc');
  if (expression === undefined) return [];
  const different = difference(block.text, calculatorText(expression), true);
  return different ? [`${document}:${block.line}: ${expression}: ${different}`] : [];
}

function failuresOfOutput(
  section: Section,
  cells: readonly Block[],
  files: ReadonlyMap<string, string>,
  document: string,
): string[] {
  if (!section.blocks.some((block) => block.attributes.has('output'))) return [];
  const texts = cells.map((block) => block.text);
  const outputs = outputsOf(texts, files);
  let last = -1;
  let fix: Block | undefined;
  return section.blocks.flatMap((block) => {
    if (cells.includes(block)) last++;
    if (block.language === 'python') fix = block.attributes.has('fix') ? block : undefined;
    if (!block.attributes.has('output')) return [];
    const program = fix && fixedProgram(cells, files, fix);
    if (program !== undefined && typeof program !== 'string') return [];
    const different = difference(block.text, (program ? outputsOf([program], files)[0] : outputs[last]) ?? '');
    return different ? [`${document}:${block.line}: output: ${different}`] : [];
  });
}
