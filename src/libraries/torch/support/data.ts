/** torch.utils.data: data sets, and the batches that a loader makes of them. */
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { joinValues, type JoinReason } from '../../../python/interpreter/join';
import { sampling } from '../../../python/interpreter/iteration';
import { native, nativeClass, type Bound } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import {
  DictValue,
  int,
  list,
  NONE,
  RangeValue,
  TupleValue,
  type ClassValue,
  type FloatValue,
  type Value,
} from '../../../python/interpreter/values';
import { makeDict } from '../../../python/builtins/containers';
import { lengthOf as sizeOf } from '../../../python/builtins/iterables';
import { add, ceilDiv, equalDims, floorDiv, formatDim, formatShape, isNumber, type Dim } from '../../../shape';
import { said } from '../../../protocol/say';
import { pictureSize } from '../../pillow/picture';
import { shapeless, tensorOf } from '../tensor';
import { opaqueClass } from './utilities';

const module = 'torch.utils.data';

export const datasetType = nativeClass(module, 'Dataset', [types.object], {});
datasetType.hooks = { classGetItem: (_cx, cls) => cls };
const iterableDatasetType = nativeClass(module, 'IterableDataset', [datasetType], {});
iterableDatasetType.hooks = datasetType.hooks;

/** The rows of all tensors are the items. @throws PyError AssertionError where their numbers differ */
const tensorDataset = nativeClass(module, 'TensorDataset', [datasetType], {
  __init__: native('TensorDataset', 'self, *tensors', (a, cx) => {
    const rows = a.rest.map((value) => (value.kind === 'tensor' ? value.shape?.[0] : undefined));
    const other = rows.find(
      (count) => rows[0] !== undefined && count !== undefined && equalDims(count, rows[0]) === false,
    );
    if (rows[0] !== undefined && other !== undefined) {
      throw new PyError(
        'AssertionError',
        said`TensorDataset: all tensors need the same number of rows, but one has ${formatDim(rows[0])} and another ${formatDim(other)}.`,
        'input-size-mismatch',
      );
    }
    cx.setAttr(a.get('self'), 'tensors', list(a.rest));
    return NONE;
  }),
  __len__: native('__len__', 'self', (a, cx) => lengthOf(cx, cx.getItem(cx.getAttr(a.get('self'), 'tensors'), int(0)))),
  __getitem__: native('__getitem__', 'self, index', (a, cx) => {
    const tensors = cx.sequence(cx.getAttr(a.get('self'), 'tensors')) ?? [];
    return list(tensors.map((t) => cx.getItem(t, a.get('index'))));
  }),
});

/** `len(value)`; unknown for what is not known, and for objects that do not say it. */
function lengthOf(cx: Context, value: Value): Value {
  if (value.kind === 'unknown') return value;
  if (value.kind === 'instance' && !value.cls.lookup('__len__')) return cx.unknown('the length of a DataLoader');
  return int(sizeOf(cx, value));
}

/** Whether a loader certainly puts the first items of its data set into the first batch. */
const takesInOrder = (a: Bound): boolean =>
  ['sampler', 'batch_sampler', 'collate_fn'].every((name) => a.isNone(name)) &&
  a.truth('shuffle') === false &&
  a.truth('drop_last') === false;

/** What a loader is asked for when it is made, kept under the names of its arguments. */
const LOADER =
  'self, dataset, batch_size=1, shuffle=None, sampler=None, batch_sampler=None, num_workers=0, collate_fn=None, pin_memory=False, drop_last=False, *args, **kwargs';
const KEPT = [
  'dataset',
  'batch_size',
  'sampler',
  'batch_sampler',
  'num_workers',
  'collate_fn',
  'pin_memory',
  'drop_last',
];

