/**
 * `keras.layers.Layer`: names, weights made at the first call, recorded calls, children found in the attributes.
 * Layers with a rule of their own are entries of the tables in layers/, made by define.ts.
 */
import { productOf, sumOf, type Dim, type Shape } from '../../shape';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { isLayer } from '../../python/interpreter/types';
import { bind, parseSignature, type Bound } from '../../python/interpreter/native';
import type { InstanceValue, TensorValue } from '../../python/interpreter/values';
import {
  DictValue,
  FALSE,
  FunctionValue,
  ListValue,
  NONE,
  TRUE,
  TupleValue,
  tuple,
  int,
  list,
  str,
  type NativeCall,
  type Value,
} from '../../python/interpreter/values';
import { initialNumbers } from '../tensorflow/initialNumbers';
import type { GraphNode } from '../tensorflow/graphNode';
import { attachNode, callTensors, infoOf, mapTensors, tensorsIn } from '../tensorflow/node';
import { stateOf } from '../tensorflow/state';
import { readShape } from '../tensorflow/staticShape';
import {
  hasKerasTensor,
  isVariable,
  kerasShape,
  kerasTensorClass,
  makeTensor,
  makeVariable,
} from '../tensorflow/tensorClasses';
import { laterName } from './keras1/spelling';
import { autoName, graphName, insideCall } from './names';
import { said } from '../../protocol/say';

/** What a layer keeps beside its attributes: nothing here changes after construction. */
export interface LayerState {
  /** The settings of a layer with a rule (define.ts). */
  readonly settings?: unknown;
  /** How it was constructed, for wrappers that make a second one. */
  readonly call: NativeCall;
}

/**
 * Arguments every layer takes, those of Keras 2 among them; besides, its layers took how each weight is laid out on devices
 * (`kernel_layout`, of `tf.keras.dtensor.experimental`).
 */
const BASE_ARGUMENTS = parseSignature(
  'name=None, trainable=True, dtype=None, activity_regularizer=None, autocast=True, dynamic=False, ' +
    'input_shape=None, batch_input_shape=None, batch_shape=None, batch_size=None, input_dim=None, ' +
    'input_length=None, weights=None, input_dtype=None, implementation=None, _scope=None, _reuse=None',
);

/**
 * Sets what every layer has.
 * @throws PyError ValueError for arguments no layer knows
 */
export function initLayer(
  cx: Context,
  self: InstanceValue,
  kwargs: ReadonlyMap<string, Value>,
  state: LayerState,
): void {
  for (const name of kwargs.keys()) {
    if (BASE_ARGUMENTS.some((parameter) => parameter.name === name) || name.endsWith('_layout')) continue;
    const now = laterName(name);
    const message = now
      ? said`Unrecognized keyword arguments passed to ${self.cls.name}: ${name}. Keras 1 called ${now} so.`
      : said`Unrecognized keyword arguments passed to ${self.cls.name}: ${name}`;
    throw new PyError('ValueError', message, 'argument-name');
  }
  const a = bind(self.cls.name, BASE_ARGUMENTS, cx, [], kwargs);
  cx.touch(self);
  self.native = state;
  self.attrs.set('name', a.get('name').kind === 'str' ? a.get('name') : str(autoName(cx, self.cls.name)));
  self.attrs.set('trainable', a.get('trainable'));
  self.attrs.set('built', FALSE);
  const whole = a.isNone('batch_input_shape') ? a.get('batch_shape') : a.get('batch_input_shape');
  const rest = a.isNone('input_shape') ? sequenceOf(a) : a.get('input_shape');
  if (whole.kind !== 'none') {
    const shape = readShape(whole, cx, 'batch_input_shape');
    if (shape) self.attrs.set('_declared_input', kerasShape(shape));
  } else if (rest.kind !== 'none') {
    const shape = readShape(rest, cx, 'input_shape');
    const batch = a.get('batch_size');
    if (shape) self.attrs.set('_declared_input', new TupleValue([batch, ...kerasShape(shape).items]));
  }
}

/** What Keras 2 made of `input_dim` and, of recurrent layers and Embedding, `input_length`; Keras 3 drops the latter. */
function sequenceOf(a: Bound): Value {
  const [length, size] = [a.get('input_length'), a.get('input_dim')];
  if (length.kind !== 'int') return size;
  return size.kind === 'none' ? length : tuple([length, size]);
}

export function layerName(self: InstanceValue): string {
  const name = self.attrs.get('name');
  return name?.kind === 'str' ? name.value : self.cls.name;
}

export { isLayer };

type Attributes = Iterable<[string, Value]>;

/** What is kept in a value: itself, or what lists, tuples and dicts hold, each of which may hold itself. */
function eachKept(value: Value, take: (value: Value) => void, entered = new Set<Value>()): void {
  if (entered.has(value)) return;
  entered.add(value);
  if (value.kind === 'list' || value.kind === 'tuple') for (const item of value.items) eachKept(item, take, entered);
  else if (value.kind === 'dict') for (const { value: item } of value.entries.values()) eachKept(item, take, entered);
  else take(value);
}

