import { type ColorRange, type ColorScale, colorRange, scaleOf } from '../../src/compute/atlas/colors';
import { clipRange } from '../../src/compute/atlas/clip';
import { type Histogram, countingOf, histogramOf } from '../../src/compute/atlas/histogram';
import { type MapImage, imageOf, kernelImage, valueAt } from '../../src/compute/atlas/image';
import {
  EMPTY_STATISTICS,
  type Extent,
  type MapStatistics,
  extentOf,
  joinStatistics,
  statisticsOf,
} from '../../src/compute/atlas/statistics';
import type { MapRef } from '../../src/compute/atlas/structure';
import type { Maps } from '../../src/compute/layout';
import { type ConvProblem, inPerGroup } from '../../src/compute/problem';
import { finishIdle } from './idle';
import type { StepInputs, StepResult } from './session';
import type { Cursor, RangeMode, ViewState } from './viewState';

/** Pictures of maps and kernels with what is known of their numbers, which is found when first asked for. */
export interface Pictures {
  readonly source: StepInputs;
  /** Whether a map's numbers are there: those of output maps are once they are computed. */
  has(ref: MapRef): boolean;
  /** @throws Error where its numbers are not there. */
  image(ref: MapRef): MapImage;
  statistics(ref: MapRef): MapStatistics;
  /** Of all maps of a kind together, as far as they are there. */
  extent(kind: MapRef['kind']): Extent;
}

/** The pictures of a result, with what is found of all maps of a kind together. */
export interface Gallery extends Pictures {
  readonly source: StepResult;
  /** The statistics of all maps of a kind together, found in the page's idle time. @returns the function that ends it. */
  joinCommon(kind: MapRef['kind'], done: (statistics: MapStatistics) => void): () => void;
  /** Of all maps of a kind over a range that holds all their numbers; of millions of numbers, of a sample of their rows. */
  commonHistogram(kind: MapRef['kind'], range: ColorRange): Histogram;
  /** The same, counted in the page's idle time. @returns the function that ends it. */
  countCommon(kind: MapRef['kind'], range: ColorRange, done: (histogram: Histogram) => void): () => void;
}

/** Bins of the histograms of all maps of a kind: fine enough to find outliers in. */
const BINS = 512;

/** Numbers that a histogram counts at most, more or less: a share of one in a thousand is still known to a thirtieth. */
const COUNTED = 1e6;

/** What is known of numbers, by the maps or weights that hold them: it stays known while a result is replaced by another. */
const known = new WeakMap<object, { statistics: Map<number, MapStatistics>; extent?: Extent }>();

function knownOf(numbers: object) {
  let entry = known.get(numbers);
  if (!entry) known.set(numbers, (entry = { statistics: new Map() }));
  return entry;
}

/** The pictures of what a step is computed from and of its output maps: of all of them, or of those that are there early. */
export function picturesOf(source: StepInputs, outputs = source.early): Pictures {
  const { problem } = source.planned;
  const kernel = problem.axes.map((axis) => axis.kernel);
  const mapsOf = (kind: 'input' | 'output'): Maps => {
    const maps = kind === 'input' ? source.input : outputs;
    if (!maps) throw new Error('The output maps are not computed yet.');
    return maps;
  };
  const numbersOf = (kind: MapRef['kind']) => knownOf(kind === 'kernel' ? source.weight : mapsOf(kind));
  const image: Pictures['image'] = ({ kind, channel }) =>
    kind === 'kernel' ? kernelImage(source.weight, kernel, channel) : imageOf(mapsOf(kind), 0, channel);
  const has: Pictures['has'] = ({ kind, channel }) =>
    kind !== 'output' || (outputs !== undefined && channel < outputs.shape[1]);
  return {
    source,
    has,
    image,
    statistics(ref) {
      const { statistics } = numbersOf(ref.kind);
      let found = statistics.get(ref.channel);
      if (!found) statistics.set(ref.channel, (found = statisticsOf(image(ref))));
      return found;
    },
    extent(kind) {
      const entry = numbersOf(kind);
      return (entry.extent ??= extentOf(refsOf(problem, kind).filter(has).map(image)));
    },
  };
}

