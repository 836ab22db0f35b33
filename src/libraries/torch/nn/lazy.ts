/**
 * Lazy modules of the program's own (torch 2.13, torch/nn/modules/lazy.py, torch/nn/parameter.py): parameters that get their
 * shape from the first call, which asks the module's `initialize_parameters` before forward.
 */
import { said } from '../../../protocol/say';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { native, nativeClass } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import type { InstanceValue } from '../../../python/interpreter/values';
import { bool, NONE, TensorValue, type ClassValue, type Value } from '../../../python/interpreter/values';
import { variadicDims } from '../arguments';
import { dtypeOr } from '../dtypes';
import { tensorType, uninitializedParameterType } from '../tensor';
import { allStored, selfOf } from './state';

/** Buffers that get their shape from the first call. */
export const uninitializedBufferType = nativeClass('torch.nn.parameter', 'UninitializedBuffer', [tensorType]);

const shapelessNow = (cx: Context, cls: ClassValue, dtype: string | undefined): TensorValue =>
  new TensorValue(cls, undefined, dtype, cx.unknown('a parameter that is not initialized has no shape yet'));

for (const cls of [uninitializedParameterType, uninitializedBufferType]) {
  cls.hooks = {
    construct: (cx, made, _args, kwargs) => shapelessNow(cx, made, dtypeOr(kwargs.get('dtype') ?? NONE, 'float32')),
  };
  cls.attrs.set(
    'materialize',
    native('materialize', 'self, shape, device=None, dtype=None', (a, cx) => {
      const self = a.get('self');
      if (self.kind !== 'tensor') return NONE;
      cx.touch(self);
      self.shape = variadicDims(cx, [a.get('shape')], 'materialize(): shape');
      if (!a.isNone('dtype')) self.dtype = dtypeOr(a.get('dtype'), self.dtype);
      return NONE;
    }),
  );
}

const isUninitialized = ({ cls, shape }: TensorValue): boolean =>
  !shape && (cls.isSubclassOf(uninitializedParameterType) || cls.isSubclassOf(uninitializedBufferType));

const ownTensors = (self: InstanceValue): TensorValue[] =>
  (['_parameters', '_buffers'] as const).flatMap((from) =>
    allStored(self, from, '', false).map(([, tensor]) => tensor),
  );

/** `torch.nn.parameter.is_lazy`. */
export const isLazy = native('is_lazy', 'param', (a) => {
  const param = a.get('param');
  return bool(param.kind === 'tensor' && isUninitialized(param));
});

/** `torch.nn.modules.lazy.LazyModuleMixin`. */
export const lazyModuleMixin = nativeClass('torch.nn.modules.lazy', 'LazyModuleMixin', [types.object], {
  cls_to_become: NONE,
  has_uninitialized_params: native('has_uninitialized_params', 'self', (a) =>
    bool(ownTensors(selfOf(a)).some(isUninitialized)),
  ),
  initialize_parameters: native('initialize_parameters', 'self, *args, **kwargs', (a, cx) => {
    throw new PyError(
      'NotImplementedError',
      `initialize_parameters is not implemented for ${cx.typeOf(a.get('self')).name}`,
    );
  }),
});

/** Gives a lazy module its parameters before its first forward. @throws PyError RuntimeError where some stay without a shape */
export function inferParameters(cx: Context, self: InstanceValue, args: Value[], kwargs: Map<string, Value>): void {
  if (!self.cls.isSubclassOf(lazyModuleMixin) || !ownTensors(self).some(isUninitialized)) return;
  cx.call(cx.getAttr(self, 'initialize_parameters'), args, kwargs);
  if (cx.isSupposing || !ownTensors(self).some((tensor) => isUninitialized(tensor))) return;
  const open = args.some((value) => value.kind !== 'tensor' || !value.shape);
  if (open) return;
  throw new PyError('RuntimeError', said`module ${self.cls.name} has not been fully initialized`, 'missing-attribute');
}
