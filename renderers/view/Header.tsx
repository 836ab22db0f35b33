import type { Difference } from '../../src/compute/compare';
import { TOLERANCE } from '../../src/compute/tolerance';
import { kindOf } from '../../src/compute/atlas/structure';
import { inFormat } from '../../src/compute/layout';
import { inPerGroup, inputShapeOf, outPerGroup, outputShapeOf } from '../../src/compute/problem';
import type { ConvProblem } from '../../src/compute/problem';
import type { PlannedStep } from '../../src/compute/step';
import { backendLabel } from '../model/engine';
import { formatCount, formatError, formatShape, formatTime } from '../model/format';
import type { Computation } from '../model/runner';

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
      <div class="cl-dim">{channelsLine(problem)}</div>
    </header>
  );
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

/** Who computed it, how long it took, and how far it is from the reference. One line, there from the start. */
export function Status({ computation }: { computation: Computation }) {
  const { result, difference, busy } = computation;
  if (!result) return <div class="cl-status cl-dim">{busy ? 'Computing…' : ''}</div>;
  const { by, times, notes } = result;
  const total = times.upload + times.compute + times.readback;
  const split = `upload ${formatTime(times.upload)}, compute ${formatTime(times.compute)}, readback ${formatTime(times.readback)}`;
  return (
    <div class="cl-status">
      <span class="cl-backend" title={by === 'reference' ? undefined : 'Computed by gpu.js'}>
        {backendLabel(by)}
      </span>
      <span class="cl-dim" title={split}>
        {formatTime(total)}
        {times.firstCall && ' with compilation'}
      </span>
      {by !== 'reference' && <Trust difference={difference} />}
      {notes.length > 0 && <span class="cl-note">{notes.join(' ')}</span>}
    </div>
  );
}

function Trust({ difference }: { difference: Difference | undefined }) {
  if (!difference) return <span class="cl-dim">comparing with the float64 reference…</span>;
  const { absolute, relative, compared, total } = difference;
  const wrong = !(relative <= TOLERANCE);
  const numbers = `${formatCount(compared)} of ${formatCount(total)} numbers compared; relative to Σ|input · weight|`;
  return (
    <span class={wrong ? 'cl-error' : 'cl-dim cl-trust'} title={numbers}>
      {wrong
        ? `differs from the float64 reference by ${formatError(absolute)}: do not trust these maps`
        : `max difference to the float64 reference ${formatError(absolute)}${compared < total ? ' on a sample' : ''}`}
    </span>
  );
}
