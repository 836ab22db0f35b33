import { useEffect, useState } from 'preact/hooks';
import { type MapStatistics, livenessOf } from '../../../src/compute/atlas/statistics';
import type { MapRef } from '../../../src/compute/atlas/structure';
import { formatCount, formatNumber } from '../../model/format';
import type { Gallery } from '../../model/gallery';
import { mapText } from '../../model/mapNames';
import { oddWords } from '../../model/oddities';
import { t } from '../../model/words';

/** What is the matter with a map; undefined where nothing is. */
function matterOf(statistics: MapStatistics): string | undefined {
  switch (livenessOf(statistics)) {
    case 'alive':
      return undefined;
    case 'zero':
      return t('dead: all zero');
    case 'constant':
      return t('dead: one number everywhere');
    case 'odd':
      return oddWords(statistics.odd);
  }
}

/** Mean, spread, extremes and zeros of a map, or of all output maps together. */
export function Facts({ gallery, map }: { gallery: Gallery; map: MapRef | undefined }) {
  const common = useCommon(gallery, map === undefined);
  const statistics = map ? gallery.statistics(map) : common;
  const { min, max, nonFinite } = statistics ?? gallery.extent('output');
  const state = map && map.kind !== 'kernel' && statistics ? matterOf(statistics) : undefined;
  const finite = (value: number): string => (Number.isNaN(value) ? '–' : formatNumber(value));
  const facts: [string, string][] = [
    ['mean', statistics ? finite(statistics.mean) : '…'],
    ['std', statistics ? finite(statistics.std) : '…'],
    ['min', min <= max ? formatNumber(min) : '–'],
    ['max', min <= max ? formatNumber(max) : '–'],
    ['zeros', statistics ? t('{0} of {1}', formatCount(statistics.zeros), formatCount(statistics.count)) : '…'],
  ];
  for (const [name, count] of oddRows(statistics, nonFinite)) if (count > 0) facts.push([name, formatCount(count)]);
  return (
    <div class="cl-facts">
      <div class="cl-dim">{map ? mapText(map) : t('all outputs')}</div>
      {state && <div class="cl-dead">{state}</div>}
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

/** How many NaN and infinities there are: all of them together until their kinds are known. */
function oddRows(statistics: MapStatistics | undefined, nonFinite: number): [string, number][] {
  if (!statistics) return [['NaN, ∞', nonFinite]];
  const { nan, positive, negative } = statistics.odd;
  return [
    ['NaN', nan],
    ['∞', positive],
    ['−∞', negative],
  ];
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
