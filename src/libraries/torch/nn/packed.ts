/**
 * `torch.nn.utils.rnn`: sequences of several lengths, padded to one, or packed step by step (torch/nn/utils/rnn.py). A packed
 * sequence holds the elements of all steps one after the other, and how many sequences reach each step.
 */
import { fromFlat } from '../../../compute/ndarray';
import { compareDims, equalDims, isNumber, ShapeError, sumOf, type Dim, type Shape } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { getter, native, nativeClass, type Bound } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import { list, NONE, tuple, TupleValue, type TensorValue, type Value } from '../../../python/interpreter/values';
import { said } from '../../../protocol/say';
import { flag, textOf } from '../arguments';
import { asTensor, shapeless, tensorOf, whyUnknown } from '../tensor';

const FIELDS = ['data', 'batch_sizes', 'sorted_indices', 'unsorted_indices'];

const item = (self: Value, i: number): Value => (self.kind === 'tuple' ? (self.items[i] ?? NONE) : NONE);

/** A named tuple of the elements, the number of sequences at each step, and how they were sorted. */
const packedType = nativeClass('torch.nn.utils.rnn', 'PackedSequence', [types.tuple], {
  ...Object.fromEntries(FIELDS.map((name, i) => [name, getter(name, (self) => item(self, i))])),
  to: native('to', 'self, *args, **kwargs', (a) => a.get('self')),
  cuda: native('cuda', 'self, *args, **kwargs', (a) => a.get('self')),
  cpu: native('cpu', 'self, *args, **kwargs', (a) => a.get('self')),
  double: native('double', 'self', (a) => a.get('self')),
  float: native('float', 'self', (a) => a.get('self')),
});
packedType.hooks.construct = (_cx, _cls, args, kwargs) =>
  new TupleValue(
    FIELDS.map((name, i) => args[i] ?? kwargs.get(name) ?? NONE),
    packedType,
  );

export interface Packed {
  /** (steps of all sequences, …features). */
  data: TensorValue;
  /** How many sequences. */
  batch: Dim;
  /** How many steps the longest has. */
  longest: Dim;
  /** How many steps the sequences have together, by their lengths. */
  total?: Dim;
  /** The same with other elements. */
  with: (data: TensorValue) => Value;
}

/** What a packed sequence holds; undefined for any other value. */
export function packedSequence(cx: Context, value: Value): Packed | undefined {
  if (value.kind !== 'tuple' || value.cls !== packedType) return undefined;
  const [data, sizes] = value.items;
  const steps = asTensor(cx, sizes, 'PackedSequence', 'batch_sizes');
  const batch = steps.data?.data[0] ?? batches.get(steps);
  return {
    data: asTensor(cx, data, 'PackedSequence', 'data'),
    batch: batch ?? cx.unknownDim('how many sequences are packed'),
    ...(steps.data ? { total: sumOf([...steps.data.data]) } : {}),
    longest: steps.shape?.[0] ?? cx.unknownDim('how long the longest sequence is'),
    with: (made) => new TupleValue([made, ...value.items.slice(1)], packedType),
  };
}

/** The lengths, where they are numbers; of a list as of a tensor. */
function lengthsOf(cx: Context, value: Value): readonly Dim[] | undefined {
  if (value.kind === 'tensor') return value.data && [...value.data.data];
  const items = cx.sequence(value);
  return items?.every((each) => each.kind === 'int') ? items.map((each) => cx.dim(each)) : undefined;
}

const countOf = (cx: Context, value: Value): Dim | undefined =>
  value.kind === 'tensor' ? value.shape?.[0] : cx.sequence(value)?.length;

/** How many sequences `batch_sizes` are of, which its first element says where the lengths are numbers. */
const batches = new WeakMap<TensorValue, Dim>();

/**
 * Elements of so many sequences of these lengths, in steps. How they were sorted is None where they had to be sorted
 * (`_packed_sequence_init_args` in torch/nn/utils/rnn.py).
 */
