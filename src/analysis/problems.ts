/** Problems as plain rows: where, what, and how sure. */
import type { ShapeFix } from '../shape';
import type { Problem, Severity } from '../python/interpreter';
import type { Site } from '../python/interpreter/values';
import { positionAt } from '../python/syntax';
import type { Analysis } from './analyse';
import { isInstalled } from './packages';
import { skippedTests } from './skippedTests';

export interface ProblemRow {
  file: string;
  /** From 1. */
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  severity: Severity;
  code: string;
  message: string;
  /** The calls it came through, outermost first. */
  through: { file: string; line: number; column: number }[];
  fix?: ShapeFix;
}

/**
 * What is certainly wrong in the files analysed, in the order it was found. Lines that do not parse are left alone: what is half
 * typed says nothing certain. What goes wrong inside an installed package stands at the call of it: nobody mends the package.
 */
export function problemsOf(analysis: Analysis): ProblemRow[] {
  const isBroken = brokenLines(analysis);
  const isSkipped = skippedTests(analysis.module, analysis.file);
  return analysis.ip.findings.problems.flatMap((problem): ProblemRow[] => {
    if (isSkipped([...problem.stack, problem.site])) return [];
    const site = shownSite(analysis, problem);
    const place = site && analysis.sources.place(site);
    if (!site || !place || isBroken(site)) return [];
    const end = analysis.sources.place({ file: site.file, start: site.end });
    const inside = site === problem.site ? undefined : problem.site && analysis.sources.place(problem.site);
    const { severity, code, fix } = problem;
    const message = inside ? `In ${baseName(inside.file)}:${inside.line}: ${problem.message}` : problem.message;
    const through = problem.stack.flatMap((site) => analysis.sources.place(site) ?? []);
    return [
      {
        ...place,
        endLine: end?.line ?? place.line,
        endColumn: end?.column ?? place.column,
        severity,
        code,
        message,
        through,
        ...(fix ? { fix } : {}),
      },
    ];
  });
}

/** Where a problem arises, or the innermost call that leads into the installed package in which it does. */
function shownSite({ file }: Analysis, { site, stack }: Problem): Site | undefined {
  if (!site || !isInstalled(site.file) || isInstalled(file)) return site;
  return stack.findLast((call) => !isInstalled(call.file)) ?? site;
}

const baseName = (file: string): string => file.slice(file.lastIndexOf('/') + 1);

/** A problem with the place in the analysed document where it is shown. */
export interface ReportedProblem {
  problem: Problem;
  /** Where it arises, or the document's innermost call that leads there. */
  site: Site;
}

/** The problems to show in the analysed document. */
export function reportedProblems(analysis: Analysis): ReportedProblem[] {
  const { file } = analysis;
  const isBroken = brokenLines(analysis);
  const isSkipped = skippedTests(analysis.module, file);
  return analysis.ip.findings.problems.flatMap((problem): ReportedProblem[] => {
    if (isSkipped([...problem.stack, problem.site])) return [];
    const site = problem.site?.file === file ? problem.site : problem.stack.findLast((call) => call.file === file);
    return site && !isBroken(site) ? [{ problem, site }] : [];
  });
}

/** Tells of a place whether it is on lines of the analysed document that do not parse. */
function brokenLines({ file, source, module }: Analysis): (site: Site) => boolean {
  const lineOf = (offset: number) => positionAt(source, offset).line;
  const broken = module.problems.map(({ start, end }) => [lineOf(start), lineOf(end)]);
  return (site) => {
    if (site.file !== file) return false;
    const [first, last] = [lineOf(site.start), lineOf(site.end)];
    return broken.some(([start, end]) => start <= last && first <= end);
  };
}
