/** What is worth telling about the windows of a plan although it is no error. */
import type { PlanNote, WindowAxis } from './conv/types';
import { equalDims, isNumber, lessThan } from './dim';
import { wordsOf } from './explain/words';
import type { Words } from './explain/words';
import { formatDim } from './format';

/** Notes on every axis of a convolution or pooling that is not transposed. */
export function windowNotes(axes: readonly WindowAxis[], words: Words = wordsOf()): PlanNote[] {
  return [
    ...axes.filter(isEmpty).map((axis) => ({ code: 'empty-output' as const, message: words.empty(axis.name) })),
    ...unreadNotes(axes, words),
    ...axes.filter(isSkipping).map((axis) => ({
      code: 'skipped-rows' as const,
      message: words.skipped(axis.name, formatDim(axis.stride), formatDim(axis.effectiveKernel)),
    })),
    ...axes.filter(isAsymmetric).map((axis) => ({
      code: 'asymmetric-padding' as const,
      message: words.asymmetric(axis.name, formatDim(axis.padBefore), formatDim(axis.padAfter)),
    })),
  ];
}

function unreadNotes(axes: readonly WindowAxis[], words: Words): PlanNote[] {
  const parts = axes.flatMap((axis) =>
    isNumber(axis.unreadAfter) && axis.unreadAfter > 0 && !isEmpty(axis)
      ? [{ axis: axis.name, count: axis.unreadAfter }]
      : [],
  );
  if (parts.length === 0) return [];
  const padded = axes.some((axis) => axis.padBefore !== 0 || axis.padAfter !== 0);
  return [{ code: 'unread-rows', message: words.unread(parts, padded) }];
}

function isEmpty(axis: WindowAxis): boolean {
  return isNumber(axis.output) && axis.output <= 0;
}

function isSkipping(axis: WindowAxis): boolean {
  return lessThan(axis.effectiveKernel, axis.stride) && lessThan(1, axis.output);
}

/** Whether the padding certainly differs between the two ends. */
export function isAsymmetric(axis: WindowAxis): boolean {
  return equalDims(axis.padBefore, axis.padAfter) === false;
}
