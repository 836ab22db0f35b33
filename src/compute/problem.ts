import { SaidError } from '../protocol/say';
import type { ConvPlan, Dim, PaddingMode, PoolPlan } from '../shape';
import type { Activation } from './activation';

/**
 * A convolution with every size known: what the reference loop and the kernels read.
 * It is the numeric part of a ConvPlan, in terms that no framework's spelling reaches.
 */
export interface ConvProblem {
  readonly batch: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly groups: number;
  /** Spatial axes, outermost first: one, two or three. */
  readonly axes: readonly ConvAxis[];
  readonly paddingMode: PaddingMode;
  readonly transposed: boolean;
  /** What is done with each window in place of a weighted sum, channel by channel: then there are no weights. */
  readonly pooling?: Pooling;
  /** Applied to every number that comes out. */
  readonly activation?: Activation;
}

/** Batch normalization and activations by themselves are windows of one number: see `step.ts`. */
export interface Pooling {
  readonly kind: 'max' | 'average';
  /** An average divides by the window's size with its padding; otherwise by what of it lies in the input. */
  readonly countsPadding: boolean;
}

/** One spatial axis, all sizes in elements. */
export interface ConvAxis {
  readonly input: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Elements added before and after; negative crops. For a transposed convolution: cut from the full output. */
  readonly padBefore: number;
  readonly padAfter: number;
  readonly output: number;
}

/** An axis along which every number is treated by itself. */
export function pointwiseAxis(size: number): ConvAxis {
  return { input: size, kernel: 1, stride: 1, dilation: 1, padBefore: 0, padAfter: 0, output: size };
}

/**
 * The numeric part of a plan.
 * @throws Error with the plan's own message when the plan holds an error, or naming the size that is not a number.
 */
export function problemOfPlan(plan: ConvPlan): ConvProblem {
  if (plan.error) throw new SaidError(plan.error.saying);
  const known = knownIn(plan);
  const stuffed = plan.axes.find((axis) => axis.inputDilation !== 1);
  if (stuffed && !plan.transposed) {
    throw new Error(`${plan.op}: input_dilation along ${stuffed.name} is not computed here; only shapes are known.`);
  }
  // Flax folds the ends of the full output onto it (flax/linen/linear.py, ConvTranspose); nothing is cut off.
  if (plan.transposed && plan.padding.kind === 'wrap') {
    throw new Error(`${plan.op}: a transposed convolution that wraps is not computed here; only its shape is known.`);
  }
  return {
    batch: plan.roles.leading.reduce((product, axis) => product * known(plan.inputShape[axis], 'the batch size'), 1),
    inChannels: known(plan.inChannels, 'in_channels'),
    outChannels: known(plan.outChannels, 'out_channels'),
    groups: known(plan.groups, 'groups'),
    paddingMode: plan.paddingMode,
    transposed: plan.transposed,
    axes: axesOf(plan),
  };
}

/**
 * The numeric part of a pooling plan.
 * @throws Error with the plan's own message when the plan holds an error, or naming the size that is not a number.
 */
export function problemOfPool(plan: PoolPlan, pooling: Pooling): ConvProblem {
  if (plan.error) throw new SaidError(plan.error.saying);
  const known = knownIn(plan);
  const channels = known(plan.inputShape[plan.roles.channels], 'the number of channels');
  return {
    batch: plan.roles.leading.reduce((product, axis) => product * known(plan.inputShape[axis], 'the batch size'), 1),
    inChannels: channels,
    outChannels: channels,
    groups: channels,
    paddingMode: 'zeros',
    transposed: false,
    axes: axesOf(plan),
    pooling,
  };
}

function knownIn({ op }: { readonly op: string }): (value: Dim, name: string) => number {
  return (value, name) => {
    if (typeof value === 'number') return value;
    throw new Error(`${op}: ${name} is not a number, so there is nothing to compute yet. Give it a size.`);
  };
}

function axesOf(plan: ConvPlan | PoolPlan): ConvAxis[] {
  const known = knownIn(plan);
  return plan.axes.map((axis) => ({
    input: known(axis.input, `the input's ${axis.name}`),
    kernel: known(axis.kernel, `kernel_size along ${axis.name}`),
    stride: known(axis.stride, `stride along ${axis.name}`),
    dilation: known(axis.dilation, `dilation along ${axis.name}`),
    padBefore: known(axis.padBefore, `padding before ${axis.name}`),
    padAfter: known(axis.padAfter, `padding after ${axis.name}`),
    output: known(axis.output, `the output's ${axis.name}`),
  }));
}

/** Input channels that one output channel reads. */
export function inPerGroup(problem: ConvProblem): number {
  return problem.inChannels / problem.groups;
}

/** Output channels of one group. */
export function outPerGroup(problem: ConvProblem): number {
  return problem.outChannels / problem.groups;
}

/** (N, C, …spatial) of the input. */
export function inputShapeOf(problem: ConvProblem): number[] {
  return [problem.batch, problem.inChannels, ...problem.axes.map((axis) => axis.input)];
}

/** (N, C, …spatial) of the output. */
export function outputShapeOf(problem: ConvProblem): number[] {
  return [problem.batch, problem.outChannels, ...problem.axes.map((axis) => axis.output)];
}

/**
 * The weight's shape as the protocol stores it: (out, in / groups, …kernel), transposed (in, out / groups, …kernel).
 */
export function weightShapeOf(problem: ConvProblem): number[] {
  const kernel = problem.axes.map((axis) => axis.kernel);
  return problem.transposed
    ? [problem.inChannels, outPerGroup(problem), ...kernel]
    : [problem.outChannels, inPerGroup(problem), ...kernel];
}

/** Multiply-adds of the whole batch as they are executed, bias not counted. */
export function macsOf(problem: ConvProblem): number {
  const positions = problem.axes.reduce(
    (n, axis) => n * (problem.transposed ? axis.input : axis.output),
    problem.batch,
  );
  const taps = problem.axes.reduce((n, axis) => n * axis.kernel, 1);
  return positions * taps * problem.outChannels * (problem.inChannels / problem.groups);
}

/**
 * The source index that a padded index stands for, or −1 for a zero.
 * Padded index 0 is `padBefore` elements before the first. Modes as PyTorch's `F.pad` defines them:
 * reflect does not repeat the edge, replicate repeats it, circular wraps around.
 */
export function paddedSource(index: number, size: number, padBefore: number, mode: PaddingMode): number {
  const at = index - padBefore;
  if (at >= 0 && at < size) return at;
  switch (mode) {
    case 'zeros':
      return -1;
    case 'replicate':
      return at < 0 ? 0 : size - 1;
    case 'circular':
      return ((at % size) + size) % size;
    case 'reflect': {
      if (size === 1) return 0;
      const period = 2 * (size - 1);
      const folded = ((at % period) + period) % period;
      return folded < size ? folded : period - folded;
    }
  }
}
