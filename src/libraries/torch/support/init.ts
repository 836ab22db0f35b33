/** torch.nn.init: fills a tensor and gives it back (torch 1.13, torch/nn/init.py). */
import { full } from '../../../compute/ndarray';
import { said } from '../../../protocol/say';
import { formatShape, isNumber, type Shape } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { native, type Bound } from '../../../python/interpreter/native';
import { float, int, tuple, type TensorValue, type Value } from '../../../python/interpreter/values';
import { affordable } from '../../common/tensors';
import { asTensor, whyUnknown } from '../tensor';
import { lazyNumbers } from '../numbers/lazy';
import { fillRandom, type Distribution } from '../random';

/** A tensor of known shape. */
type Shaped = TensorValue & { readonly shape: Shape };

/** Inputs and outputs of one unit: what Glorot and He scale by. */
function fans(tensor: Shaped): { in: number; out: number } {
  const { shape } = tensor;
  if (shape.length < 2) {
    throw new PyError(
      'ValueError',
      said`Fan in and fan out cannot be computed for a tensor with fewer than 2 axes, and this one has shape ${formatShape(shape)}. Skip biases and the weights of normalization, or use another initialization for them.`,
      'rank-mismatch',
    );
  }
  const field = shape.slice(2).reduce<number>((n, d) => n * (isNumber(d) ? d : 1), 1);
  const size = (i: number): number => (isNumber(shape[i]) ? shape[i] : 1);
  return { in: size(1) * field, out: size(0) * field };
}

const number = (a: Bound, name: string, otherwise: number): number => a.number(name) ?? otherwise;

/** The rule of one initialiser: how its numbers are distributed. */
type Rule = (a: Bound, tensor: Shaped) => Distribution | number;

function gain(nonlinearity: string, slope: number): number {
  const gains: Record<string, number> = {
    tanh: 5 / 3,
    relu: Math.SQRT2,
    selu: 3 / 4,
    leaky_relu: Math.sqrt(2 / (1 + slope * slope)),
  };
  return gains[nonlinearity] ?? 1;
}

const kaiming = (a: Bound, tensor: Shaped): number => {
  const fan = a.str('mode') === 'fan_out' ? fans(tensor).out : fans(tensor).in;
  return gain(a.str('nonlinearity') ?? 'leaky_relu', number(a, 'a', 0)) / Math.sqrt(Math.max(1, fan));
};
const glorot = (a: Bound, tensor: Shaped): number =>
  number(a, 'gain', 1) * Math.sqrt(2 / Math.max(1, fans(tensor).in + fans(tensor).out));
const spread = (bound: number): Distribution => ({ kind: 'uniform', low: -bound, high: bound });
const normal = (std: number, mean = 0): Distribution => ({ kind: 'normal', mean, std });

const KAIMING = "tensor, a=0, mode='fan_in', nonlinearity='leaky_relu', generator=None";

const RULES: Record<string, { signature: string; rule: Rule }> = {
  zeros_: { signature: 'tensor', rule: () => 0 },
  ones_: { signature: 'tensor', rule: () => 1 },
  constant_: { signature: 'tensor, val', rule: (a) => number(a, 'val', 0) },
  uniform_: {
    signature: 'tensor, a=0.0, b=1.0, generator=None',
    rule: (a) => ({ kind: 'uniform', low: number(a, 'a', 0), high: number(a, 'b', 1) }),
  },
  normal_: {
    signature: 'tensor, mean=0.0, std=1.0, generator=None',
    rule: (a) => normal(number(a, 'std', 1), number(a, 'mean', 0)),
  },
  trunc_normal_: {
    signature: 'tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None',
    rule: (a) => normal(number(a, 'std', 1), number(a, 'mean', 0)),
  },
  xavier_uniform_: {
    signature: 'tensor, gain=1.0, generator=None',
    rule: (a, t) => spread(Math.sqrt(3) * glorot(a, t)),
  },
  xavier_normal_: { signature: 'tensor, gain=1.0, generator=None', rule: (a, t) => normal(glorot(a, t)) },
  kaiming_uniform_: { signature: KAIMING, rule: (a, t) => spread(Math.sqrt(3) * kaiming(a, t)) },
  kaiming_normal_: { signature: KAIMING, rule: (a, t) => normal(kaiming(a, t)) },
  orthogonal_: {
    signature: 'tensor, gain=1, generator=None',
    rule: (_a, t) => normal(1 / Math.sqrt(Math.max(1, fans(t).in))),
  },
  sparse_: { signature: 'tensor, sparsity, std=0.01, generator=None', rule: (a) => normal(number(a, 'std', 0.01)) },
  dirac_: { signature: 'tensor, groups=1', rule: () => 0 },
  eye_: { signature: 'tensor', rule: () => 0 },
};

/** Fills a tensor as a rule says; numbers are made only where they are held. */
export function fill(cx: Context, tensor: TensorValue, made: Distribution | number): TensorValue {
  const sizes = affordable(cx, tensor.shape);
  const dtype = tensor.dtype === 'float64' ? 'float64' : 'float32';
  if (cx.mode !== 'run' || !sizes) tensor.data = undefined;
  else if (typeof made === 'number') lazyNumbers(tensor, () => full(sizes, made, dtype));
  else fillRandom(cx, tensor, made);
  return tensor;
}

const initialisers = Object.entries(RULES).map(([name, { signature, rule }]): [string, Value] => [
  name,
  native(name, signature, (a, cx) => {
    const tensor = asTensor(cx, a.get('tensor'), name, 'tensor');
    return fill(cx, tensor, tensor.shape ? rule(a, tensor as Shaped) : 0);
  }),
]);

/** Attributes of torch.nn.init; the spellings without underscore are PyTorch's old ones. */
export const initAttributes: Record<string, Value> = {
  ...Object.fromEntries(initialisers),
  ...Object.fromEntries(initialisers.map(([name, fn]) => [name.slice(0, -1), fn])),
  calculate_gain: native('calculate_gain', 'nonlinearity, param=None', (a) =>
    float(gain(a.str('nonlinearity') ?? '', a.isNone('param') ? 0.01 : number(a, 'param', 0.01))),
  ),
  _calculate_fan_in_and_fan_out: native('_calculate_fan_in_and_fan_out', 'tensor', (a, cx) => {
    const tensor = asTensor(cx, a.get('tensor'), a.fn, 'tensor');
    if (!tensor.shape) return cx.unknown(whyUnknown(cx, tensor).reason);
    const { in: inputs, out } = fans(tensor as Shaped);
    return tuple([int(inputs), int(out)]);
  }),
};
