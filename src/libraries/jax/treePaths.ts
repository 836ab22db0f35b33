/** Where the leaves of a tree stand: a key for each step from its root (`jax.tree_util`, "Keypath"). */
import type { Context } from '../../python/interpreter/context';
import { native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { InstanceValue, NONE, bool, int, str, type ClassValue, type Value } from '../../python/interpreter/values';
import type { Step } from '../common/trees';

/** A class of keys with one attribute, written as JAX writes it. */
function keyClass(name: string, attribute: string, written: (cx: Context, value: Value) => string): ClassValue {
  const valueOf = (self: Value): Value => (self as InstanceValue).attrs.get(attribute) ?? NONE;
  const text = (cx: Context, self: Value): Value => str(written(cx, valueOf(self)));
  return nativeClass('jax.tree_util', name, [types.object], {
    __init__: native(name, `self, ${attribute}`, (a, cx) => {
      const self = a.get('self') as InstanceValue;
      cx.touch(self);
      self.attrs.set(attribute, a.get(attribute));
      return NONE;
    }),
    __str__: native('__str__', 'self', (a, cx) => text(cx, a.get('self'))),
    __repr__: native('__repr__', 'self', (a, cx) => {
      const shown = cx.repr(valueOf(a.get('self')));
      return str(`${name}(${attribute}=${shown})`);
    }),
    __eq__: native('__eq__', 'self, other, /', (a, cx) => {
      const [self, other] = [a.get('self'), a.get('other')];
      const isSame = self.kind === 'instance' && other.kind === 'instance' && self.cls === other.cls;
      return isSame ? cx.compare('==', valueOf(self), valueOf(other)) : bool(false);
    }),
  });
}

const dictKey = keyClass('DictKey', 'key', (cx, key) => `[${cx.repr(key)}]`);
const sequenceKey = keyClass('SequenceKey', 'idx', (cx, idx) => `[${cx.repr(idx)}]`);
const getAttrKey = keyClass('GetAttrKey', 'name', (cx, name) => `.${cx.str(name)}`);
const flattenedIndexKey = keyClass('FlattenedIndexKey', 'key', (cx, key) => `[<flat index ${cx.repr(key)}>]`);

function keyOf(cls: ClassValue, attribute: string, value: Value): Value {
  const key = new InstanceValue(cls);
  key.attrs.set(attribute, value);
  return key;
}

/** The key of a step into a dict, a sequence or an object. */
export function keyOfStep(step: Step): Value {
  if (step.kind === 'item') return keyOf(sequenceKey, 'idx', int(step.at));
  return step.kind === 'key' ? keyOf(dictKey, 'key', step.key) : keyOf(getAttrKey, 'name', str(step.name));
}

/** `jax.tree_util.keystr`: `['params']['kernel']`; `params/kernel` where it is asked for simple ones. */
const keystr = native('keystr', "keys, *, simple=False, separator=''", (a, cx) => {
  const keys = cx.sequence(a.get('keys'));
  if (!keys || keys.some((key) => key.kind !== 'instance')) return cx.unknown('the path to a leaf');
  const isSimple = a.truth('simple') === true;
  const plain = (key: InstanceValue): string => cx.str([...key.attrs.values()][0] ?? NONE);
  const texts = (keys as InstanceValue[]).map((key) => (isSimple ? plain(key) : cx.str(key)));
  return str(texts.join(a.str('separator') ?? ''));
});

/** What `jax.tree_util` has of keys. */
export const keyAttributes: Record<string, Value> = {
  keystr,
  DictKey: dictKey,
  SequenceKey: sequenceKey,
  GetAttrKey: getAttrKey,
  FlattenedIndexKey: flattenedIndexKey,
};
