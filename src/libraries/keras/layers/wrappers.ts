/** Layers around other layers: TimeDistributed, Bidirectional, SpectralNormalization, Lambda. */
import { ShapeError, concatShapes } from '../../../shape';
import type { BinaryOp } from '../../../compute/numeric/elementwise';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import {
  FunctionValue,
  NONE,
  int,
  list,
  str,
  tuple,
  type InstanceValue,
  type Value,
} from '../../../python/interpreter/values';
import { elementwise } from '../../common/elementwise';
import { mapTensors, tensorsIn } from '../../tensorflow/node';
import { describeShape, readShape } from '../../tensorflow/staticShape';
import { hasKerasTensor, makeTensor } from '../../tensorflow/tensorClasses';
import { tensorflow } from '../../tensorflow/family';
import type { Bound } from '../../../python/interpreter/native';
import { positive } from '../arguments';
import { settingsOf, type LayerEntry } from '../define';
import { addWeight, buildOnce, callLayer, isLayer, layerName, type LayerState } from '../layer';
import type { RecurrentSettings } from './recurrent';
import { said } from '../../../protocol/say';

/** @throws PyError ValueError for what is no layer; undefined where it is not known */
function layerArgument(a: Bound): InstanceValue | undefined {
  const layer = a.get('layer');
  if (isLayer(layer)) return layer;
  if (layer.kind === 'unknown') return undefined;
  throw new PyError('ValueError', said`${a.fn} wraps a Layer. Received: layer=${a.cx.repr(layer)}`, 'argument-value');
}

/** A second layer constructed as the first was, under another name; layers and cells that it was made of are made again too. */
function cloneLayer(cx: Context, layer: InstanceValue, name: string): Value {
  const { call } = layer.native as LayerState;
  const again = (value: Value): Value => {
    if (value.kind === 'list') return list(value.items.map(again));
    return isLayer(value) && value.native ? cloneLayer(cx, value, layerName(value)) : value;
  };
  const kwargs = [...call.kwargs].map(([key, value]): [string, Value] => [key, again(value)]);
  return cx.call(layer.cls, call.args.map(again), new Map([...kwargs, ['name', str(name)]]));
}

const timeDistributed: LayerEntry<{ layer: InstanceValue | undefined }> = {
  name: 'TimeDistributed',
  init: 'layer',
  configure: (a) => ({ layer: layerArgument(a) }),
  attributes: (s): Record<string, Value> => (s.layer ? { layer: s.layer } : {}),
  output: (input, { cx, settings: s }, x) => {
    if (!s.layer) return cx.unknown('the layer inside TimeDistributed is not known');
    if (input.length < 3) {
      throw new ShapeError(
        'rank-mismatch',
        said`TimeDistributed applies its layer to every step of axis 1 and needs at least 3 axes: (batch, steps, …). Received: ${describeShape(input)}`,
      );
    }
    const inner = callLayer(cx, s.layer, {
      args: [makeTensor([input[0], ...input.slice(2)], x.dtype)],
      kwargs: new Map(),
    });
    return mapTensors(inner, (step) =>
      makeTensor(step.shape && [step.shape[0], input[1], ...step.shape.slice(1)], step.dtype),
    );
  },
};

interface BidirectionalSettings {
  readonly forward: InstanceValue | undefined;
  readonly backward: Value;
  readonly merge: string | undefined;
}

const MERGES: Readonly<Record<string, BinaryOp>> = { sum: 'add', ave: 'add', mul: 'multiply' };

/**
 * A backward layer that the program gives goes the other way, and gives what the forward layer gives
 * (`Bidirectional._verify_layer_config`). @throws PyError ValueError
 */
function checkPair(forward: InstanceValue, backward: InstanceValue): void {
  const [one, other] = [forward, backward].map((layer) => settingsOf<Partial<RecurrentSettings>>(layer));
  if (one?.goBackwards === undefined || other?.goBackwards === undefined) return;
  if (one.goBackwards === other.goBackwards) {
    throw new PyError(
      'ValueError',
      said`Bidirectional: layer and backward_layer read in the same direction, both with go_backwards=${one.goBackwards ? 'True' : 'False'}. Give backward_layer go_backwards=True, and layer none.`,
      'argument-value',
    );
  }
  for (const [name, a, b] of [
    ['return_sequences', one.returnSequences, other.returnSequences],
    ['return_state', one.returnState, other.returnState],
  ] as const) {
    if (a === b || a === undefined || b === undefined) continue;
    throw new PyError(
      'ValueError',
      said`Bidirectional: layer and backward_layer must have the same ${name}.`,
      'argument-value',
    );
  }
}

