/**
 * Random numbers. They are not PyTorch's own: the same program gives the same numbers in every run, which
 * is all that a shape, a picture of feature maps or a comparison of two computations needs. Only the
 * notebook kernel makes them, and only when somebody reads them.
 */
import { fromFlat } from '../../compute/ndarray';
import { generate, mulberry32 } from '../../protocol/random';
import type { Context } from '../../python/interpreter/context';
import type { TensorValue } from '../../python/interpreter/values';
import { isNumber, type Dim } from '../../shape';
import { needFloating } from './dtypeRules';
import { storedDtype } from '../common/dtypes';
import { affordable } from '../common/tensors';
import { lazyNumbers } from './numbers/lazy';

export type Distribution =
  | { kind: 'normal'; mean: number; std: number }
  | { kind: 'uniform'; low: number; high: number }
  | { kind: 'integers'; low: number; high: number }
  | { kind: 'permutation' };

interface Generator {
  seed: number;
  /** Tensors made since the seed was set: each has a stream of its own. */
  count: number;
}

const generatorOf = (cx: Context): Generator => cx.session('torch.random', () => ({ seed: 0, count: 0 }));

/** `torch.manual_seed`. */
export function seed(cx: Context, value: number): void {
  Object.assign(generatorOf(cx), { seed: value, count: 0 });
}

/** Gives a tensor random numbers, made when they are first read; nothing while analysing. */
export function fillRandom(cx: Context, tensor: TensorValue, distribution: Distribution): TensorValue {
  if (distribution.kind === 'normal' || distribution.kind === 'uniform') needFloating(distribution.kind, tensor);
  const dtype = storedDtype(tensor.dtype);
  const sizes = affordable(cx, tensor.shape);
  if (cx.mode !== 'run' || !dtype || !sizes) return tensor;
  const generator = generatorOf(cx);
  const own = (Math.imul(generator.seed, 0x9e3779b1) + generator.count++) >>> 0;
  const length = sizes.reduce((n, d) => n * d, 1);
  return lazyNumbers(tensor, () => fromFlat(sizes, draw(distribution, own, length), dtype));
}

/**
 * The numbers a fresh layer starts with: uniform within ±1/√fan_in, which is what PyTorch's kaiming_uniform_ with
 * a = √5 comes to (torch/nn/modules/conv.py, linear.py, `reset_parameters`).
 */
export function startingNumbers(cx: Context, tensor: TensorValue, fanIn: Dim): TensorValue {
  if (!isNumber(fanIn) || fanIn <= 0) return tensor;
  const bound = 1 / Math.sqrt(fanIn);
  return fillRandom(cx, tensor, { kind: 'uniform', low: -bound, high: bound });
}

function draw(distribution: Distribution, seedOfTensor: number, length: number): ArrayLike<number> {
  switch (distribution.kind) {
    case 'normal':
      return generate({ type: 'normal', mean: distribution.mean, std: distribution.std, seed: seedOfTensor }, length);
    case 'uniform':
      return generate({ type: 'uniform', low: distribution.low, high: distribution.high, seed: seedOfTensor }, length);
    case 'integers': {
      const next = mulberry32(seedOfTensor);
      const span = distribution.high - distribution.low;
      return Array.from({ length }, () => distribution.low + Math.floor(next() * span));
    }
    case 'permutation':
      return permutation(mulberry32(seedOfTensor), length);
  }
}

/** Fisher and Yates' shuffle of 0 … length − 1. */
function permutation(next: () => number, length: number): number[] {
  const order = Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
