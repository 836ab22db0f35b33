import type { Ref } from 'preact';
import { useMemo } from 'preact/hooks';
import type { AtlasLayout, Tile } from '../../../src/compute/atlas/layout';
import type { Rect } from '../../../src/compute/atlas/paint';
import { receptiveField, slicesRead } from '../../../src/compute/atlas/receptive';
import { type ConvProblem, inPerGroup, outPerGroup } from '../../../src/compute/problem';
import { formatNumber } from '../../model/format';
import { pixelsOf, ringPath, rectPath } from '../../model/outline';
import { tileOf } from '../../model/view';
import type { Cursor } from '../../model/viewState';
import { boxStyle } from '../boxStyle';

export interface OutlinesProps {
  problem: ConvProblem;
  layout: AtlasLayout;
  /** Pixels that there are from the left. */
  width: number;
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
export function Outlines({ problem, layout, width, cursor, value, pinned, boxRef }: OutlinesProps) {
  const { row, column } = cursor;
  const tile = tileOf(layout, cursor);
  const group = cursor.kind === 'output' ? Math.floor(cursor.channel / outPerGroup(problem)) : undefined;
  const inputs = useMemo(() => inputsReadBy(problem, layout, group), [problem, layout, group]);
  if (!tile) return null;
  const pixel = pixelsOf(tile, row, row, column, column);
  const fields = tile.kind === 'output' ? inputs.flatMap((input) => fieldsOn(input, problem, row, column)) : [];
  const outline = fields.map(({ box }) => rectPath(box)).join('');
  return (
    <>
      {fields.map((field) => (
        <Padding {...field} />
      ))}
      {fields.length > 0 && (
        <svg class="cl-fields" width={1} height={1} aria-hidden="true">
          <path class="cl-halo" d={outline} />
          <path class="cl-line-of" d={outline} />
        </svg>
      )}
      <div ref={boxRef} class={pinned ? 'cl-cursor-map cl-pinned' : 'cl-cursor-map'} style={boxStyle(tile)} />
      <div class={pinned ? 'cl-cursor cl-pinned' : 'cl-cursor'} style={boxStyle(pixel)} />
      {value !== undefined && (
        <div class="cl-chip" style={chipStyle(pixel, width)} aria-hidden="true">
          {formatNumber(value)}
        </div>
      )}
    </>
  );
}

/** A receptive field on an input: of a volume in one of its slices. */
interface Field {
  readonly box: Rect;
  /** What of the layout is no padding. */
  readonly slice: Rect;
}

/** What a pixel of an output reads of an input. */
function fieldsOn(input: Tile, problem: ConvProblem, row: number, column: number): Field[] {
  const field = receptiveField(problem, row, column);
  if (!field) return [];
  const { rows, columns } = field;
  const height = problem.axes.length > 2 ? problem.axes[1].input : input.rows;
  return slicesRead(problem, field).map((start) => ({
    box: pixelsOf(input, start + rows.first, start + rows.last, columns.first, columns.last),
    slice: pixelsOf(input, start, start + height - 1, 0, input.columns - 1),
  }));
}

/** The part of a receptive field that lies beyond its input; nothing where there is none. */
function Padding({ box, slice }: Field) {
  const from = (rect: Rect): Rect => ({ ...rect, x: rect.x - box.x, y: rect.y - box.y });
  const ring = ringPath(from(box), from(slice));
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
