/** torch.nn.modules.utils: `_pair` and its kin, which model code imports too. */
import { native } from '../../../python/interpreter/native';
import { list, tuple, type NativeFunction, type Value } from '../../../python/interpreter/values';
import { said } from '../../../protocol/say';
import { storedTuple } from '../arguments';

/** A function that gives a number for each of so many axes. */
export const repeated = (name: string, count: number): NativeFunction =>
  native(name, 'x', (a, cx) => storedTuple(cx, a.get('x'), count));

/** The function that makes such functions for the count `n`. */
export const repeatedBy = (name: string, signature: string): NativeFunction =>
  native(name, signature, (a, cx) => {
    const count = a.number('n');
    return count === undefined ? cx.unknown(said`the n of ${name} is not known`) : repeated('parse', count);
  });

export const tupleHelpers: Record<string, Value> = {
  _single: repeated('_single', 1),
  _pair: repeated('_pair', 2),
  _triple: repeated('_triple', 3),
  _quadruple: repeated('_quadruple', 4),
  _ntuple: repeatedBy('_ntuple', "n, name='parse'"),
  _reverse_repeat_tuple: native('_reverse_repeat_tuple', 't, n', (a, cx) => {
    const [items, count] = [cx.sequence(a.get('t')), a.number('n')];
    if (!items || count === undefined) return cx.unknown('what _reverse_repeat_tuple repeats is not known');
    return tuple([...items].reverse().flatMap((item) => Array.from({ length: count }, () => item)));
  }),
  _list_with_default: native('_list_with_default', 'out_size, defaults', (a, cx) => {
    const [sizes, defaults] = [cx.sequence(a.get('out_size')), cx.sequence(a.get('defaults'))];
    if (!sizes || !defaults) return a.get('out_size');
    return list(sizes.map((size, i) => (size.kind === 'none' ? defaults[defaults.length - sizes.length + i] : size)));
  }),
};