const dataLoader = nativeClass(module, 'DataLoader', [types.object], {
  __init__: native('DataLoader', LOADER, (a, cx) => {
    const self = a.get('self');
    for (const name of KEPT) cx.setAttr(self, name, a.get(name));
    if (self.kind === 'instance') self.native = takesInOrder(a);
    return NONE;
  }),
  __len__: native('__len__', 'self', (a, cx) => {
    const part = (name: string): Value => cx.getAttr(a.get('self'), name);
    if (part('batch_sampler').kind !== 'none') return lengthOf(cx, part('batch_sampler'));
    const length = lengthOf(cx, part('sampler').kind === 'none' ? part('dataset') : part('sampler'));
    if (part('batch_size').kind === 'none') return length;
    const size = part('batch_size');
    if (length.kind !== 'int' || size.kind !== 'int') return cx.unknown('the length of a DataLoader');
    return int((cx.truth(part('drop_last')) === true ? floorDiv : ceilDiv)(length.value, size.value));
  }),
  __iter__: native('__iter__', 'self', (a, cx) => {
    const batch = firstBatch(cx, a.get('self'));
    if (batch.kind === 'unknown') return batch;
    return sampling(cx, [batch], cx.unknown('how many batches come is not known'), 'DataLoaderIter');
  }),
});
dataLoader.hooks = { classGetItem: (_cx, cls) => cls };

/** The first batch of a loader: two items of its data set say what all are like. */
function firstBatch(cx: Context, loader: Value): Value {
  const part = (name: string): Value => cx.getAttr(loader, name);
  const collate = part('collate_fn');
  const sampler = part('batch_sampler');
  const items = firstItems(cx, part('dataset'));
  if (!items) return cx.unknown('what a DataLoader gives depends on its data set');
  const size = sampler.kind === 'none' ? part('batch_size') : cx.findAttr(sampler, 'batch_size');
  if (size?.kind === 'none') return collate.kind === 'none' ? converted(items[0]) : cx.call(collate, [items[0]]);
  const count = size ? cx.dim(size) : cx.unknownDim('the size of the batches that a sampler makes');
  if (collate.kind === 'none') {
    const inOrder = loader.kind === 'instance' && loader.native === true;
    if (inOrder && items.length > 1 && isNumber(count) && count > 1) checkAlike(items[0], items[1]);
    return batchOf(cx, items[0], count);
  }
  if (collate.kind === 'unknown') return collate;
  if (!isNumber(count) || count > MOST_COLLATED) return cx.unknown('what a DataLoader gives depends on its data set');
  const why = { value: cx.unknown('which item of a data set this is') };
  const any = items.every((item) => isAlike(item, items[0])) ? items[0] : items.reduce((a, b) => anyOf(a, b, why));
  const known = any === items[0] ? items : [];
  return cx.call(collate, [list(Array.from({ length: count }, (_, i) => known[i] ?? any))]);
}

/** What two items of a data set have in common, which may be of different sizes: sentences, point clouds. */
function anyOf(a: Value, b: Value, why: JoinReason): Value {
  if (a.kind === 'dict' && b.kind === 'dict' && a.entries.size === b.entries.size) {
    const both = new DictValue(a.cls);
    for (const [key, entry] of a.entries) {
      const other = b.entries.get(key);
      if (!other) return why.value;
      both.entries.set(key, { key: entry.key, value: anyOf(entry.value, other.value, why) });
    }
    return both;
  }
  if ((a.kind === 'tuple' || a.kind === 'list') && a.kind === b.kind && a.items.length === b.items.length) {
    const items = a.items.map((item, i) => anyOf(item, (b as typeof a).items[i], why));
    return a.kind === 'list' ? list(items) : new TupleValue(items, a.cls);
  }
  return a.kind === 'instance' && b.kind === 'instance' && a.cls === b.cls ? a : joinValues(a, b, why);
}

/** Batches of more items are not made one by one for a `collate_fn`. */
const MOST_COLLATED = 1024;

/** Up to two items of a data set; undefined where none can be had. */
function firstItems(cx: Context, dataset: Value): Value[] | undefined {
  if (dataset.kind === 'unknown') return undefined;
  const getItem = cx.findAttr(dataset, '__getitem__');
  if (!getItem) return isIterable(dataset) ? firstOf(cx, dataset) : undefined;
  const length = cx.findAttr(dataset, '__len__') ? lengthOf(cx, dataset) : NONE;
  const several = length.kind === 'int' && isNumber(length.value) && length.value > 1;
  return (several ? [0, 1] : [0]).map((index) => cx.call(getItem, [int(index)]));
}

const isIterable = (dataset: Value): boolean =>
  dataset.kind === 'instance' && dataset.cls.isSubclassOf(iterableDatasetType);

function firstOf(cx: Context, dataset: Value): Value[] | undefined {
  for (const item of cx.iterate(dataset)) {
    if (item.kind !== 'unknown') return [item];
    break;
  }
  cx.openEnd();
  return undefined;
}

