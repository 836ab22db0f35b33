/** Operations that regroup and reorder tensors. */
import {
  broadcastShapes,
  ShapeError,
  equalDims,
  formatDim,
  formatShape,
  isNumber,
  mul,
  normalizeAxes,
  normalizeAxis,
  padShape,
  problemOf,
  permuteShape,
  productOf,
  reshapeShape,
  squeezeShape,
  sumOf,
  tfTileShape,
  unsqueezeShape,
  type Dim,
  type Edges,
  type Shape,
} from '../../../shape';
import { pad, pickAlong, tile } from '../../../compute/numeric/manipulation';
import { permute, reshape, sizeOf, type NdArray } from '../../../compute/ndarray';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { list, type TensorValue, type Value } from '../../../python/interpreter/values';
import { dtypeArg } from '../../common/dtypes';
import { symbolicElements } from '../../common/elements';
import { axesArg, axisArg } from '../../common/shapes';
import { affordable } from '../../common/tensors';
import { convert } from '../convert';
import { warnOfMixedExamples } from '../findings';
import { operation, quiet } from '../operation';
import { describeShape, isNoneDim, isStatic, NONE_DIM, numberOf, readShape } from '../staticShape';
import { makeTensor } from '../tensorClasses';
import { joiningFunctions } from './joining';
import { result, withTensor, type Known } from './tensors';
import { said } from '../../../protocol/say';

/** The numbers or sizes of a tensor under another shape. */
function regroup(x: TensorValue, shape: Shape): TensorValue {
  const data = x.data && isStatic(shape) && sizeOf(shape) === x.data.data.length ? reshape(x.data, shape) : undefined;
  return result(shape, x.dtype, { data, elements: symbolicElements(x) });
}

/** A size that follows from a None is a None: `tf.reshape(x, [-1, 4])` of a batch. */
function reshapeTo(cx: Context, x: Known, sizes: readonly Dim[], op: string): Shape {
  const open = x.shape.filter(isNoneDim).length;
  if (open === 0) return reshapeShape(x.shape, sizes, op);
  const known = productOf(x.shape.filter((dim) => !isNoneDim(dim)));
  const given = productOf(sizes.filter((size) => size !== -1 && !isNoneDim(size)));
  const whole = sizes.every((size) => isNumber(size) && size >= 0);
  if (open === 1 && isNumber(known) && isNumber(given) && whole && known > 0 && given % known !== 0) {
    throw new ShapeError(
      'view-mismatch',
      said`${op}: ${formatShape(x.shape)} holds a multiple of ${known} elements, but ${formatShape(sizes)} holds ${given}.`,
    );
  }
  if (open === 1 && isNoneDim(x.shape[0]) && sizes[0] === -1 && isNumber(known) && isNumber(given) && given > 0) {
    warnOfMixedExamples(cx, op, x.shape, known, given);
  }
  return sizes.map((size) => (size === -1 ? NONE_DIM : size));
}

const reshaping = operation(
  'tf.reshape',
  'tensor, shape, name=None',
  (a, cx) =>
    withTensor(cx, a.get('tensor'), (x) => {
      const sizes = readShape(a.get('shape'), cx, 'shape');
      if (!sizes) return cx.unknown('the shape to reshape to is not known');
      return regroup(x, reshapeTo(cx, x, sizes, a.fn));
    }),
  'Reshape',
);

const transposing = operation('tf.transpose', "a, perm=None, conjugate=False, name='transpose'", (a, cx) => {
  const given = convert(cx, a.get('a'));
  const open = (given.kind === 'tensor' ? !given.shape : given.kind === 'unknown') && !a.isNone('perm');
  const places = open ? readShape(a.get('perm'), cx, 'perm') : undefined;
  if (places) {
    // The order says how many axes a tensor has of which nothing else is known.
    const size = cx.unknownDim('the shape of what is transposed is not known');
    return makeTensor(
      places.map(() => size),
      given.kind === 'tensor' ? given.dtype : undefined,
    );
  }
  return withTensor(cx, a.get('a'), (x) => {
    const rank = x.shape.length;
    const order = a.isNone('perm') ? x.shape.map((_, axis) => rank - 1 - axis) : readShape(a.get('perm'), cx, 'perm');
    if (!order?.every(isNumber)) return cx.unknown('the order of the axes is not known');
    const axes = (order as number[]).map((axis) => (axis < 0 ? axis + rank : axis));
    return result(permuteShape(x.shape, axes, a.fn), x.dtype, { data: x.data && permute(x.data, axes) });
  });
});

const expandDims = operation(
  'tf.expand_dims',
  'input, axis=None, name=None, dim=None',
  (a, cx) =>
    withTensor(cx, a.get('input'), (x) => {
      const axes = axesArg(cx, a.isNone('axis') ? a.get('dim') : a.get('axis'));
      if (axes === undefined) return cx.unknown('the axis is not known');
      if (axes === 'all' || axes.length !== 1)
        throw new PyError('ValueError', said`${a.fn} inserts one axis: axis must be one integer.`, 'argument-value');
      return regroup(x, unsqueezeShape(x.shape, axes[0]));
    }),
  'ExpandDims',
);

