/** torch.nn.utils, torch.optim and other helpers around a model. */
import { native, nativeClass } from '../../../python/interpreter/native';
import { unmodelled } from '../../../python/builtins/stdlib/helpers';
import { types } from '../../../python/interpreter/types';
import type { ClassValue, NativeFunction } from '../../../python/interpreter/values';
import { NONE, type Value } from '../../../python/interpreter/values';
import { add, productOf, type Dim } from '../../../shape';
import { reparameterizing } from '../nn/reparameterize';
import { tensorOf } from '../tensor';
import { nothing } from './passThrough';

/** A function that gives its first argument back. */
const identity = (name: string): NativeFunction => native(name, 'module, *args, **kwargs', (a) => a.get('module'));

/** How many numbers a tensor has. */
const numbersIn = (value: Value): Dim | undefined =>
  value.kind === 'tensor' && value.shape ? productOf(value.shape) : undefined;

export const nnUtilsAttributes: Record<string, Value> = {
  ...Object.fromEntries(
    ['fuse_conv_bn_eval', 'convert_conv2d_weight_memory_format'].map((name) => [name, identity(name)]),
  ),
  ...reparameterizing,
  clip_grad_norm_: native('clip_grad_norm_', 'parameters, max_norm, *args, **kwargs', () => tensorOf([])),
  // The parameters are left as they lie, which changes no shape.
  skip_init: native('skip_init', 'module_cls, *args, **kwargs', (a, cx) =>
    cx.call(a.get('module_cls'), [...a.rest], new Map(a.extra)),
  ),
  clip_grad_value_: nothing('clip_grad_value_'),
  parameters_to_vector: native('parameters_to_vector', 'parameters', (a, cx) => {
    const sizes = cx.sequence(a.get('parameters'))?.map(numbersIn);
    const isKnown = (found: typeof sizes): found is Dim[] => found?.every((size) => size !== undefined) === true;
    return tensorOf([isKnown(sizes) ? sizes.reduce(add, 0) : cx.unknownDim('the number of parameters')]);
  }),
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
