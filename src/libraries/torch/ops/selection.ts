/** Picking and placing by index: index_select, gather, scatter, take, masked_select, unfold, one entry of an axis. */
import { fromFlat, reshape as reshapeNumbers, type Dtype } from '../../../compute/ndarray';
import {
  add,
  broadcastShapes,
  equalDims,
  floorDiv,
  formatDim,
  indexShape,
  isNumber,
  normalizeAxis,
  productOf,
  ShapeError,
  sub,
  type Dim,
  type Shape,
} from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import type { Bound } from '../../../python/interpreter/native';
import { PyError } from '../../../python/interpreter/errors';
import { bool, tuple, type TensorValue, type Value } from '../../../python/interpreter/values';
import { axisNumber, dimList, isSequence, sizeItem } from '../arguments';
import { computed, inputOf, ofShape, unknownDims, type OpEntry } from '../family';
import { takeAlong } from '../numbers/arranging';
import { expand, reshaped } from './reshaping';
import { asTensor, shapeless, sizeOf, tensorOf, whyUnknown } from '../tensor';
import { said } from '../../../protocol/say';

/** `x.select(dim, i)` is `x[:, …, i]`. */
function select(cx: Context, input: TensorValue, dim: Value, index: Value): Value {
  const axis = axisNumber(cx, dim, 'select(): dim');
  const at = sizeItem(cx, index, 'select(): index');
  return ofShape(cx, input, (shape) => {
    if (shape.length === 0)
      throw new ShapeError('rank-mismatch', 'select: a tensor without axes has nothing to select from.');
    if (axis === undefined)
      return tensorOf(unknownDims(shape.length - 1, 'the axis given to select is not known'), input.dtype);
    const where = normalizeAxis(axis, shape.length, 'select');
    const whole = { kind: 'slice', start: null, stop: null, step: null } as const;
    const result = indexShape(shape, [...Array(where).fill(whole), { kind: 'int', value: at }]);
    return computed(cx, input, result, (data, sizes) => {
      if (!isNumber(at)) return undefined;
      return reshapeNumbers(takeAlong(data, where, [at < 0 ? at + data.shape[where] : at]), sizes);
    });
  });
}

function indexSelect(cx: Context, input: TensorValue, dim: Value, index: TensorValue): Value {
  const axis = axisNumber(cx, dim, 'index_select(): dim');
  if (index.shape && index.shape.length > 1) {
    throw new ShapeError(
      'rank-mismatch',
      said`index_select: index must be a vector, but has ${index.shape.length} axes. Flatten it first.`,
    );
  }
  return ofShape(cx, input, (shape) => {
    if (axis === undefined)
      return tensorOf(unknownDims(shape.length, 'the axis given to index_select is not known'), input.dtype);
    const at = normalizeAxis(axis, shape.length, 'index_select');
    const count = index.shape ? (index.shape[0] ?? 1) : cx.unknownDim('the number of indices is not known');
    return computed(
      cx,
      input,
      shape.map((d, i) => (i === at ? count : d)),
      (data) =>
        index.data?.data.every((k) => k >= 0 && k < data.shape[at]) ? takeAlong(data, at, index.data.data) : undefined,
    );
  });
}

/** The result has the index's shape; every other axis of it must fit into the input. */
function gather(cx: Context, input: TensorValue, dim: Value, index: TensorValue): Value {
  const axis = axisNumber(cx, dim, 'gather(): dim');
  needIndices('gather', index);
  if (!index.shape) return shapeless(whyUnknown(cx, index), input.dtype);
  if (!input.shape || axis === undefined) return tensorOf(index.shape, input.dtype);
  sameRank('gather', input.shape, index.shape);
  const at = normalizeAxis(axis, input.shape.length, 'gather');
  fitsInto('gather', index.shape, input.shape, at);
  return tensorOf(index.shape, input.dtype);
}

