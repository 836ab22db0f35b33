/** Normalization layers (torch 1.13, torch/nn/modules/batchnorm.py, instancenorm.py, normalization.py). */
import { divides, equalDims, formatShape, isNumber, type Dim } from '../../../shape';
import { PyError } from '../../../python/interpreter/errors';
import { classMethod, native } from '../../../python/interpreter/native';
import { int, type InstanceValue, type Value } from '../../../python/interpreter/values';
import { dimList, isSequence, sizeItem, textOf, tupleOfDims } from '../arguments';
import { batchNorm, groupNorm, instanceNorm, layerNorm, localResponseNorm } from '../functional/normalization';
import { full } from '../../../compute/ndarray';
import { affordable } from '../../common/tensors';
import { parameterOf, spatialInput, tensorOf } from '../tensor';
import type { Context } from '../../../python/interpreter/context';
import { lazyNumbers } from '../numbers/lazy';
import type { TensorValue } from '../../../python/interpreter/values';
import { hasBias, layerClass, named, type Building, type Calling, type LayerSpec, type Printing } from './layer';
import { baseTypes, childrenOf, isModule, isTraining } from './state';
import { anyOf, said } from '../../../protocol/say';

const NORM =
  'num_features, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None, *, bias=True';
const INSTANCE =
  'num_features, eps=1e-05, momentum=0.1, affine=False, track_running_stats=False, device=None, dtype=None, *, bias=True';
const LAZY = (signature: string): string => signature.replace('num_features, ', '');

/** A vector of ones or zeros, as fresh normalizations have them. */
function constant(cx: Context, tensor: TensorValue, value: number): TensorValue {
  const sizes = affordable(cx, tensor.shape);
  return sizes && cx.mode === 'run' ? lazyNumbers(tensor, () => full(sizes, value)) : tensor;
}

/** Weight and bias when affine, running statistics as buffers when tracked. */
function vectors(
  cx: Context,
  b: Pick<Building, 'parameter' | 'buffer'>,
  features: Dim,
  has: { affine: boolean; bias: boolean; tracked: boolean },
): void {
  const { affine, bias, tracked } = has;
  b.parameter('weight', affine ? constant(cx, parameterOf([features]), 1) : undefined);
  b.parameter('bias', affine && bias ? constant(cx, parameterOf([features]), 0) : undefined);
  b.buffer('running_mean', tracked ? constant(cx, tensorOf([features]), 0) : undefined);
  b.buffer('running_var', tracked ? constant(cx, tensorOf([features]), 1) : undefined);
  b.buffer('num_batches_tracked', tracked ? constant(cx, tensorOf([], 'int64'), 0) : undefined);
}

/** What a layer takes: ranks of its input, and the spatial axes that an undescribed input gets. */
interface Ranks {
  accepted: readonly number[];
  spatial: number;
}

function checkRank(c: Calling, ranks: Ranks, channels: Dim | undefined): readonly Dim[] {
  const shape = spatialInput(c.cx, c.input, channels, ranks.spatial);
  if (ranks.accepted.includes(shape.length)) return shape;
  throw new PyError(
    'ValueError',
    said`${c.op} takes ${anyOf(ranks.accepted)} axes, but the input has shape ${formatShape(shape)} with ${shape.length}. Reshape the input, or use another BatchNorm.`,
    'rank-mismatch',
  );
}

/** The vectors of a lazy layer, once its first input is known. */
function initialise(c: Calling, channels: Dim): void {
  if (c.op.startsWith('Lazy') && equalDims(c.cx.dim(c.get('num_features')), 0) === true) {
    c.cx.setAttr(c.self, 'num_features', int(channels));
    const flagOf = (name: string): boolean => c.cx.truth(c.get(name)) !== false;
    const put = (name: string, value: Value | undefined): void => {
      if (value) c.cx.setAttr(c.self, name, value);
    };
    const has = { affine: flagOf('affine'), bias: flagOf('_lazy_bias'), tracked: flagOf('track_running_stats') };
    vectors(c.cx, { parameter: put, buffer: put }, channels, has);
  }
}

function forwardBatch(c: Calling, ranks: Ranks): Value {
  const shape = checkRank(c, ranks, c.op.startsWith('Lazy') ? undefined : c.cx.dim(c.get('num_features')));
  initialise(c, shape[1]);
  const [mean, variance] = [c.tensor('running_mean'), c.tensor('running_var')];
  const training = isTraining(c.cx, c.self);
  const ownStatistics = !mean && !variance;
  const eps = c.get('eps');
  return batchNorm(c.cx, {
    op: c.op,
    input: c.input,
    mean: training && c.cx.truth(c.get('track_running_stats')) === false ? undefined : mean,
    variance,
    weight: c.tensor('weight'),
    bias: c.tensor('bias'),
    training: training === undefined ? undefined : training || ownStatistics,
    eps: eps.kind === 'float' && isNumber(eps.value) ? eps.value : 1e-5,
  });
}

