/** `tf.train` of TensorFlow 1: optimisers, savers, coordinators, schedules. Training itself is not done. */
import type { Context } from '../../python/interpreter/context';
import { native } from '../../python/interpreter/native';
import { NONE, list, str, tuple, type InstanceValue, type Value } from '../../python/interpreter/values';
import { isTrainable } from '../keras/layer';
import { writerClass } from './functions';
import { infoOf, mapTensors } from './node';
import { makeSlots } from './slots';
import { opaqueClass, opaqueClasses } from './opaque';
import { operationOn } from './graphOperation';
import { queueFunctions } from './queues';
import { stateOf } from './state';
import { makeTensor } from './tensorClasses';

/** Optimisers, whose `minimize` is an operation that gives nothing. */
const optimizerAttrs: Record<string, Value> = {
  minimize: native('minimize', 'self, loss, global_step=None, var_list=None, *args, **kwargs', (a, cx) => {
    const given = a.isNone('var_list') ? trainable(cx) : (cx.sequence(a.get('var_list')) ?? []);
    makeSlots(cx, a.get('self'), given);
    return operationOn(a.get('loss'));
  }),
  apply_gradients: native('apply_gradients', 'self, grads_and_vars, *args, **kwargs', (a, cx) => {
    const pairs = cx.sequence(a.get('grads_and_vars'))?.map((pair) => cx.sequence(pair) ?? []) ?? [];
    makeSlots(
      cx,
      a.get('self'),
      pairs.flatMap(([gradient, variable]) => (variable && gradient.kind !== 'none' ? [variable] : [])),
    );
    return operationOn(a.get('grads_and_vars'));
  }),
  compute_gradients: native('compute_gradients', 'self, loss, var_list=None, *args, **kwargs', (a, cx) => {
    // Pairs of a gradient and its variable, of one shape (tensorflow/python/training/optimizer.py).
    const given = a.isNone('var_list') ? trainable(cx) : (cx.sequence(a.get('var_list')) ?? []);
    const gradient = (variable: Value): Value => mapTensors(variable, (x) => makeTensor(x.shape, x.dtype));
    return list(given.map((variable) => tuple([gradient(variable), variable])));
  }),
  variables: native('variables', 'self', () => list([])),
  get_slot_names: native('get_slot_names', 'self', () => list([])),
};
/** A saver writes and reads the files of variables, which keep their shapes. */
const saverClass = opaqueClass('tensorflow.train', 'Saver', {
  restore: native('restore', 'self, sess, save_path', () => NONE),
  save: native('save', 'self, *args, **kwargs', (_a, cx) => cx.unknown('the path of the file that was written')),
  export_meta_graph: native('export_meta_graph', 'self, *args, **kwargs', (_a, cx) => cx.unknown('a graph definition')),
});

/** Averages of variables: each has a shadow of its own shape (tensorflow/python/training/moving_averages.py). */
const averageClass = opaqueClass('tensorflow.train', 'ExponentialMovingAverage', {
  apply: native('apply', 'self, var_list=None', (a) => operationOn(a.get('var_list'))),
  average_name: native('average_name', 'self, var', (a, cx) => {
    const variable = a.get('var');
    const name = variable.kind === 'tensor' ? infoOf(variable).name : undefined;
    const own = (a.get('self') as InstanceValue).attrs.get('name');
    return name === undefined
      ? cx.unknown('the name of the variable is not known')
      : str(`${name.replace(/:\d+$/, '')}/${own?.kind === 'str' ? own.value : 'ExponentialMovingAverage'}`);
  }),
  average: native('average', 'self, var', (a) => mapTensors(a.get('var'), (x) => makeTensor(x.shape, x.dtype))),
});

/** A coordinator of threads. */
const coordinatorClass = opaqueClass('tensorflow.train', 'Coordinator', {
  request_stop: native('request_stop', 'self, ex=None', () => NONE),
  join: native('join', 'self, *args, **kwargs', () => NONE),
  clear_stop: native('clear_stop', 'self', () => NONE),
});

/** The variables that training changes. */
export const trainable = (cx: Context): Value[] => [...stateOf(cx).variables.values()].filter(isTrainable);

const OPTIMIZERS = [
  'GradientDescentOptimizer',
  'AdamOptimizer',
  'MomentumOptimizer',
  'RMSPropOptimizer',
  'AdagradOptimizer',
  'AdadeltaOptimizer',
  'FtrlOptimizer',
  'ProximalGradientDescentOptimizer',
  'ProximalAdagradOptimizer',
  'AdagradDAOptimizer',
  'Optimizer',
];

export const trainFunctions: Record<string, Value> = {
  ...Object.fromEntries(OPTIMIZERS.map((name) => [name, opaqueClass('tensorflow.train', name, optimizerAttrs)])),
  ...opaqueClasses('tensorflow.train', [
    'Checkpoint',
    'CheckpointManager',
    'Supervisor',
    'SyncReplicasOptimizer',
    'MonitoredTrainingSession',
    'MonitoredSession',
    'Scaffold',
    'SessionRunHook',
    'SessionRunArgs',
    'StopAtStepHook',
    'NanTensorHook',
    'LoggingTensorHook',
    'StepCounterHook',
    'CheckpointSaverHook',
    'SummarySaverHook',
    'Server',
    'ClusterSpec',
    'QueueRunner',
    'Example',
    'Features',
    'Feature',
    'FeatureList',
    'FeatureLists',
    'SequenceExample',
    'BytesList',
    'Int64List',
    'FloatList',
  ]),
  ExponentialMovingAverage: averageClass,
  Saver: saverClass,
  Coordinator: coordinatorClass,
  SummaryWriter: writerClass,
  ...queueFunctions,
  exponential_decay: native('exponential_decay', '*args, **kwargs', () => makeTensor([], 'float32')),
  piecewise_constant: native('piecewise_constant', '*args, **kwargs', () => makeTensor([], 'float32')),
  polynomial_decay: native('polynomial_decay', '*args, **kwargs', () => makeTensor([], 'float32')),
  ...Object.fromEntries(
    [
      'inverse_time_decay',
      'natural_exp_decay',
      'cosine_decay',
      'cosine_decay_restarts',
      'linear_cosine_decay',
      'piecewise_constant_decay',
    ].map((name) => [name, native(name, '*args, **kwargs', () => makeTensor([], 'float32'))]),
  ),
  ...Object.fromEntries(
    ['get_or_create_global_step', 'get_global_step', 'create_global_step', 'assert_global_step'].map((name) => [
      name,
      native(name, 'graph=None', () => makeTensor([], 'int64')),
    ]),
  ),
  global_step: native('global_step', 'sess, global_step_tensor', (_a, cx) => cx.unknown('how many steps were trained')),
  start_queue_runners: native('start_queue_runners', '*args, **kwargs', () => list([])),
  add_queue_runner: native('add_queue_runner', '*args, **kwargs', () => NONE),
  write_graph: native('write_graph', '*args, **kwargs', () => NONE),
  ...Object.fromEntries(
    [
      'get_checkpoint_state',
      'latest_checkpoint',
      'checkpoint_exists',
      'import_meta_graph',
      'export_meta_graph',
      'load_variable',
      'NewCheckpointReader',
      'load_checkpoint',
      'list_variables',
    ].map((name) => [
      name,
      native(name, '*args, **kwargs', (_a, cx) => cx.unknown('it depends on the files of the machine')),
    ]),
  ),
  replica_device_setter: native('replica_device_setter', '*args, **kwargs', () => NONE),
};
