/**
 * `jax.lax`: convolutions whose axes are named by dimension numbers (jax/_src/lax/convolution.py). The operands are
 * put into the order that src/shape plans in, and the result back into the order asked for.
 */
import { permute, type NdArray } from '../../../compute/ndarray';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { native, nativeClass, op, type Bound } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import {
  InstanceValue,
  int,
  str,
  tuple,
  type NativeFunction,
  type TensorValue,
  type Value,
} from '../../../python/interpreter/values';
import {
  floorDiv,
  isNumber,
  mul,
  orThrow,
  paddingFromWord,
  planConv,
  productOf,
  type Dim,
  type Edges,
  type PaddingSpec,
  type Shape,
  type SpatialRank,
} from '../../../shape';
import { dimOf, shapeArg } from '../../common/shapes';
import { makeTensor } from '../../common/tensors';
import { convolveNumbers } from '../../tensorflow/convolutionNumbers';
import { arrayClass, arrayOf, floatOf, makeArray } from '../arrays';
import { said } from '../../../protocol/say';

/** Where the axes of the three arrays stand: positions of batch, spatial axes and features, in that order. */
interface DimensionNumbers {
  readonly lhs: readonly number[];
  /** Spatial axes, input features, output features. */
  readonly rhs: readonly number[];
  readonly out: readonly number[];
}

const numbersClass = nativeClass('jax.lax', 'ConvDimensionNumbers', [types.object]);

/**
 * The positions that a text such as `NHWC` or `HWIO` names; spatial axes are found in the order of the first text.
 * @throws PyError ValueError for letters that are not there
 */
function positions(
  text: string,
  ends: readonly [string, string],
  spatial: readonly string[],
  order: 'NC' | 'IO',
): number[] {
  const at = (letter: string): number => {
    const found = text.indexOf(letter);
    if (found >= 0) return found;
    throw new PyError(
      'ValueError',
      said`dimension_numbers: '${text}' has no '${letter}'; it must hold ${[...ends, ...spatial].join(', ')}.`,
      'dimension-numbers',
    );
  };
  const axes = spatial.map(at);
  return order === 'NC' ? [at(ends[0]), ...axes, at(ends[1])] : [...axes, at(ends[0]), at(ends[1])];
}

/** @throws PyError ValueError for dimension numbers that do not fit the rank */
function readNumbers(cx: Context, value: Value, rank: number): DimensionNumbers | undefined {
  if (value.kind === 'instance' && value.cls === numbersClass) return value.native as DimensionNumbers;
  if (value.kind === 'none') {
    const axes = Array.from({ length: rank }, (_, i) => i);
    const [first, second, ...spatial] = axes;
    const batchFirst = [first, ...spatial, second];
    return { lhs: batchFirst, rhs: [...spatial, second, first], out: batchFirst };
  }
  const items = cx.sequence(value);
  const texts = items?.map((item) => (item.kind === 'str' ? item.value : undefined));
  if (!texts || texts.length !== 3) return undefined;
  const [lhs, rhs, out] = texts;
  if (lhs === undefined || rhs === undefined || out === undefined) return undefined;
  for (const text of [lhs, rhs, out]) {
    if (text.length === rank) continue;
    throw new PyError(
      'ValueError',
      said`dimension_numbers: '${text}' names ${text.length} axes, but the operands have ${rank}.`,
      'dimension-numbers',
    );
  }
  const spatial = [...rhs].filter((letter) => letter !== 'I' && letter !== 'O');
  return {
    lhs: positions(lhs, ['N', 'C'], spatial, 'NC'),
    rhs: positions(rhs, ['I', 'O'], spatial, 'IO'),
    out: positions(out, ['N', 'C'], spatial, 'NC'),
  };
}

/** A tensor with its axes in another order. */
function ordered(tensor: TensorValue, order: readonly number[]): TensorValue {
  const shape = order.map((axis) => tensor.shape![axis]);
  const data: NdArray | undefined = tensor.data && permute(tensor.data, order);
  const made = makeTensor(arrayClass, shape, tensor.dtype, { data });
  made.receptiveField = tensor.receptiveField;
  return made;
}

/** Padding as lax takes it: a word, or one pair per spatial axis. Undefined where it is not known. */
export function laxPadding(cx: Context, value: Value, rank: SpatialRank, fn: string): PaddingSpec | undefined {
  if (value.kind === 'str') return paddingFromWord(value.value.toUpperCase(), 'flax_pool', fn, rank);
  const pairs = cx.sequence(value)?.map((pair) => shapeArg(cx, pair, 'padding'));
  if (!pairs || pairs.some((pair) => pair?.length !== 2)) return undefined;
  return { kind: 'explicit', edges: pairs.map((pair) => [pair![0], pair![1]] as Edges) };
}

const sizes = (a: Bound, name: string, rank: number): readonly Dim[] | undefined => {
  const value = a.get(name);
  if (value.kind === 'none') return undefined;
  return shapeArg(a.cx, value, name) ?? Array.from({ length: rank }, () => a.cx.unknownDim(said`${name} is not known`));
};

