/**
 * Rewrite: a grouped convolution as split, convolve, concatenate, for frameworks and devices without groups (TensorFlow
 * before 2.3, and CPUs there). Group g convolves its own channels with its own filters in both.
 */
import { isNumber } from '../../shape';
import { frameworkOf } from '../../libraries/inputs';
import { literalOf } from './constructorCall';
import { replaced, type Fix } from './edits';
import { givenArgument, sharedPlan, textOf, type OperationCall } from './operationCall';

export function splitForm(call: OperationCall): Fix | undefined {
  const { records, node, file } = call;
  const shared = sharedPlan(records, (plan) =>
    'groups' in plan && !plan.transposed && plan.weightLayout !== 'kIM'
      ? { groups: plan.groups, channels: plan.inPerGroup, layout: plan.roles.layout }
      : undefined,
  );
  if (!shared || !isNumber(shared.groups) || shared.groups < 2 || !isNumber(shared.channels)) return undefined;
  const { groups, channels, layout } = shared;
  const { instance, op } = records[0];
  const text = instance
    ? frameworkOf(instance.cls) === 'keras' && layout === 'channels_last'
      ? splitLayer(call, groups, channels)
      : undefined
    : op === 'tf.nn.conv2d'
      ? splitFunction(call, groups, layout === 'channels_first' ? 1 : 3)
      : undefined;
  if (text === undefined) return undefined;
  const edits = [{ file, start: node.start, end: node.end, text }];
  return { kind: 'split', subject: String(groups), edits, preferred: false };
}

/** `tf.nn.conv2d(x, w, …)` for every pair of parts of x and w. */
function splitFunction({ node, text }: OperationCall, groups: number, axis: number): string | undefined {
  const [input, filters] = [givenArgument(node, 0, 'input'), givenArgument(node, 1, 'filters', 'filter')];
  if (node.func.kind !== 'attribute' || !input || !filters) return undefined;
  const owner = /^(.*)\.nn$/.exec(textOf(text, node.func.value))?.[1];
  if (!owner) return undefined;
  const inner = replaced(text, node, [
    { ...input, text: 'part' },
    { ...filters, text: 'kernel' },
  ]);
  const parts = [input, filters].map(
    (of, i) => `${owner}.split(${textOf(text, of)}, ${groups}, axis=${i === 0 ? axis : 3})`,
  );
  return `${owner}.concat([${inner} for part, kernel in zip(${parts.join(', ')})], axis=${axis})`;
}

/** `Conv2D(filters, …, groups=g)(x)` for every slice of the channels of x, which must be a name to be sliced. */
function splitLayer({ node, text }: OperationCall, groups: number, channels: number): string | undefined {
  const made = node.func;
  const [input] = node.args;
  if (made.kind !== 'call' || made.func.kind !== 'attribute' || input?.kind !== 'name' || node.args.length > 1)
    return undefined;
  const [filters, given] = [givenArgument(made, 0, 'filters'), made.keywords.find((k) => k.name === 'groups')];
  const count = literalOf(filters);
  if (!filters || count === undefined || !given || made.keywords.some((k) => k.name === 'name')) return undefined;
  const before = text.slice(0, given.start).replace(/,\s*$/, '').length;
  const inner = replaced(text, node, [
    { start: filters.start, end: filters.end, text: String(count / groups) },
    { start: before, end: given.end, text: '' },
    { ...input, text: `${input.id}[..., i : i + ${channels}]` },
  ]);
  return `${textOf(text, made.func.value)}.Concatenate()([${inner} for i in range(0, ${channels * groups}, ${channels})])`;
}
