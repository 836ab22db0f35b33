/** `munch` 4: nothing that is stored changes; `munchify` makes nodes of nested dictionaries. */
import { builtinRepr } from '../../python/builtins/repr';
import { yamlValue } from '../../python/builtins/stdlib/yaml';
import { unknownCall } from '../../python/builtins/stdlib/helpers';
import type { Context } from '../../python/interpreter/context';
import { classMethod, native, type LibraryModule } from '../../python/interpreter/native';
import { DictValue, NONE, str, type Value } from '../../python/interpreter/values';
import { attributeDictClass, dictOf, opens, takeOver, withNodes, withoutNodes } from './attributeDict';

/** Nested dictionaries as what `factory` makes of an empty one. */
function munchify(cx: Context, value: Value, factory: Value): Value {
  return withNodes(value, (dict) => {
    const made = cx.call(factory, [new DictValue()]);
    if (made.kind !== 'dict') return made;
    for (const { key, value: inner } of dict.entries.values()) cx.setItem(made, key, munchify(cx, inner, factory));
    opens(cx, made, dict.open);
    return made;
  });
}

const plain = (cx: Context, value: Value): Value => withoutNodes(value, (dict) => cx.isInstance(dict, munch));

const munch = attributeDictClass(
  { module: 'munch', name: 'Munch' },
  {
    __repr__: native('__repr__', 'self', (a, cx) => {
      const self = a.get('self');
      return str(`${cx.typeOf(self).name}(${builtinRepr(cx, self)})`);
    }),
    update: native('update', 'self, /, *args, **kwargs', (a, cx) => {
      takeOver(cx, dictOf(a.get('self')), a.rest, a.extra);
      return NONE;
    }),
    fromDict: classMethod(native('fromDict', 'cls, d', (a, cx) => munchify(cx, a.get('d'), a.get('cls')))),
    fromYAML: classMethod(
      native('fromYAML', 'cls, stream, *args, **kwargs', (a, cx) => {
        const text = a.str('stream');
        return text === undefined
          ? cx.unknown('the YAML text is not known')
          : munchify(cx, yamlValue(cx, text), a.get('cls'));
      }),
    ),
    copy: native('copy', 'self', (a, cx) => munchify(cx, a.get('self'), cx.typeOf(a.get('self')))),
    toDict: native('toDict', 'self', (a, cx) => plain(cx, a.get('self'))),
    toJSON: unknownCall('toJSON', 'JSON text'),
    toYAML: unknownCall('toYAML', 'YAML text'),
  },
);

const DEFAULT = '__default__';

/** A missing key gives what the constructor was given. */
const defaultMunch = attributeDictClass(
  { module: 'munch', name: 'DefaultMunch', bases: [munch], missing: (_cx, self) => self.attrs?.get(DEFAULT) ?? NONE },
  {
    __init__: native('__init__', 'self, /, *args, **kwargs', (a, cx) => {
      const self = dictOf(a.get('self'));
      cx.touch(self);
      (self.attrs ??= new Map()).set(DEFAULT, a.rest[0] ?? NONE);
      takeOver(cx, self, a.rest.slice(1), a.extra);
      return NONE;
    }),
    __missing__: native('__missing__', 'self, key', (a) => {
      const self = dictOf(a.get('self'));
      return self.open ?? self.attrs?.get(DEFAULT) ?? NONE;
    }),
    fromDict: classMethod(
      native('fromDict', 'cls, d, default=None', (a, cx) => {
        const factory = native('factory', 'd', (b) => cx.call(a.get('cls'), [a.get('default'), b.get('d')]));
        return munchify(cx, a.get('d'), factory);
      }),
    ),
  },
);

export const munchModule: LibraryModule = {
  name: 'munch',
  attrs: {
    Munch: munch,
    DefaultMunch: defaultMunch,
    munchify: native('munchify', 'x, factory=None', (a, cx) =>
      munchify(cx, a.get('x'), a.isNone('factory') ? munch : a.get('factory')),
    ),
    unmunchify: native('unmunchify', 'x', (a, cx) => plain(cx, a.get('x'))),
  },
};
