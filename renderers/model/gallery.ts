import { type ColorRange, type ColorScale, colorRange } from '../../src/compute/atlas/colors';
import { clipRange } from '../../src/compute/atlas/clip';
import { type Histogram, countingOf, histogramOf } from '../../src/compute/atlas/histogram';
import { type MapImage, imageOf, kernelImage } from '../../src/compute/atlas/image';
import {
  EMPTY_STATISTICS,
  type Extent,
  type MapStatistics,
  extentOf,
  joinStatistics,
  statisticsOf,
} from '../../src/compute/atlas/statistics';
import type { MapRef } from '../../src/compute/atlas/structure';
import { inPerGroup } from '../../src/compute/problem';
import { finishIdle } from './idle';
import type { StepResult } from './session';
import type { RangeMode, ViewState } from './viewState';

/** The pictures of a result with their statistics, which are found when first asked for. */
export interface Gallery {
  readonly result: StepResult;
  image(ref: MapRef): MapImage;
  statistics(ref: MapRef): MapStatistics;
  /** Of all maps of a kind together. */
  extent(kind: MapRef['kind']): Extent;
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

export function createGallery(result: StepResult): Gallery {
  const { problem } = result.planned;
  const kernel = problem.axes.map((axis) => axis.kernel);
  const image = ({ kind, channel }: MapRef): MapImage => {
    if (kind === 'kernel') return kernelImage(result.weight, kernel, channel);
    return imageOf(kind === 'input' ? result.input : result.maps, 0, channel);
  };
  const refs = (kind: MapRef['kind']): MapRef[] => {
    const counts = { input: problem.inChannels, output: problem.outChannels, kernel: problem.outChannels };
    // A kernel over several channels is no single picture.
    const length = kind === 'kernel' && inPerGroup(problem) !== 1 ? 0 : counts[kind];
    return Array.from({ length }, (_, channel) => ({ kind, channel }));
  };
  const statistics = remember(
    (ref: MapRef) => `${ref.kind} ${ref.channel}`,
    (ref) => statisticsOf(image(ref)),
  );
  const extent = remember(
    (kind: MapRef['kind']) => kind,
    (kind) => extentOf(refs(kind).map(image)),
  );
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
    result,
    image,
    statistics,
    extent,
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

function remember<Argument, Value>(keyOf: (argument: Argument) => string, make: (argument: Argument) => Value) {
  const known = new Map<string, Value>();
  return (argument: Argument): Value => {
    const key = keyOf(argument);
    let value = known.get(key);
    if (value === undefined) known.set(key, (value = make(argument)));
    return value;
  };
}

/** What the colours of maps stand for. */
export interface Coloring {
  readonly scale: ColorScale;
  readonly mode: RangeMode;
  /** The range that the ends of the scale can be set within. */
  whole(ref: MapRef): ColorRange;
  /** The numbers at the ends of the scale. */
  range(ref: MapRef): ColorRange;
}

/** The colours of a gallery as the view has them set. */
export function coloringOf(gallery: Gallery, view: Pick<ViewState, 'scale' | 'range' | 'clips'>): Coloring {
  const { scale, range: mode, clips } = view;
  const whole = (ref: MapRef): ColorRange =>
    colorRange(scale, mode === 'each' ? gallery.statistics(ref) : gallery.extent(ref.kind));
  return { scale, mode, whole, range: (ref) => clipRange(whole(ref), clips[ref.kind]) };
}
