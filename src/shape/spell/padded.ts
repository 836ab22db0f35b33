import type { ConvPlan, WindowAxis } from '../conv/types';
import type { PaddingMode } from '../padding';
import { isNumber } from '../dim';
import { n } from './write';

/** Whether each edge has a number of rows that can be added to it. */
export const isPaddable = ({ axes }: ConvPlan): boolean =>
  axes.every((axis) => n(axis.padBefore) >= 0 && n(axis.padAfter) >= 0);

/** `[[0, 0], [1, 1], [1, 1], [0, 0]]`: rows added before and after, for an input with the channels last. */
export function amounts(axes: readonly WindowAxis[]): string {
  return `[[0, 0], ${axes.map((axis) => `[${n(axis.padBefore)}, ${n(axis.padAfter)}]`).join(', ')}, [0, 0]]`;
}

/** Names by which TensorFlow and Keras call what both of them have. */
export interface PadNames {
  readonly pad: string;
  /** The name of a mode: TensorFlow writes capitals. */
  mode(name: 'reflect' | 'symmetric'): string;
  readonly take: string;
  readonly range: string;
  readonly clip: string;
}

const TF: PadNames = {
  pad: 'tf.pad',
  mode: (name) => name.toUpperCase(),
  take: 'tf.gather',
  range: 'tf.range',
  clip: 'tf.clip_by_value',
};
const KERAS: PadNames = {
  pad: 'keras.ops.pad',
  mode: (name) => name,
  take: 'keras.ops.take',
  range: 'keras.ops.arange',
  clip: 'keras.ops.clip',
};

/** `x` padded as a plan says, its channels last; undefined where the input's size has to be known and is not. */
export const paddedInTensorflow = (plan: ConvPlan): string | undefined => padded(plan, TF);
export const paddedInKeras = (plan: ConvPlan): string | undefined => padded(plan, KERAS);

/**
 * tf.pad and keras.ops.pad repeat no edge and wrap nothing around. A border of one row is the same when mirrored with the
 * edge; beyond that the rows are taken by their numbers.
 */
function padded({ axes, paddingMode }: ConvPlan, names: PadNames): string | undefined {
  const widest = Math.max(...axes.flatMap((axis) => [n(axis.padBefore), n(axis.padAfter)]));
  const byMode = (name: 'reflect' | 'symmetric'): string =>
    `${names.pad}(x, ${amounts(axes)}, mode='${names.mode(name)}')`;
  if (paddingMode === 'zeros') return `${names.pad}(x, ${amounts(axes)})`;
  if (paddingMode === 'reflect') return byMode('reflect');
  if (paddingMode === 'replicate' && widest <= 1) return byMode('symmetric');
  if (!axes.every((axis) => isNumber(axis.input))) return undefined;
  return axes.reduce((source, axis, i) => taken(source, axis, i + 1, paddingMode, names), 'x');
}

/** The rows of one axis by their numbers: wrapped around, or those beyond an edge all its own. */
function taken(source: string, axis: WindowAxis, at: number, mode: PaddingMode, names: PadNames): string {
  const [before, after, size] = [n(axis.padBefore), n(axis.padAfter), n(axis.input)];
  if (before === 0 && after === 0) return source;
  const range = `${names.range}(${-before}, ${size + after})`;
  const rows = mode === 'circular' ? `${range} % ${size}` : `${names.clip}(${range}, 0, ${size - 1})`;
  return `${names.take}(${source}, ${rows}, axis=${at})`;
}

/** The same in JAX, which has a mode for each. */
export function paddedInJax({ axes, paddingMode }: ConvPlan): string {
  const mode = { zeros: '', reflect: ", mode='reflect'", replicate: ", mode='edge'", circular: ", mode='wrap'" };
  const pairs = amounts(axes).replaceAll('[', '(').replaceAll(']', ')');
  return `jnp.pad(x, ${pairs}${mode[paddingMode]})`;
}

/** A layer that pads, where PyTorch's convolution cannot: differently from edge to edge. It names the last axis first. */
export function torchPad({ axes, paddingMode }: ConvPlan): string {
  const edges = [...axes].reverse().flatMap((axis) => [n(axis.padBefore), n(axis.padAfter)]);
  const layer = { zeros: 'Constant', reflect: 'Reflection', replicate: 'Replication', circular: 'Circular' };
  const value = paddingMode === 'zeros' ? ', 0' : '';
  return `nn.${layer[paddingMode]}Pad${axes.length}d((${edges.join(', ')})${value})`;
}
