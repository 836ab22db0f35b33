/**
 * `Trainer` (pytorch_lightning 2.6, trainer/trainer.py): nothing is trained, but each step runs once on the first batch of its
 * loader, so that what does not fit is found where training would find it.
 */
import { quiet, unmodelled } from '../../python/builtins/stdlib/helpers';
import type { Context } from '../../python/interpreter/context';
import { native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import {
  DictValue,
  FALSE,
  FunctionValue,
  int,
  list,
  ListValue,
  NONE,
  str,
  type InstanceValue,
  type Value,
} from '../../python/interpreter/values';
import { isModule } from '../torch/nn/state';
import { unrecorded } from '../torch/gradients';
import { callOnExample, lightningDataModule } from './module';

/** A stage of the trainer: what its loaders and its step are called. */
interface Stage {
  name: 'fit' | 'validate' | 'test' | 'predict';
  loader: string;
  step: string;
  /** What Lightning 1 gives the outputs of all steps to. */
  collects: string;
  ends: string;
}
const TRAIN: Stage = {
  name: 'fit',
  loader: 'train_dataloader',
  step: 'training_step',
  collects: 'training_epoch_end',
  ends: 'on_train_epoch_end',
};
const VALIDATE: Stage = {
  name: 'validate',
  loader: 'val_dataloader',
  step: 'validation_step',
  collects: 'validation_epoch_end',
  ends: 'on_validation_epoch_end',
};
const TEST: Stage = {
  name: 'test',
  loader: 'test_dataloader',
  step: 'test_step',
  collects: 'test_epoch_end',
  ends: 'on_test_epoch_end',
};
const PREDICT: Stage = {
  name: 'predict',
  loader: 'predict_dataloader',
  step: 'predict_step',
  collects: 'on_predict_epoch_end',
  ends: 'on_predict_end',
};

/** A method that the class of an object has written. */
function written(object: Value, name: string): FunctionValue | undefined {
  const found = object.kind === 'instance' ? object.cls.lookup(name) : undefined;
  return found instanceof FunctionValue ? found : undefined;
}

/** Calls a hook with as many of the arguments as it takes: they were fewer and more in different versions. */
function callHook(cx: Context, object: Value, name: string, args: readonly Value[] = []): Value {
  const hook = written(object, name);
  if (!hook) return NONE;
  const takesAny = hook.params.some(({ type }) => type === 'varArgs');
  const count = hook.params.filter(({ type }) => type === 'normal' || type === 'positionalOnly').length - 1;
  return cx.callMethod(object, name, takesAny ? [...args] : args.slice(0, count));
}

/** The first element of an iterable; undefined where it is not known. */
function firstOf(cx: Context, iterable: Value): Value | undefined {
  let first: Value | undefined;
  for (const item of cx.iterate(iterable)) {
    first = item;
    break;
  }
  cx.openEnd();
  return first?.kind === 'unknown' ? undefined : first;
}

/** The first batch of a training loader; of several loaders in the same arrangement. */
function firstBatch(cx: Context, loaders: Value): Value | undefined {
  if (loaders.kind === 'none' || loaders.kind === 'unknown') return undefined;
  if (loaders.kind === 'list' || loaders.kind === 'tuple') {
    const batches = loaders.items.map((loader) => firstBatch(cx, loader));
    return batches.every((batch) => batch !== undefined) ? list(batches) : undefined;
  }
  if (loaders.kind !== 'dict') return firstOf(cx, loaders);
  const batches = new DictValue();
  for (const [name, { key, value }] of loaders.entries) {
    const batch = firstBatch(cx, value);
    if (!batch) return undefined;
    batches.entries.set(name, { key, value: batch });
  }
  return batches;
}

/** The backward pass of what a training step gives: a loss, or a dictionary that has one. */
function descend(cx: Context, model: InstanceValue, output: Value): void {
  const loss = output.kind === 'dict' ? output.entries.get('sloss')?.value : output;
  if (loss?.kind === 'tensor' && cx.truth(cx.getAttr(model, 'automatic_optimization')) === true)
    cx.callMethod(loss, 'backward');
}

/** Runs the step of a stage on the first batch of each of its loaders, and the hooks around it. @returns its output */
function runStage(cx: Context, model: InstanceValue, stage: Stage, loaders: Value): Value {
  const isTraining = stage === TRAIN;
  cx.callMethod(model, isTraining ? 'train' : 'eval');
  const several = !isTraining && (loaders.kind === 'list' || loaders.kind === 'tuple') ? loaders.items : [loaders];
  const outputs = several.map((loader, index) => {
    const batch = firstBatch(cx, loader);
    if (!batch) return cx.unknown('what a step computes depends on the data');
    const moved = callHook(cx, model, 'on_after_batch_transfer', [batch, int(index)]);
    const given = moved.kind === 'none' ? batch : moved;
    const output = callHook(cx, model, stage.step, [given, int(0), int(index)]);
    if (!isTraining) return output;
    descend(cx, model, output);
    callHook(cx, model, 'on_train_batch_end', [output, given, int(0)]);
    return output;
  });
  const collected = new ListValue(several.length > 1 ? [list(outputs)] : outputs);
  collected.open = cx.unknown('how many batches come is not known');
  if (outputs.every(({ kind }) => kind !== 'unknown')) callHook(cx, model, stage.collects, [collected]);
  callHook(cx, model, stage.ends);
  cx.callMethod(model, 'train');
  return outputs[0] ?? NONE;
}

/** The loaders of a stage: those given, or what the data module or the model makes. */
function loadersOf(cx: Context, stage: Stage, given: Value, data: Value, model: InstanceValue): Value {
  if (given.kind !== 'none') return given;
  const source = written(data, stage.loader) ? data : model;
  return callHook(cx, source, stage.loader);
}

/** A data module may be given in the place of the loaders. */
const isDataModule = (value: Value): boolean =>
  value.kind === 'instance' && value.cls.isSubclassOf(lightningDataModule);

/** What is done before a stage: the model and its data are told of the trainer and set up. */
function prepare(cx: Context, trainer: InstanceValue, model: InstanceValue, data: Value, stage: Stage): void {
  for (const object of [trainer, model, data]) if (object.kind === 'instance') cx.touch(object);
  model.attrs.set('_trainer', trainer);
  trainer.attrs.set('model', model);
  trainer.attrs.set('lightning_module', model);
  if (data.kind === 'instance') {
    data.attrs.set('_trainer', trainer);
    trainer.attrs.set('datamodule', data);
  }
  for (const object of [data, model]) callHook(cx, object, 'prepare_data');
  for (const object of [data, model]) callHook(cx, object, 'setup', [str(stage.name)]);
  callHook(cx, model, 'configure_model');
}

/** The model a stage is for: the one given, or the one of the stage before. */
function modelOf(trainer: InstanceValue, given: Value): InstanceValue | undefined {
  const model = given.kind === 'none' ? trainer.attrs.get('model') : given;
  return isModule(model) ? model : undefined;
}

const fit = native(
  'fit',
  'self, model, train_dataloaders=None, val_dataloaders=None, datamodule=None, ckpt_path=None, train_dataloader=None, **kwargs',
  (a, cx) => {
    const trainer = a.get('self') as InstanceValue;
    const model = modelOf(trainer, a.get('model'));
    if (!model) return NONE;
    const first = a.isNone('train_dataloaders') ? a.get('train_dataloader') : a.get('train_dataloaders');
    const data = isDataModule(first) ? first : a.get('datamodule');
    prepare(cx, trainer, model, data, TRAIN);
    callHook(cx, model, 'configure_optimizers');
    callOnExample(cx, model, cx.getAttr(model, 'example_input_array'));
    const training = loadersOf(cx, TRAIN, isDataModule(first) ? NONE : first, data, model);
    const validation = loadersOf(cx, VALIDATE, a.get('val_dataloaders'), data, model);
    callHook(cx, model, 'on_fit_start');
    callHook(cx, model, 'on_train_start');
    callHook(cx, model, 'on_train_epoch_start');
    runStage(cx, model, TRAIN, training);
    if (validation.kind !== 'none') unrecorded(cx, () => runStage(cx, model, VALIDATE, validation));
    cx.trained();
    return NONE;
  },
);

/** `validate`, `test`, `predict`: the model without gradients. */
const evaluating = (stage: Stage, result: (cx: Context, output: Value) => Value): Value =>
  native(
    stage.name,
    `self, model=None, dataloaders=None, ckpt_path=None, verbose=True, datamodule=None, ${stage.loader}s=None, **kwargs`,
    (a, cx) => {
      const trainer = a.get('self') as InstanceValue;
      const model = modelOf(trainer, a.get('model'));
      if (!model) return cx.unknown('which model the trainer runs is not known');
      const given = a.isNone('dataloaders') ? a.get(`${stage.loader}s`) : a.get('dataloaders');
      const data = isDataModule(given)
        ? given
        : a.isNone('datamodule')
          ? (trainer.attrs.get('datamodule') ?? NONE)
          : a.get('datamodule');
      prepare(cx, trainer, model, data, stage);
      const loaders = loadersOf(cx, stage, isDataModule(given) ? NONE : given, data, model);
      return result(
        cx,
        unrecorded(cx, () => runStage(cx, model, stage, loaders)),
      );
    },
  );

const metrics = (cx: Context): Value => cx.unknown('metrics exist only after a run');

/** The predictions of all batches, of which the first is known. */
function predictions(cx: Context, first: Value): Value {
  const made = new ListValue([first]);
  made.open = cx.unknown('how many batches come is not known');
  return made;
}

export const trainer = nativeClass('lightning.pytorch.trainer.trainer', 'Trainer', [types.object], {
  __init__: quiet('__init__'),
  fit,
  validate: evaluating(VALIDATE, metrics),
  test: evaluating(TEST, metrics),
  predict: evaluating(PREDICT, predictions),
  sanity_checking: FALSE,
  __getattr__: unmodelled('Trainer'),
});
