/** Products of matrices: matmul and its named forms, einsum, tensordot, and the fused sums (addmm, baddbmm). */
import {
  bmmShape,
  broadcastShapes,
  einsumShape,
  formatCount,
  isNumber,
  matmulShape,
  mmShape,
  mul,
  productOf,
  ShapeError,
  sym,
  tensordotShape,
  type Dim,
  type Shape,
} from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { int, tuple, type TensorValue, type Value } from '../../../python/interpreter/values';
import { matmul } from '../../common/matmul';
import { checkDtypes } from '../dtypeRules';
import { axisList, axisNumber, isSequence } from '../arguments';
import { computed, inputOf, ofShape, torchFamily, unknownDims, type OpEntry } from '../family';
import { asTensor, shapeless, tensorOf, whyUnknown } from '../tensor';
import { combine } from './elementwise';
import { reshaped } from './reshaping';
import { axisOf } from './reductions';
import { said } from '../../../protocol/say';

/** A product whose own rule is stricter than matmul's; the numbers are matmul's. */
function product(cx: Context, fn: string, a: TensorValue, b: TensorValue, rule?: (a: Shape, b: Shape) => Shape): Value {
  checkDtypes(fn, a, b, cx);
  if (a.shape && b.shape) rule?.(a.shape, b.shape);
  return matmul(cx, torchFamily, a, b) ?? a;
}

/** A vector where PyTorch wants one. @throws ShapeError rank-mismatch */
function needRank(fn: string, what: string, shape: Shape, rank: number): void {
  if (shape.length === rank) return;
  throw new ShapeError(
    'rank-mismatch',
    said`${fn}: ${what} must have ${rank} ${rank === 1 ? 'axis' : 'axes'}, but has ${shape.length}.`,
  );
}

const mv = (a: Shape, b: Shape): Shape => {
  needRank('mv', 'input', a, 2);
  needRank('mv', 'vec', b, 1);
  return matmulShape(a, b, 'mv');
};
const dot = (a: Shape, b: Shape): Shape => {
  needRank('dot', 'input', a, 1);
  needRank('dot', 'other', b, 1);
  return matmulShape(a, b, 'dot');
};

const PRODUCTS: Record<string, { second: string; rule?: (a: Shape, b: Shape) => Shape }> = {
  matmul: { second: 'other' },
  mm: { second: 'mat2', rule: mmShape },
  bmm: { second: 'mat2', rule: bmmShape },
  mv: { second: 'vec', rule: mv },
  dot: { second: 'other', rule: dot },
};

/** The sum that a fused product is added to must broadcast to its shape. */
function added(cx: Context, fn: string, input: TensorValue, result: Value): Value {
  const shape = result.kind === 'tensor' ? result.shape : undefined;
  if (input.shape && shape) {
    const together = broadcastShapes([input.shape, shape], fn);
    if (
      together.length !== shape.length ||
      together.some((d, i) => isNumber(d) && isNumber(shape[i]) && d !== shape[i])
    ) {
      throw new ShapeError(
        'broadcast-mismatch',
        said`${fn}: input does not broadcast to the product's shape. Give it the product's shape, or 1 where it differs.`,
      );
    }
  }
  return combine(cx, 'add', result, input, fn);
}

function einsum(cx: Context, equation: Value, operands: readonly Value[]): Value {
  const given = operands.length === 1 && isSequence(operands[0]) ? cx.sequence(operands[0]) : operands;
  if (equation.kind !== 'str' || !given) return shapeless(cx.unknown('the equation given to einsum is not known'));
  const tensors = given.map((t) => asTensor(cx, t, 'einsum'));
  tensors.slice(1).forEach((t) => checkDtypes('einsum', tensors[0], t, cx));
  const dtype = torchFamily.promote(tensors.map((t) => ({ dtype: t.dtype, rank: t.shape?.length })));
  assumeNamed(cx, equation.value, tensors);
  const open = tensors.find((t) => !t.shape);
  if (open) return shapeless(whyUnknown(cx, open), dtype);
  const shapes = tensors.map((t) => t.shape!);
  const shape = einsumShape(equation.value, shapes);
  const macs = einsumMacs(equation.value, shapes);
  if (macs !== undefined && shapes.length > 1) {
    cx.note({ lines: [{ label: 'cost', text: `${formatCount(macs)} MACs inside` }] });
  }
  return tensorOf(shape, dtype);
}