/** The number at a place of a map; undefined where there is no place, or no map yet. */
export function numberAt(pictures: Pictures | undefined, at: Cursor | undefined): number | undefined {
  return at && pictures?.has(at) ? valueAt(pictures.image(at), at.row, at.column) : undefined;
}

/** All maps of a kind; kernels over several channels are no single pictures. */
function refsOf(problem: ConvProblem, kind: MapRef['kind']): MapRef[] {
  const kernels = inPerGroup(problem) === 1 ? problem.outChannels : 0;
  const counts = { input: problem.inChannels, output: problem.outChannels, kernel: kernels };
  return Array.from({ length: counts[kind] }, (_, channel) => ({ kind, channel }));
}

export function createGallery(result: StepResult): Gallery {
  const pictures = picturesOf(result, result.maps);
  const { image, statistics } = pictures;
  const refs = (kind: MapRef['kind']): MapRef[] => refsOf(result.planned.problem, kind);
  const joined = new Map<MapRef['kind'], MapStatistics>();
  const joining = function* (kind: MapRef['kind']): Generator<void, MapStatistics> {
    let all = EMPTY_STATISTICS;
    for (const ref of refs(kind)) {
      all = joinStatistics(all, statistics(ref));
      yield;
    }
    joined.set(kind, all);
    return all;
  };
  const histograms = new Map<string, Histogram>();
  const keyOf = (kind: MapRef['kind'], { low, high }: ColorRange): string => `${kind} ${low} ${high}`;
  const keep = (kind: MapRef['kind'], range: ColorRange, histogram: Histogram): Histogram => {
    histograms.set(keyOf(kind, range), histogram);
    return histogram;
  };
  const counted = (kind: MapRef['kind']) => {
    const images = refs(kind).map(image);
    const numbers = images.reduce((n, { rows, columns }) => n + rows * columns, 0);
    return { images, everyRow: Math.max(1, Math.round(numbers / COUNTED)) };
  };
  return {
    ...pictures,
    source: result,
    joinCommon(kind, done) {
      const known = joined.get(kind);
      if (!known) return finishIdle(joining(kind), done);
      done(known);
      return () => {};
    },
    commonHistogram(kind, range) {
      const { images, everyRow } = counted(kind);
      return histograms.get(keyOf(kind, range)) ?? keep(kind, range, histogramOf(images, range, BINS, everyRow));
    },
    countCommon(kind, range, done) {
      const known = histograms.get(keyOf(kind, range));
      if (known) {
        done(known);
        return () => {};
      }
      const { images, everyRow } = counted(kind);
      const counting = countingOf(images, range, BINS, everyRow);
      return finishIdle(counting, (histogram) => done(keep(kind, range, histogram)));
    },
  };
}

/** What the colours of maps stand for. */
export interface Coloring {
  scale(kind: MapRef['kind']): ColorScale;
  readonly mode: RangeMode;
  /** The range that the ends of the scale can be set within. */
  whole(ref: MapRef): ColorRange;
  /** The numbers at the ends of the scale. */
  range(ref: MapRef): ColorRange;
}

/** The colours of pictures as the view has them set. */
export function coloringOf(pictures: Pictures, view: Pick<ViewState, 'scale' | 'range' | 'clips'>): Coloring {
  const { range: mode, clips } = view;
  const scale = (kind: MapRef['kind']): ColorScale => scaleOf(kind, view.scale);
  const whole = (ref: MapRef): ColorRange =>
    colorRange(scale(ref.kind), mode === 'each' ? pictures.statistics(ref) : pictures.extent(ref.kind));
  return { scale, mode, whole, range: (ref) => clipRange(whole(ref), clips[ref.kind]) };
}
