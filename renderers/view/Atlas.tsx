import { useMemo } from 'preact/hooks';
import type { AtlasLayout } from '../../src/compute/atlas/layout';
import type { ColorScale } from '../../src/compute/atlas/colors';
import { valueAt } from '../../src/compute/atlas/image';
import type { ConvProblem } from '../../src/compute/problem';
import { type Gallery, bandsOf, cursorAt, moveCursor } from '../model/view';
import type { Cursor, RangeMode } from '../model/viewState';
import { AtlasBand } from './AtlasBand';
import { Outlines } from './Outlines';

export interface AtlasProps {
  problem: ConvProblem;
  layout: AtlasLayout;
  gallery: Gallery | undefined;
  scale: ColorScale;
  mode: RangeMode;
  cursor: Cursor | undefined;
  onCursor(cursor: Cursor | undefined): void;
}

const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The maps: canvases for the pictures, elements for what is written and drawn around them. */
export function Atlas({ problem, layout, gallery, scale, mode, cursor, onCursor }: AtlasProps) {
  // Made once for a layout and a result: pointing must not go through hundreds of elements again.
  const maps = useMemo(
    () => (
      <>
        {layout.frames.map((frame) => (
          <div class="cl-frame" style={boxStyle(frame)} />
        ))}
        {bandsOf(layout).map((band) => (
          <AtlasBand key={band.y} band={band} width={layout.width} gallery={gallery} scale={scale} mode={mode} />
        ))}
        {layout.tiles.map((tile) => (
          <div class={`cl-tile cl-tile-${tile.kind}`} style={boxStyle(tile)} />
        ))}
        {layout.labels.map(({ x, y, width, text, kind }) => (
          <div class={`cl-label cl-label-${kind}`} style={{ left: `${x}px`, top: `${y}px`, width: `${width}px` }}>
            {text}
          </div>
        ))}
      </>
    ),
    [layout, gallery, scale, mode],
  );
  const onPointer = (event: PointerEvent): void => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    onCursor(cursorAt(layout, event.clientX - box.left, event.clientY - box.top));
  };
  const onKey = (event: KeyboardEvent): void => {
    const arrow = ARROWS[event.key];
    if (!arrow || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    onCursor(moveCursor(layout, cursor, arrow[0], arrow[1], event.shiftKey));
  };
  return (
    <div
      class="cl-atlas"
      style={{ height: `${layout.height}px`, width: `${layout.width}px` }}
      tabIndex={0}
      role="group"
      aria-label={`${problem.outChannels} output maps. Arrow keys move between maps, with Shift between pixels.`}
      onPointerMove={onPointer}
      onPointerDown={onPointer}
      onPointerLeave={() => onCursor(undefined)}
      onBlur={() => onCursor(undefined)}
      onKeyDown={onKey}
    >
      {maps}
      {cursor && (
        <Outlines
          problem={problem}
          layout={layout}
          cursor={cursor}
          value={gallery && valueAt(gallery.image(cursor), cursor.row, cursor.column)}
        />
      )}
    </div>
  );
}

/** An element's place from a rectangle of the layout. */
export function boxStyle(rect: { x: number; y: number; width: number; height: number }): Record<string, string> {
  return { left: `${rect.x}px`, top: `${rect.y}px`, width: `${rect.width}px`, height: `${rect.height}px` };
}
