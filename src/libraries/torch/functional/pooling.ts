/** Pooling: max, average, LP, adaptive, fractional and unpooling (PyTorch documentation, "Pooling functions"). */
import {
  adaptivePoolShape,
  add,
  equalDims,
  floorDim,
  formatShape,
  isNumber,
  mul,
  orThrow,
  planPool,
  ShapeError,
  sub,
  symmetric,
  type Dim,
  type PoolKind,
  type PoolPlan,
  type Shape,
  type SpatialRank,
} from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { tuple, type NativeFunction, type TensorValue, type Value } from '../../../python/interpreter/values';
import { dimList, isSequence, perAxisSetting, sizeItem, textOf, torchOp } from '../arguments';
import { poolNumbers } from '../numbers/pooling';
import { asTensor, optionalTensor, spatialInput, tensorOf } from '../tensor';
import { said } from '../../../protocol/say';

export interface PoolCall {
  op: string;
  kind: PoolKind;
  rank: SpatialRank;
  input: TensorValue;
  kernel: Value;
  /** None, or an empty list, means the kernel. */
  stride: Value;
  padding?: Value;
  dilation?: Value;
  ceilMode?: Value;
  countIncludePad?: Value;
  divisorOverride?: Value;
  /** Whether the positions of the maxima are asked for. */
  indices?: boolean;
}

/** The output of a window pooling, its plan noted. @throws ShapeError where PyTorch refuses */
export function pooling(cx: Context, call: PoolCall): TensorValue {
  const { op, rank, kind } = call;
  if (kind === 'lp') checkLpKernel(cx, call.kernel, rank, op);
  const kernel = perAxisSetting(cx, call.kernel, rank, op, 'kernel_size');
  const noStride = call.stride.kind === 'none' || (isSequence(call.stride) && cx.sequence(call.stride)?.length === 0);
  const stride = noStride ? undefined : perAxisSetting(cx, call.stride, rank, op, 'stride');
  const plan = planPool({
    framework: 'torch',
    op,
    kind,
    rank,
    inputShape: spatialInput(cx, call.input, undefined, rank),
    kernel,
    stride,
    padding: symmetric(call.padding ? perAxisSetting(cx, call.padding, rank, op, 'padding') : kernel.map(() => 0)),
    dilation: call.dilation && perAxisSetting(cx, call.dilation, rank, op, 'dilation'),
    ceilMode: call.ceilMode ? (cx.truth(call.ceilMode) ?? false) : false,
  });
  cx.note({ plan });
  const empty = emptyMaxPool(plan, call);
  if (empty) return emptyResult(cx, op, empty, call.input.dtype);
  orThrow(plan);
  const result = tensorOf(plan.outputShape, call.input.dtype);
  result.data = poolNumbers(cx, plan, call.input, {
    countIncludePad: !call.countIncludePad || cx.truth(call.countIncludePad) !== false,
    divisor:
      call.divisorOverride?.kind === 'int' && isNumber(call.divisorOverride.value)
        ? call.divisorOverride.value
        : undefined,
  });
  return result;
}

/** LP pooling multiplies the window's sizes itself: no lists of one (torch 1.13, nn/functional.py lp_pool1d). */
function checkLpKernel(cx: Context, kernel: Value, rank: number, op: string): void {
  if (!isSequence(kernel)) return;
  const count = cx.sequence(kernel)?.length;
  if (count === undefined || (rank > 1 && count === rank)) return;
  const allowed = rank === 1 ? said`one int` : said`one int or ${rank} of them`;
  throw new PyError(
    'TypeError',
    said`${op}: kernel_size must be ${allowed}, not a sequence of ${count}.`,
    'argument-count',
  );
}

/**
 * Max pooling along one axis answers an input that is just too short with an empty output, where every other
 * pooling refuses (ATen `check_max_pool1d`: OW >= 0). With indices it is the two-dimensional rule that refuses.
 */
function emptyMaxPool(plan: PoolPlan, call: PoolCall): Shape | undefined {
  if (plan.error?.code !== 'kernel-too-large' || call.rank !== 1 || call.kind !== 'max' || call.indices)
    return undefined;
  const { input, effectiveKernel, stride, padBefore } = plan.axes[0];
  if (![input, effectiveKernel, stride, padBefore].every(isNumber)) return undefined;
  const [length, reach, step, padding] = [input, effectiveKernel, stride, padBefore] as number[];
  const extra = call.ceilMode && plan.ceilMode ? step - 1 : 0;
  const count = Math.floor((length + 2 * padding - reach + extra) / step) + 1;
  return count === 0 ? [...plan.inputShape.slice(0, -1), 0] : undefined;
}

