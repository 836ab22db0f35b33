import type { Difference } from '../../src/compute/compare';
import { TOLERANCE } from '../../src/compute/tolerance';
import { backendLabel } from '../model/engine';
import { formatCount, formatError, formatTime } from '../model/format';
import type { Network } from '../model/network';
import type { OutputAction } from '../model/output';
import type { Computation, Runner } from '../model/runner';
import { BackendTable } from './BackendTable';
import type { Waiting } from './hooks';
import { t } from '../model/words';

export interface StatusProps {
  network: Network;
  computation: Computation;
  waiting: Waiting;
  /** Whether the backends are shown with their times. */
  open: boolean;
  /** Has a backend that could not compute try again. */
  retry: Runner['retry'];
  dispatch(action: OutputAction): void;
}

/**
 * Who computed it, how long it took, and how far it is from the reference. One line, there from the start; the backend's
 * name opens a table of all of them.
 */
export function Status(props: StatusProps) {
  return (
    <>
      <Line {...props} />
      <div class="cl-heard" role="status">
        {props.waiting.heard}
      </div>
    </>
  );
}

function Line({ network, computation, waiting, open, retry, dispatch }: StatusProps) {
  const { result, inputs, difference, busy } = computation;
  if (!result || result.isProvisional) {
    const what = result
      ? t('Float64 reference loop, until gpu.js has started…')
      : inputs?.early
        ? t('The first maps by the float64 reference loop, until gpu.js has started…')
        : t('Computing…');
    return <div class="cl-status">{busy && <Progress what={what} waiting={waiting} />}</div>;
  }
  const { by, times, notes } = result;
  const total = times.upload + times.compute + times.readback;
  const split = t(
    'upload {0}, compute {1}, readback {2}',
    formatTime(times.upload),
    formatTime(times.compute),
    formatTime(times.readback),
  );
  return (
    <>
      <div class="cl-status">
        <button
          class="cl-backend"
          type="button"
          aria-expanded={open}
          title={t(
            by === 'reference'
              ? 'Computed in float64. Compares the backends.'
              : 'Computed by gpu.js. Compares the backends.',
          )}
          onClick={() => dispatch({ type: 'panel', panel: 'backends', open: !open })}
        >
          {backendLabel(by)}
          <span class="cl-twistie" aria-hidden="true" />
        </button>
        {waiting.lasts ? (
          <Progress what={t('Computing…')} waiting={waiting} />
        ) : (
          <>
            <span class="cl-dim" title={split}>
              {formatTime(total)}
              {times.firstCall && ` ${t('with compilation')}`}
            </span>
            {by !== 'reference' && <Trust difference={difference} />}
            {notes.length > 0 && (
              <span class="cl-note" role="status">
                {notes.join(' ')}
              </span>
            )}
          </>
        )}
      </div>
      {open && <BackendTable {...{ network, computation, result, retry, dispatch }} />}
    </>
  );
}

/** What is computed, and once that goes on for long the way to end it. */
function Progress({ what, waiting }: { what: string; waiting: Waiting }) {
  return (
    <>
      <span class="cl-dim">{what}</span>
      {waiting.lasts && (
        <button class="cl-link" type="button" title={t('Escape')} onClick={waiting.cancel}>
          {t('Cancel')}
        </button>
      )}
    </>
  );
}

function Trust({ difference }: { difference: Difference | undefined }) {
  if (!difference) return <span class="cl-dim">{t('comparing with the float64 reference…')}</span>;
  const { absolute, relative, compared, total } = difference;
  const wrong = !(relative <= TOLERANCE);
  const numbers = t(
    '{0} of {1} numbers compared; relative to Σ|input · weight|',
    formatCount(compared),
    formatCount(total),
  );
  return (
    <span class={wrong ? 'cl-error' : 'cl-dim cl-trust'} role={wrong ? 'alert' : undefined} title={numbers}>
      {wrong
        ? t('differs from the float64 reference by {0}: do not trust these maps', formatError(absolute))
        : t(
            compared < total
              ? 'max difference to the float64 reference {0} on a sample'
              : 'max difference to the float64 reference {0}',
            formatError(absolute),
          )}
    </span>
  );
}
