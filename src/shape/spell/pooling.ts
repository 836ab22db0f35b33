import type { PoolPlan } from '../pool/types';
import { all, axesOption, each, n, option, paddingWord } from './write';

/** A pooling for each framework that has it. */
export function pooling(plan: PoolPlan): [string, string | undefined][] {
  const { axes, rank, kind } = plan;
  if (kind === 'lp') return [];
  const kernel = each(axes, (a) => a.kernel);
  const sameStride = axes.every((axis) => n(axis.stride) === n(axis.kernel));
  const word = paddingWord(axes);
  const symmetric = axes.every((axis) => n(axis.padBefore) === n(axis.padAfter));
  const name = kind === 'max' ? 'Max' : 'Avg';
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
  const plain = all(axes, (a) => a.dilation, 1) && !plan.ceilMode;
  return [
    ['PyTorch', symmetric ? torch : undefined],
    ['Keras', word && plain ? keras : undefined],
  ];
}
