import type { ComponentChildren } from 'preact';
import { COLOR_SCALES, type ColorScale } from '../../src/compute/atlas/colors';
import type { OutputAction } from '../model/output';
import type { RangeMode, ViewState } from '../model/viewState';
import { Choice } from './controls/Choice';

const SCALE_LABELS: Record<ColorScale, string> = {
  viridis: 'Viridis',
  magma: 'Magma',
  grey: 'Grey',
  diverging: 'Around zero',
};

export interface ToolbarProps {
  view: ViewState;
  batch: number;
  dispatch(action: OutputAction): void;
  children: ComponentChildren;
}

/** How the maps are shown: batch item, colours, range. Choices without alternatives are left out. */
export function Toolbar({ view, batch, dispatch, children }: ToolbarProps) {
  return (
    <div class="cl-toolbar">
      {batch > 1 && (
        <Choice
          label="Batch item"
          value={String(view.item)}
          options={Array.from({ length: batch }, (_, i) => [String(i), `${i} of 0–${batch - 1}`])}
          onChange={(value) => dispatch({ type: 'show', values: { item: Number(value) } })}
        />
      )}
      <Choice
        label="Colours"
        value={view.scale}
        options={COLOR_SCALES.map((name) => [name, SCALE_LABELS[name]])}
        onChange={(value) => dispatch({ type: 'show', values: { scale: value as ColorScale } })}
      />
      <Choice
        label="Range"
        value={view.range}
        options={[
          ['common', 'All maps together'],
          ['each', 'Each map its own'],
        ]}
        onChange={(value) => dispatch({ type: 'show', values: { range: value as RangeMode } })}
      />
      {children}
    </div>
  );
}