function emptyResult(cx: Context, op: string, shape: Shape, dtype: string | undefined): TensorValue {
  cx.warn(
    'empty-output',
    said`${op} gives an empty output: no window fits into the input. On a GPU, or with gradients, PyTorch refuses it.`,
  );
  return tensorOf(shape, dtype);
}

/** A result with the indices of the maxima beside it. */
export const withIndices = (values: TensorValue): Value => tuple([values, tensorOf(values.shape ?? [], 'int64')]);

/** `F.adaptive_*_pool*`: None keeps the input's size. @throws ShapeError rank-mismatch */
export function adaptivePooling(
  cx: Context,
  op: string,
  rank: SpatialRank,
  input: TensorValue,
  outputSize: Value,
): TensorValue {
  const shape = spatialInput(cx, input, undefined, rank);
  const size = adaptiveSizes(cx, outputSize, rank, op);
  if (rank > 1 && shape.length <= rank && isSequence(outputSize)) {
    throw new PyError(
      'ValueError',
      said`${op}: the input has ${shape.length} axes, but must have more than output_size has values (${rank}).`,
      'rank-mismatch',
    );
  }
  if (op.toLowerCase().includes('avg') && rank > 1 && shape.length >= rank && size.every((d) => d === 1)) {
    return globalAverage(cx, op, rank, input, shape);
  }
  return tensorOf(adaptivePoolShape(op, shape, rank, size), input.dtype);
}

/** Averaging to 1 is a mean over the last axes, whatever the rank (ATen `adaptive_avg_pool2d`). */
function globalAverage(cx: Context, op: string, rank: SpatialRank, input: TensorValue, shape: Shape): TensorValue {
  const result = tensorOf([...shape.slice(0, -rank), ...Array<Dim>(rank).fill(1)], input.dtype);
  if (!input.data || (shape.length !== rank + 1 && shape.length !== rank + 2)) return result;
  result.data = poolNumbers(
    cx,
    globalPlan(op, shape, rank),
    input,
    { countIncludePad: true, divisor: undefined },
    result.shape,
  );
  return result;
}

/** Pooling to 1 × 1 as one window over everything, for its numbers. */
function globalPlan(op: string, shape: Shape, rank: SpatialRank) {
  return planPool({
    framework: 'torch',
    op,
    kind: 'avg',
    rank,
    inputShape: shape,
    kernel: shape.slice(-rank),
    padding: symmetric(Array.from({ length: rank }, () => 0)),
  });
}

function adaptiveSizes(cx: Context, value: Value, rank: number, op: string): (Dim | null)[] {
  const what = `${op}(): output_size`;
  // One axis goes straight to ATen, and a bare None is no list: both refuse it.
  const one = (item: Value, listed = true): Dim | null =>
    item.kind === 'none' && rank > 1 && listed ? null : sizeItem(cx, item, what);
  if (value.kind === 'unknown' && !value.symbol) return Array.from({ length: rank }, () => cx.unknownDim(value.reason));
  const items = isSequence(value) ? cx.sequence(value) : undefined;
  if (!items) return Array.from({ length: rank }, () => (isSequence(value) ? cx.unknownDim(what) : one(value, false)));
  if (items.length !== rank) {
    throw new ShapeError(
      'argument-count',
      said`${op}: output_size has ${items.length} values, but there ${rank === 1 ? said`is 1 spatial axis` : said`are ${rank} spatial axes`}: give one int or ${rank} of them.`,
    );
  }
  return items.map((item) => one(item));
}

