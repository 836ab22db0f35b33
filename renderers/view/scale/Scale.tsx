import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type Clip, UNCLIPPED, clipOutliers, moveClip } from '../../../src/compute/atlas/clip';
import { type ColorRange, NON_FINITE_COLOR, colorRange, cssGradient } from '../../../src/compute/atlas/colors';
import { type Histogram, histogramOf } from '../../../src/compute/atlas/histogram';
import type { MapRef } from '../../../src/compute/atlas/structure';
import { formatCount, formatNumber } from '../../model/format';
import type { Coloring, Gallery } from '../../model/gallery';
import type { OutputAction } from '../../model/output';
import type { Cursor, Settled } from '../../model/viewState';
import { mapText } from '../../model/mapNames';
import { areaPath } from './area';
import { t } from '../../model/words';

export interface ScaleProps {
  view: Settled;
  gallery: Gallery;
  coloring: Coloring;
  /** The map whose numbers the scale is of. */
  subject: MapRef;
  /** Whether a map is pointed at, and so drawn beside all of them. */
  pointed: boolean;
  /** The number under the pointer, marked on the scale. */
  value: number | undefined;
  dispatch(action: OutputAction): void;
}

/** Bars of the histograms as they are drawn. */
const BARS = 64;

/** Share of the numbers that "outliers" are, at each end. */
const OUTLIERS = 0.01;

/**
 * The colour scale: which number has which colour, how often it occurs in all maps and in the one pointed at, and two
 * handles for the ends.
 */
export function Scale({ view, gallery, coloring, subject, pointed, value, dispatch }: ScaleProps) {
  const { mode } = coloring;
  const scale = coloring.scale(subject.kind);
  const clip = view.clips[subject.kind];
  const whole = coloring.whole(subject);
  const range = coloring.range(subject);
  const { nonFinite } = mode === 'each' ? gallery.statistics(subject) : gallery.extent(subject.kind);
  const own = mode === 'each' || pointed;
  const name = mode === 'each' ? mapText(subject) : t(`${subject.kind}s`);
  const setClip = (to: Clip): void => dispatch({ type: 'clip', kind: subject.kind, clip: to });
  const share = (number: number): number => (number - whole.low) / (whole.high - whole.low);
  const isMarked = value !== undefined && Number.isFinite(value) && whole.high > whole.low;
  return (
    <div class="cl-scale" role="group" aria-label={t('Colour scale of {0}', name)}>
      <span class="cl-dim cl-scale-subject">{name}</span>
      <span class="cl-number cl-low">{formatNumber(range.low)}</span>
      <Track clip={clip} range={whole} diverging={scale === 'diverging'} onClip={setClip}>
        <Bars gallery={gallery} subject={subject} range={whole} all={mode === 'common'} own={own} />
        <span class="cl-gradient" style={{ background: cssGradient(scale, clip.low, clip.high) }} />
        {isMarked && <span class="cl-marker" style={{ left: `${share(value) * 100}%` }} />}
      </Track>
      <span class="cl-number">{formatNumber(range.high)}</span>
      {isClipped(clip) ? (
        <button class="cl-link" type="button" onClick={() => setClip(UNCLIPPED)}>
          {t('Whole range')}
        </button>
      ) : (
        <button
          class="cl-link"
          type="button"
          title={t('Moves the ends of the scale so that 1 % of the numbers lies beyond each')}
          onClick={() => setClip(withoutOutliers(gallery, coloring, subject))}
        >
          {t('Clip outliers')}
        </button>
      )}
      {nonFinite > 0 && (
        <span class="cl-nonfinite">
          <span class="cl-swatch" style={{ background: `rgb(${NON_FINITE_COLOR.join(',')})` }} />
          {formatCount(nonFinite)} {t('NaN or ∞')}
        </span>
      )}
    </div>
  );
}

function isClipped({ low, high }: Clip): boolean {
  return low !== 0 || high !== 1;
}