const bidirectional: LayerEntry<BidirectionalSettings> = {
  name: 'Bidirectional',
  init: "layer, merge_mode='concat', weights=None, backward_layer=None",
  configure: (a, cx) => {
    const layer = layerArgument(a);
    const merge = a.get('merge_mode');
    if (merge.kind === 'str' && !(merge.value in MERGES) && merge.value !== 'concat') {
      throw new PyError(
        'ValueError',
        said`Invalid merge mode. Received: ${merge.value}. Merge mode should be one of {"sum", "mul", "ave", "concat", None}`,
        'argument-value',
      );
    }
    if (!layer) return { forward: undefined, backward: NONE, merge: undefined };
    const forward = cloneLayer(cx, layer, `forward_${layerName(layer)}`);
    const given = a.get('backward_layer');
    // Keras 3 makes the backward layer with go_backwards=True; Keras 2 turned the forward layer's round.
    const turned = settingsOf<RecurrentSettings>(layer)?.goBackwards === true;
    if (turned && given.kind === 'none' && cx.mode === 'run') {
      throw new PyError(
        'ValueError',
        said`Forward layer and backward layer should have different \`go_backwards\` value. Received: forward_layer.go_backwards True. Give the layer without it.`,
        'argument-value',
      );
    }
    if (isLayer(given)) checkPair(layer, given);
    return {
      forward: isLayer(forward) ? forward : undefined,
      backward: given.kind === 'none' ? cloneLayer(cx, layer, `backward_${layerName(layer)}`) : given,
      merge: merge.kind === 'str' ? merge.value : undefined,
    };
  },
  attributes: (s): Record<string, Value> =>
    s.forward ? { layer: s.forward, forward_layer: s.forward, backward_layer: s.backward } : {},
  input: (s) => (s.forward && settingsOf<RecurrentSettings>(s.forward)?.gates ? { ndim: 3 } : {}),
  callSignature: 'sequences, initial_state=None, mask=None, training=None',
  output: (_input, { cx, settings: s }, x) => {
    if (!s.forward || !isLayer(s.backward)) return cx.unknown('the layer inside Bidirectional is not known');
    const once = { args: [makeTensor(x.shape, x.dtype)], kwargs: new Map<string, Value>() };
    const [first, ...states] = tensorsIn(callLayer(cx, s.forward, once));
    const [second, ...backStates] = tensorsIn(callLayer(cx, s.backward, once));
    if (!first?.shape || !second?.shape) return cx.unknown('the shapes inside Bidirectional are not known');
    const merged: Value[] = [];
    if (s.merge === undefined) merged.push(first, second);
    else if (s.merge === 'concat') {
      merged.push(makeTensor(concatShapes([first.shape, second.shape], -1, 'Bidirectional'), first.dtype));
    } else merged.push(elementwise(cx, tensorflow, MERGES[s.merge], first, second) ?? first);
    const all = [...merged, ...states, ...backStates];
    return all.length === 1 ? all[0] : list(all);
  },
};

const spectralNormalization: LayerEntry<{ layer: InstanceValue | undefined }> = {
  name: 'SpectralNormalization',
  init: 'layer, power_iterations=1',
  configure: (a) => {
    positive(a, 'power_iterations');
    return { layer: layerArgument(a) };
  },
  attributes: (s): Record<string, Value> => (s.layer ? { layer: s.layer } : {}),
  output: (_input, { cx, settings: s, layer }, x) => {
    if (!s.layer) return cx.unknown('the layer inside SpectralNormalization is not known');
    buildOnce(cx, s.layer, makeTensor(x.shape, x.dtype));
    const kernel = s.layer.attrs.get('kernel') ?? s.layer.attrs.get('embeddings');
    if (!kernel && s.layer.native && !s.layer.attrs.has('_weights')) {
      throw new PyError(
        'AttributeError',
        said`SpectralNormalization divides a kernel or embeddings, and ${cx.typeOf(s.layer).name} has neither.`,
        'argument-value',
      );
    }
    // One vector estimates the largest singular value; it is kept from call to call and not trained.
    if (kernel?.kind === 'tensor' && kernel.shape && !layer.attrs.has('vector_u')) {
      const shape = [1, kernel.shape[kernel.shape.length - 1]];
      layer.attrs.set('vector_u', addWeight(cx, layer, 'vector_u', shape, { trainable: false }));
    }
    return callLayer(cx, s.layer, { args: [makeTensor(x.shape, x.dtype, x.data)], kwargs: new Map() });
  },
};