/** Layers kept in the attributes, also in lists and dicts, in the order they were set or that is given; each once. */
export function childLayers(self: InstanceValue, attrs: Attributes = self.attrs): InstanceValue[] {
  const found = new Set<InstanceValue>();
  const take = (value: Value): void => void (isLayer(value) && found.add(value));
  for (const [name, value] of attrs) if (!name.startsWith('_declared')) eachKept(value, take);
  found.delete(self);
  return [...found];
}

/** The layer's own weights: those it added and variables kept in its attributes, each once. */
export function ownWeights(self: InstanceValue, attrs: Attributes = self.attrs): TensorValue[] {
  const found = new Set<TensorValue>();
  const visit = (kept: Value): void => eachKept(kept, (value) => void (isVariable(value) && found.add(value)));
  const added = self.attrs.get('_weights');
  if (added) visit(added);
  for (const [name, value] of attrs) if (name !== '_weights') visit(value);
  return [...found];
}

/** Weights of the layer and everything below it, each once, in Keras' order: own ones first. */
export const allWeights = (self: InstanceValue): TensorValue[] => [
  ...new Set(layersFrom(self).flatMap((layer) => ownWeights(layer))),
];

/** A layer and those below it, each once. */
function layersFrom(self: InstanceValue): InstanceValue[] {
  const found = new Set<InstanceValue>();
  const visit = (layer: InstanceValue): void => {
    if (found.has(layer)) return;
    found.add(layer);
    childLayers(layer).forEach(visit);
  };
  visit(self);
  return [...found];
}

/** Number of elements in the weights. */
export function countParams(weights: readonly TensorValue[]): Dim {
  return sumOf(weights.map((weight) => productOf(weight.shape ?? [])));
}

/** Whether a weight counts as trainable: it was made so, and no layer above was frozen. */
export function isTrainable(weight: TensorValue): boolean {
  return infoOf(weight).variable?.trainable !== false;
}

/** Makes a weight and keeps it under its name, as `add_weight` does. */
export function addWeight(
  cx: Context,
  self: InstanceValue,
  name: string,
  shape: Shape,
  options: { initializer?: Value; trainable?: boolean; dtype?: string } = {},
): TensorValue {
  const dtype = options.dtype ?? 'float32';
  const data = initialNumbers(cx, options.initializer ?? str('glorot_uniform'), shape, dtype);
  const weight = makeVariable(
    `${layerName(self)}/${name}`,
    shape,
    dtype,
    { trainable: options.trainable ?? true },
    data,
  );
  cx.touch(self);
  const weights = self.attrs.get('_weights');
  if (weights?.kind === 'list') {
    cx.touch(weights);
    weights.items.push(weight);
  } else self.attrs.set('_weights', list([weight]));
  return weight;
}

/** The shapes of a call's first argument as `build` receives them. */
export function inputShapes(cx: Context, input: Value): Value {
  switch (input.kind) {
    case 'tensor':
      return input.shape ? kerasShape(input.shape) : cx.unknown('the rank of the input is not known');
    case 'list':
      return new ListValue(input.items.map((item) => inputShapes(cx, item)));
    case 'tuple':
      return new TupleValue(input.items.map((item) => inputShapes(cx, item)));
    case 'dict': {
      const shapes = new DictValue();
      for (const [hash, entry] of input.entries) {
        shapes.entries.set(hash, { key: entry.key, value: inputShapes(cx, entry.value) });
      }
      return shapes;
    }
    default:
      return input.kind === 'unknown' ? input : NONE;
  }
}

/** Set on a layer that was built for an input of unknown shape: it may have weights that were not made here. */
const BUILT_BLINDLY = '_built_blindly';

/** Whether all weights of a layer and those below are known. */
export const knowsItsWeights = (self: InstanceValue): boolean =>
  !layersFrom(self).some(
    (layer) => layer.attrs.has(BUILT_BLINDLY) || [...layer.attrs.values()].some((value) => value.kind === 'unknown'),
  );

/** Runs `build` at the first call. */
export function buildOnce(cx: Context, self: InstanceValue, input: Value): void {
  const built = self.attrs.get('built');
  if (built?.kind === 'bool' && built.value) return;
  // Built before its `build` runs: a model's own `build`, which calls the model, then finds nothing to do.
  cx.touch(self);
  self.attrs.set('built', TRUE);
  if (input.kind === 'unknown' || tensorsIn(input).some((tensor) => !tensor.shape)) self.attrs.set(BUILT_BLINDLY, TRUE);
  try {
    // A Sequential passes its layers through once to build them, before it is called.
    cx.rehearsing(() => cx.callMethod(self, 'build', [inputShapes(cx, input)]));
  } catch (error) {
    self.attrs.set('built', FALSE);
    throw error;
  }
}

