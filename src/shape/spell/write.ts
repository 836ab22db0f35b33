/** Pieces of framework code that several spellings share. */
import type { ConvPlan, WindowAxis } from '../conv/types';
import { isNumber } from '../dim';
import type { Dim } from '../types';

/** A size that is known to be a number; `spellingsOf` asks first. */
export const n = (dim: Dim): number => (isNumber(dim) ? dim : 0);

/** `3` where all axes agree, `(3, 5)` where not. */
export function perAxis(values: readonly number[]): string {
  return values.every((v) => v === values[0]) ? String(values[0]) : `(${values.join(', ')})`;
}

/** One setting of every axis as code. */
export const each = (axes: readonly WindowAxis[], pick: (axis: WindowAxis) => Dim): string =>
  perAxis(axes.map((axis) => n(pick(axis))));

/** Whether a setting is `value` along every axis. */
export const all = (axes: readonly WindowAxis[], pick: (axis: WindowAxis) => Dim, value: number): boolean =>
  axes.every((axis) => n(pick(axis)) === value);

/** `name=value` where it is not the default. */
export const option = (name: string, value: string, isDefault: boolean): string[] =>
  isDefault ? [] : [`${name}=${value}`];

/** The same for a setting with one value per axis. */
export const axesOption = (
  name: string,
  axes: readonly WindowAxis[],
  pick: (axis: WindowAxis) => Dim,
  standard: number,
): string[] => option(name, each(axes, pick), all(axes, pick, standard));

/** What SAME padding would be at this input: how Keras and TensorFlow can say explicit amounts. */
export function paddingWord(axes: readonly WindowAxis[]): 'same' | 'valid' | undefined {
  if (all(axes, (a) => a.padBefore, 0) && all(axes, (a) => a.padAfter, 0)) return 'valid';
  const isSame = axes.every((axis) => {
    const [input, kernel, stride] = [n(axis.input), n(axis.effectiveKernel), n(axis.stride)];
    if (!isNumber(axis.input)) return axis.formula === 'same';
    const total = Math.max((Math.ceil(input / stride) - 1) * stride + kernel - input, 0);
    return n(axis.padBefore) === Math.floor(total / 2) && n(axis.padAfter) === total - Math.floor(total / 2);
  });
  return isSame ? 'same' : undefined;
}

/** `((1, 1), (0, 1))`: the padding of every axis. */
export const edges = (axes: readonly WindowAxis[]): string =>
  `(${axes.map((axis) => `(${n(axis.padBefore)}, ${n(axis.padAfter)})`).join(', ')})`;

/** `(3,)`, `(3, 5)`: a Python tuple. */
export const tuple = (values: readonly number[]): string => `(${values.join(', ')}${values.length === 1 ? ',' : ''})`;

/** A setting that Flax wants as a tuple of all axes, left out where each is 1. */
export const tupleOption = (name: string, axes: readonly WindowAxis[], pick: (axis: WindowAxis) => Dim): string[] =>
  option(name, tuple(axes.map((axis) => n(pick(axis)))), all(axes, pick, 1));

/** Keras 3 refuses strides together with dilation (`BaseConv.__init__`), whatever the axis. */
export const stridesWithDilation = ({ axes }: ConvPlan): boolean =>
  axes.some((axis) => n(axis.stride) > 1) && axes.some((axis) => n(axis.dilation) > 1);
