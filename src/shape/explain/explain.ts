/** The lines of a hover and of the calculator, with the numbers put in. A line without news is left out. */
import type { ConvPlan, SeparablePlan, WindowAxis } from '../conv/types';
import { equalDims, isNumber, isUnknown, productOf } from '../dim';
import { formatDim } from '../format';
import { alignmentNote, outputPaddingNote, windowNotes } from '../notes';
import type { PoolPlan } from '../pool/types';
import { isWholeField, receptiveFieldTexts, type ReceptiveField } from '../receptiveField';
import type { Dim, Shape } from '../types';
import { axisFormula, paddingText, sameFormula } from './formula';
import { formatCount, formatLarge } from './numbers';
import { wordsOf } from './words';
import type { Language, Words } from './words';

/** One aligned line: what it is about, and what it says. */
export interface ExplainLine {
  readonly label: string;
  readonly text: string;
}

export interface ExplainOptions {
  readonly language?: Language;
  /** The receptive field behind this layer, when the path to it is known. */
  readonly receptiveField?: ReceptiveField;
}

/** Spatial arithmetic, channels, padding mode, cost, and what is not read. With an error, what is still certain. */
export function explainConv(plan: ConvPlan, options: ExplainOptions = {}): ExplainLine[] {
  const words = wordsOf(options.language);
  return [
    ...spatialLines(plan.axes, words),
    { label: words.channels, text: channelsText(plan, words) },
    ...paddingModeLine(plan, words),
    ...costLine(plan, words, perPlace(plan, words)),
    ...contextLine(plan.transposed || plan.error ? [] : plan.axes, options, words, outputPaddingNote(plan, words)),
  ];
}

/** A separable convolution: the depthwise step's arithmetic, the channels through both steps, the cost of both. */
export function explainSeparable(plan: SeparablePlan, options: ExplainOptions = {}): ExplainLine[] {
  const words = wordsOf(options.language);
  const { depthwise, pointwise } = plan;
  return [
    ...spatialLines(depthwise.axes, words),
    { label: words.depthwise, text: channelsText(depthwise, words) },
    { label: words.pointwise, text: channelsText(pointwise, words) },
    ...costLine(plan, words),
    ...contextLine(plan.error ? [] : depthwise.axes, options, words),
  ];
}

/** The windows of a pooling operation, and what they leave out. */
export function explainPool(plan: PoolPlan, options: ExplainOptions = {}): ExplainLine[] {
  const words = wordsOf(options.language);
  return [...spatialLines(plan.axes, words), ...contextLine(plan.error ? [] : plan.axes, options, words)];
}

/** One line for axes that share their arithmetic, else one each. */
export function spatialLines(axes: readonly WindowAxis[], words: Words = wordsOf()): ExplainLine[] {
  const known = axes.filter((axis) => axis.formula !== 'given' && !isUnknown(axis.output));
  const groups: WindowAxis[][] = [];
  for (const axis of known) {
    const group = groups.find(([first]) => sameFormula(first, axis));
    if (group) group.push(axis);
    else groups.push([axis]);
  }
  return groups.map((group, i) => ({
    label: group.map((axis) => axis.name).join(', '),
    text:
      i > 0 && alike(groups[0][0], group[0])
        ? words.alike(group[0].name, groups[0][0].name)
        : axisFormula(group[0], words, group),
  }));
}

/** Whether two axes differ in nothing but the name of their size. */
function alike(a: WindowAxis, b: WindowAxis): boolean {
  const anonymous = (axis: WindowAxis): string =>
    axisFormula(axis, wordsOf(), []).replace(new RegExp(`\\b${axis.name}\\b`, 'g'), '□');
  return anonymous(a) === anonymous(b);
}

