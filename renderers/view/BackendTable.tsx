import { useEffect, useState } from 'preact/hooks';
import type { Difference } from '../../src/compute/compare';
import { BACKENDS, type Computed, backendLabel, computeOn } from '../model/engine';
import { formatError, formatTime } from '../model/format';
import { type StepResult, verify } from '../model/session';

export interface BackendTableProps {
  /** What is shown, by the backend that was chosen. */
  result: StepResult;
  difference: Difference | undefined;
}

type Row =
  | { readonly state: 'busy' }
  | { readonly state: 'failed'; readonly reason: string }
  | { readonly state: 'done'; readonly times: StepResult['times']; readonly difference?: Difference };

/** Every backend with its times and its difference to the reference, computed on the same numbers when asked. */
export function BackendTable({ result, difference }: BackendTableProps) {
  const [rows, setRows] = useState<Partial<Record<Computed['by'], Row>>>({});
  // Times of other numbers or settings say nothing of these.
  useEffect(() => setRows({}), [result]);
  const [live] = useState(() => ({ result, mounted: true }));
  live.result = result;
  useEffect(() => {
    live.mounted = true;
    return () => {
      live.mounted = false;
    };
  }, [live]);

  const run = async (by: Computed['by']): Promise<void> => {
    const isWanted = (): boolean => live.mounted && live.result === result;
    const tell = (row: Row): void => {
      if (isWanted()) setRows((before) => ({ ...before, [by]: row }));
    };
    tell({ state: 'busy' });
    try {
      const computed = await computeOn(by, result.planned.problem, result.input, result.weight, result.bias);
      const { times } = computed;
      tell({ state: 'done', times });
      if (by === 'reference') return;
      tell({ state: 'done', times, difference: await verify({ ...result, ...computed }, isWanted) });
    } catch (error) {
      tell({ state: 'failed', reason: error instanceof Error ? error.message : String(error) });
    }
  };

  return (
    <table class="cl-backends">
      <thead>
        <tr>
          {['backend', 'upload', 'compute', 'readback', 'max difference', ''].map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {BACKENDS.map((by) => {
          const shown = by === result.by;
          const row: Row | undefined =
            rows[by] ?? (shown ? { state: 'done', times: result.times, difference } : undefined);
          return (
            <tr key={by}>
              <th scope="row">
                {backendLabel(by)}
                {shown && <span class="cl-dim"> (shown)</span>}
              </th>
              <Cells row={row} isReference={by === 'reference'} />
              <td>
                <button class="cl-link" type="button" onClick={() => void run(by)}>
                  {row?.state === 'done' ? 'Again' : 'Compute'}
                </button>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Cells({ row, isReference }: { row: Row | undefined; isReference: boolean }) {
  if (row?.state === 'failed') {
    return (
      <td class="cl-dim" colSpan={4}>
        {row.reason}
      </td>
    );
  }
  if (row?.state !== 'done') {
    return (
      <td class="cl-dim" colSpan={4}>
        {row ? 'computing…' : ''}
      </td>
    );
  }
  const { upload, compute, readback, firstCall } = row.times;
  return (
    <>
      <td>{formatTime(upload)}</td>
      <td title={firstCall ? 'with compilation' : undefined}>
        {formatTime(compute)}
        {firstCall ? '*' : ''}
      </td>
      <td>{formatTime(readback)}</td>
      <td>{isReference ? '0, by definition' : row.difference ? formatError(row.difference.absolute) : '…'}</td>
    </>
  );
}