const squeeze = operation(
  'tf.squeeze',
  'input, axis=None, name=None, squeeze_dims=None',
  (a, cx) =>
    withTensor(cx, a.get('input'), (x) => {
      const axes = axesArg(cx, a.isNone('axis') ? a.get('squeeze_dims') : a.get('axis'));
      if (!axes) return cx.unknown('the axes are not known');
      const named = axes === 'all' || axes.length === 0 ? undefined : axes;
      if (!named && x.shape.some(isNoneDim))
        return cx.unknown('which axes squeeze drops depends on a size that is None');
      return regroup(x, squeezeShape(x.shape, named, true));
    }),
  'Squeeze',
);

const tiling = operation(
  'tf.tile',
  'input, multiples, name=None',
  (a, cx) =>
    withTensor(cx, a.get('input'), (x) => {
      const multiples = readShape(a.get('multiples'), cx, 'multiples');
      if (!multiples) return cx.unknown('the multiples are not known');
      const shape = tfTileShape(x.shape, multiples);
      const counts = multiples.every(isNumber) ? (multiples as number[]) : undefined;
      return result(shape, x.dtype, {
        data: x.data && counts && affordable(cx, shape) ? tile(x.data, counts) : undefined,
      });
    }),
  'Tile',
);

const repeat = operation('tf.repeat', 'input, repeats, axis=None, name=None', (a, cx) =>
  withTensor(cx, a.get('input'), (x) => {
    const count = readShape(a.get('repeats'), cx, 'repeats');
    if (!count) return cx.unknown('the repeats are not known');
    const flat: Shape = a.isNone('axis') ? [productOf(x.shape)] : x.shape;
    const axis = a.isNone('axis') ? 0 : axisArg(cx, a.get('axis'));
    if (axis === undefined) return cx.unknown('the axis is not known');
    const place = normalizeAxis(axis, flat.length, a.fn);
    if (count.length > 1 && equalDims(flat[place], count.length) === false) {
      throw new ShapeError(
        'argument-count',
        said`tf.repeat: there are ${count.length} repeats for the ${formatDim(flat[place])} elements of axis ${axis}. Give one for each, or one for all.`,
      );
    }
    const total = count.length === 1 ? mul(flat[place], count[0]) : sumOf(count);
    return result(
      flat.map((dim, i) => (i === place ? total : dim)),
      x.dtype,
    );
  }),
);

const padding = operation(
  'tf.pad',
  "tensor, paddings, mode='CONSTANT', name=None, constant_values=0",
  (a, cx) =>
    withTensor(cx, a.get('tensor'), (x) => {
      const pairs = readPairs(cx, a.get('paddings'), x.shape.length);
      if (!pairs) return cx.unknown('the paddings are not known');
      const mode = a.str('mode') ?? 'CONSTANT';
      const shape = paddedShape(cx, x, pairs, mode);
      const amounts = pairs.every((edges) => edges.every(isNumber)) ? (pairs as [number, number][]) : undefined;
      const value = numberOf(a.get('constant_values'));
      const how = mode.toLowerCase() as 'constant' | 'reflect' | 'symmetric';
      const data =
        x.data && amounts && value !== undefined && affordable(cx, shape)
          ? pad(x.data, amounts, how, value)
          : undefined;
      return result(shape, x.dtype, { data });
    }),
  'Pad',
);

/**
 * The padded shape. A graph is built without looking at how far a reflection reaches; it fails when it runs, which
 * is said as a warning.
 */
function paddedShape(cx: Context, x: Known, pairs: readonly Edges[], mode: string): Shape {
  const problem = problemOf(() => padShape(x.shape, pairs, mode));
  if (!problem) return padShape(x.shape, pairs, mode);
  if (problem.code !== 'pad-mismatch' || !x.shape.some(isNoneDim)) {
    throw ShapeError.of(problem);
  }
  cx.warn(problem.code, problem.saying, problem.fix);
  return padShape(x.shape, pairs, mode, true);
}

/** Pairs of a nested list or an (n, 2) tensor. */
export function readPairs(cx: Context, value: Value, rank: number): Edges[] | undefined {
  if (value.kind === 'tensor') {
    const flat = value.data ? Array.from(value.data.data) : undefined;
    return flat && Array.from({ length: flat.length / 2 }, (_, i): Edges => [flat[2 * i], flat[2 * i + 1]]);
  }
  const items = value.kind === 'unknown' ? undefined : cx.sequence(value);
  const pairs = items?.map((item) => readShape(item, cx, 'paddings'));
  if (!pairs || pairs.some((pair) => !pair)) return undefined;
  const wrong = pairs.find((pair) => pair!.length !== 2);
  if (wrong)
    throw new ShapeError(
      'pad-mismatch',
      said`tf.pad: each entry of paddings is a pair [before, after]; ${rank} of them are needed. Received: ${cx.repr(value)}.`,
    );
  return pairs.map((pair): Edges => [pair![0], pair![1]]);
}

