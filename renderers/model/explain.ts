import { inputShapeOf } from '../../src/compute/problem';
import { poolPlan } from '../../src/compute/step';
import { type ExplainLine, explainConv, explainPool } from '../../src/shape';
import type { Network } from './network';
import { planSettings, settingsOf } from './settings';
import { language } from './words';

/** The arithmetic of a step in the words of the hover; nothing where the step has no plan, or nothing to reckon. */
export function explainStep(network: Network, index: number): readonly ExplainLine[] {
  const planning = network.plans[index];
  if ('refused' in planning) return [];
  const { step, problem } = planning.planned;
  const input = inputShapeOf(problem);
  switch (step.type) {
    case 'conv':
      return explainConv(planSettings(step, settingsOf(step, network.tensors[step.weight].shape), input), {
        language: language(),
      });
    case 'pool':
      return explainPool(poolPlan(step, input), { language: language() });
    case 'batch_norm':
    case 'activation':
      return [];
  }
}
