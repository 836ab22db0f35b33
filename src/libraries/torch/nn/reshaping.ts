/** Padding, resizing and rearranging layers (torch 1.13, torch/nn/modules/padding.py, upsampling.py, fold.py, flatten.py). */
import { formatShape, type SpatialRank } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { NONE, str, tuple, type Value } from '../../../python/interpreter/values';
import { axisNumber, dimList, storedTuple } from '../arguments';
import { channelShuffle, fold, interpolate, pad, pixelShuffle, pixelUnshuffle, unfold } from '../functional/resizing';
import { flatten, unflatten } from '../ops/reshaping';
import { layerClass, named, type Calling, type LayerSpec } from './layer';
import { said } from '../../../protocol/say';

const padding = 'torch.nn.modules.padding';

/** The ranks that a padding layer takes; ConstantPad takes any. */
function padSpec(name: string, rank: SpatialRank, mode: string, signature: string): LayerSpec {
  return {
    name: `${name}${rank}d`,
    module: padding,
    signature,
    build: (b) => b.set('padding', storedTuple(b.cx, b.a.get('padding'), 2 * rank)),
    forward(c) {
      checkPadRank(c, rank, mode);
      const value = c.get('value');
      const filler =
        (value.kind === 'int' || value.kind === 'float') && typeof value.value === 'number' ? value.value : 0;
      return pad(c.cx, c.op, c.input, dimList(c.cx, c.get('padding'), `${c.op}: padding`), mode, filler);
    },
    text: name === 'ConstantPad' ? named('padding', 'value') : (t) => t.show('padding'),
  };
}

/** CircularPadNd checks the rank itself; for the others F.pad does. @throws PyError ValueError */
function checkPadRank(c: Calling, rank: number, mode: string): void {
  const shape = c.input.shape;
  if (mode !== 'circular' || !shape || shape.length === rank + 1 || shape.length === rank + 2) return;
  throw new PyError(
    'ValueError',
    said`${c.op} takes ${rank + 1} or ${rank + 2} axes, but the input has shape ${formatShape(shape)}.`,
    'rank-mismatch',
  );
}

const ranks = [1, 2, 3] as const;
const pads: LayerSpec[] = ranks.flatMap((rank) => [
  padSpec('ConstantPad', rank, 'constant', 'padding, value'),
  padSpec('ZeroPad', rank, 'constant', 'padding'),
  padSpec('ReflectionPad', rank, 'reflect', 'padding'),
  padSpec('ReplicationPad', rank, 'replicate', 'padding'),
  padSpec('CircularPad', rank, 'circular', 'padding'),
]);

const resize = (c: Calling): Value =>
  interpolate(c.cx, {
    op: c.op,
    input: c.input,
    size: c.get('size'),
    scaleFactor: c.get('scale_factor'),
    mode: c.get('mode'),
    alignCorners: c.get('align_corners'),
    recomputeScaleFactor: c.get('recompute_scale_factor'),
  });

/** The layer takes a tuple or a number as its scale; a list only the function does. @throws PyError TypeError */
function checkScale(cx: Context, op: string, scale: Value): void {
  if (scale.kind !== 'list') return;
  throw new PyError(
    'TypeError',
    `${op}: scale_factor must be a number or a tuple, not a list: write (${cx.repr(scale).slice(1, -1)}).`,
  );
}

const upsampleSpec: LayerSpec = {
  name: 'Upsample',
  module: 'torch.nn.modules.upsampling',
  signature: "size=None, scale_factor=None, mode='nearest', align_corners=None, recompute_scale_factor=None",
  build(b) {
    const scale = b.a.get('scale_factor');
    const asFloat = (v: Value): Value => (v.kind === 'int' ? { kind: 'float', value: v.value } : v);
    checkScale(b.cx, b.op, scale);
    b.set('scale_factor', scale.kind === 'tuple' ? tuple(scale.items.map(asFloat)) : asFloat(scale));
  },
  forward: resize,
  text: (t) =>
    `${t.get('scale_factor').kind === 'none' ? `size=${t.show('size')}` : `scale_factor=${t.show('scale_factor')}`}, mode='${t.show('mode')}'`,
};

const upsampleFixed = (name: string, mode: string, corners: boolean): LayerSpec => ({
  ...upsampleSpec,
  name,
  signature: 'size=None, scale_factor=None',
  build(b) {
    upsampleSpec.build!(b);
    b.set('mode', str(mode));
    b.set('align_corners', corners ? { kind: 'bool', value: true } : NONE);
  },
});

const factorLayer = (name: string, parameter: string, rule: typeof pixelShuffle, module: string): LayerSpec => ({
  name,
  module,
  signature: parameter,
  forward: (c) => rule(c.cx, c.op, c.input, c.get(parameter)),
  text: named(parameter),
});

const unfoldSpec: LayerSpec = {
  name: 'Unfold',
  module: 'torch.nn.modules.fold',
  signature: 'kernel_size, dilation=1, padding=0, stride=1',
  forward: (c) => unfold(c.cx, c.op, c.input, c.get),
  text: named('kernel_size', 'dilation', 'padding', 'stride'),
};

const foldSpec: LayerSpec = {
  name: 'Fold',
  module: 'torch.nn.modules.fold',
  signature: 'output_size, kernel_size, dilation=1, padding=0, stride=1',
  forward: (c) => fold(c.cx, c.op, c.input, c.get),
  text: named('output_size', 'kernel_size', 'dilation', 'padding', 'stride'),
};

const flattenSpec: LayerSpec = {
  name: 'Flatten',
  module: 'torch.nn.modules.flatten',
  signature: 'start_dim=1, end_dim=-1',
  forward: (c) =>
    flatten(
      c.cx,
      c.input,
      axisNumber(c.cx, c.get('start_dim'), `${c.op}: start_dim`),
      axisNumber(c.cx, c.get('end_dim'), `${c.op}: end_dim`),
    ),
  text: named('start_dim', 'end_dim'),
};

const unflattenSpec: LayerSpec = {
  name: 'Unflatten',
  module: 'torch.nn.modules.flatten',
  signature: 'dim, unflattened_size',
  build(b) {
    // The constructor refuses what is no axis and no tuple of ints (`_require_tuple_int`).
    axisNumber(b.cx, b.a.get('dim'), `${b.op}: dim`);
    dimList(b.cx, b.a.get('unflattened_size'), `${b.op}: unflattened_size`);
  },
  forward: (c) => unflatten(c.cx, c.input, c.get('dim'), c.get('unflattened_size'), c.op),
  text: named('dim', 'unflattened_size'),
};

export const reshapingLayers = [
  ...pads,
  upsampleSpec,
  upsampleFixed('UpsamplingNearest2d', 'nearest', false),
  upsampleFixed('UpsamplingBilinear2d', 'bilinear', true),
  factorLayer('PixelShuffle', 'upscale_factor', pixelShuffle, 'torch.nn.modules.pixelshuffle'),
  factorLayer('PixelUnshuffle', 'downscale_factor', pixelUnshuffle, 'torch.nn.modules.pixelshuffle'),
  factorLayer('ChannelShuffle', 'groups', channelShuffle, 'torch.nn.modules.channelshuffle'),
  unfoldSpec,
  foldSpec,
  flattenSpec,
  unflattenSpec,
].map(layerClass);
