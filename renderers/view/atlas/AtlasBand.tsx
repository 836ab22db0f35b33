import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { colorWords } from '../../../src/compute/atlas/colors';
import type { Label } from '../../../src/compute/atlas/layout';
import { sliceRows } from '../../../src/compute/atlas/image';
import { type Painting, paintMaps } from '../../../src/compute/atlas/paint';
import type { MapRef } from '../../../src/compute/atlas/structure';
import { type ConvProblem, inPerGroup, outPerGroup } from '../../../src/compute/problem';
import type { Coloring, Pictures } from '../../model/gallery';
import type { OutputState } from '../../model/output';
import { timePainting } from '../../model/paintTime';
import type { OutputStore } from '../../model/registry';
import { useStore } from '../../model/store';
import type { Band } from '../../model/view';
import { paintingContext } from '../canvas';
import { boxStyle } from '../boxStyle';
import { SliceBorders } from './SliceBorders';
import { type MapText, useMapTexts } from './mapTexts';

export interface AtlasBandProps {
  band: Band;
  width: number;
  /** How many maps there are, and how many before this band: for who hears them one by one. */
  count: number;
  before: number;
  pictures: Pictures | undefined;
  coloring: Coloring | undefined;
  tileId(map: MapRef): string;
  describe(map: MapRef): MapText;
  problem: ConvProblem;
  store: OutputStore;
}

/** One band of the atlas: its elements exist and its canvas is painted only while it is near the window. */
export function AtlasBand(props: AtlasBandProps) {
  const { band, width, pictures, coloring, describe, problem } = props;
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const near = useNearWindow(box);
  const density = useDensity(band);
  const textOf = useMapTexts(band, near, problem, describe);
  const painted = useRef<Painted | undefined>(undefined);
  // Before the frame in which the canvas appears, and not after it.
  useLayoutEffect(() => {
    const context = paintingContext(canvas.current);
    if (!near) painted.current = undefined;
    if (!near || !pictures || !coloring || !context) return;
    timePainting(pictures.source, () => {
      painted.current = paintBand(context, { band, width, density }, pictures, coloring, painted.current);
    });
  }, [near, band, width, density, pictures, coloring]);
  return (
    <>
      <div ref={box} class="cl-band" style={{ top: `${band.y}px`, width: `${width}px`, height: `${band.height}px` }}>
        {near && band.tiles.length > 0 && (
          <canvas ref={canvas} width={width * density} height={band.height * density} aria-hidden="true" />
        )}
      </div>
      {near && <BandTiles {...props} textOf={textOf} />}
      {near && band.labels.map((label) => <AtlasLabel label={label} text={label.map && textOf(label.map)} />)}
    </>
  );
}

interface BandTilesProps extends AtlasBandProps {
  textOf(map: MapRef): MapText;
}

/** The borders of maps, and their names for who cannot see them. Inputs that what is pointed at does not read are dimmed. */
function BandTiles({ band, count, before, tileId, textOf, problem, store }: BandTilesProps) {
  const select = useMemo(() => readersOf(problem), [problem]);
  const readers = useStore(store, select, areSame);
  return band.tiles.map((tile, i) => {
    const isRead = readers.length === 0 || readers.includes(Math.floor(tile.channel / inPerGroup(problem)));
    const { name, isDead } = textOf(tile);
    const isDimmed = tile.kind === 'input' && !isRead;
    return (
      <div
        id={tileId(tile)}
        class={`cl-tile cl-tile-${tile.kind}${isDead ? ' cl-tile-dead' : ''}${isDimmed ? ' cl-dimmed' : ''}`}
        style={boxStyle(tile)}
        role="option"
        aria-label={name}
        aria-setsize={count}
        aria-posinset={before + i + 1}
      >
        <SliceBorders rows={sliceRows(problem.axes.map((axis) => axis[tile.kind]))} cell={tile.height / tile.rows} />
      </div>
    );
  });
}

