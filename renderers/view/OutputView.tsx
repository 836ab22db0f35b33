import { useEffect, useMemo, useRef } from 'preact/hooks';
import { onBackendSetting } from '../model/backendSetting';
import { type History, currentNetwork } from '../model/history';
import type { Network, Refused, Why } from '../model/network';
import type { OutputStore } from '../model/registry';
import { type Saying, saying } from '../../src/protocol/say';
import { Experiment } from './experiment/Experiment';
import { Header } from './Header';
import { useComputation, useKeptFocus, useSettled, useWaiting, useWidth } from './hooks';
import { Layers } from './Layers';
import { Message, type MessageProps } from './Message';
import { useRevealedFocus } from './reveal';
import { useImageDrop } from './useImageDrop';
import { Status } from './Status';
import { Viewer } from './Viewer';
import { t } from '../model/words';

/**
 * One notebook output. From top to bottom: what the layer does, whether the numbers are to be trusted, how they are
 * shown, what can be tried out, the maps, and what there is to say of one of them.
 */
export function OutputView({ store, title }: { store: OutputStore; title?: string }) {
  const { view, history } = useSettled(store);
  const { dispatch } = store;
  const root = useRef<HTMLElement>(null);
  // The newest wish counts: what is set for all outputs takes the place of what was chosen for this one.
  useEffect(() => onBackendSetting(() => dispatch({ type: 'show', values: { backend: undefined } })), [dispatch]);
  const width = useWidth(root);
  useKeptFocus(root);
  useRevealedFocus(root);
  const network = currentNetwork(history);
  const planning = network.plans[view.step];
  // What has no plan is not computed: the maps are those of the last settings that had one.
  const fitting = lastFitting(history, network, view.step);
  const { step: index, item, backend } = view;
  const used = useComputation(fitting?.network, { network, step: index, item, backend });
  const { computation, runner } = used;
  const waiting = useWaiting(used, store);
  // A result of the step shown before must not be painted into this step's layout.
  const result = computation.result?.step === view.step ? computation.result : undefined;
  const inputs = computation.inputs?.step === view.step ? computation.inputs : undefined;
  const planned = result?.planned ?? fitting?.planned;
  const { step } = network.steps[view.step];
  // A result changes neither what is tried out nor the list of layers: they are not rendered again with each.
  const experiment = useMemo(
    () => <Experiment state={{ view, history }} dispatch={dispatch} />,
    [view, history, dispatch],
  );
  const layers = useMemo(
    () => <Layers network={network} original={history.original} step={view.step} dispatch={dispatch} />,
    [network, history.original, view.step, dispatch],
  );
  const { isOver, problem, ...dropping } = useImageDrop(network, view.step, dispatch);
  // Ahead of what else Escape would leave: the computation was begun last.
  const onEarlyKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !waiting.lasts) return;
    event.preventDefault();
    event.stopPropagation();
    waiting.cancel();
  };
  const onKey = (event: KeyboardEvent): void => {
    const move = { PageUp: -1, PageDown: 1 }[event.key];
    const isField = event.target instanceof HTMLElement && event.target.matches('input, select');
    if (move === undefined || isField || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = view.step + move;
    // At the first and the last layer the key scrolls the notebook, as it does where there is only one.
    if (step < 0 || step >= network.steps.length) return;
    event.preventDefault();
    event.stopPropagation();
    dispatch({ type: 'step', step });
  };

  return (
    // An article: its header is no banner of the notebook, and who listens can go from one output to the next.
    <article
      class={isOver ? 'cl-root cl-over' : 'cl-root'}
      ref={root}
      aria-label={title ?? step.name ?? step.op}
      onKeyDown={onKey}
      onKeyDownCapture={onEarlyKey}
      {...dropping}
    >
      {isOver && <div class="cl-dropping">{t('Drop: the image becomes the input')}</div>}
      <Header step={step} planned={planned} title={title} />
      {fitting && (
        <Status
          network={network}
          computation={{ ...computation, result }}
          open={view.open.includes('backends')}
          waiting={waiting}
          retry={runner.retry}
          dispatch={dispatch}
        />
      )}
      {fitting && waiting.isLeft && (
        <Message
          title="The computation was cancelled"
          text={saying(result ? 'The maps are those from before.' : 'There are no maps yet.')}
          action={{ label: 'Compute', run: waiting.resume }}
        />
      )}
      {problem && <Message title="This file is no input" text={problem} />}
      {computation.error && <Message title={t('The maps could not be computed')} text={computation.error} />}
      {'refused' in planning && !(fitting && view.open.includes('experiment')) && (
        <Message {...messageOf(planning, fitting !== undefined)} action={awaiting(planning, dispatch)} />
      )}
      {layers}
      {planned && (
        <>
          {experiment}
          <Viewer
            network={network}
            planned={planned}
            result={result}
            inputs={inputs}
            view={view}
            width={width}
            store={store}
          />
        </>
      )}
    </article>
  );
}

const TITLES: Record<Why, string> = {
  unfit: 'This layer does not fit together',
  tooMuch: 'This layer is too large to show',
  long: 'This layer takes long to compute',
  empty: 'This layer gives no maps',
  unread: 'This layer has no input',
};

/** Why a layer has no plan. @param had whether it had one before it was edited: then there is a way back. */
function messageOf({ refused, why, awaits }: Refused, had: boolean): { title: string; text: Saying; advice?: string } {
  return had
    ? { title: 'This layer does not fit any more', text: refused, advice: 'Undo or reset the changes.' }
    : { title: TITLES[why], text: refused, advice: awaits === undefined ? 'The other layers are shown.' : undefined };
}

/** What computes a layer that has only to be awaited. */
function awaiting({ awaits }: Refused, dispatch: OutputStore['dispatch']): MessageProps['action'] {
  if (awaits === undefined) return undefined;
  return {
    label: 'Compute anyway',
    run: () => dispatch({ type: 'edit', edit: { type: 'await', step: awaits } }),
  };
}

/** A network in which a step has a plan: the present one, or the last that had one; undefined where it never had. */
function lastFitting({ original, done }: History, network: Network, step: number) {
  const networks = [network, ...done.map((revision) => revision.network).reverse(), original];
  for (const candidate of networks) {
    const planning = candidate.plans[step];
    if ('planned' in planning) return { network: candidate, planned: planning.planned };
  }
  return undefined;
}
