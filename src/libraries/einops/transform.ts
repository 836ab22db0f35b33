/** What a pattern does to a shape: split axes, reorder, reduce, repeat, merge axes (einops/einops.py). */
import {
  div,
  divides,
  equalDims,
  formatDim,
  formatShape,
  isNumber,
  mul,
  productOf,
  ShapeError,
  sym,
  unknownDim,
  type Dim,
  type Shape,
} from '../../shape';
import { ELLIPSIS, keyOf, parsePattern, type Axis, type Group, type Side } from './pattern';
import { type Saying, said } from '../../protocol/say';

export type Operation = 'rearrange' | 'reduce' | 'repeat';

/** A pattern applied to a shape. Axes are elementary ones, `...` spread out. */
export interface Transform {
  /** The input after its axes were split. */
  readonly split: Shape;
  /** Places of `split` that are left, in the order of the output. */
  readonly kept: readonly number[];
  /** Places of `split` that are reduced. */
  readonly reduced: readonly number[];
  /** The output before merging: a place in `kept`, or the size of a new axis. */
  readonly elements: readonly ({ readonly from: number } | { readonly size: Dim })[];
  readonly output: Shape;
}

const fail = (code: 'einsum-mismatch' | 'rank-mismatch' | 'size-not-divisible', saying: Saying): never => {
  throw new ShapeError(code, saying);
};

const named = (side: Side): string[] => [...side.names];

/** @throws ShapeError `einsum-mismatch` where names stand on one side that the operation needs on both */
function checkSides(op: Operation, pattern: string, left: Side, right: Side, lengths: ReadonlyMap<string, Dim>): void {
  const told = `einops.${op}('${pattern}')`;
  if (left.ellipsis === 'none' && right.ellipsis !== 'none')
    fail('einsum-mismatch', said`${told}: '...' stands on the right but not on the left.`);
  if (left.ellipsis === 'grouped')
    fail('einsum-mismatch', said`${told}: '...' in parentheses is not allowed on the left.`);
  const onlyLeft = named(left).filter((name) => !right.names.has(name));
  const onlyRight = named(right).filter((name) => !left.names.has(name));
  const sizes = [...left.groups, ...right.groups].flat().some((axis) => axis.kind === 'size');
  if (op === 'rearrange') {
    if (sizes)
      fail('einsum-mismatch', said`${told}: sizes other than 1 need a name: write (h 2) as (h p) and give p=2.`);
    if (left.ellipsis !== 'none' && right.ellipsis === 'none')
      fail('einsum-mismatch', said`${told}: '...' must stand on both sides.`);
    const one = [...onlyLeft, ...onlyRight];
    if (one.length > 0)
      fail(
        'einsum-mismatch',
        said`${told}: ${list(one)} must stand on both sides. Use reduce to drop an axis, repeat to add one.`,
      );
  } else if (op === 'repeat') {
    if (onlyLeft.length > 0)
      fail(
        'einsum-mismatch',
        said`${told}: ${list(onlyLeft)} of the input is missing on the right; repeat keeps every axis.`,
      );
    const open = onlyRight.filter((name) => !lengths.has(name));
    if (open.length > 0)
      fail('einsum-mismatch', said`${told}: give the size of the new axis ${list(open)}, for example ${open[0]}=2.`);
  } else if (onlyRight.length > 0) {
    fail(
      'einsum-mismatch',
      said`${told}: ${list(onlyRight)} stands only on the right; reduce makes no new axes, repeat does.`,
    );
  }
  const unused = [...lengths.keys()].filter((name) => !left.names.has(name) && !right.names.has(name));
  if (unused.length > 0)
    fail('einsum-mismatch', said`${told}: a size is given for ${list(unused)}, which the pattern does not name.`);
}

const list = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');

/** The shape that the left side alone tells of an input: undefined where `...` hides its rank. */
export function assumedShape(pattern: string, lengths: ReadonlyMap<string, Dim>): Dim[] | undefined {
  const { left } = parsePattern(pattern);
  if (left.ellipsis !== 'none') return undefined;
  const size = (axis: Axis): Dim =>
    axis.kind === 'size' ? axis.size : axis.kind === 'name' ? (lengths.get(axis.name) ?? sym(axis.name)) : 1;
  return left.groups.map((group) => productOf(group.map(size)));
}

/**
 * Gives every elementary axis of the left side its size.
 * @throws ShapeError `rank-mismatch`, `size-not-divisible`, `einsum-mismatch`
 */
