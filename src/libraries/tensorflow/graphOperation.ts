/**
 * Operations of a graph that give nothing, such as a training step: where a session runs one it computes what the
 * operation depends on, so that what is fed is looked at, and gives None.
 */
import { nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { InstanceValue, list, str, type TensorValue, type Value } from '../../python/interpreter/values';
import { callTensors, infoOf, tensorsIn } from './node';

export const operationClass = nativeClass('tensorflow', 'Operation', [types.object]);

/** The operation that computes a value and does something with it. */
export function operationOn(value: Value): InstanceValue {
  const operation = new InstanceValue(operationClass);
  operation.native = value;
  return operation;
}

/** The operation that gave a tensor: `x.op.name` is the tensor's name without the number of the output. */
export function operationOf(tensor: TensorValue): InstanceValue {
  const { name, node } = infoOf(tensor);
  const operation = operationOn(tensor);
  if (name !== undefined) operation.attrs.set('name', str(name.replace(/:\d+$/, '')));
  operation.attrs.set('outputs', list(node?.result ? tensorsIn(node.result) : [tensor]));
  if (node) operation.attrs.set('inputs', list(callTensors(node.call)));
  return operation;
}

/** What an operation computes; undefined for anything else. */
export function dependencyOf(value: Value): Value | undefined {
  return value.kind === 'instance' && value.cls === operationClass ? (value.native as Value) : undefined;
}
