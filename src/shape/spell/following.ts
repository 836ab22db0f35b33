/** What follows a convolution as each framework spells it: batch normalization as it runs in inference, activations. */
import type { ActivationName, ActivationStep, BatchNormStep } from '../../protocol/payload';
import type { Spelling } from '../../protocol/messages';
import { option } from './write';

/** Code for PyTorch, Keras, TensorFlow and Flax, in this order; undefined where a framework has none. */
type Codes = readonly [string, string | undefined, string | undefined, string | undefined];

type Numbers = Readonly<Record<string, number>>;

/** `layers.Activation('tanh')`. */
const named = (name: string): string => `layers.Activation('${name}')`;

/** Same name everywhere but for PyTorch's layer. */
const plain = (layer: string, name: string, flax = name): Codes => [
  `nn.${layer}()`,
  named(name),
  `tf.nn.${name}(x)`,
  `nn.${flax}(x)`,
];

/** What only its standard setting has. */
const only = (is: boolean, code: string): string | undefined => (is ? code : undefined);

const ACTIVATIONS: Readonly<Record<ActivationName, (p: Numbers) => Codes>> = {
  relu: () => plain('ReLU', 'relu'),
  relu6: () => plain('ReLU6', 'relu6'),
  leaky_relu: ({ slope = 0.01 }) => [
    `nn.LeakyReLU(${slope})`,
    `layers.LeakyReLU(negative_slope=${slope})`,
    `tf.nn.leaky_relu(x, alpha=${slope})`,
    `nn.leaky_relu(x, negative_slope=${slope})`,
  ],
  elu: ({ alpha = 1 }) => [
    `nn.ELU(${alpha})`,
    `layers.ELU(alpha=${alpha})`,
    only(alpha === 1, 'tf.nn.elu(x)'),
    `nn.elu(x, alpha=${alpha})`,
  ],
  celu: ({ alpha = 1 }) => [
    `nn.CELU(${alpha})`,
    only(alpha === 1, named('celu')),
    undefined,
    `nn.celu(x, alpha=${alpha})`,
  ],
  selu: () => plain('SELU', 'selu'),
  gelu: () => ['nn.GELU()', named('gelu'), 'tf.nn.gelu(x)', 'nn.gelu(x, approximate=False)'],
  gelu_tanh: () => [
    "nn.GELU(approximate='tanh')",
    'layers.Lambda(lambda x: keras.activations.gelu(x, approximate=True))',
    'tf.nn.gelu(x, approximate=True)',
    'nn.gelu(x)',
  ],
  silu: () => plain('SiLU', 'silu'),
  hard_swish: () => ['nn.Hardswish()', named('hard_silu'), undefined, 'nn.hard_swish(x)'],
  hard_sigmoid: () => ['nn.Hardsigmoid()', named('hard_sigmoid'), undefined, 'nn.hard_sigmoid(x)'],
  hard_tanh: ({ low = -1, high = 1 }) => [
    `nn.Hardtanh(${low}, ${high})`,
    only(low === -1 && high === 1, named('hard_tanh')),
    `tf.clip_by_value(x, ${low}, ${high})`,
    `jnp.clip(x, ${low}, ${high})`,
  ],
  sigmoid: () => plain('Sigmoid', 'sigmoid'),
  tanh: () => plain('Tanh', 'tanh'),
  softplus: ({ beta = 1 }) => [
    `nn.Softplus(${beta})`,
    only(beta === 1, named('softplus')),
    only(beta === 1, 'tf.nn.softplus(x)'),
    only(beta === 1, 'nn.softplus(x)'),
  ],
  softsign: () => plain('Softsign', 'softsign', 'soft_sign'),
  mish: () => ['nn.Mish()', named('mish'), undefined, undefined],
};

/** PyTorch scales and shifts or does neither. */
function batchNorm({ epsilon, weight, bias }: BatchNormStep, channels: number, rank: number): Codes {
  const scales = weight !== undefined;
  const shifts = bias !== undefined;
  const torch = [...option('eps', String(epsilon), epsilon === 1e-5), ...option('affine', 'False', scales || shifts)];
  const keras = [
    ...option('epsilon', String(epsilon), epsilon === 1e-3),
    ...option('center', 'False', shifts),
    ...option('scale', 'False', scales),
  ];
  const flax = [
    'use_running_average=True',
    ...option('epsilon', String(epsilon), epsilon === 1e-5),
    ...option('use_bias', 'False', shifts),
    ...option('use_scale', 'False', scales),
  ];
  return [
    `nn.BatchNorm${rank}d(${[channels, ...torch].join(', ')})`,
    `layers.BatchNormalization(${keras.join(', ')})`,
    `tf.nn.batch_normalization(x, mean, variance, ${shifts ? 'offset' : 'None'}, ${scales ? 'scale' : 'None'}, ${epsilon})`,
    `nn.BatchNorm(${flax.join(', ')})`,
  ];
}

/**
 * Code for every framework that has the step.
 * @param input (N, C, …spatial).
 */
export function spellingsOfStep(step: BatchNormStep | ActivationStep, input: readonly number[]): Spelling[] {
  const codes =
    step.type === 'activation'
      ? ACTIVATIONS[step.function](step.parameters ?? {})
      : batchNorm(step, input[1], input.length - 2);
  return ['PyTorch', 'Keras', 'TensorFlow', 'Flax'].flatMap((framework, i) => {
    const code = codes[i];
    return code === undefined ? [] : [{ framework, code }];
  });
}
