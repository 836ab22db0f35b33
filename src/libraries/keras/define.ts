/**
 * Layers as data: one entry says how a layer is constructed, what its input must look like, which weights it has
 * and what shape it gives. `defineLayer` turns an entry into the class that programs see.
 */
import { ShapeError, sym, type Dim, type Shape } from '../../shape';
import type { Context, CallDetail } from '../../python/interpreter/context';
import {
  bind,
  declare,
  native,
  nativeClass,
  parseSignature,
  type Bound,
  type Parameter,
} from '../../python/interpreter/native';
import { openArguments } from '../../python/interpreter/openArguments';
import {
  NONE,
  TRUE,
  TensorValue,
  type ClassValue,
  type InstanceValue,
  type Value,
} from '../../python/interpreter/values';
import { needRequired } from '../common/callArguments';
import { describeShape, isNoneDim, readSize } from '../tensorflow/staticShape';
import { kerasShape, makeTensor } from '../tensorflow/tensorClasses';
import { modernized } from './keras1/spelling';
import { addWeight, initLayer, layerName, type LayerState } from './layer';
import { checkSettingWords } from './settingWords';
import { said } from '../../protocol/say';

/** A weight as an entry lists it. */
export interface WeightEntry {
  readonly name: string;
  readonly shape: Shape;
  readonly initializer?: Value;
  readonly trainable?: boolean;
  readonly dtype?: string;
}

/** What Keras calls `InputSpec`. */
export interface InputRule {
  readonly ndim?: number;
  readonly minNdim?: number;
  /** Set where `build` takes a shape that a call refuses: Dense makes its weights of the last size alone. */
  readonly onlyCalls?: boolean;
}

/** What a rule may ask while it computes the output. */
export interface CallFrame<S> {
  readonly settings: S;
  readonly layer: InstanceValue;
  readonly cx: Context;
  /** The bound arguments of `call`. */
  readonly args: Bound;
  /** The input shape of the first call, for which the weights were made. */
  readonly built: Shape | undefined;
  /** A weight by name, once built. */
  weight(name: string): TensorValue | undefined;
  note(detail: CallDetail): void;
}

/** One layer. `S` is whatever its settings are. */
export interface LayerEntry<S> {
  readonly name: string;
  /** Parameters of `__init__` after self; what every layer takes (name, dtype, input_shape, …) is added. */
  readonly init: string;
  /** Reads and checks the arguments. Refusals here are refusals of the constructor. */
  configure(a: Bound, cx: Context): S;
  /** Attributes that programs read back: `layer.filters`. */
  attributes?(settings: S): Record<string, Value>;
  input?(settings: S): InputRule;
  /** The shape an input gets that nobody has described. */
  assumed?(settings: S): readonly Dim[];
  weights?(settings: S, input: Shape, cx: Context): WeightEntry[];
  /** Weights that follow from several arguments of the first call; instead of `weights`. */
  weightsOf?(settings: S, args: Bound, cx: Context): WeightEntry[];
  /** Parameters of `call` after self; `inputs, training=None, mask=None` where left out. */
  readonly callSignature?: string;
  /** The output of a layer with one input: its shape, or the finished value. */
  output?(input: Shape, frame: CallFrame<S>, tensor: TensorValue): Shape | Value;
  /** The output of a layer with any other kind of input; instead of `output`. */
  outputOf?(inputs: Value, frame: CallFrame<S>): Value;
  /** Base class; Layer where left out. */
  readonly base?: ClassValue;
  /** Further methods. */
  readonly methods?: Record<string, Value>;
}

interface Settings<S> {
  readonly entry: LayerEntry<S>;
  readonly values: S;
  /** Called before `build`: gives an undescribed input its shape. */
  readonly prepare: (cx: Context, input: Value) => void;
}

/** The settings of a layer, or undefined for a layer of another entry. */
export function settingsOf<S>(layer: InstanceValue): S | undefined {
  return ((layer.native as LayerState | undefined)?.settings as Settings<S> | undefined)?.values;
}

const hasDefault = (parameter: Parameter): boolean => parameter.default !== undefined;

/**
 * The class of a layer.
 * @throws Error where an entry has neither `output` nor `outputOf`
 */
