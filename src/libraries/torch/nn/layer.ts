/**
 * How layers are written down: a name, the constructor's signature as data, what the constructor checks and
 * makes, and what forward does. Settings are kept as attributes under PyTorch's own names and read again in
 * every forward, so that user code which changes `conv.stride` is honoured.
 */
import { ShapeError } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import {
  declare,
  native,
  nativeClass,
  parseSignature,
  type Bound,
  type Parameter,
  type Rule,
} from '../../../python/interpreter/native';
import { needKnown, needRequired } from '../../common/callArguments';
import {
  NativeFunction,
  NONE,
  str,
  type ClassValue,
  type InstanceValue,
  type TensorValue,
  type Value,
} from '../../../python/interpreter/values';
import { raising } from '../arguments';
import { autocast, tensorsIn } from '../autocast';
import { likeInputs, madeContiguous } from '../layout';
import { demandOfLayer } from '../dtypeDemands';
import { asTensor } from '../tensor';
import { handOn } from '../gradients';
import { entriesOf, initModule, moduleType, selfOf, setting, store } from './state';

/** A layer being constructed: its arguments, and where its parameters go. */
export interface Building {
  readonly cx: Context;
  readonly self: InstanceValue;
  /** The class as user code names it, for messages. */
  readonly op: string;
  readonly a: Bound;
  set(name: string, value: Value): void;
  /** Registers a parameter, None where the layer is built without it. */
  parameter(name: string, value: TensorValue | undefined): void;
  buffer(name: string, value: TensorValue | undefined): void;
}

/** A layer being called. */
export interface Calling {
  readonly cx: Context;
  readonly self: InstanceValue;
  readonly op: string;
  readonly a: Bound;
  /** The first argument of forward. */
  readonly input: TensorValue;
  /** An attribute of the layer; None where it has none. */
  get(name: string): Value;
  /** A parameter or buffer; undefined for None. */
  tensor(name: string): TensorValue | undefined;
}

export interface LayerSpec {
  name: string;
  module: string;
  base?: ClassValue;
  /** The constructor's parameters; each becomes an attribute of its name, except those in `NOT_KEPT`. */
  signature: string;
  build?: (b: Building) => void;
  /** Forward's parameters; default `input`. */
  inputs?: string;
  forward?: (c: Calling) => Value;
  /** What stands between the parentheses when the layer is printed. */
  text?: (t: Printing) => string;
}

/** A layer being printed. */
export interface Printing {
  readonly cx: Context;
  readonly self: InstanceValue;
  /** `str()` of an attribute. */
  show(name: string): string;
  get(name: string): Value;
}

/** Layers whose result is written in row-major order whatever the input's: a product of matrices, rows of a table. */
const WRITES_ANEW = new Set(['Linear', 'Embedding']);

/** Modules of torch.nn whose layers write their result in the order of their input. */
const KEEPS_ORDER = new Set(
  ['conv', 'pooling', 'batchnorm', 'instancenorm', 'normalization', 'activation', 'dropout'].map(
    (name) => `torch.nn.modules.${name}`,
  ),
);

const NOT_KEPT = new Set(['self', 'device', 'dtype', 'bias', '_weight']);

/** Layers whose constructor has raised: Python has none of them, an analysis goes on with what was set before. */
const refused = new WeakSet<InstanceValue>();

const parametersOf = (self: InstanceValue): Value[] => entriesOf(self, '_parameters').map(([, value]) => value);

/** What a refused layer would give. Its settings have been complained of once. */
function forwardOfRefused(call: Calling, forward: NonNullable<LayerSpec['forward']>): Value {
  try {
    return forward(call);
  } catch (error) {
    if (error instanceof ShapeError || error instanceof PyError)
      return call.cx.unknown('this layer cannot be constructed');
    throw error;
  }
}

/** A constructor of a class that is no layer, which says which argument is missing, or is none of its own. */
export const checked = (cls: string, signature: string, rule: Rule): NativeFunction =>
  needingAll(cls, parseSignature(signature), native(`${cls}.__init__`, signature, rule));

/**
 * A constructor that says which argument is missing, or is none of its own. What nobody calls is called without arguments, to see what it does: those that
 * it passes on are not missing.
 */
