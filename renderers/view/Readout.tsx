import { valueAt } from '../../src/compute/atlas/image';
import { receptiveField, type ReadSpan } from '../../src/compute/atlas/receptive';
import { originOf } from '../../src/compute/atlas/structure';
import { type ConvProblem, outPerGroup } from '../../src/compute/problem';
import { formatNumber } from '../model/format';
import type { Gallery } from '../model/view';
import type { Cursor } from '../model/viewState';

/** The number under the pointer and where it comes from; always one line, so that nothing moves. */
export function Readout({ problem, gallery, cursor }: { problem: ConvProblem; gallery?: Gallery; cursor?: Cursor }) {
  const content = gallery && cursor ? describe(problem, gallery, cursor) : undefined;
  return (
    <div class="cl-readout" aria-live="polite">
      {content ? (
        <>
          <strong class="cl-number">{content.value}</strong>
          <span>{content.place}</span>
          <span class="cl-dim">{content.origin}</span>
        </>
      ) : (
        <span class="cl-dim">Point at a map, or move with the arrow keys, for its numbers.</span>
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
export function describe(problem: ConvProblem, gallery: Gallery, cursor: Cursor): Description {
  const { kind, channel, row, column } = cursor;
  const value = formatNumber(valueAt(gallery.image(cursor), row, column));
  const place = problem.axes.length === 1 ? `[${column}]` : `[${row}, ${column}]`;
  if (kind === 'input') return { value, place: `input ${channel} ${place}`, origin: '' };
  if (kind === 'kernel') {
    const outs = outPerGroup(problem);
    const from = Math.floor(channel / outs);
    return { value, place: `kernel of output ${channel} ${place}`, origin: `applied to input ${from}` };
  }
  const field = receptiveField(problem, row, column);
  const reads = field && `reads rows ${span(field.rows)}, columns ${span(field.columns)}`;
  const along = field && `reads ${span(field.columns)}`;
  const origin = [originOf(problem, channel), problem.axes.length === 1 ? along : reads].filter(Boolean).join(', ');
  return { value, place: `output ${channel} ${place}`, origin };
}

function span({ first, last, step }: ReadSpan): string {
  const text = first === last ? `${first}` : `${first} … ${last}`;
  return (step === 1 || first === last ? text : `${text} in steps of ${step}`).replaceAll('-', '−');
}
