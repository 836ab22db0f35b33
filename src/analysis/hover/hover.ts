/** The hover: what stands under the cursor, as Markdown (design: "What a hover reads like"). */
import type { ExplainLine, Language } from '../../shape';
import type { CallRecord } from '../../python/interpreter';
import type { InstanceValue, Value } from '../../python/interpreter/values';
import type * as ast from '../../python/syntax/ast';
import type { Analysis } from '../analyse';
import { calculatorText } from '../calculator/start';
import { hoverWords } from '../language';
import { bestKnown, genericCall, usesOf } from './generic';
import { describeLayer } from './layers';
import { baseName, describeCall, placeInModel, signatureOf, type Described } from './calls';
import { targetAt } from './target';
import { describeValue } from './values';
import { displayWidth, wrapText } from './wrap';

export interface Hover {
  span: ast.Span;
  markdown: string;
}

/** Other calls shown one by one below the first. */
const MAX_OTHERS = 8;

/** Columns that a hover shows in a monospaced font of the usual size before VS Code breaks the line, without its indent. */
const LINE_WIDTH = 76;

/** @param said messages that are shown beside the hover: it does not repeat them */
export function hoverAt(
  analysis: Analysis,
  offset: number,
  language: Language = 'en',
  said: readonly string[] = [],
): Hover | undefined {
  const target = targetAt(analysis, offset);
  if (!target) return undefined;
  const { calls, layers, values, span } = target;
  if (calls.length > 0) return { span, markdown: callsMarkdown(analysis, calls, offset, language, said) };
  if (layers.length > 0) {
    const described = describeLayer(layers[0], language);
    return described && { span, markdown: toMarkdown(described, [], language) };
  }
  const described = describeValues(analysis, values, language);
  return described && { span, markdown: toMarkdown(described, [], language) };
}

function callsMarkdown(
  analysis: Analysis,
  calls: readonly CallRecord[],
  offset: number,
  language: Language,
  said: readonly string[],
): string {
  const words = hoverWords(language);
  const generic = genericCall(analysis, offset, calls);
  if (generic) {
    const described = describeCall(generic.call, language, generic.among);
    return toMarkdown(described, usesText(calls, language), language, calculatorText(generic.call));
  }
  const cache = new Map<InstanceValue, Map<InstanceValue, string>>();
  const first = calls.find((call) => call.failure) ?? bestKnown(calls);
  const described = describeCall(first, language, analysis.ip.recorder.calls);
  described.lines = described.lines.filter(({ label, text }) => label !== words.fails || !said.includes(text));
  const place = placeInModel(first, cache);
  const path = callPath(analysis, first);
  if (place || path) described.lines.push({ label: words.where, text: [place, path].filter(Boolean).join(' · ') });
  const more: string[] = [];
  if (calls.length > 1) {
    more.push(words.calledTimes(calls.length));
    for (const call of calls.slice(0, MAX_OTHERS)) {
      more.push(
        `  ${[placeInModel(call, cache) ?? callPath(analysis, call), signatureOf(call)].filter(Boolean).join('  ')}`,
      );
    }
    if (calls.length > MAX_OTHERS) more.push(`  ${words.more(calls.length - MAX_OTHERS)}`);
  }
  return toMarkdown(described, more, language, calculatorText(first));
}

/** `in ResNet: 16 uses`, and what each of them does. */
function usesText(calls: readonly CallRecord[], language: Language): string[] {
  const words = hoverWords(language);
  return usesOf(calls).flatMap(({ model, count, lines }) => [
    words.uses(model, count),
    ...lines.slice(0, MAX_OTHERS).map((line) => `  ${line}`),
    ...(lines.length > MAX_OTHERS ? [`  ${words.more(lines.length - MAX_OTHERS)}`] : []),
  ]);
}

/** The calls of user functions through which a call is reached, outermost first. */
function callPath(analysis: Analysis, call: CallRecord): string | undefined {
  const steps = call.stack.flatMap((site) => {
    const place = analysis.sources.place(site);
    return place ? [`${baseName(place.file)}:${place.line}`] : [];
  });
  if (steps.length === 0) return undefined;
  const shown = steps.length > 3 ? [steps[0], '…', steps[steps.length - 1]] : steps;
  return shown.join(' → ');
}

function describeValues(analysis: Analysis, values: readonly Value[], language: Language): Described | undefined {
  const described = values.flatMap((value) => describeValue(analysis, value, language) ?? []);
  if (described.length === 0) return undefined;
  const [first, ...others] = described;
  const distinct = others
    .filter((d) => d.title !== first.title)
    .map((d): ExplainLine => ({ label: '', text: d.title }));
  return { ...first, lines: [...first.lines, ...distinct.slice(0, MAX_OTHERS)] };
}

/** A block of aligned lines, then the commands. */
function toMarkdown(described: Described, more: readonly string[], language: Language, calculator?: string): string {
  const words = hoverWords(language);
  const width = Math.max(...described.lines.map((line) => displayWidth(line.label)), 0) + 2;
  const lines = described.lines.flatMap(({ label, text }) =>
    wrapText(text, LINE_WIDTH - width).map((piece, i) =>
      i === 0 ? label + ' '.repeat(width - displayWidth(label)) + piece : ' '.repeat(width) + piece,
    ),
  );
  const block = [
    described.title,
    ...(lines.length > 0 ? ['', ...lines] : []),
    ...(more.length > 0 ? ['', ...more] : []),
  ];
  const links = [
    ...(calculator ? [command('convlens.openCalculator', calculator, words.openCalculator)] : []),
    ...(described.shape && described.shape !== '?'
      ? [command('convlens.copyShape', described.shape, words.copyShape)]
      : []),
  ];
  return ['```text', ...block, '```', ...(links.length > 0 ? ['', links.join(' · ')] : [])].join('\n');
}

const command = (name: string, argument: string, title: string) =>
  `[${title}](command:${name}?${encodeURIComponent(JSON.stringify([argument]))})`;
