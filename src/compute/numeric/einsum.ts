import { type Dtype, type NdArray, sizeOf, stridesOf, zeros } from '../ndarray';

/**
 * `einsum` by its definition: every index letter runs over its size, products are summed in float64. Without an
 * arrow the letters that occur once stand in alphabetical order (NumPy). `...` is not followed: undefined.
 */
export function einsum(equation: string, arrays: readonly NdArray[], dtype: Dtype): NdArray | undefined {
  const text = equation.replace(/\s/g, '');
  if (text.includes('.')) return undefined;
  const [left, right] = text.split('->');
  const inputs = left.split(',');
  const output = right ?? implied(inputs);
  const sizes = new Map<string, number>();
  inputs.forEach((letters, i) => [...letters].forEach((c, axis) => sizes.set(c, arrays[i].shape[axis])));
  const summed = [...sizes.keys()].filter((c) => !output.includes(c));
  const letters = [...output, ...summed];
  const shape = letters.map((c) => sizes.get(c)!);
  const steps = inputs.map((names, i) => {
    const strides = stridesOf(arrays[i].shape);
    return letters.map((c) => [...names].reduce((n, name, axis) => n + (name === c ? strides[axis] : 0), 0));
  });
  const result = zeros(shape.slice(0, output.length), dtype);
  const inner = sizeOf(shape.slice(output.length));
  const index = new Array<number>(letters.length).fill(0);
  const offsets = steps.map(() => 0);
  for (let target = 0; target < result.data.length; target++) {
    let sum = 0;
    for (let n = 0; n < inner; n++) {
      let product = 1;
      for (let i = 0; i < arrays.length; i++) product *= arrays[i].data[offsets[i]];
      sum += product;
      advance(index, shape, steps, offsets);
    }
    result.data[target] = sum;
  }
  return result;
}

function implied(inputs: readonly string[]): string {
  const all = inputs.join('');
  return [...new Set(all)]
    .filter((c) => all.indexOf(c) === all.lastIndexOf(c))
    .sort()
    .join('');
}

/** The next index in row-major order, and the offsets that belong to it. */
function advance(index: number[], shape: readonly number[], steps: readonly number[][], offsets: number[]): void {
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis]++;
    for (let i = 0; i < offsets.length; i++) offsets[i] += steps[i][axis];
    if (index[axis] < shape[axis]) return;
    for (let i = 0; i < offsets.length; i++) offsets[i] -= steps[i][axis] * shape[axis];
    index[axis] = 0;
  }
}
