/**
 * Operations of a graph that give nothing, such as a training step: where a session runs one it computes what the
 * operation depends on, so that what is fed is looked at, and gives None.
 */
import { nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { InstanceValue, type Value } from '../../python/interpreter/values';

export const operationClass = nativeClass('tensorflow', 'Operation', [types.object]);

/** The operation that computes a value and does something with it. */
export function operationOn(value: Value): InstanceValue {
  const operation = new InstanceValue(operationClass);
  operation.native = value;
  return operation;
}

/** What an operation computes; undefined for anything else. */
export function dependencyOf(value: Value): Value | undefined {
  return value.kind === 'instance' && value.cls === operationClass ? (value.native as Value) : undefined;
}