export function defineLayer<S>(entry: LayerEntry<S>, layerBase: ClassValue): ClassValue {
  const signature = parseSignature(`${entry.init}${entry.init ? ', ' : ''}**kwargs`);
  const callSignature = parseSignature(entry.callSignature ?? 'inputs, training=None, mask=None');
  const init = native('__init__', 'self, *args, **kwargs', (outer, cx) => {
    const self = outer.get('self') as InstanceValue;
    const given = modernized(cx, entry.name, signature, { args: outer.rest, kwargs: outer.extra });
    // A layer that nobody makes is made without arguments, to see what it does: those that it passes on are not missing.
    if (!cx.isSupposing && !openArguments(outer.rest, outer.extra))
      needRequired(entry.name, signature, given, hasDefault);
    const a = bind(entry.name, signature, cx, given.args, given.kwargs);
    // Some layers name these among their own parameters; they are every layer's all the same.
    for (const key of ['name', 'dtype']) if (a.has(key)) a.extra.set(key, a.get(key));
    checkSettingWords(a, signature);
    const values = entry.configure(a, cx);
    const prepare = (at: Context, input: Value): void => assume(at, entry, values, input);
    const settings: Settings<S> = { entry, values, prepare };
    initLayer(cx, self, a.extra, { settings, call: given });
    for (const [name, value] of Object.entries(entry.attributes?.(values) ?? {})) self.attrs.set(name, value);
    return NONE;
  });
  declare(init, ['self', ...(entry.init ? [entry.init] : []), '**kwargs'].join(', '));
  const build = native('build', 'self, input_shape=None, *rest', (a, cx) => {
    const self = a.get('self') as InstanceValue;
    const values = settingsOf<S>(self);
    if (entry.weightsOf && values !== undefined && a.rest.length > 0) {
      cx.touch(self);
      const inputs = [a.get('input_shape'), ...a.rest].map((given) => inputOfShape(cx, given));
      makeWeights(
        cx,
        self,
        entry.weightsOf(values, bind(`${entry.name}.build`, callSignature, cx, inputs, new Map()), cx),
      );
      self.attrs.set('built', TRUE);
      return NONE;
    }
    const shape = shapeFrom(a.get('input_shape'), cx);
    if (values === undefined || !entry.weights || !shape) return NONE;
    const rule = entry.input?.(values);
    if (rule && !(rule.onlyCalls && shape.length > 0)) checkInput(layerName(self), shape, rule);
    cx.touch(self);
    self.attrs.set('_build_shape', kerasShape(shape));
    makeWeights(cx, self, entry.weights(values, shape, cx));
    for (const [setting, name] of OPTIONAL_WEIGHTS)
      if (entry.init.includes(`${setting}=`) && !self.attrs.has(name)) self.attrs.set(name, NONE);
    // As Keras' wrapper around every build does: a call does not make the weights anew.
    self.attrs.set('built', TRUE);
    return NONE;
  });
  const call = native('call', 'self, *args, **kwargs', (outer, cx) => {
    const self = outer.get('self') as InstanceValue;
    const values = settingsOf<S>(self);
    if (values === undefined) return cx.unknown(said`${entry.name}.__init__ was not called`);
    const args = bind(`${entry.name}.call`, callSignature, cx, outer.rest, outer.extra);
    const frame = frameOf(cx, self, values, args);
    const first = args.get(callSignature[0].name);
    if (entry.weightsOf && !self.attrs.has('_weights')) makeWeights(cx, self, entry.weightsOf(values, args, cx));
    if (entry.outputOf) return entry.outputOf(first, frame);
    return single(entry, first, frame);
  });
  return nativeClass('keras.layers', entry.name, [entry.base ?? layerBase], {
    __init__: init,
    build,
    call,
    ...entry.methods,
  });
}

/** Weights that a layer is asked to do without, which are None then. */
const OPTIONAL_WEIGHTS = [
  ['use_bias', 'bias'],
  ['bias_axes', 'bias'],
  ['center', 'beta'],
  ['scale', 'gamma'],
] as const;

