/** What training gives back: a history, and the numbers of an evaluation (keras/src/callbacks/history.py, Keras 3.15). */
import { isNumber } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { nativeClass, type Bound } from '../../../python/interpreter/native';
import { hashKey } from '../../../python/builtins/hash';
import { types } from '../../../python/interpreter/types';
import {
  DictValue,
  FunctionValue,
  InstanceValue,
  ListValue,
  int,
  list,
  str,
  type Value,
} from '../../../python/interpreter/values';
import { numberOf } from '../../tensorflow/staticShape';
import { snakeCase } from '../names';

const historyClass = nativeClass('keras.callbacks', 'History', [types.object]);

/** The names of a model's metrics in order; undefined where they are not known, as of several outputs. */
function metricNames(cx: Context, model: Value): string[] | undefined {
  if (model.kind !== 'instance' || model.cls.lookup('train_step') instanceof FunctionValue) return undefined;
  if (!model.attrs.has('loss') || cx.sequence(cx.getAttr(model, 'output_names'))?.length !== 1) return undefined;
  const given = model.attrs.get('_compiled_metrics');
  if (!given || given.kind === 'none') return [];
  const items = given.kind === 'list' && !given.open ? given.items : given.kind === 'str' ? [given] : undefined;
  const names = items?.map(nameOf);
  return names?.every((name) => name !== undefined) && new Set(names).size === names.length ? names : undefined;
}

/** A metric as the history calls it: by the word that was given, by its name, as its function. */
function nameOf(metric: Value): string | undefined {
  if (metric.kind === 'str') return metric.value;
  if (metric.kind === 'function') return metric.name;
  const own = metric.kind === 'instance' ? metric.attrs.get('name') : undefined;
  if (own?.kind === 'str') return own.value;
  return metric.kind === 'instance' && metric.cls.isNative ? snakeCase(metric.cls.name) : undefined;
}

/** What `fit` gives: one number for each epoch, which nobody knows without training. */
export function historyOf(cx: Context, a: Bound): InstanceValue {
  const result = new InstanceValue(historyClass);
  const values = new DictValue();
  const names = metricNames(cx, a.get('self'));
  const why = cx.unknown('losses and metrics exist only after training');
  const validates = !a.isNone('validation_data') || (numberOf(a.get('validation_split')) ?? 0) !== 0;
  const epochs = numberOf(a.get('epochs'));
  const first = numberOf(a.get('initial_epoch')) ?? 0;
  // A callback may end the training earlier, and adds numbers of its own.
  const isFixed = a.isNone('callbacks') && isNumber(epochs ?? NaN) && epochs! - first <= MOST;
  const each = (item: (epoch: number) => Value): Value => {
    const made = new ListValue(
      isFixed ? Array.from({ length: Math.max(0, epochs! - first) }, (_, i) => item(first + i)) : [],
    );
    if (!isFixed) made.open = why;
    return made;
  };
  for (const name of names ? ['loss', ...names] : []) {
    for (const word of validates ? [name, `val_${name}`] : [name]) {
      const key = str(word);
      values.entries.set(hashKey(key)!, { key, value: each(() => why) });
    }
  }
  if (!names || !a.isNone('callbacks')) values.open = why;
  result.attrs.set('history', values);
  result.attrs.set('epoch', each(int));
  result.attrs.set('model', a.get('self'));
  return result;
}

/** Of so many epochs each has an entry of its own. */
const MOST = 256;

/** What `evaluate` and `train_on_batch` give: the loss, or a list of it and the metrics. */
export function numbersOf(cx: Context, a: Bound): Value {
  const why = cx.unknown('losses and metrics exist only after training');
  const names = metricNames(cx, a.get('self'));
  const asDict = a.extra.get('return_dict');
  if (!names || names.length === 0 || (asDict && asDict.kind !== 'none' && cx.truth(asDict) !== false)) return why;
  return list(['loss', ...names].map(() => why));
}
