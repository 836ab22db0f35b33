/** Tensors and parameters as PyTorch prints them. */
import type { Context } from '../../python/interpreter/context';
import { native } from '../../python/interpreter/native';
import { str, type Value } from '../../python/interpreter/values';
import { describeTensor, torchRepr } from '../common/display';
import { parameterType } from './tensor';

function textOf(cx: Context, value: Value): string {
  if (value.kind !== 'tensor') return cx.repr(value);
  const parameter = value.cls.isSubclassOf(parameterType);
  const text = value.data ? torchRepr(value.data, parameter ? ['requires_grad=True'] : []) : describeTensor(value);
  return parameter ? `Parameter containing:\n${text}` : text;
}

export const textMethods: Record<string, Value> = {
  __repr__: native('__repr__', 'self', (a, cx) => str(textOf(cx, a.get('self')))),
  __str__: native('__str__', 'self', (a, cx) => str(textOf(cx, a.get('self')))),
};
