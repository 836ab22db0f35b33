/** Quick fix: an argument of a function call that has one entry per axis, written as the rule wants it. */
import type { Problem } from '../../python/interpreter';
import { formatDim, isNumber, type Dim } from '../../shape';
import type { Analysis } from '../analyse';
import type { Fix } from './edits';
import { argumentOf, isWrittenOut, operationCallOf } from './operationCall';

/**
 * Strides, window sizes and explicit pads with an entry for batch and channels: where they stand in the order of another layout, or
 * are too few, the rule says the list that is meant.
 */
export function callArgument(analysis: Analysis, { site, fix }: Problem): Fix | undefined {
  const call = site && operationCallOf(analysis, site);
  const text = fix && listText(fix.value);
  if (!call || !fix || text === undefined) return undefined;
  const argument = argumentOf(analysis, call, fix.parameter);
  if (!argument || !isWrittenOut(argument)) return undefined;
  return {
    kind: 'axes',
    subject: `${fix.parameter}=${text}`,
    edits: [{ file: call.file, start: argument.start, end: argument.end, text }],
    preferred: true,
  };
}

/** A list as Python writes it; pairs come written. */
function listText(value: Dim | readonly Dim[] | string): string | undefined {
  if (typeof value === 'string') return value.startsWith('[') ? value : undefined;
  if (!Array.isArray(value)) return undefined;
  const sizes = value as readonly Dim[];
  return sizes.every(isNumber) ? `[${sizes.map(formatDim).join(', ')}]` : undefined;
}
