/**
 * `tf.estimator`: the model is a function of features, labels and a mode. Training, evaluation and prediction call it on one
 * batch of what the input function gives, as the estimator does when it builds its graph.
 */
import type { Context } from '../../python/interpreter/context';
import { native, nativeClass, type Bound } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import type { InstanceValue } from '../../python/interpreter/values';
import { FunctionValue, NONE, str, tuple, type Value } from '../../python/interpreter/values';
import { sampling } from '../../python/interpreter/iteration';
import { convert } from './convert';
import { datasetElement } from './dataset';
import { asArray } from './evaluate';
import { mapTensors } from './node';
import { opaqueClasses } from './opaque';
import { NONE_DIM } from './staticShape';
import { emptyGraph, enterGraph, enterGraphMode, leaveGraph } from './state';
import { makeTensor } from './tensorClasses';

const modeKeys = nativeClass('tensorflow.estimator', 'ModeKeys', [types.object], {
  TRAIN: str('train'),
  EVAL: str('eval'),
  PREDICT: str('infer'),
  INFER: str('infer'),
});

const specClass = nativeClass('tensorflow.estimator', 'EstimatorSpec', [types.object], {
  __init__: native('__init__', 'self, mode, predictions=None, loss=None, train_op=None, **kwargs', (a) => {
    const self = a.get('self') as InstanceValue;
    for (const name of ['mode', 'predictions', 'loss', 'train_op']) self.attrs.set(name, a.get(name));
    return NONE;
  }),
});

/** The parameters of a model function that the estimator fills where they are there. */
function accepts(fn: Value, name: string): boolean {
  return fn instanceof FunctionValue && fn.params.some((parameter) => parameter.name === name);
}

/** Features and labels of one batch. */
function batchOf(cx: Context, inputFn: Value): readonly [Value, Value] {
  const given = inputFn.kind === 'none' ? NONE : cx.call(inputFn);
  const element = datasetElement(given) ?? given;
  if ((element.kind === 'tuple' || element.kind === 'list') && element.items.length === 2) {
    return [element.items[0], element.items[1]];
  }
  return [element, NONE];
}

/** Builds the model's graph for a mode. */
function build(cx: Context, self: InstanceValue, inputFn: Value, mode: string): Value {
  const state = enterGraphMode(cx);
  // Every mode has a graph of its own.
  enterGraph(state, emptyGraph());
  try {
    return buildHere(cx, self, inputFn, mode);
  } finally {
    leaveGraph(state);
  }
}

function buildHere(cx: Context, self: InstanceValue, inputFn: Value, mode: string): Value {
  const modelFn = self.attrs.get('model_fn') ?? NONE;
  if (!(modelFn instanceof FunctionValue)) return cx.unknown('the model of the estimator is not known');
  const [features, labels] = batchOf(cx, inputFn);
  const kwargs = new Map<string, Value>();
  if (accepts(modelFn, 'labels')) kwargs.set('labels', mode === 'infer' ? NONE : labels);
  if (accepts(modelFn, 'mode')) kwargs.set('mode', str(mode));
  if (accepts(modelFn, 'params')) kwargs.set('params', self.attrs.get('params') ?? NONE);
  if (accepts(modelFn, 'config')) kwargs.set('config', self.attrs.get('config') ?? NONE);
  return cx.call(modelFn, [features], kwargs);
}

/** `train`, `evaluate` and `predict`: the graph is built; the results depend on training. */
function method(name: string, mode: string, result: (a: Bound, cx: Context, spec: Value) => Value): Value {
  return native(name, 'self, input_fn=None, *args, **kwargs', (a, cx) =>
    result(a, cx, build(cx, a.get('self') as InstanceValue, a.get('input_fn'), mode)),
  );
}

/** Predictions come one example after the other: what the model gives, as arrays without the axis of the batch. */
function predicted(a: Bound, cx: Context, spec: Value): Value {
  const given = spec.kind === 'instance' ? spec.attrs.get('predictions') : undefined;
  if (given?.kind !== 'dict' && given?.kind !== 'tensor') return trained(a, cx);
  const one = mapTensors(given, ({ shape, dtype }) => asArray(makeTensor(shape?.slice(1), dtype)));
  return sampling(cx, [one], cx.unknown('how many elements come is not known'), 'generator');
}

const trained = (_a: Bound, cx: Context): Value => cx.unknown('it depends on training');

const estimatorClass = nativeClass('tensorflow.estimator', 'Estimator', [types.object], {
  __init__: native(
    '__init__',
    'self, model_fn, model_dir=None, config=None, params=None, warm_start_from=None',
    (a, cx) => {
      const self = a.get('self') as InstanceValue;
      cx.touch(self);
      for (const name of ['model_fn', 'model_dir', 'config', 'params']) self.attrs.set(name, a.get(name));
      return NONE;
    },
  ),
  train: method('train', 'train', (a) => a.get('self')),
  evaluate: method('evaluate', 'eval', trained),
  predict: method('predict', 'infer', predicted),
  export_savedmodel: native('export_savedmodel', 'self, *args, **kwargs', trained),
  export_saved_model: native('export_saved_model', 'self, *args, **kwargs', trained),
  latest_checkpoint: native('latest_checkpoint', 'self', trained),
  get_variable_names: native('get_variable_names', 'self', trained),
  get_variable_value: native('get_variable_value', 'self, name', trained),
});

/** `numpy_input_fn` gives a function of batches: the last one may be smaller, so that its size is None. */
const numpyInputFn = native(
  'numpy_input_fn',
  'x, y=None, batch_size=128, num_epochs=1, shuffle=None, queue_capacity=1000, num_threads=1',
  (a, cx) => {
    const slices = (value: Value): Value =>
      mapTensors(value.kind === 'dict' ? value : convert(cx, value), (t) =>
        makeTensor(t.shape && [NONE_DIM, ...t.shape.slice(1)], t.dtype),
      );
    const features = slices(a.get('x'));
    const labels = a.isNone('y') ? undefined : slices(a.get('y'));
    return native('input_fn', '', () => (labels ? tuple([features, labels]) : features));
  },
);

export const estimatorFunctions: Record<string, Value> = {
  Estimator: estimatorClass,
  EstimatorSpec: specClass,
  ModeKeys: modeKeys,
  ...opaqueClasses('tensorflow.estimator', [
    'RunConfig',
    'TrainSpec',
    'EvalSpec',
    'DNNClassifier',
    'DNNRegressor',
    'LinearClassifier',
    'LinearRegressor',
    'BoostedTreesClassifier',
    'DNNLinearCombinedClassifier',
    'LatestExporter',
    'FinalExporter',
  ]),
  train_and_evaluate: native('train_and_evaluate', 'estimator, *args, **kwargs', () => NONE),
};

/** `tf.estimator.inputs`. */
export const estimatorInputs: Record<string, Value> = {
  numpy_input_fn: numpyInputFn,
  pandas_input_fn: native('pandas_input_fn', '*args, **kwargs', (_a, cx) => cx.unknown('a function of batches')),
};
