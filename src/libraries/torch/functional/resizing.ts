/** Padding, resizing, pixel shuffling, fold and unfold. */
import {
  formatShape,
  channelShuffleShape,
  foldShape,
  interpolateShape,
  isNumber,
  pixelShuffleShape,
  pixelUnshuffleShape,
  ShapeError,
  torchPadShape,
  unfoldShape,
  type Dim,
  type Shape,
} from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import type { Bound } from '../../../python/interpreter/native';
import type { NativeFunction, TensorValue, Value } from '../../../python/interpreter/values';
import { dimList, isSequence, perAxisSetting, sizeItem, torchOp } from '../arguments';
import { needFloating } from '../dtypeRules';
import { computed, inputOf, ofShape, unknownDims } from '../family';
import { nearestNumbers, padNumbers } from '../numbers/resizing';
import { shapeless, tensorOf } from '../tensor';
import { said } from '../../../protocol/say';

/** `F.pad`; amounts from the last axis backwards. */
export function pad(
  cx: Context,
  op: string,
  input: TensorValue,
  amounts: readonly Dim[] | undefined,
  mode: string,
  value = 0,
): Value {
  if (!amounts) return shapeless(cx.unknown(said`the padding given to ${op} is not known`), input.dtype);
  return ofShape(cx, input, (shape) => {
    const result = croppedShape(shape, amounts, mode) ?? torchPadShape(shape, amounts, mode, op);
    return computed(cx, input, result, (data) =>
      amounts.every(isNumber) ? padNumbers(data, amounts, mode, value) : undefined,
    );
  });
}

/**
 * Reflecting and replicating padding that crops: only the sum per axis counts, and an axis may vanish as long as
 * another stays (ATen ReflectionPad.cpp, ReplicationPadding.cpp). Undefined where the ordinary rule holds.
 */
function croppedShape(shape: Shape, amounts: readonly Dim[], mode: string): Dim[] | undefined {
  const axes = amounts.length / 2;
  const fitting = shape.length === axes + 1 || shape.length === axes + 2;
  if ((mode !== 'reflect' && mode !== 'replicate') || !fitting || !shape.every(isNumber)) return undefined;
  if (!amounts.every(isNumber) || !amounts.some((amount) => amount < 0)) return undefined;
  const sizes = shape.map((size, axis) => {
    const pair = 2 * (shape.length - 1 - axis);
    return pair < amounts.length ? size + amounts[pair] + amounts[pair + 1] : size;
  });
  const padded = sizes.slice(-axes);
  const reflected =
    mode === 'reflect' &&
    padded.some((_, i) => Math.max(amounts[2 * i], amounts[2 * i + 1]) >= shape[shape.length - 1 - i]);
  return !reflected && padded.every((size) => size >= 0) && padded.some((size) => size >= 1) ? sizes : undefined;
}

/** A scale per axis: ints and floats alike. */
function scales(cx: Context, value: Value, op: string): Dim | Dim[] | undefined {
  const one = (item: Value): Dim => {
    if (item.kind === 'int' || item.kind === 'float') return item.value;
    if (item.kind === 'unknown') return item.symbol ? cx.dim(item) : cx.unknownDim(item.reason);
    throw new PyError(
      'TypeError',
      `${op}: scale_factor must be a number or a tuple of numbers, not ${cx.typeOf(item).name}`,
    );
  };
  if (value.kind === 'none') return undefined;
  if (!isSequence(value)) return one(value);
  return cx.sequence(value)?.map(one) ?? cx.unknownDim('scale_factor is not known');
}

export interface ResizeCall {
  op: string;
  input: TensorValue;
  size: Value;
  scaleFactor: Value;
  mode: Value;
  alignCorners: Value;
  recomputeScaleFactor: Value;
  antialias?: boolean;
}

