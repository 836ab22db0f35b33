/**
 * Tensors that share their numbers with another: `x[0]`, `x.T`, `w.view(-1)`.
 *
 * Arrays here have no strides, so a view is a recipe: its numbers are read from the base when they are asked
 * for and the base has changed, and numbers written to it are written on to the base.
 */
import type { NdArray } from '../../compute/ndarray';
import type { Context } from '../../python/interpreter/context';
import type { TensorValue } from '../../python/interpreter/values';

const bases = new WeakMap<TensorValue, TensorValue>();

/**
 * Makes `view` share its numbers with `base`. `read` gives the view's numbers from the base's; `write` gives new
 * numbers of the base with the view's put in. Neither may change its arguments.
 */
export function shareNumbers<T extends TensorValue>(
  view: T,
  base: TensorValue,
  read: (base: NdArray) => NdArray,
  write: (base: NdArray, view: NdArray) => NdArray,
): T {
  let seen: NdArray | undefined;
  let own: NdArray | undefined;
  bases.set(view, base);
  Object.defineProperty(view, 'data', {
    configurable: true,
    enumerable: true,
    get(): NdArray | undefined {
      const now = base.data;
      if (now !== seen) {
        seen = now;
        own = now && read(now);
      }
      return own;
    },
    set(numbers: NdArray | undefined) {
      const now = base.data;
      base.data = now && numbers && write(now, numbers);
      seen = base.data;
      own = base.data && numbers;
    },
  });
  return view;
}

/** Replaces a tensor's numbers, in its base too where it is a view; the journal is told first. */
export function replaceNumbers(cx: Context, tensor: TensorValue, numbers: NdArray | undefined): void {
  for (let t: TensorValue | undefined = tensor; t; t = bases.get(t)) cx.touch(t);
  tensor.data = numbers;
}