/** An input that nobody has described has the axes that the equation names: a batch, and sizes by their letters. */
function assumeNamed(cx: Context, equation: string, tensors: readonly TensorValue[]): void {
  const terms = equation.replace(/\s/g, '').split('->')[0].split(',');
  if (terms.length !== tensors.length || equation.includes('.')) return;
  const sizes = new Map(
    terms.flatMap((term, i) => {
      const { shape } = tensors[i];
      return shape?.length === term.length ? [...term].map((letter, axis): [string, Dim] => [letter, shape[axis]]) : [];
    }),
  );
  for (const [i, term] of terms.entries()) {
    cx.assume(tensors[i], () => [...term].map((letter, axis) => sizes.get(letter) ?? sym(axis === 0 ? 'N' : letter)));
  }
}

/** The product of all sizes that letters name; undefined where `...` hides some. */
function einsumMacs(equation: string, shapes: readonly Shape[]): Dim | undefined {
  if (equation.includes('.')) return undefined;
  const sizes = new Map<string, Dim>();
  const terms = equation.replace(/\s/g, '').split('->')[0].split(',');
  terms.forEach((term, i) => [...term].forEach((letter, axis) => sizes.set(letter, shapes[i][axis])));
  return productOf(sizes.values());
}

function tensordot(cx: Context, a: TensorValue, b: TensorValue, dims: Value): Value {
  checkDtypes('tensordot', a, b, cx);
  if (!a.shape || !b.shape) return shapeless(whyUnknown(cx, a.shape ? b : a), a.dtype);
  const pair = isSequence(dims) ? cx.sequence(dims) : undefined;
  const lists = pair ? pair.map((d) => axisList(cx, d, 'tensordot(): dims')) : undefined;
  const count = pair ? undefined : axisNumber(cx, dims, 'tensordot(): dims');
  if (lists && lists.length === 2) {
    const [x, y] = lists;
    if ('unknown' in x || 'unknown' in y)
      return shapeless(cx.unknown('the axes given to tensordot are not known'), a.dtype);
    return tensorOf(tensordotShape(a.shape, b.shape, x.axes ?? [], y.axes ?? []), a.dtype);
  }
  if (count === undefined) return shapeless(cx.unknown('the axes given to tensordot are not known'), a.dtype);
  if (count > a.shape.length || count > b.shape.length || count < 0) {
    throw new PyError('RuntimeError', `tensordot expects dims >= 0 and at most the rank, but got dims=${count}`);
  }
  const rank = a.shape.length;
  const ends = Array.from({ length: count }, (_, i) => rank - count + i);
  return tensorOf(
    tensordotShape(
      a.shape,
      b.shape,
      ends,
      ends.map((_, i) => i),
    ),
    a.dtype,
  );
}

/** `torch.cdist`: (…, P, M) and (…, R, M) → (…, P, R). */
function cdist(cx: Context, a: TensorValue, b: TensorValue): Value {
  if (!a.shape || !b.shape) return shapeless(whyUnknown(cx, a.shape ? b : a), a.dtype);
  if (a.shape.length < 2 || b.shape.length < 2) {
    throw new ShapeError('rank-mismatch', 'cdist: both inputs must have at least 2 axes.');
  }
  matmulShape(a.shape.slice(-2), [b.shape[b.shape.length - 1], 1], 'cdist');
  const lead = broadcastShapes([a.shape.slice(0, -2), b.shape.slice(0, -2)], 'cdist');
  return tensorOf([...lead, a.shape[a.shape.length - 2], b.shape[b.shape.length - 2]], a.dtype);
}

/** Matrices whose size changes in no rule: inverse, determinant, … */
function squareMatrix(fn: string, result: (shape: Shape) => Shape): OpEntry['rule'] {
  return (a, cx) =>
    ofShape(cx, inputOf(a), (shape) => {
      const [rows, columns] = shape.slice(-2);
      if (shape.length < 2 || (isNumber(rows) && isNumber(columns) && rows !== columns)) {
        throw new ShapeError('rank-mismatch', said`${fn}: the last two axes must be a square matrix.`);
      }
      return tensorOf(result(shape), inputOf(a).dtype);
    });
}

