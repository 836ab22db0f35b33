import type { ConvAxis, ConvProblem } from '../../../src/compute/problem';

/** A row of `test/truth/data/torch_conv_values.json`: a convolution that PyTorch computed. */
export interface TorchCase {
  id: number;
  kind: string;
  op: 'conv2d' | 'conv_transpose2d';
  expr: string;
  stride: number[];
  padding: number[] | 'same';
  dilation: number[];
  groups: number;
  output_padding?: number[];
  input_shape: number[];
  weight_shape: number[];
  output_shape: number[];
  input: unknown[];
  weight: unknown[];
  bias: number[] | null;
  output: unknown[];
}

/** The row's problem. `padding="same"` puts the odd element at the end (torch.nn.functional.conv2d). */
export function problemOfCase(row: TorchCase): ConvProblem {
  const transposed = row.op === 'conv_transpose2d';
  const axes = row.input_shape.slice(2).map((input, i): ConvAxis => {
    const kernel = row.weight_shape[2 + i];
    const total = row.dilation[i] * (kernel - 1);
    const [padBefore, padAfter] =
      row.padding === 'same'
        ? [Math.floor(total / 2), total - Math.floor(total / 2)]
        : [row.padding[i], row.padding[i]];
    return {
      input,
      kernel,
      stride: row.stride[i],
      dilation: row.dilation[i],
      padBefore,
      padAfter,
      output: row.output_shape[2 + i],
    };
  });
  return {
    batch: row.input_shape[0],
    inChannels: row.input_shape[1],
    outChannels: row.output_shape[1],
    groups: row.groups,
    axes,
    paddingMode: 'zeros',
    transposed,
  };
}

/** Nested lists to float64 in row-major order. */
export function flatten(nested: unknown[]): Float64Array {
  return Float64Array.from(nested.flat(Infinity) as number[]);
}
