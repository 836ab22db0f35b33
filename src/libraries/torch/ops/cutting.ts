/** Cutting: split, chunk, unbind, narrow, tensor_split. */
import { reshape as reshapeNumbers } from '../../../compute/ndarray';
import {
  add,
  chunkShape,
  isNumber,
  narrowShape,
  normalizeAxis,
  ShapeError,
  splitBySize,
  splitBySizes,
  splitEvenly,
  type Dim,
  type Shape,
} from '../../../shape';
import { PyError } from '../../../python/interpreter/errors';
import type { Context } from '../../../python/interpreter/context';
import { tuple, type TensorValue, type Value } from '../../../python/interpreter/values';
import { axisNumber, dimList, isSequence, sizeItem } from '../arguments';
import { computed, inputOf, ofShape, unknownDims, type OpEntry } from '../family';
import { takeAlong } from '../numbers/arranging';
import { pieceSteps } from '../layout';
import { shapeless, tensorOf, whyUnknown } from '../tensor';
import { said } from '../../../protocol/say';

/** The pieces of a cut, with their numbers. */
function pieces(cx: Context, input: TensorValue, shapes: readonly Shape[] | undefined, axis: number): Value {
  if (!shapes) return cx.unknown('how many pieces there are depends on a size that is not a number');
  let at: Dim = 0;
  return tuple(
    shapes.map((shape) => {
      const start = at;
      at = add(at, shape[axis]);
      const piece = computed(cx, input, shape, (data) =>
        isNumber(start)
          ? takeAlong(
              data,
              axis,
              Array.from({ length: shape[axis] as number }, (_, k) => start + k),
            )
          : undefined,
      );
      return pieceSteps(piece, input);
    }),
  );
}

/** `split(size)`, `split([sizes])`. */
export function split(cx: Context, input: TensorValue, size: Value, dim: Value, fn: string): Value {
  const axis = axisNumber(cx, dim, `${fn}(): dim`);
  if (axis === undefined || (size.kind === 'unknown' && !size.symbol))
    return cx.unknown('how a tensor is split is not known');
  if (!isSequence(size)) {
    if (!input.shape) return cx.unknown(whyUnknown(cx, input).reason);
    const at = normalizeAxis(axis, input.shape.length, fn);
    return pieces(cx, input, splitBySize(input.shape, sizeItem(cx, size, `${fn}(): split_size`), at), at);
  }
  const sizes = dimList(cx, size, `${fn}(): split_size`);
  if (!sizes) return cx.unknown('how a tensor is split is not known');
  if (!input.shape) return tuple(sizes.map(() => shapeless(whyUnknown(cx, input), input.dtype)));
  const at = normalizeAxis(axis, input.shape.length, fn);
  return pieces(cx, input, splitBySizes(input.shape, sizes, at, fn), at);
}

function chunk(cx: Context, input: TensorValue, count: Value, dim: Value): Value {
  const axis = axisNumber(cx, dim, 'chunk(): dim');
  const chunks = sizeItem(cx, count, 'chunk(): chunks');
  if (axis === undefined || !isNumber(chunks)) return cx.unknown('into how many chunks a tensor is cut is not known');
  if (chunks <= 0) {
    throw new ShapeError('split-mismatch', said`chunk: chunks=${chunks} must be greater than 0. Use 1 or more.`);
  }
  if (!input.shape) return tuple(Array.from({ length: chunks }, () => shapeless(whyUnknown(cx, input), input.dtype)));
  const at = normalizeAxis(axis, input.shape.length, 'chunk');
  return pieces(cx, input, chunkShape(input.shape, chunks, at) ?? symbolicChunks(input.shape, chunks, at), at);
}

/** A symbolic size is cut into as many chunks as asked for: `x.chunk(2, dim=1)` of C channels gives two of C/2. */
function symbolicChunks(shape: Shape, chunks: number, axis: number): Shape[] | undefined {
  try {
    return splitEvenly(shape, chunks, axis, 'chunk');
  } catch (error) {
    if (error instanceof ShapeError) return undefined;
    throw error;
  }
}

function unbind(cx: Context, input: TensorValue, dim: Value): Value {
  const axis = axisNumber(cx, dim, 'unbind(): dim');
  if (!input.shape || axis === undefined) return cx.unknown('into how many tensors unbind cuts is not known');
  const at = normalizeAxis(axis, input.shape.length, 'unbind');
  if (input.shape.length === 0) throw new ShapeError('rank-mismatch', 'unbind: a tensor without axes cannot be cut.');
  const count = input.shape[at];
  if (!isNumber(count)) return cx.unknown('into how many tensors unbind cuts depends on a size that is not a number');
  const shape = input.shape.filter((_, i) => i !== at);
  return tuple(
    Array.from({ length: count }, (_, k) =>
      pieceSteps(
        computed(cx, input, shape, (data, sizes) => reshapeNumbers(takeAlong(data, at, [k]), sizes)),
        input,
        at,
      ),
    ),
  );
}

