/**
 * Rewrite: a convolution or pooling with channels first between two transposes, for CPUs without a kernel for that layout. Filters
 * are the same in both layouts; strides, dilations, windows and pads with an entry per axis change their order.
 */
import { frameworkOf } from '../../libraries/inputs';
import type { Span } from '../../python/syntax/ast';
import type { Analysis } from '../analyse';
import type * as ast from '../../python/syntax/ast';
import { replaced, type Edit, type Fix } from './edits';
import { argumentOf, givenArgument, isWrittenOut, operationCallOf, sharedPlan, textOf } from './operationCall';
import type { OperationCall } from './operationCall';

type TextEdit = Omit<Edit, 'file'>;

/** Arguments that may have one entry per axis. */
const PER_AXIS = ['strides', 'stride', 'dilations', 'ksize', 'padding', 'output_shape'];

export function channelsLast(analysis: Analysis, site: Span): Fix | undefined {
  const call = operationCallOf(analysis, site);
  const rank =
    call && sharedPlan(call.records, ({ roles, axes }) => (roles.layout === 'channels_first' ? axes.length : 0));
  if (!call || !rank) return undefined;
  const instance = call.records[0].instance;
  const text = instance
    ? frameworkOf(instance.cls) === 'keras'
      ? layerText(call, rank)
      : undefined
    : functionText(analysis, call, rank);
  if (text === undefined) return undefined;
  const { file, node } = call;
  const edits = [{ file, start: node.start, end: node.end, text }];
  return { kind: 'channelsLast', subject: `N${'DHW'.slice(3 - rank)}C`, edits, preferred: false };
}

/** `tf.transpose(tf.nn.conv2d(tf.transpose(x, …), w, …, data_format='NHWC'), …)`. */
function functionText(analysis: Analysis, call: OperationCall, rank: number): string | undefined {
  const { node, text } = call;
  const [input, format] = [givenArgument(node, 0, 'input', 'value'), argumentOf(analysis, call, 'data_format')];
  const owner = node.func.kind === 'attribute' ? /^(.*)\.nn$/.exec(textOf(text, node.func.value))?.[1] : undefined;
  if (!owner || !input || format?.kind !== 'constant') return undefined;
  const edits: TextEdit[] = [
    { ...at(input), text: `${owner}.transpose(${textOf(text, input)}, ${toLast(rank)})` },
    { ...at(format), text: `'N${'DHW'.slice(3 - rank)}C'` },
  ];
  for (const name of PER_AXIS) {
    const argument = argumentOf(analysis, call, name);
    if (!argument) continue;
    if (!isWrittenOut(argument)) return undefined;
    const entries = perAxis(argument, rank, text);
    if (entries) edits.push({ ...at(argument), text: `[${[entries[0], ...entries.slice(2), entries[1]].join(', ')}]` });
  }
  return `${owner}.transpose(${replaced(text, node, edits)}, [0, ${rank + 1}, ${count(1, rank).join(', ')}])`;
}

/** `Permute((3, 1, 2))(Conv2D(…, data_format='channels_last')(Permute((2, 3, 1))(x)))`. */
function layerText({ node, text }: OperationCall, rank: number): string | undefined {
  const made = node.func;
  const [input] = node.args;
  if (made.kind !== 'call' || made.func.kind !== 'attribute' || !input || node.args.length > 1) return undefined;
  const format = made.keywords.find((k) => k.name === 'data_format')?.value;
  if (format?.kind !== 'constant') return undefined;
  const permute = `${textOf(text, made.func.value)}.Permute`;
  const inner = replaced(text, node, [
    { ...at(format), text: "'channels_last'" },
    { ...at(input), text: `${permute}((${[...count(2, rank), 1].join(', ')}))(${textOf(text, input)})` },
  ]);
  return `${permute}((${[rank + 1, ...count(1, rank)].join(', ')}))(${inner})`;
}

const at = ({ start, end }: Span): Span => ({ start, end });
const count = (from: number, n: number): number[] => Array.from({ length: n }, (_, i) => from + i);
const toLast = (rank: number): string => `[0, ${[...count(2, rank), 1].join(', ')}]`;

/** The entries of a list that has one for every axis. */
function perAxis(e: ast.Expr, rank: number, text: string): string[] | undefined {
  const isList = e.kind === 'list' || e.kind === 'tuple';
  return isList && e.elements.length === rank + 2 ? e.elements.map((entry) => textOf(text, entry)) : undefined;
}
