import { currentNetwork } from '../../model/history';
import type { SettledOutput } from '../../model/output';
import type { OutputStore } from '../../model/registry';
import styles from '../../styles/experimentPanel.css';
import { Arithmetic } from './Arithmetic';
import { InputChooser } from './InputChooser';
import { KernelEditor } from './KernelEditor';
import { SettingsEditor } from './SettingsEditor';

export interface ExperimentPanelProps {
  state: SettledOutput;
  dispatch: OutputStore['dispatch'];
}

/** Settings, kernels and input of the step that is shown, and the arithmetic that follows from them. */
export function ExperimentPanel({ state, dispatch }: ExperimentPanelProps) {
  const network = currentNetwork(state.history);
  const { step } = state.view;
  const isConvolution = network.steps[step].step.type === 'conv';
  const edit = state.history.done.at(-1)?.edit;
  const last = edit?.type === 'settings' && edit.step === step ? edit.change : undefined;
  return (
    <>
      <style>{styles}</style>
      <div class="cl-panel">
        <Arithmetic network={network} step={step} />
        <div class="cl-columns">
          <div class="cl-column">
            {isConvolution && <SettingsEditor network={network} step={step} last={last} dispatch={dispatch} />}
            <InputChooser network={network} step={step} dispatch={dispatch} />
          </div>
          {isConvolution && (
            <KernelEditor network={network} step={step} picked={state.view.selected.at(-1)} dispatch={dispatch} />
          )}
        </div>
      </div>
    </>
  );
}
