/** rearrange, reduce, repeat, einsum, pack, unpack, parse_shape (einops 0.8). */
import type { Context } from '../../python/interpreter/context';
import { op, native, type Bound } from '../../python/interpreter/native';
import {
  DictValue,
  int,
  list,
  str,
  tuple,
  type NativeFunction,
  type TensorValue,
  type Value,
} from '../../python/interpreter/values';
import { dictSet } from '../../python/builtins/containers';
import {
  add,
  einsumShape,
  equalDims,
  formatDim,
  isNumber,
  productOf,
  ShapeError,
  sub,
  div,
  divides,
  type Dim,
  type Shape,
} from '../../shape';
import { dimOf, shapeArg } from '../common/shapes';
import { asArray } from '../numpy/classes';
import { parseSide } from './pattern';
import { applyTransform, familyOf, REDUCTIONS, resultLike, tensorArgument, type ReductionWord } from './tensors';
import { assumedShape, transform, type Operation } from './transform';
import { inGraph } from '../tensorflow/operation';
import { raising } from '../torch/arguments';
import { sizeOf as torchSize } from '../torch/tensor';
import { said } from '../../protocol/say';

/** Sizes of axes given by keyword. */
export function lengthsOf(cx: Context, given: ReadonlyMap<string, Value>): Map<string, Dim> {
  return new Map([...given].map(([name, value]) => [name, dimOf(cx, value, `einops: ${name}`)]));
}

/** A tensor whose shape is not known stays so. */
const shapeless = (cx: Context, tensor: TensorValue | undefined, fn: string): Value =>
  tensor ? resultLike(tensor, undefined) : cx.unknown(said`the tensor given to ${fn} is not known`);

/** Applies a pattern to a tensor; what nobody has described takes its shape from the pattern. */
export function applyPattern(
  cx: Context,
  operation: Operation,
  value: Value,
  pattern: string,
  lengths: ReadonlyMap<string, Dim>,
  reduction?: ReductionWord,
): Value {
  const fn = `einops.${operation}`;
  const tensor = tensorArgument(cx, value, fn);
  const assumed = tensor && !tensor.shape && assumedShape(pattern, lengths);
  if (tensor && assumed) cx.assume(tensor, () => assumed);
  if (!tensor?.shape) return shapeless(cx, tensor, fn);
  return applyTransform(cx, tensor, transform(operation, pattern, tensor.shape, lengths), reduction);
}

/** Of a pattern that is not known; where the two have changed places, that is said. @throws PyError TypeError */
function unknownPattern(cx: Context, tensor: Value, name: string): Value {
  tensorArgument(cx, tensor, `einops.${name}`);
  return cx.unknown('the einops pattern is not known');
}

/** einops raises EinopsError, a RuntimeError, for every rule. */
const operation = (name: string, signature: string, rule: (a: Bound, cx: Context) => Value): NativeFunction =>
  inGraph(op(name, signature, raising(rule, 'RuntimeError')));

const shaping = (name: 'rearrange' | 'repeat'): NativeFunction =>
  operation(name, 'tensor, pattern, **axes_lengths', (a, cx) => {
    const pattern = a.str('pattern');
    if (pattern === undefined) return unknownPattern(cx, a.get('tensor'), name);
    return applyPattern(cx, name, a.get('tensor'), pattern, lengthsOf(cx, a.extra));
  });

/** The reduction by its name; undefined for a function. @throws ShapeError `einsum-mismatch` for another word */
export function reductionWord(value: Value): ReductionWord | undefined {
  if (value.kind !== 'str') return undefined;
  const word = REDUCTIONS.find((known) => known === value.value);
  if (word) return word;
  throw new ShapeError(
    'einsum-mismatch',
    said`einops.reduce: unknown reduction '${value.value}'. Use one of ${REDUCTIONS.map((known) => `'${known}'`).join(', ')}.`,
    { parameter: 'reduction', value: 'mean' },
  );
}

const reduce = operation('reduce', 'tensor, pattern, reduction, **axes_lengths', (a, cx) => {
  const pattern = a.str('pattern');
  if (pattern === undefined) return unknownPattern(cx, a.get('tensor'), 'reduce');
  return applyPattern(
    cx,
    'reduce',
    a.get('tensor'),
    pattern,
    lengthsOf(cx, a.extra),
    reductionWord(a.get('reduction')),
  );
});

