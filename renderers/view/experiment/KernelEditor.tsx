import { useState } from 'preact/hooks';
import type { MapRef } from '../../../src/compute/atlas/structure';
import { formatNumber } from '../../model/format';
import { type Network, convolutionAt } from '../../model/network';
import type { OutputStore } from '../../model/registry';
import { weightFormOf } from '../../model/weightForm';
import { NumberField } from '../controls/NumberField';
import { KernelGrid } from './KernelGrid';
import type { KernelPlace } from './kernelPlace';
import { KernelThumbnails } from './KernelThumbnails';
import { PresetPicker } from './PresetPicker';
import { t } from '../../model/words';

export interface KernelEditorProps {
  network: Network;
  step: number;
  /** The map picked last: its kernel is shown. */
  picked: MapRef | undefined;
  dispatch: OutputStore['dispatch'];
}

/** One kernel as numbers that can be changed, among its siblings. */
export function KernelEditor({ network, step, picked, dispatch }: KernelEditorProps) {
  const spec = convolutionAt(network, step);
  const tensor = network.tensors[spec.weight];
  const form = weightFormOf(spec, tensor.shape);
  const outputs = form.groups * form.outPerGroup;
  const [chosen, setChosen] = useState<KernelPlace & { by?: MapRef }>({ output: 0, input: 0 });
  // A map picked in the atlas since the last choice here takes its place.
  const follows = picked && picked.kind !== 'input' && picked !== chosen.by;
  const wanted = follows ? { output: picked.channel, input: chosen.input } : chosen;
  const place: KernelPlace = {
    output: Math.max(0, Math.min(outputs - 1, wanted.output)),
    input: Math.max(0, Math.min(form.inPerGroup - 1, wanted.input)),
  };
  const choose = (next: KernelPlace): void => setChosen({ ...next, by: picked });
  if (outputs * form.inPerGroup * form.taps === 0) return null;

  const start = form.offset(place.output, place.input);
  const taps = Array.from(tensor.numbers().subarray(start, start + form.taps));
  const channel = Math.floor(place.output / form.outPerGroup) * form.inPerGroup + place.input;
  return (
    <fieldset class="cl-group">
      <legend>{t('Kernels')}</legend>
      <div class="cl-field-row">
        <span class="cl-field-label">{t('output')}</span>
        <span class="cl-field-values">
          <NumberField
            label={t('output channel of the kernel')}
            value={place.output}
            min={0}
            onChange={(output) => output < outputs && output >= 0 && choose({ ...place, output })}
          />
          {form.inPerGroup > 1 && (
            <label class="cl-axis">
              <span class="cl-dim">{t('reading input')}</span>
              <NumberField
                label={t('input channel of the kernel')}
                value={channel}
                min={channel - place.input}
                onChange={(next) => {
                  const input = next - (channel - place.input);
                  if (input >= 0 && input < form.inPerGroup) choose({ ...place, input });
                }}
              />
            </label>
          )}
          {form.inPerGroup === 1 && <span class="cl-dim">{t('made of input {0}', channel)}</span>}
        </span>
      </div>
      <KernelThumbnails form={form} numbers={tensor.numbers()} place={place} onChoose={choose} />
      <KernelGrid
        sizes={form.kernel}
        taps={taps}
        name={t('kernel of output {0} on input {1}', place.output, channel)}
        onChange={(tap, value, joins) =>
          dispatch({ type: 'edit', joins, edit: { type: 'weight', step, index: start + tap, value } })
        }
      />
      <div class="cl-dim">{t('sum {0}', formatNumber(taps.reduce((a, b) => a + b, 0)))}</div>
      <PresetPicker
        form={form}
        place={place}
        onApply={(target, preset, joins) =>
          dispatch({ type: 'edit', joins, edit: { type: 'preset', step, target, preset } })
        }
      />
    </fieldset>
  );
}
