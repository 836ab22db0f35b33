import { useRef } from 'preact/hooks';
import type { OutputAction } from '../../model/output';
import { lazily } from '../lazy';
import type { TakeAwayPanelProps } from './TakeAwayPanel';
import { t } from '../../model/words';

export interface TakeAwayProps extends Omit<TakeAwayPanelProps, 'place'> {
  open: boolean;
  dispatch(action: OutputAction): void;
}

/** What can be taken out of the notebook. Shut until it is asked for, and fetched then. */
export function TakeAway({ open, dispatch, ...shown }: TakeAwayProps) {
  const root = useRef<HTMLDivElement>(null);
  const Panel = usePanel(open);
  return (
    <div class="cl-takeaway" ref={root}>
      <button
        class="cl-link cl-opens"
        type="button"
        aria-expanded={open}
        onClick={() => dispatch({ type: 'panel', panel: 'takeaway', open: !open })}
      >
        <span class="cl-twistie" aria-hidden="true" />
        {t('Take away')}
      </button>
      {open && Panel && <Panel {...shown} place={() => root.current!} />}
    </div>
  );
}

const usePanel = lazily(async () => (await import(/* webpackChunkName: "takeaway" */ './TakeAwayPanel')).TakeAwayPanel);
