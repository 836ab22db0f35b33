import type { SettledOutput } from '../../model/output';
import type { OutputStore } from '../../model/registry';
import { lazily } from '../lazy';
import { t } from '../../model/words';

export interface ExperimentProps {
  state: SettledOutput;
  dispatch: OutputStore['dispatch'];
}

/** What can be tried out, closed at first. Its parts are loaded when it is first opened. */
export function Experiment({ state, dispatch }: ExperimentProps) {
  const open = state.view.open.includes('experiment');
  const { done, undone } = state.history;
  const Panel = usePanel(open);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    dispatch({ type: event.shiftKey ? 'redo' : 'undo' });
  };
  return (
    <section class="cl-experiment" aria-label={t('Experiment')} onKeyDown={onKey}>
      <div class="cl-experiment-head">
        <button
          class="cl-disclosure"
          type="button"
          aria-expanded={open}
          onClick={() => dispatch({ type: 'panel', panel: 'experiment', open: !open })}
        >
          <span class="cl-twistie" aria-hidden="true" />
          {t('Experiment')}
          {!open && done.length === 0 && <span class="cl-dim">{t('settings, kernels, another input')}</span>}
        </button>
        {(done.length > 0 || undone.length > 0) && (
          <span class="cl-actions">
            <span class="cl-edited" role="status">
              {done.length === 0
                ? t('as it arrived')
                : t(done.length === 1 ? '{0} change' : '{0} changes', done.length)}
            </span>
            <Action label={t('Undo')} enabled={done.length > 0} onClick={() => dispatch({ type: 'undo' })} />
            <Action label={t('Redo')} enabled={undone.length > 0} onClick={() => dispatch({ type: 'redo' })} />
            <Action label={t('Reset')} enabled={done.length > 0} onClick={() => dispatch({ type: 'reset' })} />
          </span>
        )}
      </div>
      {open && Panel && <Panel state={state} dispatch={dispatch} />}
    </section>
  );
}

function Action({ label, enabled, onClick }: { label: string; enabled: boolean; onClick(): void }) {
  // Not `disabled`: the focus would be lost when the last change is undone.
  return (
    <button class="cl-link" type="button" aria-disabled={!enabled} onClick={() => enabled && onClick()}>
      {label}
    </button>
  );
}

const usePanel = lazily(
  async () => (await import(/* webpackChunkName: "experiment" */ './ExperimentPanel')).ExperimentPanel,
);
