/** nn.Conv1d … nn.ConvTranspose3d and their lazy forms (torch 1.13, torch/nn/modules/conv.py). */
import {
  convSettingsProblem,
  convWeightShape,
  equalDims,
  isNumber,
  productOf,
  ShapeError,
  symmetric,
  TORCH_SAME,
  type Dim,
  type PaddingMode,
  type SpatialRank,
} from '../../../shape';
import { PyError } from '../../../python/interpreter/errors';
import { bool, int, NONE, tuple, type Value } from '../../../python/interpreter/values';
import { asValueError, dimList, storedTuple } from '../arguments';
import { convolution, type ConvCall } from '../functional/convolution';
import { startingNumbers } from '../random';
import { parameterOf, spatialInput } from '../tensor';
import { baseTypes } from './state';
import { hasBias, layerClass, type Building, type Calling, type LayerSpec, type Printing } from './layer';
import { said } from '../../../protocol/say';

const PADDING_MODES = ['zeros', 'reflect', 'replicate', 'circular'];

const SIGNATURE =
  'out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, padding_mode="zeros", device=None, dtype=None';
const TRANSPOSED =
  'out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1, padding_mode="zeros", device=None, dtype=None';

interface Kind {
  rank: SpatialRank;
  transposed: boolean;
}

/** `_ConvNd.__init__`: settings as tuples, the weight and bias; lazy layers have none before the first call. */
function build(b: Building, { rank, transposed }: Kind, lazy: boolean): void {
  const { a, cx } = b;
  for (const name of ['kernel_size', 'stride', 'dilation', ...(transposed ? ['output_padding'] : [])]) {
    b.set(name, storedTuple(cx, a.get(name), rank));
  }
  const padding = a.get('padding');
  b.set('padding', padding.kind === 'str' ? padding : storedTuple(cx, padding, rank));
  b.set('transposed', bool(transposed));
  if (!transposed) b.set('output_padding', tuple(Array.from({ length: rank }, () => int(0))));
  // In PyTorch's order, so that of two mistakes the same one is named.
  if (!lazy) checkSettings(b, { rank, transposed });
  if (padding.kind === 'str' && padding.value !== 'same' && padding.value !== 'valid') {
    throw new PyError(
      'ValueError',
      said`${b.op}: padding='${padding.value}' is not one of 'same' and 'valid'. Use one of them, or numbers.`,
      'padding-value',
    );
  }
  const mode = a.get('padding_mode');
  if (mode.kind === 'str' && !PADDING_MODES.includes(mode.value)) {
    throw new PyError(
      'ValueError',
      said`${b.op}: padding_mode='${mode.value}' is not one of ${PADDING_MODES.map((m) => `'${m}'`).join(', ')}. Use one of them.`,
      'padding-mode',
    );
  }
  if (lazy) b.set('in_channels', int(0));
  b.set('_lazy_bias', a.get('bias'));
  if (lazy) {
    b.parameter('weight', undefined);
    b.parameter('bias', undefined);
  } else makeParameters(b, { rank, transposed }, a.dim('in_channels'));
}

/** What the constructor refuses; the rules of the call (a stride of 0) are left to forward, as in PyTorch. */
function checkSettings(b: Building, { rank, transposed }: Kind): void {
  const { a, cx } = b;
  const kernel = dimList(cx, b.self.attrs.get('kernel_size')!, `${b.op}(): kernel_size`);
  const stride = dimList(cx, b.self.attrs.get('stride')!, `${b.op}(): stride`);
  const same = a.str('padding') === 'same' && !transposed;
  const groups = a.dim('groups');
  if (isNumber(groups) && groups <= 0) {
    throw new PyError(
      'ValueError',
      said`${b.op}: groups=${groups} must be a positive integer. Use groups=1 for an ordinary convolution.`,
      'groups-divisibility',
    );
  }
  const settings: Parameters<typeof convSettingsProblem>[0] = {
    framework: 'torch',
    op: b.op,
    rank,
    transposed,
    inChannels: a.dim('in_channels'),
    outChannels: a.dim('out_channels'),
    groups,
    kernel: kernel?.length === rank ? kernel : undefined,
    padding: same ? TORCH_SAME : symmetric(Array.from({ length: rank }, () => 0)),
    stride: same && stride?.length === rank ? stride : undefined,
    paddingMode: transposed ? ((a.str('padding_mode') ?? 'zeros') as PaddingMode) : 'zeros',
  };
  const problem = convSettingsProblem(settings);
  if (problem)
    asValueError(() => {
      throw ShapeError.of(problem);
    });
}

