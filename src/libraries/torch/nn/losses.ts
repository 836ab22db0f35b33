/** Loss layers (torch 1.13, torch/nn/modules/loss.py). */
import { checkClassWeights, checkTogether, loss, LOSSES, reductionOf } from '../functional/loss';
import { asTensor, tensorOf, shapeless } from '../tensor';
import { baseTypes } from './state';
import { layerClass, type LayerSpec } from './layer';
import { said } from '../../../protocol/say';

const module = 'torch.nn.modules.loss';
const COMMON = "size_average=None, reduce=None, reduction='mean'";

/** Class → function, constructor. */
const PAIRS: [name: string, fn: string, signature: string][] = [
  ['MSELoss', 'mse_loss', COMMON],
  ['L1Loss', 'l1_loss', COMMON],
  ['SmoothL1Loss', 'smooth_l1_loss', `${COMMON}, beta=1.0`],
  ['HuberLoss', 'huber_loss', "reduction='mean', delta=1.0"],
  ['KLDivLoss', 'kl_div', `${COMMON}, log_target=False`],
  ['SoftMarginLoss', 'soft_margin_loss', COMMON],
  [
    'PoissonNLLLoss',
    'poisson_nll_loss',
    "log_input=True, full=False, size_average=None, eps=1e-08, reduce=None, reduction='mean'",
  ],
  ['BCELoss', 'binary_cross_entropy', `weight=None, ${COMMON}`],
  ['BCEWithLogitsLoss', 'binary_cross_entropy_with_logits', `weight=None, ${COMMON}, pos_weight=None`],
  ['MultiLabelMarginLoss', 'multilabel_margin_loss', COMMON],
  ['MultiLabelSoftMarginLoss', 'multilabel_soft_margin_loss', `weight=None, ${COMMON}`],
  [
    'CrossEntropyLoss',
    'cross_entropy',
    "weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean', label_smoothing=0.0",
  ],
  ['NLLLoss', 'nll_loss', "weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean'"],
  ['NLLLoss2d', 'nll_loss', "weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean'"],
  ['MultiMarginLoss', 'multi_margin_loss', `p=1, margin=1.0, weight=None, ${COMMON}`],
  ['HingeEmbeddingLoss', 'hinge_embedding_loss', `margin=1.0, ${COMMON}`],
];

const pair = ([name, fn, signature]: [string, string, string]): LayerSpec => ({
  name,
  module,
  base: baseTypes._Loss,
  signature,
  inputs: 'input, target',
  build: (b) => b.set('reduction', reductionOf(b.a, b.cx)),
  forward(c) {
    if (signature.includes('weight=None')) checkClassWeights(c.op, c.input, c.get('weight'));
    const target = asTensor(c.cx, c.a.get('target'), c.op, 'target');
    const ignored = LOSSES[fn].signature.includes('ignore_index') ? c.get('ignore_index') : undefined;
    return loss(c.cx, c.op, c.input, target, LOSSES[fn], c.get('reduction'), ignored);
  },
});

/** Losses of more than two tensors. */
const scalar = (name: string, inputs: string, fn = ''): LayerSpec => ({
  name,
  module,
  base: baseTypes._Loss,
  signature: "*args, reduction='mean', **kwargs",
  inputs,
  forward(c) {
    checkTogether(
      fn,
      c.op,
      inputs.split(', ').map((input) => c.a.get(input)),
    );
    const reduction = c.get('reduction');
    return reduction.kind === 'str' && reduction.value === 'none'
      ? shapeless(c.cx.unknown(said`${c.op} without reduction`))
      : tensorOf([]);
  },
});

export const lossLayers = [
  ...PAIRS.map(pair),
  scalar('CTCLoss', 'log_probs, targets, input_lengths, target_lengths', 'ctc_loss'),
  scalar('CosineEmbeddingLoss', 'input1, input2, target'),
  scalar('MarginRankingLoss', 'input1, input2, target'),
  scalar('TripletMarginLoss', 'anchor, positive, negative', 'triplet_margin_loss'),
  scalar('TripletMarginWithDistanceLoss', 'anchor, positive, negative'),
  scalar('GaussianNLLLoss', 'input, target, var'),
].map(layerClass);
