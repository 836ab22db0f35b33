import { useEffect, useId, useRef } from 'preact/hooks';
import { inFormat } from '../../src/compute/layout';
import { outputShapeOf } from '../../src/compute/problem';
import { type Step, tensorNames } from '../../src/protocol/payload';
import { formatShape } from '../model/format';
import type { Network, Why } from '../model/network';
import type { OutputAction } from '../model/output';
import { t } from '../model/words';

export interface LayersProps {
  network: Network;
  /** As it arrived: layers that differ from it are marked. */
  original: Network;
  step: number;
  dispatch(action: OutputAction): void;
}

const MOVES: Record<string, (step: number, last: number) => number> = {
  ArrowUp: (step) => step - 1,
  ArrowDown: (step) => step + 1,
  Home: () => 0,
  End: (_, last) => last,
};

/** The layers of an output with the shapes that they give, one of them shown; nothing where there is only one. */
export function Layers({ network, original, step, dispatch }: LayersProps) {
  const list = useRef<HTMLUListElement>(null);
  const id = useId();
  const last = network.steps.length - 1;
  useEffect(() => {
    const element = list.current;
    const row = element?.children[step] as HTMLElement | undefined;
    // Only the list is scrolled: `scrollIntoView` would move the notebook too.
    if (element && row) keepInSight(element, row);
  }, [step]);
  if (last < 1) return null;
  const longest = Math.max(8, ...network.steps.map((entry) => nameOf(entry.step).length));
  const go = (to: number): void => dispatch({ type: 'step', step: Math.max(0, Math.min(last, to)) });
  const onKey = (event: KeyboardEvent): void => {
    const move = MOVES[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    go(move(step, last));
  };
  return (
    <nav class="cl-layers" aria-label={t('Layers')}>
      <div class="cl-layers-head">
        <strong>{t('Layers')}</strong>
        <span class="cl-dim">{t('{0} of {1}', step + 1, last + 1)}</span>
        <button class="cl-link" type="button" aria-disabled={step === 0} onClick={() => go(step - 1)}>
          {t('Previous')}
        </button>
        <button class="cl-link" type="button" aria-disabled={step === last} onClick={() => go(step + 1)}>
          {t('Next')}
        </button>
      </div>
      <ul
        ref={list}
        class="cl-layer-list"
        role="listbox"
        tabIndex={0}
        aria-label={t('Layers, in order')}
        aria-activedescendant={`${id}-${step}`}
        style={`--cl-names: ${longest}ch`}
        onKeyDown={onKey}
      >
        {network.steps.map(({ step: layer }, i) => (
          <li
            key={i}
            id={`${id}-${i}`}
            class="cl-layer"
            role="option"
            title={`${nameOf(layer)} · ${layer.op}`}
            aria-selected={i === step}
            aria-setsize={last + 1}
            aria-posinset={i + 1}
            onClick={() => go(i)}
          >
            <span class="cl-dim cl-layer-number">{i + 1}</span>
            <span class="cl-layer-name">
              <bdi>{nameOf(layer)}</bdi>
            </span>
            <span class="cl-dim">{nameOf(layer) === layer.op ? '' : layer.op}</span>
            <span class={`cl-layer-shape${'refused' in network.plans[i] ? ' cl-layer-without cl-dim' : ''}`}>
              {shapeOf(network, i)}
            </span>
            <span class="cl-dim">{isEdited(network, original, i) ? t('edited') : ''}</span>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const nameOf = ({ name, op }: Step): string => name ?? op;

function keepInSight(list: HTMLElement, row: HTMLElement): void {
  const top = row.offsetTop - list.offsetTop;
  if (top < list.scrollTop) list.scrollTop = top;
  else if (top + row.offsetHeight > list.scrollTop + list.clientHeight) {
    list.scrollTop = top + row.offsetHeight - list.clientHeight;
  }
}

/** Why a layer has no maps, in two words. */
const WITHOUT: Record<Why, string> = {
  unfit: 'does not fit',
  tooMuch: 'too large',
  long: 'takes long',
  empty: 'no maps',
  unread: 'no input',
};

/** The shape that a layer gives, or why it gives none. */
function shapeOf(network: Network, index: number): string {
  const planning = network.plans[index];
  if ('refused' in planning) return t(WITHOUT[planning.why]);
  const { step, problem } = planning.planned;
  return `→ ${formatShape(inFormat(outputShapeOf(problem), step.dataFormat))}`;
}

function isEdited(network: Network, original: Network, index: number): boolean {
  const { step, wanted } = network.steps[index];
  const before = original.steps[index].step;
  if (wanted) return true;
  if (step !== before && JSON.stringify(step) !== JSON.stringify(before)) return true;
  return tensorNames(step).some((name) => network.tensors[name] !== original.tensors[name]);
}
