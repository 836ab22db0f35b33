import { useEffect, useId, useMemo, useRef } from 'preact/hooks';
import type { AtlasLayout } from '../../../src/compute/atlas/layout';
import type { MapRef } from '../../../src/compute/atlas/structure';
import type { ConvProblem } from '../../../src/compute/problem';
import type { Order } from '../../../src/compute/atlas/arrange';
import { type Coloring, type Pictures, numberAt } from '../../model/gallery';
import type { OutputStore } from '../../model/registry';
import { ALONE } from '../../model/stage';
import { bandsOf, cursorAt, moveCursor } from '../../model/view';
import type { Cursor } from '../../model/viewState';
import { useCursor } from '../hooks';
import { boxStyle } from '../boxStyle';
import { AtlasBand } from './AtlasBand';
import { reveal } from '../reveal';
import { describeMap } from './mapTexts';
import { Outlines } from './Outlines';
import { t } from '../../model/words';

export interface AtlasProps {
  problem: ConvProblem;
  layout: AtlasLayout;
  /** Pixels to stand in: where there are few maps, more than they take. */
  width: number;
  /** What can be painted; before the result is there, the inputs and kernels. */
  pictures: Pictures | undefined;
  coloring: Coloring | undefined;
  /** What outputs are sorted by: written above each. */
  order: Order;
  pinned: Cursor | undefined;
  store: OutputStore;
}

const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The maps: canvases for the pictures, elements for what is written and drawn around them. */
export function Atlas({ problem, layout, width, pictures, coloring, order, pinned, store }: AtlasProps) {
  const { dispatch } = store;
  const cursor = useCursor(store);
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const moved = useRef(false);
  const current = useRef<HTMLDivElement>(null);
  const tileId = ({ kind, channel }: MapRef): string => `${id}-${kind}-${channel}`;
  const placed = useMemo(() => bandsOf(layout), [layout]);
  // Made once for a layout and a result: pointing must not go through hundreds of elements again.
  const maps = useMemo(() => {
    const describe = (ref: MapRef) => describeMap(problem, pictures, order, ref);
    const frames = layout.frames.map((frame) => <div class="cl-frame" style={boxStyle(frame)} />);
    let before = 0;
    const counted = placed.map((band) => ({ band, first: (before += band.tiles.length) - band.tiles.length }));
    const bands = counted.map(({ band, first }) => (
      <AtlasBand
        key={band.y}
        band={band}
        width={layout.width}
        count={layout.tiles.length}
        before={first}
        pictures={pictures}
        coloring={coloring}
        tileId={tileId}
        describe={describe}
        problem={problem}
        store={store}
      />
    ));
    return [frames, bands];
  }, [problem, layout, placed, pictures, coloring, order, id, store]);

  // Moved by keys, the cursor must not leave the window; moved by the pointer it is in sight anyway.
  useEffect(() => {
    const element = current.current;
    if (moved.current && element) {
      element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      void reveal(element);
    }
    moved.current = false;
  }, [cursor]);

  const pointer = usePointer((clientX, clientY) => {
    // Between the pointer's move and this frame all maps may have given way to one.
    if (!root.current) return;
    const box = root.current.getBoundingClientRect();
    dispatch({ type: 'point', cursor: cursorAt(layout, clientX - box.left, clientY - box.top) });
  });
  const leave = (): void => {
    pointer.forget();
    dispatch({ type: 'point', cursor: undefined });
  };
  // What is outlined is what a click means: its own place is rounded to whole pixels, that of a pointer is not.
  const pointedAt = (event: MouseEvent): Cursor | undefined => {
    if (!store.get().view.cursor) pointer.move(event);
    pointer.arrive();
    return store.get().view.cursor;
  };
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
      style={{ height: `${layout.height}px`, width: `${width}px` }}
      tabIndex={0}
      role="listbox"
      aria-label={t(
        '{0} output maps. Arrow keys move between maps, with Shift between pixels; Space pins, Enter enlarges.',
        problem.outChannels,
      )}
      aria-activedescendant={cursor && tileId(cursor)}
      ref={root}
      onPointerMove={pointer.move}
      onPointerDown={pointer.move}
      onPointerLeave={leave}
      onClick={(event) => dispatch({ type: 'pin', cursor: pointedAt(event) })}
      onDblClick={(event) => {
        const at = pointedAt(event);
        if (at) enlarge(at);
      }}
      // Giving way to one large map is no leaving: what is pointed at goes along.
      onBlur={() => store.get().view.stage || leave()}
      onKeyDown={onKey}
    >
      {maps}
      {pinned && <Outlines problem={problem} layout={layout} width={width} cursor={pinned} pinned />}
      {cursor && cursor !== pinned && (
        <Outlines
          problem={problem}
          layout={layout}
          width={width}
          cursor={cursor}
          value={numberAt(pictures, cursor)}
          boxRef={current}
        />
      )}
    </div>
  );
}

/**
 * Follows the pointer once a frame, however often it moves: finding out where the atlas is makes the browser lay the
 * page out.
 */
function usePointer(to: (clientX: number, clientY: number) => void) {
  const arrived = useRef(to);
  arrived.current = to;
  const pointer = useMemo(() => {
    let place: { clientX: number; clientY: number } | undefined;
    let frame = 0;
    const forget = (): void => {
      cancelAnimationFrame(frame);
      frame = 0;
      place = undefined;
    };
    /** Takes up where the pointer is now, without waiting for the frame. */
    const arrive = (): void => {
      const last = place;
      forget();
      if (last) arrived.current(last.clientX, last.clientY);
    };
    const move = ({ clientX, clientY }: MouseEvent): void => {
      place = { clientX, clientY };
      frame ||= requestAnimationFrame(arrive);
    };
    return { move, arrive, forget };
  }, []);
  useEffect(() => pointer.forget, [pointer]);
  return pointer;
}
