import type { ComponentChildren } from 'preact';
import { COLOR_SCALES, type ColorScale } from '../../src/compute/atlas/colors';
import { inFormat } from '../../src/compute/layout';
import { outputShapeOf } from '../../src/compute/problem';
import type { PlannedStep } from '../../src/compute/step';
import { formatShape } from '../model/format';
import type { RangeMode } from '../model/view';

const SCALE_LABELS: Record<ColorScale, string> = {
  viridis: 'Viridis',
  magma: 'Magma',
  grey: 'Grey',
  diverging: 'Around zero',
};

export interface ToolbarProps {
  steps: readonly PlannedStep[];
  step: number;
  onStep(step: number): void;
  batch: number;
  item: number;
  onItem(item: number): void;
  scale: ColorScale;
  onScale(scale: ColorScale): void;
  mode: RangeMode;
  onMode(mode: RangeMode): void;
  children: ComponentChildren;
}

/** What can be chosen: layer, batch item, colours, range. Choices without alternatives are left out. */
export function Toolbar(props: ToolbarProps) {
  const { steps, step, batch, item, scale, mode } = props;
  return (
    <div class="cl-toolbar">
      {steps.length > 1 && (
        <Choice
          label="Layer"
          value={String(step)}
          options={steps.map((planned, i) => [String(i), `${i + 1}. ${stepLabel(planned)}`])}
          onChange={(value) => props.onStep(Number(value))}
        />
      )}
      {batch > 1 && (
        <Choice
          label="Batch item"
          value={String(item)}
          options={Array.from({ length: batch }, (_, i) => [String(i), `${i} of 0–${batch - 1}`])}
          onChange={(value) => props.onItem(Number(value))}
        />
      )}
      <Choice
        label="Colours"
        value={scale}
        options={COLOR_SCALES.map((name) => [name, SCALE_LABELS[name]])}
        onChange={(value) => props.onScale(value as ColorScale)}
      />
      <Choice
        label="Range"
        value={mode}
        options={[
          ['common', 'All maps together'],
          ['each', 'Each map its own'],
        ]}
        onChange={(value) => props.onMode(value as RangeMode)}
      />
      {props.children}
    </div>
  );
}

function stepLabel({ step, problem }: PlannedStep): string {
  return `${step.name ?? step.op} → ${formatShape(inFormat(outputShapeOf(problem), step.dataFormat))}`;
}

interface ChoiceProps {
  label: string;
  value: string;
  options: (readonly [string, string])[];
  onChange(value: string): void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <label class="cl-choice">
      <span class="cl-dim">{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([key, text]) => (
          <option key={key} value={key} selected={key === value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
