import { inFormat } from '../../src/compute/layout';
import { outputShapeOf } from '../../src/compute/problem';
import { formatShape } from '../model/format';
import type { Network } from '../model/network';
import type { OutputAction } from '../model/output';
import { Choice } from './controls/Choice';

export interface LayersProps {
  network: Network;
  step: number;
  dispatch(action: OutputAction): void;
}

/** The layers of an output with their shapes, one of them shown; nothing where there is only one. */
export function Layers({ network, step, dispatch }: LayersProps) {
  if (network.steps.length < 2) return null;
  return (
    <Choice
      label="Layer"
      value={String(step)}
      options={network.steps.map((_, i) => [String(i), `${i + 1}. ${layerLabel(network, i)}`])}
      onChange={(value) => dispatch({ type: 'step', step: Number(value) })}
    />
  );
}

function layerLabel(network: Network, index: number): string {
  const { step } = network.steps[index];
  const planning = network.plans[index];
  const shape =
    'planned' in planning ? formatShape(inFormat(outputShapeOf(planning.planned.problem), step.dataFormat)) : '?';
  return `${step.name ?? step.op} → ${shape}`;
}
