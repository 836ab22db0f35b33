/** Losses: a scalar for reduction 'mean' and 'sum', one loss per item for 'none'. */
import { broadcastShapes, equalDims, formatDim, formatShape, ShapeError, type Shape } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import type { Bound } from '../../../python/interpreter/native';
import { str, type NativeFunction, type TensorValue, type Value } from '../../../python/interpreter/values';
import { torchOp } from '../arguments';
import { inputOf } from '../family';
import { shapeless, tensorOf, whyUnknown } from '../tensor';
import { said } from '../../../protocol/say';

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
  );
};

/** The target broadcasts to the input, not the other way round (ATen `soft_margin_loss_out`). */
const targetFits: LossRule = (op, input, target) => {
  const together = broadcastShapes([input, target], op);
  return equal(op, input, together);
};

/** Classes are on axis 1: (N, C, …) and class indices (N, …), or probabilities of the input's own shape. */
const classes: LossRule = (op, input, target) => {
  const takesProbabilities = /^cross/i.test(op);
  const expected = input.length === 1 ? [] : [input[0], ...input.slice(2)];
  const mayBe = (shape: Shape) =>
    target.length === shape.length && shape.every((d, i) => equalDims(d, target[i]) !== false);
  if (input.length > 0 && (mayBe(expected) || (takesProbabilities && mayBe(input)))) return expected;
  const other = takesProbabilities && input.length > 0 ? said`, or its own for probabilities` : '';
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

/** The losses of two tensors and their rules. */
export const LOSSES: Record<string, { signature: string; rule: LossRule }> = {
  mse_loss: { signature: '', rule: broadcast },
  l1_loss: { signature: '', rule: broadcast },
  smooth_l1_loss: { signature: 'beta=1.0', rule: broadcast },
  huber_loss: { signature: 'delta=1.0', rule: broadcast },
  kl_div: { signature: 'log_target=False', rule: broadcast },
  soft_margin_loss: { signature: '', rule: targetFits },
  poisson_nll_loss: { signature: 'log_input=True, full=False, eps=1e-08', rule: broadcast },
  binary_cross_entropy: { signature: 'weight=None', rule: equal },
  binary_cross_entropy_with_logits: { signature: 'weight=None, pos_weight=None', rule: equal },
  multilabel_margin_loss: { signature: '', rule: (op, input, target) => equal(op, input, target).slice(0, -1) },
  multilabel_soft_margin_loss: {
    signature: 'weight=None',
    rule: (op, input, target) => equal(op, input, target).slice(0, -1),
  },
  cross_entropy: { signature: 'weight=None, ignore_index=-100, label_smoothing=0.0', rule: classes },
  nll_loss: { signature: 'weight=None, ignore_index=-100', rule: classes },
  multi_margin_loss: { signature: 'p=1, margin=1.0, weight=None', rule: classes },
  hinge_embedding_loss: { signature: 'margin=1.0', rule: broadcast },
};

/** A loss of input and target, reduced. @throws ShapeError, PyError where the shapes do not fit */
export function loss(
  cx: Context,
  op: string,
  input: TensorValue,
  target: TensorValue,
  rule: LossRule,
  reduction: Value,
): Value {
  const each = input.shape && target.shape ? rule(op, input.shape, target.shape) : undefined;
  if (reduction.kind === 'unknown') return shapeless(reduction, input.dtype);
  if (reduction.kind !== 'str' || reduction.value !== 'none') return tensorOf([], input.dtype);
  return each ? tensorOf(each, input.dtype) : shapeless(whyUnknown(cx, input.shape ? target : input), input.dtype);
}

/** The reduction that PyTorch's older arguments ask for, where they are given (torch/nn/_reduction.py). */
export function reductionOf(a: Bound, cx: Context): Value {
  if (a.isNone('size_average') && a.isNone('reduce')) return a.get('reduction');
  const [average, reduced] = ['size_average', 'reduce'].map((name) => a.isNone(name) || cx.truth(a.get(name)));
  if (average === undefined || reduced === undefined) return cx.unknown('how a loss is reduced is not known');
  return str(!reduced ? 'none' : average ? 'mean' : 'sum');
}

const ARGUMENTS = "size_average=None, reduce=None, reduction='mean'";

const lossFunction = (name: string, { signature, rule }: { signature: string; rule: LossRule }): NativeFunction => {
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
    return loss(cx, name, inputOf(a), inputOf(a, 'target'), rule, reductionOf(a, cx));
  });
};

/** Losses of more than two tensors: nobody uses their shape but as a scalar. */
const scalarLoss = (name: string, inputs: string): NativeFunction =>
  torchOp(name, `${inputs}, *args, reduction='mean', **kwargs`, (a, cx) => {
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