function makeParameters(b: Pick<Building, 'cx' | 'op' | 'self' | 'parameter'>, kind: Kind, inChannels: Dim): void {
  const { cx, op, self } = b;
  const read = (name: string): Value => self.attrs.get(name) ?? NONE;
  const kernel =
    dimList(cx, read('kernel_size'), `${op}(): kernel_size`) ??
    Array.from({ length: kind.rank }, () => cx.unknownDim('kernel_size is not known'));
  const outChannels = cx.dim(read('out_channels'), `${op}(): out_channels`);
  const shape = convWeightShape(
    {
      framework: 'torch',
      op,
      rank: kind.rank,
      transposed: kind.transposed,
      outChannels,
      groups: cx.dim(read('groups'), `${op}(): groups`),
      kernel,
      padding: { kind: 'valid' },
    },
    inChannels,
  );
  const fanIn = productOf(shape.slice(1));
  b.parameter('weight', startingNumbers(cx, parameterOf(shape), fanIn));
  const bias = cx.truth(read('_lazy_bias')) !== false;
  b.parameter('bias', bias ? startingNumbers(cx, parameterOf([outChannels]), fanIn) : undefined);
}

function forward(c: Calling, kind: Kind, lazy: boolean): Value {
  const { cx, op } = c;
  if (lazy && equalDims(cx.dim(c.get('in_channels')), 0) === true) initialise(c, kind);
  const weight = c.tensor('weight');
  if (!weight) return cx.unknown(said`${op} has no weight yet: its first input is not known`);
  const mode = c.get('padding_mode');
  const call: ConvCall = {
    op,
    ...kind,
    input: c.input,
    weight,
    bias: c.tensor('bias'),
    stride: c.get('stride'),
    padding: modePadding(c, kind.rank),
    dilation: c.get('dilation'),
    groups: c.get('groups'),
    paddingMode: mode.kind === 'str' ? (mode.value as PaddingMode) : 'zeros',
    built: builtFor(c),
  };
  if (!kind.transposed) return convolution(cx, call);
  return convolution(cx, { ...call, outputPadding: c.get('output_padding'), outputSize: sizeArgument(c, kind.rank) });
}

/**
 * The padding of a mode other than zeros is F.pad's, which counts from the last axis: a tuple shorter than the
 * axes pads the last ones, where F.pad takes so few of them. @throws PyError NotImplementedError elsewhere
 */
function modePadding(c: Calling, rank: number): Value {
  const [padding, mode] = [c.get('padding'), c.get('padding_mode')];
  if (mode.kind !== 'str' || mode.value === 'zeros' || padding.kind !== 'tuple') return padding;
  const given = padding.items.length;
  const inputRank = c.input.shape?.length;
  if (given >= rank || inputRank === undefined) return padding;
  const others = inputRank - given;
  if (others !== 2 && (others !== 1 || mode.value === 'circular')) {
    throw new PyError(
      'NotImplementedError',
      said`${c.op}: padding has ${given} values, but padding_mode='${mode.value}' needs one for each of the ${rank} spatial axes. Give an int or ${rank} values.`,
      'argument-count',
    );
  }
  return tuple([...Array.from({ length: rank - given }, () => int(0)), ...padding.items]);
}

/** The sizes that the layer was built with; undefined where one is gone or not known. */
function builtFor(c: Calling): ConvCall['built'] {
  const kernel = c.get('kernel_size');
  const names = ['in_channels', 'out_channels'] as const;
  if (kernel.kind !== 'tuple' || names.some((name) => c.get(name).kind === 'none')) return undefined;
  const [inChannels, outChannels] = names.map((name) => c.cx.dim(c.get(name), `${c.op}: ${name}`));
  return { inChannels, outChannels, kernel: dimList(c.cx, kernel, `${c.op}: kernel_size`) ?? [] };
}

/**
 * `output_size` of a transposed layer replaces its output_padding; it may name batch and channels too.
 * @throws PyError ValueError for another number of sizes
 */