/** `F.interpolate`, nn.Upsample. @throws ShapeError where PyTorch refuses */
export function interpolate(cx: Context, call: ResizeCall): Value {
  const { op, input, mode } = call;
  if (input.dtype !== 'uint8') needFloating(op, input);
  if (mode.kind !== 'str') return shapeless(cx.unknown('the mode of the interpolation is not known'), input.dtype);
  const size =
    call.size.kind === 'none'
      ? undefined
      : isSequence(call.size)
        ? dimList(cx, call.size, `${op}: size`)
        : sizeItem(cx, call.size, `${op}: size`);
  return ofShape(cx, input, (shape) => {
    if (call.size.kind !== 'none' && size === undefined) {
      return tensorOf(
        [...shape.slice(0, 2), ...unknownDims(shape.length - 2, said`${op}: size is not known`)],
        input.dtype,
      );
    }
    const result = interpolateShape({
      op,
      input: shape,
      size,
      scaleFactor: scales(cx, call.scaleFactor, op),
      mode: mode.value,
      alignCorners: call.alignCorners.kind === 'none' ? undefined : (cx.truth(call.alignCorners) ?? false),
      recomputeScaleFactor:
        call.recomputeScaleFactor.kind === 'none' ? undefined : (cx.truth(call.recomputeScaleFactor) ?? false),
      antialias: call.antialias,
    });
    return computed(cx, input, result, (data, sizes) =>
      mode.value === 'nearest' ? nearestNumbers(data, sizes) : undefined,
    );
  });
}

/** One int or two: fold and unfold take no lists of one (ATen Im2Col.cpp). @throws ShapeError argument-count */
function pairSetting(cx: Context, value: Value, op: string, name: string): Dim[] {
  if (isSequence(value) && cx.sequence(value)?.length === 1) {
    throw new ShapeError(
      'argument-count',
      said`${op}: ${name} has 1 value in a list, but there are 2 spatial axes: give one int or 2 of them.`,
    );
  }
  return perAxisSetting(cx, value, 2, op, name);
}

/** The settings of fold and unfold, one per axis of an image. */
function blockSettings(cx: Context, op: string, get: (name: string) => Value) {
  const read = (name: string): Dim[] => pairSetting(cx, get(name), op, name);
  return {
    kernel: read('kernel_size'),
    window: { stride: read('stride'), padding: read('padding'), dilation: read('dilation') },
  };
}

export function unfold(cx: Context, op: string, input: TensorValue, get: (name: string) => Value): Value {
  needFloating(op, input);
  const { kernel, window } = blockSettings(cx, op, get);
  return ofShape(cx, input, (shape) => tensorOf(unfoldShape(shape, kernel, window), input.dtype));
}

export function fold(cx: Context, op: string, input: TensorValue, get: (name: string) => Value): Value {
  const { kernel, window } = blockSettings(cx, op, get);
  const output = pairSetting(cx, get('output_size'), op, 'output_size');
  return ofShape(cx, input, (shape) => tensorOf(foldShape(shape, output, kernel, window), input.dtype));
}

/** One whole-number factor: PixelShuffle(2). */
const factorRule =
  (rule: (shape: readonly Dim[], factor: Dim) => readonly Dim[]) =>
  (cx: Context, op: string, input: TensorValue, factor: Value): Value => {
    const by = sizeItem(cx, factor, `${op}: factor`);
    return ofShape(cx, input, (shape) => tensorOf(rule(shape, by), input.dtype));
  };

export const pixelShuffle = factorRule(pixelShuffleShape);
export const pixelUnshuffle = factorRule(pixelUnshuffleShape);
export const channelShuffle = factorRule(channelShuffleShape);

/** `F.grid_sample`: (N, C, H, W) sampled at (N, h, w, 2) → (N, C, h, w). */
function gridSample(cx: Context, input: TensorValue, grid: TensorValue): Value {
  return ofShape(cx, input, (shape) => {
    if (!grid.shape) return shapeless(cx.unknown('the shape of the grid is not known'), input.dtype);
    if (grid.shape.length !== shape.length) {
      throw new ShapeError(
        'rank-mismatch',
        said`grid_sample: input has ${shape.length} axes and grid ${grid.shape.length}: they must have as many.`,
      );
    }
    const axes = shape.length - 2;
    const points = grid.shape[grid.shape.length - 1];
    if (isNumber(points) && points !== axes) {
      throw new ShapeError(
        'grid-mismatch',
        said`grid_sample: the last axis of the grid holds ${points} numbers, but a place in the input has ${axes}. Give a grid of (N, …, ${axes}).`,
      );
    }
    const [batch, grids] = [shape[0], grid.shape[0]];
    if (isNumber(batch) && isNumber(grids) && batch !== grids) {
      throw new ShapeError(
        'grid-mismatch',
        said`grid_sample: there are ${batch} inputs and ${grids} grids. Give one for each.`,
      );
    }
    return tensorOf([...shape.slice(0, 2), ...grid.shape.slice(1, -1)], input.dtype);
  });
}

