/** `tf.data.Dataset` as far as shapes go: what one element is, not which examples there are. */
import type { Dim, Shape } from '../../shape';
import type { Context } from '../../python/interpreter/context';
import { getter, native, nativeClass, staticMethod } from '../../python/interpreter/native';
import { sampling } from '../../python/interpreter/iteration';
import { types } from '../../python/interpreter/types';
import {
  DictValue,
  InstanceValue,
  NONE,
  TensorValue,
  str,
  tuple,
  type ClassValue,
  type Value,
} from '../../python/interpreter/values';
import { ndarray } from '../numpy/classes';
import { convert } from './convert';
import { elementOf, iteratorClass, typesOf } from './iterators';
import { mapTensors } from './node';
import { NONE_DIM, isNoneDim, readSize } from './staticShape';
import { makeTensor } from './tensorClasses';
import { tensorShape } from './tensorShape';
import { specOf, tensorOfSpec } from './tensorSpec';

/** What a dataset gives one after the other; undefined where it is not known. */
class Elements {
  constructor(readonly element: Value | undefined) {}
}

/** The element of a dataset, or undefined for anything else. */
export function datasetElement(value: Value): Value | undefined {
  return value.kind === 'instance' && value.native instanceof Elements ? value.native.element : undefined;
}

/** A dataset of such elements; undefined where they are not known. */
export function datasetOf(element: Value | undefined): InstanceValue {
  const made = new InstanceValue(datasetClass);
  made.native = new Elements(element);
  return made;
}

/** Every tensor with its shape changed; numbers are forgotten. */
function reshaped(element: Value | undefined, change: (shape: Shape) => Shape): Value | undefined {
  return element && mapTensors(element, (tensor) => makeTensor(tensor.shape && change(tensor.shape), tensor.dtype));
}

/** Lists and arrays of a structure as tensors; tuples and dicts stay structures. */
function asTensors(cx: Context, value: Value): Value {
  if (value.kind === 'tuple') return tuple(value.items.map((item) => asTensors(cx, item)));
  if (value.kind === 'dict') {
    const tensors = new DictValue(value.cls);
    for (const [hash, { key, value: item }] of value.entries)
      tensors.entries.set(hash, { key, value: asTensors(cx, item) });
    tensors.open = value.open;
    return tensors;
  }
  return convert(cx, value);
}

/** Tensors in place of their specifications. */
function ofSpecs(value: Value): Value {
  if (value.kind === 'tuple') return tuple(value.items.map(ofSpecs));
  return value.kind === 'instance' ? (tensorOfSpec(value) ?? value) : value;
}

const keep = (name: string): Value =>
  native(name, 'self, *args, **kwargs', (a) => datasetOf(datasetElement(a.get('self'))));

/** The number of elements in a batch: known where the last one is dropped, None otherwise. */
function batchSize(cx: Context, size: Value, drop: boolean): Dim {
  return drop ? readSize(size, cx, 'batch_size') : NONE_DIM;
}

/** What a function makes of one element; a tuple is handed over part by part. */
function mapped(cx: Context, dataset: Value, fn: Value): Value | undefined {
  const element = datasetElement(dataset);
  return element && cx.call(fn, element.kind === 'tuple' ? [...element.items] : [element]);
}

/** The elements of the datasets that a function makes of the elements. */
function flattened(cx: Context, dataset: Value, fn: Value): Value {
  const made = mapped(cx, dataset, fn);
  return datasetOf(made && datasetElement(made));
}

function outputShapes(cx: Context, dataset: Value): Value {
  const element = datasetElement(dataset);
  return element ? mapTensors(element, (tensor) => tensorShape(tensor.shape)) : cx.unknown(UNKNOWN_ELEMENTS);
}

function outputTypes(cx: Context, dataset: Value): Value {
  const element = datasetElement(dataset);
  return element ? typesOf(element, ({ dtype }) => str(dtype ?? 'float32')) : cx.unknown(UNKNOWN_ELEMENTS);
}

const UNKNOWN_ELEMENTS = 'the elements of the dataset are not known';

