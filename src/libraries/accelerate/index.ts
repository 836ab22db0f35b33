/** Hugging Face `accelerate` 1.x: an `Accelerator` of one process gives back what it prepares. */
import { autocastSomewhere } from '../torch/autocast';
import { manager } from '../../python/builtins/stdlib/context';
import { quiet, unmodelled } from '../../python/builtins/stdlib/helpers';
import { getter, native, nativeClass, type LibraryModule } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { NONE, bool, int, str, type Value } from '../../python/interpreter/values';
import { opaqueClass } from '../torch/support/utilities';
import { backward, context, givesBack, givesFirst, oneProcess, print, quietly } from './wrapping';

const SAME =
  'prepare_model prepare_data_loader prepare_optimizer prepare_scheduler unwrap_model gather gather_for_metrics reduce ' +
  'pad_across_processes on_main_process on_local_main_process on_last_process';
const QUIET =
  'wait_for_everyone clip_grad_value_ save save_state load_state save_model init_trackers log end_training free_memory ' +
  'clear register_for_checkpointing register_save_state_pre_hook register_load_state_pre_hook set_trigger unscale_gradients ' +
  'log_images';

const accelerator = nativeClass('accelerate.accelerator', 'Accelerator', [types.object], {
  __init__: native(
    '__init__',
    'self, device_placement=True, split_batches=False, mixed_precision=None, gradient_accumulation_steps=1, **kwargs',
    (a, cx) => {
      const steps = a.get('gradient_accumulation_steps');
      cx.setAttr(a.get('self'), 'gradient_accumulation_steps', steps);
      cx.setAttr(a.get('self'), 'mixed_precision', a.isNone('mixed_precision') ? str('no') : a.get('mixed_precision'));
      return NONE;
    },
  ),
  prepare: givesBack('prepare'),
  ...Object.fromEntries(SAME.split(' ').map((name) => [name, givesFirst(name)])),
  ...quietly(QUIET),
  backward,
  print,
  autocast: context('autocast', autocastSomewhere),
  accumulate: context('accumulate'),
  no_sync: context('no_sync'),
  profile: context('profile'),
  main_process_first: context('main_process_first'),
  local_main_process_first: context('local_main_process_first'),
  join_uneven_inputs: context('join_uneven_inputs'),
  split_between_processes: native('split_between_processes', 'self, inputs, apply_padding=False', (a) =>
    manager(a.get('inputs')),
  ),
  skip_first_batches: givesFirst('skip_first_batches'),
  get_state_dict: native('get_state_dict', 'self, model, unwrap=True', (a, cx) =>
    cx.callMethod(a.get('model'), 'state_dict'),
  ),
  clip_grad_norm_: native('clip_grad_norm_', 'self, parameters, max_norm, norm_type=2', (a, cx) =>
    cx.call(cx.getAttr(cx.importModule('torch.nn.utils'), 'clip_grad_norm_'), [a.get('parameters'), a.get('max_norm')]),
  ),
  ...oneProcess(
    ['is_main_process', 'is_local_main_process', 'is_last_process'],
    ['process_index', 'local_process_index'],
    ['num_processes'],
  ),
  use_distributed: getter('use_distributed', () => bool(false)),
  scaler: getter('scaler', () => NONE),
  // Whether this step is the last of those that are accumulated is known where each is.
  sync_gradients: getter('sync_gradients', (self, cx) => {
    const every = cx.compare('==', cx.getAttr(self, 'gradient_accumulation_steps'), int(1));
    return cx.truth(every) ? bool(true) : cx.unknown('which step of those that are accumulated this is');
  }),
  __getattr__: unmodelled('Accelerator'),
});

const opaque = (names: string): Record<string, Value> =>
  Object.fromEntries(names.split(' ').map((name) => [name, opaqueClass('accelerate.utils', name, [])]));
const settings = opaque(
  'DistributedDataParallelKwargs InitProcessGroupKwargs GradScalerKwargs ProjectConfiguration DataLoaderConfiguration ' +
    'GradientAccumulationPlugin FullyShardedDataParallelPlugin DeepSpeedPlugin DistributedType',
);

const loaded = native('load_checkpoint_and_dispatch', 'model, *args, **kwargs', (a) => a.get('model'));

export const modules: LibraryModule[] = [
  {
    name: 'accelerate',
    attrs: {
      Accelerator: accelerator,
      ...settings,
      init_empty_weights: native('init_empty_weights', '*args, **kwargs', () => manager(NONE)),
      load_checkpoint_and_dispatch: loaded,
      dispatch_model: loaded,
      notebook_launcher: native('notebook_launcher', 'function, args=(), **kwargs', (a, cx) => {
        const args = cx.sequence(a.get('args'));
        return args ? cx.call(a.get('function'), args) : NONE;
      }),
    },
  },
  { name: 'accelerate.utils', attrs: { set_seed: quiet('set_seed'), ...settings } },
];
