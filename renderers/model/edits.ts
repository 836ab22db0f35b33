import type { ConvStep } from '../../src/protocol/payload';
import type { InputSource } from './inputSource';
import { inputTensor } from './inputs';
import { type Preset, presetKernel } from './kernelPresets';
import { type Network, convolutionAt, settle } from './network';
import { type ConvSettings, settingsOf } from './settings';
import { tensorOf } from './tensor';
import { type WeightForm, weightFormOf } from './weightForm';

/** Which kernels an edit is about: all of a step, those of one output channel, or the one between it and an input of its group. */
export type KernelTarget = 'all' | { readonly output: number; readonly input?: number };

/** One change to an output's layers, weights or input. Plain data: it is kept and can be made again on another output. */
export type Edit =
  | { readonly type: 'settings'; readonly step: number; readonly change: Partial<ConvSettings> }
  /** One number of a step's weight, by its flat index. */
  | { readonly type: 'weight'; readonly step: number; readonly index: number; readonly value: number }
  | { readonly type: 'preset'; readonly step: number; readonly target: KernelTarget; readonly preset: Preset }
  /** Another input in the place of a tensor that arrived, of another size where one is given. */
  | {
      readonly type: 'input';
      readonly tensor: string;
      readonly source: InputSource;
      readonly spatial: readonly number[];
    }
  /** Has a step computed however long that takes. */
  | { readonly type: 'await'; readonly step: number };

/**
 * The network after an edit. Pure: what the edit does not touch is shared with the network before, so that who
 * computes it sees by identity what is the same.
 */
export function applyEdit(network: Network, edit: Edit): Network {
  switch (edit.type) {
    case 'settings': {
      const wanted = { ...wantedOf(network, edit.step), ...edit.change };
      const steps = network.steps.map((entry, i) => (i === edit.step ? { ...entry, wanted, note: undefined } : entry));
      return settle(steps, network.tensors, network.arrived);
    }
    case 'weight':
      return withWeight(network, edit.step, (numbers) => {
        numbers[edit.index] = edit.value;
      });
    case 'preset':
      return withWeight(network, edit.step, (numbers, step, shape) => {
        setPreset(numbers, weightFormOf(step, shape), edit.target, edit.preset);
      });
    case 'input': {
      const reader = network.steps.find(({ step }) => step.input === edit.tensor);
      if (!reader) return network;
      const { dataFormat } = reader.step;
      const { source, spatial } = edit;
      const tensor = { ...inputTensor(source, network.arrived[edit.tensor], dataFormat, spatial), source };
      return settle(network.steps, { ...network.tensors, [edit.tensor]: tensor }, network.arrived);
    }
    case 'await': {
      const steps = network.steps.map((entry, i) => (i === edit.step ? { ...entry, isAwaited: true } : entry));
      return settle(steps, network.tensors, network.arrived);
    }
  }
}

/** The network with a copy of a step's weight that was written to. */
function withWeight(
  network: Network,
  index: number,
  write: (numbers: Float32Array, step: ConvStep, shape: readonly number[]) => void,
): Network {
  const step = convolutionAt(network, index);
  const before = network.tensors[step.weight];
  const numbers = Float32Array.from(before.numbers());
  write(numbers, step, before.shape);
  return settle(network.steps, { ...network.tensors, [step.weight]: tensorOf(before.shape, numbers) }, network.arrived);
}

/**
 * Writes a preset into kernels. For a whole output it is shared out evenly over the input channels that the output
 * reads, so that what comes out is what the kernel makes of their mean.
 */
function setPreset(numbers: Float32Array, form: WeightForm, target: KernelTarget, preset: Preset): void {
  const outputs = target === 'all' ? form.groups * form.outPerGroup : 1;
  for (let i = 0; i < outputs; i++) {
    const output = target === 'all' ? i : target.output;
    const one = target === 'all' ? undefined : target.input;
    for (const input of one === undefined ? Array(form.inPerGroup).keys() : [one]) {
      // With one seed for all, random kernels would all be the same.
      const seed = preset.seed === undefined ? undefined : preset.seed + output * form.inPerGroup + input;
      const kernel = presetKernel({ ...preset, seed }, form.kernel);
      const share = one === undefined && preset.name !== 'random' ? form.inPerGroup : 1;
      numbers.set(
        kernel.map((tap) => tap / share),
        form.offset(output, input),
      );
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
  const subject = (edit: Edit): unknown[] => {
    switch (edit.type) {
      case 'settings':
        return [edit.step, ...Object.keys(edit.change)];
      case 'weight':
        return [edit.step, edit.index];
      case 'preset':
        return [edit.step, edit.target, edit.preset.name];
      case 'input':
        return [edit.tensor, edit.source.type];
      case 'await':
        return [edit.step];
    }
  };
  return a.type === b.type && JSON.stringify(subject(a)) === JSON.stringify(subject(b));
}
