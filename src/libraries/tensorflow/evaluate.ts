/** What `sess.run` and `tensor.eval()` compute: the graph again, with what is fed in place of the placeholders. */
import { formatShape, isNumber } from '../../shape';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { DictValue, ListValue, NONE, TensorValue, TupleValue, type Value } from '../../python/interpreter/values';
import { numpyFamily } from '../numpy/classes';
import { convert } from './convert';
import { infoOf, mapTensors, replay, tensorByName } from './node';
import { dependencyOf } from './graphOperation';
import { shapeText } from './tensorShape';
import { said } from '../../protocol/say';

/** The array of a tensor, as `numpy()`, `eval()` and `sess.run` give it: a scalar where it has no axis. */
export function asArray(tensor: TensorValue): TensorValue {
  const cls = numpyFamily.resultClass(tensor.dtype, tensor.shape);
  const array = new TensorValue(cls, tensor.shape, tensor.dtype, tensor.reason);
  array.data = tensor.data;
  array.receptiveField = tensor.receptiveField;
  return array;
}

/** The values of fetches: tensors become arrays, operations None; lists, tuples and dicts keep their form. */
export function evaluate(cx: Context, fetches: Value, feedDict: Value): Value {
  const feeds = readFeeds(cx, feedDict);
  const effects: Value[] = [];
  const asked = withoutOperations(namedTensors(cx, fetches), effects);
  const targets = new TupleValue([asked, ...effects]);
  const values = replay(cx, targets, feeds, (placeholder) => unfed(cx, placeholder, feedDict));
  return arrays(values.kind === 'tuple' ? values.items[0] : values);
}

/** Fetches with None in place of operations, whose dependencies are put aside: what an operation of operations runs, too. */
function withoutOperations(fetches: Value, effects: Value[]): Value {
  const dependency = dependencyOf(fetches);
  if (dependency) {
    effects.push(withoutOperations(dependency, effects));
    return NONE;
  }
  if (fetches.kind === 'list') return new ListValue(fetches.items.map((item) => withoutOperations(item, effects)));
  if (fetches.kind === 'tuple')
    return new TupleValue(
      fetches.items.map((item) => withoutOperations(item, effects)),
      fetches.cls,
    );
  if (fetches.kind !== 'dict') return fetches;
  const asked = new DictValue(fetches.cls);
  for (const [hash, { key, value }] of fetches.entries)
    asked.entries.set(hash, { key, value: withoutOperations(value, effects) });
  asked.open = fetches.open;
  return asked;
}

/** Tensors in place of their names, through lists and tuples. */
function namedTensors(cx: Context, fetches: Value): Value {
  if (fetches.kind === 'str') return tensorByName(cx, fetches.value);
  if (fetches.kind === 'list') return new ListValue(fetches.items.map((item) => namedTensors(cx, item)));
  if (fetches.kind === 'tuple')
    return new TupleValue(
      fetches.items.map((item) => namedTensors(cx, item)),
      fetches.cls,
    );
  return fetches;
}

function arrays(value: Value): Value {
  return mapTensors(value, (tensor) => asArray(tensor));
}

/**
 * The feeds by tensor.
 * @throws PyError ValueError where a value does not fit the placeholder's static shape
 */
function readFeeds(cx: Context, feedDict: Value): Map<TensorValue, Value> {
  const feeds = new Map<TensorValue, Value>();
  if (feedDict.kind !== 'dict') return feeds;
  for (const entry of feedDict.entries.values()) {
    const { value } = entry;
    const key = namedTensors(cx, entry.key);
    if (key.kind !== 'tensor') continue;
    // A parameter that nobody gave is of the placeholder's shape, not a number.
    const fed = value.kind === 'unknown' ? value : convert(cx, value, key.dtype);
    if (fed.kind === 'tensor') {
      checkFed(cx, key, fed);
      feeds.set(key, narrowed(key, fed));
    } else feeds.set(key, withoutNode(key));
  }
  return feeds;
}

/** A tensor of the same static shape that stands for a value nobody knows. */
function withoutNode(placeholder: TensorValue): TensorValue {
  return new TensorValue(placeholder.cls, placeholder.shape, placeholder.dtype, placeholder.reason);
}

/** What is fed, with the sizes that the placeholder asks for where its own are not known. */
function narrowed({ shape }: TensorValue, fed: TensorValue): TensorValue {
  if (!shape || fed.shape?.every((dim, i) => isNumber(dim) || !isNumber(shape[i]))) return fed;
  const sizes = shape.map((dim, i) => (isNumber(dim) ? dim : (fed.shape?.[i] ?? dim)));
  return new TensorValue(fed.cls, sizes, fed.dtype, fed.reason);
}

function checkFed(cx: Context, placeholder: TensorValue, fed: TensorValue): void {
  const [own, given] = [placeholder.shape, fed.shape];
  if (!own || !given) return;
  const fits =
    own.length === given.length && own.every((dim, i) => !isNumber(dim) || !isNumber(given[i]) || dim === given[i]);
  if (fits) return;
  throw new PyError(
    'ValueError',
    said`Cannot feed value of shape ${formatShape(given)} for Tensor '${infoOf(placeholder).name ?? 'Placeholder:0'}', which has shape '${shapeText(cx, own)}'. Reshape what is fed, or make the placeholder's size None.`,
    'input-size-mismatch',
  );
}

/** Whether it is known which tensors are fed. */
function knowsFed(cx: Context, feedDict: Value): boolean {
  if (feedDict.kind !== 'dict') return feedDict.kind !== 'unknown';
  return !feedDict.open && [...feedDict.entries.values()].every(({ key }) => namedTensors(cx, key).kind !== 'unknown');
}

/**
 * A placeholder without a value: its default, or the error of TensorFlow.
 * @throws PyError InvalidArgumentError where every feed is known
 */
function unfed(cx: Context, placeholder: TensorValue, feedDict: Value): Value {
  const fallback = infoOf(placeholder).node?.call.args[0];
  if (fallback) return fallback;
  if (!knowsFed(cx, feedDict)) return withoutNode(placeholder);
  const name = (infoOf(placeholder).name ?? 'Placeholder').replace(/:0$/, '');
  throw new PyError(
    'InvalidArgumentError',
    said`You must feed a value for placeholder tensor '${name}' with dtype ${placeholder.dtype ?? 'float'} and shape ${shapeText(cx, placeholder.shape)}: add it to feed_dict.`,
    'placeholder-not-fed',
  );
}
