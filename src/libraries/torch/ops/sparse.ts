/**
 * Sparse tensors have the shapes of dense ones, and are multiplied as these are (PyTorch documentation, "torch.sparse"). How many
 * elements they hold is not known.
 */
import type { Context } from '../../../python/interpreter/context';
import type { Bound } from '../../../python/interpreter/native';
import type { TensorValue, Value } from '../../../python/interpreter/values';
import { mmShape, type Dim } from '../../../shape';
import { dimList } from '../arguments';
import { inputOf, type OpEntry } from '../family';
import { shapeless, tensorOf, whyUnknown } from '../tensor';

const stored = (cx: Context): Dim => cx.unknownDim('how many elements a sparse tensor holds');

/** The same sizes without numbers, which would be printed as those of a dense tensor. */
const alike = (cx: Context, input: TensorValue): Value =>
  input.shape ? tensorOf(input.shape, input.dtype) : shapeless(whyUnknown(cx, input), input.dtype);

/** A tensor of the size that is given; without one its sizes are the largest of the indices. */
function made(a: Bound, cx: Context): Value {
  const values = a.get('values');
  const dtype = values.kind === 'tensor' ? values.dtype : 'float32';
  const size = a.isNone('size') ? undefined : dimList(cx, a.get('size'), 'size');
  return size ? tensorOf(size, dtype) : shapeless(cx.unknown('the size that a sparse tensor is given'), dtype);
}

function product(a: Bound, cx: Context): Value {
  const [first, second] = [inputOf(a), inputOf(a, 'mat2')];
  const open = [first, second].find(({ shape }) => !shape);
  if (open) return shapeless(whyUnknown(cx, open), second.dtype);
  return tensorOf(mmShape(first.shape!, second.shape!), second.dtype);
}

const SETTINGS =
  '*, dtype=None, device=None, requires_grad=False, pin_memory=False, check_invariants=None, is_coalesced=None';

export const sparseOps: OpEntry[] = [
  ...['to_sparse', 'to_sparse_coo', 'to_sparse_csr', 'to_sparse_csc', 'to_dense', 'coalesce'].map((name): OpEntry => ({
    name,
    on: 'tensor',
    signature: 'input, *args, **kwargs',
    rule: (a, cx) => alike(cx, inputOf(a)),
  })),
  {
    name: ['indices', '_indices'],
    on: 'tensor',
    signature: 'input',
    rule: (a, cx) => {
      const { shape } = inputOf(a);
      return tensorOf([shape?.length ?? cx.unknownDim('how many axes a sparse tensor has'), stored(cx)], 'int64');
    },
  },
  {
    name: '_values',
    on: 'tensor',
    signature: 'input',
    rule: (a, cx) => tensorOf([stored(cx)], inputOf(a).dtype),
  },
  { name: 'sparse_coo_tensor', on: 'torch', signature: `indices, values=None, size=None, ${SETTINGS}`, rule: made },
  ...['sparse_csr_tensor', 'sparse_csc_tensor'].map((name): OpEntry => ({
    name,
    on: 'torch',
    signature: `compressed_indices, plain_indices, values=None, size=None, ${SETTINGS}`,
    rule: made,
  })),
  { name: ['spmm', 'smm'], on: 'torch', signature: 'input, mat2', rule: product },
];

/** What `torch.sparse` has. */
export const sparseFunctions: OpEntry[] = [
  { name: 'mm', on: 'torch', signature: 'input, mat2, reduce=None', rule: product },
];
