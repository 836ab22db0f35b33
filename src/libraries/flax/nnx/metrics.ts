/** `flax.nnx.metrics`: averages that are fed step by step, each a number (Flax 0.12, "nnx.metrics"). */
import { native, nativeClass } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import type { InstanceValue } from '../../../python/interpreter/values';
import { DictValue, NONE, str, type ClassValue, type Value } from '../../../python/interpreter/values';
import { makeArray } from '../../jax/arrays';

const silent = (name: string): Value => native(name, 'self, *args, **kwargs', () => NONE);
const number = (): Value => makeArray([], 'float32');

const metricClass = nativeClass('flax.nnx', 'Metric', [types.object], {
  __init__: silent('__init__'),
  reset: silent('reset'),
  update: silent('update'),
});

const metric = (name: string, compute: () => Value): ClassValue =>
  nativeClass('flax.nnx', name, [metricClass], { compute: native('compute', 'self', compute) });

/** Several metrics under names, fed and read together. */
const multiMetric = nativeClass('flax.nnx', 'MultiMetric', [metricClass], {
  __init__: native('__init__', 'self, **metrics', (a, cx) => {
    const self = a.get('self') as InstanceValue;
    cx.touch(self);
    for (const [name, value] of a.extra) self.attrs.set(name, value);
    self.native = [...a.extra.keys()];
    return NONE;
  }),
  compute: native('compute', 'self', (a, cx) => {
    const self = a.get('self') as InstanceValue;
    const made = new DictValue();
    for (const name of (self.native as string[] | undefined) ?? []) {
      cx.setItem(made, str(name), cx.callMethod(cx.getAttr(self, name), 'compute'));
    }
    return made;
  }),
});

export const metrics: Readonly<Record<string, Value>> = {
  Metric: metricClass,
  Average: metric('Average', number),
  Accuracy: metric('Accuracy', number),
  MultiMetric: multiMetric,
};
