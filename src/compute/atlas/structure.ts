import { type Say, inEnglish } from '../../protocol/say';
import { type ConvProblem, inPerGroup, outPerGroup } from '../problem';

/** Which map a tile shows. A kernel tile is the kernel of output channel `channel`. */
export interface MapRef {
  readonly kind: 'input' | 'output' | 'kernel';
  readonly channel: number;
}

/** Maps that belong together: what comes in and what is made of it. */
export interface AtlasSection {
  /** Said above the section; empty for none. */
  readonly title: string;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Whether each output's kernel stands beside its number. */
  readonly kernels: boolean;
  /** Whether a border is drawn around the section. */
  readonly framed: boolean;
}

export const CONV_KINDS = ['depthwise', 'grouped', 'full'] as const;
export type ConvKind = (typeof CONV_KINDS)[number];

export interface AtlasStructure {
  readonly kind: ConvKind;
  readonly sections: readonly AtlasSection[];
}

/** From this many on, an ordinary convolution's inputs stand after its outputs: the result comes first. */
const MANY_INPUTS = 12;

/** What kind of convolution it is, by who reads whom. */
export function kindOf(problem: ConvProblem): ConvKind {
  if (problem.groups === 1) return 'full';
  return inPerGroup(problem) === 1 ? 'depthwise' : 'grouped';
}

/**
 * How a convolution's maps belong together. Depthwise: one section per input channel with its own outputs.
 * Grouped: one per group. Ordinary: all inputs, all outputs.
 */
export function structureOf(problem: ConvProblem, say: Say = inEnglish): AtlasStructure {
  const kind = kindOf(problem);
  const ins = inPerGroup(problem);
  const outs = outPerGroup(problem);
  if (kind === 'full') {
    const plain = { kernels: false, framed: false };
    const inputs: AtlasSection = {
      ...plain,
      title: problem.inChannels === 1 ? say('input') : say('input, {0} channels', problem.inChannels),
      inputs: span(0, ins),
      outputs: [],
    };
    const outputs: AtlasSection = {
      ...plain,
      title:
        outs === 1
          ? say('output')
          : say(ins <= 1 ? 'output, {0} channels' : 'output, {0} channels: each reads every input channel', outs),
      inputs: [],
      outputs: span(0, outs),
      kernels: hasKernels(problem),
    };
    if (ins === 0) return { kind, sections: [outputs] };
    return { kind, sections: ins > MANY_INPUTS ? [outputs, inputs] : [inputs, outputs] };
  }
  return {
    kind,
    sections: span(0, problem.groups).map((group) => ({
      title:
        kind === 'depthwise'
          ? say('channel {0} → {1}', group, range(group * outs, outs))
          : say('group {0}: {1} → {2}', group, range(group * ins, ins), range(group * outs, outs)),
      inputs: span(group * ins, ins),
      outputs: span(group * outs, outs),
      kernels: hasKernels(problem),
      framed: true,
    })),
  };
}

/** Whether an output has one kernel to be shown: one channel is read, and not by a pooling or an activation. */
function hasKernels(problem: ConvProblem): boolean {
  return inPerGroup(problem) === 1 && !problem.pooling && !problem.activation;
}

/** Where an output channel comes from, in words: for the readout and for a screen reader. */
export function originOf(problem: ConvProblem, output: number, say: Say = inEnglish): string {
  const ins = inPerGroup(problem);
  const outs = outPerGroup(problem);
  const group = Math.floor(output / outs);
  if (problem.pooling) return say('from input {0}', output);
  switch (kindOf(problem)) {
    case 'depthwise':
      return outs === 1 ? say('from input {0}', group) : say('from input {0}, its kernel {1}', group, output % outs);
    case 'grouped':
      return say('group {0}, from inputs {1}', group, range(group * ins, ins));
    case 'full':
      if (ins === 0) return say('from no input');
      return ins === 1 ? say('from the one input') : say('from all {0} inputs', ins);
  }
}

/** `4` or `4–7`. */
export function range(first: number, count: number): string {
  return count === 1 ? String(first) : `${first}–${first + count - 1}`;
}

function span(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}
