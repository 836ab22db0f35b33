import { useEffect, useId, useMemo, useRef } from 'preact/hooks';
import { originOf } from '../../../src/compute/atlas/structure';
import type { AtlasLayout } from '../../../src/compute/atlas/layout';
import { valueAt } from '../../../src/compute/atlas/image';
import { livenessOf } from '../../../src/compute/atlas/statistics';
import type { MapRef } from '../../../src/compute/atlas/structure';
import type { ConvProblem } from '../../../src/compute/problem';
import type { Order } from '../../../src/compute/atlas/arrange';
import { formatShort } from '../../model/format';
import type { Coloring, Gallery } from '../../model/gallery';
import type { OutputAction } from '../../model/output';
import { ALONE } from '../../model/stage';
import { bandsOf, cursorAt, moveCursor } from '../../model/view';
import type { Cursor } from '../../model/viewState';
import { AtlasBand } from './AtlasBand';
import { Outlines } from './Outlines';

export interface AtlasProps {
  problem: ConvProblem;
  layout: AtlasLayout;
  gallery: Gallery | undefined;
  coloring: Coloring | undefined;
  /** What outputs are sorted by: written above each. */
  order: Order;
  cursor: Cursor | undefined;
  pinned: Cursor | undefined;
  dispatch(action: OutputAction): void;
}

const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The maps: canvases for the pictures, elements for what is written and drawn around them. */
export function Atlas({ problem, layout, gallery, coloring, order, cursor, pinned, dispatch }: AtlasProps) {
  const id = useId();
  const moved = useRef(false);
  const current = useRef<HTMLDivElement>(null);
  const tileId = ({ kind, channel }: MapRef): string => `${id}-${kind}-${channel}`;
  // Made once for a layout and a result: pointing must not go through hundreds of elements again.
  const maps = useMemo(() => {
    const describe = (ref: MapRef) => describeMap(problem, gallery, order, ref);
    const frames = layout.frames.map((frame) => <div class="cl-frame" style={boxStyle(frame)} />);
    let before = 0;
    const counted = bandsOf(layout).map((band) => ({ band, first: (before += band.tiles.length) - band.tiles.length }));
    const bands = counted.map(({ band, first }) => (
      <AtlasBand
        key={band.y}
        band={band}
        width={layout.width}
        count={layout.tiles.length}
        before={first}
        gallery={gallery}
        coloring={coloring}
        tileId={tileId}
        describe={describe}
      />
    ));
    return [frames, bands];
  }, [problem, layout, gallery, coloring, order, id]);

  // Moved by keys, the cursor must not leave the window; moved by the pointer it is in sight anyway.
  useEffect(() => {
    if (moved.current) current.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    moved.current = false;
  }, [cursor]);

  const cursorOf = (event: MouseEvent): Cursor | undefined => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return cursorAt(layout, event.clientX - box.left, event.clientY - box.top);
  };
  const onPointer = (event: PointerEvent): void => dispatch({ type: 'point', cursor: cursorOf(event) });
  const enlarge = (at: Cursor): void => {
    const map = { kind: at.kind, channel: at.channel };
    dispatch({ type: 'show', values: { stage: { map, company: ALONE } } });
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    const at = cursor ?? pinned;
    if (arrow) {
      moved.current = true;
      dispatch({ type: 'point', cursor: moveCursor(layout, at, arrow[0], arrow[1], event.shiftKey) });
    } else if (event.key === ' ' && cursor) dispatch({ type: 'pin', cursor });
    else if (event.key === 'Enter' && at) enlarge(at);
    else if (event.key === 'Escape' && pinned) dispatch({ type: 'pin', cursor: undefined });
    else return;
    // What means something here must not scroll the notebook or leave the cell as well.
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      class="cl-atlas"
      style={{ height: `${layout.height}px`, width: `${layout.width}px` }}
      tabIndex={0}
      role="listbox"
      aria-label={`${problem.outChannels} output maps. Arrow keys move between maps, with Shift between pixels; Space pins, Enter enlarges.`}
      aria-activedescendant={cursor && tileId(cursor)}
      onPointerMove={onPointer}
      onPointerDown={onPointer}
      onPointerLeave={() => dispatch({ type: 'point', cursor: undefined })}
      onClick={(event) => dispatch({ type: 'pin', cursor: cursorOf(event) })}
      onDblClick={(event) => {
        const at = cursorOf(event);
        if (at) enlarge(at);
      }}
      onBlur={() => dispatch({ type: 'point', cursor: undefined })}
      onKeyDown={onKey}
    >
      {maps}
      {pinned && <Outlines problem={problem} layout={layout} cursor={pinned} pinned />}
      {cursor && cursor !== pinned && (
        <Outlines
          problem={problem}
          layout={layout}
          cursor={cursor}
          value={gallery && valueAt(gallery.image(cursor), cursor.row, cursor.column)}
          boxRef={current}
        />
      )}
    </div>
  );
}

/** What is written above a map beside its number, and its name for who cannot see it. */
export interface MapText {
  readonly note?: string;
  readonly isDead: boolean;
  readonly name: string;
}

const DEAD = {
  zero: ['zero', 'all zero'],
  constant: ['const', 'one number everywhere'],
  odd: ['NaN', 'holds NaN or infinities'],
} as const;

function describeMap(problem: ConvProblem, gallery: Gallery | undefined, order: Order, ref: MapRef): MapText {
  const { kind, channel } = ref;
  const origin = kind === 'output' ? `, ${originOf(problem, channel)}` : '';
  const name = `${kind === 'kernel' ? 'kernel of output' : kind} ${channel}${origin}`;
  if (!gallery || kind === 'kernel') return { name, isDead: false };
  const statistics = gallery.statistics(ref);
  const liveness = livenessOf(statistics);
  const facts = `${name}, mean ${formatShort(statistics.mean)}, standard deviation ${formatShort(statistics.std)}`;
  if (liveness !== 'alive') return { name: `${facts}, ${DEAD[liveness][1]}`, note: DEAD[liveness][0], isDead: true };
  const note = kind === 'output' && order !== 'structure' ? formatShort(statistics[order]) : undefined;
  return { name: facts, note, isDead: false };
}

/** An element's place from a rectangle of the layout. */
export function boxStyle(rect: { x: number; y: number; width: number; height: number }): Record<string, string> {
  return { left: `${rect.x}px`, top: `${rect.y}px`, width: `${rect.width}px`, height: `${rect.height}px` };
}
