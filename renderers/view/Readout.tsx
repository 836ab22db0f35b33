import { valueAt } from '../../src/compute/atlas/image';
import { type ReadSpan, type ReceptiveField, receptiveField } from '../../src/compute/atlas/receptive';
import { originOf } from '../../src/compute/atlas/structure';
import { type ConvProblem, inPerGroup, outPerGroup } from '../../src/compute/problem';
import { formatNumber } from '../model/format';
import { placeText } from '../model/mapNames';
import type { Pictures } from '../model/gallery';
import type { Cursor } from '../model/viewState';
import { t } from '../model/words';

export interface ReadoutProps {
  problem: ConvProblem;
  pictures?: Pictures;
  /** What is pointed at, or else what is pinned. */
  cursor?: Cursor;
  pinned?: Cursor;
}

/** The number under the pointer and where it comes from; always as high, so that nothing moves. */
export function Readout({ problem, pictures, cursor, pinned }: ReadoutProps) {
  const content = cursor && pictures?.has(cursor) ? describe(problem, pictures, cursor) : undefined;
  return (
    <div class="cl-readout" aria-live="polite">
      {content ? (
        <>
          <strong class="cl-number">{content.value}</strong>
          <span>
            {content.place}
            {cursor === pinned && <span class="cl-heard">{t(', ') + t('pinned')}</span>}
          </span>
          <span class="cl-dim">{content.origin}</span>
        </>
      ) : (
        <span class="cl-dim">{t('Point at a map for its numbers; click keeps them, double click enlarges.')}</span>
      )}
    </div>
  );
}

interface Description {
  value: string;
  place: string;
  origin: string;
}

/** What the readout says of a pixel. */
export function describe(problem: ConvProblem, pictures: Pictures, cursor: Cursor): Description {
  const { kind, channel, row, column } = cursor;
  const value = formatNumber(valueAt(pictures.image(cursor), row, column));
  const place = placeText(problem, cursor);
  if (kind === 'input') {
    const outs = outPerGroup(problem);
    const first = Math.floor(channel / inPerGroup(problem)) * outs;
    const readers =
      problem.groups === 1
        ? t('every output')
        : t(outs === 1 ? 'output {0}' : 'outputs {0}', span(first, first + outs - 1));
    return { value, place, origin: t('read by {0}', readers) };
  }
  if (kind === 'kernel') {
    return { value, place, origin: t('applied to input {0}', Math.floor(channel / outPerGroup(problem))) };
  }
  const reads = problem.inChannels > 0 ? readsText(problem, receptiveField(problem, row, column)) : undefined;
  const origin = [originOf(problem, channel, t), reads].filter(Boolean).join(t(', '));
  return { value, place, origin };
}

/** What an output position reads, in the numbers of each axis. */
function readsText({ axes }: ConvProblem, field: ReceptiveField | undefined): string {
  if (!field) return t('reads nothing');
  const { slices, rows, columns } = field;
  if (slices) return t('reads slices {0}, rows {1}, columns {2}', ...[slices, rows, columns].map(spanText));
  return axes.length === 1
    ? t('reads {0}', spanText(columns))
    : t('reads rows {0}, columns {1}', spanText(rows), spanText(columns));
}

function span(first: number, last: number): string {
  return first === last ? `${first}` : `${first} … ${last}`;
}

function spanText({ first, last, step }: ReadSpan): string {
  const text = span(first, last);
  return (step === 1 || first === last ? text : t('{0} in steps of {1}', text, step)).replaceAll('-', '−');
}
