/**
 * Numbers that variables start with. Which random numbers TensorFlow would draw is nobody's business without a
 * seed, so a generator of our own stands in for it, in run mode only; analysis keeps small constants.
 */
import { allocate, full, sizeOf, type NdArray } from '../../compute/ndarray';
import { generate } from '../../protocol/random';
import type { Shape } from '../../shape';
import type { Context } from '../../python/interpreter/context';
import type { Value } from '../../python/interpreter/values';
import { storedDtype } from '../common/dtypes';
import { affordable } from '../common/tensors';
import { isStatic } from './staticShape';
import { stateOf } from './state';

/** A tensor full of one number, where it is small enough to hold. */
export function constantNumbers(cx: Context, shape: Shape, dtype: string, value: number): NdArray | undefined {
  const sizes = affordable(cx, shape);
  const stored = storedDtype(dtype);
  return sizes && stored ? full(sizes, value, stored) : undefined;
}

export type Distribution =
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'normal' | 'truncated'; readonly mean: number; readonly std: number };

/** Random numbers, in run mode only. A truncated normal draws again what lies beyond two deviations. */
export function randomNumbers(cx: Context, shape: Shape, dtype: string, from: Distribution): NdArray | undefined {
  const sizes = affordable(cx, shape);
  const stored = storedDtype(dtype);
  if (cx.mode !== 'run' || !sizes || !stored) return undefined;
  const length = sizeOf(sizes);
  const seed = () => 0x9e3779b9 * ++stateOf(cx).draws;
  const init =
    from.kind === 'uniform'
      ? ({ type: 'uniform', low: from.low, high: from.high, seed: seed() } as const)
      : ({ type: 'normal', mean: from.mean, std: from.std, seed: seed() } as const);
  const numbers = generate(init, length);
  if (from.kind === 'truncated') {
    for (let i = 0; i < length; i++) {
      let spare: Float32Array | undefined;
      for (let k = 0; Math.abs(numbers[i] - from.mean) > 2 * from.std; k = (k + 1) % 16) {
        if (!spare || k === 0) spare = generate({ type: 'normal', mean: from.mean, std: from.std, seed: seed() }, 16);
        numbers[i] = spare[k];
      }
    }
  }
  const data = allocate(stored, length);
  data.set(numbers);
  return { shape: sizes, dtype: stored, data };
}

/** The inputs and outputs of one unit of a weight: what Glorot and He initialisers scale by. */
function fans(shape: readonly number[]): { fanIn: number; fanOut: number } {
  if (shape.length === 0) return { fanIn: 1, fanOut: 1 };
  if (shape.length === 1) return { fanIn: shape[0], fanOut: shape[0] };
  const field = sizeOf(shape.slice(0, -2));
  return { fanIn: field * shape[shape.length - 2], fanOut: field * shape[shape.length - 1] };
}

/** The distribution of a scaling initialiser by its Keras name (keras/src/initializers/random_initializers.py). */
export function scaledDistribution(name: string, shape: readonly number[]): Distribution | undefined {
  const { fanIn, fanOut } = fans(shape);
  const scales: Record<string, [scale: number, fan: number]> = {
    glorot: [1, (fanIn + fanOut) / 2],
    xavier: [1, (fanIn + fanOut) / 2],
    he: [2, fanIn],
    lecun: [1, fanIn],
  };
  const [family, type] = name.split('_');
  const entry = scales[family];
  if (!entry) return undefined;
  const variance = entry[0] / Math.max(1, entry[1]);
  if (type === 'uniform') {
    const limit = Math.sqrt(3 * variance);
    return { kind: 'uniform', low: -limit, high: limit };
  }
  return { kind: 'truncated', mean: 0, std: Math.sqrt(variance) / 0.87962566103423978 };
}

/** The numbers of a new weight, by the name of its initialiser; undefined where they are not known. */
export function namedInitializer(cx: Context, name: string, shape: Shape, dtype: string): NdArray | undefined {
  if (name === 'zeros' || name === 'zero') return constantNumbers(cx, shape, dtype, 0);
  if (name === 'ones' || name === 'one') return constantNumbers(cx, shape, dtype, 1);
  if (!isStatic(shape)) return undefined;
  if (name === 'random_normal') return randomNumbers(cx, shape, dtype, { kind: 'normal', mean: 0, std: 0.05 });
  if (name === 'truncated_normal') return randomNumbers(cx, shape, dtype, { kind: 'truncated', mean: 0, std: 0.05 });
  if (name === 'random_uniform' || name === 'uniform') {
    return randomNumbers(cx, shape, dtype, { kind: 'uniform', low: -0.05, high: 0.05 });
  }
  const from = scaledDistribution(name, shape);
  return from && randomNumbers(cx, shape, dtype, from);
}

/** The numbers of a new weight from an initialiser in any form: a name, an object, a function of (shape, dtype). */
export function initialNumbers(cx: Context, initializer: Value, shape: Shape, dtype: string): NdArray | undefined {
  if (initializer.kind === 'str') return namedInitializer(cx, snake(initializer.value), shape, dtype);
  if (initializer.kind === 'instance' && initializer.native instanceof Initializer) {
    return initializer.native.numbers(cx, shape, dtype);
  }
  return undefined;
}

/** What an initialiser object does. */
export class Initializer {
  constructor(readonly numbers: (cx: Context, shape: Shape, dtype: string) => NdArray | undefined) {}
}

function snake(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
}
