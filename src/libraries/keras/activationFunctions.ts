/** `keras.activations`: functions by name. */
import { operation } from '../tensorflow/operation';
import { activationOf } from '../tensorflow/activations';
import { convert } from '../tensorflow/convert';
import { neuralFunctions } from './ops';
import { native } from '../../python/interpreter/native';
import { PyError } from '../../python/interpreter/errors';
import type { Value } from '../../python/interpreter/values';
import { customObject } from './customObjects';
import { said } from '../../protocol/say';

const NAMES = [
  'relu',
  'relu6',
  'elu',
  'selu',
  'gelu',
  'sigmoid',
  'hard_sigmoid',
  'log_sigmoid',
  'tanh',
  'hard_tanh',
  'softplus',
  'softsign',
  'silu',
  'swish',
  'hard_silu',
  'hard_swish',
  'mish',
  'exponential',
  'linear',
  'leaky_relu',
  'softmax',
  'log_softmax',
  'celu',
  'squareplus',
  'sparse_plus',
  'sparse_sigmoid',
  'sparsemax',
  'tanh_shrink',
  'soft_shrink',
  'hard_shrink',
  'threshold',
];

const functions: Record<string, Value> = Object.fromEntries(
  NAMES.map((name) => [
    name,
    operation(`keras.activations.${name}`, 'x, *args, **kwargs', (a, cx) => {
      const x = convert(cx, a.get('x'));
      const rule = activationOf(name);
      return x.kind === 'tensor' && rule ? rule(cx, x) : x;
    }),
  ]),
);

export const activationFunctions: Record<string, Value> = {
  ...functions,
  glu: neuralFunctions.glu,
  get: native('get', 'identifier', (a) => {
    const name = a.str('identifier');
    if (name === undefined) return a.isNone('identifier') ? functions.linear : a.get('identifier');
    const found = functions[name];
    const own = found ?? customObject(a.cx, name);
    if (own) return own;
    if (name.includes('>')) return a.cx.unknown(said`what is registered as ${name} is not known`);
    throw new PyError(
      'ValueError',
      said`Could not interpret activation function identifier: ${name}`,
      'argument-value',
    );
  }),
};
