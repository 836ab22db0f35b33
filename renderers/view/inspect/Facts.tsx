import { useEffect, useState } from 'preact/hooks';
import { type MapStatistics, livenessOf } from '../../../src/compute/atlas/statistics';
import type { MapRef } from '../../../src/compute/atlas/structure';
import { formatCount, formatNumber } from '../../model/format';
import type { Gallery } from '../../model/gallery';
import { mapText } from '../../model/mapNames';
import { t } from '../../model/words';

const LIVENESS = {
  alive: undefined,
  zero: 'dead: all zero',
  constant: 'dead: one number everywhere',
  odd: 'holds NaN or infinities',
} as const;

/** Mean, spread, extremes and zeros of a map, or of all output maps together. */
export function Facts({ gallery, map }: { gallery: Gallery; map: MapRef | undefined }) {
  const common = useCommon(gallery, map === undefined);
  const statistics = map ? gallery.statistics(map) : common;
  const { min, max, nonFinite } = statistics ?? gallery.extent('output');
  const state = map && map.kind !== 'kernel' && statistics ? LIVENESS[livenessOf(statistics)] : undefined;
  const facts: [string, string][] = [
    ['mean', statistics ? formatNumber(statistics.mean) : '…'],
    ['std', statistics ? formatNumber(statistics.std) : '…'],
    ['min', min <= max ? formatNumber(min) : '–'],
    ['max', min <= max ? formatNumber(max) : '–'],
    ['zeros', statistics ? t('{0} of {1}', formatCount(statistics.zeros), formatCount(statistics.count)) : '…'],
  ];
  if (nonFinite > 0) facts.push(['NaN or ∞', formatCount(nonFinite)]);
  return (
    <div class="cl-facts">
      <div class="cl-dim">{map ? mapText(map) : t('all outputs')}</div>
      {state && <div class="cl-dead">{t(state)}</div>}
      <dl>
        {facts.map(([name, text]) => (
          <>
            <dt>{t(name)}</dt>
            <dd class="cl-number">{text}</dd>
          </>
        ))}
      </dl>
    </div>
  );
}

/** What all output maps are like together, once that is found: they are painted first. */
function useCommon(gallery: Gallery, wanted: boolean): MapStatistics | undefined {
  const [found, setFound] = useState<{ gallery: Gallery; statistics: MapStatistics }>();
  useEffect(() => {
    if (!wanted) return undefined;
    return gallery.joinCommon('output', (statistics) => setFound({ gallery, statistics }));
  }, [gallery, wanted]);
  return found?.gallery === gallery ? found.statistics : undefined;
}
