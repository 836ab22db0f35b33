/** `jax.ops`: reductions of the rows that belong to one segment. */
import { op } from '../../python/interpreter/native';
import type { NativeFunction, Value } from '../../python/interpreter/values';
import { arrayOf, makeArray } from './arrays';

const segment = (kind: string): NativeFunction =>
  op(`jax.ops.segment_${kind}`, 'data, segment_ids, num_segments=None, *args, **kwargs', (a, cx) => {
    const data = arrayOf(a.get('data'));
    if (!data?.shape) return cx.unknown('the rows are not known');
    const count = a.isNone('num_segments')
      ? cx.unknownDim('how many segments there are depends on segment_ids')
      : a.dim('num_segments');
    return makeArray([count, ...data.shape.slice(1)], data.dtype);
  });

export const segments: Record<string, Value> = Object.fromEntries(
  ['sum', 'prod', 'max', 'min'].map((kind) => [`segment_${kind}`, segment(kind)]),
);
