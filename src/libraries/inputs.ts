/** Inputs that nobody has described: tensors that take their shape from the first layer that needs one. */
import { TensorValue, type ClassValue, type InstanceValue, type Value } from '../python/interpreter/values';
import { sym, type Dim } from '../shape';
import { asInputTensor } from './keras/input';
import { modelClass } from './keras/models/model';
import { connectedTo } from './keras/models/summary';
import { arrayClass } from './jax/arrays';
import { mapTensors } from './tensorflow/node';
import { isNoneDim } from './tensorflow/staticShape';
import { kerasTensorClass } from './tensorflow/tensorClasses';
import { tensorType } from './torch/tensor';

export type TensorFramework = 'torch' | 'keras' | 'jax';

/** The framework whose layers a class derives from. */
export function frameworkOf(cls: ClassValue): TensorFramework {
  const derives = (pattern: RegExp): boolean => cls.mro.some((c) => c.isNative && pattern.test(c.module));
  if (derives(/^(keras|tensorflow)/)) return 'keras';
  return derives(/^flax/) ? 'jax' : 'torch';
}

/** A tensor of unknown shape and dtype that stands for the parameter `name`. */
export function assumableInput(framework: TensorFramework, name: string): TensorValue {
  const classes = { torch: tensorType, keras: kerasTensorClass, jax: arrayClass };
  return new TensorValue(classes[framework], undefined, undefined, undefined, name);
}

/** What a layer of a functional Keras model reads, by the names of layers; undefined for any other model. */
export function connectionsOf(model: InstanceValue, layer: InstanceValue): string | undefined {
  return model.cls.isSubclassOf(modelClass) ? connectedTo(model, layer) : undefined;
}

/** What a Keras model was built on: its layers have run when it was made. Undefined for all other models. */
export function builtOn(model: InstanceValue): Value | undefined {
  return model.cls.isSubclassOf(modelClass) ? model.attrs.get('_input') : undefined;
}

/** What an input layer of Keras gives, which nobody calls; undefined for any other layer. */
export function declaredOutput(layer: InstanceValue): Value | undefined {
  return asInputTensor(layer);
}

/** The value with the sizes that are None in Keras and TensorFlow called so, as their summaries print them. */
export function withNone(value: Value): Value {
  const named = (dim: Dim): Dim => (isNoneDim(dim) ? sym('None') : dim);
  return mapTensors(value, (tensor) =>
    tensor.shape?.some(isNoneDim) ? new TensorValue(tensor.cls, tensor.shape.map(named), tensor.dtype) : tensor,
  );
}