function batchSpec(name: string, signature: string, ranks: Ranks): LayerSpec {
  return {
    name,
    module: 'torch.nn.modules.batchnorm',
    signature,
    build: (b) => buildVectors(b),
    forward: (c) => forwardBatch(c, ranks),
    text: normText,
  };
}

const isPlain = ({ cx, self }: Printing): boolean => {
  const affine = self.attrs.get('affine');
  return affine !== undefined && cx.truth(affine) === false;
};

/** Whether a layer has a bias, as PyTorch 2.13 prints it. */
const biasText = (t: Printing): string => `bias=${hasBias(t) && !isPlain(t) ? 'True' : 'False'}`;

const normText = (t: Printing): string =>
  `${t.show('num_features')}, ${named('eps', 'momentum', 'affine')(t)}, ${biasText(t)}, ${named('track_running_stats')(t)}`;

function buildVectors(b: Building): void {
  const lazy = b.op.startsWith('Lazy');
  if (lazy) b.set('num_features', int(0));
  const [affine, tracked] = [b.a.truth('affine') !== false, b.a.truth('track_running_stats') !== false];
  const bias = b.a.truth('bias') !== false;
  if (lazy) b.set('_lazy_bias', b.a.get('bias'));
  const features = lazy ? 0 : sizeItem(b.cx, b.a.get('num_features'), `${b.op}(): num_features`);
  vectors(b.cx, b, features, { affine: affine && !lazy, bias, tracked: tracked && !lazy });
}

function instanceSpec(name: string, signature: string, ranks: Ranks): LayerSpec {
  return {
    name,
    module: 'torch.nn.modules.instancenorm',
    signature,
    build: buildVectors,
    forward(c) {
      const shape = checkRank(c, ranks, undefined);
      if (c.get('momentum').kind === 'none') {
        throw new PyError('TypeError', `${c.op}: momentum must be a float, not None. Only BatchNorm takes None.`);
      }
      const channelAxis = ranks !== ANY && shape.length === ranks.spatial + 1 ? 0 : 1;
      initialise(c, shape[channelAxis]);
      const stats = isTraining(c.cx, c.self) !== false || c.cx.truth(c.get('track_running_stats')) === false;
      const all = { mean: c.tensor('running_mean'), weight: c.tensor('weight'), bias: c.tensor('bias') };
      return instanceNorm(c.cx, c.op, c.input, all, stats, channelAxis);
    },
    text: normText,
  };
}

/** normalized_shape as a tuple, whatever it was given as. */
function normalizedShape(b: Building): readonly Dim[] | undefined {
  const given = b.a.get('normalized_shape');
  const dims =
    isSequence(given) || (given.kind === 'unknown' && !given.symbol)
      ? dimList(b.cx, given, `${b.op}(): normalized_shape`)
      : [sizeItem(b.cx, given, `${b.op}(): normalized_shape`)];
  if (dims) b.set('normalized_shape', tupleOfDims(dims));
  return dims;
}

const layerNormSpec: LayerSpec = {
  name: 'LayerNorm',
  module: 'torch.nn.modules.normalization',
  signature: 'normalized_shape, eps=1e-05, elementwise_affine=True, bias=True, device=None, dtype=None',
  build(b) {
    const shape = normalizedShape(b);
    const affine = b.a.truth('elementwise_affine') !== false && shape !== undefined;
    b.parameter('weight', affine ? constant(b.cx, parameterOf(shape), 1) : undefined);
    b.parameter('bias', affine && b.a.truth('bias') !== false ? constant(b.cx, parameterOf(shape), 0) : undefined);
  },
  forward(c) {
    const trailing = dimList(c.cx, c.get('normalized_shape'), `${c.op}: normalized_shape`);
    return layerNorm(c.cx, c.op, c.input, trailing, c.tensor('weight'));
  },
  text: (t) => `${t.show('normalized_shape')}, ${named('eps', 'elementwise_affine')(t)}, ${biasText(t)}`,
};

const rmsNormSpec: LayerSpec = {
  ...layerNormSpec,
  name: 'RMSNorm',
  signature: 'normalized_shape, eps=None, elementwise_affine=True, device=None, dtype=None',
  build(b) {
    const shape = normalizedShape(b);
    b.parameter('weight', shape && b.a.truth('elementwise_affine') !== false ? parameterOf(shape) : undefined);
  },
  text: (t) => `${t.show('normalized_shape')}, ${named('eps', 'elementwise_affine')(t)}`,
};

