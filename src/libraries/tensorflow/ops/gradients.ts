/** Norms of gradients and what is clipped by them. */
import { list, tuple, type Value } from '../../../python/interpreter/values';
import { convert } from '../convert';
import { mapTensors } from '../node';
import { operation } from '../operation';
import { makeTensor } from '../tensorClasses';
import { result, withTensor } from './tensors';

/** A tensor of the same shape, whatever its numbers become. */
const same = (name: string, signature: string) =>
  operation(name, signature, (a, cx) => withTensor(cx, a.get('t'), (x) => result(x.shape, x.dtype)));

const clipByGlobalNorm = operation('tf.clip_by_global_norm', 't_list, clip_norm, use_norm=None, name=None', (a, cx) => {
  const given = cx.sequence(a.get('t_list'));
  if (!given) return cx.unknown('the gradients are not known');
  const clipped = given.map((x): Value =>
    x.kind === 'none' ? x : mapTensors(convert(cx, x), (t) => makeTensor(t.shape, t.dtype)),
  );
  return tuple([list(clipped), makeTensor([], 'float32')]);
});

export const gradientFunctions = [
  same('tf.clip_by_norm', 't, clip_norm, axes=None, name=None'),
  same('tf.clip_by_average_norm', 't, clip_norm, name=None'),
  clipByGlobalNorm,
  operation('tf.global_norm', 't_list, name=None', () => makeTensor([], 'float32')),
];
