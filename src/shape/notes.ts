/** What is worth telling about the windows of a plan although it is no error. */
import type { ConvPlan, PlanNote, WindowAxis } from './conv/types';
import { add, equalDims, isNumber, lessThan, mod, mul, sub } from './dim';
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

/**
 * SAME puts what is odd behind the input. PyTorch's padding of half the window gives as many windows, which then lie
 * elsewhere on the input: weights carried over see other pixels. Empty where both agree.
 */
export function alignmentNote(axes: readonly WindowAxis[], words: Words = wordsOf()): string[] {
  const moved = axes.flatMap((axis) => {
    const half = isNumber(axis.effectiveKernel) ? (axis.effectiveKernel - 1) / 2 : undefined;
    const isSame = axis.formula === 'same' && lessThan(1, axis.stride) && half !== undefined && Number.isInteger(half);
    return isSame && isNumber(axis.padBefore) && axis.padBefore < half
      ? [{ axis: axis.name, half, shift: half - axis.padBefore }]
      : [];
  });
  return moved.length === 0 ? [] : [words.otherAlignment(moved)];
}

/** Keras' `output_padding=None` is not 0 (`compute_conv_transpose_output_shape`): what 0 gives, where it differs. */
export function outputPaddingNote(plan: ConvPlan, words: Words = wordsOf()): string[] {
  const open = plan.framework === 'keras' && plan.axes.every((axis) => axis.formula === 'transposed_same');
  if (!plan.transposed || !open) return [];
  const bare = plan.axes.map((axis) => add(mul(sub(axis.input, 1), axis.stride), mod(axis.effectiveKernel, 2)));
  const differs = bare.some((size, i) => equalDims(size, plan.axes[i].output) === false);
  return differs ? [words.zeroOutputPadding(bare.map(formatDim).join(' × '))] : [];
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
