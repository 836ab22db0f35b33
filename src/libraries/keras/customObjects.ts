/** What programs call by names of their own: `keras.utils.get_custom_objects()['my_act'] = my_act` (keras/src/saving/object_registration.py, Keras 3.15). */
import { hashKey } from '../../python/builtins/hash';
import type { Context } from '../../python/interpreter/context';
import { native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { DictValue, FALSE, NONE, str, type Value } from '../../python/interpreter/values';

const registered = (cx: Context): DictValue => cx.session('keras.customObjects', () => new DictValue());

/** The object of that name; undefined where there is none. */
export function customObject(cx: Context, name: string): Value | undefined {
  const dict = registered(cx);
  return dict.entries.get(hashKey(str(name))!)?.value ?? dict.open;
}

/** Objects that are known by name from here on. A scope that ends is not taken back: what it held was there for a layer. */
function register(cx: Context, given: readonly Value[]): void {
  const dict = registered(cx);
  cx.touch(dict);
  for (const value of given) {
    if (value.kind !== 'dict') dict.open = cx.unknown('what is registered as custom objects is not known');
    else {
      for (const [hash, entry] of value.entries) dict.entries.set(hash, entry);
      dict.open ??= value.open;
    }
  }
}

const customObjectScope = nativeClass('keras.utils', 'CustomObjectScope', [types.object], {
  __init__: native('__init__', 'self, *args', (a, cx) => {
    register(cx, a.rest);
    return NONE;
  }),
  __enter__: native('__enter__', 'self', (a) => a.get('self')),
  __exit__: native('__exit__', 'self, *args', () => FALSE),
});

export const customObjectFunctions: Record<string, Value> = {
  get_custom_objects: native('get_custom_objects', '', (_a, cx) => registered(cx)),
  CustomObjectScope: customObjectScope,
  custom_object_scope: customObjectScope,
};
