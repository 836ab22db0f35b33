/** `torch.Tensor(2, 3)`, `torch.LongTensor([1, 2])`, `x.new(2, 3)`: one constructor for sizes, data and other tensors. */
import type { Context } from '../../python/interpreter/context';
import type { TensorValue, Value } from '../../python/interpreter/values';
import { PyError } from '../../python/interpreter/errors';
import { readNested } from '../common/literals';
import { filledTensor, makeTensor } from '../common/tensors';
import { variadicDims } from './arguments';
import { shapeless, sizeType, tensorOf, tensorType, withDtype } from './tensor';

/**
 * Sizes one by one or as a torch.Size make an uninitialised tensor; any other sequence is data
 * (`legacy_tensor_generic_ctor_new` in torch/csrc/utils/tensor_new.cpp).
 * @throws ShapeError for sizes that are none
 */
export function legacyTensor(
  cx: Context,
  given: readonly Value[],
  dtype: string | undefined,
  kwargs: ReadonlyMap<string, Value> = new Map(),
): TensorValue {
  const named = ['size', 'data', 'other'].flatMap((name) => kwargs.get(name) ?? []);
  const args = given.length === 0 && named.length === 1 ? named : given;
  if (args === named && kwargs.has('size')) return sized(cx, args, dtype);
  const [first] = args;
  if (args.length === 0) return tensorOf([0], dtype);
  if (first.kind === 'tensor')
    return withDtype(
      first.cls === tensorType ? first : makeTensor(tensorType, first.shape, first.dtype, { data: first.data }),
      dtype,
    );
  if (args.length === 1 && isData(first)) {
    const nested = regular(() => readNested(cx, first));
    return nested
      ? makeTensor(tensorType, nested.shape, dtype, { data: nested.data })
      : shapeless(cx.unknown('the data of the tensor is not known'), dtype);
  }
  return sized(cx, args, dtype);
}

function sized(cx: Context, args: readonly Value[], dtype: string | undefined): TensorValue {
  const sizes = variadicDims(cx, args, 'Tensor()');
  return sizes
    ? filledTensor(cx, tensorType, sizes, dtype, 0)
    : shapeless(cx.unknown('the size of the tensor is not known'), dtype);
}

/** Reads nested lists. @throws PyError ValueError where their parts have different lengths */
export function regular<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof PyError) || error.typeName !== 'ValueError' || error.code) throw error;
    throw new PyError(
      'ValueError',
      'the lists that a tensor is made of must have one length, but these differ. Pad them, or make a tensor of each.',
      'broadcast-mismatch',
    );
  }
}

const isData = (value: Value): boolean =>
  value.kind === 'list' || value.kind === 'range' || (value.kind === 'tuple' && value.cls !== sizeType);
