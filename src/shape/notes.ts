/** What is worth telling about the windows of a plan although it is no error. */
import type { PlanNote, WindowAxis } from './conv/types';
import { equalDims, isNumber, lessThan } from './dim';
import { formatDim } from './format';

const ROWS: Record<WindowAxis['name'], [one: string, many: string]> = {
  L: ['element', 'elements'],
  D: ['slice', 'slices'],
  H: ['row', 'rows'],
  W: ['column', 'columns'],
};

/** Notes on every axis of a convolution or pooling that is not transposed. */
export function windowNotes(axes: readonly WindowAxis[]): PlanNote[] {
  return [...emptyNotes(axes), ...unreadNotes(axes), ...skippedNotes(axes), ...asymmetryNotes(axes)];
}

/** `the last row and column of the padded input are not read` */
function unreadNotes(axes: readonly WindowAxis[]): PlanNote[] {
  const unread = axes.filter((axis) => isNumber(axis.unreadAfter) && axis.unreadAfter > 0 && !isEmpty(axis));
  if (unread.length === 0) return [];
  const parts = unread.map((axis) => {
    const count = axis.unreadAfter as number;
    const [one, many] = ROWS[axis.name];
    return count === 1 ? one : `${count} ${many}`;
  });
  const single = unread.length === 1 && unread[0].unreadAfter === 1;
  const padded = unread.some((axis) => equalDims(axis.padBefore, 0) !== true || equalDims(axis.padAfter, 0) !== true);
  const of = padded ? 'the padded input' : 'the input';
  return [
    { code: 'unread-rows', message: `the last ${parts.join(' and ')} of ${of} ${single ? 'is' : 'are'} not read` },
  ];
}

function skippedNotes(axes: readonly WindowAxis[]): PlanNote[] {
  return axes
    .filter((axis) => lessThan(axis.effectiveKernel, axis.stride) && lessThan(1, axis.output))
    .map((axis) => ({
      code: 'skipped-rows' as const,
      message: `stride ${formatDim(axis.stride)} is larger than the window of ${formatDim(axis.effectiveKernel)} on ${axis.name}: ${ROWS[axis.name][1]} between the windows are not read`,
    }));
}

function asymmetryNotes(axes: readonly WindowAxis[]): PlanNote[] {
  return axes
    .filter((axis) => equalDims(axis.padBefore, axis.padAfter) === false)
    .map((axis) => ({
      code: 'asymmetric-padding' as const,
      message: `padding on ${axis.name} is ${formatDim(axis.padBefore)} before and ${formatDim(axis.padAfter)} after`,
    }));
}

function emptyNotes(axes: readonly WindowAxis[]): PlanNote[] {
  return axes.filter(isEmpty).map((axis) => ({
    code: 'empty-output' as const,
    message: `no window fits on ${axis.name}: the output is empty`,
  }));
}

function isEmpty(axis: WindowAxis): boolean {
  return isNumber(axis.output) && axis.output <= 0;
}
