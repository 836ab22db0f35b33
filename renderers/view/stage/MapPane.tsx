import { useEffect, useRef } from 'preact/hooks';
import type { Rect } from '../../../src/compute/atlas/paint';
import { type PictureSize, type Size, type Viewport, clampViewport } from '../../model/viewport';
import { boxStyle } from '../boxStyle';
import { SliceBorders } from '../atlas/SliceBorders';
import { timePainting } from '../../model/paintTime';
import type { StepInputs } from '../../model/session';
import type { Layer } from '../../model/stagePicture';
import { drawLayers, onPane } from './draw';

export interface MapPaneProps {
  title: string;
  /** Whose numbers are drawn. */
  source: StepInputs;
  layers: readonly Layer[];
  picture: PictureSize;
  /** Rows of each slice of a volume. */
  slices: number | undefined;
  pane: Size;
  viewport: Viewport;
  /** Outlined elements: what is pointed at, and what it reads. */
  marks: readonly { readonly at: Rect; readonly kind: 'cursor' | 'pinned' | 'field' }[];
  onViewport(viewport: Viewport): void;
  /** A wheel turned with Ctrl held: `direction` 1 is closer. */
  onZoom(direction: 1 | -1, at: { x: number; y: number }): void;
  onPoint(at: { x: number; y: number } | undefined): void;
  onPin(at: { x: number; y: number }): void;
}

/** Pixels that a caption has even over the smallest map. */
const LEAST_CAPTION = 120;

/** Pixels that a pressed pointer moves before it drags. */
const DRAG = 4;

const wholeOf = ({ rows, columns }: PictureSize): Rect => ({ x: 0, y: 0, width: columns, height: rows });

/** One large map: drawn where the viewport is, dragged by the pointer. */
export function MapPane(props: MapPaneProps) {
  const { title, source, layers, picture, slices, pane, viewport, marks } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const drag = useRef<{ x: number; y: number; from: Viewport; moved: boolean } | undefined>(undefined);
  const ratio = window.devicePixelRatio || 1;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context) timePainting(source, () => drawLayers(context, layers, viewport, pane, ratio));
  }, [source, layers, viewport, pane.width, pane.height, ratio]);

  // Without Ctrl the wheel scrolls the notebook, as everywhere. The listener has to be one that may prevent.
  const zoom = useRef(props.onZoom);
  zoom.current = props.onZoom;
  useEffect(() => {
    const element = box.current!;
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      zoom.current(event.deltaY < 0 ? 1 : -1, { x: event.clientX - left, y: event.clientY - top });
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, []);

  const placeOf = (event: MouseEvent): { x: number; y: number } => {
    const { left, top } = box.current!.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    drag.current = { ...placeOf(event), from: viewport, moved: false };
    box.current!.setPointerCapture(event.pointerId);
  };
  const onMove = (event: PointerEvent): void => {
    const at = placeOf(event);
    const pressed = drag.current;
    if (pressed && (pressed.moved || Math.hypot(at.x - pressed.x, at.y - pressed.y) > DRAG)) {
      pressed.moved = true;
      const { cell, left, top } = pressed.from;
      const moved = { cell, left: left + (pressed.x - at.x) / cell, top: top + (pressed.y - at.y) / cell };
      props.onViewport(clampViewport(moved, picture, pane));
    }
    props.onPoint(at);
  };
  const onUp = (event: PointerEvent): void => {
    if (drag.current && !drag.current.moved) props.onPin(placeOf(event));
    drag.current = undefined;
  };
  return (
    <figure class="cl-pane" style={{ width: `${Math.max(pane.width, LEAST_CAPTION)}px` }}>
      <figcaption title={title}>{title}</figcaption>
      <div
        ref={box}
        class="cl-pane-box"
        style={{ width: `${pane.width}px`, height: `${pane.height}px` }}
        onPointerDown={onDown}
        onPointerMove={onMove}
        onPointerUp={onUp}
        onPointerCancel={() => (drag.current = undefined)}
        onPointerLeave={() => props.onPoint(undefined)}
      >
        <canvas
          ref={canvas}
          role="img"
          aria-label={title}
          width={Math.round(pane.width * ratio)}
          height={Math.round(pane.height * ratio)}
          style={{ width: `${pane.width}px`, height: `${pane.height}px` }}
        />
        <div class="cl-pane-whole" style={boxStyle(onPane(wholeOf(picture), viewport))}>
          <SliceBorders rows={slices} cell={viewport.cell} />
        </div>
        {marks.map(({ at, kind }) => (
          <div class={`cl-mark cl-mark-${kind}`} style={boxStyle(onPane(at, viewport))} />
        ))}
      </div>
    </figure>
  );
}
