/** `keras.Model`: functional where it gets inputs and outputs, a layer with training methods otherwise. */
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { getter, native, nativeClass } from '../../../python/interpreter/native';
import { InstanceValue, NONE, TRUE, list, type Value } from '../../../python/interpreter/values';
import { infoOf, tensorsIn, unknownIn } from '../../tensorflow/node';
import { numberOf, readShape } from '../../tensorflow/staticShape';
import { asList, makeInput } from '../input';
import { callLayer, childLayers, initLayer, layerName, type LayerState } from '../layer';
import { layerClass } from '../layerClass';
import { graphBetween, runGraph, type FunctionalGraph } from './functional';
import { printSummary } from './summary';
import { trainingMethods } from './training';
import { said } from '../../../protocol/say';

const self = (value: Value): InstanceValue => value as InstanceValue;

/** The graph of a functional model, undefined for other models. */
export function graphOf(model: InstanceValue): FunctionalGraph | undefined {
  return (model.native as LayerState | undefined)?.settings as FunctionalGraph | undefined;
}

/**
 * Makes a model functional.
 * @throws PyError ValueError where inputs or outputs are no symbolic tensors
 */
function initFunctional(
  cx: Context,
  model: InstanceValue,
  inputs: Value,
  outputs: Value,
  kwargs: Map<string, Value>,
): void {
  // A parameter that nobody gave stands for a symbolic tensor too.
  const supposed = tensorsIn(inputs).some((tensor) => tensor.assumable !== undefined && !infoOf(tensor).node);
  const open = supposed || unknownIn(inputs) !== undefined || outputs.kind === 'unknown';
  const call = { args: [inputs, outputs], kwargs };
  if (open) {
    initLayer(cx, model, kwargs, { call });
    setEnds(model, inputs, outputs);
    return;
  }
  const wrong = tensorsIn(inputs).find((tensor) => !infoOf(tensor).node);
  if (wrong || tensorsIn(inputs).length === 0) {
    throw new PyError(
      'ValueError',
      said`All \`inputs\` values must be KerasTensors, made by keras.Input() or a layer called on one. Received: inputs=${cx.repr(inputs)}`,
      'argument-value',
    );
  }
  const graph = graphBetween(inputs, outputs);
  initLayer(cx, model, kwargs, { settings: graph, call });
  model.attrs.set('_layers', list([...graph.layers]));
  setEnds(model, inputs, outputs);
  model.attrs.set('built', TRUE);
}

function setEnds(model: InstanceValue, inputs: Value, outputs: Value): void {
  model.attrs.set('_input', inputs);
  model.attrs.set('_output', outputs);
}

/** What is between the ends of a functional model whose inputs or outputs are not known. */
function unknownBetween(cx: Context, model: InstanceValue): Value | undefined {
  const isOpen = !graphOf(model) && model.attrs.has('_output') && childLayers(model).length === 0;
  return isOpen ? cx.unknown('the layers of the model are not known') : undefined;
}

const init = native('__init__', 'self, *args, **kwargs', (a, cx) => {
  const kwargs = new Map(a.extra);
  const take = (...names: string[]): Value | undefined => {
    for (const name of names) {
      const value = kwargs.get(name);
      kwargs.delete(name);
      if (value) return value;
    }
    return undefined;
  };
  const [inputs, outputs] = [a.rest[0] ?? take('inputs', 'input'), a.rest[1] ?? take('outputs', 'output')];
  const model = self(a.get('self'));
  if (inputs && outputs) initFunctional(cx, model, inputs, outputs, kwargs);
  else initLayer(cx, model, kwargs, { call: { args: a.rest, kwargs: a.extra } });
  return NONE;
});

/** Calls a model on symbolic tensors of the shapes, as `build` does for models without inputs. */
function buildModel(cx: Context, model: InstanceValue, shape: Value): Value {
  const items = shape.kind === 'list' || shape.kind === 'tuple' ? shape.items : [];
  const many = items.some((item) => item.kind === 'list' || item.kind === 'tuple');
  const inputs = (many ? items : [shape]).map((one) => makeInput(cx, readShape(one, cx, 'input_shape')));
  callLayer(cx, model, { args: [many ? list(inputs) : inputs[0]], kwargs: new Map() });
  return NONE;
}

/** `model.build(shape)` by the user; the first call of the model builds nothing of its own. */
const build = native('build', 'self, input_shape=None', (a, cx) => {
  const model = self(a.get('self'));
  const shape = a.get('input_shape');
  const built = model.attrs.get('built');
  if (graphOf(model) || (built?.kind === 'bool' && built.value) || shape.kind === 'none' || shape.kind === 'unknown')
    return NONE;
  return buildModel(cx, model, shape);
});

