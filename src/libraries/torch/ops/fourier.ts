/** `torch.fft`: shapes and dtypes of the discrete Fourier transforms (PyTorch documentation, "torch.fft"). */
import { add, floorDiv, normalizeAxis, type Dim } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import type { Bound } from '../../../python/interpreter/native';
import { tuple, type TensorValue, type Value } from '../../../python/interpreter/values';
import { lastAxes, transformed, type Half } from '../../common/fourier';
import { axisList, dimList, torchOp } from '../arguments';
import { inputOf } from '../family';
import { shapeless, tensorOf, whyUnknown } from '../tensor';
import { complexOf, partsOf } from './complex';

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
