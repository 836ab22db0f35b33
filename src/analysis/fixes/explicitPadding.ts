/**
 * Rewrite: SAME as explicit pads. TensorFlow's SAME puts an odd row at the end, and how many rows it adds depends on the
 * size that arrives; written out, the pads are what another framework needs.
 */
import { isNumber, type ConvPlan, type PoolPlan } from '../../shape';
import { frameworkOf } from '../../libraries/inputs';
import type { Fix } from './edits';
import { givenArgument, isWord, sharedPlan, textOf, type OperationCall } from './operationCall';

/** Functions whose padding may be a list of pairs, all with the padding as fourth argument (TensorFlow 1.14 and later). */
const FUNCTIONS = new Set(['tf.nn.conv2d', 'tf.nn.depthwise_conv2d', 'tf.nn.max_pool2d', 'tf.nn.max_pool']);

type Pairs = readonly (readonly [number, number])[];

export function explicitPadding(call: OperationCall): Fix | undefined {
  const { node, file, records } = call;
  const shared = sharedPlan(records, (plan) => ({ pads: padsOf(plan), layout: plan.roles.layout }));
  if (!shared?.pads) return undefined;
  const { pads, layout } = shared;
  const instance = records[0].instance;
  if (instance) return frameworkOf(instance.cls) === 'keras' ? paddedBefore(call, pads, layout) : undefined;
  const padding = givenArgument(node, 3, 'padding');
  if (!FUNCTIONS.has(records[0].op) || !padding || !isWord(padding, 'same')) return undefined;
  // No CPU pools with explicit pads and channels first, and pads of nothing say no more than the word.
  if (layout === 'channels_first' && records[0].op.includes('pool')) return undefined;
  if (pads.flat().every((pad) => pad === 0)) return undefined;
  const none = [0, 0] as const;
  const pairs = layout === 'channels_first' ? [none, none, ...pads] : [none, ...pads, none];
  const text = `[${pairs.map(([before, after]) => `[${before}, ${after}]`).join(', ')}]`;
  return {
    kind: 'explicit',
    subject: `padding=${text}`,
    edits: [{ file, start: padding.start, end: padding.end, text }],
    preferred: false,
  };
}

/** The pads of a plan. */
function padsOf(plan: ConvPlan | PoolPlan): Pairs | undefined {
  if ('transposed' in plan && plan.transposed) return undefined;
  const pads = plan.axes.map(({ padBefore, padAfter }) => [padBefore, padAfter]);
  return pads.every((pair) => pair.every(isNumber)) ? (pads as unknown as Pairs) : undefined;
}

/**
 * `Conv2D(…, padding='same')(x)` as `Conv2D(…, padding='valid')(ZeroPadding2D(…)(x))`, also where the padding is a list of pairs.
 * Poolings pad with no number.
 */
function paddedBefore({ node, file, text, records }: OperationCall, pads: Pairs, layout: string): Fix | undefined {
  const made = node.func;
  if (made.kind !== 'call' || made.func.kind !== 'attribute' || !/Conv[123]D$/.test(records[0].op)) return undefined;
  const padding = made.keywords.find((k) => k.name === 'padding')?.value;
  const [input, ...others] = node.args;
  const isSpread = padding?.kind === 'list' || padding?.kind === 'tuple' || (padding && isWord(padding, 'same'));
  if (!padding || !isSpread || !input || others.length > 0 || layout !== 'channels_last') return undefined;
  const pairs = pads.map(([before, after]) => `(${before}, ${after})`).join(', ');
  const layer = `ZeroPadding${pads.length}D(${pads.length === 1 ? pairs : `(${pairs})`})`;
  const owner = textOf(text, made.func.value);
  return {
    kind: 'explicit',
    subject: layer,
    edits: [
      { file, start: padding.start, end: padding.end, text: "'valid'" },
      { file, start: input.start, end: input.end, text: `${owner}.${layer}(${textOf(text, input)})` },
    ],
    preferred: false,
  };
}
