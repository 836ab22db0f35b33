/** `torch.fft`: shapes and dtypes of the discrete Fourier transforms (PyTorch documentation, "torch.fft"). */
import { add, floorDiv, mul, normalizeAxis, sub, type Dim, type Shape } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import type { Bound } from '../../../python/interpreter/native';
import { tuple, type TensorValue, type Value } from '../../../python/interpreter/values';
import { axisList, dimList, torchOp } from '../arguments';
import { inputOf } from '../family';
import { shapeless, tensorOf, whyUnknown } from '../tensor';
import { complexOf, partsOf } from './complex';

/** What a transform makes of the last axis it works on, where no length is given. */
type Half = 'whole' | 'toHalf' | 'fromHalf';

/**
 * The sizes after a transform over `axes`: each has its length from `lengths`, else its own. A real transform
 * keeps ⌊n/2⌋ + 1 values of the last one; its inverse makes n of them, 2·(m − 1) where n is not given.
 */
function transformed(shape: Shape, axes: readonly number[], lengths: readonly Dim[] | undefined, half: Half): Dim[] {
  const result = [...shape];
  axes.forEach((axis, i) => {
    const given = lengths?.[i];
    const length = given === undefined || given === -1 ? undefined : given;
    const last = i === axes.length - 1;
    if (last && half === 'fromHalf') result[axis] = length ?? mul(2, sub(shape[axis], 1));
    else if (last && half === 'toHalf') result[axis] = add(floorDiv(length ?? shape[axis], 2), 1);
    else if (length !== undefined) result[axis] = length;
  });
  return result;
}

function run(a: Bound, cx: Context, half: Half, lengths: Value, dims: Value, last: number | undefined): Value {
  const input = inputOf(a);
  const dtype = half === 'fromHalf' ? (partsOf(input.dtype) ?? 'float32') : complexOf(input.dtype);
  if (!input.shape) return shapeless(whyUnknown(cx, input), dtype);
  const sizes = lengths.kind === 'none' ? undefined : dimList(cx, lengths, `${a.fn}: s`);
  const listed = axisList(cx, dims, `${a.fn}: dim`);
  if ('unknown' in listed || (lengths.kind !== 'none' && !sizes)) {
    return tensorOf(
      input.shape.map(() => cx.unknownDim('over which axes the transform runs is not known')),
      dtype,
    );
  }
  const rank = input.shape.length;
  const count = sizes?.length ?? last ?? rank;
  const axes = listed.axes?.map((axis) => normalizeAxis(axis, rank, a.fn)) ?? lastAxes(count, rank);
  return tensorOf(transformed(input.shape, axes, sizes, half), dtype);
}

const lastAxes = (count: number, rank: number): number[] =>
  Array.from({ length: Math.min(count, rank) }, (_, i) => rank - Math.min(count, rank) + i);

/** The transform of one axis, of two, and of any number, under the names that PyTorch forms. */
function family(stem: string, inverse: boolean, half: Half): Record<string, Value> {
  const name = (suffix: string) => `${inverse ? 'i' : ''}${stem}${suffix}`;
  const one = name('');
  return {
    [one]: torchOp(one, 'input, n=None, dim=-1, norm=None', (a, cx) => {
      const n = a.get('n');
      const lengths = n.kind === 'none' ? n : tuple([n]);
      return run(a, cx, half, lengths, a.get('dim'), 1);
    }),
    [name('2')]: torchOp(name('2'), 'input, s=None, dim=(-2, -1), norm=None', (a, cx) =>
      run(a, cx, half, a.get('s'), a.get('dim'), 2),
    ),
    [name('n')]: torchOp(name('n'), 'input, s=None, dim=None, norm=None', (a, cx) =>
      run(a, cx, half, a.get('s'), a.get('dim'), undefined),
    ),
  };
}

const same = (name: string): Value => torchOp(name, 'input, dim=None', (a) => likeInput(inputOf(a)));
const likeInput = (input: TensorValue): Value => (input.shape ? tensorOf(input.shape, input.dtype) : input);

const frequencies = (name: string, length: (n: Dim) => Dim): Value =>
  torchOp(name, 'n, d=1.0, *, dtype=None, device=None, requires_grad=False', (a) => tensorOf([length(a.dim('n'))]));

export const fourierFunctions: Record<string, Value> = {
  ...family('fft', false, 'whole'),
  ...family('fft', true, 'whole'),
  ...family('rfft', false, 'toHalf'),
  ...family('rfft', true, 'fromHalf'),
  ...family('hfft', false, 'fromHalf'),
  ...family('hfft', true, 'toHalf'),
  fftshift: same('fftshift'),
  ifftshift: same('ifftshift'),
  fftfreq: frequencies('fftfreq', (n) => n),
  rfftfreq: frequencies('rfftfreq', (n) => add(floorDiv(n, 2), 1)),
};
