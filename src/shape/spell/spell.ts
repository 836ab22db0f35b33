/** The same convolution or pooling as each framework spells it. */
import type { Spelling } from '../../protocol/messages';
import type { ConvPlan, SeparablePlan } from '../conv/types';
import { isNumber } from '../dim';
import type { PoolPlan } from '../pool/types';
import { convolution } from './convolution';
import { pooling } from './pooling';
import { separable } from './separable';

/** The plan of a layer that has one. */
export type LayerPlan = ConvPlan | SeparablePlan | PoolPlan;

/**
 * Code for every framework that has the layer; nothing where a size is not a number.
 * @param countsPadding of an average pooling: whether it counts its padding, which its plan does not say. Default: as the
 * plan's framework does when nothing is said.
 */
export function spellingsOf(plan: LayerPlan, countsPadding?: boolean): Spelling[] {
  if (!settled(plan)) return [];
  const rows: [string, string | undefined][] =
    'depthwise' in plan
      ? separable(plan)
      : 'weightLayout' in plan
        ? convolution(plan)
        : pooling(plan, countsPadding ?? (plan.framework === 'torch' || plan.framework === 'flax'));
  return rows.flatMap(([framework, code]) => (code ? [{ framework, code }] : []));
}

/** The plan in the spelling of the framework it was written in. */
export function ownSpelling(plan: LayerPlan): string | undefined {
  const framework = 'depthwise' in plan ? plan.depthwise.framework : plan.framework;
  const label = { torch: 'PyTorch', keras: 'Keras', tensorflow: 'Keras', flax: 'Flax', onnx: 'PyTorch' }[framework];
  return spellingsOf(plan).find((row) => row.framework === label)?.code;
}

function settled(plan: LayerPlan): boolean {
  const windows = 'depthwise' in plan ? plan.depthwise.axes : plan.axes;
  const sizes = windows.flatMap((axis) => [axis.kernel, axis.stride, axis.dilation, axis.padBefore, axis.padAfter]);
  const channels =
    'depthwise' in plan
      ? [plan.pointwise.outChannels]
      : 'weightLayout' in plan
        ? [plan.inChannels, plan.outChannels, plan.groups]
        : [];
  return [...sizes, ...channels].every((size) => isNumber(size));
}
