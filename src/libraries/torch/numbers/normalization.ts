/** Batch normalization on numbers, in evaluation mode with known statistics, or on the batch's own. */
import { zeros, type NdArray } from '../../../compute/ndarray';
import type { Shape } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import type { TensorValue } from '../../../python/interpreter/values';
import { storedDtype } from '../../common/dtypes';
import { affordable } from '../../common/tensors';

/** A call of batch normalization; undefined is what is absent or not known. */
export interface BatchNormArguments {
  input: TensorValue;
  mean: TensorValue | undefined;
  variance: TensorValue | undefined;
  weight: TensorValue | undefined;
  bias: TensorValue | undefined;
  training: boolean | undefined;
  eps: number;
}

/** y = (x − mean) / √(variance + eps) · weight + bias, per channel; undefined where something is not known. */
export function batchNormNumbers(cx: Context, call: BatchNormArguments, shape: Shape): NdArray | undefined {
  const sizes = affordable(cx, shape);
  const data = call.input.data;
  const stored = storedDtype(call.input.dtype);
  if (!sizes || !data || !stored || call.training === undefined) return undefined;
  if ([call.weight, call.bias].some((vector) => vector && !vector.data)) return undefined;
  const own = call.training || !call.mean || !call.variance;
  if (!own && !(call.mean?.data && call.variance?.data)) return undefined;
  const [batch, channels, ...spatial] = sizes;
  const inner = spatial.reduce((n, d) => n * d, 1);
  const result = zeros(sizes, stored);
  for (let c = 0; c < channels; c++) {
    const places: number[] = [];
    for (let n = 0; n < batch; n++) for (let i = 0; i < inner; i++) places.push((n * channels + c) * inner + i);
    const mean = own ? places.reduce((s, at) => s + data.data[at], 0) / places.length : call.mean!.data!.data[c];
    const variance = own
      ? places.reduce((s, at) => s + (data.data[at] - mean) ** 2, 0) / places.length
      : call.variance!.data!.data[c];
    const scale = (call.weight?.data?.data[c] ?? 1) / Math.sqrt(variance + call.eps);
    const shift = call.bias?.data?.data[c] ?? 0;
    for (const at of places) result.data[at] = (data.data[at] - mean) * scale + shift;
  }
  return result;
}
