/** What functions of jax.numpy take: arrays and numbers, where NumPy takes lists too (jax/_src/numpy/util.py, `check_arraylike`). */
import { PyError } from '../../python/interpreter/errors';
import type { NativeCall } from '../../python/interpreter/values';
import { said } from '../../protocol/say';

/** The functions whose first argument may be a list: what makes arrays, puts several together, or takes sizes. */
const TAKES_LISTS = new Set(
  (
    'array asarray array_equal array_equiv array_repr array_str array_split average block bartlett blackman broadcast_arrays ' +
    'broadcast_shapes can_cast column_stack concat concatenate diag_indices dstack einsum einsum_path empty eye fill_diagonal frombuffer ' +
    'fromfunction fromiter fromstring full geomspace gradient hamming hanning histogramdd hstack identity indices isdtype issubdtype ' +
    'iscomplexobj isrealobj isscalar iterable ix_ kaiser lexsort linspace logspace mask_indices meshgrid nan_to_num ndim ones piecewise ' +
    'polyfit printoptions promote_types put put_along_axis ravel_multi_index resize result_type roll row_stack save savez select ' +
    'set_printoptions shape size stack swapaxes tri tril_indices triu_indices unique unravel_index vectorize vstack zeros arange append ' +
    'apply_along_axis apply_over_axes finfo iinfo dtype insert delete mat isin in1d place poly multi_dot'
  ).split(' '),
);

/** @throws PyError TypeError where an array is asked for and a list or tuple of Python is given */
export function checkArrayLike(name: string, { args: [first] }: Pick<NativeCall, 'args'>): void {
  if ((first?.kind !== 'list' && first?.kind !== 'tuple') || TAKES_LISTS.has(name)) return;
  throw new PyError(
    'TypeError',
    said`${name} requires ndarray or scalar arguments, got <class '${first.kind}'> at position 0. Make an array of it with jnp.array.`,
    'no-array',
  );
}