function areSame(a: readonly number[], b: readonly number[]): boolean {
  return a.join() === b.join();
}

/** The groups of the outputs that are pointed at and pinned. */
function readersOf(problem: ConvProblem) {
  return ({ view: { cursor, pinned } }: OutputState): readonly number[] =>
    [cursor, pinned].flatMap((at) => (at?.kind === 'output' ? Math.floor(at.channel / outPerGroup(problem)) : []));
}

function AtlasLabel({ label, text }: { label: Label; text?: MapText }) {
  const { x, y, width, kind } = label;
  const note = text?.note;
  return (
    <div
      class={`cl-label cl-label-${kind}`}
      style={{ left: `${x}px`, top: `${y}px`, width: `${width}px` }}
      // A list of maps has maps in it and nothing else; which group one belongs to is said of each.
      aria-hidden="true"
    >
      {label.text}
      {note && <span class={text.isDead ? 'cl-label-dead' : 'cl-label-note'}>{note}</span>}
    </div>
  );
}

/** True while an element is in or near the visible part of the page. */
function useNearWindow(ref: { current: HTMLElement | null }): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver((entries) => setNear(entries[entries.length - 1].isIntersecting), {
      rootMargin: '600px',
    });
    observer.observe(ref.current!);
    return () => observer.disconnect();
  }, []);
  return near;
}

/** How fine a screen's pixels are used at most: what a map of 112 × 112 shows of itself where it is half as large. */
const DENSEST = 2;

/**
 * Canvas pixels along one of the page's: more than one on a fine screen, or where the page is enlarged, for maps that are
 * shown smaller than they are. Numbers that are shown in whole pixels or larger have nothing more to show.
 */
function useDensity({ tiles }: Band): number {
  const isReduced = tiles.some((tile) => tile.rows > tile.height || tile.columns > tile.width);
  const query = useMemo(() => matchMedia(`(min-resolution: ${DENSEST}dppx)`), []);
  const [isFine, setFine] = useState(query.matches);
  useEffect(() => {
    const take = (): void => setFine(query.matches);
    query.addEventListener('change', take);
    return () => query.removeEventListener('change', take);
  }, [query]);
  return isReduced && isFine ? DENSEST : 1;
}

/** What a canvas shows. */
interface Painted {
  readonly area: Area;
  readonly paintings: readonly Painting[];
  readonly picture: ImageData;
}

interface Area {
  readonly band: Band;
  readonly width: number;
  readonly density: number;
}

/** @param before what was painted last: of the same maps only those with other numbers or another range are painted again. */
function paintBand(
  context: CanvasRenderingContext2D,
  area: Area,
  pictures: Pictures,
  coloring: Coloring,
  before: Painted | undefined,
): Painted {
  const { band, width, density } = area;
  const paintings = band.tiles.filter(pictures.has).map((tile) => ({
    rect: {
      x: tile.x * density,
      y: (tile.y - band.y) * density,
      width: tile.width * density,
      height: tile.height * density,
    },
    image: pictures.image(tile),
    range: coloring.range(tile),
    words: colorWords(coloring.scale(tile.kind)),
  }));
  const kept =
    before && before.paintings.length === paintings.length && isSameArea(before.area, area) ? before : undefined;
  const picture = kept?.picture ?? new ImageData(width * density, band.height * density);
  const changed = kept ? paintings.filter((painting, i) => !isSamePainting(painting, kept.paintings[i])) : paintings;
  paintMaps(picture, changed);
  context.putImageData(picture, 0, 0);
  return { area, paintings, picture };
}

/** Numbers are known by the array that holds them: whoever changes them makes a new one. */
function isSamePainting(one: Painting, other: Painting): boolean {
  const isSameRange = one.range.low === other.range.low && one.range.high === other.range.high;
  return one.image.data === other.image.data && one.words === other.words && isSameRange;
}

function isSameArea(one: Area, other: Area): boolean {
  return one.band === other.band && one.width === other.width && one.density === other.density;
}