/** `256 → 512 = 256 × 2: each input channel has its own 2 kernels`, `256 → 512 in 32 groups of 8 → 16`, `64 → 128`. */
export function channelsText(plan: ConvPlan, words: Words = wordsOf()): string {
  const [inputs, outputs] = [formatDim(plan.inChannels), formatDim(plan.outChannels)];
  if (plan.channelMultiplier !== undefined) {
    const multiplier = formatDim(plan.channelMultiplier);
    const product = `${parenthesised(plan.inChannels)} × ${parenthesised(plan.channelMultiplier)}`;
    return `${inputs} → ${outputs} = ${product}: ${words.ownKernels(multiplier)}`;
  }
  if (equalDims(plan.groups, 1)) return [`${inputs} → ${outputs}`, ...chosenNote(plan, words)].join(': ');
  const grouped = words.groups(formatDim(plan.groups), formatDim(plan.inPerGroup), formatDim(plan.outPerGroup));
  return `${inputs} → ${outputs} ${grouped}`;
}

/** More channels than this are maps, not an image. */
const IMAGE_CHANNELS = 4;

/**
 * Who takes the positions of a kernel for the number of filters gives as many filters as the first layer has positions. In
 * deeper layers the two are often the same by chance (64 maps of 8 × 8).
 */
function chosenNote({ axes, inChannels, outChannels, transposed }: ConvPlan, words: Words): string[] {
  const sizes = axes.map((axis) => axis.output);
  const isImage = isNumber(inChannels) && inChannels <= IMAGE_CHANNELS;
  if (transposed || !isImage || sizes.length < 2 || !isNumber(outChannels) || !sizes.every(isNumber)) return [];
  const positions = sizes.reduce((product, size) => product * size, 1);
  return positions > 1 && positions === outChannels ? [words.chosen(sizes.join(' × '))] : [];
}

function parenthesised(dim: Dim): string {
  const text = formatDim(dim);
  return text.includes(' ') ? `(${text})` : text;
}

function paddingModeLine(plan: ConvPlan, words: Words): ExplainLine[] {
  if (plan.paddingMode === 'zeros') return [];
  const amounts = plan.axes.map((axis) => `${axis.name} ${paddingText(axis, words, [axis])}`).join(', ');
  return [{ label: words.padding, text: words.paddingMode(plan.paddingMode, amounts) }];
}

/** A count of symbols longer than this says nothing at a glance. */
const LONG_COUNT = 60;

/** Every weight is used once at each place. */
const perPlace = ({ weightShape, transposed }: ConvPlan, words: Words): string =>
  `${formatLarge(productOf(weightShape))} ${words.macsPerPlace(transposed ? 'input' : 'output')}`;

/**
 * `73,728 params · 57.8 M MACs`; per example where the size of the batch is not known.
 * @param short what stands for the MACs where they are a long expression
 */
function costLine(
  cost: { readonly params: Dim; readonly macs: Dim; readonly inputShape: Shape },
  words: Words,
  short?: string,
): ExplainLine[] {
  const macs = formatLarge(cost.macs);
  const unit = isUnknown(cost.inputShape[0] ?? 1) ? words.macsPerExample : words.macs;
  const parts = [
    ...(isUnknown(cost.params) ? [] : [`${formatCount(cost.params)} ${words.params}`]),
    ...(isUnknown(cost.macs) ? [] : [macs.length > LONG_COUNT && short !== undefined ? short : `${macs} ${unit}`]),
  ];
  return parts.length === 0 ? [] : [{ label: words.cost, text: parts.join(' · ') }];
}

/** `receptive field 51 × 51, stride 8`, as it stands in the line of a hover that says what an element depends on. */
export const receptiveFieldText = (field: ReceptiveField, language?: Language): string =>
  fieldText(field, wordsOf(language));

function fieldText(field: ReceptiveField, words: Words): string {
  const { size, stride } = receptiveFieldTexts(field);
  return words.receptiveField(size, stride);
}

function contextLine(
  axes: readonly WindowAxis[],
  options: ExplainOptions,
  words: Words,
  further: readonly string[] = [],
): ExplainLine[] {
  const told = ['empty-output', 'unread-rows', 'skipped-rows'];
  const notes = windowNotes(axes, words).filter((note) => told.includes(note.code));
  const field = options.receptiveField;
  const parts = [
    ...(field && isWholeField(field) ? [fieldText(field, words)] : []),
    ...notes.map((note) => note.message),
    ...alignmentNote(axes, words),
    ...further,
  ];
  return parts.length === 0 ? [] : [{ label: words.context, text: parts.join(' · ') }];
}
