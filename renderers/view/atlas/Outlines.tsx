import type { Ref } from 'preact';
import { useMemo } from 'preact/hooks';
import type { AtlasLayout, Tile } from '../../../src/compute/atlas/layout';
import type { Rect } from '../../../src/compute/atlas/paint';
import { receptiveField } from '../../../src/compute/atlas/receptive';
import { type ConvProblem, inPerGroup, outPerGroup } from '../../../src/compute/problem';
import { formatNumber } from '../../model/format';
import { pixelsOf, ringPath, rectPath } from '../../model/outline';
import { tileOf } from '../../model/view';
import type { Cursor } from '../../model/viewState';
import { boxStyle } from './Atlas';

export interface OutlinesProps {
  problem: ConvProblem;
  layout: AtlasLayout;
  cursor: Cursor;
  /** Written beside the pixel. */
  value?: number;
  pinned?: boolean;
  boxRef?: Ref<HTMLDivElement>;
}

/**
 * The pixel under the cursor with its number beside it, and on the inputs that it reads the part that it reads,
 * padding included and hatched.
 */
export function Outlines({ problem, layout, cursor, value, pinned, boxRef }: OutlinesProps) {
  const { row, column } = cursor;
  const tile = tileOf(layout, cursor);
  const group = cursor.kind === 'output' ? Math.floor(cursor.channel / outPerGroup(problem)) : undefined;
  const inputs = useMemo(() => inputsReadBy(problem, layout, group), [problem, layout, group]);
  if (!tile) return null;
  const pixel = pixelsOf(tile, row, row, column, column);
  const field = tile.kind === 'output' ? receptiveField(problem, row, column) : undefined;
  const fields = field
    ? inputs.map((input) => {
        const { rows, columns } = field;
        return pixelsOf(input, rows.first, rows.last, columns.first, columns.last);
      })
    : [];
  return (
    <>
      {fields.map((box, i) => (
        <Padding box={box} input={inputs[i]} />
      ))}
      {fields.length > 0 && (
        <svg class="cl-fields" width={1} height={1} aria-hidden="true">
          <path class="cl-halo" d={fields.map(rectPath).join('')} />
          <path class="cl-line-of" d={fields.map(rectPath).join('')} />
        </svg>
      )}
      <div ref={boxRef} class={pinned ? 'cl-cursor-map cl-pinned' : 'cl-cursor-map'} style={boxStyle(tile)} />
      <div class={pinned ? 'cl-cursor cl-pinned' : 'cl-cursor'} style={boxStyle(pixel)} />
      {value !== undefined && (
        <div class="cl-chip" style={chipStyle(pixel, layout.width)} aria-hidden="true">
          {formatNumber(value)}
        </div>
      )}
    </>
  );
}

/** The part of a receptive field that lies beyond its input; nothing where there is none. */
function Padding({ box, input }: { box: Rect; input: Rect }) {
  const from = (rect: Rect): Rect => ({ ...rect, x: rect.x - box.x, y: rect.y - box.y });
  const ring = ringPath(from(box), from(input));
  return ring ? <div class="cl-padding" style={{ ...boxStyle(box), clipPath: `path(evenodd, '${ring}')` }} /> : null;
}

/** The inputs that a group reads. */
function inputsReadBy(problem: ConvProblem, { tiles }: AtlasLayout, group: number | undefined): readonly Tile[] {
  const ins = inPerGroup(problem);
  return tiles.filter((tile) => tile.kind === 'input' && Math.floor(tile.channel / ins) === group);
}

/** Beside the pixel, on the side where there is room. */
function chipStyle(pixel: Rect, width: number): Record<string, string> {
  const right = pixel.x + pixel.width + CHIP < width;
  return {
    top: `${Math.max(0, pixel.y - 24)}px`,
    ...(right ? { left: `${pixel.x + pixel.width + 6}px` } : { right: `${width - pixel.x + 6}px` }),
  };
}

/** Pixels that the number's label takes at most. */
const CHIP = 100;