/** @throws PyError TypeError in JAX's words where the operands' ranks differ */
function checkRanks(fn: string, lhs: Shape, rhs: Shape): void {
  if (lhs.length === rhs.length) return;
  throw new PyError(
    'TypeError',
    said`${fn} lhs and rhs must have the same number of dimensions, but lhs has ${lhs.length} and rhs has ${rhs.length}.`,
    'rank-mismatch',
  );
}

interface Settings {
  readonly strides: string;
  readonly transposed: boolean;
}

function convolution(a: Bound, cx: Context, { strides, transposed }: Settings): Value {
  const [lhs, rhs] = [arrayOf(a.get('lhs')), arrayOf(a.get('rhs'))];
  if (!lhs?.shape || !rhs?.shape)
    return makeTensor(arrayClass, undefined, lhs?.dtype, { reason: (lhs?.shape ? rhs : lhs)?.reason });
  checkRanks(a.fn, lhs.shape, rhs.shape);
  const rank = lhs.shape.length - 2;
  if (rank < 1 || rank > 3) return cx.unknown(said`${a.fn} over ${rank} spatial axes is not modelled`);
  const numbers = readNumbers(cx, a.get('dimension_numbers'), lhs.shape.length);
  const padding = laxPadding(cx, a.get('padding'), rank as SpatialRank, a.fn);
  if (!numbers || !padding)
    return cx.unknown(said`the ${numbers ? 'padding' : 'dimension_numbers'} of ${a.fn} are not known`);
  const [input, weight] = [ordered(lhs, numbers.lhs), ordered(rhs, numbers.rhs)];
  const swapped = transposed && a.truth('transpose_kernel') === true;
  const plan = orThrow(
    planConv({
      framework: 'flax',
      op: a.fn,
      rank: rank as SpatialRank,
      inputShape: input.shape!,
      batch: 'one',
      transposed,
      stride: sizes(a, strides, rank),
      dilation: sizes(a, 'rhs_dilation', rank),
      inputDilation: transposed ? undefined : sizes(a, 'lhs_dilation', rank),
      padding,
      groups: transposed ? 1 : dimOf(cx, a.get('feature_group_count'), 'feature_group_count'),
      weightShape: weight.shape,
      weightLayout: swapped ? 'kOI' : 'kIO',
      bias: false,
    }),
  );
  cx.note({ plan, macs: plan.macs });
  const back = numbers.out.map((_, axis) => numbers.out.indexOf(axis));
  const data = convolveNumbers(cx, plan, input, weight);
  return ordered(makeArray(plan.outputShape, floatOf(lhs.dtype), data), back);
}

/**
 * Groups of the batch: each convolves a part of the examples, for a part of the filters (XLA, ConvWithGeneralPadding).
 * @throws PyError ValueError where the batch or the filters are no multiple of the groups, or the channels stand in groups too
 */
function inBatchGroups(cx: Context, a: Bound, groups: number): Value {
  const [lhs, rhs] = [arrayOf(a.get('lhs')), arrayOf(a.get('rhs'))];
  const numbers = lhs?.shape && readNumbers(cx, a.get('dimension_numbers'), lhs.shape.length);
  if (!lhs?.shape || !rhs?.shape || !numbers) return cx.unknown('the dimension numbers are not known');
  const batch = lhs.shape[numbers.lhs[0]];
  const filters = rhs.shape[numbers.rhs[numbers.rhs.length - 1]];
  const refused =
    a.number('feature_group_count') !== 1
      ? said`batch_group_count and feature_group_count cannot both be greater than 1.`
      : isNumber(batch) && batch % groups !== 0
        ? said`batch_group_count=${groups} must divide the batch of ${batch}.`
        : isNumber(filters) && filters % groups !== 0
          ? said`batch_group_count=${groups} must divide the ${filters} filters.`
          : undefined;
  if (refused) throw new PyError('ValueError', refused, 'groups-divisibility');
  const part = makeArray(
    lhs.shape.map((dim, axis) => (axis === numbers.lhs[0] ? floorDiv(batch, groups) : dim)),
    lhs.dtype,
  );
  const settings = ['window_strides', 'padding', 'lhs_dilation', 'rhs_dilation', 'dimension_numbers'];
  return cx.call(general, [part, rhs], new Map(settings.map((name) => [name, a.get(name)])));
}

/** @throws PyError ValueError for a word where the input is dilated: JAX then wants the padding itself */
function needPairs(a: Bound): void {
  const dilation = a.get('padding').kind === 'str' && !a.isNone('lhs_dilation') && a.cx.sequence(a.get('lhs_dilation'));
  if (!dilation || !dilation.some((size) => size.kind === 'int' && isNumber(size.value) && size.value > 1)) return;
  throw new PyError(
    'ValueError',
    said`${a.fn}: with lhs_dilation above 1 the padding must be given as one pair for each spatial axis, or use conv_transpose.`,
    'padding-mode',
  );
}