/** Arrays of other libraries become tensors of the layer's float type, as Keras converts them. */
function asInput(value: Value): Value {
  return mapTensors(value, (tensor) => {
    if (tensor.cls.module === 'tensorflow' || tensor.cls.module === 'keras' || tensor.assumable) return tensor;
    const converted = makeTensor(tensor.shape, tensor.dtype === 'float64' ? 'float32' : tensor.dtype, tensor.data);
    converted.receptiveField = tensor.receptiveField;
    return converted;
  });
}

/** Calls a layer: builds it where needed, runs `call` as a row of the trace, and records symbolic calls. */
export function callLayer(cx: Context, self: InstanceValue, given: NativeCall): Value {
  const call: NativeCall = {
    args: given.args.map(asInput),
    kwargs: new Map([...given.kwargs].map(([name, value]) => [name, asInput(value)])),
  };
  const inputs = callTensors(call);
  const input = call.args[0] ?? call.kwargs.get('inputs') ?? [...call.kwargs.values()][0] ?? NONE;
  const run = (): Value => {
    const settings = self.native as LayerState | undefined;
    const prepare = (settings?.settings as { prepare?: (cx: Context, input: Value) => void } | undefined)?.prepare;
    prepare?.(cx, input);
    buildOnce(cx, self, input);
    return known(cx, self, input, cx.callMethod(self, 'call', call.args, forCall(self, call.kwargs)));
  };
  const shown = call.args.length > 0 ? call.args : [...call.kwargs.values()];
  // What is recorded is what the program gets, so that the maker of a tensor can be found.
  return cx.layerCall(self, shown, () => inGraphOf(cx, self, call, inputs, input, insideCall(cx, run)));
}

/**
 * The arguments by name that a layer's own `call` is given: `training` only where it has such a parameter (`Layer.__call__`, Keras 3;
 * Keras 2 raises TypeError).
 */
function forCall(self: InstanceValue, kwargs: Map<string, Value>): Map<string, Value> {
  const written = self.cls.lookup('call');
  if (!kwargs.has('training') || !(written instanceof FunctionValue)) return kwargs;
  if (written.params.some(({ name, type }) => name === 'training' || type === 'varKeywords')) return kwargs;
  return new Map([...kwargs].filter(([name]) => name !== 'training'));
}

/** The result of a call as a node of the graph that its inputs belong to. */
function inGraphOf(
  cx: Context,
  self: InstanceValue,
  call: NativeCall,
  inputs: readonly TensorValue[],
  input: Value,
  result: Value,
): Value {
  const keras = hasKerasTensor(inputs);
  const inGraph = keras || (stateOf(cx).graphMode && inputs.length > 0);
  if (!inGraph || tensorsIn(result).length === 0) {
    // What the summary of a subclassed model says: the shape for which the layer was built.
    if (!self.attrs.has('_built_output') && tensorsIn(result).length > 0) {
      cx.touch(self);
      self.attrs.set(
        '_built_output',
        mapTensors(result, (x) => makeTensor(x.shape, x.dtype)),
      );
    }
    return result;
  }
  const node: GraphNode = {
    name: layerName(self),
    kind: 'layer',
    layer: self,
    callIndex: countCall(cx, self),
    call,
    // A session evaluates silently; a Keras model's layers are rows of its trace.
    run: (again, c) =>
      keras ? callLayer(again, self, c) : again.callMethod(self, 'call', c.args, forCall(self, c.kwargs)),
  };
  const tied = attachNode(
    node,
    result,
    keras ? kerasTensorClass : undefined,
    keras ? () => graphName(cx, 'KerasTensor') : undefined,
  );
  if (!self.attrs.has('_output')) {
    cx.touch(self);
    self.attrs.set('_input', input);
    self.attrs.set('_output', tied);
  }
  return tied;
}

/** How many recorded calls the layer had before this one. */
function countCall(cx: Context, self: InstanceValue): number {
  const count = self.attrs.get('_calls');
  const index = count?.kind === 'int' && typeof count.value === 'number' ? count.value : 0;
  cx.touch(self);
  self.attrs.set('_calls', int(index + 1));
  return index;
}

/** Where `call` says nothing of its result, a `compute_output_shape` that the user wrote does. */
function known(cx: Context, self: InstanceValue, input: Value, result: Value): Value {
  const rule = self.cls.lookup('compute_output_shape');
  if (result.kind !== 'unknown' || !(rule instanceof FunctionValue)) return result;
  const answer = cx.callMethod(self, 'compute_output_shape', [inputShapes(cx, input)]);
  const shape = readShape(answer, cx, 'compute_output_shape()');
  return shape ? makeTensor(shape, 'float32') : result;
}