/** Whether two items of a data set hold tensors of the same shapes: then any two do. */
function isAlike(a: Value, b: Value): boolean {
  if (a.kind === 'tensor' && b.kind === 'tensor') {
    if (!a.shape || !b.shape) return a.shape === b.shape;
    return a.shape.length === b.shape.length && a.shape.every((dim, i) => equalDims(dim, b.shape![i]) !== false);
  }
  if ((a.kind === 'tuple' || a.kind === 'list') && (b.kind === 'tuple' || b.kind === 'list'))
    return a.items.length === b.items.length && a.items.every((item, i) => isAlike(item, b.items[i]));
  if (a.kind === 'dict' && b.kind === 'dict')
    return [...a.entries].every(([key, entry]) => {
      const other = b.entries.get(key);
      return other !== undefined && isAlike(entry.value, other.value);
    });
  return a.kind === b.kind;
}

/** @throws PyError RuntimeError where the tensors at one place of two items cannot be stacked */
function checkAlike(a: Value, b: Value): void {
  if (a.kind === 'tensor' && b.kind === 'tensor' && a.shape && b.shape && !isAlike(a, b)) {
    throw new PyError(
      'RuntimeError',
      said`A DataLoader stacks the items of a batch, but item 0 of the data set has shape ${formatShape(a.shape)} and item 1 ${formatShape(b.shape)}. Give all items one size, or the DataLoader a collate_fn that pads them.`,
      'broadcast-mismatch',
    );
  }
  if ((a.kind === 'tuple' || a.kind === 'list') && (b.kind === 'tuple' || b.kind === 'list'))
    a.items.forEach((item, i) => i < b.items.length && checkAlike(item, b.items[i]));
  if (a.kind === 'dict' && b.kind === 'dict')
    for (const [key, entry] of a.entries) {
      const other = b.entries.get(key);
      if (other) checkAlike(entry.value, other.value);
    }
}

/** `default_collate`: items become tensors with the batch in front. @throws PyError TypeError for pictures */
function batchOf(cx: Context, item: Value, count: Dim): Value {
  const picture = pictureSize(item);
  if (picture) {
    throw new PyError(
      'TypeError',
      said`A DataLoader makes batches of tensors, arrays, numbers and containers of them, but an item of the data set is a picture. Give the data set transforms.ToTensor().`,
      'not-a-tensor',
    );
  }
  switch (item.kind) {
    case 'tensor':
      return item.shape
        ? tensorOf([count, ...item.shape], item.dtype)
        : shapeless(item.reason ?? cx.unknown('an item of the data set'), item.dtype);
    case 'tuple':
    case 'list':
      return list(item.items.map((part) => batchOf(cx, part, count)));
    case 'dict':
      return makeDict(
        cx,
        [...item.entries.values()].map(({ key, value }) => [key, batchOf(cx, value, count)] as const),
      );
    case 'int':
      return tensorOf([count], 'int64');
    case 'bool':
      return tensorOf([count], 'bool');
    case 'float':
      return tensorOf([count], 'float64');
    default:
      return cx.unknown('an item of the data set');
  }
}

/** `default_convert`, of a loader that makes no batches: arrays become tensors. */
function converted(item: Value): Value {
  if (item.kind === 'tensor')
    return item.shape
      ? tensorOf(item.shape, item.dtype, item.data)
      : item.reason
        ? shapeless(item.reason, item.dtype)
        : item;
  if (item.kind === 'tuple' || item.kind === 'list') return list(item.items.map(converted));
  return item;
}

/** The length of several data sets in a row. */
function lengthOfAll(cx: Context, datasets: Value): Value {
  const lengths = cx.sequence(datasets)?.map((dataset) => lengthOf(cx, dataset));
  const other = lengths ? lengths.find((length) => length.kind !== 'int') : cx.unknown('the length of the data sets');
  return other ?? lengths!.reduce((a, b) => cx.binary('+', a, b), int(0));
}

/**
 * The lengths of the parts of `random_split`: fractions of the whole are rounded down, and what is left goes to the parts one by
 * one (torch/utils/data/dataset.py).
 */
