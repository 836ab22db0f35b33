/** What a fix makes of a section's code, against the block that shows the lines it changes. */
import type { Analysis } from '../../src/analysis/analyse';
import { fixesOf, rewritesAt, type Fix } from '../../src/analysis/fixes/fixes';
import { problemsOf } from '../../src/analysis/problems';
import { analyseSection, valueOnLine } from './answers';
import type { Block } from './document';
import { difference, expectationsOf } from './expectations';

/** The code without its `#:` and `#!`. */
const bare = (line: string): string => line.split(/ #[:!] /)[0].trimEnd();

/** The program after the fix that a block names; a message where it is not offered. */
export function fixed(analysis: Analysis, block: Block, at: number | undefined): string | { failure: string } {
  const offered: Fix[] =
    at === undefined
      ? analysis.ip.findings.problems.flatMap((problem) => fixesOf(analysis, problem))
      : rewritesAt(analysis, at);
  const wanted = block.attributes.get('fix');
  const fix = offered.find(({ subject }) => subject === wanted);
  if (!fix)
    return { failure: `no fix “${wanted}” is offered, but ${offered.map((f) => f.subject).join(' and ') || 'none'}` };
  return fix.edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), analysis.source.text);
}

/** Whether the fix changes the lines that the block shows, to what it shows, and leaves no problem on them. */
export function failuresOfFix(analysis: Analysis, block: Block, program: string): string[] {
  const [before, after] = [analysis.source.text.split('\n'), program.split('\n')];
  const changed = after.flatMap((line, i) => (line === before[i] ? [] : [i + 1]));
  const shown = (lines: readonly string[]) => lines.map(bare).join('\n');
  const different = difference(shown(block.text.split('\n')), shown(changed.map((line) => after[line - 1])));
  if (different) return [different];
  const again = analyseSection([program.trimEnd()], false, new Map());
  const { shapes, problems } = expectationsOf(block.text);
  const found = problemsOf(again).filter(({ line }) => changed.includes(line));
  return [
    ...again.ip.internalErrors.map(String),
    ...found
      .filter((p) => !problems.some((e) => e.code === p.code && changed[e.line - 1] === p.line))
      .map(({ code, message }) => `the fixed line has the problem ${code}: ${message}`),
    ...shapes.flatMap(({ line, text }) => {
      const actual = valueOnLine(again, changed[line - 1]);
      return actual === text ? [] : [`after the fix expected ${text}, but it is ${actual}`];
    }),
  ];
}
