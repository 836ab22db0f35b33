import { useEffect, useState } from 'preact/hooks';
import type { Order } from '../../../src/compute/atlas/arrange';
import { livenessOf } from '../../../src/compute/atlas/statistics';
import { type MapRef, originOf } from '../../../src/compute/atlas/structure';
import type { ConvProblem } from '../../../src/compute/problem';
import { formatShort } from '../../model/format';
import { oddSigns, oddWords } from '../../model/oddities';
import type { Pictures } from '../../model/gallery';
import { finishIdle } from '../../model/idle';
import type { Band } from '../../model/view';
import { t } from '../../model/words';
import { mapText } from '../../model/mapNames';

/** What is written above a map beside its number, and its name for who cannot see it. */
export interface MapText {
  readonly note?: string;
  readonly isDead: boolean;
  readonly name: string;
}

const DEAD = {
  zero: ['zero', 'all zero'],
  constant: ['const', 'one number everywhere'],
} as const;

/** The name of a map alone. */
export function nameMap(problem: ConvProblem, ref: MapRef): MapText {
  const name = mapText(ref);
  const origin = ref.kind === 'output' ? originOf(problem, ref.channel, t) : undefined;
  return { name: origin === undefined ? name : t('{0}, {1}', name, origin), isDead: false };
}

/** The name of a map with what its numbers say of it. */
export function describeMap(problem: ConvProblem, pictures: Pictures | undefined, order: Order, ref: MapRef): MapText {
  const plain = nameMap(problem, ref);
  if (!pictures?.has(ref) || ref.kind === 'kernel') return plain;
  const statistics = pictures.statistics(ref);
  const { mean, std, nonFinite, count } = statistics;
  const liveness = livenessOf(statistics);
  const facts =
    nonFinite < count
      ? t('{0}, mean {1}, standard deviation {2}', plain.name, formatShort(mean), formatShort(std))
      : plain.name;
  if (liveness !== 'alive') {
    const [note, state] =
      liveness === 'odd'
        ? [oddSigns(statistics.odd), oddWords(statistics.odd)]
        : [t(DEAD[liveness][0]), t(DEAD[liveness][1])];
    return { name: t('{0}, {1}', facts, state), note, isDead: true };
  }
  const note = ref.kind === 'output' && order !== 'structure' ? formatShort(statistics[order]) : undefined;
  return { name: facts, note, isDead: false };
}

type Texts = ReadonlyMap<string, MapText>;

const keyOf = ({ kind, channel }: MapRef): string => `${kind} ${channel}`;

/**
 * What is said of the maps of a band. It is found in the page's idle time, for it takes a pass over all their numbers: until
 * then their names are said alone, and of maps that are computed anew what was found before.
 */
export function useMapTexts(
  band: Band,
  near: boolean,
  problem: ConvProblem,
  describe: (map: MapRef) => MapText,
): (map: MapRef) => MapText {
  const [found, setFound] = useState<{ band: Band; texts: Texts }>();
  useEffect(() => {
    if (near) return finishIdle(describing(band, describe), (texts) => setFound({ band, texts }));
  }, [near, band, describe]);
  const texts = found?.band === band ? found.texts : undefined;
  return (map) => texts?.get(keyOf(map)) ?? nameMap(problem, map);
}

function* describing(band: Band, describe: (map: MapRef) => MapText): Generator<void, Texts> {
  const texts = new Map<string, MapText>();
  for (const map of [...band.tiles, ...band.labels.flatMap((label) => label.map ?? [])]) {
    const key = keyOf(map);
    if (texts.has(key)) continue;
    texts.set(key, describe(map));
    yield;
  }
  return texts;
}