function scatter(a: Parameters<OpEntry['rule']>[0], cx: Context): Value {
  const input = inputOf(a);
  const axis = axisNumber(cx, a.get('dim'), `${a.fn}(): dim`);
  const index = inputOf(a, 'index');
  needIndices(a.fn, index);
  if (input.shape && index.shape && axis !== undefined) {
    sameRank(a.fn, input.shape, index.shape);
    fitsInto(a.fn, index.shape, input.shape, normalizeAxis(axis, input.shape.length, a.fn));
    const src = a.get('src');
    if (src.kind === 'tensor' && src.shape && src.shape.length > 0) {
      sameRank(a.fn, src.shape, index.shape);
      fitsInto(a.fn, index.shape, src.shape, undefined, 'src');
    }
  }
  return ofShape(cx, input, (shape) => tensorOf(shape, input.dtype));
}

/** @throws PyError RuntimeError for an index that is no whole number */
function needIndices(fn: string, { dtype }: TensorValue): void {
  if (dtype === undefined || dtype === 'int64' || dtype === 'int32') return;
  throw new PyError(
    'RuntimeError',
    said`${fn}: the index must be int64, but it is ${dtype}. Convert it with index.long().`,
    'dtype-mismatch',
    { parameter: 'index', value: '.long()' },
  );
}

function sameRank(fn: string, input: Shape, index: Shape, name = 'index'): void {
  if (input.length === index.length || index.length === 0 || input.length === 0) return;
  throw new ShapeError(
    'rank-mismatch',
    said`${fn}: ${name} has ${index.length} axes and the input ${input.length}: they must have as many. Use unsqueeze or expand.`,
  );
}

function fitsInto(fn: string, index: Shape, input: Shape, free: number | undefined, name = 'input'): void {
  index.forEach((d, i) => {
    const limit = input[i];
    if (i === free || !isNumber(d) || !isNumber(limit) || d <= limit) return;
    throw new ShapeError(
      'index-out-of-range',
      said`${fn}: index has ${d} entries along axis ${i}, where ${name} has ${limit}. Use at most ${limit}.`,
    );
  });
}

/** searchsorted, bucketize: for each number of the input its place among others, an int64 or, where asked for, int32. */
function placesIn(cx: Context, a: Bound): Value {
  const narrow = a.truth('out_int32');
  const dtype = narrow === undefined ? undefined : narrow ? 'int32' : 'int64';
  const input = asTensor(cx, a.get('input'), a.fn);
  return input.shape ? tensorOf(input.shape, dtype) : shapeless(whyUnknown(cx, input), dtype);
}

/** `x.unfold(dim, size, step)`: windows of an axis as a new last axis. @throws ShapeError where none fits */
function unfold(cx: Context, input: TensorValue, dim: Value, size: Value, step: Value): Value {
  const axis = axisNumber(cx, dim, 'unfold(): dimension');
  const [window, stride] = [sizeItem(cx, size, 'unfold(): size'), sizeItem(cx, step, 'unfold(): step')];
  return ofShape(cx, input, (shape) => {
    if (axis === undefined)
      return tensorOf(unknownDims(shape.length + 1, 'the axis given to unfold is not known'), input.dtype);
    const at = normalizeAxis(axis, Math.max(shape.length, 1), 'unfold');
    const length: Dim = shape[at] ?? 1;
    if (isNumber(window) && isNumber(length) && (window < 0 || window > length)) {
      throw new ShapeError(
        'kernel-too-large',
        said`unfold: size=${window} is more than the ${length} entries of axis ${at}. Use at most ${length}.`,
      );
    }
    if (isNumber(stride) && stride <= 0)
      throw new ShapeError('stride-not-positive', said`unfold: step=${stride} must be greater than 0. Use 1 or more.`);
    const count = add(floorDiv(sub(length, window), stride), 1);
    return tensorOf([...shape.map((d, i) => (i === at ? count : d)), window], input.dtype);
  });
}

/** Results whose length depends on the numbers. */
const oneUnknownAxis =
  (reason: string, dtype?: string): OpEntry['rule'] =>
  (a, cx) =>
    tensorOf([cx.unknownDim(reason)], dtype ?? inputOf(a).dtype);

