/** The arithmetic of one spatial axis with the numbers put in. */
import type { WindowAxis } from '../conv/types';
import { add, ceilDiv, equalDims, isNumber, lessThan, sub } from '../dim';
import { formatDim } from '../format';
import { isAsymmetric } from '../notes';
import type { Dim } from '../types';
import { wordsOf } from './words';
import type { Words } from './words';

/**
 * `⌊(56 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = 28` for one axis, followed by how the padding falls where that is news.
 * `sharing`: other axes of the same arithmetic, whose ends are named along.
 */
export function axisFormula(
  axis: WindowAxis,
  words: Words = wordsOf(),
  sharing: readonly WindowAxis[] = [axis],
): string {
  switch (axis.formula) {
    case 'same':
      return `⌈${spread(axis)} / ${operand(axis.stride)}⌉ = ${formatDim(axis.output)}, ${paddingText(axis, words, sharing)}`;
    case 'valid':
      return `⌊(${spread(axis)} − ${reachLessOne(axis)} − 1) / ${operand(axis.stride)}⌋ + 1 = ${formatDim(axis.output)}`;
    case 'ceil_mode':
      return ceilFormula(axis, words);
    case 'transposed':
      return `${transposedText(axis)} = ${formatDim(axis.output)}`;
    case 'transposed_same':
      return `${operand(axis.input)} × ${operand(axis.stride)} = ${formatDim(axis.output)}${trimmedText(axis, words, sharing)}`;
    case 'given':
      return formatDim(axis.output);
    default: {
      const split = isAsymmetric(axis) ? `, ${paddingText(axis, words, sharing)}` : '';
      return `⌊(${paddedText(axis)} − ${reachLessOne(axis)} − 1) / ${operand(axis.stride)}⌋ + 1 = ${formatDim(axis.output)}${split}`;
    }
  }
}

/** Two axes that share one formula print it once. */
export function sameFormula(a: WindowAxis, b: WindowAxis): boolean {
  const words = wordsOf();
  return axisFormula(a, words, []) === axisFormula(b, words, []);
}

/** A size as an operand: sums get parentheses, negative numbers too. */
function operand(dim: Dim): string {
  const text = formatDim(dim);
  return text.includes(' ') || text.startsWith('−') ? `(${text})` : text;
}

/** The input, spread out by an input dilation. */
function spread(axis: WindowAxis): string {
  if (equalDims(axis.inputDilation, 1)) return operand(axis.input);
  return `((${operand(axis.input)} − 1)·${operand(axis.inputDilation)} + 1)`;
}

/** dilation · (kernel − 1) */
function reachLessOne(axis: WindowAxis): string {
  return `${operand(axis.dilation)}·(${operand(axis.kernel)} − 1)`;
}

function paddedText(axis: WindowAxis): string {
  if (!isAsymmetric(axis)) return `${spread(axis)} + 2·${operand(axis.padBefore)}`;
  return `${spread(axis)} + ${operand(axis.padBefore)} + ${operand(axis.padAfter)}`;
}

function ceilFormula(axis: WindowAxis, words: Words): string {
  const padded = add(axis.input, add(axis.padBefore, axis.padAfter));
  const roundedUp = add(ceilDiv(sub(padded, axis.effectiveKernel), axis.stride), 1);
  const text = `⌈(${paddedText(axis)} − ${reachLessOne(axis)} − 1) / ${operand(axis.stride)}⌉ + 1 = ${formatDim(roundedUp)}`;
  const dropped = isNumber(roundedUp) && isNumber(axis.output) && axis.output < roundedUp;
  return dropped ? `${text}, ${words.droppedWindow(formatDim(axis.output))}` : text;
}

function transposedText(axis: WindowAxis): string {
  const trim = isAsymmetric(axis)
    ? `${operand(axis.padBefore)} − ${operand(axis.padAfter)}`
    : `2·${operand(axis.padBefore)}`;
  return `(${operand(axis.input)} − 1)·${operand(axis.stride)} − ${trim} + ${reachLessOne(axis)} + ${operand(axis.outputPadding)} + 1`;
}

function trimmedText(axis: WindowAxis, words: Words, sharing: readonly WindowAxis[]): string {
  if (!isAsymmetric(axis) && !lessThan(0, axis.padBefore)) return '';
  const [first, last] = endNames(words, sharing);
  return `, ${words.trimmed(formatDim(axis.padBefore), first, formatDim(axis.padAfter), last)}`;
}

/** `padding 1 top, 2 bottom`, `padding 1 on each side`, `no padding`. */
export function paddingText(axis: WindowAxis, words: Words, sharing: readonly WindowAxis[]): string {
  const { padBefore, padAfter } = axis;
  if (equalDims(padBefore, padAfter))
    return padBefore === 0 ? words.noPadding : words.paddingBoth(formatDim(padBefore));
  const [first, last] = endNames(words, sharing);
  return words.paddingSplit(formatDim(padBefore), first, formatDim(padAfter), last);
}

function endNames(words: Words, axes: readonly WindowAxis[]): [string, string] {
  const names = (end: 0 | 1): string => [...new Set(axes.map((axis) => words.ends[axis.name][end]))].join('/');
  return [names(0), names(1)];
}