/** Of each map where each has its own range, of all maps else. */
function withoutOutliers(gallery: Gallery, coloring: Coloring, subject: MapRef): Clip {
  const range = coloring.whole(subject);
  const histogram =
    coloring.mode === 'each'
      ? histogramOf([gallery.image(subject)], range, 512)
      : gallery.commonHistogram(subject.kind, colorRange('viridis', gallery.extent(subject.kind)));
  return clipOutliers(histogram, range, OUTLIERS, coloring.scale(subject.kind));
}

interface BarsProps {
  gallery: Gallery;
  subject: Cursor | MapRef;
  range: ColorRange;
  all: boolean;
  own: boolean;
}

/** How often numbers occur: in all maps as an area, in one map as a line over it. Each as high as the picture. */
function Bars({ gallery, subject, range, all, own }: BarsProps) {
  const { kind, channel } = subject;
  const { low, high } = range;
  // The maps are painted first: counting all their numbers takes longer.
  const [common, setCommon] = useState('');
  useLayoutEffect(() => {
    if (all) return gallery.countCommon(kind, { low, high }, (histogram) => setCommon(areaPath(histogram, BARS)));
    setCommon('');
    return undefined;
  }, [gallery, kind, low, high, all]);
  const one = useMemo(() => {
    if (!own) return '';
    const histogram: Histogram = histogramOf([gallery.image({ kind, channel })], { low, high }, BARS);
    return areaPath(histogram, BARS);
  }, [gallery, kind, channel, low, high, own]);
  return (
    <svg class="cl-bars" viewBox={`0 0 ${BARS} 1`} preserveAspectRatio="none" aria-hidden="true">
      <path class="cl-bars-all" d={common} />
      <path class={all ? 'cl-bars-one' : 'cl-bars-all'} d={one} vector-effect="non-scaling-stroke" />
    </svg>
  );
}

interface TrackProps {
  clip: Clip;
  range: ColorRange;
  diverging: boolean;
  onClip(clip: Clip): void;
  children: ComponentChildren;
}

/** What the handles move along. They are sliders for the keyboard and a screen reader. */
function Track({ clip, range, diverging, onClip, children }: TrackProps) {
  const track = useRef<HTMLSpanElement>(null);
  const scale = diverging ? 'diverging' : 'viridis';
  const move = (end: 'low' | 'high', to: number): void => onClip(moveClip(clip, end, to, scale));
  const onDrag = (end: 'low' | 'high') => (event: PointerEvent) => {
    const handle = event.currentTarget as HTMLElement;
    if (event.type === 'pointerdown') {
      handle.setPointerCapture(event.pointerId);
      // The focus follows as for any slider; the page's selection does not.
      handle.focus();
      event.preventDefault();
    }
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const box = track.current!.getBoundingClientRect();
    move(end, (event.clientX - box.left) / box.width);
  };
  const onKey = (end: 'low' | 'high') => (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowLeft: -0.01,
      ArrowDown: -0.01,
      ArrowRight: 0.01,
      ArrowUp: 0.01,
      PageDown: -0.1,
      PageUp: 0.1,
    };
    if (event.key in steps) move(end, clip[end] + steps[event.key]);
    else if (event.key === 'Home') move(end, 0);
    else if (event.key === 'End') move(end, 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const handle = (end: 'low' | 'high') => {
    const number = range.low + clip[end] * (range.high - range.low);
    return (
      <span
        class={`cl-handle cl-handle-${end}`}
        style={{ left: `${clip[end] * 100}%` }}
        tabIndex={0}
        role="slider"
        aria-label={t(end === 'low' ? 'Lowest colour' : 'Highest colour')}
        aria-orientation="horizontal"
        aria-valuemin={range.low}
        aria-valuemax={range.high}
        aria-valuenow={number}
        aria-valuetext={formatNumber(number)}
        title={t('Drag, or use the arrow keys')}
        onPointerDown={onDrag(end)}
        onPointerMove={onDrag(end)}
        onKeyDown={onKey(end)}
      />
    );
  };
  return (
    <span class="cl-track" ref={track}>
      {children}
      {handle('low')}
      {handle('high')}
    </span>
  );
}