/** `FractionalMaxPool`: output_size, or ⌊input · output_ratio⌋ (torch 1.13, nn/functional.py). */
export function fractionalPooling(
  cx: Context,
  op: string,
  rank: SpatialRank,
  input: TensorValue,
  kernel: Value,
  outputSize: Value,
  outputRatio: Value,
): TensorValue {
  const windows = perAxisSetting(cx, kernel, rank, op, 'kernel_size');
  const shape = spatialInput(cx, input, undefined, rank);
  if (shape.length !== rank + 1 && shape.length !== rank + 2) {
    throw new ShapeError(
      'rank-mismatch',
      said`${op} takes ${rank + 1} or ${rank + 2} axes, but the input has ${shape.length}.`,
    );
  }
  if (outputSize.kind === 'none' && outputRatio.kind === 'none') {
    throw new PyError('ValueError', `${op} requires specifying either an output_size or an output_ratio`);
  }
  const sizes =
    outputSize.kind === 'none'
      ? ratioSizes(cx, outputRatio, shape.slice(-rank), op)
      : perAxisSetting(cx, outputSize, rank, op, 'output_size');
  sizes.forEach((size, i) => {
    const length = shape[shape.length - rank + i];
    if (isNumber(size) && isNumber(length) && isNumber(windows[i]) && size + windows[i] - 1 > length) {
      throw new ShapeError(
        'kernel-too-large',
        said`${op}: output ${size} with a window of ${windows[i]} needs an input of at least ${size + windows[i] - 1}, but it has ${length}. Use a smaller output_size or kernel_size.`,
      );
    }
  });
  return tensorOf([...shape.slice(0, -rank), ...sizes], input.dtype);
}

function ratioSizes(cx: Context, value: Value, spatial: Shape, op: string): Dim[] {
  const items = isSequence(value) ? cx.sequence(value) : spatial.map(() => value);
  if (!items || items.length !== spatial.length) {
    throw new ShapeError(
      'argument-count',
      said`${op}: output_ratio needs one number, or one per spatial axis (${spatial.length}).`,
    );
  }
  return items.map((item, i) => {
    if (item.kind !== 'float' && item.kind !== 'int') return cx.unknownDim('output_ratio is not known');
    if (isNumber(item.value) && !(item.value > 0 && item.value < 1)) {
      throw new PyError('ValueError', `${op}: output_ratio must be between 0 and 1 (got ${item.value})`);
    }
    return floorDim(mul(spatial[i], item.value));
  });
}

/** `F.max_unpool*`: the size that the pooling came from (torch 1.13, `_unpool_output_size`). */
export function unpooling(
  cx: Context,
  op: string,
  rank: SpatialRank,
  input: TensorValue,
  indices: TensorValue | undefined,
  kernel: Value,
  stride: Value,
  padding: Value,
  outputSize: Value,
): TensorValue {
  const shape = spatialInput(cx, input, undefined, rank);
  const places = indices?.shape;
  if (places && (places.length !== shape.length || places.some((dim, i) => equalDims(dim, shape[i]) === false))) {
    throw new ShapeError(
      'broadcast-mismatch',
      said`${op}: the indices are ${formatShape(places)} and the input is ${formatShape(shape)}: they must have one shape. Give those of the pooling that made this input.`,
    );
  }
  const k = perAxisSetting(cx, kernel, rank, op, 'kernel_size');
  const s = stride.kind === 'none' ? k : perAxisSetting(cx, stride, rank, op, 'stride');
  const p = perAxisSetting(cx, padding, rank, op, 'padding');
  if (shape.length !== rank + 1 && shape.length !== rank + 2) {
    throw new ShapeError(
      'rank-mismatch',
      said`${op} takes ${rank + 1} or ${rank + 2} axes, but the input has ${shape.length}.`,
    );
  }
  const natural = shape.slice(-rank).map((d, i) => add(sub(mul(sub(d, 1), s[i]), mul(2, p[i])), k[i]));
  const lead = shape.slice(0, -rank);
  if (outputSize.kind === 'none') return tensorOf([...lead, ...natural], input.dtype);
  const given =
    dimList(cx, outputSize, `${op}(): output_size`) ?? natural.map(() => cx.unknownDim('output_size is not known'));
  if (given.length !== rank && given.length !== rank + 2) {
    throw new PyError(
      'ValueError',
      `${op}: output_size should have ${rank} or ${rank + 2} values, but has ${given.length}`,
    );
  }
  const sizes = given.slice(-rank);
  sizes.forEach((size, i) => {
    const expected = natural[i];
    if (!isNumber(size) || !isNumber(expected) || !isNumber(s[i])) return;
    if (size > expected - s[i] && size < expected + s[i]) return;
    throw new PyError(
      'ValueError',
      said`${op}: output_size ${textOf(size)} does not fit: it must lie between ${expected - s[i] + 1} and ${expected + s[i] - 1}.`,
      'output-size',
    );
  });
  return tensorOf([...lead, ...sizes], input.dtype);
}

const ranks = [1, 2, 3] as const;

