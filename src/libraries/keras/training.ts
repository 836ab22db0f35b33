/** Keras' modules around training: classes that are made and passed on. */
import { getter, native } from '../../python/interpreter/native';
import { NONE, type ClassValue, type Value } from '../../python/interpreter/values';
import { opaqueClass, opaqueClasses } from '../tensorflow/opaque';
import { makeTensor } from '../tensorflow/tensorClasses';
import { lossClasses, lossFunctions, metricClasses, metricFunctions } from './objectives';

/** What an optimizer is asked to do changes no shape. */
const optimizerAttrs: Record<string, Value> = {
  apply_gradients: native('apply_gradients', 'self, grads_and_vars, *args, **kwargs', (_a, cx) => {
    cx.trained();
    return NONE;
  }),
  apply: native('apply', 'self, *args, **kwargs', () => NONE),
  minimize: native('minimize', 'self, *args, **kwargs', (_a, cx) => {
    cx.trained();
    return NONE;
  }),
  build: native('build', 'self, variables', () => NONE),
  iterations: getter('iterations', () => makeTensor([], 'int64')),
};

const optimizerClasses = (names: readonly string[]): Record<string, ClassValue> =>
  Object.fromEntries(names.map((name) => [name, opaqueClass('keras.optimizers', name, optimizerAttrs)]));

export const optimizers = optimizerClasses([
  'Optimizer',
  'SGD',
  'RMSprop',
  'Adam',
  'AdamW',
  'Adadelta',
  'Adagrad',
  'Adamax',
  'Adafactor',
  'Nadam',
  'Ftrl',
  'Lion',
  'Lamb',
  'Muon',
  'LossScaleOptimizer',
]);

export const schedules = opaqueClasses('keras.optimizers.schedules', [
  'LearningRateSchedule',
  'ExponentialDecay',
  'PiecewiseConstantDecay',
  'PolynomialDecay',
  'InverseTimeDecay',
  'CosineDecay',
  'CosineDecayRestarts',
]);

export const losses: Record<string, Value> = {
  ...lossFunctions,
  ...lossClasses([
    'Loss',
    'BinaryCrossentropy',
    'CategoricalCrossentropy',
    'SparseCategoricalCrossentropy',
    'Poisson',
    'CTC',
    'KLDivergence',
    'MeanSquaredError',
    'MeanAbsoluteError',
    'MeanAbsolutePercentageError',
    'MeanSquaredLogarithmicError',
    'CosineSimilarity',
    'Huber',
    'LogCosh',
    'Hinge',
    'SquaredHinge',
    'CategoricalHinge',
    'BinaryFocalCrossentropy',
    'CategoricalFocalCrossentropy',
    'Dice',
    'Tversky',
    'Circle',
    'CategoricalGeneralizedCrossEntropy',
  ]),
};

export const metrics: Record<string, Value> = {
  ...metricFunctions,
  ...metricClasses([
    'Metric',
    'Mean',
    'Sum',
    'Accuracy',
    'BinaryAccuracy',
    'CategoricalAccuracy',
    'SparseCategoricalAccuracy',
    'TopKCategoricalAccuracy',
    'SparseTopKCategoricalAccuracy',
    'AUC',
    'Precision',
    'Recall',
    'F1Score',
    'MeanIoU',
    'IoU',
    'MeanSquaredError',
    'RootMeanSquaredError',
    'MeanAbsoluteError',
    'BinaryCrossentropy',
    'CategoricalCrossentropy',
    'SparseCategoricalCrossentropy',
    'CosineSimilarity',
    'KLDivergence',
    'TruePositives',
    'TrueNegatives',
    'FalsePositives',
    'FalseNegatives',
    'R2Score',
    'FBetaScore',
    'BinaryIoU',
    'OneHotIoU',
    'OneHotMeanIoU',
    'MeanMetricWrapper',
    'MeanSquaredLogarithmicError',
    'MeanAbsolutePercentageError',
    'LogCoshError',
    'Poisson',
    'Hinge',
    'SquaredHinge',
    'CategoricalHinge',
    'PrecisionAtRecall',
    'RecallAtPrecision',
    'SensitivityAtSpecificity',
    'SpecificityAtSensitivity',
    'ConcordanceCorrelation',
    'PearsonCorrelation',
  ]),
};

export const callbacks = opaqueClasses('keras.callbacks', [
  'Callback',
  'CallbackList',
  'BaseLogger',
  'ModelCheckpoint',
  'EarlyStopping',
  'TensorBoard',
  'ReduceLROnPlateau',
  'LearningRateScheduler',
  'CSVLogger',
  'LambdaCallback',
  'TerminateOnNaN',
  'ProgbarLogger',
  'BackupAndRestore',
  'SwapEMAWeights',
  'RemoteMonitor',
]);

export const regularizers = {
  ...opaqueClasses('keras.regularizers', ['Regularizer', 'L1', 'L2', 'L1L2', 'OrthogonalRegularizer']),
  ...opaqueClasses('keras.regularizers', ['l1', 'l2', 'l1_l2']),
};

export const constraints = opaqueClasses('keras.constraints', [
  'Constraint',
  'MaxNorm',
  'MinMaxNorm',
  'NonNeg',
  'UnitNorm',
]);
