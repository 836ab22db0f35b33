/** The model of Flax: its modules, by dotted name. */
import { native, type LibraryModule } from '../../python/interpreter/native';
import type { Value } from '../../python/interpreter/values';
import { mapTree } from '../common/trees';
import { deviceCount } from '../jax';
import { arrayOf, makeArray, mapTensors } from '../jax/arrays';
import { initializers } from '../jax/initializers';
import { linen } from './linen';
import { nnx } from './nnx';
import { metrics } from './nnx/metrics';
import { struct } from './struct';
import { trainState } from './training';

/** Variables stay as they are: frozen and plain dicts behave the same here. */
const same = (name: string): Value => native(name, 'x, *args, **kwargs', (a) => a.get('x'));

/** One copy of every array for each device. */
const jaxUtils: Record<string, Value> = {
  replicate: native('replicate', 'tree, devices=None', (a) =>
    mapTree(a.get('tree'), [], (leaf) => {
      const x = leaf.kind === 'unknown' ? undefined : arrayOf(leaf);
      return x ? makeArray(x.shape && [deviceCount, ...x.shape], x.dtype) : leaf;
    }),
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
  { name: 'flax.struct', attrs: struct },
  { name: 'flax.training', attrs: {} },
  { name: 'flax.training.train_state', attrs: { TrainState: trainState } },
];