/** `consecutive` keeps what comes again after something else, so its result is not that of `unique`. */
function unique(a: Parameters<OpEntry['rule']>[0], cx: Context, consecutive: boolean): Value {
  const input = inputOf(a);
  for (const name of [...(consecutive ? [] : ['sorted']), 'return_inverse', 'return_counts']) {
    const kind = a.get(name).kind;
    if (kind !== 'bool' && kind !== 'unknown')
      throw new PyError(
        'TypeError',
        `unique(): ${name} must be a bool, not ${cx.typeOf(a.get(name)).name}. Name the axis: dim=…`,
      );
  }
  const axis = a.isNone('dim') ? undefined : a.number('dim');
  const [inverse, counts] = [a.truth('return_inverse'), a.truth('return_counts')];
  const numbers = input.data && [...input.data.data];
  if (numbers && !consecutive && a.isNone('dim')) {
    const values = [...new Set(numbers)].sort((x, y) => x - y);
    const line = (of: readonly number[], dtype: Dtype) => fromFlat([of.length], of, dtype);
    const made = tensorOf([values.length], input.dtype, line(values, input.data!.dtype));
    const placeOf = new Map(values.map((value, i) => [value, i]));
    const places = numbers.map((n) => placeOf.get(n)!);
    const times = values.map(() => 0);
    for (const place of places) times[place]++;
    const more = [
      ...(inverse ? [tensorOf(input.shape!, 'int64', fromFlat(input.data!.shape, places, 'int64'))] : []),
      ...(counts ? [tensorOf([times.length], 'int64', line(times, 'int64'))] : []),
    ];
    return more.length > 0 ? tuple([made, ...more]) : made;
  }
  const count = cx.unknownDim('how many different values there are depends on the numbers');
  const along = !a.isNone('dim');
  const at = axis !== undefined && input.shape ? normalizeAxis(axis, input.shape.length, 'unique') : undefined;
  const open = (dtype: string | undefined) => shapeless(whyUnknown(cx, input), dtype);
  const values =
    at !== undefined
      ? tensorOf(
          input.shape!.map((d, i) => (i === at ? count : d)),
          input.dtype,
        )
      : along
        ? open(input.dtype)
        : tensorOf([count], input.dtype);
  const places = along ? at !== undefined && [input.shape![at]] : input.shape;
  const extra = [
    ...(inverse ? [places ? tensorOf(places, 'int64') : open('int64')] : []),
    ...(counts ? [tensorOf([count], 'int64')] : []),
  ];
  return extra.length > 0 ? tuple([values, ...extra]) : values;
}

function meshgrid(cx: Context, given: readonly Value[], indexing: string): Value {
  const items = given.length === 1 && isSequence(given[0]) ? cx.sequence(given[0]) : given;
  if (!items) return cx.unknown('the axes given to meshgrid are not known');
  const tensors = items.map((t) => asTensor(cx, t, 'meshgrid'));
  const sizes = tensors.map((t) => (t.shape ? (t.shape[0] ?? 1) : cx.unknownDim('the length of an axis is not known')));
  const shape = indexing === 'xy' && sizes.length > 1 ? [sizes[1], sizes[0], ...sizes.slice(2)] : sizes;
  const swapped = indexing === 'xy' && sizes.length > 1;
  return tuple(
    tensors.map((t, i) => {
      const axis = swapped && i < 2 ? 1 - i : i;
      const line =
        t.shape &&
        reshaped(
          cx,
          t,
          shape.map((_, at) => (at === axis ? sizes[i] : 1)),
        );
      return line ? expand(cx, line, shape, 'meshgrid') : tensorOf(shape, t.dtype);
    }),
  );
}

/** Whether two tensors hold the same numbers, exactly or within allclose's tolerance. */
function sameNumbers(a: Parameters<OpEntry['rule']>[0], cx: Context): Value {
  const [x, y] = [inputOf(a).data, inputOf(a, 'other').data];
  if (!x || !y) return cx.unknown('whether two tensors are equal depends on their numbers');
  const slack = (value: number): number => (a.fn === 'equal' ? 0 : 1e-8 + 1e-5 * Math.abs(value));
  const sameShape = x.shape.length === y.shape.length && x.shape.every((d, i) => d === y.shape[i]);
  return bool(sameShape && x.data.every((value, i) => Math.abs(value - y.data[i]) <= slack(y.data[i])));
}

