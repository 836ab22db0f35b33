/** Methods of some layers that start their numbers anew or only move them: `reset_parameters`, `flatten_parameters`. */
import type { Context } from '../../../python/interpreter/context';
import { getter, native, signatureOf } from '../../../python/interpreter/native';
import { bool, list, NONE, type ClassValue, type InstanceValue, type Value } from '../../../python/interpreter/values';
import { writeNumbers } from '../../common/elementwise';
import { hasOwn } from './memberNames';
import { entriesOf, selfOf, type Store } from './state';

/** A layer made by the same constructor with the settings that this one has now. */
function twin(cx: Context, cls: ClassValue, self: InstanceValue): Value {
  const init = cls.lookup('__init__');
  const settings = new Map<string, Value>();
  for (const { name } of (init?.kind === 'native' && signatureOf(init)) || []) {
    const bias = name === 'bias' ? cx.findAttr(self, 'bias') : undefined;
    const value = bias ? bool(bias.kind !== 'none') : self.attrs.get(name);
    if (value) settings.set(name, value);
  }
  return cx.call(cls, [], settings);
}

/** Writes the numbers that a new layer starts with; what they are only matters where numbers are computed. */
const anew = (name: string, cls: ClassValue, stores: readonly Store[]): Value =>
  native(name, 'self', (a, cx) => {
    const self = selfOf(a);
    if (cx.mode === 'analysis') return NONE;
    const fresh = twin(cx, cls, self);
    if (fresh.kind !== 'instance') return NONE;
    for (const store of stores) {
      const starts = new Map(entriesOf(fresh, store));
      for (const [key, held] of entriesOf(self, store)) {
        const start = starts.get(key);
        if (held.kind === 'tensor') writeNumbers(cx, held, start?.kind === 'tensor' ? start.data : undefined);
      }
    }
    return NONE;
  });

/** The parameters of each layer and direction, in lists. */
const allWeights = getter('all_weights', (self) => {
  const groups = new Map<string, Value[]>();
  for (const [name, parameter] of self.kind === 'instance' ? entriesOf(self, '_parameters') : []) {
    const part = /_l\d+(_reverse)?$/.exec(name)?.[0] ?? '';
    groups.set(part, [...(groups.get(part) ?? []), parameter]);
  }
  return list([...groups.values()].map(list));
});

/** Gives every class of layers the methods of this kind that PyTorch's has. */
export function addStartingMethods(layers: readonly ClassValue[]): void {
  for (const cls of layers) {
    const own: Record<string, Value> = {
      reset_parameters: anew('reset_parameters', cls, ['_parameters', '_buffers']),
      _reset_parameters: anew('_reset_parameters', cls, ['_parameters']),
      reset_running_stats: anew('reset_running_stats', cls, ['_buffers']),
      flatten_parameters: native('flatten_parameters', 'self', () => NONE),
      all_weights: allWeights,
    };
    for (const [name, value] of Object.entries(own)) {
      if (hasOwn(cls, name) && !cls.attrs.has(name)) cls.attrs.set(name, value);
    }
  }
}
