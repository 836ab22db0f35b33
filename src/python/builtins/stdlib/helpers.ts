/** Short forms that the modules of the standard library share. */
import type { Context } from '../../interpreter/context';
import { native } from '../../interpreter/native';
import { FloatValue, IntValue, NONE, NativeFunction, type NativeCall, type Value } from '../../interpreter/values';
import { said, type Words } from '../../../protocol/say';

/** A function that does nothing that shapes depend on and returns None. */
export const quiet = (name: string): Value => native(name, '*args, **kwargs', () => NONE);

/** A function whose result is decided while the program runs. */
export const unknownCall = (name: string, reason: Words): Value =>
  native(name, '*args, **kwargs', (_a, cx) => cx.unknown(reason));

/** `__getattr__` of objects of which only a part is modelled: what else they have is unknown, not missing. */
export const unmodelled = (cls: string): Value =>
  native('__getattr__', 'self, name', (a, cx) => cx.unknown(said`${cls}.${a.str('name') ?? '?'} is not modelled`));

/** A function that gives a float nobody knows. */
export const unknownFloat = (name: string, reason: string): Value =>
  native(name, '*args, **kwargs', (_a, cx) => new FloatValue(cx.unknownDim(reason)));

/** A function that gives an integer nobody knows. */
export const unknownInt = (name: string, reason: string): Value =>
  native(name, '*args, **kwargs', (_a, cx) => new IntValue(cx.unknownDim(reason)));

/** A decorator that gives back what it decorates. */
export const passThrough = (name: string): Value => native(name, 'func=None, /, *args, **kwargs', (a) => a.get('func'));

/** A native with raw arguments: functions that hand them on. */
export const forwarding = (name: string, impl: (cx: Context, call: NativeCall) => Value): NativeFunction =>
  new NativeFunction(name, impl);

/** A native that user classes may hold as a method. */
export function methodNative(name: string, impl: (cx: Context, call: NativeCall) => Value): NativeFunction {
  return new NativeFunction(name, impl, false, true);
}
