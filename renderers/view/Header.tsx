import { kindOf } from '../../src/compute/atlas/structure';
import { inFormat } from '../../src/compute/layout';
import { inPerGroup, inputShapeOf, outPerGroup, outputShapeOf } from '../../src/compute/problem';
import type { ConvProblem } from '../../src/compute/problem';
import type { PlannedStep } from '../../src/compute/step';
import { formatCount, formatNumber, formatShape } from '../model/format';

/** Name, shapes and channels: what the layer does, result first. */
export function Header({ planned, title }: { planned: PlannedStep; title?: string }) {
  const { step, problem } = planned;
  const name = step.name && step.name !== step.op ? step.name : undefined;
  return (
    <header class="cl-header">
      {title && title !== step.op && <div class="cl-title">{title}</div>}
      <div class="cl-line">
        <span class="cl-op">{step.op}</span>
        {name && <span class="cl-dim">{name}</span>}
        <span class="cl-shape">
          {formatShape(inFormat(inputShapeOf(problem), step.dataFormat))}
          <span class="cl-arrow" aria-label="gives">
            {' → '}
          </span>
          <strong>{formatShape(inFormat(outputShapeOf(problem), step.dataFormat))}</strong>
        </span>
      </div>
      <div class="cl-dim">{summaryOf(planned)}</div>
    </header>
  );
}

/** What a step does, in a line. */
function summaryOf({ step, problem }: PlannedStep): string {
  switch (step.type) {
    case 'conv':
      return channelsLine(problem);
    case 'pool': {
      const what = step.kind === 'max' ? 'the largest number' : 'the mean';
      return `${what} of each window of ${step.kernel.join(' × ')}, stride ${step.stride.join(' × ')}, channel by channel`;
    }
    case 'batch_norm':
      return `each channel scaled and shifted: (x − mean) / √(variance + ${step.epsilon})${step.weight ? ' · weight' : ''}${step.bias ? ' + bias' : ''}`;
    case 'activation': {
      const parameters = Object.entries(step.parameters ?? {}).map(([name, value]) => `${name} ${formatNumber(value)}`);
      return [`${step.function} of every number`, ...parameters].join(', ');
    }
  }
}

/** `channels 3 → 12 = 3 × 4: each input channel has its own 4 kernels of 5 × 5`. */
export function channelsLine(problem: ConvProblem): string {
  const { inChannels, outChannels, groups } = problem;
  const kernel = problem.axes.map((axis) => axis.kernel).join(' × ');
  const outs = outPerGroup(problem);
  const channels = `channels ${formatCount(inChannels)} → ${formatCount(outChannels)}`;
  switch (kindOf(problem)) {
    case 'depthwise':
      return outs === 1
        ? `${channels}: each input channel has its own kernel of ${kernel}`
        : `${channels} = ${inChannels} × ${outs}: each input channel has its own ${outs} kernels of ${kernel}`;
    case 'grouped':
      return `${channels} in ${groups} groups of ${inPerGroup(problem)} → ${outs}, kernels of ${kernel}`;
    case 'full':
      return `${channels}, kernels of ${kernel} over ${inChannels === 1 ? 'the one channel' : `all ${inChannels} channels`}`;
  }
}