/** Axis names of several letters as the single letters that einsum knows. */
export function einsumEquation(pattern: string): string {
  const letters = new Map<string, string>();
  const letter = (name: string): string => {
    if (!letters.has(name)) letters.set(name, String.fromCharCode((letters.size < 26 ? 97 : 39) + letters.size));
    return letters.get(name)!;
  };
  if (!pattern.includes('->'))
    throw new ShapeError('einsum-mismatch', said`einops.einsum('${pattern}') must contain '->'.`);
  if (/[()]/.test(pattern)) {
    throw new ShapeError(
      'einsum-mismatch',
      said`einops.einsum('${pattern}'): parentheses are not supported in einsum; use rearrange before or after.`,
    );
  }
  return pattern.replace(/[A-Za-z_]\w*/g, letter).replace(/\s+/g, '');
}

const einsum = operation('einsum', '*tensors_and_pattern', (a, cx) => {
  const pattern = a.rest[a.rest.length - 1];
  if (pattern?.kind !== 'str') return cx.unknown('the einops pattern is not known');
  const tensors = a.rest.slice(0, -1).map((value) => tensorArgument(cx, value, 'einops.einsum'));
  const [first] = tensors;
  const equation = einsumEquation(pattern.value);
  const shapes = tensors.map((tensor) => tensor?.shape);
  if (!first || shapes.some((shape) => !shape)) return shapeless(cx, first, 'einops.einsum');
  const shape = einsumShape(equation, shapes as Shape[]);
  cx.note({ macs: einsumMacs(equation, shapes as Shape[]) });
  return resultLike(first, shape);
});

/** One multiply-add for each combination of positions; none where a single tensor is only reordered. */
function einsumMacs(equation: string, shapes: readonly Shape[]): Dim | undefined {
  const inputs = equation.split('->')[0].split(',');
  if (inputs.length < 2 || equation.includes('.')) return undefined;
  const sizes = new Map<string, Dim>();
  inputs.forEach((labels, i) => [...labels].forEach((label, axis) => sizes.set(label, shapes[i][axis])));
  return productOf(sizes.values());
}

// ── pack and unpack ────────────────────────────────────────────────────────────────────────────

/** How many axes stand before and behind the `*`. @throws ShapeError `einsum-mismatch` without exactly one */
function packPattern(pattern: string, fn: string): { before: number; after: number; names: string[] } {
  const names = pattern.trim().split(/\s+/);
  const star = names.indexOf('*');
  if (star < 0 || names.lastIndexOf('*') !== star) {
    throw new ShapeError('einsum-mismatch', said`${fn}('${pattern}'): the pattern must have exactly one *.`);
  }
  return { before: star, after: names.length - star - 1, names };
}

const shapeTuple = (tensor: TensorValue, shape: Shape): Value =>
  familyOf(tensor).family.name === 'torch' ? torchSize(shape) : tuple(shape.map((dim) => int(dim)));

const pack = operation('pack', 'tensors, pattern', (a, cx) => {
  const pattern = a.str('pattern');
  const items = cx.sequence(a.get('tensors'));
  const tensors = items?.map((item) => tensorArgument(cx, item, 'einops.pack'));
  if (pattern === undefined || !tensors || tensors.length === 0 || tensors.some((t) => !t?.shape)) {
    return tuple([
      cx.unknown('the tensors given to pack are not known'),
      cx.unknown('the packed shapes are not known'),
    ]);
  }
  const { before, after } = packPattern(pattern, 'einops.pack');
  const known = tensors as (TensorValue & { shape: Shape })[];
  const parts = known.map(({ shape }) => {
    if (shape.length < before + after) {
      throw new ShapeError(
        'rank-mismatch',
        said`einops.pack('${pattern}') needs at least ${before + after} axes, but a tensor has ${shape.length}.`,
      );
    }
    return shape.slice(before, shape.length - after);
  });
  const [first] = known;
  const ends = (shape: Shape): Shape => [...shape.slice(0, before), ...shape.slice(shape.length - after)];
  for (const { shape } of known) {
    const wrong = ends(shape).findIndex((dim, i) => equalDims(dim, ends(first.shape)[i]) === false);
    if (wrong < 0) continue;
    throw new ShapeError(
      'cat-mismatch',
      said`einops.pack('${pattern}'): tensors must agree outside the *, but one has ${formatDim(ends(first.shape)[wrong])} and another ${formatDim(ends(shape)[wrong])} there.`,
    );
  }
  const packed = parts.map((part) => productOf(part)).reduce((sum, size) => add(sum, size), 0 as Dim);
  const shape = [...first.shape.slice(0, before), packed, ...first.shape.slice(first.shape.length - after)];
  return tuple([resultLike(first, shape), list(known.map((tensor, i) => shapeTuple(tensor, parts[i])))]);
});

