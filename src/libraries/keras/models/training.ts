/** Training: nothing is trained, but a model that is fitted or asked to predict is called on data of that shape. */
import { configOf } from '../configs';
import { isNumber, type Dim, type Shape } from '../../../shape';
import { PyError } from '../../../python/interpreter/errors';
import { said } from '../../../protocol/say';
import type { Context } from '../../../python/interpreter/context';
import { dictGet } from '../../../python/builtins/containers';
import { native } from '../../../python/interpreter/native';
import type { InstanceValue } from '../../../python/interpreter/values';
import { FunctionValue, NONE, TensorValue, tuple, type Value } from '../../../python/interpreter/values';
import { ndarray } from '../../numpy/classes';
import { mapTensors, tensorsIn } from '../../tensorflow/node';
import { NONE_DIM } from '../../tensorflow/staticShape';
import { makeTensor } from '../../tensorflow/tensorClasses';
import { datasetElement } from '../../tensorflow/dataset';
import { optimizers } from '../training';
import { save } from './copies';
import { historyOf, numbersOf } from './history';
import { checkLabels } from './labels';
import { checkMetric } from './metricShapes';

/**
 * A list of numbers or texts is one input, an array of them: so Keras 2 takes it, while Keras 3 asks for the array itself
 * (and analysis does not know which is installed).
 */
function asArray(data: Value): Value {
  const items = data.kind === 'list' || data.kind === 'tuple' ? data.items : [];
  const [dtype] = ['str', 'float', 'int', 'bool'].filter((kind) => items[0]?.kind === kind);
  if (!dtype || !items.every(({ kind }) => kind === dtype)) return data;
  return makeTensor([items.length], dtype === 'int' || dtype === 'float' ? `${dtype}64` : dtype);
}

/** A batch of the data a model is fitted on: the number of examples in a batch is not fixed. */
function batchOf(data: Value): Value {
  const element = datasetElement(data);
  if (element) return element.kind === 'tuple' ? (element.items[0] ?? NONE) : element;
  return mapTensors(asArray(data), (tensor) => {
    const shape: Shape | undefined =
      tensor.shape && tensor.shape.length > 0 ? [NONE_DIM, ...tensor.shape.slice(1)] : undefined;
    return shape ? makeTensor(shape, tensor.dtype) : tensor;
  });
}

/** The labels of a batch of the data a model is fitted on. */
function labelsOf(data: Value, labels: Value): Value {
  const element = datasetElement(data);
  return element?.kind === 'tuple' ? (element.items[1] ?? NONE) : batchOf(labels);
}

/** Every output with the loss and the labels of its name or its place, as `compile` and `fit` take them. */
function checkEach(cx: Context, model: InstanceValue, loss: Value, labels: Value, output: Value): void {
  const outputs = output.kind === 'list' || output.kind === 'tuple' ? output.items : [output];
  const names = cx.sequence(cx.getAttr(model, 'output_names')) ?? [];
  const of = (given: Value, i: number): Value => {
    if (given.kind === 'list' || given.kind === 'tuple') return given.items[i] ?? NONE;
    const name = names[i];
    if (given.kind !== 'dict') return given;
    return (name && dictGet(cx, given, name)) ?? NONE;
  };
  checkNames(cx, loss, names, outputs.length);
  outputs.forEach((made, i) => checkLabels(of(loss, i), of(labels, i), made));
  const metrics = model.attrs.get('_compiled_metrics') ?? NONE;
  outputs.forEach((made, i) => {
    const own = outputs.length > 1 || metrics.kind === 'dict' ? of(metrics, i) : metrics;
    for (const metric of own.kind === 'list' || own.kind === 'tuple' ? own.items : [own])
      checkMetric(metric, of(labels, i), made);
  });
}

/**
 * Losses of several outputs go by the names of the outputs (`CompileLoss`, keras/src/trainers/compile_utils.py, Keras 3.15; Keras 2
 * refuses other names as well). @throws PyError ValueError for a name that no output has
 */
function checkNames(cx: Context, loss: Value, names: readonly Value[], outputs: number): void {
  if (loss.kind !== 'dict' || loss.open || outputs < 2 || names.length !== outputs) return;
  const known = names.map((name) => (name.kind === 'str' ? name.value : undefined));
  const wrong = [...loss.entries.values()].find(({ key }) => key.kind === 'str' && !known.includes(key.value));
  if (!wrong || known.includes(undefined)) return;
  throw new PyError(
    'ValueError',
    said`The model has no output ${cx.repr(wrong.key)} for a loss: its outputs are ${known.join(', ')}.`,
    'argument-name',
  );
}

/** What a generator gives first, where data come from one; the data themselves otherwise. A generator is read where `fit` reads it. */
function firstOf(cx: Context, data: Value): { data: Value; isBatch: boolean } {
  if (data.kind !== 'iterator') return { data, isBatch: false };
  const next = data.iterator.next();
  return { data: next.done ? cx.unknown('the generator gives nothing') : next.value, isBatch: true };
}

/**
 * Arrays that are fitted together have as many examples each (`data_adapter_utils.check_data_cardinality`, Keras 3.15; Keras 2 has the
 * same rule). @throws PyError ValueError for others
 */
