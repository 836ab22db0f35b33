import { useMemo, useRef, useState } from 'preact/hooks';
import { sliceRows } from '../../../src/compute/atlas/image';
import { receptiveField } from '../../../src/compute/atlas/receptive';
import { type ConvProblem, outPerGroup } from '../../../src/compute/problem';
import type { Coloring, Gallery } from '../../model/gallery';
import type { OutputAction } from '../../model/output';
import { type StagePicture, pictureOfStage } from '../../model/stagePicture';
import type { Stage } from '../../model/stage';
import {
  type PictureSize,
  type Size,
  type Viewport,
  clampViewport,
  fitCell,
  nextCell,
  reveal,
  zoomAt,
} from '../../model/viewport';
import type { Cursor } from '../../model/viewState';
import { mapText } from '../../model/mapNames';
import { MapPane, type MapPaneProps } from './MapPane';
import { StageBar } from './StageBar';
import { t } from '../../model/words';

export interface StageViewProps {
  problem: ConvProblem;
  stage: Stage;
  gallery: Gallery;
  coloring: Coloring;
  /** Pixels to fill. */
  width: number;
  cursor: Cursor | undefined;
  pinned: Cursor | undefined;
  dispatch(action: OutputAction): void;
}

/** Pixels that a large map is high at most: with what is above and below it fits a window. */
const TALLEST = 440;
const GAP = 8;
/** The line above a pane. */
const TITLE = 18;

const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

/** One map large: alone, beside another with their difference, or over the input that it was made from. */
export function StageView({ problem, stage, gallery, coloring, width, cursor, pinned, dispatch }: StageViewProps) {
  const { map, company } = stage;
  const root = useRef<HTMLDivElement>(null);
  const [zoomed, setZoomed] = useState<Viewport>();
  const picture = useMemo(() => pictureOfStage(problem, stage, gallery, coloring), [problem, stage, gallery, coloring]);
  const count = picture.panes.length;
  const room = roomFor(picture.size, count, width);
  const fitted = fitCell(picture.size, room);
  const pane = paneSize(picture.size, fitted, room);
  const viewport =
    zoomed && zoomed.cell > fitted ? clampViewport(zoomed, picture.size, pane) : { cell: fitted, left: 0, top: 0 };

  const zoom = (direction: 1 | -1, at: { x: number; y: number }): void =>
    setZoomed(zoomAt(viewport, nextCell(viewport.cell, fitted, direction), at, picture.size, pane));
  const middle = { x: pane.width / 2, y: pane.height / 2 };
  const leave = (): void => dispatch({ type: 'show', values: { stage: undefined } });
  const go = (by: number): void => {
    const last = (map.kind === 'input' ? problem.inChannels : problem.outChannels) - 1;
    const channel = Math.max(0, Math.min(last, map.channel + by));
    dispatch({ type: 'show', values: { stage: followed(problem, stage, channel) } });
    // What is pointed at goes along: back among all maps, the keys go on from this one.
    if (cursor?.kind === map.kind) dispatch({ type: 'point', cursor: { ...cursor, channel } });
  };
  const point = (row: number, column: number, channel = map.channel): void =>
    dispatch({ type: 'point', cursor: { kind: map.kind, channel, row, column } });

  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // Of the controls in it only buttons have no use for Escape themselves.
    const isButton = event.target instanceof HTMLButtonElement;
    if (event.target !== root.current && !(isButton && event.key === 'Escape')) return;
    const arrow = ARROWS[event.key];
    if (arrow) {
      const from =
        cursor?.kind === map.kind ? cursor : { row: picture.own.rows >> 1, column: picture.own.columns >> 1 };
      const row = Math.max(0, Math.min(picture.own.rows - 1, from.row + arrow[0]));
      const column = Math.max(0, Math.min(picture.own.columns - 1, from.column + arrow[1]));
      point(row, column);
      const { x, y } = picture.place(row, column);
      if (viewport.cell > fitted) setZoomed(reveal(viewport, Math.floor(y), Math.floor(x), picture.size, pane));
    } else if (event.key === '+' || event.key === '=') zoom(1, middle);
    else if (event.key === '-') zoom(-1, middle);
    else if (event.key === '0') setZoomed(undefined);
    else if (event.key === 'PageUp') go(-1);
    else if (event.key === 'PageDown') go(1);
    else if (event.key === ' ' && cursor) dispatch({ type: 'pin', cursor });
    else if (event.key === 'Escape' && pinned) dispatch({ type: 'pin', cursor: undefined });
    else if (event.key === 'Escape') leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      class="cl-stage"
      ref={root}
      tabIndex={0}
      role="group"
      aria-label={t(
        '{0}, large. Arrow keys move between pixels, plus and minus zoom, Page Up and Page Down change the map, Escape goes back.',
        mapText(map),
      )}
      onKeyDown={onKey}
    >
      <StageBar
        problem={problem}
        stage={stage}
        cell={viewport.cell}
        fitted={fitted}
        onZoom={(direction) => zoom(direction, middle)}
        onGo={go}
        onLeave={leave}
        onStage={(next) => dispatch({ type: 'show', values: { stage: next } })}
      />
      <div class="cl-panes">
        {picture.panes.map(({ title, layers, channel }) => (
          <MapPane
            title={title}
            source={gallery.source}
            layers={layers}
            picture={picture.size}
            slices={sliceRows(problem.axes.map((axis) => axis[map.kind]))}
            pane={pane}
            viewport={viewport}
            marks={marksOf(problem, picture, map.kind, cursor, pinned)}
            onViewport={setZoomed}
            onZoom={zoom}
            onPoint={(at) => {
              const element = at && elementOf(picture, viewport, at);
              if (element) point(element.row, element.column, channel);
              else dispatch({ type: 'point', cursor: undefined });
            }}
            onPin={(at) => {
              const element = elementOf(picture, viewport, at);
              if (element) dispatch({ type: 'pin', cursor: { kind: map.kind, channel, ...element } });
            }}
          />
        ))}
      </div>
      {company.kind === 'beside' && <div class="cl-compared cl-number">{picture.compare(cursor ?? pinned) ?? ' '}</div>}
    </div>
  );
}

