import type { PoolPlan } from '../pool/types';
import { all, axesOption, each, n, option, paddingWord } from './write';

/**
 * A pooling for each framework that has it.
 * @param countsPadding whether an average divides by the window's size with its padding, as PyTorch's does unless told otherwise.
 */
export function pooling(plan: PoolPlan, countsPadding: boolean): [string, string | undefined][] {
  const { axes, rank, kind } = plan;
  if (kind === 'lp') return [];
  const kernel = each(axes, (a) => a.kernel);
  const sameStride = axes.every((axis) => n(axis.stride) === n(axis.kernel));
  const word = paddingWord(axes);
  const symmetric = axes.every((axis) => n(axis.padBefore) === n(axis.padAfter));
  const name = kind === 'max' ? 'Max' : 'Avg';
  const undilated = all(axes, (a) => a.dilation, 1);
  const unpadded = all(axes, (a) => a.padBefore, 0) && all(axes, (a) => a.padAfter, 0);
  // PyTorch pads no more than half a window, and only a maximum has dilation.
  const isTorchs =
    symmetric &&
    axes.every((axis) => 2 * n(axis.padBefore) <= n(axis.effectiveKernel)) &&
    (kind === 'max' || undilated);
  const torch = `nn.${name}Pool${rank}d(${[
    kernel,
    ...option(
      'stride',
      each(axes, (a) => a.stride),
      sameStride,
    ),
    ...axesOption('padding', axes, (a) => a.padBefore, 0),
    ...axesOption('dilation', axes, (a) => a.dilation, 1),
    ...option('ceil_mode', 'True', !plan.ceilMode),
    ...option('count_include_pad', 'False', kind === 'max' || countsPadding || unpadded),
  ].join(', ')})`;
  const keras = `layers.${kind === 'max' ? 'Max' : 'Average'}Pooling${rank}D(${[
    kernel,
    ...option(
      'strides',
      each(axes, (a) => a.stride),
      sameStride,
    ),
    ...option('padding', "'same'", word !== 'same'),
  ].join(', ')})`;
  // Keras' average never counts the padding.
  const isKeras = undilated && !plan.ceilMode && (kind === 'max' || !countsPadding || unpadded);
  return [
    ['PyTorch', isTorchs ? torch : undefined],
    ['Keras', word && isKeras ? keras : undefined],
  ];
}