export function needingAll(
  layer: string,
  parameters: readonly Parameter[],
  constructor: NativeFunction,
): NativeFunction {
  const checked = new NativeFunction(constructor.name, (cx, call) => {
    if (!cx.isSupposing) {
      needKnown(`${layer}.__init__`, parameters, call);
      needRequired(layer, parameters, call, hasDefault);
    }
    return constructor.impl(cx, call);
  });
  return declare(checked, constructor.signature!);
}

const hasDefault = (parameter: Parameter): boolean => parameter.default !== undefined;

/** The class of one entry of a layer table. */
export function layerClass(spec: LayerSpec): ClassValue {
  const parameters = parseSignature(`self, ${spec.signature}`);
  const constructor = native(
    `${spec.name}.__init__`,
    `self, ${spec.signature}`,
    raising((a, cx) => {
      const self = selfOf(a);
      initModule(cx, self);
      for (const { name, type } of parameters) {
        if ((type === 'normal' || type === 'keywordOnly') && !NOT_KEPT.has(name)) self.attrs.set(name, a.get(name));
      }
      try {
        spec.build?.(building(cx, self, a));
      } catch (error) {
        refused.add(self);
        throw error;
      }
      return NONE;
    }),
  );
  const attrs: Record<string, Value> = {
    __init__: needingAll(spec.name, parameters, constructor),
  };
  if (spec.forward) {
    const { forward, inputs = 'input' } = spec;
    const first = parseSignature(inputs)[0]?.name;
    attrs.forward = native(
      'forward',
      `self, ${inputs}`,
      raising((a, cx) => {
        const self = selfOf(a);
        const call = calling(cx, self, a, first);
        if (first) demandOfLayer(spec.name, call.op, a.get(first));
        const run = () => (refused.has(self) ? forwardOfRefused(call, forward) : forward(call));
        const plain = autocast(cx, spec.name, run, () => tensorsIn([...a.all(), ...parametersOf(self)]));
        const result = handOn(cx, plain, [...(first ? [a.get(first)] : []), ...parametersOf(self)]);
        if (WRITES_ANEW.has(spec.name)) return madeContiguous(result);
        return KEEPS_ORDER.has(spec.module) ? likeInputs(result, [call.input]) : result;
      }),
    );
  }
  if (spec.text) {
    const { text } = spec;
    attrs.extra_repr = native('extra_repr', 'self', (a, cx) => str(text(printing(cx, selfOf(a)))));
  }
  return nativeClass(spec.module, spec.name, [spec.base ?? moduleType], attrs);
}

function building(cx: Context, self: InstanceValue, a: Bound): Building {
  return {
    cx,
    self,
    op: self.cls.name,
    a,
    set: (name, value) => void self.attrs.set(name, value),
    parameter(name, value) {
      self.attrs.delete(name);
      store(cx, self, '_parameters', name, value ?? NONE);
    },
    buffer(name, value) {
      store(cx, self, '_buffers', name, value ?? NONE);
    },
  };
}

function calling(cx: Context, self: InstanceValue, a: Bound, first: string | undefined): Calling {
  const op = self.cls.name;
  return {
    cx,
    self,
    op,
    a,
    get input() {
      return asTensor(cx, a.get(first ?? 'input'), op);
    },
    get: (name) => setting(cx, self, name),
    tensor(name) {
      const value = setting(cx, self, name);
      return value.kind === 'none' ? undefined : asTensor(cx, value, op, name);
    },
  };
}

/** Whether a layer that is printed has a bias; a lazy one has one that takes its size from the first input (`_lazy_bias`). */
export function hasBias(t: Printing): boolean {
  const lazy = t.self.attrs.get('_lazy_bias');
  return t.get('bias').kind === 'tensor' || (lazy !== undefined && t.cx.truth(lazy) === true);
}

function printing(cx: Context, self: InstanceValue): Printing {
  return { cx, self, show: (name) => cx.str(setting(cx, self, name)), get: (name) => setting(cx, self, name) };
}

/** `name=value, …` of the attributes named, as most of PyTorch's `extra_repr` print them. */
export const named =
  (...names: string[]) =>
  (t: Printing): string =>
    names.map((name) => `${name}=${t.show(name)}`).join(', ');
