import { inFormat } from '../../../src/compute/layout';
import { sayIt } from '../../../src/protocol/say';
import { inputShapeOf, outputShapeOf } from '../../../src/compute/problem';
import { formatShape } from '../../model/format';
import { explainStep } from '../../model/explain';
import type { Network } from '../../model/network';
import { t } from '../../model/words';

/** The shape that comes out and how it is made up, in the words of the hover; where nothing comes out, why. */
export function Arithmetic({ network, step }: { network: Network; step: number }) {
  const planning = network.plans[step];
  const { note } = network.steps[step];
  if ('refused' in planning) {
    return (
      <div class="cl-outcome cl-outcome-conv" role="status">
        <div class="cl-refused">{sayIt(planning.refused, t)}</div>
        <div class="cl-dim">{t('The maps below are those of the last settings that fit.')}</div>
      </div>
    );
  }
  const { problem, step: spec } = planning.planned;
  const shape = (sizes: number[]): string => formatShape(inFormat(sizes, spec.dataFormat));
  return (
    <div class={spec.type === 'conv' ? 'cl-outcome cl-outcome-conv' : 'cl-outcome'} role="status">
      <dl>
        <dt>{t('shape')}</dt>
        <dd>
          {shape(inputShapeOf(problem))} → <strong>{shape(outputShapeOf(problem))}</strong>
        </dd>
        {explainStep(network, step).map(({ label, text }) => (
          <>
            <dt>{label}</dt>
            <dd>{text}</dd>
          </>
        ))}
      </dl>
      {note && <div class="cl-dim">{note}</div>}
    </div>
  );
}
