import { type Network, type NetworkStep, convolutionAt, settle } from './network';
import { type ConvSettings, settingsOf } from './settings';
import { tensorOf } from './tensor';

/** One change to an output's layers, weights or input. Plain data: it is kept and can be made again on another output. */
export type Edit =
  | { readonly type: 'settings'; readonly step: number; readonly change: Partial<ConvSettings> }
  /** One number of a step's weight, by its flat index. */
  | { readonly type: 'weight'; readonly step: number; readonly index: number; readonly value: number };

/**
 * The network after an edit. Pure: what the edit does not touch is shared with the network before, so that who
 * computes it sees by identity what is the same.
 */
export function applyEdit(network: Network, edit: Edit): Network {
  switch (edit.type) {
    case 'settings': {
      const wanted = { ...wantedOf(network, edit.step), ...edit.change };
      return settle(
        replaceStep(network.steps, edit.step, { step: network.steps[edit.step].step, wanted }),
        network.tensors,
      );
    }
    case 'weight': {
      const name = convolutionAt(network, edit.step).weight;
      const numbers = Float32Array.from(network.tensors[name].numbers());
      numbers[edit.index] = edit.value;
      return settle(network.steps, { ...network.tensors, [name]: tensorOf(network.tensors[name].shape, numbers) });
    }
  }
}

/** The settings that a person sees of a step: those asked for last, whether or not they make a convolution. */
export function wantedOf(network: Network, index: number): ConvSettings {
  const step = convolutionAt(network, index);
  const { wanted } = network.steps[index];
  return wanted ?? settingsOf(step, network.tensors[step.weight].shape);
}

/** Whether two edits change the same thing, so that the later stands for both when undoing. */
export function isSameTarget(a: Edit, b: Edit): boolean {
  if (a.type === 'settings' && b.type === 'settings') {
    return a.step === b.step && Object.keys(a.change).join() === Object.keys(b.change).join();
  }
  if (a.type === 'weight' && b.type === 'weight') return a.step === b.step && a.index === b.index;
  return false;
}

function replaceStep(steps: readonly NetworkStep[], index: number, step: NetworkStep): NetworkStep[] {
  return steps.map((old, i) => (i === index ? step : old));
}
