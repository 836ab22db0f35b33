/** Inputs that nobody has described: tensors that take their shape from the first layer that needs one. */
import { TensorValue, type ClassValue, type InstanceValue, type Value } from '../python/interpreter/values';
import { modelClass } from './keras/models/model';
import { kerasTensorClass } from './tensorflow/tensorClasses';
import { tensorType } from './torch/tensor';

export type TensorFramework = 'torch' | 'keras';

/** The framework whose layers a class derives from. */
export function frameworkOf(cls: ClassValue): TensorFramework {
  return cls.mro.some((c) => c.isNative && /^(keras|tensorflow)/.test(c.module)) ? 'keras' : 'torch';
}

/** A tensor of unknown shape and dtype that stands for the parameter `name`. */
export function assumableInput(framework: TensorFramework, name: string): TensorValue {
  return new TensorValue(framework === 'keras' ? kerasTensorClass : tensorType, undefined, undefined, undefined, name);
}

/** What a Keras model was built on: its layers have run when it was made. Undefined for all other models. */
export function builtOn(model: InstanceValue): Value | undefined {
  return model.cls.isSubclassOf(modelClass) ? model.attrs.get('_input') : undefined;
}