export const linearOps: OpEntry[] = [
  ...Object.entries(PRODUCTS).map(([name, { second, rule }]): OpEntry => ({
    name,
    signature: `input, ${second}, *, out=None`,
    rule: (a, cx) => product(cx, name, inputOf(a), inputOf(a, second), rule),
  })),
  {
    name: 'inner',
    signature: 'input, other',
    rule: (a, cx) => tensordot(cx, inputOf(a), inputOf(a, 'other'), innerAxes(inputOf(a), inputOf(a, 'other'))),
  },
  {
    name: ['outer', 'ger'],
    signature: 'input, vec2',
    rule: (a, cx) => {
      const [x, y] = [inputOf(a), inputOf(a, 'vec2')];
      for (const vector of [x, y]) cx.assume(vector, () => [sym('N')]);
      if (!x.shape || !y.shape) return shapeless(whyUnknown(cx, x.shape ? y : x), x.dtype);
      needRank('outer', 'input', x.shape, 1);
      needRank('outer', 'vec2', y.shape, 1);
      return combine(cx, 'multiply', reshaped(cx, x, [x.shape[0], 1]), y, 'outer');
    },
  },
  ...(
    [
      ['addmm', 'mat1', 'mat2', mmShape],
      ['addbmm', 'batch1', 'batch2', bmmShape],
      ['baddbmm', 'batch1', 'batch2', bmmShape],
      ['addmv', 'mat', 'vec', mv],
    ] as const
  ).map(([name, first, second, rule]): OpEntry => ({
    name,
    signature: `input, ${first}, ${second}, *, beta=1, alpha=1, out=None`,
    rule: (a, cx) =>
      added(cx, name, inputOf(a), summed(name, product(cx, name, inputOf(a, first), inputOf(a, second), rule))),
  })),
  {
    name: 'einsum',
    on: 'torch',
    signature: 'equation, *operands',
    rule: (a, cx) => einsum(cx, a.get('equation'), a.rest),
  },
  {
    name: 'tensordot',
    on: 'torch',
    signature: 'a, b, dims=2, out=None',
    rule: (a, cx) => tensordot(cx, inputOf(a, 'a'), inputOf(a, 'b'), a.get('dims')),
  },
  {
    name: 'cdist',
    on: 'torch',
    signature: 'x1, x2, p=2.0, compute_mode=None',
    rule: (a, cx) => cdist(cx, inputOf(a, 'x1'), inputOf(a, 'x2')),
  },
  {
    name: 'cross',
    signature: 'input, other, dim=None',
    rule: (a, cx) => combine(cx, 'multiply', inputOf(a), inputOf(a, 'other'), 'cross'),
  },
  {
    name: 'kron',
    signature: 'input, other',
    rule: (a, cx) => {
      const [x, y] = [inputOf(a), inputOf(a, 'other')];
      if (!x.shape || !y.shape) return shapeless(whyUnknown(cx, x.shape ? y : x), x.dtype);
      const rank = Math.max(x.shape.length, y.shape.length);
      const pad = (s: Shape): Dim[] => [...Array<Dim>(rank - s.length).fill(1), ...s];
      const [p, q] = [pad(x.shape), pad(y.shape)];
      return tensorOf(
        p.map((d, i) => mul(d, q[i])),
        x.dtype,
      );
    },
  },
  {
    name: ['inverse', 'pinverse', 'cholesky', 'matrix_exp'],
    signature: 'input, *args, **kwargs',
    rule: squareMatrix('inverse', (s) => s),
  },
  { name: ['det', 'logdet'], signature: 'input', rule: squareMatrix('det', (s) => s.slice(0, -2)) },
  {
    name: 'trace',
    signature: 'input',
    rule: (a, cx) =>
      ofShape(cx, inputOf(a), (shape) => {
        needRank('trace', 'input', shape, 2);
        return tensorOf([], inputOf(a).dtype);
      }),
  },
  {
    name: ['diagonal'],
    signature: 'input, offset=0, dim1=0, dim2=1',
    rule: (a, cx) => diagonal(cx, inputOf(a), a.get('offset'), a.get('dim1'), a.get('dim2')),
  },
  { name: 'diag', signature: 'input, diagonal=0', rule: (a, cx) => diag(cx, inputOf(a), a.get('diagonal')) },
  ...(['tril', 'triu'] as const).map((name): OpEntry => ({
    name,
    signature: 'input, diagonal=0',
    rule: (a, cx) =>
      ofShape(cx, inputOf(a), (shape) => {
        if (shape.length < 2)
          throw new ShapeError(
            'rank-mismatch',
            said`${name}: input must have at least 2 axes, but has ${shape.length}.`,
          );
        return triangle(cx, inputOf(a), shape, name, a.number('diagonal'));
      }),
    inPlace: true,
  })),
];