const methods: Record<string, Value> = {
  batch: native('batch', 'self, batch_size, drop_remainder=False, **kwargs', (a, cx) => {
    const size = batchSize(cx, a.get('batch_size'), a.truth('drop_remainder') ?? false);
    return datasetOf(reshaped(datasetElement(a.get('self')), (shape) => [size, ...shape]));
  }),
  padded_batch: native(
    'padded_batch',
    'self, batch_size, padded_shapes=None, padding_values=None, drop_remainder=False',
    (a, cx) => {
      const size = batchSize(cx, a.get('batch_size'), a.truth('drop_remainder') ?? false);
      return datasetOf(reshaped(datasetElement(a.get('self')), (shape) => [size, ...shape.map(() => NONE_DIM)]));
    },
  ),
  unbatch: native('unbatch', 'self', (a) =>
    datasetOf(reshaped(datasetElement(a.get('self')), (shape) => shape.slice(1))),
  ),
  map: native('map', 'self, map_func, num_parallel_calls=None, deterministic=None, **kwargs', (a, cx) => {
    const result = mapped(cx, a.get('self'), a.get('map_func'));
    return datasetOf(result?.kind === 'unknown' ? undefined : result);
  }),
  // Each element is made into a dataset of its own, whose elements come one after the other.
  flat_map: native('flat_map', 'self, map_func, name=None', (a, cx) => flattened(cx, a.get('self'), a.get('map_func'))),
  interleave: native('interleave', 'self, map_func, *args, **kwargs', (a, cx) =>
    flattened(cx, a.get('self'), a.get('map_func')),
  ),
  // A window is a dataset of some neighbours; of a structure, each part has a dataset.
  window: native('window', 'self, size, shift=None, stride=1, drop_remainder=False, name=None', (a) => {
    const element = datasetElement(a.get('self'));
    return datasetOf(element && mapTensors(element, datasetOf));
  }),
  enumerate: native('enumerate', 'self, start=0, name=None', (a) => {
    const element = datasetElement(a.get('self'));
    return datasetOf(element && tuple([makeTensor([], 'int64'), element]));
  }),
  apply: native('apply', 'self, transformation_func', (a, cx) =>
    cx.call(a.get('transformation_func'), [a.get('self')]),
  ),
  concatenate: keep('concatenate'),
  take: keep('take'),
  skip: keep('skip'),
  shuffle: keep('shuffle'),
  repeat: keep('repeat'),
  prefetch: keep('prefetch'),
  cache: keep('cache'),
  filter: keep('filter'),
  shard: keep('shard'),
  with_options: keep('with_options'),
  element_spec: getter('element_spec', (self, cx) => {
    const element = datasetElement(self);
    if (!element) return cx.unknown('the elements of the dataset are not known');
    return mapTensors(element, (tensor) => specOf(tensor.shape, tensor.dtype));
  }),
  as_numpy_iterator: native('as_numpy_iterator', 'self', (a, cx) => {
    const element = datasetElement(a.get('self'));
    const why = cx.unknown('how many elements come is not known');
    if (!element) return cx.unknown('the elements of the dataset are not known');
    const arrays = mapTensors(element, ({ shape, dtype }) => new TensorValue(ndarray, shape, dtype));
    return sampling(cx, [arrays], why, 'NumpyIterator');
  }),
  get_single_element: native(
    'get_single_element',
    'self, name=None',
    (a, cx) => datasetElement(a.get('self')) ?? cx.unknown('the elements of the dataset are not known'),
  ),
  cardinality: native('cardinality', 'self', (_a, cx) => cx.unknown('how many elements come is not known')),
  // A loop over a dataset runs its body on one element: all have the same static shapes.
  __iter__: native('__iter__', 'self', (a, cx) => {
    const element = datasetElement(a.get('self'));
    if (!element) return cx.unknown('the elements of the dataset are not known');
    // What is read has sizes, where the static shape has None: the last batch may be smaller than the others.
    const size = (dim: Dim): Dim => (isNoneDim(dim) ? cx.unknownDim('the last batch may be smaller') : dim);
    const read = reshaped(element, (shape) => shape.map(size)) ?? element;
    return sampling(cx, [read], cx.unknown('how many elements come is not known'), 'OwnedIterator');
  }),
  make_one_shot_iterator: native('make_one_shot_iterator', 'self', (a) => a.get('self')),
  make_initializable_iterator: native('make_initializable_iterator', 'self', (a) => a.get('self')),
  initializer: getter('initializer', () => NONE),
  make_initializer: native('make_initializer', 'self, dataset, name=None', () => NONE),
  string_handle: native('string_handle', 'self, name=None', () => makeTensor([], 'str')),
  output_types: getter('output_types', (self, cx) => outputTypes(cx, self)),
  output_shapes: getter('output_shapes', (self, cx) => outputShapes(cx, self)),
  get_next: native(
    'get_next',
    'self, name=None',
    (a, cx) => datasetElement(a.get('self')) ?? cx.unknown('the elements of the dataset are not known'),
  ),
  from_tensor_slices: staticMethod(
    native('from_tensor_slices', 'tensors, name=None', (a, cx) =>
      datasetOf(reshaped(asTensors(cx, a.get('tensors')), (shape) => shape.slice(1))),
    ),
  ),
  from_tensors: staticMethod(
    native('from_tensors', 'tensors, name=None', (a, cx) => datasetOf(asTensors(cx, a.get('tensors')))),
  ),
  from_generator: staticMethod(
    native(
      'from_generator',
      'generator, output_types=None, output_shapes=None, args=None, output_signature=None, name=None',
      (a, cx) => {
        const signature = a.get('output_signature');
        if (signature.kind !== 'none') return datasetOf(ofSpecs(signature));
        return datasetOf(elementOf(cx, a.get('output_types'), a.get('output_shapes')));
      },
    ),
  ),
  list_files: staticMethod(
    native('list_files', 'file_pattern, *args, **kwargs', () => datasetOf(makeTensor([], 'str'))),
  ),
  range: staticMethod(native('range', '*args, **kwargs', () => datasetOf(makeTensor([], 'int64')))),
  zip: staticMethod(
    native('zip', '*datasets, name=None', (a, cx) => {
      const given = a.rest.length === 1 ? (cx.sequence(a.rest[0]) ?? []) : a.rest;
      const elements = given.map(datasetElement);
      return datasetOf(elements.every((element) => element !== undefined) ? tuple(elements as Value[]) : undefined);
    }),
  ),
};

/** Functions of `tf.data` and `tf.compat.v1.data` that take data sets. */
export const datasetFunctions: Readonly<Record<string, Value>> = {
  make_one_shot_iterator: native('make_one_shot_iterator', 'dataset', (a) => a.get('dataset')),
  make_initializable_iterator: native('make_initializable_iterator', 'dataset, shared_name=None', (a) =>
    a.get('dataset'),
  ),
  get_output_shapes: native('get_output_shapes', 'dataset_or_iterator', (a, cx) =>
    outputShapes(cx, a.get('dataset_or_iterator')),
  ),
  get_output_types: native('get_output_types', 'dataset_or_iterator', (a, cx) =>
    outputTypes(cx, a.get('dataset_or_iterator')),
  ),
};

export const datasetClass: ClassValue = nativeClass('tensorflow.data', 'Dataset', [types.object], methods);

export const datasetIterator: ClassValue = iteratorClass(datasetClass, datasetOf);
