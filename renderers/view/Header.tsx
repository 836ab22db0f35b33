import { kindOf } from '../../src/compute/atlas/structure';
import { inFormat } from '../../src/compute/layout';
import { inPerGroup, inputShapeOf, outPerGroup, outputShapeOf } from '../../src/compute/problem';
import type { ConvProblem } from '../../src/compute/problem';
import type { PlannedStep } from '../../src/compute/step';
import type { Step } from '../../src/protocol/payload';
import { formatCount, formatNumber, formatShape } from '../model/format';
import { t } from '../model/words';

export interface HeaderProps {
  step: Step;
  /** Undefined of a layer that cannot be shown. */
  planned?: PlannedStep;
  /** Of the whole output. */
  title?: string;
}

/** Name, shapes and channels: what the layer does, result first. */
export function Header({ step, planned, title }: HeaderProps) {
  const name = step.name && step.name !== step.op ? step.name : undefined;
  return (
    <header class="cl-header">
      {title && title !== step.op && <div class="cl-title">{title}</div>}
      <div class="cl-line">
        <span class="cl-op">{step.op}</span>
        {name && <span class="cl-dim">{name}</span>}
        {planned && <Shapes {...planned} />}
      </div>
      {planned && <div class="cl-dim">{summaryOf(planned)}</div>}
    </header>
  );
}

function Shapes({ step, problem }: PlannedStep) {
  return (
    <span class="cl-shape">
      {formatShape(inFormat(inputShapeOf(problem), step.dataFormat))}
      <span class="cl-arrow" aria-label={t('gives')}>
        {' → '}
      </span>
      <strong>{formatShape(inFormat(outputShapeOf(problem), step.dataFormat))}</strong>
    </span>
  );
}

/** What a step does, in a line. */
function summaryOf({ step, problem }: PlannedStep): string {
  switch (step.type) {
    case 'conv':
      return channelsLine(problem);
    case 'pool': {
      const [window, stride] = [step.kernel.join(' × '), step.stride.join(' × ')];
      return step.kind === 'max'
        ? t('the largest number of each window of {0}, stride {1}, channel by channel', window, stride)
        : t('the mean of each window of {0}, stride {1}, channel by channel', window, stride);
    }
    case 'batch_norm':
      return t(
        'each channel scaled and shifted: {0}',
        `(x − mean) / √(variance + ${step.epsilon})${step.weight ? ' · weight' : ''}${step.bias ? ' + bias' : ''}`,
      );
    case 'activation': {
      const parameters = Object.entries(step.parameters ?? {}).map(([name, value]) => `${name} ${formatNumber(value)}`);
      return [t('{0} of every number', step.function), ...parameters].join(', ');
    }
  }
}

/** `channels 3 → 12 = 3 × 4: each input channel has its own 4 kernels of 5 × 5`. */
export function channelsLine(problem: ConvProblem): string {
  const { inChannels, outChannels, groups } = problem;
  const kernel = problem.axes.map((axis) => axis.kernel).join(' × ');
  const outs = outPerGroup(problem);
  const channels = t('channels {0} → {1}', formatCount(inChannels), formatCount(outChannels));
  switch (kindOf(problem)) {
    case 'depthwise':
      return outs === 1
        ? t('{0}: each input channel has its own kernel of {1}', channels, kernel)
        : t('{0} = {1} × {2}: each input channel has its own {2} kernels of {3}', channels, inChannels, outs, kernel);
    case 'grouped':
      return t('{0} in {1} groups of {2} → {3}, kernels of {4}', channels, groups, inPerGroup(problem), outs, kernel);
    case 'full':
      if (inChannels === 0) return channels;
      return inChannels === 1
        ? t('{0}, kernels of {1} over the one channel', channels, kernel)
        : t('{0}, kernels of {1} over all {2} channels', channels, kernel, inChannels);
  }
}