function maxPool(name: string, rank: SpatialRank, always: boolean): NativeFunction {
  const signature = always
    ? 'input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=True'
    : 'input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False';
  return torchOp(name, signature, (a, cx) => {
    const values = pooling(cx, {
      op: name,
      kind: 'max',
      rank,
      input: asTensor(cx, a.get('input'), name),
      kernel: a.get('kernel_size'),
      stride: a.get('stride'),
      padding: a.get('padding'),
      dilation: a.get('dilation'),
      ceilMode: a.get('ceil_mode'),
      indices: a.truth('return_indices'),
    });
    return a.truth('return_indices') ? withIndices(values) : values;
  });
}

function avgPool(rank: SpatialRank): NativeFunction {
  const name = `avg_pool${rank}d`;
  const signature =
    'input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None';
  return torchOp(name, signature, (a, cx) =>
    pooling(cx, {
      op: name,
      kind: 'avg',
      rank,
      input: asTensor(cx, a.get('input'), name),
      kernel: a.get('kernel_size'),
      stride: a.get('stride'),
      padding: a.get('padding'),
      ceilMode: a.get('ceil_mode'),
      countIncludePad: a.get('count_include_pad'),
      divisorOverride: a.get('divisor_override'),
    }),
  );
}

function adaptive(kind: 'avg' | 'max', rank: SpatialRank, indices: boolean): NativeFunction {
  const name = `adaptive_${kind}_pool${rank}d`;
  const signature =
    kind === 'max' ? `input, output_size, return_indices=${indices ? 'True' : 'False'}` : 'input, output_size';
  return torchOp(name, signature, (a, cx) => {
    const values = adaptivePooling(cx, name, rank, asTensor(cx, a.get('input'), name), a.get('output_size'));
    return kind === 'max' && a.truth('return_indices') ? withIndices(values) : values;
  });
}

const lpPool = (rank: SpatialRank): NativeFunction =>
  torchOp(`lp_pool${rank}d`, 'input, norm_type, kernel_size, stride=None, ceil_mode=False', (a, cx) =>
    pooling(cx, {
      op: `lp_pool${rank}d`,
      kind: 'lp',
      rank,
      input: asTensor(cx, a.get('input'), `lp_pool${rank}d`),
      kernel: a.get('kernel_size'),
      stride: a.get('stride'),
      ceilMode: a.get('ceil_mode'),
    }),
  );

const unpool = (rank: SpatialRank): NativeFunction =>
  torchOp(`max_unpool${rank}d`, 'input, indices, kernel_size, stride=None, padding=0, output_size=None', (a, cx) =>
    unpooling(
      cx,
      `max_unpool${rank}d`,
      rank,
      asTensor(cx, a.get('input'), `max_unpool${rank}d`),
      optionalTensor(cx, a.get('indices'), `max_unpool${rank}d`, 'indices'),
      a.get('kernel_size'),
      a.get('stride'),
      a.get('padding'),
      a.get('output_size'),
    ),
  );

const fractional = (rank: SpatialRank, indices: boolean): NativeFunction =>
  torchOp(
    `fractional_max_pool${rank}d`,
    `input, kernel_size, output_size=None, output_ratio=None, return_indices=${indices ? 'True' : 'False'}, _random_samples=None`,
    (a, cx) => {
      const values = fractionalPooling(
        cx,
        `fractional_max_pool${rank}d`,
        rank,
        asTensor(cx, a.get('input'), `fractional_max_pool${rank}d`),
        a.get('kernel_size'),
        a.get('output_size'),
        a.get('output_ratio'),
      );
      return a.truth('return_indices') ? withIndices(values) : values;
    },
  );

/** `F.max_pool2d` and its kin, by name. */
export const poolingFunctions: Record<string, NativeFunction> = Object.fromEntries(
  ranks.flatMap((rank) => [
    [`max_pool${rank}d`, maxPool(`max_pool${rank}d`, rank, false)],
    [`max_pool${rank}d_with_indices`, maxPool(`max_pool${rank}d_with_indices`, rank, true)],
    [`avg_pool${rank}d`, avgPool(rank)],
    [`adaptive_avg_pool${rank}d`, adaptive('avg', rank, false)],
    [`adaptive_max_pool${rank}d`, adaptive('max', rank, false)],
    [`adaptive_max_pool${rank}d_with_indices`, adaptive('max', rank, true)],
    [`max_unpool${rank}d`, unpool(rank)],
    [`lp_pool${rank}d`, lpPool(rank)],
    ...(rank > 1
      ? [
          [`fractional_max_pool${rank}d`, fractional(rank, false)] as const,
          [`fractional_max_pool${rank}d_with_indices`, fractional(rank, true)] as const,
        ]
      : []),
  ]),
);
