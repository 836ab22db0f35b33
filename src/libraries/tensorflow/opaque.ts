/** Objects that steer training or reading of data: they are made, passed on and asked, and nothing is known of them. */
import { native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { NONE, type ClassValue, type InstanceValue, type Value } from '../../python/interpreter/values';
import { said } from '../../protocol/say';

/** A class that can be constructed with anything; what it is asked for is unknown. */
export function opaqueClass(module: string, name: string, attrs: Record<string, Value> = {}): ClassValue {
  return nativeClass(module, name, [types.object], {
    __init__: native('__init__', 'self, *args, **kwargs', (a, cx) => {
      const self = a.get('self');
      if (self.kind !== 'instance') return NONE;
      cx.touch(self);
      for (const [key, value] of a.extra) self.attrs.set(key, value);
      return NONE;
    }),
    __getattr__: native('__getattr__', 'self, name', (a, cx) =>
      cx.unknown(
        said`what a ${(a.get('self') as InstanceValue).cls.name} has in .${a.str('name') ?? '?'} depends on training or data`,
      ),
    ),
    __call__: native('__call__', 'self, *args, **kwargs', (a, cx) =>
      cx.unknown(said`what a ${(a.get('self') as InstanceValue).cls.name} gives depends on training or data`),
    ),
    ...attrs,
  });
}

/** Several of them, by name. */
export function opaqueClasses(module: string, names: readonly string[]): Record<string, Value> {
  return Object.fromEntries(names.map((name) => [name, opaqueClass(module, name)]));
}
