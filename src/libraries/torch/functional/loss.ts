/** Losses: a scalar for reduction 'mean' and 'sum', one loss per item for 'none'. */
import { conversionTo, needFloating } from '../dtypeRules';
import {
  broadcastShapes,
  equalDims,
  formatDim,
  formatShape,
  isNumber,
  numElements,
  ShapeError,
  type Shape,
  type ShapeFix,
} from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import type { Bound } from '../../../python/interpreter/native';
import { str, type NativeFunction, type TensorValue, type Value } from '../../../python/interpreter/values';
import { torchOp } from '../arguments';
import { inputOf } from '../family';
import { checkRange } from '../dtypeRules';
import { isFloating } from '../dtypes';
import { shapeless, tensorOf, whyUnknown } from '../tensor';
import { said, type Saying } from '../../../protocol/say';

/** What a loss does with its two tensors: the shape of the losses before they are reduced. */
type LossRule = (op: string, input: Shape, target: Shape) => Shape;

/** Both broadcast (mse_loss, l1_loss, smooth_l1_loss, huber_loss, kl_div, poisson_nll_loss). */
const broadcast: LossRule = (op, input, target) => broadcastShapes([input, target], op);

/** Both have one shape (the binary losses). */
const equal: LossRule = (op, input, target) => {
  if (input.length === target.length && !input.some((d, i) => equalDims(d, target[i]) === false)) return input;
  throw new PyError(
    'ValueError',
    said`${op}: the target's shape ${formatShape(target)} must be the input's, ${formatShape(input)}. Use target.view_as(input), or unsqueeze it.`,
    'broadcast-mismatch',
    columnFix(input, target),
  );
};

/** The target as a column where the input is one, or as a row. */
function columnFix(input: Shape, target: Shape): ShapeFix | undefined {
  const isColumnOf = (column: Shape, row: Shape): boolean =>
    column.length === row.length + 1 && column.at(-1) === 1 && haveOneShape(column.slice(0, -1), row);
  if (isColumnOf(input, target)) return { parameter: 'target', value: '.unsqueeze(-1)' };
  return isColumnOf(target, input) ? { parameter: 'target', value: '.squeeze(-1)' } : undefined;
}

/** The target broadcasts to the input, not the other way round (ATen `soft_margin_loss_out`). */
const targetFits: LossRule = (op, input, target) => {
  const together = broadcastShapes([input, target], op);
  return equal(op, input, together);
};

/** What a target of classes may be: an index for each place, (N, …) for an input of (N, C, …), or the input's own shape. */
const indicesOf = (input: Shape): Shape => (input.length === 1 ? [] : [input[0], ...input.slice(2)]);

const mayBe = (target: Shape, shape: Shape): boolean =>
  target.length === shape.length && shape.every((d, i) => equalDims(d, target[i]) !== false);

const takesProbabilities = (op: string): boolean => /^cross/i.test(op);

/** Classes are on axis 1: (N, C, …) and class indices (N, …), or probabilities of the input's own shape. */
const classes: LossRule = (op, input, target) => {
  const expected = indicesOf(input);
  if (input.length > 0 && (mayBe(target, expected) || (takesProbabilities(op) && mayBe(target, input))))
    return expected;
  const other = takesProbabilities(op) && input.length > 0 ? said`, or its own for probabilities` : '';
  throw new ShapeError(
    'broadcast-mismatch',
    said`${op}: an input of shape ${formatShape(input)} (batch, classes, …) needs a target of shape ${formatShape(expected)}${other}, but it has ${formatShape(target)}.`,
  );
};

/** A weight for each class (ATen `nll_loss`). @throws PyError RuntimeError for any other number of weights */
export function checkClassWeights(op: string, input: TensorValue, weight: Value): void {
  const [shape, given] = [input.shape, weight.kind === 'tensor' ? weight.shape : undefined];
  if (!shape || shape.length === 0 || !given || !/^(cross|nll)/i.test(op)) return;
  const count = shape[shape.length === 1 ? 0 : 1];
  if (given.length === 1 && equalDims(given[0], count) !== false) return;
  throw new PyError(
    'RuntimeError',
    said`${op}: weight must hold one number for each of the ${formatDim(count)} classes, but has shape ${formatShape(given)}.`,
    'weight-mismatch',
  );
}