/** What there is for each pane where they stand so many in a row that the pictures are largest; on a tie in fewer rows. */
function roomFor(size: PictureSize, count: number, width: number): Size {
  const rooms = Array.from({ length: count }, (_, i): Size => {
    const perRow = count - i;
    const rows = Math.ceil(count / perRow);
    return {
      width: Math.floor((width - (perRow - 1) * GAP) / perRow),
      height: Math.floor((TALLEST - (rows - 1) * (GAP + TITLE)) / rows),
    };
  });
  return rooms.reduce((best, room) => (fitCell(size, room) > fitCell(size, best) ? room : best));
}

/** As large as the picture when it is fitted, so that nothing moves while zooming. */
function paneSize({ rows, columns }: PictureSize, fitted: number, room: Size): Size {
  return {
    width: Math.min(room.width, Math.max(1, Math.ceil(columns * fitted))),
    height: Math.min(room.height, Math.max(1, Math.ceil(rows * fitted))),
  };
}

/** The same stage with another map; over the input it takes the input that this map reads. */
function followed(problem: ConvProblem, { map, company }: Stage, channel: number): Stage {
  const next = { kind: map.kind, channel };
  if (company.kind !== 'over' || problem.groups === 1) return { map: next, company };
  const ins = problem.inChannels / problem.groups;
  const input = Math.floor(channel / outPerGroup(problem)) * ins + (company.input % ins);
  return { map: next, company: { ...company, input } };
}

/** The element of the map under a point of a pane; undefined beside the map. */
function elementOf(picture: StagePicture, viewport: Viewport, at: { x: number; y: number }) {
  const { x, y, width, height } = picture.place(0, 0);
  const row = Math.floor((viewport.top + at.y / viewport.cell - y) / height);
  const column = Math.floor((viewport.left + at.x / viewport.cell - x) / width);
  const { rows, columns } = picture.own;
  return row >= 0 && row < rows && column >= 0 && column < columns ? { row, column } : undefined;
}

function marksOf(
  problem: ConvProblem,
  picture: StagePicture,
  kind: Cursor['kind'],
  cursor: Cursor | undefined,
  pinned: Cursor | undefined,
): MapPaneProps['marks'] {
  const marks: { at: ReturnType<StagePicture['place']>; kind: 'cursor' | 'pinned' | 'field' }[] = [];
  if (pinned?.kind === kind) marks.push({ at: picture.place(pinned.row, pinned.column), kind: 'pinned' });
  if (cursor?.kind !== kind) return marks;
  marks.push({ at: picture.place(cursor.row, cursor.column), kind: 'cursor' });
  const field = picture.input && receptiveField(problem, cursor.row, cursor.column);
  if (field) {
    const { x, y } = picture.input!;
    const { rows, columns } = field;
    const at = {
      x: x + columns.first,
      y: y + rows.first,
      width: columns.last - columns.first + 1,
      height: rows.last - rows.first + 1,
    };
    marks.push({ at, kind: 'field' });
  }
  return marks;
}
