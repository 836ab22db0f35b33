/** Pooling layers (torch 1.13, torch/nn/modules/pooling.py). */
import type { SpatialRank } from '../../../shape';
import { PyError } from '../../../python/interpreter/errors';
import { NONE, type Value } from '../../../python/interpreter/values';
import { storedTuple } from '../arguments';
import { adaptivePooling, fractionalPooling, pooling, unpooling, withIndices } from '../functional/pooling';
import { optionalTensor } from '../tensor';
import { layerClass, named, type LayerSpec } from './layer';

const module = 'torch.nn.modules.pooling';
const ranks = [1, 2, 3] as const;

const maxPool = (rank: SpatialRank): LayerSpec => ({
  name: `MaxPool${rank}d`,
  module,
  signature: 'kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False',
  build: orKernel,
  forward(c) {
    const values = pooling(c.cx, {
      op: c.op,
      kind: 'max',
      rank,
      input: c.input,
      kernel: c.get('kernel_size'),
      stride: c.get('stride'),
      padding: c.get('padding'),
      dilation: c.get('dilation'),
      ceilMode: c.get('ceil_mode'),
      indices: c.cx.truth(c.get('return_indices')),
    });
    return c.cx.truth(c.get('return_indices')) ? withIndices(values) : values;
  },
  text: named('kernel_size', 'stride', 'padding', 'dilation', 'ceil_mode'),
});

const avgPool = (rank: SpatialRank): LayerSpec => ({
  name: `AvgPool${rank}d`,
  module,
  signature:
    rank === 1
      ? 'kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True'
      : 'kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None',
  build(b) {
    orKernel(b);
    if (rank === 1)
      for (const name of ['kernel_size', 'stride', 'padding'])
        b.set(name, storedTuple(b.cx, b.self.attrs.get(name)!, 1));
  },
  forward: (c) =>
    pooling(c.cx, {
      op: c.op,
      kind: 'avg',
      rank,
      input: c.input,
      kernel: c.get('kernel_size'),
      stride: c.get('stride'),
      padding: c.get('padding'),
      ceilMode: c.get('ceil_mode'),
      countIncludePad: c.get('count_include_pad'),
      divisorOverride: c.get('divisor_override'),
    }),
  text: named('kernel_size', 'stride', 'padding'),
});

/** `self.stride = stride if (stride is not None) else kernel_size` (torch 2.13, torch/nn/modules/pooling.py). */
function orKernel(b: Parameters<NonNullable<LayerSpec['build']>>[0]): void {
  if (b.a.isNone('stride')) b.set('stride', b.a.get('kernel_size'));
}

const lpPool = (rank: SpatialRank): LayerSpec => ({
  name: `LPPool${rank}d`,
  module,
  signature: 'norm_type, kernel_size, stride=None, ceil_mode=False',
  forward: (c) =>
    pooling(c.cx, {
      op: c.op,
      kind: 'lp',
      rank,
      input: c.input,
      kernel: c.get('kernel_size'),
      stride: c.get('stride'),
      ceilMode: c.get('ceil_mode'),
    }),
  text: named('norm_type', 'kernel_size', 'stride', 'ceil_mode'),
});

const adaptive = (kind: 'Avg' | 'Max', rank: SpatialRank): LayerSpec => ({
  name: `Adaptive${kind}Pool${rank}d`,
  module,
  signature: kind === 'Max' ? 'output_size, return_indices=False' : 'output_size',
  forward(c) {
    const values = adaptivePooling(c.cx, c.op, rank, c.input, c.get('output_size'));
    return kind === 'Max' && c.cx.truth(c.get('return_indices')) ? withIndices(values) : values;
  },
  text: named('output_size'),
});

const fractional = (rank: SpatialRank): LayerSpec => ({
  name: `FractionalMaxPool${rank}d`,
  module,
  signature: 'kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None',
  build(b) {
    b.set('kernel_size', storedTuple(b.cx, b.a.get('kernel_size'), rank));
    for (const name of ['output_size', 'output_ratio']) {
      b.set(name, b.a.isNone(name) ? NONE : storedTuple(b.cx, b.a.get(name), rank));
    }
    checkOneSize(b.op, b.a.get('output_size'), b.a.get('output_ratio'));
    checkRatio(b.op, b.self.attrs.get('output_ratio')!);
  },
  forward(c) {
    const sizes = [c.get('kernel_size'), c.get('output_size'), c.get('output_ratio')] as const;
    const values = fractionalPooling(c.cx, c.op, rank, c.input, ...sizes);
    return c.cx.truth(c.get('return_indices')) ? withIndices(values) : values;
  },
});

/** @throws PyError ValueError unless exactly one of the two is given */
function checkOneSize(op: string, size: Value, ratio: Value): void {
  if ((size.kind === 'none') === (ratio.kind === 'none')) {
    throw new PyError('ValueError', `${op} needs either output_size or output_ratio, and not both. Give one of them.`);
  }
}

function checkRatio(op: string, ratio: Value): void {
  for (const item of ratio.kind === 'tuple' ? ratio.items : []) {
    if (
      (item.kind === 'float' || item.kind === 'int') &&
      typeof item.value === 'number' &&
      !(item.value > 0 && item.value < 1)
    ) {
      throw new PyError('ValueError', `${op}: output_ratio=${item.value} must lie between 0 and 1.`);
    }
  }
}

const unpool = (rank: SpatialRank): LayerSpec => ({
  name: `MaxUnpool${rank}d`,
  module,
  signature: 'kernel_size, stride=None, padding=0',
  inputs: 'input, indices, output_size=None',
  build(b) {
    const stride = b.a.isNone('stride') ? b.a.get('kernel_size') : b.a.get('stride');
    b.set('stride', storedTuple(b.cx, stride, rank));
    for (const name of ['kernel_size', 'padding']) b.set(name, storedTuple(b.cx, b.a.get(name), rank));
  },
  forward: (c) =>
    unpooling(
      c.cx,
      c.op,
      rank,
      c.input,
      optionalTensor(c.cx, c.a.get('indices'), c.op, 'indices'),
      c.get('kernel_size'),
      c.get('stride'),
      c.get('padding'),
      c.a.get('output_size'),
    ),
  text: named('kernel_size', 'stride', 'padding'),
});

export const poolingLayers = [
  ...ranks.flatMap((rank) => [
    maxPool(rank),
    avgPool(rank),
    adaptive('Avg', rank),
    adaptive('Max', rank),
    unpool(rank),
  ]),
  lpPool(1),
  lpPool(2),
  lpPool(3),
  fractional(2),
  fractional(3),
].map(layerClass);