/** Rules that change some numbers but no shape, with what they take behind the input. */
const CHANGING: Readonly<Record<string, string>> = {
  index_fill: 'dim, index, value',
  index_copy: 'dim, index, source',
  index_add: 'dim, index, source, *, alpha=1, out=None',
  index_reduce: 'dim, index, source, reduce, *, include_self=True, out=None',
  masked_scatter: 'mask, source',
  put: 'index, source, accumulate=False',
  index_put: 'indices, values, accumulate=False',
  fill_diagonal: 'fill_value, wrap=False',
};

/**
 * The slices of `source` that `index_add` and its kin put where the indices say: as many as there are indices, of the
 * input's size in every other axis (ATen TensorAdvancedIndexing.cpp, `index_func_meta_impl`).
 */
function checkSlices(a: Bound): void {
  if (!a.has('source') || !a.has('dim')) return;
  const [input, source, index] = [inputOf(a), inputOf(a, 'source'), inputOf(a, 'index')];
  const axis = axisNumber(a.cx, a.get('dim'), `${a.fn}(): dim`);
  if (!input.shape || !source.shape || axis === undefined || input.shape.length === 0) return;
  sameRank(a.fn, input.shape, source.shape, 'source');
  const at = normalizeAxis(axis, input.shape.length, a.fn);
  const count = index.shape?.length === 0 ? 1 : index.shape?.[0];
  source.shape.forEach((size, i) => {
    const wanted = i === at ? count : input.shape![i];
    if (wanted === undefined || source.shape!.length === 0 || equalDims(size, wanted) !== false) return;
    throw new ShapeError(
      'broadcast-mismatch',
      said`${a.fn}: source has ${formatDim(size)} entries along axis ${i}, where it must have ${formatDim(wanted)}: one for each index, and the input's own size in every other axis.`,
    );
  });
}

