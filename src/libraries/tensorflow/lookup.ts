/** `tf.lookup`: tables give one value for each key (TensorFlow 2.21, "tf.lookup"). */
import { native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import type { InstanceValue } from '../../python/interpreter/values';
import { NONE, type Value } from '../../python/interpreter/values';
import { dtypeArg } from '../common/dtypes';
import { convert } from './convert';
import { result, withTensor } from './ops/tensors';

const initializer = nativeClass('tensorflow.lookup', 'KeyValueTensorInitializer', [types.object], {
  __init__: native('__init__', 'self, keys, values, key_dtype=None, value_dtype=None, name=None', (a, cx) => {
    const self = a.get('self') as InstanceValue;
    const values = convert(cx, a.get('values'));
    self.native = dtypeArg(a.get('value_dtype')) ?? (values.kind === 'tensor' ? values.dtype : undefined);
    return NONE;
  }),
});

const lookup = native('lookup', 'self, keys, name=None', (a, cx) =>
  withTensor(cx, a.get('keys'), (keys) =>
    result(keys.shape, (a.get('self') as InstanceValue).native as string | undefined),
  ),
);

/** The type of what the table gives: its initializer's, or the default value's. */
const table = (name: string, signature: string): Value =>
  nativeClass('tensorflow.lookup', name, [types.object], {
    __init__: native('__init__', `self, ${signature}, **kwargs`, (a, cx) => {
      const self = a.get('self') as InstanceValue;
      const given = a.get('initializer');
      const fallback = convert(cx, a.get('default_value'));
      const own = given.kind === 'instance' && typeof given.native === 'string' ? given.native : undefined;
      self.native = own ?? (fallback.kind === 'tensor' && name !== 'StaticVocabularyTable' ? fallback.dtype : 'int64');
      return NONE;
    }),
    lookup,
    __getitem__: lookup,
    size: native('size', 'self, name=None', () => result([], 'int64')),
  });

export const lookupClasses: Readonly<Record<string, Value>> = {
  KeyValueTensorInitializer: initializer,
  StaticHashTable: table('StaticHashTable', 'initializer, default_value'),
  StaticVocabularyTable: table('StaticVocabularyTable', 'initializer, num_oov_buckets, default_value=None'),
};
