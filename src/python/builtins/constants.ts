/** Literals as values. */
import { ComplexValue, BytesValue, ELLIPSIS, NONE, bool, float, int, str, type Value } from '../interpreter/values';
import type { ConstantExpr } from '../syntax/ast';
import { exactInt } from './arithmetic';

/** The value a literal stands for; an integer that no number holds is an unknown integer that says so. */
export function constantValue({ value }: ConstantExpr): Value {
  switch (value.type) {
    case 'none':
      return NONE;
    case 'ellipsis':
      return ELLIPSIS;
    case 'bool':
      return bool(value.value);
    case 'int':
      return typeof value.value === 'number' ? int(value.value) : exactInt(value.value);
    case 'float':
      return float(value.value);
    case 'complex':
      return new ComplexValue(0, value.imaginary);
    case 'str':
      return str(value.value);
    case 'bytes':
      return new BytesValue(value.value);
  }
}
