/** LightningModule and LightningDataModule (pytorch_lightning 2.6, core/module.py, core/datamodule.py, core/hooks.py). */
import { quiet, unknownInt, unmodelled } from '../../python/builtins/stdlib/helpers';
import type { Context } from '../../python/interpreter/context';
import { classMethod, getter, native, nativeClass } from '../../python/interpreter/native';
import { markOpenKeywords } from '../../python/interpreter/openArguments';
import { types } from '../../python/interpreter/types';
import { FALSE, FunctionValue, NONE, TRUE, type InstanceValue, type Value } from '../../python/interpreter/values';
import { moduleType } from '../torch/nn/state';
import { hyperparameterMethods } from './hyperparameters';

/** Steps and hooks that do nothing until a class writes them. */
const HOOKS = [
  'prepare_data',
  'setup',
  'teardown',
  'configure_model',
  'configure_optimizers',
  'configure_callbacks',
  'on_fit_start',
  'on_fit_end',
  'on_train_start',
  'on_train_end',
  'on_train_epoch_start',
  'on_train_epoch_end',
  'on_train_batch_start',
  'on_train_batch_end',
  'on_validation_start',
  'on_validation_epoch_start',
  'on_validation_epoch_end',
  'on_validation_batch_start',
  'on_validation_batch_end',
  'on_test_epoch_start',
  'on_test_epoch_end',
  'on_load_checkpoint',
  'on_save_checkpoint',
];

/** What speaks to the trainer, the logger or an optimizer, and gives nothing back. */
const EFFECTS = [
  'log',
  'log_dict',
  'print',
  'manual_backward',
  'clip_gradients',
  'toggle_optimizer',
  'untoggle_optimizer',
  'optimizer_step',
  'optimizer_zero_grad',
  'lr_scheduler_step',
];

const hooks = Object.fromEntries([...HOOKS, ...EFFECTS].map((name) => [name, quiet(name)]));

/** An attribute that the trainer sets. */
const ofTrainer = (name: string, otherwise: (cx: Context) => Value): Value =>
  getter(name, (self, cx) => (self.kind === 'instance' ? self.attrs.get(`_${name}`) : undefined) ?? otherwise(cx));

const trainer = ofTrainer('trainer', (cx) => cx.unknown('the trainer of a module that is not trained here'));

/** What a checkpoint has of the constructor's arguments besides those that are given. */
const loadFromCheckpoint = native('load_from_checkpoint', 'cls, checkpoint_path, *args, **kwargs', (a, cx) => {
  const cls = a.get('cls');
  if (cls.kind !== 'class') return cx.unknown('what a checkpoint holds');
  const given = new Map([...a.extra].filter(([name]) => !['map_location', 'hparams_file', 'strict'].includes(name)));
  const init = cls.lookup('__init__');
  for (const { name, type } of init instanceof FunctionValue ? init.params.slice(1) : []) {
    if (type === 'normal' && !given.has(name)) given.set(name, cx.unknown('the hyperparameters in a checkpoint'));
  }
  if (init instanceof FunctionValue && init.params.some(({ type }) => type === 'varKeywords'))
    markOpenKeywords(given, cx.unknown('the hyperparameters in a checkpoint'));
  return cx.call(cls, [], given);
});

/** Calls the model on its example. */
export function callOnExample(cx: Context, model: InstanceValue, example: Value): void {
  if (example.kind === 'none' || example.kind === 'unknown') return;
  if (example.kind !== 'dict') return void cx.call(model, example.kind === 'tuple' ? [...example.items] : [example]);
  const names = [...example.entries.values()].flatMap(({ key, value }) =>
    key.kind === 'str' ? [[key.value, value] as const] : [],
  );
  cx.call(model, [], new Map(names));
}

/** `to_onnx(path, input_sample)`, `to_torchscript(method='trace', example_inputs=…)`: the model runs once. */
const exported = (name: string, example: string) =>
  native(name, `self, file_path=None, ${example}=None, **kwargs`, (a, cx) => {
    const self = a.get('self') as InstanceValue;
    const given = a.get(example);
    callOnExample(cx, self, given.kind === 'none' ? cx.getAttr(self, 'example_input_array') : given);
    return cx.unknown('an exported model');
  });

export const lightningModule = nativeClass('lightning.pytorch.core.module', 'LightningModule', [moduleType], {
  ...hooks,
  ...hyperparameterMethods,
  trainer,
  automatic_optimization: TRUE,
  example_input_array: NONE,
  current_epoch: getter('current_epoch', (_self, cx) => cx.call(unknownInt('current_epoch', 'the epoch'))),
  global_step: getter('global_step', (_self, cx) => cx.call(unknownInt('global_step', 'the step'))),
  freeze: native('freeze', 'self', (a, cx) => cx.callMethod(a.get('self'), 'requires_grad_', [FALSE])),
  unfreeze: native('unfreeze', 'self', (a, cx) => cx.callMethod(a.get('self'), 'requires_grad_', [TRUE])),
  load_from_checkpoint: classMethod(loadFromCheckpoint),
  to_onnx: exported('to_onnx', 'input_sample'),
  to_torchscript: exported('to_torchscript', 'example_inputs'),
  __getattr__: unmodelled('LightningModule'),
});

export const lightningDataModule = nativeClass(
  'lightning.pytorch.core.datamodule',
  'LightningDataModule',
  [types.object],
  {
    ...hooks,
    ...hyperparameterMethods,
    trainer,
    __init__: quiet('__init__'),
    load_from_checkpoint: classMethod(loadFromCheckpoint),
    __getattr__: unmodelled('LightningDataModule'),
  },
);
