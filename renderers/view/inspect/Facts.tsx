import { livenessOf } from '../../../src/compute/atlas/statistics';
import type { MapRef } from '../../../src/compute/atlas/structure';
import { formatCount, formatNumber } from '../../model/format';
import type { Gallery } from '../../model/gallery';

const LIVENESS = {
  alive: undefined,
  zero: 'dead: all zero',
  constant: 'dead: one number everywhere',
  odd: 'holds NaN or infinities',
} as const;

/** Mean, spread, extremes and zeros of a map, or of all output maps together. */
export function Facts({ gallery, map }: { gallery: Gallery; map: MapRef | undefined }) {
  const statistics = map ? gallery.statistics(map) : gallery.common('output');
  const { mean, std, min, max, zeros, nonFinite, count } = statistics;
  const state = map && map.kind !== 'kernel' ? LIVENESS[livenessOf(statistics)] : undefined;
  const finite = count > nonFinite;
  const facts: [string, string][] = [
    ['mean', formatNumber(mean)],
    ['std', formatNumber(std)],
    ['min', finite ? formatNumber(min) : '–'],
    ['max', finite ? formatNumber(max) : '–'],
    ['zeros', `${formatCount(zeros)} of ${formatCount(count)}`],
  ];
  if (nonFinite > 0) facts.push(['NaN or ∞', formatCount(nonFinite)]);
  return (
    <div class="cl-facts">
      <div class="cl-dim">
        {map ? `${map.kind === 'kernel' ? 'kernel of output' : map.kind} ${map.channel}` : 'all outputs'}
      </div>
      {state && <div class="cl-dead">{state}</div>}
      <dl>
        {facts.map(([name, text]) => (
          <>
            <dt>{name}</dt>
            <dd class="cl-number">{text}</dd>
          </>
        ))}
      </dl>
    </div>
  );
}
