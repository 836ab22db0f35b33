/**
 * The classes of tensors: `tf.Tensor`, `tf.Variable`, and Keras' symbolic tensors. They are created here without
 * methods, so that every part can name them; tensorMethods.ts fills them in.
 */
import type { NdArray } from '../../compute/ndarray';
import type { Shape } from '../../shape';
import { types } from '../../python/interpreter/types';
import { ClassValue, TensorValue, TupleValue, str, type Value } from '../../python/interpreter/values';
import { infoOf, tensorsIn, type VariableInfo } from './node';
import { sizeValue } from './staticShape';

/** Methods and operators that all tensors share. */
export const tensorBase = new ClassValue('TensorBase', [types.object], {}, 'tensorflow');
export const tensorClass = new ClassValue('Tensor', [tensorBase], {}, 'tensorflow');
/** Weights of layers are `keras.Variable`s in Keras 3, and TensorFlow's in Keras 2: they count as both. */
export const kerasVariableClass = new ClassValue('Variable', [tensorBase], {}, 'keras');
export const variableClass = new ClassValue('Variable', [kerasVariableClass], {}, 'tensorflow');
export const kerasTensorClass = new ClassValue('KerasTensor', [tensorBase], {}, 'keras');

/** The shape of a Keras tensor: prints as a plain tuple, and has the methods of Keras 2's TensorShape. */
export const kerasShapeClass = new ClassValue('tuple', [types.tuple], {}, 'keras');

/** A tensor of `tf.Tensor`. */
export function makeTensor(shape: Shape | undefined, dtype: string | undefined, data?: NdArray): TensorValue {
  const tensor = new TensorValue(tensorClass, shape, dtype);
  tensor.data = data;
  return tensor;
}

/** A variable: a weight of a layer, `tf.Variable`, `tf.get_variable`. */
export function makeVariable(
  name: string,
  shape: Shape | undefined,
  dtype: string,
  variable: VariableInfo,
  data?: NdArray,
  cls = variableClass,
): TensorValue {
  const tensor = new TensorValue(cls, shape, dtype);
  tensor.data = data;
  tensor.native = { name, variable };
  tensor.attrs = new Map<string, Value>([['name', str(name)]]);
  return tensor;
}

export function isVariable(value: Value): value is TensorValue {
  return value.kind === 'tensor' && infoOf(value).variable !== undefined;
}

/** Whether any tensor in the value is a symbolic Keras tensor. */
export function hasKerasTensor(values: readonly Value[]): boolean {
  return values.flatMap(tensorsIn).some((tensor) => tensor.cls.isSubclassOf(kerasTensorClass));
}

/** A shape as Keras gives it: a tuple with None. */
export function kerasShape(shape: Shape): TupleValue {
  return new TupleValue(shape.map(sizeValue), kerasShapeClass);
}
