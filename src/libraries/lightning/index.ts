/**
 * PyTorch Lightning under its three names: modules that are PyTorch's, and a trainer that gives them batches. What watches
 * a training (callbacks, loggers, strategies) changes no shape.
 */
import { quiet } from '../../python/builtins/stdlib/helpers';
import type { LibraryModule } from '../../python/interpreter/native';
import type { Value } from '../../python/interpreter/values';
import { opaqueClass } from '../torch/support/utilities';
import { fabric } from './fabric';
import { lightningDataModule, lightningModule } from './module';
import { trainer } from './trainer';

const opaque = (module: string, names: readonly string[]): Record<string, Value> =>
  Object.fromEntries(names.map((name) => [name, opaqueClass(module, name, [])]));

const CALLBACKS = [
  'Callback',
  'ModelCheckpoint',
  'EarlyStopping',
  'LearningRateMonitor',
  'RichProgressBar',
  'TQDMProgressBar',
  'ProgressBar',
  'ModelSummary',
  'RichModelSummary',
  'DeviceStatsMonitor',
  'GradientAccumulationScheduler',
  'StochasticWeightAveraging',
  'WeightAveraging',
  'EMAWeightAveraging',
  'BackboneFinetuning',
  'BaseFinetuning',
  'BatchSizeFinder',
  'LearningRateFinder',
  'BasePredictionWriter',
  'ModelPruning',
  'Timer',
];
const LOGGERS = [
  'Logger',
  'TensorBoardLogger',
  'CSVLogger',
  'WandbLogger',
  'MLFlowLogger',
  'CometLogger',
  'NeptuneLogger',
];

const callbacks = opaque('lightning.pytorch.callbacks', CALLBACKS);
const loggers = opaque('lightning.pytorch.loggers', LOGGERS);
const modules_ = { LightningModule: lightningModule, LightningDataModule: lightningDataModule };
const top: Record<string, Value> = {
  ...modules_,
  Trainer: trainer,
  Fabric: fabric,
  Callback: callbacks.Callback,
  seed_everything: quiet('seed_everything'),
};

/** The modules under one name of the package. */
const packageOf = (name: string): LibraryModule[] => [
  { name, attrs: top },
  { name: `${name}.callbacks`, attrs: callbacks },
  { name: `${name}.loggers`, attrs: loggers },
  { name: `${name}.core`, attrs: modules_ },
  { name: `${name}.core.lightning`, attrs: modules_ },
  { name: `${name}.core.module`, attrs: modules_ },
  { name: `${name}.core.datamodule`, attrs: modules_ },
  { name: `${name}.trainer`, attrs: { Trainer: trainer, seed_everything: top.seed_everything } },
];

export const modules: LibraryModule[] = [
  ...['pytorch_lightning', 'lightning', 'lightning.pytorch'].flatMap(packageOf),
  ...['lightning.fabric', 'lightning_fabric'].map((name) => ({ name, attrs: { Fabric: fabric } })),
];
