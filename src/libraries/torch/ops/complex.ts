/** Complex tensors: made of two real ones, taken apart again (PyTorch documentation, "Complex Numbers"). */
import { broadcastShapes, isNumber, ShapeError, type Shape } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import type { TensorValue, Value } from '../../../python/interpreter/values';
import { isComplex } from '../dtypes';
import { inputOf, type OpEntry } from '../family';
import { shapeless, tensorOf, whyUnknown } from '../tensor';
import { said } from '../../../protocol/say';

/** The complex dtype whose parts have a real dtype. */
export const complexOf = (dtype: string | undefined): string =>
  isComplex(dtype) ? dtype! : dtype === 'float64' ? 'complex128' : dtype === 'float16' ? 'complex32' : 'complex64';

/** The dtype of the parts of a complex number; a real dtype is its own. */
export function partsOf(dtype: string | undefined): string | undefined {
  if (!isComplex(dtype)) return dtype;
  return dtype === 'complex128' ? 'float64' : dtype === 'complex32' ? 'float16' : 'float32';
}

/** The real or imaginary part: a tensor of the same shape. */
export function partOf(cx: Context, input: TensorValue): TensorValue {
  if (!isComplex(input.dtype)) return input;
  const dtype = partsOf(input.dtype);
  return input.shape ? tensorOf(input.shape, dtype) : shapeless(whyUnknown(cx, input), dtype);
}

function ofBoth(cx: Context, a: TensorValue, b: TensorValue, fn: string): Value {
  const dtype = complexOf(a.dtype);
  if (!a.shape || !b.shape) return shapeless(whyUnknown(cx, a.shape ? b : a), dtype);
  return tensorOf(broadcastShapes([a.shape, b.shape], fn), dtype);
}

/** @throws ShapeError where the last axis does not hold the two parts */
function withoutParts(shape: Shape): Shape {
  const last = shape.at(-1);
  if (last === undefined || (isNumber(last) && last !== 2)) {
    throw new ShapeError(
      'view-mismatch',
      said`view_as_complex: the last axis must hold the two parts, but it is ${String(last)}.`,
    );
  }
  return shape.slice(0, -1);
}

export const complexOps: OpEntry[] = [
  {
    name: 'complex',
    on: 'torch',
    signature: 'real, imag, *, out=None',
    rule: (a, cx) => ofBoth(cx, inputOf(a, 'real'), inputOf(a, 'imag'), 'complex'),
  },
  {
    name: 'polar',
    on: 'torch',
    signature: 'abs, angle, *, out=None',
    rule: (a, cx) => ofBoth(cx, inputOf(a, 'abs'), inputOf(a, 'angle'), 'polar'),
  },
  {
    name: 'view_as_real',
    on: 'torch',
    signature: 'input',
    rule: (a, cx) => {
      const input = inputOf(a);
      const dtype = partsOf(input.dtype);
      return input.shape ? tensorOf([...input.shape, 2], dtype) : shapeless(whyUnknown(cx, input), dtype);
    },
  },
  {
    name: 'view_as_complex',
    on: 'torch',
    signature: 'input',
    rule: (a, cx) => {
      const input = inputOf(a);
      const dtype = complexOf(input.dtype);
      return input.shape ? tensorOf(withoutParts(input.shape), dtype) : shapeless(whyUnknown(cx, input), dtype);
    },
  },
  ...['real', 'imag'].map((name): OpEntry => ({
    name,
    on: 'torch',
    signature: 'input',
    silent: true,
    rule: (a, cx) => partOf(cx, inputOf(a)),
  })),
  ...['resolve_conj', 'resolve_neg'].map((name): OpEntry => ({
    name,
    signature: 'input',
    silent: true,
    rule: (a) => inputOf(a),
  })),
];
