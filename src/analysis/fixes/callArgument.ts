/** Quick fix: an argument of a function call that has one entry per axis, written as the rule wants it. */
import type { Problem } from '../../python/interpreter';
import { formatDim, isNumber, type Dim } from '../../shape';
import type * as ast from '../../python/syntax/ast';
import type { Analysis } from '../analyse';
import { literalOf } from './constructorCall';
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
  const others = PER_AXIS.filter((name) => name !== fix.parameter).flatMap((name) => {
    const other = argumentOf(analysis, call, name);
    const moved = other && movedAlike(other, fix.value);
    return moved ? [{ name, argument: other, text: moved }] : [];
  });
  const written = [{ name: fix.parameter, argument, text }, ...others];
  return {
    kind: 'axes',
    subject: written.map(({ name, text: list }) => `${name}=${list}`).join(', '),
    edits: written.map((w) => ({ file: call.file, start: w.argument.start, end: w.argument.end, text: w.text })),
    preferred: true,
  };
}

/** Windows and strides go by the same layout: who mixed up the one mixed up the other. */
const PER_AXIS = ['ksize', 'strides'];

/** Another argument with its channel entry where the repaired one has it; undefined where it stands right, or is something else. */
function movedAlike(other: ast.Expr, repaired: Dim | readonly Dim[] | string): string | undefined {
  if (!Array.isArray(repaired) || (other.kind !== 'list' && other.kind !== 'tuple')) return undefined;
  const entries = other.elements.map(literalOf);
  const [first, next, ...rest] = entries;
  const last = rest.at(-1);
  if (entries.length !== repaired.length || first !== 1 || entries.includes(undefined)) return undefined;
  if (repaired.at(-1) === 1) return next === 1 && last !== 1 ? `[1, ${rest.join(', ')}, 1]` : undefined;
  return next !== 1 && last === 1 ? `[1, 1, ${[next, ...rest.slice(0, -1)].join(', ')}]` : undefined;
}

/** A list as Python writes it; pairs come written. */
function listText(value: Dim | readonly Dim[] | string): string | undefined {
  if (typeof value === 'string') return value.startsWith('[') ? value : undefined;
  if (!Array.isArray(value)) return undefined;
  const sizes = value as readonly Dim[];
  return sizes.every(isNumber) ? `[${sizes.map(formatDim).join(', ')}]` : undefined;
}
