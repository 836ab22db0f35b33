/** What EinMix does: a linear map between axes named by patterns (einops/layers/_einmix.py). */
import type { Context } from '../../python/interpreter/context';
import type { TensorValue, Value } from '../../python/interpreter/values';
import { productOf, ShapeError, unknownDim, type Dim } from '../../shape';
import { parsePattern, parseSide } from './pattern';
import { resultLike } from './tensors';
import { assumedShape, bindSizes, mergedShape } from './transform';
import { said } from '../../protocol/say';

/** Settings of an EinMix. */
export interface Mix {
  readonly pattern: string;
  readonly weight: string;
  readonly bias: string | undefined;
  readonly lengths: ReadonlyMap<string, Dim>;
}

/** @throws ShapeError `einsum-mismatch` for an axis of a weight whose size is not given */
function sizesOf(mix: Mix, text: string): Dim[] {
  return [...parseSide(text).names].map((name) => {
    const size = mix.lengths.get(name);
    if (size !== undefined) return size;
    throw new ShapeError(
      'einsum-mismatch',
      said`EinMix('${mix.pattern}'): give the size of the axis '${name}' of the weight, for example ${name}=64.`,
    );
  });
}

/** The shapes of weight and bias. @throws ShapeError `einsum-mismatch` */
export function mixWeights(mix: Mix): { weight: Dim[]; bias: Dim[] | undefined } {
  const { left, right } = parsePattern(mix.pattern);
  const weight = parseSide(mix.weight);
  for (const name of right.names) {
    if (left.names.has(name) || weight.names.has(name)) continue;
    throw new ShapeError(
      'einsum-mismatch',
      said`EinMix('${mix.pattern}'): the axis '${name}' of the output is neither in the input nor in weight_shape.`,
    );
  }
  return { weight: sizesOf(mix, mix.weight), bias: mix.bias === undefined ? undefined : sizesOf(mix, mix.bias) };
}

/** The output of an EinMix. @throws ShapeError */
export function applyMix(cx: Context, mix: Mix, input: TensorValue): Value {
  const assumed = input.shape ? undefined : assumedShape(mix.pattern, mix.lengths);
  if (assumed) cx.assume(input, () => assumed);
  if (!input.shape) return resultLike(input, undefined);
  const { left, right } = parsePattern(mix.pattern);
  const { sizes, rest } = bindSizes(`EinMix('${mix.pattern}')`, left, input.shape, mix.lengths);
  const sizeOf = (key: string): Dim => sizes.get(key) ?? unknownDim(said`the size of ${key} is not known`);
  const names = new Set([...left.names, ...right.names, ...parseSide(mix.weight).names]);
  cx.note({ macs: productOf([...[...names].map(sizeOf), ...rest]) });
  return resultLike(input, mergedShape(right, rest, sizeOf));
}