export function bindSizes(
  told: string,
  side: Side,
  shape: Shape,
  lengths: ReadonlyMap<string, Dim>,
): { sizes: Map<string, Dim>; rest: Shape } {
  const free = side.groups.length - (side.ellipsis === 'none' ? 0 : 1);
  if (side.ellipsis === 'none' ? shape.length !== free : shape.length < free) {
    fail(
      'rank-mismatch',
      side.ellipsis === 'none'
        ? said`${told}: the pattern names ${free} axes, but the input ${formatShape(shape)} has ${shape.length}.`
        : said`${told}: the pattern names at least ${free} axes, but the input ${formatShape(shape)} has ${shape.length}.`,
    );
  }
  const sizes = new Map<string, Dim>(lengths);
  const dots = side.groups.findIndex((group) => group.some((axis) => axis.kind === 'ellipsis'));
  const spread = shape.length - free;
  side.groups.forEach((group, i) => {
    if (i === dots) return;
    bindGroup(told, group, shape[dots >= 0 && i > dots ? i + spread - 1 : i], sizes);
  });
  return { sizes, rest: dots < 0 ? [] : shape.slice(dots, dots + spread) };
}

function bindGroup(told: string, group: Group, size: Dim, sizes: Map<string, Dim>): void {
  for (const axis of group) if (axis.kind === 'size') sizes.set(keyOf(axis), axis.size);
  const open = group.filter((axis) => !sizes.has(keyOf(axis)));
  const known = productOf(group.flatMap((axis) => sizes.get(keyOf(axis)) ?? []));
  const text = `(${group.map((axis) => (axis.kind === 'size' ? String(axis.size) : keyOf(axis))).join(' ')})`;
  if (open.length > 1) {
    fail(
      'einsum-mismatch',
      said`${told}: the sizes of ${list(open.map(keyOf))} in ${text} cannot be told from one axis: give all but one of them.`,
    );
  }
  if (open.length === 0) {
    if (equalDims(known, size) === false)
      fail(
        'einsum-mismatch',
        said`${told}: ${text} is ${formatDim(known)}, but the axis of the input is ${formatDim(size)}.`,
      );
    return;
  }
  if (divides(known, size) === false) {
    fail(
      'size-not-divisible',
      said`${told}: the axis ${text} of ${formatDim(size)} cannot be divided into parts of ${formatDim(known)}.`,
    );
  }
  const rest = div(size, known);
  // A symbolic axis may have been cut into parts that are not whole for every size of what it stands for.
  const isWhole = !isNumber(rest) || Number.isInteger(rest);
  sizes.set(
    keyOf(open[0]),
    isWhole ? rest : unknownDim(said`whether ${formatDim(size)} is a multiple of ${formatDim(known)} is not known`),
  );
}

/** A pattern applied to a shape. @throws ShapeError */
export function transform(op: Operation, pattern: string, shape: Shape, lengths: ReadonlyMap<string, Dim>): Transform {
  const { left, right } = parsePattern(pattern);
  checkSides(op, pattern, left, right, lengths);
  const { sizes, rest } = bindSizes(`einops.${op}('${pattern}')`, left, shape, lengths);
  const spread = (axis: Axis): string[] =>
    axis.kind === 'ellipsis' ? rest.map((_, i) => `${ELLIPSIS}${i}`) : [keyOf(axis)];
  rest.forEach((size, i) => sizes.set(`${ELLIPSIS}${i}`, size));
  for (const axis of right.groups.flat()) if (axis.kind === 'size') sizes.set(keyOf(axis), axis.size);
  const before = left.groups.flat().flatMap(spread);
  const sizeOf = (key: string): Dim => sizes.get(key) ?? unknownDim(said`the size of ${key} is not known`);
  const after = right.groups.flat().flatMap(spread);
  const kept = after.flatMap((key) => (before.includes(key) ? [before.indexOf(key)] : []));
  return {
    split: before.map(sizeOf),
    kept,
    reduced: before.flatMap((key, i) => (after.includes(key) ? [] : [i])),
    elements: after.map((key) =>
      before.includes(key) ? { from: kept.indexOf(before.indexOf(key)) } : { size: sizeOf(key) },
    ),
    output: mergedShape(right, rest, sizeOf),
  };
}

/** The shape of a side, its groups multiplied. */
export function mergedShape(side: Side, rest: Shape, sizeOf: (key: string) => Dim): Dim[] {
  return side.groups.flatMap((group) => {
    if (side.ellipsis === 'free' && group[0]?.kind === 'ellipsis') return [...rest];
    return [
      group.reduce(
        (product: Dim, axis) => mul(product, axis.kind === 'ellipsis' ? productOf(rest) : sizeOf(keyOf(axis))),
        1,
      ),
    ];
  });
}

/** Whether every size of a transform is a number, so that numbers can follow it. */
export const isNumeric = (t: Transform): boolean =>
  [...t.split, ...t.output, ...t.elements.flatMap((e) => ('size' in e ? [e.size] : []))].every(isNumber);
