/** Axes added in front, values put in places of others, diagonals made of vectors: atleast_*d, *_scatter, diag_embed, … */
import {
  add,
  equalDims,
  formatShape,
  isNumber,
  mul,
  normalizeAxis,
  ShapeError,
  type Dim,
  type Shape,
} from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import type { Bound } from '../../../python/interpreter/native';
import { int, tuple, type Value } from '../../../python/interpreter/values';
import { axisNumber } from '../arguments';
import { inputOf, ofShape, unknownDims, type OpEntry } from '../family';
import { asTensor, tensorOf } from '../tensor';
import { concat, tensorList } from './joining';
import { reshaped } from './reshaping';
import { said } from '../../../protocol/say';

/** What `atleast_1d`, `atleast_2d` and `atleast_3d` make of a shape (PyTorch documentation, "torch.atleast_3d"). */
function atLeast(shape: Shape, rank: number): Shape {
  if (shape.length >= rank) return shape;
  const [a = 1, b] = shape;
  if (rank === 1) return [1];
  if (rank === 2) return [1, a];
  return b === undefined ? [1, a, 1] : [a, b, 1];
}

const atLeastOp = (rank: number): OpEntry => ({
  name: `atleast_${rank}d`,
  on: 'torch',
  signature: '*tensors',
  rule: (a, cx) => {
    const [first] = a.rest;
    const several = a.rest.length === 1 && first.kind !== 'tensor' ? cx.sequence(first) : undefined;
    const made = (several ?? a.rest).map((value) => {
      const input = asTensor(cx, value, a.fn);
      return ofShape(cx, input, (shape) => reshaped(cx, input, [...atLeast(shape, rank)]));
    });
    return made.length === 1 && !several ? made[0] : tuple(made);
  },
});

/** `hsplit`, `vsplit`, `dsplit`: the second axis (the first of a vector), the first, the third. */
const axisSplit = (name: string, least: number, axisOf: (rank: number) => number): OpEntry => ({
  name,
  signature: 'input, indices_or_sections',
  rule: (a, cx) => {
    const input = inputOf(a);
    const rank = input.shape?.length;
    if (rank === undefined) return cx.unknown('how a tensor of unknown rank is split');
    if (rank < least) {
      throw new ShapeError(
        'rank-mismatch',
        said`${name}: the input must have at least ${least} axes, but has ${rank}.`,
      );
    }
    return cx.callMethod(input, 'tensor_split', [a.get('indices_or_sections'), int(axisOf(rank))]);
  },
});

/** Values written into a copy: the input's shape. The part that is replaced must have the shape of what replaces it. */
const replacing = (name: string, signature: string, part: (a: Bound) => Value): OpEntry => ({
  name,
  signature: `input, src, ${signature}`,
  rule: (a, cx) => {
    const [input, replaced, source] = [inputOf(a), part(a), inputOf(a, 'src')];
    const [wanted, given] = [replaced.kind === 'tensor' ? replaced.shape : undefined, source.shape];
    const differ =
      wanted && given && (wanted.length !== given.length || wanted.some((d, i) => equalDims(d, given[i]) === false));
    if (differ) {
      throw new ShapeError(
        'broadcast-mismatch',
        said`${name}: the part that is replaced has shape ${formatShape(wanted)}, but src has ${formatShape(given)}.`,
      );
    }
    return ofShape(cx, input, (shape) => tensorOf(shape, input.dtype));
  },
});

/** The last axis becomes the diagonal of two new ones, which stand at `dim1` and `dim2`. */
function diagEmbed(a: Bound, cx: Context): Value {
  const read = (name: string) => axisNumber(cx, a.get(name), `diag_embed(): ${name}`);
  const [offset, dim1, dim2] = [read('offset'), read('dim1'), read('dim2')];
  return ofShape(cx, inputOf(a), (shape) => {
    const rank = shape.length + 1;
    if (offset === undefined || dim1 === undefined || dim2 === undefined) {
      return tensorOf(unknownDims(rank, 'where the diagonal goes is not known'), inputOf(a).dtype);
    }
    const axes = [dim1, dim2].map((axis) => normalizeAxis(axis, rank, 'diag_embed'));
    const side = add(shape[shape.length - 1], Math.abs(offset));
    const others = [...shape.slice(0, -1)];
    const result: Dim[] = Array.from({ length: rank }, (_, i) => (axes.includes(i) ? side : others.shift()!));
    return tensorOf(result, inputOf(a).dtype);
  });
}

function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 0; i < k; i++) ways = (ways * (n - i)) / (i + 1);
  return k > n ? 0 : Math.round(ways);
}

