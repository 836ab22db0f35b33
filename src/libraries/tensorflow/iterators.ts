/** Iterators of TensorFlow 1 over data sets, and elements that are told by their types and shapes. */
import { native, nativeClass, staticMethod, type Bound } from '../../python/interpreter/native';
import type { Context } from '../../python/interpreter/context';
import {
  DictValue,
  NONE,
  TensorValue,
  list,
  tuple,
  type ClassValue,
  type Value,
} from '../../python/interpreter/values';
import { dtypeArg } from '../common/dtypes';
import { readShape } from './staticShape';
import { tensorClass } from './tensorClasses';

/**
 * The element that a structure of types and one of shapes tell (`output_types` and `output_shapes` in
 * tensorflow/python/data/ops/iterator_ops.py): without shapes the ranks are not known.
 */
export function elementOf(cx: Context, types: Value, shapes: Value): Value | undefined {
  if (types.kind === 'none' || types.kind === 'unknown') return undefined;
  if (types.kind === 'dict') return ofEntries(cx, types, shapes);
  if (types.kind !== 'tuple' && types.kind !== 'list') return oneTensor(cx, types, shapes);
  const parts = partsOf(shapes, types.items.length);
  const items = types.items.map((type, i) => elementOf(cx, type, parts?.[i] ?? shapes));
  return items.every((item) => item !== undefined) ? tuple(items) : undefined;
}

/** The shapes of several tensors, where as many are given. */
function partsOf(shapes: Value, count: number): readonly Value[] | undefined {
  const isSequence = shapes.kind === 'tuple' || shapes.kind === 'list';
  return isSequence && shapes.items.length === count ? shapes.items : undefined;
}

function ofEntries(cx: Context, types: DictValue, shapes: Value): Value | undefined {
  const made = new DictValue(types.cls);
  for (const [hash, { key, value }] of types.entries) {
    const element = elementOf(cx, value, shapes.kind === 'dict' ? (shapes.entries.get(hash)?.value ?? NONE) : shapes);
    if (!element) return undefined;
    made.entries.set(hash, { key, value: element });
  }
  return made;
}

function oneTensor(cx: Context, type: Value, shape: Value): Value {
  const sizes = shape.kind === 'none' ? undefined : readShape(shape, cx, 'output_shapes');
  const reason = sizes ? undefined : cx.unknown('the dataset does not say the shapes of its elements');
  return new TensorValue(tensorClass, sizes, dtypeArg(type) ?? 'float32', reason);
}

/** The types of a structure's tensors, in its form. */
export function typesOf(element: Value, typeOf: (tensor: TensorValue) => Value): Value {
  switch (element.kind) {
    case 'tuple':
      return tuple(element.items.map((item) => typesOf(item, typeOf)));
    case 'list':
      return list(element.items.map((item) => typesOf(item, typeOf)));
    case 'dict': {
      const types = new DictValue(element.cls);
      for (const [hash, { key, value }] of element.entries)
        types.entries.set(hash, { key, value: typesOf(value, typeOf) });
      return types;
    }
    case 'tensor':
      return typeOf(element);
    default:
      return element;
  }
}

/** `tf.data.Iterator`: one that is made for types and shapes is a data set of such elements, initialised from others later. */
export function iteratorClass(datasetClass: ClassValue, datasetOf: (element: Value | undefined) => Value): ClassValue {
  const made = (a: Bound, cx: Context) => datasetOf(elementOf(cx, a.get('output_types'), a.get('output_shapes')));
  return nativeClass('tensorflow.data', 'Iterator', [datasetClass], {
    from_structure: staticMethod(
      native('from_structure', 'output_types, output_shapes=None, shared_name=None, output_classes=None', made),
    ),
    from_string_handle: staticMethod(
      native('from_string_handle', 'string_handle, output_types, output_shapes=None, output_classes=None', made),
    ),
  });
}
