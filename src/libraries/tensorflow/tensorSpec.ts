/** `tf.TensorSpec`: the static shape and dtype of a tensor without the tensor. */
import type { Shape } from '../../shape';
import { native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { InstanceValue, NONE, str, type TensorValue, type Value } from '../../python/interpreter/values';
import { dtypeArg } from '../common/dtypes';
import { dtypeObject } from './dtypes';
import { StaticShape, readShape } from './staticShape';
import { makeTensor } from './tensorClasses';
import { tensorShape } from './tensorShape';

export const tensorSpecClass = nativeClass('tensorflow', 'TensorSpec', [types.object], {
  __init__: native('__init__', "self, shape, dtype='float32', name=None", (a, cx) => {
    const self = a.get('self') as InstanceValue;
    cx.touch(self);
    describe(self, readShape(a.get('shape'), cx, 'shape'), dtypeArg(a.get('dtype')), a.get('name'));
    return NONE;
  }),
  __repr__: native('__repr__', 'self', (a, cx) => {
    const self = a.get('self') as InstanceValue;
    const part = (name: string): Value => self.attrs.get(name) ?? NONE;
    const shape = cx.str(part('shape'));
    return str(`TensorSpec(shape=${shape}, dtype=${cx.repr(part('dtype'))}, name=${cx.repr(part('name'))})`);
  }),
});

function describe(self: InstanceValue, shape: Shape | undefined, dtype: string | undefined, name: Value): void {
  self.attrs.set('shape', tensorShape(shape));
  self.attrs.set('dtype', dtypeObject(dtype) ?? NONE);
  self.attrs.set('name', name);
}

/** The specification of a tensor. */
export function specOf(shape: Shape | undefined, dtype: string | undefined): InstanceValue {
  const spec = new InstanceValue(tensorSpecClass);
  describe(spec, shape, dtype, NONE);
  return spec;
}

/** A tensor of a specification; undefined for any other object. */
export function tensorOfSpec(spec: InstanceValue): TensorValue | undefined {
  const shape = spec.attrs.get('shape');
  if (spec.cls !== tensorSpecClass || shape?.kind !== 'instance' || !(shape.native instanceof StaticShape))
    return undefined;
  return makeTensor(shape.native.shape, dtypeArg(spec.attrs.get('dtype') ?? NONE));
}