const unpack = operation('unpack', 'tensor, packed_shapes, pattern', (a, cx) => {
  const pattern = a.str('pattern');
  const tensor = tensorArgument(cx, a.get('tensor'), 'einops.unpack');
  const shapes = cx.sequence(a.get('packed_shapes'))?.map((value) => shapeArg(cx, value, 'packed_shapes'));
  if (pattern === undefined || !tensor?.shape || !shapes?.every((shape) => shape !== undefined)) {
    return cx.unknown('the tensor or shapes given to unpack are not known');
  }
  const { before, after, names } = packPattern(pattern, 'einops.unpack');
  if (tensor.shape.length !== names.length) {
    throw new ShapeError(
      'rank-mismatch',
      said`einops.unpack('${pattern}') needs ${names.length} axes, but the tensor has ${tensor.shape.length}.`,
    );
  }
  const packed = tensor.shape[before];
  const filled = fillOpen(shapes, packed, pattern);
  const behind = tensor.shape.slice(tensor.shape.length - after);
  return list(filled.map((part) => resultLike(tensor, [...tensor.shape!.slice(0, before), ...part, ...behind])));
});

/** One −1 in the packed shapes takes what is left. @throws ShapeError `split-mismatch` */
function fillOpen(shapes: readonly Shape[], packed: Dim, pattern: string): Shape[] {
  const isOpen = (dim: Dim): boolean => isNumber(dim) && dim === -1;
  const used = shapes
    .filter((part) => !part.some(isOpen))
    .map(productOf)
    .reduce(add, 0);
  const open = shapes.filter((part) => part.some(isOpen)).length;
  const left = sub(packed, used);
  if (open === 0 && equalDims(left, 0) === false) {
    throw new ShapeError(
      'split-mismatch',
      said`einops.unpack('${pattern}'): the shapes hold ${formatDim(used)} elements, but the packed axis has ${formatDim(packed)}.`,
    );
  }
  return shapes.map((part) => {
    if (!part.some(isOpen)) return part;
    const rest = productOf(part.filter((dim) => !isOpen(dim)));
    if (divides(rest, left) === false) {
      throw new ShapeError(
        'split-mismatch',
        said`einops.unpack('${pattern}'): ${formatDim(left)} elements are left, which ${formatDim(rest)} does not divide.`,
      );
    }
    return part.map((dim) => (isOpen(dim) ? div(left, rest) : dim));
  });
}

/** The sizes of a tensor's axes by the names of a pattern; `_` leaves one out. */
const parseShape = native(
  'parse_shape',
  'x, pattern',
  raising((a, cx) => {
    const pattern = a.str('pattern');
    const tensor = tensorArgument(cx, a.get('x'), 'einops.parse_shape');
    if (pattern === undefined || !tensor) return cx.unknown('the tensor given to parse_shape is not known');
    const side = parseSide(pattern, pattern, true);
    if (!tensor.shape && side.ellipsis === 'none') {
      const assumed = assumedShape(`${pattern.replace(/(^|\s)_(?=\s|$)/g, '$1 1')} -> 1`, new Map());
      if (assumed && !pattern.includes('_')) cx.assume(tensor, () => assumed);
    }
    if (!tensor.shape) return cx.unknown('the shape given to parse_shape is not known');
    const { shape } = tensor;
    const free = side.groups.length - (side.ellipsis === 'none' ? 0 : 1);
    if (side.ellipsis === 'none' ? shape.length !== free : shape.length < free) {
      throw new ShapeError(
        'rank-mismatch',
        said`einops.parse_shape('${pattern}') names ${free} axes, but the tensor has ${shape.length}.`,
      );
    }
    const sizes = new DictValue();
    let axis = 0;
    for (const [part] of side.groups) {
      if (part?.kind === 'ellipsis') axis += shape.length - free;
      else {
        if (part?.kind === 'name' && part.name !== '_') dictSet(cx, sizes, str(part.name), int(shape[axis]));
        axis++;
      }
    }
    return sizes;
  }, 'RuntimeError'),
);

export const functions: Record<string, Value> = {
  rearrange: shaping('rearrange'),
  repeat: shaping('repeat'),
  reduce,
  einsum,
  pack,
  unpack,
  parse_shape: parseShape,
  asnumpy: native('asnumpy', 'tensor', (a, cx) => asArray(cx, a.get('tensor'))),
};
