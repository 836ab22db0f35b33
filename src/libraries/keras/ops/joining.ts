/** Functions that join tensors and cut them apart. */
import {
  ShapeError,
  concatShapes,
  formatDim,
  formatShape,
  isNumber,
  normalizeAxis,
  productOf,
  splitEvenly,
  sub,
  type Dim,
  type Shape,
} from '../../../shape';
import { PyError } from '../../../python/interpreter/errors';
import type { Bound } from '../../../python/interpreter/native';
import { list, type NativeFunction, type Value } from '../../../python/interpreter/values';
import { axisArg } from '../../common/shapes';
import { tensorList } from '../../tensorflow/convert';
import { tensorsIn } from '../../tensorflow/node';
import { applyRule, byName } from '../../tensorflow/operation';
import { shapingFunctions } from '../../tensorflow/ops/shaping';
import { result, withTensor, type Known } from '../../tensorflow/ops/tensors';
import { isNoneDim, readShape } from '../../tensorflow/staticShape';
import { axisOf, define, fromTensorflow, positional, replaced, withTensors } from './define';
import { said } from '../../../protocol/say';

const shaping = byName(shapingFunctions);

/** Parts of an axis: equal ones by their number, or cut at positions; `uneven` lets the first be one larger. */
function splitting(name: string, signature: string, place: (x: Known, a: Bound) => number | undefined, uneven = false) {
  return define(name, signature, (a, cx) =>
    withTensor(cx, a.get('x'), (x) => {
      const axis = place(x, a);
      const cuts = readShape(a.get('indices_or_sections'), cx, 'indices_or_sections');
      if (axis === undefined || !cuts) return cx.unknown('where the tensor is cut is not known');
      const isCount = a.get('indices_or_sections').kind === 'int';
      if (uneven && !isCount) {
        throw new PyError(
          'TypeError',
          said`${a.fn}: indices_or_sections must be an integer, not ${cx.repr(a.get('indices_or_sections'))}. Cut at positions with ops.split.`,
          'argument-value',
        );
      }
      const parts = isCount ? equalParts(x.shape, cuts[0], axis, uneven, a.fn) : cutAt(x.shape, cuts, axis);
      if (!parts) return cx.unknown('the number of parts is not known');
      return list(parts.map((shape) => result(shape, x.dtype)));
    }),
  );
}

function equalParts(shape: Shape, count: Dim, axis: number, uneven: boolean, op: string): Shape[] | undefined {
  if (!isNumber(count)) return undefined;
  const size = shape[axis];
  if (isNoneDim(size)) return Array.from({ length: count }, () => shape);
  if (!uneven || !isNumber(size)) return splitEvenly(shape, count, axis, op);
  return Array.from({ length: count }, (_, i) =>
    replaced(shape, axis, Math.floor(size / count) + (i < size % count ? 1 : 0)),
  );
}

/**
 * Parts between positions, which TensorFlow takes as sizes: none may lie behind the end or before the one in front of it.
 * @throws ShapeError
 */
function cutAt(shape: Shape, cuts: readonly Dim[], axis: number): Shape[] {
  const size = shape[axis];
  const ends = [...cuts, size];
  return ends.map((end, i) => {
    const from = i === 0 ? 0 : cuts[i - 1];
    const part = sub(end, from);
    if (isNumber(part) && part < 0) {
      throw new ShapeError(
        'split-mismatch',
        said`ops.split: the part from ${formatDim(from)} to ${formatDim(end)} of axis ${axis} of ${formatShape(shape)} has a negative size.`,
      );
    }
    return replaced(shape, axis, part);
  });
}

const given = (x: Known, a: Bound): number | undefined => axisOf(x, a, a.cx);
const atLeast =
  (rank: number, axis: number) =>
  (x: Known, a: Bound): number => {
    if (x.shape.length >= rank) return x.shape.length === 1 ? 0 : axis;
    throw new ShapeError('rank-mismatch', said`${a.fn} needs ${rank} axes at least, but got ${formatShape(x.shape)}.`);
  };

/** Keras keeps a None of the first tensor, whatever the others know of that axis. */
function joining(name: string, first: string, target: Value): NativeFunction {
  return define(name, `${first}, axis=0`, (a, cx) => {
    const made = applyRule(cx, target, a.fn, positional(a.get(first), a.get('axis')));
    const axis = made.kind === 'tensor' && made.shape ? axisArg(cx, a.get('axis')) : undefined;
    const head = tensorsIn(a.get(first))[0];
    if (made.kind !== 'tensor' || !made.shape || axis === undefined || !head?.shape?.some(isNoneDim)) return made;
    const place = normalizeAxis(axis, made.shape.length, a.fn);
    const isNew = made.shape.length > head.shape.length;
    const shape = made.shape.map((dim, i) => {
      if (i === place) return dim;
      const own = head.shape![isNew && i > place ? i - 1 : i];
      return isNoneDim(own) ? own : dim;
    });
    return result(shape, made.dtype, { data: made.data });
  });
}

/** Tensors brought to `rank` axes and joined along one of them: hstack, vstack, dstack. */
function stacking(name: string, axisFor: (shape: Shape) => number, lift: (shape: Shape) => Shape): NativeFunction {
  return define(name, 'xs', (a, cx) => {
    const xs = tensorList(cx, a.get('xs'));
    if (!xs?.every((x) => x.shape)) return cx.unknown('what is joined is not known');
    const shapes = xs.map((x) => lift(x.shape!));
    return result(concatShapes(shapes, axisFor(shapes[0]), a.fn), xs[0].dtype);
  });
}

const row = (shape: Shape): Shape => (shape.length === 0 ? [1] : shape);
const table = (shape: Shape): Shape => (shape.length < 2 ? [1, ...row(shape)] : shape);
const block = (shape: Shape): Shape => (shape.length < 3 ? [...table(shape), 1] : shape);

const append = define('append', 'x1, x2, axis=None', (a, cx) =>
  withTensors(cx, [a.get('x1'), a.get('x2')], (x, y) => {
    if (a.isNone('axis')) return result(concatShapes([[productOf(x.shape)], [productOf(y.shape)]], 0), x.dtype);
    const axis = axisOf(x, a, cx);
    return axis === undefined
      ? cx.unknown('the axis is not known')
      : result(concatShapes([x.shape, y.shape], axis, a.fn), x.dtype);
  }),
);

export const joiningOps: readonly NativeFunction[] = [
  joining('concatenate', 'xs', shaping.concat),
  joining('stack', 'x', shaping.stack),
  fromTensorflow('unstack', 'x, num=None, axis=0', shaping.unstack, 'value num axis'),
  splitting('split', 'x, indices_or_sections, axis=0', given),
  splitting('array_split', 'x, indices_or_sections, axis=0', given, true),
  splitting('hsplit', 'x, indices_or_sections', atLeast(1, 1)),
  splitting('vsplit', 'x, indices_or_sections', atLeast(2, 0)),
  splitting('dsplit', 'x, indices_or_sections', atLeast(3, 2)),
  stacking('hstack', (shape) => (shape.length === 1 ? 0 : 1), row),
  stacking('vstack', () => 0, row),
  stacking('dstack', () => 2, block),
  append,
];
