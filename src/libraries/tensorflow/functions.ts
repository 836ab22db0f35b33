/** TensorFlow's functions around tensors: `tf.function`, gradients, control flow, modules, logging. */
import type { Context } from '../../python/interpreter/context';
import { getter, native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import type { InstanceValue } from '../../python/interpreter/values';
import { FALSE, NONE, TRUE, int, list, str, type Value } from '../../python/interpreter/values';
import { allWeights, childLayers, isTrainable, layerName, ownWeights } from '../keras/layer';
import { mapTensors } from './node';
import { opaqueClass, opaqueClasses } from './opaque';
import { makeTensor } from './tensorClasses';
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

export const moduleClass = nativeClass('tensorflow', 'Module', [types.object], {
  __init__: native('__init__', 'self, name=None', (a, cx) => {
    const self = instance(a.get('self'));
    cx.touch(self);
    self.attrs.set('name', a.get('name').kind === 'str' ? a.get('name') : str(self.cls.name.toLowerCase()));
    return NONE;
  }),
  variables: getter('variables', (self) => list(allWeights(instance(self)))),
  trainable_variables: getter('trainable_variables', (self) => list(allWeights(instance(self)).filter(isTrainable))),
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
    const truth = cx.truth(a.get('pred'));
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

export const rootFunctions: Record<string, Value> = {
  function: decorator('function'),
  custom_gradient: decorator('custom_gradient'),
  GradientTape: gradientTapeClass,
  Module: moduleClass,
  TensorSpec: tensorSpecClass,
  cond,
  gradients: native('gradients', 'ys, xs, *args, **kwargs', (a) => shapesLike(a.get('xs'))),
  no_op: native('no_op', 'name=None', () => NONE),
  group: native('group', '*args, **kwargs', () => NONE),
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
  py_func: native('py_func', 'func, inp, Tout, *args, **kwargs', (_a, cx) =>
    cx.unknown('what Python code gives inside a graph'),
  ),
  numpy_function: native('numpy_function', 'func, inp, Tout, *args, **kwargs', (_a, cx) =>
    cx.unknown('what Python code gives inside a graph'),
  ),
  py_function: native('py_function', 'func, inp, Tout, *args, **kwargs', (_a, cx) =>
    cx.unknown('what Python code gives inside a graph'),
  ),
  print: native('print', '*args, **kwargs', (a, cx) => {
    cx.print(`${a.rest.map((value) => cx.str(value)).join(' ')}\n`);
    return NONE;
  }),
  Print: native('Print', 'input_, data, *args, **kwargs', (a) => a.get('input_')),
  assert_equal: native('assert_equal', '*args, **kwargs', () => NONE),
  Assert: native('Assert', '*args, **kwargs', () => NONE),
};

/** `tf.train` of TensorFlow 1: optimisers whose `minimize` is an operation that gives nothing. */
const optimizerAttrs: Record<string, Value> = {
  minimize: native('minimize', 'self, *args, **kwargs', () => NONE),
  apply_gradients: native('apply_gradients', 'self, *args, **kwargs', () => NONE),
  compute_gradients: native('compute_gradients', 'self, *args, **kwargs', (_a, cx) =>
    cx.unknown('gradients exist only in training'),
  ),
};
const OPTIMIZERS = [
  'GradientDescentOptimizer',
  'AdamOptimizer',
  'MomentumOptimizer',
  'RMSPropOptimizer',
  'AdagradOptimizer',
  'AdadeltaOptimizer',
  'FtrlOptimizer',
  'Optimizer',
];

export const trainFunctions: Record<string, Value> = {
  ...Object.fromEntries(OPTIMIZERS.map((name) => [name, opaqueClass('tensorflow.train', name, optimizerAttrs)])),
  ...opaqueClasses('tensorflow.train', [
    'Saver',
    'Checkpoint',
    'CheckpointManager',
    'Coordinator',
    'Supervisor',
    'ExponentialMovingAverage',
  ]),
  exponential_decay: native('exponential_decay', '*args, **kwargs', () => makeTensor([], 'float32')),
  piecewise_constant: native('piecewise_constant', '*args, **kwargs', () => makeTensor([], 'float32')),
  polynomial_decay: native('polynomial_decay', '*args, **kwargs', () => makeTensor([], 'float32')),
  get_or_create_global_step: native('get_or_create_global_step', '', () => makeTensor([], 'int64')),
  start_queue_runners: native('start_queue_runners', '*args, **kwargs', () => NONE),
};

const silent = (name: string): Value => native(name, '*args, **kwargs', () => NONE);

/** Writing summaries and logs has no result. */
export const summaryFunctions: Record<string, Value> = {
  ...Object.fromEntries(
    ['scalar', 'histogram', 'image', 'audio', 'text', 'merge', 'merge_all'].map((name) => [name, silent(name)]),
  ),
  FileWriter: opaqueClass('tensorflow.summary', 'FileWriter'),
};

export const loggingFunctions: Record<string, Value> = {
  ...Object.fromEntries(
    ['set_verbosity', 'info', 'warn', 'warning', 'debug', 'error', 'fatal', 'log'].map((name) => [name, silent(name)]),
  ),
  ...Object.fromEntries(['DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].map((name, i) => [name, int(10 * (i + 1))])),
};

/** `tf.config`: devices and switches. */
export const configFunctions: Record<string, Value> = {
  list_physical_devices: native('list_physical_devices', 'device_type=None', () => list([])),
  list_logical_devices: native('list_logical_devices', 'device_type=None', () => list([])),
  set_visible_devices: silent('set_visible_devices'),
  run_functions_eagerly: silent('run_functions_eagerly'),
};

export const appFunctions: Record<string, Value> = {
  run: native('run', 'main=None, argv=None', (a, cx) => {
    const main = a.isNone('main') ? cx.currentModule && cx.findAttr(cx.currentModule, 'main') : a.get('main');
    return main ? cx.call(main, [list([str('main')])]) : NONE;
  }),
};