/** Refuses a target whose dtype, which is known, the loss does not take. */
type TargetRule = (op: string, input: TensorValue, target: TensorValue, dtype: string) => void;

const refused = (text: Saying, dtype: string): PyError =>
  new PyError('RuntimeError', text, 'dtype-mismatch', { parameter: 'target', value: conversionTo(dtype) });

/** Class indices are int64, or bytes; probabilities are floating-point numbers (ATen `nll_loss`, `cross_entropy_loss`). */
const classTarget: TargetRule = (op, input, target, dtype) => {
  if (!input.shape || !target.shape || input.shape.length === 0) return;
  const indices = mayBe(target.shape, indicesOf(input.shape));
  const probabilities = takesProbabilities(op) && mayBe(target.shape, input.shape);
  if (indices && !probabilities && dtype !== 'int64' && dtype !== 'uint8')
    throw refused(
      said`${op}: the target holds class indices, which must be int64, but it is ${dtype}. Convert it with target.long().`,
      'int64',
    );
  if (probabilities && !indices && !isFloating(dtype))
    throw refused(
      said`${op}: a target of the input's own shape holds probabilities, which must be floating-point numbers, but it is ${dtype}. Convert it with target.float(), or give one class index for each item.`,
      'float32',
    );
};

/** ATen `binary_cross_entropy`, `multi_margin_loss` … convert nothing. */
const sameDtype: TargetRule = (op, input, _target, dtype) => {
  if (input.dtype === undefined || input.dtype === dtype) return;
  throw refused(
    said`${op}: the input is ${input.dtype} and the target ${dtype}, but both must have one dtype. Convert it with target.to(torch.${input.dtype}).`,
    input.dtype,
  );
};

const floatTarget: TargetRule = (op, _input, _target, dtype) => {
  if (isFloating(dtype)) return;
  throw refused(
    said`${op}: the target must hold floating-point numbers, but it is ${dtype}. Convert it with target.float().`,
    'float32',
  );
};

const longTarget: TargetRule = (op, _input, _target, dtype) => {
  if (dtype === 'int64') return;
  throw refused(
    said`${op}: the target holds class indices, which must be int64, but it is ${dtype}. Convert it with target.long().`,
    'int64',
  );
};

/** A loss of two tensors: its own arguments, what it does with the shapes, and which targets it takes. */
interface LossSpec {
  signature: string;
  /** Whether the input must hold floats; those that compare it take floats beside whole numbers. */
  ofFloats?: boolean;
  rule: LossRule;
  target?: TargetRule;
  /** Whether PyTorch warns where target and input are of two shapes. */
  warnsOfShapes?: boolean;
}

/** The losses of two tensors and their rules. Dtypes as PyTorch 2.13 refuses them. */
export const LOSSES: Record<string, LossSpec> = {
  mse_loss: { signature: '', rule: broadcast, warnsOfShapes: true },
  l1_loss: { signature: '', rule: broadcast, warnsOfShapes: true },
  smooth_l1_loss: { signature: 'beta=1.0', rule: broadcast, warnsOfShapes: true },
  huber_loss: { signature: 'delta=1.0', rule: broadcast, warnsOfShapes: true },
  kl_div: { signature: 'log_target=False', rule: broadcast, target: floatTarget, ofFloats: true },
  soft_margin_loss: { signature: '', rule: targetFits },
  poisson_nll_loss: { signature: 'log_input=True, full=False, eps=1e-08', rule: broadcast },
  binary_cross_entropy: { signature: 'weight=None', rule: equal, target: sameDtype, ofFloats: true },
  binary_cross_entropy_with_logits: {
    signature: 'weight=None, pos_weight=None',
    rule: equal,
    target: floatTarget,
    ofFloats: true,
  },
  multilabel_margin_loss: {
    signature: '',
    rule: (op, input, target) => equal(op, input, target).slice(0, -1),
    target: longTarget,
  },
  multilabel_soft_margin_loss: {
    signature: 'weight=None',
    rule: (op, input, target) => equal(op, input, target).slice(0, -1),
  },
  cross_entropy: {
    signature: 'weight=None, ignore_index=-100, label_smoothing=0.0',
    rule: classes,
    target: classTarget,
    ofFloats: true,
  },
  nll_loss: { signature: 'weight=None, ignore_index=-100', rule: classes, target: classTarget, ofFloats: true },
  multi_margin_loss: { signature: 'p=1, margin=1.0, weight=None', rule: classes, target: longTarget },
  hinge_embedding_loss: { signature: 'margin=1.0', rule: broadcast },
};

const haveOneShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((d, i) => equalDims(d, b[i]) !== false);

/**
 * A column and a row broadcast to a square: the loss compares every prediction with every target
 * (torch/nn/functional.py, "Using a target size … that is different to the input size").
 */
function warnOfShapes(cx: Context, op: string, input: Shape, target: Shape, each: Shape): void {
  if (haveOneShape(input, target)) return;
  const words = said`${op}: the target's shape ${formatShape(target)} is not the input's, ${formatShape(input)}: both are broadcast to ${formatShape(each)}, which is likely not what is meant.`;
  const sameCount = equalDims(numElements(input), numElements(target)) === true;
  cx.warn(
    'target-broadcast',
    sameCount ? said`${words} Use target.view_as(input).` : said`${words} Give both the same shape.`,
  );
}

/** A loss of input and target, reduced. @throws ShapeError, PyError where the shapes do not fit */
export function loss(
  cx: Context,
  op: string,
  input: TensorValue,
  target: TensorValue,
  spec: LossSpec,
  reduction: Value,
  /** The `ignore_index` of a loss that takes class indices. */
  ignored?: Value,
): Value {
  if (spec.ofFloats || (spec.warnsOfShapes && target.dtype !== undefined && !isFloating(target.dtype)))
    needFloating(op, input);
  const each = input.shape && target.shape ? spec.rule(op, input.shape, target.shape) : undefined;
  if (each && spec.warnsOfShapes) warnOfShapes(cx, op, input.shape!, target.shape!, each);
  if (target.dtype !== undefined) spec.target?.(op, input, target, target.dtype);
  if (spec.target === classTarget && target.dtype === 'int64' && input.shape && ignored) {
    const classes = input.shape.at(input.shape.length === 1 ? 0 : 1);
    const index = cx.dim(ignored);
    if (classes !== undefined && isNumber(index)) checkRange(cx, op, target, classes, index);
  }
  if (reduction.kind === 'unknown') return shapeless(reduction, input.dtype);
  if (reduction.kind !== 'str' || reduction.value !== 'none') return tensorOf([], input.dtype);
  return each ? tensorOf(each, input.dtype) : shapeless(whyUnknown(cx, input.shape ? target : input), input.dtype);
}

/** The reduction that PyTorch's older arguments ask for, where they are given (torch/nn/_reduction.py). */
export function reductionOf(a: Bound, cx: Context): Value {
  if (!a.takes('size_average') || (a.isNone('size_average') && a.isNone('reduce'))) return a.get('reduction');
  const [average, reduced] = ['size_average', 'reduce'].map((name) => a.isNone(name) || cx.truth(a.get(name)));
  if (average === undefined || reduced === undefined) return cx.unknown('how a loss is reduced is not known');
  return str(!reduced ? 'none' : average ? 'mean' : 'sum');
}

const ARGUMENTS = "size_average=None, reduce=None, reduction='mean'";

const lossFunction = (name: string, spec: LossSpec): NativeFunction => {
  const { signature } = spec;
  // PyTorch's own order: weight stands before size_average, everything else behind reduction or by keyword.
  const [first, ...rest] = signature ? signature.split(', ') : [''];
  const weighted = first === 'weight=None';
  const order = [
    'input',
    'target',
    ...(weighted ? [first] : []),
    ARGUMENTS,
    ...(weighted ? rest : first ? [first, ...rest] : []),
  ];
  return torchOp(name, order.join(', '), (a, cx) => {
    if (weighted) checkClassWeights(name, inputOf(a), a.get('weight'));
    const ignored = spec.target === classTarget ? a.get('ignore_index') : undefined;
    return loss(cx, name, inputOf(a), inputOf(a, 'target'), spec, reductionOf(a, cx), ignored);
  });
};

