/** Named outputs of slim networks: layers put what they give into a collection, which becomes the dictionary of end points. */
import { hashKey } from '../../../python/builtins/hash';
import type { Context } from '../../../python/interpreter/context';
import { native } from '../../../python/interpreter/native';
import { DictValue, str, tuple, type Value } from '../../../python/interpreter/values';
import { numberOf } from '../staticShape';

/** Outputs with the names of their layers, by collection. */
const collected = (cx: Context): Map<string, [string, Value][]> => cx.session('tensorflow.end_points', () => new Map());

/** Puts an output into a collection, or into each of several. */
export function collectOutput(cx: Context, collections: Value, name: string, output: Value): void {
  if (collections.kind === 'none') return;
  const keys = collections.kind === 'str' ? [collections] : (cx.sequence(collections) ?? []);
  const all = collected(cx);
  for (const key of keys) if (key.kind === 'str') all.set(key.value, [...(all.get(key.value) ?? []), [name, output]]);
}

/** The collection as a dictionary by the names. */
function asDict(cx: Context, key: Value): Value {
  if (key.kind !== 'str') return cx.unknown('the name of the collection is not known');
  const made = new DictValue();
  for (const [name, output] of collected(cx).get(key.value) ?? []) {
    made.entries.set(hashKey(str(name))!, { key: str(name), value: output });
  }
  return made;
}

/** `slim.utils` and `tensorflow.contrib.layers.python.layers.utils`. */
export const layerUtilities: Record<string, Value> = {
  collect_named_outputs: native('collect_named_outputs', 'collections, alias, outputs', (a, cx) => {
    collectOutput(cx, a.get('collections'), a.str('alias') ?? '', a.get('outputs'));
    return a.get('outputs');
  }),
  convert_collection_to_dict: native('convert_collection_to_dict', 'collection, clear_collection=False', (a, cx) =>
    asDict(cx, a.get('collection')),
  ),
  append_tensor_alias: native('append_tensor_alias', 'tensor, alias', (a) => a.get('tensor')),
  last_dimension: native('last_dimension', 'shape, min_rank=1', (a, cx) => {
    const sizes = cx.callMethod(a.get('shape'), 'as_list');
    return cx.sequence(sizes)?.at(-1) ?? cx.unknown('the rank of the shape is not known');
  }),
  two_element_tuple: native('two_element_tuple', 'int_or_tuple', (a) => {
    const given = a.get('int_or_tuple');
    return numberOf(given) === undefined ? given : tuple([given, given]);
  }),
  smart_cond: native('smart_cond', 'pred, fn1=None, fn2=None, true_fn=None, false_fn=None, name=None', (a, cx) => {
    const [yes, no] = [
      a.isNone('fn1') ? a.get('true_fn') : a.get('fn1'),
      a.isNone('fn2') ? a.get('false_fn') : a.get('fn2'),
    ];
    return cx.call(cx.getAttr(cx.importModule('tensorflow'), 'cond'), [a.get('pred'), yes, no]);
  }),
};
