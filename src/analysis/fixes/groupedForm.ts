/**
 * Rewrite: a depthwise convolution as a grouped one with as many groups as channels. Kernel k of channel c is filter
 * c · multiplier + k in both, so weights are reshaped and not reordered.
 */
import { isNumber, type ConvPlan } from '../../shape';
import { frameworkOf } from '../../libraries/inputs';
import type { Site } from '../../python/interpreter/values';
import type { Analysis } from '../analyse';
import { argumentFor, constructorCall, renamedClass, type ConstructorCall } from './constructorCall';
import type { Edit, Fix } from './edits';
import { removeArgument } from './removeArgument';
import { givenArgument, sharedPlan, textOf, type OperationCall } from './operationCall';

/**
 * `tf.nn.depthwise_conv2d(x, w, …)` as `tf.nn.conv2d(x, tf.reshape(w, [kh, kw, 1, out]), …)` (TensorFlow 2.3 and later). Strided and
 * dilated, the two differ (the note on space-to-batch): the grouped one does what the arguments say, which repairs and does not rewrite.
 */
export function groupedFunction({ node, file, text, records }: OperationCall, repairs = false): Fix | undefined {
  const { func } = node;
  const filter = givenArgument(node, 1, 'filter');
  if (records[0].op !== 'tf.nn.depthwise_conv2d' || func.kind !== 'attribute' || !filter) return undefined;
  const dealsOut = records.some(
    ({ detail: { plan } }) => plan && 'notes' in plan && plan.notes.some((note) => note.code === 'space-to-batch'),
  );
  if (node.args.length > 4 || (dealsOut && !repairs)) return undefined;
  const rate = node.keywords.find((k) => k.name === 'rate');
  const owner = /^(.*)\.nn$/.exec(textOf(text, func.value))?.[1];
  const shape = sharedPlan(records, (plan) => ('weightShape' in plan ? plan.weightShape : undefined));
  if (!owner || !shape?.every(isNumber)) return undefined;
  const [height, width, channels, multiplier] = shape as readonly number[];
  const reshaped = `${owner}.reshape(${textOf(text, filter)}, [${height}, ${width}, 1, ${channels * multiplier}])`;
  const keyword = node.keywords.find((k) => k.name === 'filter');
  const replaced: Edit = keyword
    ? { file, start: keyword.start, end: keyword.end, text: `filters=${reshaped}` }
    : { file, start: filter.start, end: filter.end, text: reshaped };
  return {
    kind: 'grouped',
    subject: `conv2d, ${channels} groups`,
    edits: [
      { file, start: func.attrSpan.start, end: func.attrSpan.end, text: 'conv2d' },
      replaced,
      ...(rate ? [{ file, start: rate.start, end: rate.value.start, text: 'dilations=' }] : []),
    ],
    preferred: false,
  };
}

/** Arguments that both layers have under one name. */
const SHARED = new Set([
  ...['kernel_size', 'strides', 'padding', 'data_format', 'dilation_rate', 'use_bias', 'activation', 'name'],
  ...['input_shape', 'bias_initializer', 'depth_multiplier'],
]);

/** `DepthwiseConv2D(3, depth_multiplier=2)` as `Conv2D(2 · channels, 3, groups=channels)`. */
export function groupedLayer(analysis: Analysis, call: ConstructorCall): Fix | undefined {
  const { cls, node, file, layers } = call;
  const name = /^Depthwise(Conv[12]D)$/.exec(cls.name)?.[1];
  const renamed = name && renamedClass(analysis, call, name);
  if (!renamed || frameworkOf(cls) !== 'keras' || node.args.length > 3) return undefined;
  if (node.keywords.some((k) => !SHARED.has(k.name ?? ''))) return undefined;
  const records = analysis.ip.recorder.calls.filter(({ instance }) => instance && layers.includes(instance));
  const sizes = sharedPlan(records, (plan) => ('groups' in plan ? sizesOf(plan) : undefined));
  if (!sizes) return undefined;
  const edits: Edit[] = [
    renamed,
    {
      file,
      start: node.func.end + 1,
      end: node.func.end + 1,
      text: node.args.length > 0 ? `${sizes.filters}, ` : `filters=${sizes.filters}, `,
    },
    { file, start: node.end - 1, end: node.end - 1, text: `, groups=${sizes.groups}` },
  ];
  const multiplier = argumentFor(call, 'depth_multiplier');
  const removal = multiplier && removeArgument(call, multiplier.span);
  if (multiplier && !removal) return undefined;
  return {
    kind: 'grouped',
    subject: `${name}, ${sizes.groups} groups`,
    edits: removal ? [...edits, removal] : edits,
    preferred: false,
  };
}

/** The numbers a grouped layer needs. Undefined for a stride beside a dilation, which Conv2D refuses. */
function sizesOf({ outChannels, groups, axes }: ConvPlan): { filters: number; groups: number } | undefined {
  if (axes.some(({ stride }) => stride !== 1) && axes.some(({ dilation }) => dilation !== 1)) return undefined;
  return isNumber(outChannels) && isNumber(groups) ? { filters: outChannels, groups } : undefined;
}

/** The grouped form of the depthwise layer that is called at a place, by the program or by the model that it is a part of. */
export function groupedLayerAt(analysis: Analysis, at: Site): Fix | undefined {
  const called = analysis.ip.recorder.calls.find(
    ({ site, instance }) =>
      instance?.cls.name.startsWith('Depthwise') &&
      site?.file === at.file &&
      site.start === at.start &&
      site.end === at.end,
  );
  const call = called?.instance && constructorCall(analysis, called.instance);
  return call && groupedLayer(analysis, call);
}
