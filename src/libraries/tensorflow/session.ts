/** TensorFlow 1: sessions, graphs, placeholders and the switches between graph and eager mode. */
import type { Context } from '../../python/interpreter/context';
import { getter, native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { FALSE, InstanceValue, NONE, TensorValue, bool, list, str, type Value } from '../../python/interpreter/values';
import { dtypeArg } from '../common/dtypes';
import { isTrainable } from '../keras/layer';
import { convert } from './convert';
import { evaluate } from './evaluate';
import { operationClass } from './graphOperation';
import { opaqueClass } from './opaque';
import type { GraphNode } from './graphNode';
import { registerTensors, tensorByName } from './node';
import { readShape } from './staticShape';
import { emptyGraph, enterGraph, enterGraphMode, leaveGraph, stateOf, uniqueName, type GraphNames } from './state';
import { tensorClass } from './tensorClasses';

/** The names of a graph object, kept with it from its first use. */
function namesOf(graph: Value): GraphNames {
  if (graph.kind !== 'instance') return emptyGraph();
  graph.native ??= emptyGraph();
  return graph.native as GraphNames;
}

/** Runs with the names of a graph that the program has made the default before; without one, of the present graph. */
function inGraph<T>(cx: Context, graph: Value | undefined, run: () => T): T {
  if (graph?.kind !== 'instance' || !graph.native) return run();
  const state = stateOf(cx);
  enterGraph(state, namesOf(graph));
  try {
    return run();
  } finally {
    leaveGraph(state);
  }
}

export const graphClass = nativeClass('tensorflow', 'Graph', [types.object], {
  as_default: native('as_default', 'self', (a, cx) => {
    enterGraphMode(cx);
    return a.get('self');
  }),
  __enter__: native('__enter__', 'self', (a, cx) => {
    enterGraph(stateOf(cx), namesOf(a.get('self')));
    return a.get('self');
  }),
  __exit__: native('__exit__', 'self, *args', (_a, cx) => {
    leaveGraph(stateOf(cx));
    return FALSE;
  }),
  get_operations: native('get_operations', 'self', (_a, cx) => cx.unknown('the operations of a graph')),
  get_tensor_by_name: native('get_tensor_by_name', 'self, name', (a, cx) =>
    inGraph(cx, a.get('self'), () => tensorByName(cx, a.str('name') ?? '')),
  ),
  get_operation_by_name: native('get_operation_by_name', 'self, name', (_a, cx) =>
    cx.unknown('an operation asked for by name'),
  ),
  as_graph_def: native('as_graph_def', 'self, **kwargs', (_a, cx) => cx.unknown('a graph definition')),
  finalize: native('finalize', 'self', () => NONE),
  get_collection: native('get_collection', 'self, *args, **kwargs', (a, cx) =>
    collection(cx, a.rest[0], a.rest[1] ?? a.extra.get('scope')),
  ),
  get_collection_ref: native('get_collection_ref', 'self, name', (a, cx) => collection(cx, a.get('name'))),
  add_to_collection: native('add_to_collection', 'self, name, value', (a, cx) =>
    collect(cx, a.get('name'), a.get('value')),
  ),
});

/** Collections of a graph by the names that `tf.get_collection` takes (tensorflow/python/framework/ops.py). */
const GRAPH_KEYS = {
  GLOBAL_VARIABLES: 'variables',
  TRAINABLE_VARIABLES: 'trainable_variables',
  LOCAL_VARIABLES: 'local_variables',
  MODEL_VARIABLES: 'model_variables',
  MOVING_AVERAGE_VARIABLES: 'moving_average_variables',
  VARIABLES: 'variables',
  UPDATE_OPS: 'update_ops',
  REGULARIZATION_LOSSES: 'regularization_losses',
  LOSSES: 'losses',
  SUMMARIES: 'summaries',
  GLOBAL_STEP: 'global_step',
  QUEUE_RUNNERS: 'queue_runners',
  SAVEABLE_OBJECTS: 'saveable_objects',
  WEIGHTS: 'weights',
  BIASES: 'biases',
  ACTIVATIONS: 'activations',
  INIT_OP: 'init_op',
} as const;

export const graphKeysClass = nativeClass(
  'tensorflow',
  'GraphKeys',
  [types.object],
  Object.fromEntries(Object.entries(GRAPH_KEYS).map(([name, key]) => [name, str(key)])),
);

/** The variables below a scope: `scope` is a regular expression that the name begins with. */
function variables(cx: Context, scope: Value, which: (variable: TensorValue) => boolean = () => true): Value {
  const begins = scope.kind === 'str' && scope.value ? beginsWith(scope.value) : undefined;
  const found = [...stateOf(cx).variables].filter(([name, variable]) => (!begins || begins(name)) && which(variable));
  return list(found.map(([, variable]) => variable));
}

function beginsWith(pattern: string): (name: string) => boolean {
  try {
    const expression = new RegExp(`^(?:${pattern})`);
    return (name) => expression.test(name);
  } catch {
    return (name) => name.startsWith(pattern);
  }
}

/** What a collection is kept under: a name, or whatever else may be the key of a dictionary, as slim's `('__arg_stack',)`. */
function collectionKey(cx: Context, key: Value): string | undefined {
  if (key.kind === 'str') return key.value;
  return key.kind === 'unknown' ? undefined : cx.repr(key);
}

/** `tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope='generator')`. */
export function collection(cx: Context, key: Value | undefined, scope: Value = NONE): Value {
  const name = key && collectionKey(cx, key);
  if (name === undefined) return list([]);
  const kept = stateOf(cx).collections.get(name) ?? [];
  switch (name) {
    case GRAPH_KEYS.TRAINABLE_VARIABLES:
    case GRAPH_KEYS.MOVING_AVERAGE_VARIABLES:
      return variables(cx, scope, isTrainable);
    case GRAPH_KEYS.GLOBAL_VARIABLES:
    case GRAPH_KEYS.MODEL_VARIABLES:
      return variables(cx, scope);
    case GRAPH_KEYS.REGULARIZATION_LOSSES:
    case GRAPH_KEYS.LOSSES: {
      // Layers with a regularizer and tf.losses add to these: how many there are is not followed.
      const losses = list([...kept]);
      losses.open = cx.unknown('which losses were collected');
      return losses;
    }
    default:
      return list([...kept]);
  }
}

/** Puts a value into a collection. */
function collect(cx: Context, key: Value, value: Value): Value {
  const name = collectionKey(cx, key);
  const { collections } = stateOf(cx);
  if (name !== undefined) collections.set(name, [...(collections.get(name) ?? []), value]);
  return NONE;
}

const run = native('run', 'self, fetches, feed_dict=None, options=None, run_metadata=None', (a, cx) => {
  cx.trained();
  const self = a.get('self');
  const graph = self.kind === 'instance' ? self.attrs.get('graph') : undefined;
  return inGraph(cx, graph, () => evaluate(cx, a.get('fetches'), a.get('feed_dict')));
});

operationClass.attrs.set(
  'run',
  native('run', 'self, feed_dict=None, session=None', (a, cx) => {
    cx.trained();
    return evaluate(cx, a.get('self'), a.get('feed_dict'));
  }),
);

function open(cx: Context, self: Value): Value {
  if (self.kind === 'instance') enterGraphMode(cx).sessions.push(self);
  return self;
}

export const sessionClass = nativeClass('tensorflow', 'Session', [types.object], {
  __init__: native('__init__', "self, target='', graph=None, config=None", (a, cx) => {
    enterGraphMode(cx);
    const self = a.get('self') as InstanceValue;
    self.attrs.set('graph', a.isNone('graph') ? new InstanceValue(graphClass) : a.get('graph'));
    return NONE;
  }),
  __enter__: native('__enter__', 'self', (a, cx) => open(cx, a.get('self'))),
  __exit__: native('__exit__', 'self, *args', (_a, cx) => {
    stateOf(cx).sessions.pop();
    return FALSE;
  }),
  as_default: native('as_default', 'self', (a) => a.get('self')),
  run,
  close: native('close', 'self', () => NONE),
  graph_def: getter('graph_def', (_self, cx) => cx.unknown('a graph definition')),
});

export const interactiveSessionClass = nativeClass('tensorflow', 'InteractiveSession', [sessionClass]);

/** A placeholder; what it gives is fed. `fallback` is what it gives where nothing is. */
function placeholder(cx: Context, dtype: Value, shape: Value, name: Value, fallback?: Value): Value {
  const state = enterGraphMode(cx);
  const sizes = shape.kind === 'none' ? undefined : readShape(shape, cx, 'shape');
  const reason = sizes ? undefined : cx.unknown('the placeholder was made without a shape');
  const tensor = new TensorValue(tensorClass, sizes, dtypeArg(dtype) ?? 'float32', reason);
  const label = uniqueName(state, name.kind === 'str' ? name.value : 'Placeholder');
  const node: GraphNode = {
    name: label,
    kind: 'placeholder',
    call: { args: fallback ? [fallback] : [], kwargs: new Map() },
    run: () => tensor,
    result: tensor,
  };
  tensor.native = { node, index: 0, name: `${label}:0` };
  registerTensors(cx, tensor);
  return tensor;
}

const switchTo = (name: string, graph: boolean): Value =>
  native(name, '*args, **kwargs', (_a, cx) => {
    const state = graph ? enterGraphMode(cx) : stateOf(cx);
    state.graphMode = graph;
    state.buildsByHand = graph;
    return NONE;
  });

export const sessionFunctions: Record<string, Value> = {
  placeholder: native('placeholder', 'dtype, shape=None, name=None', (a, cx) =>
    placeholder(cx, a.get('dtype'), a.get('shape'), a.get('name')),
  ),
  placeholder_with_default: native('placeholder_with_default', 'input, shape, name=None', (a, cx) => {
    const fallback = convert(cx, a.get('input'));
    const dtype = fallback.kind === 'tensor' && fallback.dtype ? str(fallback.dtype) : NONE;
    return placeholder(cx, dtype, a.get('shape'), a.get('name'), fallback);
  }),
  Session: sessionClass,
  InteractiveSession: interactiveSessionClass,
  Graph: graphClass,
  ConfigProto: opaqueClass('tensorflow', 'ConfigProto'),
  GPUOptions: opaqueClass('tensorflow', 'GPUOptions'),
  RunOptions: opaqueClass('tensorflow', 'RunOptions'),
  RunMetadata: opaqueClass('tensorflow', 'RunMetadata'),
  get_default_graph: native('get_default_graph', '', () => new InstanceValue(graphClass)),
  get_default_session: native('get_default_session', '', (_a, cx) => stateOf(cx).sessions.at(-1) ?? NONE),
  reset_default_graph: native('reset_default_graph', '', (_a, cx) => {
    const state = stateOf(cx);
    state.names.clear();
    state.variables.clear();
    state.tensors.clear();
    state.scopeCounts.clear();
    state.collections.clear();
    return NONE;
  }),
  get_collection: native('get_collection', 'key, scope=None', (a, cx) => collection(cx, a.get('key'), a.get('scope'))),
  get_collection_ref: native('get_collection_ref', 'key', (a, cx) => collection(cx, a.get('key'))),
  add_to_collection: native('add_to_collection', 'name, value', (a, cx) => collect(cx, a.get('name'), a.get('value'))),
  add_to_collections: native('add_to_collections', 'names, value', (a, cx) => {
    const names = a.get('names');
    for (const name of names.kind === 'list' || names.kind === 'tuple' ? names.items : [names])
      collect(cx, name, a.get('value'));
    return NONE;
  }),
  global_variables_initializer: native('global_variables_initializer', '', (_a, cx) => initializeAll(cx)),
  initialize_all_variables: native('initialize_all_variables', '', (_a, cx) => initializeAll(cx)),
  variables_initializer: native('variables_initializer', 'var_list, name=None', (_a, cx) => initializeAll(cx)),
  local_variables_initializer: native('local_variables_initializer', '', (_a, cx) => initializeAll(cx)),
  tables_initializer: native('tables_initializer', '', (_a, cx) => initializeAll(cx)),
  global_variables: native('global_variables', 'scope=None', (a, cx) => variables(cx, a.get('scope'))),
  trainable_variables: native('trainable_variables', 'scope=None', (a, cx) =>
    variables(cx, a.get('scope'), isTrainable),
  ),
  moving_average_variables: native('moving_average_variables', 'scope=None', (a, cx) =>
    variables(cx, a.get('scope'), isTrainable),
  ),
  all_variables: native('all_variables', '', (_a, cx) => variables(cx, NONE)),
  local_variables: native('local_variables', 'scope=None', () => list([])),
  model_variables: native('model_variables', 'scope=None', (a, cx) => variables(cx, a.get('scope'))),
  set_random_seed: native('set_random_seed', 'seed', (_a, cx) => {
    enterGraphMode(cx);
    return NONE;
  }),
  enable_eager_execution: switchTo('enable_eager_execution', false),
  disable_eager_execution: switchTo('disable_eager_execution', true),
  enable_v2_behavior: switchTo('enable_v2_behavior', false),
  disable_v2_behavior: switchTo('disable_v2_behavior', true),
  executing_eagerly: native('executing_eagerly', '', (_a, cx) => bool(!stateOf(cx).graphMode)),
};

/** Initialisers run when a session runs; variables here have their numbers from the start. */
function initializeAll(cx: Context): Value {
  enterGraphMode(cx);
  return NONE;
}
