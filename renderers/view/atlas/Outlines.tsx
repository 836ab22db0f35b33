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
 * padding included and hatched. Inputs that take no part are dimmed.
 */
export function Outlines({ problem, layout, cursor, value, pinned, boxRef }: OutlinesProps) {
  const { row, column } = cursor;
  const tile = tileOf(layout, cursor);
  const group = cursor.kind === 'output' ? Math.floor(cursor.channel / outPerGroup(problem)) : undefined;
  const inputs = useMemo(() => inputsOf(problem, layout, group), [problem, layout, group]);
  if (!tile) return null;
  const pixel = pixelsOf(tile, row, row, column, column);
  const field = tile.kind === 'output' ? receptiveField(problem, row, column) : undefined;
  const fields = field
    ? inputs.read.map((input) => {
        const { rows, columns } = field;
        return pixelsOf(input, rows.first, rows.last, columns.first, columns.last);
      })
    : [];
  const padded = fields.map((box, i) => ringPath(box, inputs.read[i])).join('');
  const isLow = layout.height <= LAYERED;
  return (
    <>
      {isLow && inputs.dimmed && <div class="cl-dimmed" style={{ clipPath: `path('${inputs.dimmed}')` }} />}
      {isLow && padded && <div class="cl-padding" style={{ clipPath: `path(evenodd, '${padded}')` }} />}
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

/**
 * Pixels of height up to which layers lie over the whole atlas. Over thousands of pixels a software renderer takes
 * hundreds of milliseconds for each of them.
 */
const LAYERED = 2000;

/** The inputs that a group reads, and the outline of all others. */
function inputsOf(
  problem: ConvProblem,
  layout: AtlasLayout,
  group: number | undefined,
): { read: readonly Tile[]; dimmed: string } {
  if (group === undefined) return { read: [], dimmed: '' };
  const ins = inPerGroup(problem);
  const inputs = layout.tiles.filter((tile) => tile.kind === 'input');
  const isRead = (tile: Tile): boolean => Math.floor(tile.channel / ins) === group;
  const others = inputs.filter((tile) => !isRead(tile));
  return { read: inputs.filter(isRead), dimmed: others.map(rectPath).join('') };
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
