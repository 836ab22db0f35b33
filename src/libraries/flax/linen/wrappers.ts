/** Layers around another layer's weights, and an activation with a weight (flax/linen/normalization.py, activation.py). */
import type { InstanceValue, TensorValue, Value } from '../../../python/interpreter/values';
import { normalizeAxis, type Shape } from '../../../shape';
import { axesArg } from '../../common/shapes';
import { makeArray } from '../../jax/arrays';
import { linenLayer, type LayerCall, type LayerSpec } from './define';
import { childrenOf, isModule, ownParameters } from './state';

/** The parameters of a module and of those below, by path: `Dense_0/kernel`. */
function parametersBelow(module: InstanceValue, path = ''): [string, TensorValue][] {
  return [
    ...ownParameters(module).map(([name, tensor]): [string, TensorValue] => [path + name, tensor]),
    ...childrenOf(module).flatMap(([name, child]) => parametersBelow(child, `${path}${name}/`)),
  ];
}

/** Runs the wrapped layer. */
const inner = (c: LayerCall): Value =>
  c.cx.call(c.field('layer_instance'), [c.a.get('inputs'), ...c.a.rest], c.a.extra);

/** The parameters of the wrapped layer whose path holds one of the words of `variable_filter`, `kernel` unless given. */
function filtered(c: LayerCall, words: readonly string[] | undefined): [string, TensorValue][] {
  const layer = c.field('layer_instance');
  if (!isModule(layer)) return [];
  const own = layer.attrs.get('name');
  const path = own?.kind === 'str' ? `${own.value}/` : '';
  return parametersBelow(layer, path).filter(([name]) => words?.some((word) => name.includes(word)) ?? true);
}

/** The words of a filter; undefined where it is None given by the program, which takes all. */
function filterWords(c: LayerCall): readonly string[] | undefined {
  const given = c.field('variable_filter');
  if (given.kind === 'none') return undefined;
  return c.cx.sequence(given)?.flatMap((word) => (word.kind === 'str' ? [word.value] : [])) ?? ['kernel'];
}

/** The sizes of a weight's axes that keep a scale each; none of them where the axes are None. */
function featureSizes(c: LayerCall, shape: Shape): Shape {
  const axes = axesArg(c.cx, c.field('feature_axes'));
  if (!Array.isArray(axes)) return [];
  return axes.map((axis: number) => shape[normalizeAxis(axis, shape.length, c.op)]);
}

const weightNorm: LayerSpec = {
  name: 'WeightNorm',
  fields:
    "layer_instance, epsilon=1e-12, dtype=None, param_dtype=None, use_scale=True, scale_init=None, feature_axes=-1, variable_filter=('kernel',)",
  call: 'inputs, *args, **kwargs',
  rule: (c) => {
    const result = inner(c);
    if (c.cx.truth(c.field('use_scale')) !== false) {
      for (const [name, { shape }] of filtered(c, filterWords(c))) {
        if (shape) c.param(`${name}/scale`, featureSizes(c, shape));
      }
    }
    return result;
  },
};

/** The largest singular value and its vector are kept beside the weights, among the statistics. */
const spectralNorm: LayerSpec = {
  name: 'SpectralNorm',
  fields:
    "layer_instance, n_steps=1, epsilon=1e-12, dtype=None, param_dtype=None, error_on_non_matrix=False, collection_name='batch_stats'",
  call: 'inputs, *args, update_stats, **kwargs',
  rule: (c) => {
    const result = inner(c);
    const named = c.field('collection_name');
    const collection = named.kind === 'str' ? named.value : 'batch_stats';
    for (const [name, { shape }] of filtered(c, ['kernel'])) {
      if (!shape || shape.length < 2) continue;
      c.stat(collection, `${name}/u`, [1, shape[shape.length - 1]]);
      c.stat(collection, `${name}/sigma`, []);
    }
    return result;
  },
};

const prelu: LayerSpec = {
  name: 'PReLU',
  fields: 'param_dtype=None, negative_slope_init=0.01',
  rule: (c, input) => {
    c.param('negative_slope', []);
    return makeArray(input.shape, input.dtype);
  },
};

export const wrapperLayers = [weightNorm, spectralNorm, prelu].map(linenLayer);