/** What losses of more than two tensors ask of them, by the function's name; their tensors in the order of its signature. */
const TOGETHER: Record<string, (op: string, tensors: readonly Value[]) => void> = {
  // ATen `triplet_margin_loss`: both distances are of the anchor, and compared.
  triplet_margin_loss: (op, tensors) => {
    const shapes = tensors.flatMap((t) => (t.kind === 'tensor' && t.shape ? [t.shape] : []));
    broadcastShapes(shapes, op);
  },
  // ATen `cosine_embedding_loss`: what is left of the last axis is compared with the targets.
  cosine_embedding_loss: (op, tensors) => {
    const [first, second, target] = tensors.map((t) => (t.kind === 'tensor' ? t.shape : undefined));
    if (!first || !second || first.length === 0) return;
    const together = broadcastShapes([first, second], op);
    if (target) broadcastShapes([together.slice(0, -1), target], op);
  },
  // `F.margin_ranking_loss`: three tensors of as many axes, which broadcast.
  margin_ranking_loss: (op, tensors) => {
    const shapes = tensors.flatMap((t) => (t.kind === 'tensor' && t.shape ? [t.shape] : []));
    const other = shapes.find(({ length }) => length !== shapes[0].length);
    if (other)
      throw new ShapeError(
        'broadcast-mismatch',
        said`${op}: all tensors must have as many axes, but there are ${formatShape(shapes[0])} and ${formatShape(other)}.`,
      );
    broadcastShapes(shapes, op);
  },
  // ATen `ctc_loss`: (time, batch, classes), and a length for each sequence of the batch.
  ctc_loss: (op, [logProbs, , ...lengths]) => {
    const batch = logProbs.kind === 'tensor' && logProbs.shape?.length === 3 ? logProbs.shape[1] : undefined;
    const given = lengths.map((t) => (t.kind === 'tensor' && t.shape?.length === 1 ? t.shape[0] : undefined));
    const other = batch === undefined ? undefined : given.find((d) => d !== undefined && equalDims(d, batch) === false);
    if (batch === undefined || other === undefined) return;
    throw new ShapeError(
      'broadcast-mismatch',
      said`${op}: log_probs has a batch of ${formatDim(batch)} in (time, batch, classes), but ${formatDim(other)} lengths are given. Transpose log_probs, or give one length for each sequence.`,
    );
  },
};

/** Refuses tensors that a loss of more than two cannot take together. */
export function checkTogether(name: string, op: string, tensors: readonly Value[]): void {
  TOGETHER[name]?.(op, tensors);
}

/** Losses of more than two tensors: nobody uses their shape but as a scalar. */
const scalarLoss = (name: string, inputs: string): NativeFunction =>
  torchOp(name, `${inputs}, *args, reduction='mean', **kwargs`, (a, cx) => {
    checkTogether(
      name,
      name,
      inputs.split(', ').map((input) => a.get(input)),
    );
    if (a.str('reduction') === 'none') return shapeless(cx.unknown(said`${name} without reduction`));
    return tensorOf([]);
  });

/** `F.cross_entropy` and its kin, by name. */
export const lossFunctions: Record<string, NativeFunction> = {
  ...Object.fromEntries(Object.entries(LOSSES).map(([name, spec]) => [name, lossFunction(name, spec)])),
  ctc_loss: scalarLoss('ctc_loss', 'log_probs, targets, input_lengths, target_lengths'),
  cosine_embedding_loss: scalarLoss('cosine_embedding_loss', 'input1, input2, target'),
  margin_ranking_loss: scalarLoss('margin_ranking_loss', 'input1, input2, target'),
  triplet_margin_loss: scalarLoss('triplet_margin_loss', 'anchor, positive, negative'),
  triplet_margin_with_distance_loss: scalarLoss('triplet_margin_with_distance_loss', 'anchor, positive, negative'),
  gaussian_nll_loss: scalarLoss('gaussian_nll_loss', 'input, target, var'),
};