export const modelClass = nativeClass('keras', 'Model', [layerClass], {
  __init__: init,
  build,
  call: native('call', 'self, inputs=None, training=None, mask=None', (a, cx) => {
    const model = self(a.get('self'));
    const graph = graphOf(model);
    if (!graph) {
      const unknown = unknownBetween(cx, model);
      if (unknown) return unknown;
      throw new PyError(
        'NotImplementedError',
        `Model ${model.cls.name} does not have a \`call()\` method implemented.`,
      );
    }
    return runGraph(cx, model, graph, a.get('inputs'));
  }),
  layers: getter('layers', (model, cx) => unknownBetween(cx, self(model)) ?? list(childLayers(self(model)))),
  inputs: getter('inputs', (model) => asList(self(model).attrs.get('_input'))),
  outputs: getter('outputs', (model) => asList(self(model).attrs.get('_output'))),
  input_names: getter('input_names', (model) => list(endNames(self(model), '_input'))),
  output_names: getter('output_names', (model) => list(endNames(self(model), '_output'))),
  get_layer: native('get_layer', 'self, name=None, index=None', (a, cx) =>
    getLayer(cx, self(a.get('self')), a.get('name'), numberOf(a.get('index'))),
  ),
  summary: native(
    'summary',
    'self, line_length=None, positions=None, print_fn=None, expand_nested=False, show_trainable=False, layer_range=None',
    (a, cx) => {
      const items = (name: string): readonly Value[] => (a.isNone(name) ? [] : (cx.sequence(a.get(name)) ?? []));
      const range = items('layer_range').flatMap((item) => (item.kind === 'str' ? [item.value] : []));
      const positions = items('positions').flatMap((item) => numberOf(item) ?? []);
      printSummary(cx, self(a.get('self')), {
        printer: a.get('print_fn'),
        expandNested: a.truth('expand_nested') ?? false,
        showTrainable: a.truth('show_trainable') ?? false,
        length: numberOf(a.get('line_length')),
        // Versions before 3 counted in columns; what does not fill the line is laid out as if it were left out.
        positions: positions.at(-1) === 1 ? positions : undefined,
        range: range.length === 2 ? [range[0], range[1]] : undefined,
      });
      return NONE;
    },
  ),
  ...trainingMethods,
});

/** What a model made of inputs and outputs is called. */
export const functionalClass = nativeClass('keras', 'Functional', [modelClass]);

modelClass.hooks = {
  construct: (_cx, cls, args, kwargs) => {
    const functional = cls === modelClass && (args.length >= 2 || kwargs.has('outputs') || kwargs.has('output'));
    return new InstanceValue(functional ? functionalClass : cls);
  },
};

function endNames(model: InstanceValue, end: '_input' | '_output'): Value[] {
  const value = model.attrs.get(end);
  return tensorsIn(value ?? NONE).map((tensor) => {
    const { node } = infoOf(tensor);
    return node?.layer ? (node.layer.attrs.get('name') ?? NONE) : NONE;
  });
}

/** Whether a structure of tensors has something in it that is not known. */
function holdsUnknown(value: Value | undefined): boolean {
  if (value?.kind === 'tuple' || value?.kind === 'list') return value.items.some(holdsUnknown);
  if (value?.kind === 'dict') return [...value.entries.values()].some((entry) => holdsUnknown(entry.value));
  return value?.kind === 'unknown';
}

/** @throws PyError ValueError where there is no such layer */
function getLayer(cx: Context, model: InstanceValue, name: Value, index: number | undefined): Value {
  const unknown = unknownBetween(cx, model);
  if (unknown) return unknown;
  const layers = childLayers(model);
  // A model without layers is one whose making was not followed.
  if (layers.length === 0) return cx.unknown('the layers of the model are not known');
  // What is not known of its ends may hold any layer.
  if (['_output', '_input'].some((end) => holdsUnknown(model.attrs.get(end)))) {
    const found = name.kind === 'str' && layers.find((layer) => layerName(layer) === name.value);
    return found || cx.unknown('the layers of the model are not known');
  }
  if (name.kind === 'str') {
    const found = layers.find((layer) => layerName(layer) === name.value);
    if (found) return found;
    throw new PyError(
      'ValueError',
      said`No such layer: ${name.value}. Existing layers are: ${layers.map(layerName).join(', ')}.`,
      'argument-value',
    );
  }
  if (index === undefined) return cx.unknown('which layer is asked for is not known');
  const at = layers[index < 0 ? index + layers.length : index];
  if (at) return at;
  throw new PyError(
    'ValueError',
    `Was asked to retrieve layer at index ${index} but model only has ${layers.length} layers.`,
  );
}
