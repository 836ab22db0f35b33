/** Which attributes PyTorch's own layer classes have, beyond those that are modelled. */

/**
 * `dir(cls)` over every class of `torch.nn` in PyTorch 2.13, less double-underscore names: what stands here may be asked for
 * and is not known, and no other name is an attribute of a layer class that PyTorch defines.
 */
const NAMES =
  'T_destination _apply _apply_instance_norm _call_impl _check_input_dim _check_non_zero_input_channels _compiled_call_impl ' +
  '_conv_forward _ff_block _fill_padding_idx_with_zero _get_abs_string_index _get_backward_hooks _get_backward_pre_hooks ' +
  '_get_full_log_prob _get_in_channels _get_item_by_idx _get_name _get_no_batch_dim _get_num_spatial_dims ' +
  '_handle_no_batch_input _infer_parameters _init_flat_weights _is_protocol _key_to_attr _lazy_load_hook ' +
  '_load_from_state_dict _maybe_warn_non_full_backward_hook _mha_block _named_members _output_padding ' +
  '_register_load_state_dict_pre_hook _register_state_dict_hook _replicate_for_data_parallel _require_tuple_int ' +
  '_reset_parameters _sa_block _save_to_state_dict _slow_forward _update_flat_weights _version _weights_have_changed ' +
  '_wrapped_call_impl add_module all_weights append apply bfloat16 buffers call_super_init check_forward_args ' +
  'check_hidden_size check_input children clear cls_to_become compile convert_sync_batchnorm copy cpu cuda double ' +
  'dump_patches eval extend extra_repr flatten_parameters float forward from_pretrained fromkeys gather ' +
  'generate_square_subsequent_mask get get_buffer get_expected_cell_size get_expected_hidden_size get_extra_state ' +
  'get_parameter get_submodule half has_uninitialized_params initialize_parameters insert ipu items keys load_state_dict ' +
  'log_prob merge_masks modules mtia named_buffers named_children named_modules named_parameters parallel_apply parameters ' +
  'permute_hidden pop popitem predict register_backward_hook register_buffer register_forward_hook ' +
  'register_forward_pre_hook register_full_backward_hook register_full_backward_pre_hook ' +
  'register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module register_parameter ' +
  'register_state_dict_post_hook register_state_dict_pre_hook replicate requires_grad_ reset_parameters ' +
  'reset_running_stats scatter set_extra_state set_submodule setdefault share_memory state_dict to to_empty train type ' +
  'update values xpu zero_grad';

const names = new Set(NAMES.split(' '));

/** Whether no layer class of PyTorch has an attribute of this name. */
export const lacksMember = (name: string): boolean => !names.has(name) && !/^__.*__$/.test(name);