const reverse = operation('tf.reverse', 'tensor, axis, name=None', (a, cx) =>
  withTensor(cx, a.get('tensor'), (x) => {
    const axes = axesArg(cx, a.get('axis'));
    if (!axes || axes === 'all') return result(x.shape, x.dtype);
    const places = normalizeAxes(axes, x.shape.length, a.fn);
    const data = places.reduce<NdArray | undefined>(
      (array, axis) =>
        array &&
        pickAlong(
          array,
          Array.from({ length: array.shape[axis] }, (_, i) => array.shape[axis] - 1 - i),
          axis,
        ),
      x.data,
    );
    return result(x.shape, x.dtype, { data });
  }),
);

const shapeOf = quiet(
  'tf.shape',
  'input, out_type=None, name=None',
  (a, cx) =>
    withTensor(cx, a.get('input'), (x) =>
      result([x.shape.length], dtypeArg(a.get('out_type')) ?? 'int32', elementsParts(x.shape)),
    ),
  'Shape',
);

/** Sizes as elements: numbers where all are numbers. */
function elementsParts(sizes: Shape): { data?: NdArray; elements?: Shape } {
  if (!isStatic(sizes)) return { elements: sizes };
  return { data: { shape: [sizes.length], dtype: 'int32', data: Int32Array.from(sizes) } };
}

const sizeFunction = quiet(
  'tf.size',
  'input, out_type=None, name=None',
  (a, cx) => withTensor(cx, a.get('input'), (x) => scalar(productOf(x.shape))),
  'Size',
);

const rankFunction = quiet(
  'tf.rank',
  'input, name=None',
  (a, cx) => withTensor(cx, a.get('input'), (x) => scalar(x.shape.length)),
  'Rank',
);

function scalar(size: Dim): TensorValue {
  if (!isNumber(size)) return result([], 'int32', { elements: [size] });
  return result([], 'int32', { data: { shape: [], dtype: 'int32', data: Int32Array.of(size) } });
}

const ensureShape = quiet('tf.ensure_shape', 'x, shape, name=None', (a, cx) =>
  withTensor(cx, a.get('x'), (x) => {
    const given = readShape(a.get('shape'), cx, 'shape');
    const differs = given?.some((dim, i) => equalDims(dim, x.shape[i] ?? dim) === false);
    if (given && (given.length !== x.shape.length || differs)) {
      throw new ShapeError(
        'broadcast-mismatch',
        said`${a.fn}: the tensor is ${describeShape(x.shape)}, which is not compatible with the expected ${describeShape(given)}.`,
      );
    }
    return result(
      x.shape.map((dim, i) => (isNumber(dim) ? dim : (given?.[i] ?? dim))),
      x.dtype,
      { data: x.data },
    );
  }),
);

const broadcastTo = operation('tf.broadcast_to', 'input, shape, name=None', (a, cx) =>
  withTensor(cx, a.get('input'), (x) => {
    const shape = readShape(a.get('shape'), cx, 'shape');
    if (!shape) return cx.unknown('the shape to broadcast to is not known');
    const behind = shape.slice(shape.length - x.shape.length);
    const fits = x.shape.every((dim, i) => equalDims(dim, 1) !== false || equalDims(dim, behind[i]) !== false);
    if (x.shape.length > shape.length || !fits) {
      throw new ShapeError(
        'expand-mismatch',
        said`${a.fn}: ${formatShape(x.shape)} cannot be broadcast to ${formatShape(shape)}: from the last axis on, sizes must be equal or 1.`,
      );
    }
    return result(shape, x.dtype);
  }),
);

/** The shape that two shapes given as tensors broadcast to. @throws ShapeError `broadcast-mismatch` */
const broadcastDynamic = quiet('tf.broadcast_dynamic_shape', 'shape_x, shape_y', (a, cx) => {
  const shapes = ['shape_x', 'shape_y'].map((name) => readShape(a.get(name), cx, name));
  const [x, y] = shapes;
  if (!x || !y) return cx.unknown('the shape to broadcast to is not known');
  const both = broadcastShapes([x, y], a.fn);
  return result([both.length], 'int32', elementsParts(both));
});

const meshgrid = operation('tf.meshgrid', "*args, indexing='xy', **kwargs", (a, cx) => {
  const inputs = a.rest.map((value) => convert(cx, value));
  // More than one axis is read as one.
  const sizes = inputs.map((x) => (x.kind === 'tensor' && x.shape ? productOf(x.shape) : undefined));
  if (sizes.some((size) => size === undefined)) return cx.unknown('the axes of the grid are not known');
  const shape = sizes as Dim[];
  const ordered = a.str('indexing') === 'ij' || shape.length < 2 ? shape : [shape[1], shape[0], ...shape.slice(2)];
  return list(inputs.map((x) => result(ordered, (x as TensorValue).dtype)));
});

export const shapingFunctions = [
  ...joiningFunctions,
  reshaping,
  transposing,
  expandDims,
  squeeze,
  tiling,
  repeat,
  padding,
  reverse,
  shapeOf,
  sizeFunction,
  rankFunction,
  ensureShape,
  broadcastTo,
  broadcastDynamic,
  meshgrid,
];
