import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Difference } from '../../src/compute/compare';
import { BACKENDS, type Computed, backendLabel } from '../model/engine';
import { formatError, formatTime } from '../model/format';
import type { Network } from '../model/network';
import type { OutputAction } from '../model/output';
import type { Computation, Runner } from '../model/runner';
import type { StepResult } from '../model/session';
import { sayError } from '../../src/protocol/say';
import { usePaintTime } from './hooks';
import { t } from '../model/words';

export interface BackendTableProps {
  network: Network;
  computation: Computation;
  /** What is shown. */
  result: StepResult;
  /** Has a backend that could not compute try again. */
  retry: Runner['retry'];
  dispatch(action: OutputAction): void;
}

/** What a backend took, or why it cannot compute here. */
type Row =
  | { readonly state: 'failed'; readonly error: unknown }
  | {
      readonly state: 'done';
      readonly times: StepResult['times'];
      readonly paint?: number;
      readonly difference?: Difference;
    };

type Rows = Partial<Record<Computed['by'], Row>>;

/**
 * Every backend with its times and its difference to the reference. Choosing one computes the output on it, and its maps
 * are shown from then on.
 */
export function BackendTable({ network, computation, result, retry, dispatch }: BackendTableProps) {
  const { difference, busy } = computation;
  const rows = useRows(network, result, difference);
  const [asked, setAsked] = useState<Computed['by']>();
  const waiting = busy ? asked : undefined;
  const heard = waiting ? t('computing…') : asked === result.by ? t('Computed on {0}', backendLabel(asked)) : '';
  const hasFirstCall = Object.values(rows).some((row) => row.state === 'done' && row.times.firstCall);
  return (
    <div class="cl-backends-box">
      <table class="cl-backends" aria-label={t('Backends')}>
        <thead>
          <tr>
            <th scope="col">{t('backend')}</th>
            <td />
            {['upload', 'compute', 'readback', 'paint', 'max difference'].map((title) => (
              <th key={title} scope="col">
                {t(title)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {BACKENDS.map((by) => {
            const shown = by === result.by;
            return (
              <tr key={by} aria-current={shown}>
                <th scope="row">{backendLabel(by)}</th>
                <td>
                  {shown ? (
                    <span class="cl-dim">{t('shown')}</span>
                  ) : (
                    <button
                      class="cl-link"
                      type="button"
                      aria-label={t('Compute on {0}', backendLabel(by))}
                      onClick={() => {
                        setAsked(by);
                        if (rows[by]?.state === 'failed') void retry(by);
                        dispatch({ type: 'show', values: { backend: by } });
                      }}
                    >
                      {t('Compute')}
                    </button>
                  )}
                </td>
                <Cells row={rows[by]} isBusy={by === waiting} isReference={by === 'reference'} />
              </tr>
            );
          })}
        </tbody>
      </table>
      <div class="cl-heard" role="status">
        {heard}
      </div>
      {hasFirstCall && <div class="cl-dim">{t('* with compilation')}</div>}
    </div>
  );
}

/** What is known of each backend for these numbers: times of others say nothing of them. */
function useRows(network: Network, result: StepResult, difference: Difference | undefined): Rows {
  const { step, item, by, times, rejected } = result;
  const paint = usePaintTime(result);
  const known = useMemo((): { rows: Rows } => ({ rows: {} }), [network, step, item]);
  const failed = rejected?.map(({ name, error }) => [name, { state: 'failed', error }] as const) ?? [];
  const rows: Rows = {
    ...known.rows,
    ...Object.fromEntries(failed),
    [by]: { state: 'done', times, paint, difference },
  };
  useEffect(() => {
    known.rows = rows;
  });
  return rows;
}

function Cells({ row, isBusy, isReference }: { row: Row | undefined; isBusy: boolean; isReference: boolean }) {
  if (isBusy || row?.state !== 'done') {
    return (
      <td class="cl-dim" colSpan={5}>
        {isBusy ? t('computing…') : row?.state === 'failed' && sayError(row.error, t)}
      </td>
    );
  }
  const { upload, compute, readback, firstCall } = row.times;
  return (
    <>
      <td>{formatTime(upload)}</td>
      <td title={firstCall ? t('with compilation') : undefined}>
        {formatTime(compute)}
        {firstCall ? '*' : ''}
      </td>
      <td>{formatTime(readback)}</td>
      <td>{row.paint === undefined ? '…' : formatTime(row.paint)}</td>
      <td>{isReference ? t('0, by definition') : row.difference ? formatError(row.difference.absolute) : '…'}</td>
    </>
  );
}
