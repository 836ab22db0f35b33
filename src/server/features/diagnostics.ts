/** Problems of an analysis as diagnostics of its documents. */
import { DiagnosticSeverity, type Diagnostic, type DiagnosticRelatedInformation } from 'vscode-languageserver';
import { reportedProblems, type ReportedProblem } from '../../analysis/problems';
import { relatedTo } from '../../analysis/related';
import { sayIn } from '../../analysis/said';
import type { Language } from '../../shape';
import type { Analysed } from '../analysed';
import type { Configuration } from '../configuration';
import { locationOf } from '../places';
import { serverWords } from '../words';

/** The problems that are underlined. */
export function shownProblems({ analysis }: Analysed, level: Configuration['diagnostics']): ReportedProblem[] {
  if (level === 'off') return [];
  return reportedProblems(analysis).filter(({ problem }) => level === 'all' || problem.severity === 'error');
}

/** One list for each document of the analysis, empty where nothing is wrong. */
export function diagnosticsOf(
  found: Analysed,
  level: Configuration['diagnostics'],
  language: Language = 'en',
): { document: string; diagnostics: Diagnostic[] }[] {
  const lists = new Map(found.parts.map(({ uri }) => [uri, [] as Diagnostic[]]));
  for (const reported of shownProblems(found, level)) {
    const place = locationOf(found, reported.site);
    if (place) lists.get(place.uri)?.push({ range: place.range, ...described(found, reported, language) });
  }
  return [...lists].map(([document, diagnostics]) => ({ document, diagnostics }));
}

const SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
} as const;

function described(found: Analysed, { problem, site }: ReportedProblem, language: Language): Omit<Diagnostic, 'range'> {
  const words = serverWords(language);
  const message = sayIn(problem.saying, language);
  const isHere = problem.site === site;
  const place = isHere || !problem.site ? undefined : found.analysis.sources.place(problem.site);
  const name = place && `${place.file.slice(place.file.lastIndexOf('/') + 1)}:${place.line}`;
  const related = relatedTo(found.analysis, problem, language).flatMap((r): DiagnosticRelatedInformation[] => {
    const location = r.site === site ? undefined : locationOf(found, r.site);
    return location ? [{ location, message: r.message }] : [];
  });
  const arises = !isHere && problem.site ? locationOf(found, problem.site) : undefined;
  return {
    severity: SEVERITIES[problem.severity],
    code: problem.code,
    source: 'ConvLens',
    message: (name ? words.inFile(name) : '') + message,
    relatedInformation: [...(arises ? [{ location: arises, message }] : []), ...related],
  };
}
