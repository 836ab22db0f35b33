/** `tf.contrib.training.HParams`: named settings, read and changed as attributes. */
import { dictOfNames } from '../../../python/builtins/containers';
import type { Context } from '../../../python/interpreter/context';
import { native, nativeClass } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import type { InstanceValue } from '../../../python/interpreter/values';
import { NONE, bool, type Value } from '../../../python/interpreter/values';

const self = (value: Value): InstanceValue => value as InstanceValue;

const setter = (name: string) =>
  native(name, 'self, name, value', (a, cx) => {
    const key = a.str('name');
    if (key !== undefined) cx.setAttr(a.get('self'), key, a.get('value'));
    return NONE;
  });

/** What a dictionary holds under names takes the place of what was there. */
function override(cx: Context, target: Value, values: Value): Value {
  if (values.kind !== 'dict') {
    // Which settings change is not known: none is kept.
    cx.touch(self(target));
    for (const name of self(target).attrs.keys())
      self(target).attrs.set(name, cx.unknown('it is read where the program runs'));
    return target;
  }
  for (const { key, value } of values.entries.values()) if (key.kind === 'str') cx.setAttr(target, key.value, value);
  return target;
}

const hparamsClass = nativeClass('tensorflow.contrib.training', 'HParams', [types.object], {
  __init__: native('__init__', 'self, hparam_def=None, model_structure=None, **kwargs', (a, cx) => {
    for (const [name, value] of a.extra) cx.setAttr(a.get('self'), name, value);
    return NONE;
  }),
  add_hparam: setter('add_hparam'),
  set_hparam: setter('set_hparam'),
  get: native(
    'get',
    'self, key, default=None',
    (a) => self(a.get('self')).attrs.get(a.str('key') ?? '') ?? a.get('default'),
  ),
  values: native('values', 'self', (a) => dictOfNames(self(a.get('self')).attrs)),
  override_from_dict: native('override_from_dict', 'self, values_dict', (a, cx) =>
    override(cx, a.get('self'), a.get('values_dict')),
  ),
  // A text of the command line: what it changes is not known.
  parse: native('parse', 'self, values', (a, cx) =>
    a.str('values') === '' ? a.get('self') : override(cx, a.get('self'), a.get('values')),
  ),
  __contains__: native('__contains__', 'self, key', (a) => bool(self(a.get('self')).attrs.has(a.str('key') ?? ''))),
});

export const trainingModule: Readonly<Record<string, Value>> = { HParams: hparamsClass };
