import type { Edit } from '../../model/edits';
import { wantedOf } from '../../model/edits';
import { type Network, convolutionAt, inputChannels } from '../../model/network';
import type { OutputStore } from '../../model/registry';
import { type ConvSettings, samePadding } from '../../model/settings';
import { AxesField } from '../controls/AxesField';
import { Choice } from '../controls/Choice';
import { NumberField } from '../controls/NumberField';
import { t } from '../../model/words';

export interface SettingsEditorProps {
  network: Network;
  step: number;
  /** Settings that were changed last: where nothing fits any more, they are marked. */
  last: Partial<ConvSettings> | undefined;
  dispatch: OutputStore['dispatch'];
}

const AXIS_NAMES: Record<number, readonly string[]> = { 1: ['L'], 2: ['H', 'W'], 3: ['D', 'H', 'W'] };
const EDGE_NAMES: Record<number, readonly string[]> = {
  1: ['left', 'right'],
  2: ['top', 'bottom', 'left', 'right'],
  3: ['front', 'back', 'top', 'bottom', 'left', 'right'],
};

const PADDING_MODES: readonly ConvSettings['paddingMode'][] = ['zeros', 'reflect', 'replicate', 'circular'];

/** Everything that a convolution is set by. */
export function SettingsEditor({ network, step, last, dispatch }: SettingsEditorProps) {
  const settings = wantedOf(network, step);
  const { wanted } = network.steps[step];
  const spec = convolutionAt(network, step);
  const names = AXIS_NAMES[settings.kernel.length];
  const isWrong = (key: keyof ConvSettings): boolean => wanted !== undefined && last !== undefined && key in last;
  const set = (change: Partial<ConvSettings>, joins = false): void => {
    const edit: Edit = { type: 'settings', step, change };
    dispatch({ type: 'edit', edit, joins });
  };
  const axes = (key: 'kernel' | 'stride' | 'dilation', label: string) => (
    <AxesField
      label={label}
      names={names}
      values={settings[key]}
      invalid={isWrong(key)}
      onChange={(values, joins) => set({ [key]: values }, joins)}
    />
  );
  return (
    <fieldset class="cl-group">
      <legend>{t('Settings')}</legend>
      {axes('kernel', t('kernel size'))}
      {axes('stride', t('stride'))}
      {axes('dilation', t('dilation'))}
      <AxesField
        label={t('padding')}
        names={EDGE_NAMES[settings.kernel.length]}
        per="side"
        values={settings.padding.flat()}
        min={0}
        invalid={isWrong('padding')}
        onChange={(edges, joins) => set({ padding: pairs(edges) }, joins)}
      />
      <div class="cl-field-row">
        <span class="cl-field-label" />
        <span class="cl-field-values">
          {!spec.transposed && (
            <button class="cl-link" type="button" onClick={() => set({ padding: samePadding(settings) })}>
              {t('keep the size (“same”)')}
            </button>
          )}
        </span>
      </div>
      {!spec.transposed && (
        <Choice
          label={t('padding mode')}
          value={settings.paddingMode}
          options={PADDING_MODES.map((mode) => [mode, mode])}
          onChange={(mode) => set({ paddingMode: mode as ConvSettings['paddingMode'] })}
        />
      )}
      <Channels network={network} step={step} settings={settings} isWrong={isWrong} set={set} />
    </fieldset>
  );
}

interface ChannelsProps {
  network: Network;
  step: number;
  settings: ConvSettings;
  isWrong(key: keyof ConvSettings): boolean;
  set(change: Partial<ConvSettings>, joins?: boolean): void;
}

/** Groups and output channels; of a depthwise convolution the channels are told by the multiplier. */
function Channels({ network, step, settings, isWrong, set }: ChannelsProps) {
  const { groups, outChannels } = settings;
  const inputs = inputChannels(network, step);
  const depthwise = inputs === groups && groups > 1 && outChannels % groups === 0;
  return (
    <>
      <div class="cl-field-row">
        <span class="cl-field-label">{t('groups')}</span>
        <span class="cl-field-values">
          <NumberField
            label={t('groups')}
            value={groups}
            invalid={isWrong('groups')}
            onChange={(n, joins) => set({ groups: n }, joins)}
          />
          {inputs !== undefined && inputs > 1 && groups !== 1 && (
            <button class="cl-link" type="button" onClick={() => set({ groups: 1 })}>
              {t('ordinary')}
            </button>
          )}
          {inputs !== undefined && inputs > 1 && groups !== inputs && outChannels % inputs === 0 && (
            <button class="cl-link" type="button" onClick={() => set({ groups: inputs })}>
              {t('depthwise')}
            </button>
          )}
        </span>
      </div>
      <div class="cl-field-row">
        <span class="cl-field-label">{t(depthwise ? 'multiplier' : 'out channels')}</span>
        <span class="cl-field-values">
          {depthwise ? (
            <>
              <NumberField
                label={t('channel multiplier')}
                value={outChannels / groups}
                invalid={isWrong('outChannels')}
                onChange={(n, joins) => set({ outChannels: n * groups }, joins)}
              />
              <span class="cl-dim">{t('{0} × {1} = {2} channels', groups, outChannels / groups, outChannels)}</span>
            </>
          ) : (
            <NumberField
              label={t('output channels')}
              value={outChannels}
              invalid={isWrong('outChannels')}
              onChange={(n, joins) => set({ outChannels: n }, joins)}
            />
          )}
        </span>
      </div>
    </>
  );
}

function pairs(edges: readonly number[]): [number, number][] {
  return Array.from({ length: edges.length / 2 }, (_, i) => [edges[2 * i], edges[2 * i + 1]]);
}
