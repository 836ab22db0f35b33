import { type Arrangement, ORDERS, type Order, SELECTIONS, type Selection } from '../../src/compute/atlas/arrange';
import { COLOR_SCALES, type ColorScale } from '../../src/compute/atlas/colors';
import type { OutputAction } from '../model/output';
import type { RangeMode, Settled } from '../model/viewState';
import { Choice } from './controls/Choice';
import { t } from '../model/words';

const SCALE_LABELS: Record<ColorScale, string> = {
  viridis: 'Viridis',
  magma: 'Magma',
  grey: 'Grey',
  diverging: 'Around zero',
};

const ORDER_LABELS: Record<Order, string> = {
  structure: 'Structure',
  mean: 'Mean',
  std: 'Std',
  min: 'Min',
  max: 'Max',
};

const SELECTION_LABELS: Record<Selection, string> = {
  all: 'All maps',
  alive: 'Living maps',
  dead: 'Dead maps',
  odd: 'With NaN or ∞',
};

export interface ToolbarProps {
  view: Settled;
  batch: number;
  outputs: number;
  groups: number;
  dispatch(action: OutputAction): void;
}

/** How the maps are shown: batch item, colours, range, order. Choices without alternatives are left out. */
export function Toolbar({ view, batch, outputs, groups, dispatch }: ToolbarProps) {
  const { arrangement } = view;
  const arrange = (values: Partial<Arrangement>): void =>
    dispatch({ type: 'show', values: { arrangement: { ...arrangement, ...values } } });
  const isSorted = arrangement.order !== 'structure';
  return (
    <div class="cl-toolbar">
      {batch > 1 && (
        <Choice
          label={t('Batch item')}
          value={String(view.item)}
          options={Array.from({ length: batch }, (_, i) => [String(i), t('{0} of 0–{1}', i, batch - 1)])}
          onChange={(value) => dispatch({ type: 'show', values: { item: Number(value) } })}
        />
      )}
      <Choice
        label={t('Colours')}
        value={view.scale}
        options={COLOR_SCALES.map((name) => [name, SCALE_LABELS[name]])}
        onChange={(value) => dispatch({ type: 'show', values: { scale: value as ColorScale } })}
      />
      <Choice
        label={t('Range')}
        value={view.range}
        options={[
          ['common', 'All maps together'],
          ['each', 'Each map its own'],
        ]}
        onChange={(value) => dispatch({ type: 'show', values: { range: value as RangeMode } })}
      />
      {outputs > 1 && (
        <>
          <Choice
            label={t('Show')}
            value={arrangement.selection}
            options={SELECTIONS.map((name) => [name, SELECTION_LABELS[name]])}
            onChange={(value) => arrange({ selection: value as Selection })}
          />
          <Choice
            label={t('Order')}
            value={arrangement.order}
            options={ORDERS.map((name) => [name, ORDER_LABELS[name]])}
            onChange={(value) => arrange({ order: value as Order })}
          />
        </>
      )}
      {isSorted && (
        <button
          class="cl-link"
          type="button"
          title={t('Turns the order round')}
          onClick={() => arrange({ descending: !arrangement.descending })}
        >
          {t(arrangement.descending ? 'Largest first' : 'Smallest first')}
        </button>
      )}
      {isSorted && groups > 1 && (
        <label class="cl-choice">
          <input
            type="checkbox"
            checked={arrangement.across}
            onChange={(event) => arrange({ across: event.currentTarget.checked })}
          />
          {t('across groups')}
        </label>
      )}
    </div>
  );
}