export const selectionOps: OpEntry[] = [
  {
    name: 'select',
    signature: 'input, dim, index',
    rule: (a, cx) => select(cx, inputOf(a), a.get('dim'), a.get('index')),
  },
  {
    name: 'index_select',
    signature: 'input, dim, index, *, out=None',
    rule: (a, cx) => indexSelect(cx, inputOf(a), a.get('dim'), inputOf(a, 'index')),
  },
  {
    name: 'gather',
    signature: 'input, dim, index, *, sparse_grad=False, out=None',
    rule: (a, cx) => gather(cx, inputOf(a), a.get('dim'), inputOf(a, 'index')),
  },
  ...(['scatter', 'scatter_add', 'scatter_reduce'] as const).map((name): OpEntry => ({
    name,
    signature: 'input, dim, index, src=None, *args, **kwargs',
    rule: scatter,
    inPlace: true,
  })),
  ...Object.entries(CHANGING).map(([name, rest]): OpEntry => ({
    name,
    signature: `input, ${rest}`,
    rule: (a, cx) => {
      if (name.startsWith('index_') && rest.includes('source')) checkSlices(a);
      return ofShape(cx, inputOf(a), (shape) => tensorOf(shape, inputOf(a).dtype));
    },
    inPlace: true,
  })),
  {
    name: 'take',
    signature: 'input, index',
    rule: (a, cx) => ofShape(cx, inputOf(a, 'index'), (shape) => tensorOf(shape, inputOf(a).dtype), inputOf(a).dtype),
  },
  {
    name: 'take_along_dim',
    signature: 'input, indices, dim=None',
    rule: (a, cx) => ofShape(cx, inputOf(a, 'indices'), (shape) => tensorOf(shape, inputOf(a).dtype), inputOf(a).dtype),
  },
  {
    name: 'masked_select',
    signature: 'input, mask',
    rule: oneUnknownAxis('how many elements the mask selects depends on the numbers'),
  },
  {
    name: 'nonzero',
    signature: 'input, *, as_tuple=False',
    rule: (a, cx) => {
      const input = inputOf(a);
      const count = cx.unknownDim('how many elements are not zero depends on the numbers');
      if (!input.shape) return cx.unknown('the shape of the tensor given to nonzero is not known');
      if (a.truth('as_tuple')) return tuple(input.shape.map(() => tensorOf([count], 'int64')));
      return tensorOf([count, input.shape.length], 'int64');
    },
  },
  {
    name: 'unique',
    signature: 'input, sorted=True, return_inverse=False, return_counts=False, dim=None',
    rule: (a, cx) => unique(a, cx, false),
  },
  {
    name: 'unique_consecutive',
    signature: 'input, return_inverse=False, return_counts=False, dim=None',
    rule: (a, cx) => unique(a, cx, true),
  },
  {
    name: 'bincount',
    signature: 'input, weights=None, minlength=0',
    rule: oneUnknownAxis('how many bins there are depends on the numbers', 'int64'),
  },
  {
    name: 'histc',
    signature: 'input, bins=100, min=0, max=0',
    rule: (a, cx) => {
      const { dtype } = inputOf(a);
      // CUDA counts whole numbers, the CPU does not (torch 2.13, "histogram_cpu").
      if (dtype?.startsWith('int'))
        cx.inform('dtype-mismatch', said`histc of ${dtype} is only implemented on CUDA. Convert it with .float().`);
      return tensorOf([a.dim('bins')], dtype);
    },
  },
  {
    name: 'searchsorted',
    on: 'torch',
    signature: 'sorted_sequence, input, *, out_int32=False, right=False, side=None, sorter=None, out=None',
    rule: (a, cx) => placesIn(cx, a),
  },
  {
    name: 'bucketize',
    on: 'torch',
    signature: 'input, boundaries, *, out_int32=False, right=False, out=None',
    rule: (a, cx) => placesIn(cx, a),
  },
  {
    name: 'unfold',
    on: 'tensor',
    signature: 'input, dimension, size, step',
    rule: (a, cx) => unfold(cx, inputOf(a), a.get('dimension'), a.get('size'), a.get('step')),
  },
  {
    name: 'meshgrid',
    on: 'torch',
    signature: "*tensors, indexing='ij'",
    rule: (a, cx) => meshgrid(cx, a.rest, a.str('indexing') ?? 'ij'),
  },
  {
    name: 'cartesian_prod',
    on: 'torch',
    signature: '*tensors',
    rule: (a, cx) => {
      const sizes = a.rest.map((each) => (each.kind === 'tensor' ? each.shape?.[0] : undefined));
      const count = sizes.every((size) => size !== undefined)
        ? productOf(sizes)
        : cx.unknownDim('the number of combinations');
      return tensorOf(a.rest.length === 1 ? [count] : [count, a.rest.length]);
    },
  },
  {
    name: 'multinomial',
    signature: 'input, num_samples, replacement=False, *, generator=None',
    rule: (a, cx) =>
      ofShape(cx, inputOf(a), (shape) => tensorOf([...shape.slice(0, -1), a.dim('num_samples')], 'int64'), 'int64'),
  },
  {
    name: 'as_strided',
    signature: 'input, size, stride, storage_offset=None',
    rule: (a, cx) => {
      const sizes = dimList(cx, a.get('size'), 'as_strided(): size');
      return sizes
        ? tensorOf(sizes, inputOf(a).dtype)
        : shapeless(cx.unknown('the size given to as_strided is not known'));
    },
  },
  {
    name: 'allclose',
    signature: 'input, other, *args, **kwargs',
    silent: true,
    rule: sameNumbers,
  },
  {
    name: 'equal',
    signature: 'input, other, *args, **kwargs',
    silent: true,
    rule: sameNumbers,
  },
  {
    name: 'broadcast_shapes',
    on: 'torch',
    silent: true,
    signature: '*shapes',
    rule: (a, cx) => {
      const shapes = a.rest.map((s) => dimList(cx, s, 'broadcast_shapes(): shapes'));
      if (!shapes.every((s) => s !== undefined)) return cx.unknown('the shapes to broadcast are not known');
      return sizeOf(broadcastShapes(shapes, 'broadcast_shapes'));
    },
  },
  {
    name: 'block_diag',
    on: 'torch',
    signature: '*tensors',
    rule: (a, cx) => {
      const shapes = a.rest.map((t) => asTensor(cx, t, 'block_diag').shape);
      if (!shapes.every((s) => s?.length === 2)) return tensorOf(unknownDims(2, 'the blocks are not known'));
      return tensorOf([shapes.map((s) => s![0]).reduce(add), shapes.map((s) => s![1]).reduce(add)]);
    },
  },
];