export const placingOps: OpEntry[] = [
  ...[1, 2, 3].map(atLeastOp),
  axisSplit('hsplit', 1, (rank) => (rank === 1 ? 0 : 1)),
  axisSplit('vsplit', 2, () => 0),
  axisSplit('dsplit', 3, () => 2),
  {
    name: 'column_stack',
    on: 'torch',
    signature: 'tensors, *, out=None',
    rule: (a, cx) => {
      const columns = tensorList(cx, a.get('tensors'), 'column_stack')?.map((tensor) =>
        tensor.shape && tensor.shape.length < 2
          ? reshaped(cx, tensor, [...(tensor.shape.length ? tensor.shape : [1]), 1])
          : tensor,
      );
      return concat(cx, columns, 1, 'column_stack');
    },
  },
  replacing('select_scatter', 'dim, index', (a) =>
    a.cx.callMethod(inputOf(a), 'select', [a.get('dim'), a.get('index')]),
  ),
  replacing('diagonal_scatter', 'offset=0, dim1=0, dim2=1', (a) =>
    a.cx.callMethod(inputOf(a), 'diagonal', [a.get('offset'), a.get('dim1'), a.get('dim2')]),
  ),
  replacing('slice_scatter', 'dim=0, start=None, end=None, step=1', (a) => a.cx.unknown('the slice that is replaced')),
  { name: 'diag_embed', signature: 'input, offset=0, dim1=-2, dim2=-1', rule: diagEmbed },
  {
    name: 'diagflat',
    signature: 'input, offset=0',
    rule: (a, cx) => {
      const offset = axisNumber(cx, a.get('offset'), 'diagflat(): offset');
      return ofShape(cx, inputOf(a), (shape) => {
        const side =
          offset === undefined
            ? cx.unknownDim('the offset of the diagonal')
            : add(
                shape.reduce<Dim>((n, d) => mul(n, d), 1),
                Math.abs(offset),
              );
        return tensorOf([side, side], inputOf(a).dtype);
      });
    },
  },
  {
    name: ['argwhere'],
    signature: 'input',
    rule: (a, cx) =>
      ofShape(cx, inputOf(a), (shape) =>
        tensorOf([cx.unknownDim('how many elements are not zero'), shape.length], 'int64'),
      ),
  },
  {
    name: 'nonzero_static',
    signature: 'input, *, size, fill_value=-1',
    rule: (a, cx) => ofShape(cx, inputOf(a), (shape) => tensorOf([cx.dim(a.get('size')), shape.length], 'int64')),
  },
  {
    name: 'combinations',
    on: 'torch',
    signature: 'input, r=2, with_replacement=False',
    rule: (a, cx) =>
      ofShape(cx, inputOf(a), ([n]) => {
        const r = a.number('r');
        if (!isNumber(n) || r === undefined)
          return tensorOf([cx.unknownDim('how many combinations there are'), cx.dim(a.get('r'))], inputOf(a).dtype);
        return tensorOf([choose(a.truth('with_replacement') ? n + r - 1 : n, r), r], inputOf(a).dtype);
      }),
  },
  {
    name: 'vander',
    on: 'torch',
    signature: 'x, N=None, increasing=False',
    rule: (a, cx) =>
      ofShape(cx, inputOf(a, 'x'), (shape) =>
        tensorOf([...shape, a.isNone('N') ? shape[shape.length - 1] : cx.dim(a.get('N'))], inputOf(a, 'x').dtype),
      ),
  },
  ...['cov', 'corrcoef'].map((name): OpEntry => ({
    name,
    signature: 'input, *, correction=1, fweights=None, aweights=None',
    rule: (a, cx) =>
      ofShape(cx, inputOf(a), (shape) => {
        if (shape.length > 2)
          throw new ShapeError(
            'rank-mismatch',
            said`${name}: the input must have at most 2 axes, but has ${shape.length}.`,
          );
        return tensorOf(shape.length === 2 ? [shape[0], shape[0]] : [], inputOf(a).dtype);
      }),
  })),
  {
    name: 'dist',
    signature: 'input, other, p=2',
    rule: (a, cx) => {
      const difference = cx.binary('-', inputOf(a), inputOf(a, 'other'));
      return difference.kind === 'tensor' ? tensorOf([], difference.dtype) : difference;
    },
  },
  {
    name: 'gradient',
    on: 'torch',
    signature: 'input, *, spacing=1, dim=None, edge_order=1',
    rule: (a, cx) => {
      const given = a.get('dim');
      const input = inputOf(a);
      const count = given.kind === 'none' ? input.shape?.length : given.kind === 'int' ? 1 : cx.sequence(given)?.length;
      if (!input.shape || count === undefined) return cx.unknown('along how many axes the gradient is taken');
      return tuple(Array.from({ length: count }, () => tensorOf(input.shape!, input.dtype)));
    },
  },
  {
    name: 'isin',
    on: 'torch',
    signature: 'elements, test_elements, *, assume_unique=False, invert=False',
    rule: (a, cx) => {
      const elements = a.get('elements');
      if (elements.kind !== 'tensor') return tensorOf([], 'bool');
      return ofShape(cx, elements, (shape) => tensorOf(shape, 'bool'));
    },
  },
];