function pack(
  a: Bound,
  input: TensorValue,
  batch: Dim,
  rest: Shape,
  lengths: readonly Dim[] | undefined,
  most?: Dim,
): Value {
  const { cx } = a;
  const numbers = lengths?.every(isNumber) ? [...lengths].sort((a, b) => b - a) : undefined;
  // What a length asks for beyond the padding is not there: the RNN stumbles over it.
  const there = lengths?.map((n) => (most !== undefined && isNumber(most) && isNumber(n) ? Math.min(n, most) : n));
  const total = there ? sumOf(there) : cx.unknownDim('the lengths of the sequences are not known');
  const steps = numbers && Array.from({ length: numbers[0] ?? 0 }, (_, i) => numbers.filter((n) => n > i).length);
  const sizes = steps
    ? tensorOf([steps.length], 'int64', fromFlat([steps.length], steps, 'int32'))
    : tensorOf([cx.unknownDim('how long the longest sequence is')], 'int64');
  batches.set(sizes, batch);
  const order = (): Value => {
    const given = a.truth('enforce_sorted');
    if (given === undefined) return cx.unknown('whether the sequences are sorted already');
    return given ? NONE : tensorOf([batch], 'int64');
  };
  return new TupleValue([tensorOf([total, ...rest], input.dtype), sizes, order(), order()], packedType);
}

const packPadded = native('pack_padded_sequence', 'input, lengths, batch_first=False, enforce_sorted=True', (a, cx) => {
  const input = asTensor(cx, a.get('input'), a.fn);
  if (!input.shape) return whyUnknown(cx, input);
  if (input.shape.length < 2) {
    throw new ShapeError(
      'rank-mismatch',
      said`${a.fn}: the input needs 2 axes or more, but has ${input.shape.length}.`,
    );
  }
  const [first, second] = input.shape;
  const [batch, steps] = flag(a, 'batch_first') ? [first, second] : [second, first];
  const lengths = lengthsOf(cx, a.get('lengths'));
  const count = countOf(cx, a.get('lengths'));
  checkCount(a, count, batch);
  checkOrder(a, lengths);
  return pack(a, input, count ?? batch, input.shape.slice(2), lengths, steps);
});

/**
 * Sequences that need not be sorted are picked by their lengths: with fewer of these, the others are left out without a word.
 * @throws ShapeError where there are more lengths than sequences, or others of sorted ones
 */
function checkCount(a: Bound, count: Dim | undefined, batch: Dim): void {
  if (count === undefined || equalDims(count, batch) !== false) return;
  if (a.truth('enforce_sorted') !== true && compareDims(count, batch) !== 1) return;
  throw new ShapeError(
    'broadcast-mismatch',
    said`${a.fn}: ${textOf(count)} lengths are given for a batch of ${textOf(batch)}. Is batch_first right?`,
  );
}

/** @throws PyError RuntimeError where lengths must be sorted and are not */
function checkOrder(a: Bound, lengths: readonly Dim[] | undefined): void {
  if (a.truth('enforce_sorted') !== true || !lengths?.every(isNumber)) return;
  if (lengths.every((n, i) => i === 0 || n <= lengths[i - 1])) return;
  throw new PyError(
    'RuntimeError',
    '`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass `enforce_sorted=False`',
  );
}

/** The axes of a batch of padded sequences. */
const padded = (a: Bound, steps: Dim, batch: Dim, rest: Shape): Shape =>
  flag(a, 'batch_first') ? [batch, steps, ...rest] : [steps, batch, ...rest];