/** `F.affine_grid`: (N, 2, 3) and (N, C, H, W) → (N, H, W, 2). */
function affineGrid(cx: Context, theta: TensorValue, size: Value): Value {
  const dims = dimList(cx, size, 'affine_grid: size');
  if (!dims) return shapeless(cx.unknown('the size of the grid is not known'));
  const axes = dims.length - 2;
  const { shape } = theta;
  const fits = shape?.length === 3 && [axes, axes + 1].every((n, i) => !isNumber(shape[i + 1]) || shape[i + 1] === n);
  if (shape && (axes === 2 || axes === 3) && !fits) {
    throw new ShapeError(
      'grid-mismatch',
      said`affine_grid: theta is ${formatShape(shape)}, but maps of ${axes} axes are (N, ${axes}, ${axes + 1}). Reshape it.`,
    );
  }
  if (shape && isNumber(shape[0]) && isNumber(dims[0]) && shape[0] !== dims[0]) {
    throw new ShapeError(
      'grid-mismatch',
      said`affine_grid: there are ${shape[0]} maps in theta, but the size says a batch of ${dims[0]}. Give one for each.`,
    );
  }
  return tensorOf([dims[0], ...dims.slice(2), dims.length - 2]);
}

const RESIZE =
  "input, size=None, scale_factor=None, mode='nearest', align_corners=None, recompute_scale_factor=None, antialias=False";
const BLOCKS = 'kernel_size, dilation=1, padding=0, stride=1';

/** The size that is given. `size=size` of a forward pass that nobody calls is what its callers say, not its default. */
function sizeOf(cx: Context, a: Bound): Value {
  const isLeftOpen = cx.isSupposing && a.has('size') && a.isNone('size') && a.isNone('scale_factor');
  return isLeftOpen ? cx.unknown('nobody says which size this is resized to') : a.get('size');
}

const resizeFunction = (name: string, mode?: string): NativeFunction =>
  torchOp(name, mode ? 'input, size=None, scale_factor=None' : RESIZE, (a, cx) =>
    interpolate(cx, {
      op: name,
      input: inputOf(a),
      size: sizeOf(cx, a),
      scaleFactor: a.get('scale_factor'),
      mode: mode ? { kind: 'str', value: mode } : a.get('mode'),
      alignCorners:
        mode === 'bilinear' ? { kind: 'bool', value: true } : mode ? { kind: 'none' } : a.get('align_corners'),
      recomputeScaleFactor: mode ? { kind: 'none' } : a.get('recompute_scale_factor'),
      antialias: !mode && a.truth('antialias') === true,
    }),
  );

/** Padding, resizing and rearranging, by name. */
export const resizingFunctions: Record<string, NativeFunction> = {
  pad: torchOp('pad', "input, pad, mode='constant', value=None", (a, cx) =>
    pad(
      cx,
      'pad',
      inputOf(a),
      dimList(cx, a.get('pad'), 'pad(): pad'),
      a.str('mode') ?? 'constant',
      a.isNone('value') ? 0 : a.number('value'),
    ),
  ),
  interpolate: resizeFunction('interpolate'),
  upsample: resizeFunction('upsample'),
  upsample_nearest: resizeFunction('upsample_nearest', 'nearest'),
  upsample_bilinear: resizeFunction('upsample_bilinear', 'bilinear'),
  unfold: torchOp('unfold', `input, ${BLOCKS}`, (a, cx) => unfold(cx, 'unfold', inputOf(a), (name) => a.get(name))),
  fold: torchOp('fold', `input, output_size, ${BLOCKS}`, (a, cx) =>
    fold(cx, 'fold', inputOf(a), (name) => a.get(name)),
  ),
  pixel_shuffle: torchOp('pixel_shuffle', 'input, upscale_factor', (a, cx) =>
    pixelShuffle(cx, 'pixel_shuffle', inputOf(a), a.get('upscale_factor')),
  ),
  pixel_unshuffle: torchOp('pixel_unshuffle', 'input, downscale_factor', (a, cx) =>
    pixelUnshuffle(cx, 'pixel_unshuffle', inputOf(a), a.get('downscale_factor')),
  ),
  channel_shuffle: torchOp('channel_shuffle', 'input, groups', (a, cx) =>
    channelShuffle(cx, 'channel_shuffle', inputOf(a), a.get('groups')),
  ),
  grid_sample: torchOp(
    'grid_sample',
    "input, grid, mode='bilinear', padding_mode='zeros', align_corners=None",
    (a, cx) => gridSample(cx, inputOf(a), inputOf(a, 'grid')),
  ),
  affine_grid: torchOp('affine_grid', 'theta, size, align_corners=None', (a, cx) =>
    affineGrid(cx, inputOf(a, 'theta'), a.get('size')),
  ),
};
