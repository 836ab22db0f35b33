/** Keras' modules around training: classes that are made and passed on. */
import { opaqueClasses } from '../tensorflow/opaque';

export const optimizers = opaqueClasses('keras.optimizers', [
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

export const losses = opaqueClasses('keras.losses', [
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
]);

export const metrics = opaqueClasses('keras.metrics', [
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
]);

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