export function narrow(cx: Context, input: TensorValue, dim: Value, start: Value, length: Value): Value {
  const axis = axisNumber(cx, dim, 'narrow(): dim');
  const [from, count] = [sizeItem(cx, start, 'narrow(): start'), sizeItem(cx, length, 'narrow(): length')];
  return ofShape(cx, input, (shape) => {
    if (axis === undefined)
      return tensorOf(unknownDims(shape.length, 'the axis given to narrow is not known'), input.dtype);
    const result = narrowShape(shape, axis, from, count);
    const at = normalizeAxis(axis, shape.length, 'narrow');
    return computed(cx, input, result, (data) => {
      if (!isNumber(from) || !isNumber(count)) return undefined;
      const first = from < 0 ? from + data.shape[at] : from;
      return takeAlong(
        data,
        at,
        Array.from({ length: count }, (_, k) => first + k),
      );
    });
  });
}

/** Sections that may differ by one, or cuts at the indices given (NumPy's array_split). */
function tensorSplit(cx: Context, input: TensorValue, parts: Value, dim: Value): Value {
  const axis = axisNumber(cx, dim, 'tensor_split(): dim');
  if (!input.shape || axis === undefined) return cx.unknown('how a tensor is split is not known');
  const at = normalizeAxis(axis, input.shape.length, 'tensor_split');
  const size = input.shape[at];
  const cuts = isSequence(parts) ? dimList(cx, parts, 'tensor_split(): indices') : undefined;
  const sections = isSequence(parts) ? undefined : sizeItem(cx, parts, 'tensor_split(): sections');
  if (!isNumber(size) || (cuts ? !cuts.every(isNumber) : !isNumber(sections!)))
    return cx.unknown('how a tensor is split is not known');
  const lengths = cuts ? lengthsBetween(cuts as number[], size) : sectionLengths(sections as number, size);
  return pieces(
    cx,
    input,
    lengths.map((n) => input.shape!.map((d, i) => (i === at ? n : d))),
    at,
  );
}

function lengthsBetween(cuts: readonly number[], size: number): number[] {
  const clip = (c: number): number => Math.min(size, Math.max(0, c < 0 ? c + size : c));
  const edges = [0, ...cuts.map(clip), size];
  return edges.slice(1).map((end, i) => Math.max(0, end - edges[i]));
}

function sectionLengths(sections: number, size: number): number[] {
  if (sections <= 0)
    throw new ShapeError(
      'split-mismatch',
      said`tensor_split: sections=${sections} must be greater than 0. Use 1 or more.`,
    );
  return Array.from({ length: sections }, (_, i) => Math.floor(size / sections) + (i < size % sections ? 1 : 0));
}

export const cuttingOps: OpEntry[] = [
  {
    name: ['split', 'unsafe_split'],
    on: 'tensor',
    signature: 'input, split_size, dim=0',
    rule: (a, cx) => split(cx, inputOf(a), a.get('split_size'), a.get('dim'), 'split'),
  },
  {
    name: 'split',
    on: 'torch',
    signature: 'tensor, split_size_or_sections, dim=0',
    rule: (a, cx) => split(cx, inputOf(a, 'tensor'), a.get('split_size_or_sections'), a.get('dim'), 'split'),
  },
  {
    name: ['split_with_sizes', 'unsafe_split_with_sizes'],
    signature: 'input, split_sizes, dim=0',
    rule: (a, cx) => split(cx, inputOf(a), a.get('split_sizes'), a.get('dim'), 'split_with_sizes'),
  },
  {
    name: 'tensor_split',
    // PyTorch's overloads name the second argument by what it is.
    signature: 'input, indices_or_sections=None, dim=0, *, indices=None, sections=None',
    rule: (a, cx) => {
      const given = ['indices_or_sections', 'indices', 'sections'].filter((name) => a.has(name));
      if (given.length !== 1) throw new PyError('TypeError', 'tensor_split(): give either indices or sections.');
      return tensorSplit(cx, inputOf(a), a.get(given[0]), a.get('dim'));
    },
  },
  {
    name: ['chunk', 'unsafe_chunk'],
    signature: 'input, chunks, dim=0',
    rule: (a, cx) => chunk(cx, inputOf(a), a.get('chunks'), a.get('dim')),
  },
  { name: 'unbind', signature: 'input, dim=0', rule: (a, cx) => unbind(cx, inputOf(a), a.get('dim')) },
  {
    name: 'narrow',
    signature: 'input, dim, start, length',
    rule: (a, cx) => narrow(cx, inputOf(a), a.get('dim'), a.get('start'), a.get('length')),
  },
];
