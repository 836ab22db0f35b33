/** `lightning.fabric.Fabric` 2.x: what is set up on one device comes back as it was. */
import { autocastSomewhere } from '../torch/autocast';
import { unmodelled } from '../../python/builtins/stdlib/helpers';
import { native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { NONE, tuple } from '../../python/interpreter/values';
import { backward, context, givesBack, givesFirst, oneProcess, print, quietly } from '../accelerate/wrapping';

export const fabric = nativeClass('lightning.fabric.fabric', 'Fabric', [types.object], {
  __init__: native('__init__', 'self, *args, **kwargs', () => NONE),
  setup: native('setup', 'self, module, *optimizers, scheduler=None, move_to_device=True, **kwargs', (a) => {
    const all = [a.get('module'), ...a.rest, ...(a.isNone('scheduler') ? [] : [a.get('scheduler')])];
    return all.length === 1 ? all[0] : tuple(all);
  }),
  setup_optimizers: givesBack('setup_optimizers'),
  setup_dataloaders: givesBack('setup_dataloaders'),
  setup_module: givesFirst('setup_module'),
  to_device: givesFirst('to_device'),
  all_gather: givesFirst('all_gather'),
  all_reduce: givesFirst('all_reduce'),
  broadcast: givesFirst('broadcast'),
  backward,
  print,
  // Without a function it only starts the processes; with one, each calls it with the fabric first.
  launch: native('launch', 'self, function=None, *args, **kwargs', (a, cx) =>
    a.isNone('function') ? NONE : cx.call(a.get('function'), [a.get('self'), ...a.rest], a.extra),
  ),
  autocast: context('autocast', autocastSomewhere),
  no_backward_sync: context('no_backward_sync'),
  rank_zero_first: context('rank_zero_first'),
  init_module: context('init_module'),
  init_tensor: context('init_tensor'),
  ...quietly('save barrier log log_dict call clip_gradients load_raw seed_everything'),
  ...oneProcess(['is_global_zero'], ['global_rank', 'local_rank', 'node_rank'], ['world_size']),
  __getattr__: unmodelled('Fabric'),
});
