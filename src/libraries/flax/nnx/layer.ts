/** How the layers of flax.nnx are written down: sizes given to the constructor, variables made there, and the rule of a call. */
import type { Context } from '../../../python/interpreter/context';
import { native, nativeClass, parseSignature, type Bound } from '../../../python/interpreter/native';
import { NONE, TensorValue, type ClassValue, type InstanceValue, type Value } from '../../../python/interpreter/values';
import type { Dim } from '../../../shape';
import { dimOf } from '../../common/shapes';
import { arrayOf } from '../../jax/arrays';
import { fieldOf } from '../linen/state';
import { checked } from '../checked';
import { weightDtype } from '../dtypes';
import { moduleClass, paramClass } from './module';
import { said } from '../../../protocol/say';

/** What a layer's rule may ask. */
export interface Call {
  readonly cx: Context;
  readonly op: string;
  readonly a: Bound;
  field(name: string): Value;
  size(name: string): Dim;
}

export interface Spec {
  readonly name: string;
  readonly fields: string;
  readonly call?: string;
  /** Parameters and statistics by name, made when the layer is constructed. */
  readonly variables?: (c: Call) => Record<string, TensorValue | undefined>;
  /** Layers that the constructor makes, by attribute. */
  readonly children?: (c: Call) => Record<string, Value>;
  readonly assumed?: (c: Call) => readonly Dim[];
  /** Whether the input may have any number of axes before its last. */
  readonly anyRank?: boolean;
  /** Whether the stream of keys that it was made with is used in calls. */
  readonly keepsKeys?: boolean;
  readonly rule: (c: Call, input: TensorValue & { shape: readonly Dim[] }) => Value;
  /** Further methods. */
  readonly methods?: Record<string, Value>;
}

/** Arguments that a layer uses when it is made, and forgets. */
const UNKEPT: ReadonlySet<string> = new Set(['rngs', 'kwargs']);

/** The class of one entry. */
export function layer(spec: Spec): ClassValue {
  const parameters = parseSignature(spec.fields);
  const fields = parameters.map(({ name }) => name);
  const callSignature = spec.call ?? 'inputs';
  const first = parseSignature(callSignature).find(({ name }) => name === 'inputs') ?? parseSignature(callSignature)[0];
  const calling = (cx: Context, self: InstanceValue, a: Bound): Call => ({
    cx,
    op: spec.name,
    a,
    field: (name) => fieldOf(self, `${name}`),
    size: (name) => dimOf(cx, fieldOf(self, name), name),
  });
  const init = native(`${spec.name}.__init__`, `self, ${spec.fields}`, (a, cx) => {
    const self = a.get('self') as InstanceValue;
    cx.touch(self);
    for (const name of fields) if (!UNKEPT.has(name) || spec.keepsKeys) self.attrs.set(name, a.get(name));
    const c = calling(cx, self, a);
    const made = { ...spec.variables?.(c), ...spec.children?.(c) };
    for (const [name, value] of Object.entries(made)) self.attrs.set(name, weight(c, value) ?? NONE);
    return NONE;
  });
  const call = native('__call__', `self, ${callSignature}`, (a, cx) => {
    const self = a.get('self') as InstanceValue;
    const given = a.get(first.name);
    return cx.layerCall(self, [given], () => {
      const input = arrayOf(given);
      const c = calling(cx, self, a);
      if (input && spec.assumed) cx.assume(input, () => spec.assumed!(c), spec.anyRank);
      if (!input?.shape) return input?.reason ?? cx.unknown(said`the input of ${spec.name} is not known`);
      return spec.rule(c, input as TensorValue & { shape: readonly Dim[] });
    });
  });
  return nativeClass('flax.nnx', spec.name, [moduleClass], {
    __init__: checked(`${spec.name}.__init__`, parameters, init),
    __call__: checked(`${spec.name}.__call__`, parseSignature(callSignature), call),
    ...spec.methods,
  });
}

/** A parameter in the type that the layer keeps its weights in; statistics are of single precision. */
function weight(c: Call, value: Value | undefined): Value | undefined {
  if (value?.kind !== 'tensor' || c.field('param_dtype').kind === 'none' || !value.cls.isSubclassOf(paramClass))
    return value;
  return new TensorValue(value.cls, value.shape, weightDtype(c));
}

/** Whether a switch of the layer is on, as it is where that is not known. */
export const isOn = (c: Call, name: string): boolean => c.cx.truth(c.field(name)) ?? true;