const general: NativeFunction = op(
  'conv_general_dilated',
  'lhs, rhs, window_strides, padding, lhs_dilation=None, rhs_dilation=None, dimension_numbers=None, ' +
    'feature_group_count=1, batch_group_count=1, precision=None, preferred_element_type=None, **kwargs',
  (a, cx) => {
    const groups = a.number('batch_group_count');
    if (groups === undefined) return cx.unknown('the number of groups of the batch is not known');
    needPairs(a);
    return groups === 1
      ? convolution(a, cx, { strides: 'window_strides', transposed: false })
      : inBatchGroups(cx, a, groups);
  },
);

/** The same under names that leave settings out. */
const short = (name: string, signature: string): NativeFunction =>
  native(name, signature, (a, cx) => {
    const kwargs = new Map(a.extra);
    const positional = ['lhs', 'rhs', 'window_strides', 'padding'].map((parameter) => a.get(parameter));
    for (const parameter of ['lhs_dilation', 'rhs_dilation', 'dimension_numbers']) {
      if (signature.includes(`${parameter}=`)) kwargs.set(parameter, a.get(parameter));
    }
    return cx.call(general, positional, kwargs);
  });

const BASIC = 'lhs, rhs, window_strides, padding';

const conv = short('conv', `${BASIC}, **kwargs`);
const withGeneralPadding = short(
  'conv_with_general_padding',
  `${BASIC}, lhs_dilation=None, rhs_dilation=None, **kwargs`,
);

/** Without dimension numbers conv_transpose takes channels last (jax.lax.conv_transpose). */
const LAST: Readonly<Record<number, readonly string[]>> = {
  3: ['NHC', 'HIO', 'NHC'],
  4: ['NHWC', 'HWIO', 'NHWC'],
  5: ['NHWDC', 'HWDIO', 'NHWDC'],
};

const transpose = op(
  'conv_transpose',
  'lhs, rhs, strides, padding, rhs_dilation=None, dimension_numbers=None, transpose_kernel=False, **kwargs',
  (a, cx) => {
    const lhs = a.tensor('lhs');
    if (!a.isNone('dimension_numbers')) return convolution(a, cx, { strides: 'strides', transposed: true });
    const texts = LAST[lhs?.shape?.length ?? 0];
    if (!texts) return cx.unknown('the rank of the operand of conv_transpose is not known');
    const named = new Map([...Object.entries(namedArguments(a)), ['dimension_numbers', tupleOf(texts)] as const]);
    return cx.call(transpose, [], named);
  },
);

const namedArguments = (a: Bound): Record<string, Value> =>
  Object.fromEntries(
    ['lhs', 'rhs', 'strides', 'padding', 'rhs_dilation', 'transpose_kernel'].map((name) => [name, a.get(name)]),
  );
const tupleOf = (texts: readonly string[]): Value => tuple(texts.map(str));

/**
 * The window at each position as a vector of channels: a depthwise convolution with one kernel for each element of the
 * window (jax.lax.conv_general_dilated_patches). Without dimension numbers channels come first.
 */
const patches = native(
  'conv_general_dilated_patches',
  'lhs, filter_shape, window_strides, padding, lhs_dilation=None, rhs_dilation=None, dimension_numbers=None, **kwargs',
  (a, cx) => {
    const lhs = arrayOf(a.get('lhs'));
    const filter = shapeArg(cx, a.get('filter_shape'), 'filter_shape');
    const numbers = lhs?.shape && readNumbers(cx, a.get('dimension_numbers'), lhs.shape.length);
    if (!lhs?.shape || !filter || !numbers) return cx.unknown(said`the window of ${a.fn} is not known`);
    const channels = lhs.shape[numbers.lhs[numbers.lhs.length - 1]];
    const inOrder = [...filter, 1, mul(channels, productOf(filter))];
    const kernel = makeArray(
      numbers.rhs.map((_, axis) => inOrder[numbers.rhs.indexOf(axis)]),
      lhs.dtype,
    );
    const settings = ['window_strides', 'padding', 'lhs_dilation', 'rhs_dilation', 'dimension_numbers'];
    const named = new Map(settings.map((name) => [name, a.get(name)]));
    named.set('feature_group_count', int(channels));
    return cx.call(general, [a.get('lhs'), kernel], named);
  },
);

export const convolutions: Record<string, Value> = {
  conv_general_dilated_patches: patches,
  conv_general_dilated: general,
  conv,
  conv_with_general_padding: withGeneralPadding,
  conv_transpose: transpose,
  ConvDimensionNumbers: numbersClass,
  conv_dimension_numbers: native('conv_dimension_numbers', 'lhs_shape, rhs_shape, dimension_numbers', (a, cx) => {
    const shape = shapeArg(cx, a.get('lhs_shape'));
    const read = shape && readNumbers(cx, a.get('dimension_numbers'), shape.length);
    if (!read) return cx.unknown('the dimension numbers are not known');
    const made = new InstanceValue(numbersClass);
    made.native = read;
    return made;
  }),
};
