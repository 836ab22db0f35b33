/** TensorFlow's functions around tensors: `tf.function`, gradients, control flow, modules, logging. */
import type { Context } from '../../python/interpreter/context';
import { getter, native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import type { InstanceValue } from '../../python/interpreter/values';
import { FALSE, NONE, TRUE, TensorValue, int, list, str, tuple, type Value } from '../../python/interpreter/values';
import { allWeights, childLayers, isTrainable, layerName, ownWeights } from '../keras/layer';
import { dtypeArg } from '../common/dtypes';
import { isUnconnected } from './connected';
import { mapTensors } from './node';
import { operationOn } from './graphOperation';
import { opaqueClass } from './opaque';
import { stateOf } from './state';
import { quiet } from './operation';
import { makeTensor, tensorClass } from './tensorClasses';
import { runFunctionsEagerly, tfFunction } from './tracedFunction';
import { tensorSpecClass } from './tensorSpec';

/** A decorator, with arguments or without: the function stays as it is. */
const decorator = (name: string): Value =>
  native(name, 'func=None, *args, **kwargs', (a) =>
    a.isNone('func') ? native(name, 'func', (inner) => inner.get('func')) : a.get('func'),
  );

/** Gradients have the shapes of what they are taken by. */
const shapesLike = (sources: Value): Value => mapTensors(sources, (tensor) => makeTensor(tensor.shape, tensor.dtype));

export const gradientTapeClass = nativeClass('tensorflow', 'GradientTape', [types.object], {
  __init__: native('__init__', 'self, persistent=False, watch_accessed_variables=True', () => NONE),
  __enter__: native('__enter__', 'self', (a) => a.get('self')),
  __exit__: native('__exit__', 'self, *args', () => FALSE),
  watch: native('watch', 'self, tensor', () => NONE),
  stop_recording: native('stop_recording', 'self', (a) => a.get('self')),
  gradient: native('gradient', 'self, target, sources, output_gradients=None, unconnected_gradients=None', (a, cx) => {
    cx.trained();
    return shapesLike(a.get('sources'));
  }),
  jacobian: native('jacobian', 'self, target, sources, **kwargs', (_a, cx) => cx.unknown('a jacobian')),
});

const instance = (value: Value): InstanceValue => value as InstanceValue;

/**
 * The variables of a `tf.Module` and of those in it: its own first, then theirs, both by the names of the attributes
 * (`_flatten_module` in tensorflow/python/module/module.py).
 */
function variablesOf(module: InstanceValue): TensorValue[] {
  const found = new Set<TensorValue>();
  const seen = new Set<InstanceValue>();
  const visit = (layer: InstanceValue): void => {
    if (seen.has(layer)) return;
    seen.add(layer);
    const sorted = [...layer.attrs].sort(([a], [b]) => (a < b ? -1 : 1));
    const isModule = layer.cls.isSubclassOf(moduleClass);
    for (const weight of isModule ? ownWeights(layer, sorted) : allWeights(layer)) found.add(weight);
    if (isModule) childLayers(layer, sorted).forEach(visit);
  };
  visit(module);
  return [...found];
}

export const moduleClass = nativeClass('tensorflow', 'Module', [types.object], {
  __init__: native('__init__', 'self, name=None', (a, cx) => {
    const self = instance(a.get('self'));
    cx.touch(self);
    self.attrs.set('name', a.get('name').kind === 'str' ? a.get('name') : str(self.cls.name.toLowerCase()));
    return NONE;
  }),
  variables: getter('variables', (self) => list(variablesOf(instance(self)))),
  trainable_variables: getter('trainable_variables', (self) => list(variablesOf(instance(self)).filter(isTrainable))),
  submodules: getter('submodules', (self) => list(childLayers(instance(self)))),
});
moduleClass.hooks = {
  layer: {
    children: (self) => childLayers(self).map((child) => [layerName(child), child]),
    parameters: (self) => ownWeights(self).map((weight, i) => [String(i), weight]),
  },
};

/** Runs both branches of a conditional that is not known, and keeps what they agree on. */
const cond = native(
  'cond',
  'pred, true_fn=None, false_fn=None, name=None, fn1=None, fn2=None, strict=False',
  (a, cx) => {
    const truth = a.truth('pred');
    const [yes, no] = [
      a.isNone('true_fn') ? a.get('fn1') : a.get('true_fn'),
      a.isNone('false_fn') ? a.get('fn2') : a.get('false_fn'),
    ];
    if (truth !== undefined) return cx.call(truth ? yes : no, []);
    const [first, second] = [cx.call(yes, []), cx.call(no, [])];
    return agreed(cx, first, second);
  },
);

function agreed(cx: Context, a: Value, b: Value): Value {
  if (a.kind !== 'tensor' || b.kind !== 'tensor' || a.shape?.length !== b.shape?.length || !a.shape || !b.shape) {
    return a.kind === 'tensor' && b.kind === 'tensor' ? cx.unknown('the branches give tensors of different rank') : a;
  }
  const shape = a.shape.map((dim, i) =>
    dim === b.shape![i] ? dim : cx.unknownDim('the branches give different sizes'),
  );
  return makeTensor(shape, a.dtype);
}

const silent = (name: string): Value => native(name, '*args, **kwargs', () => NONE);

/** What a graph checks while it runs gives nothing. */
export const assertions: Record<string, Value> = Object.fromEntries(
  [
    'equal',
    'none_equal',
    'less',
    'less_equal',
    'greater',
    'greater_equal',
    'positive',
    'non_negative',
    'negative',
    'non_positive',
    'rank',
    'rank_at_least',
    'rank_in',
    'integer',
    'type',
    'scalar',
    'shapes',
    'near',
    'all_finite',
    'same_float_dtype',
  ].map((name) => [`assert_${name}`, silent(`assert_${name}`)]),
);

/** Tensors that Python code gives inside a graph: their types are told, not their shapes, which `set_shape` may say. */
function ofPython(cx: Context, types: Value): Value {
  if (types.kind === 'tuple' || types.kind === 'list') return list(types.items.map((type) => ofPython(cx, type)));
  const reason = cx.unknown('what Python code gives inside a graph');
  return types.kind === 'unknown' ? reason : new TensorValue(tensorClass, undefined, dtypeArg(types), reason);
}

export const rootFunctions: Record<string, Value> = {
  function: tfFunction,
  custom_gradient: decorator('custom_gradient'),
  GradientTape: gradientTapeClass,
  Module: moduleClass,
  TensorSpec: tensorSpecClass,
  cond,
  gradients: quiet('tf.gradients', 'ys, xs, *args, **kwargs', (a, cx) => {
    // A list in any case, unlike what a tape gives (tensorflow/python/ops/gradients_impl.py).
    const ofZeros = a.extra.has('unconnected_gradients') || !stateOf(cx).graphMode;
    const of = mapTensors(a.get('xs'), (x) =>
      !ofZeros && isUnconnected(a.get('ys'), x) ? NONE : makeTensor(x.shape, x.dtype),
    );
    if (of.kind === 'none') return list([of]);
    return of.kind === 'tensor' ? list([of]) : of;
  }),
  no_op: native('no_op', 'name=None', () => NONE),
  group: native('group', '*inputs, **kwargs', (a) => operationOn(tuple(a.rest))),
  tuple: native('tuple', 'tensors, *args, **kwargs', (a) => a.get('tensors')),
  assign: native('assign', 'ref, value, *args, **kwargs', (a, cx) =>
    cx.callMethod(a.get('ref'), 'assign', [a.get('value')]),
  ),
  assign_add: native('assign_add', 'ref, value, *args, **kwargs', (a, cx) =>
    cx.callMethod(a.get('ref'), 'assign_add', [a.get('value')]),
  ),
  assign_sub: native('assign_sub', 'ref, value, *args, **kwargs', (a, cx) =>
    cx.callMethod(a.get('ref'), 'assign_sub', [a.get('value')]),
  ),
  is_tensor: native('is_tensor', 'x', (a) => (a.get('x').kind === 'tensor' ? TRUE : FALSE)),
  py_func: native('py_func', 'func, inp, Tout, *args, **kwargs', (a, cx) => ofPython(cx, a.get('Tout'))),
  numpy_function: native('numpy_function', 'func, inp, Tout, *args, **kwargs', (a, cx) => ofPython(cx, a.get('Tout'))),
  py_function: native('py_function', 'func, inp, Tout, *args, **kwargs', (a, cx) => ofPython(cx, a.get('Tout'))),
  print: native('print', '*args, **kwargs', (a, cx) => {
    cx.print(`${a.rest.map((value) => cx.str(value)).join(' ')}\n`);
    return NONE;
  }),
  Print: native('Print', 'input_, data, *args, **kwargs', (a) => a.get('input_')),
  ...assertions,
  Assert: silent('Assert'),
};

/** In a graph a summary is an operation that gives the bytes to write; in version 2 it is written at once. */
const summary = (name: string): Value =>
  native(name, '*args, **kwargs', (_a, cx) => (stateOf(cx).graphMode ? makeTensor([], 'str') : NONE));

/** A writer of summaries: it is opened, written to and closed. */
export const writerClass = opaqueClass('tensorflow.summary', 'FileWriter', {
  ...Object.fromEntries(
    ['add_summary', 'add_graph', 'add_event', 'add_run_metadata', 'flush', 'close', 'reopen'].map((name) => [
      name,
      silent(name),
    ]),
  ),
  as_default: native('as_default', 'self, *args, **kwargs', (a) => a.get('self')),
  __enter__: native('__enter__', 'self', (a) => a.get('self')),
  __exit__: native('__exit__', 'self, *args', () => FALSE),
});

/** Writing summaries and logs has no result. */
export const summaryFunctions: Record<string, Value> = {
  ...Object.fromEntries(
    ['scalar', 'histogram', 'image', 'audio', 'text', 'merge', 'merge_all', 'tensor_summary'].map((name) => [
      name,
      summary(name),
    ]),
  ),
  FileWriter: writerClass,
  create_file_writer: native('create_file_writer', '*args, **kwargs', (_a, cx) => cx.call(writerClass)),
};

/** Summaries by the names they had before 1.0, in the root module. */
export const oldSummaries: Record<string, Value> = Object.fromEntries(
  ['scalar_summary', 'histogram_summary', 'image_summary', 'audio_summary', 'merge_summary', 'merge_all_summaries'].map(
    (name) => [name, summary(name)],
  ),
);

export const loggingFunctions: Record<string, Value> = {
  ...Object.fromEntries(
    [
      'set_verbosity',
      'info',
      'warn',
      'warning',
      'debug',
      'error',
      'fatal',
      'log',
      'flush',
      'log_first_n',
      'log_every_n',
    ].map((name) => [name, silent(name)]),
  ),
  ...Object.fromEntries(['DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].map((name, i) => [name, int(10 * (i + 1))])),
};

/** `tf.config`: devices and switches. */
export const configFunctions: Record<string, Value> = {
  list_physical_devices: native('list_physical_devices', 'device_type=None', () => list([])),
  list_logical_devices: native('list_logical_devices', 'device_type=None', () => list([])),
  set_visible_devices: silent('set_visible_devices'),
  run_functions_eagerly: runFunctionsEagerly,
};
