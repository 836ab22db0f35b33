/** `tf.contrib` as far as it is modelled: layers, slim, framework, and where their functions stand in the sources. */
import { native, type LibraryModule } from '../../../python/interpreter/native';
import type { Context } from '../../../python/interpreter/context';
import { NONE, list, str, type TensorValue, type Value } from '../../../python/interpreter/values';
import { convert } from '../convert';
import { contribInitializers } from '../initializers';
import { opaqueClasses } from '../opaque';
import { attentionClasses } from './attention';
import { decodingFunctions } from './decoding';
import { trainingModule } from './hyperparameters';
import { legacySeq2seq } from './legacySeq2seq';
import { scoped, argScopes } from './argScope';
import { layerUtilities } from './endPoints';
import { contribLayerFunctions } from './layers';
import { isTrainable } from '../../keras/layer';
import { collection } from '../session';
import { stateOf } from '../state';
import { makeTensor } from '../tensorClasses';

type Table = Record<string, Value>;

/** A function of the core library under contrib's name and with its parameters. */
function renamed(
  name: string,
  signature: string,
  module: string,
  target: string,
  arguments_: readonly string[],
): Value {
  return scoped(name, `${signature}, outputs_collections=None, scope=None`, (a, cx) => {
    const part = module
      .split('.')
      .filter(Boolean)
      .reduce((value: Value, key) => cx.getAttr(value, key), cx.importModule('tensorflow'));
    return cx.call(
      cx.getAttr(part, target),
      arguments_.map((key) => a.get(key)),
    );
  });
}

const regularizers = opaqueClasses('tensorflow.contrib.layers', [
  'l1_regularizer',
  'l2_regularizer',
  'l1_l2_regularizer',
  'sum_regularizer',
]);

const scalar = (name: string): Value => native(name, '*args, **kwargs', () => makeTensor([], 'float32'));

const operations: Table = {
  softmax: renamed('softmax', 'logits', 'nn', 'softmax', ['logits']),
  one_hot_encoding: renamed('one_hot_encoding', 'labels, num_classes, on_value=1.0, off_value=0.0', '', 'one_hot', [
    'labels',
    'num_classes',
  ]),
  bias_add: scoped('bias_add', 'inputs, activation_fn=None, **kwargs', (a, cx) => {
    const x = convert(cx, a.get('inputs'));
    return a.isNone('activation_fn') ? x : cx.call(a.get('activation_fn'), [x]);
  }),
  unit_norm: scoped('unit_norm', 'inputs, dim, epsilon=1e-07, scope=None', (a, cx) => convert(cx, a.get('inputs'))),
  optimize_loss: scalar('optimize_loss'),
  apply_regularization: scalar('apply_regularization'),
  summarize_activation: native('summarize_activation', '*args, **kwargs', () => NONE),
  summarize_tensors: native('summarize_tensors', '*args, **kwargs', () => NONE),
  summarize_activations: native('summarize_activations', '*args, **kwargs', () => NONE),
};

/** The variables below a scope whose names end in something, or are `whole` (tensorflow/contrib/framework/python/ops/variables.py). */
function found(cx: Context, scope: Value, suffix = '', whole?: string): TensorValue[] {
  const name = scope.kind === 'instance' ? cx.getAttr(scope, 'name') : scope;
  const below = cx.sequence(collection(cx, str('variables'), name)) ?? [];
  const ends = new Set(
    [...stateOf(cx).variables].filter(([n]) => n.endsWith(suffix) || n === whole).map(([, variable]) => variable),
  );
  return below.filter((variable): variable is TensorValue => variable.kind === 'tensor' && ends.has(variable));
}

