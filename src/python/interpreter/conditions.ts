/** Conditions: the truth of values, and why it is not known. */
import { saying, sayingOf } from '../../protocol/say';
import { isNumber, isUnknown } from '../../shape';
import { compareSizes } from '../builtins/arithmetic';
import type { Interpreter } from './interpreter';
import type { JoinReason } from './join';
import { typeOf } from './types';
import { UnknownValue, type Value } from './values';

/** True, false, or undefined where it depends on something unknown. */
export function truthOf(ip: Interpreter, value: Value): boolean | undefined {
  switch (value.kind) {
    case 'none':
      return false;
    case 'bool':
      return value.value;
    case 'int':
    case 'float':
      return isNumber(value.value) ? value.value !== 0 : compareSizes('!=', value.value, 0);
    case 'complex':
      return value.real !== 0 || value.imaginary !== 0;
    case 'str':
    case 'bytes':
      return value.value !== '';
    case 'tuple':
      return value.items.length > 0;
    case 'list':
      return value.open ? undefined : value.items.length > 0;
    case 'dict':
    case 'set':
      return value.entries.size > 0 ? true : value.open ? undefined : false;
    case 'unknown':
      return undefined;
  }
  const cls = typeOf(value);
  const toBool = cls.lookup('__bool__');
  if (toBool) {
    const result = ip.guard('bool', [value], () => ip.call(toBool, [value]));
    return result.kind === 'bool' ? result.value : undefined;
  }
  const length = cls.lookup('__len__');
  if (length) {
    const result = ip.guard('len', [value], () => ip.call(length, [value]));
    return result.kind === 'int' ? ip.truth(result) : undefined;
  }
  if (value.kind === 'tensor') return undefined;
  return cls.unknown ? undefined : true;
}

/** Why the truth of a value is not known. */
export function conditionReason(ip: Interpreter, value: Value): UnknownValue {
  if (value.kind === 'unknown') return value;
  if ((value.kind === 'int' || value.kind === 'float') && !isNumber(value.value) && isUnknown(value.value)) {
    return ip.unknown(value.value.reason);
  }
  if ('open' in value && value.open) return value.open;
  return ip.unknown('a condition on sizes that are not known');
}

const CONDITION = 'depends on a condition: {0}';

/** Why two branches differ, for what their join does not know. */
export function joinReason(ip: Interpreter, test: Value): JoinReason {
  const cause = conditionReason(ip, test);
  const isSaid = typeof cause.reason !== 'string' && cause.reason.text === CONDITION;
  const reason = isSaid ? cause.reason : saying(CONDITION, sayingOf(cause.reason));
  return { value: new UnknownValue(reason, cause.at ?? ip.site), place: ip.placeOf(cause.at ?? ip.site) };
}
