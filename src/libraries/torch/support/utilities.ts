/** torch.nn.utils, torch.optim and other helpers around a model. */
import { PyError } from '../../../python/interpreter/errors';
import { native, nativeClass } from '../../../python/interpreter/native';
import { unmodelled } from '../../../python/builtins/stdlib/helpers';
import { types } from '../../../python/interpreter/types';
import type { ClassValue, NativeFunction } from '../../../python/interpreter/values';
import { NONE, type Value } from '../../../python/interpreter/values';
import { areNoParameters } from '../nn/moduleWalk';
import { reparameterizing } from '../nn/reparameterize';
import { tensorOf } from '../tensor';
import { nothing } from './passThrough';
import { said } from '../../../protocol/say';

/** A function that gives its first argument back. */
const identity = (name: string): NativeFunction => native(name, 'module, *args, **kwargs', (a) => a.get('module'));

export const nnUtilsAttributes: Record<string, Value> = {
  ...Object.fromEntries(
    ['fuse_conv_bn_eval', 'convert_conv2d_weight_memory_format'].map((name) => [name, identity(name)]),
  ),
  ...reparameterizing,
  clip_grad_norm_: native('clip_grad_norm_', 'parameters, max_norm, *args, **kwargs', () => tensorOf([])),
  clip_grad_value_: nothing('clip_grad_value_'),
  parameters_to_vector: native('parameters_to_vector', 'parameters', (_a, cx) =>
    tensorOf([cx.unknownDim('the number of parameters')]),
  ),
  vector_to_parameters: nothing('vector_to_parameters'),
};

/** An object whose methods do nothing: optimizers, schedulers, scalers, writers. */
export function opaqueClass(
  module: string,
  name: string,
  methods: readonly string[],
  attrs: Record<string, Value> = {},
): ClassValue {
  return nativeClass(module, name, [types.object], {
    __init__: native(name, 'self, *args, **kwargs', () => NONE),
    ...Object.fromEntries(methods.map((method) => [method, nothing(method)])),
    __getattr__: unmodelled(name),
    ...attrs,
  });
}

const OPTIMIZERS = [
  'SGD',
  'Adam',
  'AdamW',
  'Adamax',
  'Adagrad',
  'Adadelta',
  'RMSprop',
  'Rprop',
  'LBFGS',
  'NAdam',
  'RAdam',
  'SparseAdam',
  'ASGD',
  'Optimizer',
];
const SCHEDULERS = [
  'StepLR',
  'MultiStepLR',
  'ExponentialLR',
  'CosineAnnealingLR',
  'CosineAnnealingWarmRestarts',
  'ReduceLROnPlateau',
  'LambdaLR',
  'OneCycleLR',
  'CyclicLR',
  'LinearLR',
  'ConstantLR',
  'PolynomialLR',
  'SequentialLR',
  'ChainedScheduler',
  'MultiplicativeLR',
  '_LRScheduler',
  'LRScheduler',
];
const STEPPING = ['step', 'zero_grad', 'state_dict', 'load_state_dict', 'add_param_group', 'get_last_lr', 'get_lr'];

/** The constructor of an optimizer. @throws PyError ValueError where there is nothing to optimize (torch/optim/optimizer.py) */
function optimizer(name: string): NativeFunction {
  return native(name, 'self, *args, **kwargs', (a, cx) => {
    const given = a.rest.at(0) ?? a.extra.get('params');
    const isEmpty = given && (given.kind === 'list' ? given.items.length === 0 && !given.open : areNoParameters(given));
    if (!isEmpty || cx.isSupposing || cx.handedOver) return NONE;
    throw new PyError(
      'ValueError',
      said`${name}: optimizer got an empty parameter list. A module finds the layers that are its attributes; those in a list belong in nn.ModuleList.`,
      'argument-value',
    );
  });
}

export const optimAttributes: Record<string, Value> = Object.fromEntries(
  OPTIMIZERS.map((name) => [name, opaqueClass('torch.optim', name, STEPPING, { __init__: optimizer(name) })]),
);
export const schedulerAttributes: Record<string, Value> = Object.fromEntries(
  SCHEDULERS.map((name) => [name, opaqueClass('torch.optim.lr_scheduler', name, STEPPING)]),
);