/** Variables of the graph, as contrib.framework lists them. */
const variables: Table = {
  ...Object.fromEntries(
    ['get_variables', 'get_model_variables', 'get_variables_to_restore', 'get_trainable_variables'].map((name) => [
      name,
      native(name, 'scope=None, suffix=None, *args, **kwargs', (a, cx) => {
        const isIn = name === 'get_trainable_variables' ? isTrainable : () => true;
        return list(found(cx, a.get('scope'), a.str('suffix')).filter(isIn));
      }),
    ]),
  ),
  get_local_variables: native('get_local_variables', 'scope=None, suffix=None', () => list([])),
  get_variables_by_suffix: native('get_variables_by_suffix', 'suffix, scope=None', (a, cx) =>
    list(found(cx, a.get('scope'), a.str('suffix'))),
  ),
  get_variables_by_name: native('get_variables_by_name', 'given_name, scope=None', (a, cx) => {
    const name = a.str('given_name') ?? '';
    return list(found(cx, a.get('scope'), `/${name}`, name));
  }),
  get_unique_variable: native('get_unique_variable', 'var_op_name', (a, cx) => {
    const variable = stateOf(cx).variables.get(a.str('var_op_name') ?? '');
    return variable ?? cx.unknown('a variable asked for by name');
  }),
  assign_from_checkpoint_fn: native('assign_from_checkpoint_fn', '*args, **kwargs', () =>
    native('restore', 'session', () => NONE),
  ),
  init_from_checkpoint: native('init_from_checkpoint', '*args, **kwargs', () => NONE),
  ...Object.fromEntries(
    ['get_or_create_global_step', 'get_global_step', 'create_global_step'].map((name) => [
      name,
      native(name, 'graph=None', () => makeTensor([], 'int64')),
    ]),
  ),
};

export const contribLayers: Table = {
  ...contribLayerFunctions,
  ...operations,
  ...contribInitializers,
  ...regularizers,
};
export const frameworkFunctions: Table = { ...argScopes, ...variables };
export const slim: Table = { ...contribLayers, ...argScopes, ...variables };

const lossNames = [
  'softmax_cross_entropy',
  'sparse_softmax_cross_entropy',
  'sigmoid_cross_entropy',
  'mean_squared_error',
  'log_loss',
  'absolute_difference',
  'hinge_loss',
  'cosine_distance',
  'get_total_loss',
  'get_regularization_loss',
];

/** slim as the package of its own that it is since TensorFlow 2; its networks are interpreted from their sources. */
export const slimModules: LibraryModule[] = Object.entries({
  tf_slim: slim,
  'tf_slim.layers': contribLayers,
  'tf_slim.layers.layers': { ...contribLayers },
  'tf_slim.layers.initializers': { ...contribInitializers },
  'tf_slim.layers.regularizers': { ...regularizers },
  'tf_slim.layers.utils': layerUtilities,
  'tf_slim.ops': {},
  'tf_slim.ops.arg_scope': { ...argScopes },
  'tf_slim.ops.variables': { ...variables },
}).map(([name, attrs]) => ({ name, attrs, interpreted: name === 'tf_slim' ? { nets: 'tf_slim.nets' } : undefined }));

/** Modules below `tensorflow.contrib` by their names. */
export const contribModules: Readonly<Record<string, Table>> = {
  'contrib.layers': contribLayers,
  'contrib.slim': slim,
  'contrib.slim.utils': layerUtilities,
  'contrib.slim.layers': contribLayers,
  'contrib.slim.losses': Object.fromEntries(lossNames.map((name) => [name, scalar(name)])),
  'contrib.framework': frameworkFunctions,
  'contrib.seq2seq': { ...decodingFunctions, ...attentionClasses },
  'contrib.legacy_seq2seq': { ...legacySeq2seq },
  'contrib.training': { ...trainingModule },
  'contrib.layers.python': {},
  'contrib.layers.python.layers': { ...contribLayers },
  'contrib.layers.python.layers.layers': { ...contribLayers },
  'contrib.layers.python.layers.utils': layerUtilities,
  'contrib.layers.python.layers.initializers': { ...contribInitializers },
  'contrib.layers.python.layers.regularizers': { ...regularizers },
  'contrib.framework.python': {},
  'contrib.framework.python.ops': { ...frameworkFunctions },
  'contrib.framework.python.ops.variables': { ...variables },
  'contrib.framework.python.ops.arg_scope': { ...argScopes },
};
