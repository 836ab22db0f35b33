/** `nn.max_pool`, `avg_pool`, `min_pool`, `pool` (flax/linen/pooling.py): channels last, windows that step by 1. */
import { PyError } from '../../../python/interpreter/errors';
import { op, type Bound } from '../../../python/interpreter/native';
import type { NativeFunction, Value } from '../../../python/interpreter/values';
import { formatShape, orThrow, planPool, ShapeError, type PoolKind, type SpatialRank } from '../../../shape';
import { shapeArg } from '../../common/shapes';
import { arrayOf, floatOf, makeArray } from '../../jax/arrays';
import { poolNumbers } from '../../tensorflow/poolNumbers';
import { assumedMaps, canonicalPadding } from './geometry';
import { said } from '../../../protocol/say';

/** @throws PyError TypeError: a number is no padding of a pooling, though Conv takes one */
function checkPadding(a: Bound): void {
  const padding = a.get('padding');
  if (padding.kind !== 'int') return;
  throw new PyError(
    'TypeError',
    said`'int' object is not iterable: ${a.fn} takes padding as a word or as pairs, for example padding=[(${a.cx.repr(padding)}, ${a.cx.repr(padding)})] for one spatial axis.`,
    'padding-mode',
  );
}

/** Averages are floats, counted ones of single precision (flax/linen/pooling.py, `avg_pool`). */
function averaged(a: Bound, kind: PoolKind, dtype: string | undefined): string | undefined {
  if (kind !== 'avg') return dtype;
  return a.truth('count_include_pad') === false ? 'float32' : floatOf(dtype);
}

function pool(a: Bound, kind: PoolKind, input: Value): Value {
  const { cx } = a;
  checkPadding(a);
  const kernel = shapeArg(cx, a.get('window_shape'), 'window_shape');
  if (!kernel) return cx.unknown(said`the window_shape of ${a.fn} is not known`);
  const stride = a.isNone('strides') ? kernel.map(() => 1) : shapeArg(cx, a.get('strides'), 'strides');
  if (stride && stride.length !== kernel.length) {
    throw new ShapeError(
      'argument-count',
      said`window_shape=${formatShape(kernel)} and strides=${formatShape(stride)} of ${a.fn} must have as many values: one for each spatial axis.`,
    );
  }
  const x = arrayOf(input);
  if (x?.assumable && kernel.length >= 1 && kernel.length <= 3) cx.assume(x, () => assumedMaps(kernel.length));
  if (!x?.shape || !stride) return x?.reason ?? cx.unknown(said`the input of ${a.fn} is not known`);
  if (x.shape.length < kernel.length + 1) {
    throw new ShapeError(
      'rank-mismatch',
      said`${a.fn} with window_shape=${formatShape(kernel)} needs ${kernel.length} spatial axes and the channels, but the input is ${formatShape(x.shape)}.`,
    );
  }
  if (a.get('padding').kind !== 'str' && x.shape.length > kernel.length + 2) {
    throw new ShapeError(
      'argument-count',
      said`${a.fn} with padding as pairs takes one batch axis at most, but the input ${formatShape(x.shape)} has ${x.shape.length - kernel.length - 1} axes before the ${kernel.length} spatial ones. Reshape them into one, or give the padding as a word.`,
    );
  }
  if (kernel.length > 3) return cx.unknown(said`${a.fn} over ${kernel.length} axes is not modelled`);
  const rank = kernel.length as SpatialRank;
  const padding = canonicalPadding(cx, a.get('padding'), rank, a.fn, 'flax_pool');
  if (!padding) return cx.unknown(said`the padding of ${a.fn} is not known`);
  const plan = orThrow(
    planPool({ framework: 'flax', op: a.fn, kind, rank, inputShape: x.shape, kernel, stride, padding }),
  );
  cx.note({ plan });
  // Flax divides by the whole window, padding included, unless told otherwise: only unpadded averages are followed.
  const plain = kind === 'max' || plan.axes.every((axis) => axis.padBefore === 0 && axis.padAfter === 0);
  return makeArray(
    plan.outputShape,
    averaged(a, kind, x.dtype),
    plain && a.fn !== 'min_pool' ? poolNumbers(cx, plan, x) : undefined,
  );
}

const pooling = (name: string, kind: PoolKind, extra = ''): NativeFunction =>
  op(name, `inputs, window_shape, strides=None, padding='VALID'${extra}`, (a) => pool(a, kind, a.get('inputs')));

export const poolingFunctions: Record<string, Value> = {
  max_pool: pooling('max_pool', 'max'),
  min_pool: pooling('min_pool', 'max'),
  avg_pool: pooling('avg_pool', 'avg', ', count_include_pad=True'),
  pool: op('pool', 'inputs, init, reduce_fn, window_shape, strides, padding', (a) => pool(a, 'max', a.get('inputs'))),
};