const groupNormSpec: LayerSpec = {
  name: 'GroupNorm',
  module: 'torch.nn.modules.normalization',
  signature: 'num_groups, num_channels, eps=1e-05, affine=True, device=None, dtype=None, *, bias=True',
  build(b) {
    const [groups, channels] = [b.a.dim('num_groups'), b.a.dim('num_channels')];
    if (equalDims(groups, 0) === true || divides(groups, channels) === false) {
      throw new PyError(
        'ValueError',
        said`${b.op}: num_channels=${textOf(channels)} must be divisible by num_groups=${textOf(groups)}. Use a divisor of ${textOf(channels)}.`,
        'channels-divisibility',
      );
    }
    const affine = b.a.truth('affine') !== false;
    const bias = affine && b.a.truth('bias') !== false;
    b.parameter('weight', affine ? constant(b.cx, parameterOf([channels]), 1) : undefined);
    b.parameter('bias', bias ? constant(b.cx, parameterOf([channels]), 0) : undefined);
  },
  forward: (c) => groupNorm(c.cx, c.op, c.input, c.cx.dim(c.get('num_groups')), c.tensor('weight'), c.tensor('bias')),
  text: (t) => `${t.show('num_groups')}, ${t.show('num_channels')}, ${named('eps', 'affine')(t)}, ${biasText(t)}`,
};

const localResponseSpec: LayerSpec = {
  name: 'LocalResponseNorm',
  module: 'torch.nn.modules.normalization',
  signature: 'size, alpha=0.0001, beta=0.75, k=1.0',
  forward: (c) => localResponseNorm(c.cx, c.op, c.input),
  text: (t) => `${t.show('size')}, ${named('alpha', 'beta', 'k')(t)}`,
};

const BATCH: [string, Ranks][] = [
  ['BatchNorm1d', { accepted: [2, 3], spatial: 1 }],
  ['BatchNorm2d', { accepted: [4], spatial: 2 }],
  ['BatchNorm3d', { accepted: [5], spatial: 3 }],
];
const ANY: Ranks = { accepted: [2, 3, 4, 5], spatial: 2 };

/** User code derives layers of its own from the classes between, which do all but check the number of axes. */
for (const [base, spec] of [
  [baseTypes._BatchNorm, batchSpec('_BatchNorm', NORM, ANY)],
  [baseTypes._InstanceNorm, instanceSpec('_InstanceNorm', INSTANCE, ANY)],
] as const) {
  for (const [name, value] of layerClass(spec).attrs) base.attrs.set(name, value);
}

const batchClasses = BATCH.map(([name, ranks]) =>
  layerClass({ ...batchSpec(name, NORM, ranks), base: baseTypes._BatchNorm }),
);
const instanceRanks = (rank: number): Ranks => ({ accepted: [rank + 1, rank + 2], spatial: rank });
const instanceClasses = ([1, 2, 3] as const).map((rank) =>
  layerClass({ ...instanceSpec(`InstanceNorm${rank}d`, INSTANCE, instanceRanks(rank)), base: baseTypes._InstanceNorm }),
);

const syncBatchNorm = layerClass({
  ...batchSpec('SyncBatchNorm', NORM.replace('device', 'process_group=None, device'), ANY),
  base: baseTypes._BatchNorm,
});

/** A BatchNorm as a SyncBatchNorm with the same parameters and buffers; what stands in a module is replaced there. */
function synchronized(cx: Context, module: InstanceValue): Value {
  if (module.cls.isSubclassOf(baseTypes._BatchNorm) && module.cls !== syncBatchNorm) {
    const of = (name: string) => cx.getAttr(module, name);
    const settings = ['eps', 'momentum', 'affine', 'track_running_stats'].map((name) => [name, of(name)] as const);
    const made = cx.call(syncBatchNorm, [of('num_features')], new Map(settings));
    for (const name of ['weight', 'bias', 'running_mean', 'running_var']) cx.setAttr(made, name, of(name));
    return made;
  }
  for (const [name, child] of childrenOf(module)) {
    const made = synchronized(cx, child);
    if (made !== child) cx.setAttr(module, name, made);
  }
  return module;
}

/** `SyncBatchNorm.convert_sync_batchnorm(module)` (torch/nn/modules/batchnorm.py). */
syncBatchNorm.attrs.set(
  'convert_sync_batchnorm',
  classMethod(
    native('convert_sync_batchnorm', 'cls, module, process_group=None', (a, cx) => {
      const module = a.get('module');
      return isModule(module) ? synchronized(cx, module) : module;
    }),
  ),
);

export const normalizationLayers = [
  ...batchClasses,
  ...BATCH.map(([name, ranks], i) =>
    layerClass({ ...batchSpec(`Lazy${name}`, LAZY(NORM), ranks), base: batchClasses[i] }),
  ),
  syncBatchNorm,
  ...instanceClasses,
  ...([1, 2, 3] as const).map((rank, i) =>
    layerClass({
      ...instanceSpec(`LazyInstanceNorm${rank}d`, LAZY(INSTANCE), instanceRanks(rank)),
      base: instanceClasses[i],
    }),
  ),
  ...[layerNormSpec, rmsNormSpec, groupNormSpec, localResponseSpec].map(layerClass),
];