function sizeArgument(c: Calling, rank: number): Value | undefined {
  const given = c.a.get('output_size');
  if (given.kind === 'none') return undefined;
  const sizes = dimList(c.cx, given, `${c.op}(): output_size`);
  const inputRank = c.input.shape?.length ?? rank + 2;
  checkListed(c, rank);
  if (sizes && sizes.length !== rank && sizes.length !== inputRank) {
    throw new PyError(
      'ValueError',
      said`${c.op}: output_size must have ${rank} or ${inputRank} values, but has ${sizes.length}. Give one per spatial axis.`,
      'output-size',
    );
  }
  return given;
}

/** With output_size every setting is read per axis: lists of one are too short. @throws PyError IndexError */
function checkListed(c: Calling, rank: number): void {
  for (const name of ['stride', 'padding', 'kernel_size', 'dilation']) {
    const value = c.get(name);
    if (value.kind !== 'tuple' || value.items.length >= rank) continue;
    throw new PyError(
      'IndexError',
      said`${c.op}: with output_size, ${name} needs one value per axis (${rank}), but has ${value.items.length}. Give an int or ${rank} values.`,
      'argument-count',
    );
  }
}

/** A lazy layer reads in_channels off its first input and becomes the ordinary one. */
function initialise(c: Calling, kind: Kind): void {
  const shape = spatialInput(c.cx, c.input, undefined, kind.rank);
  if (shape.length !== kind.rank + 1 && shape.length !== kind.rank + 2) {
    throw new ShapeError(
      'rank-mismatch',
      said`${c.op} takes ${kind.rank + 1} axes, or ${kind.rank + 2} with a batch, but the input has ${shape.length}.`,
    );
  }
  const channels = shape[shape.length - kind.rank - 1];
  c.cx.touch(c.self);
  c.self.attrs.set('in_channels', int(channels));
  makeParameters({ ...c, parameter: (name, value) => c.cx.setAttr(c.self, name, value ?? NONE) }, kind, channels);
}

/** `3, 64, kernel_size=(7, 7), stride=(2, 2), …`: what differs from the default is shown (`_ConvNd.extra_repr`). */
function text(t: Printing): string {
  const parts = [
    t.show('in_channels'),
    t.show('out_channels'),
    `kernel_size=${t.show('kernel_size')}`,
    `stride=${t.show('stride')}`,
  ];
  const all = (name: string, value: number): boolean => {
    const setting = t.get(name);
    return setting.kind === 'tuple' && setting.items.every((item) => item.kind === 'int' && item.value === value);
  };
  const padding = t.get('padding');
  if (!all('padding', 0)) parts.push(`padding=${padding.kind === 'str' ? padding.value : t.show('padding')}`);
  if (!all('dilation', 1)) parts.push(`dilation=${t.show('dilation')}`);
  if (!all('output_padding', 0)) parts.push(`output_padding=${t.show('output_padding')}`);
  if (t.show('groups') !== '1') parts.push(`groups=${t.show('groups')}`);
  if (!hasBias(t)) parts.push('bias=False');
  if (t.show('padding_mode') !== 'zeros') parts.push(`padding_mode=${t.show('padding_mode')}`);
  return parts.join(', ');
}

function spec(rank: SpatialRank, transposed: boolean, lazy: boolean): LayerSpec {
  const kind = { rank, transposed };
  return {
    name: `${lazy ? 'Lazy' : ''}Conv${transposed ? 'Transpose' : ''}${rank}d`,
    module: 'torch.nn.modules.conv',
    signature: (lazy ? '' : 'in_channels, ') + (transposed ? TRANSPOSED : SIGNATURE),
    inputs: transposed ? 'input, output_size=None' : 'input',
    build: (b) => build(b, kind, lazy),
    forward: (c) => forward(c, kind, lazy),
    text,
  };
}

const plain = ([1, 2, 3] as const).flatMap((rank) => [spec(rank, false, false), spec(rank, true, false)]);
const lazy = ([1, 2, 3] as const).flatMap((rank) => [spec(rank, false, true), spec(rank, true, true)]);

const classes = plain.map((s) => layerClass({ ...s, base: baseTypes._ConvNd }));

/** A lazy layer is also an instance of the layer it becomes. */
export const convolutionLayers = [...classes, ...lazy.map((s, i) => layerClass({ ...s, base: classes[i] }))];