function partLengths(cx: Context, dataset: Value, parts: readonly Value[]): Value[] {
  const whole = lengthOf(cx, dataset);
  if (!parts.every((part) => part.kind === 'float' && isNumber(part.value))) {
    const sizes = parts.map((part) => (part.kind === 'int' ? part.value : undefined));
    const sum = sizes.every((size) => size !== undefined) ? sizes.reduce(add, 0) : undefined;
    if (sum !== undefined && whole.kind === 'int' && equalDims(sum, whole.value) === false) {
      throw new PyError(
        'ValueError',
        said`Sum of input lengths does not equal the length of the input dataset: ${formatDim(sum)}, and not ${formatDim(whole.value)}`,
        'argument-value',
      );
    }
    return [...parts];
  }
  if (whole.kind !== 'int' || !isNumber(whole.value))
    return parts.map(() => cx.unknown('the length of a part of a data set'));
  const length = whole.value;
  const least = parts.map((part) => Math.floor(length * ((part as FloatValue).value as number)));
  const left = length - least.reduce((a, b) => a + b, 0);
  return least.map((count, i) => int(count + Math.floor(left / least.length) + (i < left % least.length ? 1 : 0)));
}

/** A data set that hands on the items of others: part of one, or several in a row. */
const partOf = (name: string, first: (datasets: Value, cx: Context) => Value): ClassValue =>
  nativeClass('torch.utils.data', name, [datasetType], {
    __init__: native(name, 'self, dataset, indices=None', (a, cx) => {
      cx.setAttr(a.get('self'), 'dataset', first(a.get('dataset'), cx));
      cx.setAttr(a.get('self'), 'indices', a.get('indices'));
      if (a.isNone('indices')) cx.setAttr(a.get('self'), 'length', lengthOfAll(cx, a.get('dataset')));
      return NONE;
    }),
    __getitem__: native('__getitem__', 'self, index', (a, cx) =>
      cx.getItem(cx.getAttr(a.get('self'), 'dataset'), int(cx.unknownDim('an index into a part of a data set'))),
    ),
    __len__: native('__len__', 'self', (a, cx) => {
      const indices = cx.getAttr(a.get('self'), 'indices');
      return indices.kind === 'none' ? cx.getAttr(a.get('self'), 'length') : lengthOf(cx, indices);
    }),
  });

const subset = partOf('Subset', (dataset) => dataset);

/** `default_collate(batch)`: of items that are alike. */
const defaultCollate = native('default_collate', 'batch', (a, cx) => {
  const items = cx.sequence(a.get('batch'));
  return items?.length && items.every((item) => isAlike(item, items[0]))
    ? batchOf(cx, items[0], items.length)
    : cx.unknown('what a DataLoader gives depends on its data set');
});

export const dataAttributes: Record<string, Value> = {
  Dataset: datasetType,
  IterableDataset: iterableDatasetType,
  TensorDataset: tensorDataset,
  DataLoader: dataLoader,
  Subset: subset,
  default_collate: defaultCollate,
  ConcatDataset: partOf(
    'ConcatDataset',
    (datasets, cx) => cx.sequence(datasets)?.[0] ?? cx.unknown('the data sets that are joined'),
  ),
  ...Object.fromEntries(
    ['Sampler', 'RandomSampler', 'SequentialSampler', 'BatchSampler', 'DistributedSampler'].map((name) => [
      name,
      opaqueClass('torch.utils.data', name, ['set_epoch']),
    ]),
  ),
  WeightedRandomSampler: opaqueClass('torch.utils.data', 'WeightedRandomSampler', [], {
    __init__: native('WeightedRandomSampler', 'self, weights, num_samples, *args, **kwargs', (a, cx) => {
      cx.setAttr(a.get('self'), 'num_samples', a.get('num_samples'));
      return NONE;
    }),
    __len__: native('__len__', 'self', (a, cx) => cx.getAttr(a.get('self'), 'num_samples')),
  }),
  random_split: native('random_split', 'dataset, lengths, generator=None', (a, cx) => {
    const parts = cx.sequence(a.get('lengths'));
    if (!parts) return cx.unknown('the parts of random_split are not known');
    const indices = (count: Value): Value =>
      count.kind === 'int' && isNumber(count.value)
        ? new RangeValue(0, count.value, 1)
        : cx.unknown('the length of a part of a data set');
    const counts = partLengths(cx, a.get('dataset'), parts);
    return list(counts.map((count) => cx.construct(subset, [a.get('dataset'), indices(count)], new Map())));
  }),
};