const padPacked = native(
  'pad_packed_sequence',
  'sequence, batch_first=False, padding_value=0.0, total_length=None',
  (a, cx) => {
    const packed = packedSequence(cx, a.get('sequence'));
    if (!packed) {
      const lost = cx.unknown('a packed sequence that is not known');
      return tuple([lost, lost]);
    }
    const steps = a.isNone('total_length') ? packed.longest : a.dim('total_length');
    const { data, batch } = packed;
    const output = data.shape
      ? tensorOf(padded(a, steps, batch, data.shape.slice(1)), data.dtype)
      : shapeless(whyUnknown(cx, data), data.dtype);
    return tuple([output, tensorOf([batch], 'int64')]);
  },
);

/** Sequences given one by one: how many steps each has, and what lies behind that axis; undefined where that is not known. */
function given(cx: Context, value: Value): { first: TensorValue; lengths: Dim[]; rest: Shape } | undefined {
  const tensors = cx.sequence(value)?.filter((each): each is TensorValue => each.kind === 'tensor' && !!each.shape);
  if (!tensors || tensors.length === 0 || tensors.length !== cx.sequence(value)?.length) return undefined;
  return { first: tensors[0], lengths: tensors.map((t) => t.shape![0]), rest: tensors[0].shape!.slice(1) };
}

/** The largest of sizes; undefined where some are symbols that differ. */
function largest(sizes: readonly Dim[]): Dim | undefined {
  if (sizes.every(isNumber)) return Math.max(...sizes);
  return sizes.every((size) => equalDims(size, sizes[0]) === true) ? sizes[0] : undefined;
}

const padSequence = native(
  'pad_sequence',
  "sequences, batch_first=False, padding_value=0.0, padding_side='right'",
  (a, cx) => {
    const found = given(cx, a.get('sequences'));
    if (!found) return cx.unknown('sequences of several lengths');
    const steps = largest(found.lengths) ?? cx.unknownDim('how long the longest sequence is');
    return tensorOf(padded(a, steps, found.lengths.length, found.rest), found.first.dtype);
  },
);

const packSequence = native('pack_sequence', 'sequences, enforce_sorted=True', (a, cx) => {
  const found = given(cx, a.get('sequences'));
  if (!found) return cx.unknown('sequences of several lengths');
  checkOrder(a, found.lengths);
  return pack(a, found.first, found.lengths.length, found.rest, found.lengths);
});

/** The sequences one by one, each as long as it is. */
const apart = (
  name: string,
  signature: string,
  read: (a: Bound, cx: Context) => [TensorValue, Dim, readonly Dim[] | undefined, Shape] | undefined,
) =>
  native(name, signature, (a, cx) => {
    const [data, batch, lengths, rest] = read(a, cx) ?? [];
    if (!data || !rest || !isNumber(batch ?? NaN)) return cx.unknown('sequences of several lengths');
    const one = (i: number) => lengths?.[i] ?? cx.unknownDim('how long a sequence is');
    return list(Array.from({ length: batch as number }, (_, i) => tensorOf([one(i), ...rest], data.dtype)));
  });

const unpadSequence = apart('unpad_sequence', 'padded_sequences, lengths, batch_first=False', (a, cx) => {
  const data = asTensor(cx, a.get('padded_sequences'), a.fn);
  const { shape } = data;
  return shape && [data, shape[flag(a, 'batch_first') ? 0 : 1], lengthsOf(cx, a.get('lengths')), shape.slice(2)];
});

const unpackSequence = apart('unpack_sequence', 'packed_sequences', (a, cx) => {
  const packed = packedSequence(cx, a.get('packed_sequences'));
  return packed?.data.shape && [packed.data, packed.batch, undefined, packed.data.shape.slice(1)];
});

export const packingAttributes: Record<string, Value> = {
  PackedSequence: packedType,
  pack_padded_sequence: packPadded,
  pad_packed_sequence: padPacked,
  pad_sequence: padSequence,
  pack_sequence: packSequence,
  unpad_sequence: unpadSequence,
  unpack_sequence: unpackSequence,
  invert_permutation: native('invert_permutation', 'permutation', (a) => a.get('permutation')),
};
