/** torch.nn.utils, torch.optim, torch.utils.data and other helpers around a model. */
import type { Context } from '../../../python/interpreter/context';
import { native, nativeClass } from '../../../python/interpreter/native';
import { unmodelled } from '../../../python/builtins/stdlib/helpers';
import { sampling } from '../../../python/interpreter/iteration';
import { types } from '../../../python/interpreter/types';
import type { ClassValue, NativeFunction } from '../../../python/interpreter/values';
import { FALSE, int, list, NONE, type Value } from '../../../python/interpreter/values';
import { ceilDiv, floorDiv } from '../../../shape';
import { reparameterizing } from '../nn/reparameterize';
import { tensorOf, shapeless } from '../tensor';
import { nothing } from './passThrough';

/** A function that gives its first argument back. */
const identity = (name: string): NativeFunction => native(name, 'module, *args, **kwargs', (a) => a.get('module'));

export const nnUtilsAttributes: Record<string, Value> = {
  ...Object.fromEntries(
    ['fuse_conv_bn_eval', 'convert_conv2d_weight_memory_format'].map((name) => [name, identity(name)]),
  ),
  ...reparameterizing,
  clip_grad_norm_: native('clip_grad_norm_', 'parameters, max_norm, *args, **kwargs', () => tensorOf([])),
  clip_grad_value_: nothing('clip_grad_value_'),
  parameters_to_vector: native('parameters_to_vector', 'parameters', (_a, cx) =>
    tensorOf([cx.unknownDim('the number of parameters')]),
  ),
  vector_to_parameters: nothing('vector_to_parameters'),
};

/** An object whose methods do nothing: optimizers, schedulers, scalers, writers. */
export function opaqueClass(
  module: string,
  name: string,
  methods: readonly string[],
  attrs: Record<string, Value> = {},
): ClassValue {
  return nativeClass(module, name, [types.object], {
    __init__: native(name, 'self, *args, **kwargs', () => NONE),
    ...Object.fromEntries(methods.map((method) => [method, nothing(method)])),
    __getattr__: unmodelled(name),
    ...attrs,
  });
}

const OPTIMIZERS = [
  'SGD',
  'Adam',
  'AdamW',
  'Adamax',
  'Adagrad',
  'Adadelta',
  'RMSprop',
  'Rprop',
  'LBFGS',
  'NAdam',
  'RAdam',
  'SparseAdam',
  'ASGD',
  'Optimizer',
];
const SCHEDULERS = [
  'StepLR',
  'MultiStepLR',
  'ExponentialLR',
  'CosineAnnealingLR',
  'CosineAnnealingWarmRestarts',
  'ReduceLROnPlateau',
  'LambdaLR',
  'OneCycleLR',
  'CyclicLR',
  'LinearLR',
  'ConstantLR',
  'PolynomialLR',
  'SequentialLR',
  'ChainedScheduler',
  'MultiplicativeLR',
  '_LRScheduler',
  'LRScheduler',
];
const STEPPING = ['step', 'zero_grad', 'state_dict', 'load_state_dict', 'add_param_group', 'get_last_lr', 'get_lr'];

export const optimAttributes: Record<string, Value> = Object.fromEntries(
  OPTIMIZERS.map((name) => [name, opaqueClass('torch.optim', name, STEPPING)]),
);
export const schedulerAttributes: Record<string, Value> = Object.fromEntries(
  SCHEDULERS.map((name) => [name, opaqueClass('torch.optim.lr_scheduler', name, STEPPING)]),
);

export const datasetType = nativeClass('torch.utils.data', 'Dataset', [types.object], {});
datasetType.hooks = { classGetItem: (_cx, cls) => cls };
const iterableDatasetType = nativeClass('torch.utils.data', 'IterableDataset', [datasetType], {});
iterableDatasetType.hooks = datasetType.hooks;

const tensorDataset = nativeClass('torch.utils.data', 'TensorDataset', [datasetType], {
  __init__: native('TensorDataset', 'self, *tensors', (a, cx) => {
    cx.setAttr(a.get('self'), 'tensors', list(a.rest));
    return NONE;
  }),
  __len__: native('__len__', 'self', (a, cx) =>
    cx.callMethod(cx.getItem(cx.getAttr(a.get('self'), 'tensors'), int(0)), '__len__'),
  ),
  __getitem__: native('__getitem__', 'self, index', (a, cx) => {
    const tensors = cx.sequence(cx.getAttr(a.get('self'), 'tensors')) ?? [];
    return list(tensors.map((t) => cx.getItem(t, a.get('index'))));
  }),
});