function checkCardinality(data: Value, labels: Value): void {
  const counts = [data, labels].map((value) =>
    tensorsIn(asArray(value)).flatMap(({ shape }) => (isNumber(shape?.[0] ?? NaN) ? [shape![0] as number] : [])),
  );
  const [examples, targets] = counts;
  if (new Set([...examples, ...targets]).size < 2) return;
  throw new PyError(
    'ValueError',
    targets.length > 0
      ? said`Data cardinality is ambiguous: x has ${examples.join(', ')} examples and y has ${targets.join(', ')}. All arrays must have the same number.`
      : said`Data cardinality is ambiguous: the arrays have ${examples.join(', ')} examples. All must have the same number.`,
    'input-size-mismatch',
  );
}

/** Calls the model on one batch, so that what does not fit is found where training would find it: in the program's own step, if its model has one. */
function callOnBatch(cx: Context, model: Value, data: Value, labels: Value, step: 'train_step' | 'test_step'): void {
  const given = firstOf(cx, data);
  if (given.isBatch) {
    // What a generator gives is a batch with its labels, or a batch alone.
    const parts = given.data.kind === 'tuple' ? given.data.items : [given.data];
    if (parts[0] && parts[0].kind !== 'iterator') callOnBatch(cx, model, parts[0], parts[1] ?? NONE, step);
    return;
  }
  checkCardinality(data, labels);
  const batch = batchOf(data);
  if (batch.kind === 'none' || batch.kind === 'unknown' || batch.kind === 'instance') return;
  const own = model.kind === 'instance' ? model.cls.lookup(step) : undefined;
  if (model.kind === 'instance' && own instanceof FunctionValue) {
    const truth = labelsOf(data, labels);
    cx.callMethod(model, step, [truth.kind === 'none' ? batch : tuple([batch, truth])]);
    return;
  }
  const output = cx.call(model, [batch]);
  const loss = model.kind === 'instance' ? model.attrs.get('loss') : undefined;
  if (loss && model.kind === 'instance') checkEach(cx, model, loss, labelsOf(data, labels), output);
}

const FIT =
  "self, x=None, y=None, batch_size=None, epochs=1, verbose='auto', callbacks=None, validation_split=0.0, " +
  'validation_data=None, shuffle=True, class_weight=None, sample_weight=None, initial_epoch=0, steps_per_epoch=None, ' +
  'validation_steps=None, validation_batch_size=None, validation_freq=1, **rest';

/** Predictions as NumPy arrays, one row per example. */
const predict = native(
  'predict',
  "self, x, batch_size=None, verbose='auto', steps=None, callbacks=None, **rest",
  (a, cx) => {
    const { data, isBatch } = firstOf(cx, a.get('x'));
    const element = isBatch && data.kind === 'tuple' ? data.items[0] : data;
    if (element.kind === 'instance' && !datasetElement(element))
      return cx.unknown('what a program gives batch by batch is not known');
    const result = cx.call(a.get('self'), [datasetElement(element) ? batchOf(element) : asArray(element)]);
    return mapTensors(result, (tensor) => {
      const count = (): Dim => cx.unknownDim('how many batches come is not known');
      const shape = isBatch && tensor.shape ? [count(), ...tensor.shape.slice(1)] : tensor.shape;
      const array = new TensorValue(ndarray, shape, tensor.dtype, tensor.reason);
      if (!isBatch) array.data = tensor.data;
      return array;
    });
  },
);

/** An optimizer by its word in any spelling (`keras.optimizers.get`). */
function optimizerOf(cx: Context, given: Value): Value {
  if (given.kind !== 'str') return given;
  const word = given.value.toLowerCase();
  const found = Object.entries(optimizers).find(([name]) => name.toLowerCase() === word);
  return found ? cx.call(found[1]) : given;
}

export const trainingMethods: Record<string, Value> = {
  compile: native('compile', 'self, *args, **kwargs', (a, cx) => {
    const self = a.get('self') as InstanceValue;
    cx.touch(self);
    const optimizer = a.extra.get('optimizer') ?? a.rest[0];
    if (optimizer) self.attrs.set('optimizer', optimizerOf(cx, optimizer));
    const loss = a.extra.get('loss') ?? a.rest[1];
    if (loss) self.attrs.set('loss', loss);
    self.attrs.set('_compiled_metrics', a.extra.get('metrics') ?? NONE);
    return NONE;
  }),
  fit: native('fit', FIT, (a, cx) => {
    callOnBatch(cx, a.get('self'), a.get('x'), a.get('y'), 'train_step');
    return historyOf(cx, a);
  }),
  fit_generator: native(
    'fit_generator',
    'self, generator, steps_per_epoch=None, epochs=1, verbose=1, callbacks=None, validation_data=None, validation_split=None, initial_epoch=0, **rest',
    (a, cx) => historyOf(cx, a),
  ),
  evaluate: native('evaluate', 'self, x=None, y=None, **rest', (a, cx) => {
    callOnBatch(cx, a.get('self'), a.get('x'), a.get('y'), 'test_step');
    return numbersOf(cx, a);
  }),
  predict,
  predict_on_batch: predict,
  train_on_batch: native('train_on_batch', 'self, x, y=None, **rest', (a, cx) => {
    cx.call(a.get('self'), [a.get('x')]);
    return numbersOf(cx, a);
  }),
  save,
  save_weights: native('save_weights', 'self, *args, **kwargs', () => NONE),
  load_weights: native('load_weights', 'self, *args, **kwargs', () => NONE),
  export: native('export', 'self, *args, **kwargs', () => NONE),
  reset_states: native('reset_states', 'self', () => NONE),
  to_json: native('to_json', 'self, **kwargs', (a, cx) =>
    configOf(cx, a.get('self'), cx.unknown('the JSON of a model')),
  ),
};