/** Entries on the other side of the diagonal become 0. */
function triangle(
  cx: Context,
  input: TensorValue,
  shape: Shape,
  which: 'tril' | 'triu',
  offset: number | undefined,
): TensorValue {
  return computed(cx, input, shape, (data) => {
    if (offset === undefined) return undefined;
    const [rows, columns] = data.shape.slice(-2);
    const kept = data.data.map((value, i) => {
      const distance = (i % columns) - (Math.floor(i / columns) % rows);
      return (which === 'tril' ? distance <= offset : distance >= offset) ? value : 0;
    });
    return { shape: data.shape, dtype: data.dtype, data: kept };
  });
}

function innerAxes(a: TensorValue, b: TensorValue): Value {
  const last = (t: TensorValue): Value => tuple(t.shape?.length ? [int(t.shape.length - 1)] : []);
  return tuple([last(a), last(b)]);
}

/** addbmm sums over the batch. */
function summed(fn: string, result: Value): Value {
  if (fn !== 'addbmm' || result.kind !== 'tensor' || !result.shape) return result;
  return tensorOf(result.shape.slice(1), result.dtype);
}

/** The diagonal of two axes goes behind the others: (2, 1, 4) → (4, 1) for dim1=0, dim2=1. */
function diagonal(cx: Context, input: TensorValue, offset: Value, dim1: Value, dim2: Value): Value {
  const [first, second] = [axisNumber(cx, dim1, 'diagonal(): dim1'), axisNumber(cx, dim2, 'diagonal(): dim2')];
  const shift = axisNumber(cx, offset, 'diagonal(): offset');
  return ofShape(cx, input, (shape) => {
    if (first === undefined || second === undefined)
      return tensorOf(
        unknownDims(Math.max(0, shape.length - 1), 'the axes of the diagonal are not known'),
        input.dtype,
      );
    const [i, j] = [axisOf(first, shape.length, 'diagonal'), axisOf(second, shape.length, 'diagonal')];
    if (i === j)
      throw new ShapeError(
        'duplicate-axis',
        said`diagonal: dim1=${first} and dim2=${second} are the same axis. Name two.`,
      );
    const [rows, columns] = [shape[i], shape[j]];
    const length =
      shift === undefined || !isNumber(rows) || !isNumber(columns)
        ? unknownDims(1, 'the length of the diagonal is not known')[0]
        : Math.max(0, shift >= 0 ? Math.min(rows, columns - shift) : Math.min(rows + shift, columns));
    return tensorOf([...shape.filter((_, axis) => axis !== i && axis !== j), length], input.dtype);
  });
}

/** A vector becomes a square matrix, a matrix gives its diagonal. */
function diag(cx: Context, input: TensorValue, offset: Value): Value {
  const shift = axisNumber(cx, offset, 'diag(): diagonal');
  return ofShape(cx, input, (shape) => {
    if (shape.length === 2) return diagonal(cx, input, offset, int(0), int(1));
    needRank('diag', 'input', shape, 1);
    const size = isNumber(shape[0]) && shift !== undefined ? shape[0] + Math.abs(shift) : shape[0];
    return tensorOf([size, size], input.dtype);
  });
}
