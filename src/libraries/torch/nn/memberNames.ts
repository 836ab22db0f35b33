/** Which attributes PyTorch's own layer classes have, beyond those that are modelled. */
import type { ClassValue } from '../../../python/interpreter/values';

/**
 * `dir(torch.nn.Module)` in PyTorch 2.13, less double-underscore names: what stands here may be asked of every module and is
 * not known, and no other name is an attribute of a layer that PyTorch defines, but for its own.
 */
const OF_MODULES =
  'T_destination _apply _call_impl _compiled_call_impl _get_backward_hooks _get_backward_pre_hooks _get_name ' +
  '_load_from_state_dict _maybe_warn_non_full_backward_hook _named_members _register_load_state_dict_pre_hook ' +
  '_register_state_dict_hook _replicate_for_data_parallel _save_to_state_dict _slow_forward _version ' +
  '_wrapped_call_impl add_module apply bfloat16 buffers call_super_init children compile cpu cuda double ' +
  'dump_patches eval extra_repr float forward get_buffer get_extra_state get_parameter get_submodule half ipu ' +
  'load_state_dict modules mtia named_buffers named_children named_modules named_parameters parameters ' +
  'register_backward_hook register_buffer register_forward_hook register_forward_pre_hook ' +
  'register_full_backward_hook register_full_backward_pre_hook register_load_state_dict_post_hook ' +
  'register_load_state_dict_pre_hook register_module register_parameter register_state_dict_post_hook ' +
  'register_state_dict_pre_hook requires_grad_ set_extra_state set_submodule share_memory state_dict to to_empty ' +
  'train type xpu zero_grad';

const CONVOLUTIONS = 'Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d';
const BATCH_NORMS = 'BatchNorm1d BatchNorm2d BatchNorm3d SyncBatchNorm';
const INSTANCE_NORMS = 'InstanceNorm1d InstanceNorm2d InstanceNorm3d';
const RECURRENT = 'RNNBase RNN LSTM GRU';

/** What `dir` lists of some classes of torch.nn beside: methods, and the classes that have them. Lazy layers are those they become. */
const OWN: Readonly<Record<string, string>> = {
  reset_parameters:
    `${CONVOLUTIONS} ${BATCH_NORMS} ${INSTANCE_NORMS} ${RECURRENT} RNNCellBase RNNCell LSTMCell GRUCell Linear Bilinear ` +
    'Embedding EmbeddingBag GroupNorm LayerNorm RMSNorm PReLU AdaptiveLogSoftmaxWithLoss',
  reset_running_stats: `${BATCH_NORMS} ${INSTANCE_NORMS}`,
  _check_input_dim: `${BATCH_NORMS} ${INSTANCE_NORMS} CircularPad1d CircularPad2d CircularPad3d`,
  _conv_forward: CONVOLUTIONS,
  _output_padding: 'ConvTranspose1d ConvTranspose2d ConvTranspose3d',
  _apply_instance_norm: INSTANCE_NORMS,
  _get_no_batch_dim: INSTANCE_NORMS,
  _handle_no_batch_input: INSTANCE_NORMS,
  all_weights: RECURRENT,
  flatten_parameters: RECURRENT,
  check_forward_args: RECURRENT,
  check_hidden_size: RECURRENT,
  check_input: RECURRENT,
  get_expected_hidden_size: RECURRENT,
  get_expected_cell_size: 'LSTM',
  permute_hidden: RECURRENT,
  _init_flat_weights: RECURRENT,
  _update_flat_weights: RECURRENT,
  _weights_have_changed: RECURRENT,
  _fill_padding_idx_with_zero: 'Embedding EmbeddingBag',
  from_pretrained: 'Embedding EmbeddingBag',
  append: 'ModuleList ParameterList Sequential',
  extend: 'ModuleList ParameterList Sequential',
  insert: 'ModuleList Sequential',
  pop: 'ModuleDict ModuleList ParameterDict Sequential',
  clear: 'ModuleDict ParameterDict',
  items: 'ModuleDict ParameterDict',
  keys: 'ModuleDict ParameterDict',
  update: 'ModuleDict ParameterDict',
  values: 'ModuleDict ParameterDict',
  copy: 'ParameterDict',
  fromkeys: 'ParameterDict',
  get: 'ParameterDict',
  popitem: 'ParameterDict',
  setdefault: 'ParameterDict',
  _reset_parameters: 'MultiheadAttention Transformer',
  merge_masks: 'MultiheadAttention',
  _ff_block: 'TransformerDecoderLayer TransformerEncoderLayer',
  _sa_block: 'TransformerDecoderLayer TransformerEncoderLayer',
  _mha_block: 'TransformerDecoderLayer',
  generate_square_subsequent_mask: 'Transformer',
  log_prob: 'AdaptiveLogSoftmaxWithLoss',
  predict: 'AdaptiveLogSoftmaxWithLoss',
  _get_full_log_prob: 'AdaptiveLogSoftmaxWithLoss',
  gather: 'DataParallel',
  parallel_apply: 'DataParallel',
  replicate: 'DataParallel',
  scatter: 'DataParallel',
  convert_sync_batchnorm: 'SyncBatchNorm',
  _check_non_zero_input_channels: 'SyncBatchNorm',
};

const LAZY =
  /^(_infer_parameters|_lazy_load_hook|cls_to_become|has_uninitialized_params|initialize_parameters|_get_in_channels|_get_num_spatial_dims)$/;

const ofModules = new Set(OF_MODULES.split(' '));
const owners = new Map(Object.entries(OWN).map(([name, classes]) => [name, new Set(classes.split(' '))]));

/** Whether a layer of this class has no attribute of a name but what its constructor or a program gives it. */
export function lacksMember(name: string, cls: ClassValue): boolean {
  if (ofModules.has(name) || /^__.*__$/.test(name)) return false;
  if (LAZY.test(name)) return !cls.mro.some((each) => each.isNative && each.name.startsWith('Lazy'));
  const having = owners.get(name);
  return !having || !cls.mro.some((each) => each.isNative && having.has(each.name.replace(/^Lazy/, '')));
}

/** Classes of torch.nn that have a method of this name, lazy ones by what they become. */
export const hasOwn = (cls: ClassValue, name: string): boolean =>
  owners.get(name)?.has(cls.name.replace(/^Lazy/, '')) === true;
