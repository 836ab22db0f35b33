/** The model of Flax: its modules, by dotted name. */
import { makeDataclass } from '../../python/builtins/stdlib/dataclasses';
import { native, type LibraryModule } from '../../python/interpreter/native';
import type { Value } from '../../python/interpreter/values';
import { makeArray, mapTensors } from '../jax/arrays';
import { initializers } from '../jax/initializers';
import { linen } from './linen';
import { nnx } from './nnx';
import { metrics } from './nnx/metrics';
import { trainState } from './training';

/** Variables stay as they are: frozen and plain dicts behave the same here. */
const same = (name: string): Value => native(name, 'x, *args, **kwargs', (a) => a.get('x'));

const OPTIONS = { init: true, repr: true, eq: true, order: false, frozen: true, unsafeHash: false, kwOnly: false };

/** `flax.struct.dataclass`: a frozen dataclass. */
const structDataclass = native('dataclass', 'clz=None, **kwargs', (a, cx) => {
  const cls = a.get('clz');
  if (cls.kind === 'class') makeDataclass(cx, cls, OPTIONS);
  return cls;
});

/** One copy of every array for each device: one device is what is there. */
const jaxUtils: Record<string, Value> = {
  replicate: native('replicate', 'tree, devices=None', (a) =>
    mapTensors(a.get('tree'), (x) => makeArray(x.shape && [1, ...x.shape], x.dtype)),
  ),
  unreplicate: native('unreplicate', 'tree', (a) =>
    mapTensors(a.get('tree'), (x) => makeArray(x.shape?.slice(1), x.dtype)),
  ),
  prefetch_to_device: same('prefetch_to_device'),
};

const core: Record<string, Value> = { freeze: same('freeze'), unfreeze: same('unfreeze') };

export const modules: LibraryModule[] = [
  { name: 'flax', attrs: {} },
  { name: 'flax.linen', attrs: linen },
  { name: 'flax.linen.initializers', attrs: initializers },
  { name: 'flax.nnx', attrs: nnx },
  { name: 'flax.nnx.metrics', attrs: { ...metrics } },
  { name: 'flax.nnx.initializers', attrs: initializers },
  { name: 'flax.core', attrs: core },
  { name: 'flax.core.frozen_dict', attrs: core },
  { name: 'flax.jax_utils', attrs: jaxUtils },
  { name: 'flax.struct', attrs: { dataclass: structDataclass } },
  { name: 'flax.training', attrs: {} },
  { name: 'flax.training.train_state', attrs: { TrainState: trainState } },
];