interface LambdaSettings {
  readonly fn: Value;
  readonly outputShape: Value;
  readonly extra: ReadonlyMap<string, Value>;
}

/**
 * A function as a layer; its own result counts, and `output_shape` where that says nothing. Of a symbolic tensor Keras 3
 * believes `output_shape` (`Lambda.compute_output_shape`, keras/src/layers/core/lambda_layer.py).
 */
const lambda: LayerEntry<LambdaSettings> = {
  name: 'Lambda',
  init: 'function, output_shape=None, mask=None, arguments=None',
  configure: (a) => {
    const given = a.get('arguments');
    const extra = new Map<string, Value>();
    if (given.kind === 'dict') {
      for (const { key, value } of given.entries.values()) if (key.kind === 'str') extra.set(key.value, value);
    }
    return { fn: a.get('function'), outputShape: a.get('output_shape'), extra };
  },
  outputOf: (inputs, { cx, settings: s }) => {
    const plain = mapTensors(inputs, (tensor) => {
      const bare = makeTensor(tensor.shape, tensor.dtype, tensor.data);
      bare.receptiveField = tensor.receptiveField;
      return tensor.shape ? bare : tensor;
    });
    const result = cx.call(s.fn, [plain], new Map(s.extra));
    const isKnown = result.kind === 'tensor' ? result.shape !== undefined : result.kind !== 'unknown';
    const isBelieved = result.kind === 'tensor' && hasKerasTensor([inputs]) && s.outputShape.kind !== 'none';
    if ((isKnown && !isBelieved) || s.outputShape.kind === 'none') return result;
    const answer =
      s.outputShape instanceof FunctionValue ? cx.call(s.outputShape, [shapesOf(cx, inputs)]) : s.outputShape;
    const shape = readShape(answer, cx, 'output_shape');
    if (!shape) return result;
    if (s.outputShape instanceof FunctionValue) return makeTensor(shape, 'float32');
    const batch = tensorsIn(inputs)[0]?.shape?.[0] ?? cx.unknownDim(NO_RANK);
    return makeTensor([batch, ...shape], 'float32');
  },
};

const NO_RANK = 'the rank of the input is not known';

function shapesOf(cx: Context, inputs: Value): Value {
  if (inputs.kind === 'tensor') return inputs.shape ? tuple(inputs.shape.map((dim) => int(dim))) : cx.unknown(NO_RANK);
  return inputs.kind === 'list' ? list(inputs.items.map((item) => shapesOf(cx, item))) : inputs;
}

/** The base of layers around another one, whose `call` a program writes. */
const wrapperBase: LayerEntry<{ layer: InstanceValue | undefined }> = {
  name: 'Wrapper',
  init: 'layer',
  configure: (a) => ({ layer: layerArgument(a) }),
  attributes: (s): Record<string, Value> => (s.layer ? { layer: s.layer } : {}),
  outputOf: (_inputs, { cx }) => cx.unknown('a Wrapper has no call of its own'),
};

/** Layers of preprocessing one after the other. */
const pipeline: LayerEntry<{ layers: readonly Value[] | undefined }> = {
  name: 'Pipeline',
  init: 'layers',
  configure: (a, cx) => ({ layers: cx.sequence(a.get('layers')) }),
  attributes: (s): Record<string, Value> => (s.layers ? { layers: list([...s.layers]) } : {}),
  outputOf: (inputs, { cx, settings: s }) =>
    s.layers
      ? s.layers.reduce((value, layer) => cx.call(layer, [value]), inputs)
      : cx.unknown('the layers are not known'),
};

export const wrapperLayers = [
  wrapperBase,
  pipeline,
  timeDistributed,
  bidirectional,
  spectralNormalization,
  lambda,
] as LayerEntry<unknown>[];