const dataLoader = nativeClass('torch.utils.data', 'DataLoader', [types.object], {
  __init__: native('DataLoader', 'self, dataset, batch_size=1, *args, **kwargs', (a, cx) => {
    const self = a.get('self');
    cx.setAttr(self, 'dataset', a.get('dataset'));
    cx.setAttr(self, 'batch_size', a.get('batch_size'));
    cx.setAttr(self, 'drop_last', a.extra.get('drop_last') ?? FALSE);
    return NONE;
  }),
  __len__: native('__len__', 'self', (a, cx) => {
    const length = cx.call(cx.getAttr(cx.getAttr(a.get('self'), 'dataset'), '__len__'));
    const batch = cx.getAttr(a.get('self'), 'batch_size');
    if (length.kind !== 'int' || batch.kind !== 'int') return cx.unknown('the length of a DataLoader');
    const drop = cx.truth(cx.getAttr(a.get('self'), 'drop_last')) === true;
    return int((drop ? floorDiv : ceilDiv)(length.value, batch.value));
  }),
  __iter__: native('__iter__', 'self', (a, cx) => firstBatches(a.get('self'), cx)),
});
dataLoader.hooks = { classGetItem: (_cx, cls) => cls };

/** Batches of a data set: one item of it says what they hold; how many come is not known. */
function firstBatches(self: Value, cx: Context): Value {
  const dataset = cx.getAttr(self, 'dataset');
  const batch = cx.getAttr(self, 'batch_size');
  const getItem = dataset.kind === 'unknown' ? undefined : cx.findAttr(dataset, '__getitem__');
  if (!getItem || batch.kind === 'none') return cx.unknown('what a DataLoader gives depends on its data set');
  const item = cx.call(getItem, [int(0)]);
  const batched = (value: Value): Value => {
    if (value.kind === 'tensor') {
      return value.shape
        ? tensorOf([cx.dim(batch), ...value.shape], value.dtype)
        : shapeless(cx.unknown('an item of the data set'));
    }
    if (value.kind === 'tuple' || value.kind === 'list') return list(value.items.map(batched));
    if (value.kind === 'int' || value.kind === 'float')
      return tensorOf([cx.dim(batch)], value.kind === 'int' ? 'int64' : 'float64');
    return cx.unknown('an item of the data set');
  };
  return sampling(cx, [batched(item)], cx.unknown('how many batches come is not known'), 'DataLoaderIter');
}

/** A data set that hands on the items of others: part of one, or several in a row. */
const partOf = (name: string, first: (datasets: Value, cx: Context) => Value): ClassValue =>
  nativeClass('torch.utils.data', name, [datasetType], {
    __init__: native(name, 'self, dataset, indices=None', (a, cx) => {
      cx.setAttr(a.get('self'), 'dataset', first(a.get('dataset'), cx));
      cx.setAttr(a.get('self'), 'indices', a.get('indices'));
      return NONE;
    }),
    __getitem__: native('__getitem__', 'self, index', (a, cx) =>
      cx.getItem(cx.getAttr(a.get('self'), 'dataset'), int(cx.unknownDim('an index into a part of a data set'))),
    ),
    __len__: native('__len__', 'self', (a, cx) => {
      const indices = cx.getAttr(a.get('self'), 'indices');
      return indices.kind === 'none' ? cx.unknown('the length of the data sets') : cx.callMethod(indices, '__len__');
    }),
  });

export const dataAttributes: Record<string, Value> = {
  Dataset: datasetType,
  IterableDataset: iterableDatasetType,
  TensorDataset: tensorDataset,
  DataLoader: dataLoader,
  Subset: partOf('Subset', (dataset) => dataset),
  ConcatDataset: partOf(
    'ConcatDataset',
    (datasets, cx) => cx.sequence(datasets)?.[0] ?? cx.unknown('the data sets that are joined'),
  ),
  ...Object.fromEntries(
    [
      'Sampler',
      'RandomSampler',
      'SequentialSampler',
      'BatchSampler',
      'WeightedRandomSampler',
      'DistributedSampler',
    ].map((name) => [name, opaqueClass('torch.utils.data', name, ['set_epoch'])]),
  ),
  random_split: native('random_split', 'dataset, lengths, generator=None', (a, cx) => {
    const parts = cx.sequence(a.get('lengths'));
    return parts ? list(parts.map(() => a.get('dataset'))) : cx.unknown('the parts of random_split are not known');
  }),
};