/** What stands for an input of which the shape is given; None for one that is left out. */
function inputOfShape(cx: Context, given: Value): Value {
  const shape = given.kind === 'none' ? undefined : shapeFrom(given, cx);
  return shape ? makeTensor(shape, undefined) : given;
}

function makeWeights(cx: Context, layer: InstanceValue, entries: readonly WeightEntry[]): void {
  for (const weight of entries) {
    if (weight.shape.some(isNoneDim)) {
      throw new ShapeError(
        'features-mismatch',
        said`${layerName(layer)} makes a weight of shape ${describeShape(weight.shape)}, and a weight needs a number on every axis. Give the input a size there.`,
      );
    }
    const made = addWeight(cx, layer, weight.name, weight.shape, weight);
    layer.attrs.set(weight.name, made);
  }
}

function frameOf<S>(cx: Context, layer: InstanceValue, settings: S, args: Bound): CallFrame<S> {
  return {
    settings,
    layer,
    cx,
    args,
    built: shapeFrom(layer.attrs.get('_build_shape') ?? NONE, cx),
    weight: (name) => {
      const found = layer.attrs.get(name);
      return found instanceof TensorValue ? found : undefined;
    },
    note: (detail) => cx.note(detail),
  };
}

/** Runs the rule of a layer with one tensor input. */
function single<S>(entry: LayerEntry<S>, input: Value, frame: CallFrame<S>): Value {
  const { cx } = frame;
  if (input.kind === 'unknown') return input;
  if (input.kind !== 'tensor')
    return cx.unknown(said`the input of ${layerName(frame.layer)} is no tensor that is known`);
  if (!input.shape)
    return input.reason ?? cx.unknown(said`the rank of the input of ${layerName(frame.layer)} is not known`);
  const rule = entry.input?.(frame.settings);
  if (rule) checkInput(layerName(frame.layer), input.shape, rule);
  if (!entry.output) throw new Error(`${entry.name} has no rule`);
  const result = entry.output(input.shape, frame, input);
  return Array.isArray(result) ? makeTensor(result as Shape, floatOf(input.dtype)) : (result as Value);
}

/** Layers compute in floats: an integer input is cast. */
export function floatOf(dtype: string | undefined): string {
  return dtype?.startsWith('float') || dtype === 'bfloat16' ? dtype : 'float32';
}

/**
 * Keras' check of an input before the first call and at every call.
 * @throws ShapeError `rank-mismatch`
 */
export function checkInput(layer: string, shape: Shape, rule: InputRule): void {
  const [found, full] = [shape.length, describeShape(shape)];
  if (rule.ndim !== undefined && shape.length !== rule.ndim) {
    throw new ShapeError(
      'rank-mismatch',
      said`Input 0 of layer "${layer}" is incompatible with the layer: expected ndim=${rule.ndim}, found ndim=${found}. Full shape received: ${full}`,
    );
  }
  if (rule.minNdim !== undefined && shape.length < rule.minNdim) {
    throw new ShapeError(
      'rank-mismatch',
      said`Input 0 of layer "${layer}" is incompatible with the layer: expected min_ndim=${rule.minNdim}, found ndim=${found}. Full shape received: ${full}`,
    );
  }
}

function assume<S>(cx: Context, entry: LayerEntry<S>, settings: S, input: Value): void {
  if (input.kind !== 'tensor' || input.shape || !entry.assumed) return;
  cx.assume(input, () => entry.assumed!(settings));
}

/** The usual names of an undescribed batch of maps: N, spatial letters, C. */
export function assumedMaps(rank: number, channelsFirst: boolean): Dim[] {
  const spatial = [['L'], ['H', 'W'], ['D', 'H', 'W']][rank - 1].map(sym);
  return channelsFirst ? [sym('N'), sym('C'), ...spatial] : [sym('N'), ...spatial, sym('C')];
}

function shapeFrom(value: Value, cx: Context): Shape | undefined {
  if (value.kind !== 'tuple' && value.kind !== 'list' && value.kind !== 'instance') return undefined;
  const items = cx.sequence(value);
  if (!items || items.some((item) => item.kind === 'tuple' || item.kind === 'list')) return undefined;
  return items.map((item) => readSize(item, cx, 'input_shape'));
}
