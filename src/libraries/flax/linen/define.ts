/** How the layers of flax.linen are written down: fields and call as data, and what a call does. */
import type { CallDetail, Context } from '../../../python/interpreter/context';
import { native, nativeClass, parseSignature, type Bound } from '../../../python/interpreter/native';
import {
  NONE,
  type ClassValue,
  type InstanceValue,
  type TensorValue,
  type Value,
} from '../../../python/interpreter/values';
import type { Dim, Shape } from '../../../shape';
import { arrayOf } from '../../jax/arrays';
import { checked } from '../checked';
import { weightDtype } from '../dtypes';
import { ensureSetup } from './adoption';
import { parameter } from './parameters';
import { checkBound, checkMutable, currentRun, takeStream } from './run';
import { fieldOf, isCompacting, moduleClass, restartNames, within } from './state';
import { said } from '../../../protocol/say';

/** What a layer's rule may ask while it is called. */
export interface LayerCall {
  readonly cx: Context;
  readonly self: InstanceValue;
  /** The class as programs name it, for messages. */
  readonly op: string;
  /** The arguments of the call. */
  readonly a: Bound;
  /** A field of the layer. */
  field(name: string): Value;
  /** A parameter, made at the first call. */
  param(name: string, shape: Shape): TensorValue;
  /** A variable of another collection: `batch_stats`. */
  stat(collection: string, name: string, shape: Shape): TensorValue;
  /** Says that the layer changes variables of the collection, as it does in no `init`. @throws PyError ModifyScopeVariableError */
  changes(collection: string, name: string): void;
  /** Takes a key of a random stream. @throws PyError InvalidRngError */
  draws(stream: string): void;
  note(detail: CallDetail): void;
}

export interface LayerSpec {
  readonly name: string;
  /** The dataclass fields as a signature. */
  readonly fields: string;
  /** The parameters of the call; `inputs` where left out. */
  readonly call?: string;
  /** Which of them is the input; the first where left out. */
  readonly input?: string;
  /** The shape that an input gets which nobody has described. */
  readonly assumed?: (c: LayerCall) => readonly Dim[];
  /** Whether the input may have any number of axes before its last. */
  readonly anyRank?: boolean;
  readonly rule: (c: LayerCall, input: TensorValue) => Value;
  /** Whether its call is no compact method: what it holds is called alone. */
  readonly isPlain?: boolean;
  /** Further methods. */
  readonly methods?: Record<string, Value>;
}

/** The class of one entry. */
export function linenLayer(spec: LayerSpec): ClassValue {
  const fields = parseSignature(spec.fields);
  const signature = `self${spec.fields ? `, ${spec.fields}` : ''}, *, parent=None, name=None`.replace(
    /\*, (.*)\*, parent/,
    '*, $1parent',
  );
  const callSignature = spec.call ?? 'inputs';
  const first = spec.input ?? parseSignature(callSignature)[0].name;
  const init = native(`${spec.name}.__init__`, signature, (a, cx) => {
    const self = a.get('self') as InstanceValue;
    cx.touch(self);
    for (const { name } of fields) self.attrs.set(name, a.get(name));
    if (!self.attrs.has('name')) self.attrs.set('name', a.get('name'));
    return NONE;
  });
  const call = native('__call__', `self, ${callSignature}`, (a, cx) => {
    const self = a.get('self') as InstanceValue;
    const c = calling(cx, self, a);
    if (!spec.isPlain) checkBound(cx, self);
    ensureSetup(cx, self);
    if (!isCompacting(cx, self)) restartNames(cx, self);
    return cx.layerCall(self, [a.get(first)], () =>
      within(cx, self, 'call', () => {
        const given = a.get(first);
        // Arithmetic on what nobody gave makes a number, though it may be an array.
        if ((given.kind === 'int' || given.kind === 'float') && typeof given.value !== 'number') cx.assumeNumber();
        const input = arrayOf(given);
        if (!input) return cx.unknown(said`the input of ${spec.name} is no array`);
        if (spec.assumed) cx.assume(input, () => spec.assumed!(c), spec.anyRank);
        return spec.rule(c, input);
      }),
    );
  });
  return nativeClass('flax.linen', spec.name, [moduleClass], {
    __init__: checked(`${spec.name}.__init__`, parseSignature(signature).slice(1), init),
    __call__: checked(`${spec.name}.__call__`, parseSignature(callSignature), call),
    ...spec.methods,
  });
}

function calling(cx: Context, self: InstanceValue, a: Bound): LayerCall {
  const field = (name: string): Value => fieldOf(self, name);
  return {
    cx,
    self,
    op: self.cls.name,
    a,
    field,
    param: (name, shape) => parameter(cx, self, name, shape, 'params', weightDtype({ cx, field })),
    stat: (from, name, shape) => parameter(cx, self, name, shape, from),
    changes: (from, name) => {
      if (currentRun(cx)?.kind === 'apply') checkMutable(cx, self, from, name);
    },
    draws: (stream) => takeStream(cx, self, stream),
    note: (detail) => cx.note(detail),
  };
}

/** The shape of an input; undefined where not even its rank is known. */
export const shapeless = (cx: Context, input: TensorValue, op: string): Value =>
  input.reason ?? cx.unknown(said`the shape of the input of ${op} is not known`);
