/** Activation and dropout layers (torch 1.13, torch/nn/modules/activation.py, dropout.py). */
import { formatShape, ShapeError } from '../../../shape';
import { PyError } from '../../../python/interpreter/errors';
import { int } from '../../../python/interpreter/values';
import { ACTIVATIONS, activate, checkProbability, dropout, glu, prelu, softmax } from '../functional/activation';
import { ofShape } from '../family';
import { parameterOf, spatialInput, tensorOf } from '../tensor';
import { layerClass, named, type Calling, type LayerSpec } from './layer';
import { baseTypes, isTraining } from './state';
import { anyOf, said } from '../../../protocol/say';

const module = 'torch.nn.modules.activation';

/** Class → function of its name, constructor, what is printed. */
const ELEMENTWISE: [name: string, fn: string, signature: string, shown: string[]][] = [
  ['ReLU', 'relu', 'inplace=False', ['?inplace']],
  ['ReLU6', 'relu6', 'inplace=False', ['?inplace']],
  ['ELU', 'elu', 'alpha=1.0, inplace=False', ['alpha', '?inplace']],
  ['SELU', 'selu', 'inplace=False', ['?inplace']],
  ['CELU', 'celu', 'alpha=1.0, inplace=False', ['alpha', '?inplace']],
  ['LeakyReLU', 'leaky_relu', 'negative_slope=0.01, inplace=False', ['negative_slope', '?inplace']],
  ['RReLU', 'rrelu', 'lower=0.125, upper=0.3333333333333333, inplace=False', ['lower', 'upper', '?inplace']],
  [
    'Hardtanh',
    'hardtanh',
    'min_val=-1.0, max_val=1.0, inplace=False, min_value=None, max_value=None',
    ['min_val', 'max_val', '?inplace'],
  ],
  ['Hardswish', 'hardswish', 'inplace=False', []],
  ['Hardsigmoid', 'hardsigmoid', 'inplace=False', []],
  ['SiLU', 'silu', 'inplace=False', ['?inplace']],
  ['Mish', 'mish', 'inplace=False', ['?inplace']],
  ['GELU', 'gelu', "approximate='none'", ['approximate']],
  ['Sigmoid', 'sigmoid', '', []],
  ['Tanh', 'tanh', '', []],
  ['LogSigmoid', 'logsigmoid', '', []],
  ['Softplus', 'softplus', 'beta=1.0, threshold=20.0', ['beta', 'threshold']],
  ['Softsign', 'softsign', '', []],
  ['Tanhshrink', 'tanhshrink', '', []],
  ['Hardshrink', 'hardshrink', 'lambd=0.5', ['=lambd']],
  ['Softshrink', 'softshrink', 'lambd=0.5', ['=lambd']],
  ['Threshold', 'threshold', 'threshold, value, inplace=False', ['threshold', 'value', '?inplace']],
];

/** Settings as PyTorch prints them; `?inplace` only when it is true, `=lambd` without its name. */
function shown(names: readonly string[]): LayerSpec['text'] {
  return (t) =>
    names
      .map((name) =>
        name.startsWith('?')
          ? t.cx.truth(t.get(name.slice(1)))
            ? `${name.slice(1)}=True`
            : ''
          : name.startsWith('=')
            ? t.cx.repr(t.get(name.slice(1)))
            : `${name}=${t.cx.repr(t.get(name))}`,
      )
      .filter((text) => text !== '')
      .join(', ');
}

const elementwise = ELEMENTWISE.map(([name, fn, signature, names]): LayerSpec => ({
  name,
  module,
  signature,
  forward(c) {
    // RReLU draws its slopes in training: the shape is known, the numbers are not.
    if (fn === 'rrelu' && isTraining(c.cx, c.self) !== false && c.input.shape)
      return tensorOf(c.input.shape, c.input.dtype);
    return activate(c.cx, c.input, ACTIVATIONS[fn].f, (setting) => c.get(setting));
  },
  text: shown(names),
}));

const softmaxSpec = (name: string, fn: string): LayerSpec => ({
  name,
  module,
  signature: 'dim=None',
  forward: (c) => softmax(c.cx, c.input, c.get('dim'), fn),
  text: named('dim'),
});

const softmax2d: LayerSpec = {
  name: 'Softmax2d',
  module,
  signature: '',
  forward(c) {
    const shape = spatialInput(c.cx, c.input, undefined, 2);
    if (shape.length !== 3 && shape.length !== 4) {
      throw new ShapeError(
        'rank-mismatch',
        said`${c.op} takes 3 or 4 axes, but the input has shape ${formatShape(shape)}.`,
      );
    }
    return softmax(c.cx, c.input, int(-3), 'softmax');
  },
};

const gluSpec: LayerSpec = {
  name: 'GLU',
  module,
  signature: 'dim=-1',
  forward: (c) => glu(c.cx, c.input, c.get('dim')),
  text: named('dim'),
};

const preluSpec: LayerSpec = {
  name: 'PReLU',
  module,
  signature: 'num_parameters=1, init=0.25, device=None, dtype=None',
  build: (b) => b.parameter('weight', parameterOf([b.a.dim('num_parameters')])),
  forward(c) {
    const weight = c.tensor('weight');
    return weight ? prelu(c.cx, c.input, weight, c.op) : c.input;
  },
  text: named('num_parameters'),
};

/** DropoutNd warns of other ranks and drops all the same; only Dropout1d refuses them (torch 1.13). */
const dropoutSpec = (name: string, ranks?: readonly number[]): LayerSpec => ({
  name,
  module: 'torch.nn.modules.dropout',
  base: baseTypes._DropoutNd,
  signature: 'p=0.5, inplace=False',
  build: (b) => checkProbability(b.a.get('p')),
  forward(c) {
    if (ranks) {
      return ofShape(c.cx, c.input, (shape) => {
        if (!ranks.includes(shape.length)) {
          throw new PyError(
            'RuntimeError',
            said`${c.op} takes ${anyOf(ranks)} axes, but the input has shape ${formatShape(shape)}.`,
            'rank-mismatch',
          );
        }
        return dropout(c.input, c.get('p'), isTraining(c.cx, c.self));
      });
    }
    if (name === 'Dropout2d' || name === 'FeatureAlphaDropout') checkFeatures(c);
    return dropout(c.input, c.get('p'), isTraining(c.cx, c.self));
  },
  text: named('p', 'inplace'),
});

/** Whole channels are dropped: there must be an axis of them (ATen `make_feature_noise`). */
function checkFeatures(c: Calling): void {
  const shape = c.input.shape;
  if (!shape || shape.length > 1 || isTraining(c.cx, c.self) === false) return;
  throw new ShapeError(
    'rank-mismatch',
    said`${c.op} drops whole channels and takes 2 axes or more, but the input has shape ${formatShape(shape)}. Use Dropout.`,
  );
}

export const activationLayers = [
  ...elementwise,
  softmaxSpec('Softmax', 'softmax'),
  softmaxSpec('Softmin', 'softmin'),
  softmaxSpec('LogSoftmax', 'log_softmax'),
  softmax2d,
  gluSpec,
  preluSpec,
  dropoutSpec('Dropout'),
  dropoutSpec('Dropout1d', [2, 3]),
  dropoutSpec('Dropout2d'),
  dropoutSpec('Dropout3d'),
  dropoutSpec('AlphaDropout'),
  dropoutSpec('FeatureAlphaDropout'),
].map(layerClass);
