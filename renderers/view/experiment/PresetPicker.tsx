import { useState } from 'preact/hooks';
import type { KernelTarget } from '../../model/edits';
import { PRESETS, PRESET_LABELS, type Preset, type PresetName, presetProblem } from '../../model/kernelPresets';
import type { WeightForm } from '../../model/weightForm';
import { NumberField } from '../controls/NumberField';
import type { KernelPlace } from './kernelPlace';
import { t } from '../../model/words';
import { sayIt } from '../../../src/protocol/say';

export interface PresetPickerProps {
  form: WeightForm;
  place: KernelPlace;
  onApply(target: KernelTarget, preset: Preset, joins: boolean): void;
}

type Scope = 'one' | 'output' | 'all';

/** Kernels known by name, put into one kernel, into those of an output, or into all. */
export function PresetPicker({ form, place, onApply }: PresetPickerProps) {
  const [scope, setScope] = useState<Scope>('one');
  const [preset, setPreset] = useState<Preset>();
  const target: KernelTarget = scope === 'all' ? 'all' : scope === 'output' ? { output: place.output } : { ...place };
  const apply = (next: Preset, joins = false): void => {
    setPreset(next);
    onApply(target, next, joins);
  };
  const choose = (name: PresetName): void =>
    apply({ name, ...(name === 'gabor' && { angle: 0 }), ...(name === 'random' && { seed: 1 }) });
  return (
    <>
      <div class="cl-field-row">
        <span class="cl-field-label">{t('put into')}</span>
        <span class="cl-field-values">
          <select
            class="cl-select"
            aria-label={t('Kernels that a preset is put into')}
            value={scope}
            onChange={(event) => setScope(event.currentTarget.value as Scope)}
          >
            <option value="one">{t('this kernel')}</option>
            {form.inPerGroup > 1 && <option value="output">{t('all of output {0}', place.output)}</option>}
            <option value="all">{t('every kernel')}</option>
          </select>
        </span>
      </div>
      <div class="cl-presets" role="group" aria-label={t('Presets')}>
        {PRESETS.map((name) => {
          const problem = presetProblem(name, form.kernel);
          return (
            <button
              key={name}
              class="cl-chip-button"
              type="button"
              aria-disabled={problem !== undefined}
              title={problem && sayIt(problem, t)}
              onClick={() => problem === undefined && choose(name)}
            >
              {t(PRESET_LABELS[name])}
            </button>
          );
        })}
      </div>
      {preset?.angle !== undefined && (
        <Parameter
          label={t('angle')}
          value={preset.angle}
          step={15}
          onChange={(angle, joins) => apply({ ...preset, angle }, joins)}
        />
      )}
      {preset?.seed !== undefined && (
        <Parameter
          label={t('seed')}
          value={preset.seed}
          step={1}
          onChange={(seed, joins) => apply({ ...preset, seed }, joins)}
        />
      )}
    </>
  );
}

interface ParameterProps {
  label: string;
  value: number;
  step: number;
  onChange(value: number, joins: boolean): void;
}

function Parameter({ label, value, step, onChange }: ParameterProps) {
  return (
    <div class="cl-field-row">
      <span class="cl-field-label">{label}</span>
      <span class="cl-field-values">
        <NumberField label={label} value={value} min={0} step={step} onChange={onChange} />
      </span>
    </div>
  );
}
