/** Tensors from shapes and numbers, windows, casts, and questions about tensors. */
import { said } from '../../../protocol/say';
import {
  ShapeError,
  broadcastShapes,
  formatShape,
  isNumber,
  maxDim,
  productOf,
  type Dim,
  type Shape,
} from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import type { Bound } from '../../../python/interpreter/native';
import {
  FALSE,
  TRUE,
  int,
  list,
  str,
  tuple,
  type NativeFunction,
  type Value,
} from '../../../python/interpreter/values';
import { dtypeArg } from '../../common/dtypes';
import { filledTensor } from '../../common/tensors';
import { convert } from '../../tensorflow/convert';
import { applyRule, byName } from '../../tensorflow/operation';
import { creationFunctions } from '../../tensorflow/ops/creation';
import { mathFunctions } from '../../tensorflow/ops/math';
import { hasKerasTensor } from '../../tensorflow/tensorClasses';
import { result, withTensor } from '../../tensorflow/ops/tensors';
import { NONE_DIM, numberOf, readShape, readSize, sizeValue } from '../../tensorflow/staticShape';
import { tensorClass } from '../../tensorflow/tensorClasses';
import { define, defineQuiet, shaped, withTensors } from './define';

const creation = byName(creationFunctions);
const math = byName(mathFunctions);

/** Undefined where another dtype is given that is not known. */
const dtypeOf = (a: Bound): string | undefined => (a.isNone('dtype') ? 'float32' : dtypeArg(a.get('dtype')));

/** A new tensor of a shape, of one number where it is known. */
function filled(name: string, signature: string, value: (a: Bound) => number | undefined): NativeFunction {
  return defineQuiet(name, signature, (a, cx) => {
    const shape = readShape(a.get('shape'), cx, 'shape');
    return shape ? filledTensor(cx, tensorClass, shape, dtypeOf(a), value(a)) : cx.unknown('the shape is not known');
  });
}

/** A tensor like another one. */
function like(name: string, signature: string, value: (a: Bound) => number | undefined): NativeFunction {
  return define(name, signature, (a, cx) =>
    withTensor(cx, a.get('x'), (x) =>
      filledTensor(cx, tensorClass, x.shape, dtypeArg(a.get('dtype')) ?? x.dtype ?? 'float32', value(a)),
    ),
  );
}

/** Rows and columns of `eye`, `tri`, `identity`. */
function square(name: string, signature: string): NativeFunction {
  return defineQuiet(name, signature, (a, cx) => {
    const rows = readSize(a.get(signature.startsWith('N') ? 'N' : 'n'), cx, 'N');
    const given = signature.startsWith('N') && !a.isNone('M');
    return result([rows, given ? readSize(a.get('M'), cx, 'M') : rows], dtypeOf(a));
  });
}

/** Numbers from `start` to `stop` in a new axis; both may be tensors. */
function spaced(name: string, signature: string): NativeFunction {
  return define(name, signature, (a, cx) =>
    withTensors(cx, [a.get('start'), a.get('stop')], (start, stop) => {
      const shape = broadcastShapes([start.shape, stop.shape], a.fn);
      const axis = numberOf(a.get('axis'));
      if (axis === undefined) return cx.unknown('the axis is not known');
      const place = axis < 0 ? axis + shape.length + 1 : axis;
      const made = result([...shape.slice(0, place), a.dim('num'), ...shape.slice(place)], dtypeOf(a));
      const hasStep = name === 'linspace' && a.truth('retstep') === true;
      return hasStep ? tuple([made, result(shape, dtypeOf(a))]) : made;
    }),
  );
}

/** A window as long as the number says. */
const window = (name: string, signature = 'x'): NativeFunction =>
  defineQuiet(name, signature, (a, cx) => result([readSize(a.get('x'), cx, 'x')], 'float32'));

const meshgrid = define('meshgrid', "*x, indexing='xy'", (a, cx) => {
  const sizes = a.rest.map((value): Dim | undefined => {
    const x = convert(cx, value);
    return x.kind === 'tensor' && x.shape ? productOf(x.shape) : undefined;
  });
  if (!sizes.every((size) => size !== undefined)) return cx.unknown('the axes of the grid are not known');
  const shape = sizes as Dim[];
  const ordered = a.str('indexing') === 'ij' || shape.length < 2 ? shape : [shape[1], shape[0], ...shape.slice(2)];
  return list(a.rest.map(() => result(ordered, 'float32')));
});

/**
 * A range. Where a layer is traced, `ops.shape(x)[1]` is a tensor for an axis of any size, and None here: `arange(n)` and
 * `arange(0, n)` have then as many numbers, while a None that is written is left out.
 */
const arange = defineQuiet('arange', 'start, stop=None, step=None, dtype=None', (a, cx) => {
  const open = int(NONE_DIM);
  const counts = numberOf(a.get('start')) === 0 && a.has('stop') && a.isNone('stop');
  const kwargs = new Map<string, Value>([
    ['start', a.isNone('start') ? open : a.get('start')],
    ['limit', counts ? open : a.get('stop')],
    ['dtype', a.get('dtype')],
  ]);
  if (!a.isNone('step')) kwargs.set('delta', a.get('step'));
  return applyRule(cx, creation.range, a.fn, { args: [], kwargs });
});

/** Bins: how many is known where the data is bounded by `minlength` only, which it is not. */
const bincount = shaped(
  'bincount',
  'x, weights=None, minlength=0, sparse=False',
  (x, _a, cx) => [...x.shape.slice(0, -1), cx.unknownDim('the number of bins depends on the data')],
  'int32',
);

const multiHot = shaped(
  'multi_hot',
  'inputs, num_classes=None, axis=-1, dtype=None, sparse=False, **kwargs',
  (x, a, cx): Shape => {
    const count = a.isNone('num_classes') ? (a.extra.get('num_tokens') ?? a.get('num_classes')) : a.get('num_classes');
    const axis = numberOf(a.get('axis')) ?? -1;
    const place = axis < 0 ? x.shape.length : axis;
    const hot = [...x.shape.slice(0, place), readSize(count, cx, 'num_classes'), ...x.shape.slice(place)];
    return hot.length === 2 ? [hot[1]] : [hot[0], ...hot.slice(2)];
  },
);

const histogram = define('histogram', 'x, bins=10, range=None', (a, cx) => {
  const bins = a.dim('bins');
  return withTensor(cx, a.get('x'), (x) => {
    // Of a symbolic tensor Keras does not look.
    if (x.shape.length !== 1 && !hasKerasTensor([x])) {
      throw new ShapeError('rank-mismatch', said`${a.fn} takes a vector, but got ${formatShape(x.shape)}.`);
    }
    return tuple([result([bins], 'int32'), result([isNumber(bins) ? bins + 1 : bins], 'float32')]);
  });
});

/** The powers of every number of a vector. @throws ShapeError `rank-mismatch` */
const vander = shaped('vander', 'x, N=None, increasing=False', (x, a): Dim[] => {
  if (x.shape.length !== 1) {
    throw new ShapeError('rank-mismatch', said`${a.fn} takes a vector, but got ${formatShape(x.shape)}.`);
  }
  return [x.shape[0], a.isNone('N') ? x.shape[0] : maxDim(0, a.dim('N'))];
});

/** `ops.view`: the same bytes read as another type; the last axis changes where its width does. */
const view = define('view', 'x, dtype=None', (a, cx) =>
  withTensor(cx, a.get('x'), (x) => {
    const dtype = dtypeArg(a.get('dtype')) ?? x.dtype;
    const last = x.shape.at(-1);
    const [from, to] = [widthOf(x.dtype), widthOf(dtype)];
    if (from === to || last === undefined) return result(x.shape, dtype);
    const size =
      isNumber(last) && from && to ? (last * from) / to : cx.unknownDim('the width of the type is not known');
    return result([...x.shape.slice(0, -1), size], dtype);
  }),
);

function widthOf(dtype: string | undefined): number | undefined {
  const bits = /\d+$/.exec(dtype ?? '')?.[0];
  return bits ? Number(bits) : dtype === 'bool' ? 8 : undefined;
}

/** The sizes that are known as numbers, the others as None (`ops.shape`). */
function shapeTuple(value: Value, cx: Context): Value {
  const x = convert(cx, value);
  return x.kind === 'tensor' && x.shape
    ? tuple(x.shape.map(sizeValue))
    : cx.unknown('the shape of the tensor is not known');
}

export const creatingOps: readonly NativeFunction[] = [
  filled('zeros', 'shape, dtype=None', () => 0),
  filled('ones', 'shape, dtype=None', () => 1),
  filled('empty', 'shape, dtype=None', () => undefined),
  filled('full', 'shape, fill_value, dtype=None', (a) => numberOf(a.get('fill_value'))),
  like('zeros_like', 'x, dtype=None', () => 0),
  like('ones_like', 'x, dtype=None', () => 1),
  like('empty_like', 'x, dtype=None', () => undefined),
  like('full_like', 'x, fill_value, dtype=None', (a) => numberOf(a.get('fill_value'))),
  square('eye', 'N, M=None, k=0, dtype=None'),
  square('tri', 'N, M=None, k=0, dtype=None'),
  square('identity', 'n, dtype=None'),
  spaced('linspace', 'start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0'),
  spaced('logspace', 'start, stop, num=50, endpoint=True, base=10, dtype=None, axis=0'),
  spaced('geomspace', 'start, stop, num=50, endpoint=True, dtype=None, axis=0'),
  ...['bartlett', 'blackman', 'hamming', 'hanning'].map((name) => window(name)),
  window('kaiser', 'x, beta'),
  arange,
  meshgrid,
  bincount,
  multiHot,
  histogram,
  vander,
  view,
  ...[
    ['array', 'x, dtype=None'],
    ['convert_to_tensor', 'x, dtype=None, sparse=None, ragged=None'],
  ].map(([name, signature]) =>
    defineQuiet(name, signature, (a, cx) => convert(cx, a.get('x'), dtypeArg(a.get('dtype')))),
  ),
  ...['cast', 'saturate_cast'].map((name) =>
    defineQuiet(name, 'x, dtype', (a, cx) =>
      applyRule(cx, math.cast, a.fn, { args: [a.get('x'), a.get('dtype')], kwargs: new Map() }),
    ),
  ),
  defineQuiet('convert_to_numpy', 'x', (a, cx) => cx.callMethod(convert(cx, a.get('x')), 'numpy')),
  defineQuiet('stop_gradient', 'variable', (a) => a.get('variable')),
  defineQuiet('shape', 'x', (a, cx) => shapeTuple(a.get('x'), cx)),
  defineQuiet('size', 'x', (a, cx) => withTensor(cx, a.get('x'), (x) => sizeValue(productOf(x.shape)))),
  defineQuiet('ndim', 'x', (a, cx) => withTensor(cx, a.get('x'), (x) => sizeValue(x.shape.length))),
  defineQuiet('dtype', 'x', (a, cx) =>
    withTensor(cx, a.get('x'), (x) => (x.dtype ? str(x.dtype) : cx.unknown('the type of the tensor is not known'))),
  ),
  defineQuiet('is_tensor', 'x', (a) => (a.get('x').kind === 'tensor' ? TRUE : FALSE)),
];
