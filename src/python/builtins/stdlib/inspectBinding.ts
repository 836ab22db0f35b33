/** `inspect.Signature.bind`: which parameter each argument of a call goes to, without calling. */
import type { Context } from '../../interpreter/context';
import { bind, getter, native, nativeClass, type Parameter } from '../../interpreter/native';
import { isSpread, openKeywords } from '../../interpreter/openArguments';
import { types } from '../../interpreter/types';
import { DictValue, InstanceValue, NONE, str, tuple, type Value } from '../../interpreter/values';
import { dictOfNames } from '../containers';
import { unmodelled } from './helpers';

/** The parameters of a signature, as `boundArguments` reads them. */
const declaredOf = (self: Value): readonly Parameter[] =>
  self.kind === 'instance' && Array.isArray(self.native) ? (self.native as readonly Parameter[]) : [];

/** The `arguments` of BoundArguments by name. */
function given(self: Value): ReadonlyMap<string, Value> {
  const found = self.kind === 'instance' ? self.attrs.get('arguments') : undefined;
  const entries = found?.kind === 'dict' ? [...found.entries.values()] : [];
  return new Map(entries.flatMap(({ key, value }) => (key.kind === 'str' ? [[key.value, value] as const] : [])));
}

const byNameOnly = ({ type }: Parameter): boolean => type === 'keywordOnly' || type === 'varKeywords';

/** How many parameters `BoundArguments.args` passes by position: those before the first that was not given. */
function passedByPosition(declared: readonly Parameter[], values: ReadonlyMap<string, Value>): number {
  const end = declared.findIndex((parameter) => byNameOnly(parameter) || !values.has(parameter.name));
  return end < 0 ? declared.length : end;
}

const BoundArguments = nativeClass('inspect', 'BoundArguments', [types.object], {
  __getattr__: unmodelled('BoundArguments'),
  args: getter('args', (self, cx) => {
    const [declared, values] = [declaredOf(self), given(self)];
    return tuple(
      declared.slice(0, passedByPosition(declared, values)).flatMap(({ name, type }) => {
        const value = values.get(name)!;
        return type === 'varArgs' ? (cx.sequence(value) ?? []) : [value];
      }),
    );
  }),
  kwargs: getter('kwargs', (self) => {
    const [declared, values] = [declaredOf(self), given(self)];
    const result = new DictValue();
    for (const { name, type } of declared.slice(passedByPosition(declared, values))) {
      const value = values.get(name);
      if (value && type !== 'varKeywords') result.entries.set(`s${name}`, { key: str(name), value });
      else if (value?.kind === 'dict') for (const [key, entry] of value.entries) result.entries.set(key, entry);
    }
    return result;
  }),
  apply_defaults: native('apply_defaults', 'self', (a, cx) => {
    const self = a.get('self');
    if (self.kind !== 'instance') return NONE;
    const values = given(self);
    const all = declaredOf(self).flatMap(({ name, type, default: fallback }): [string, Value][] => {
      const empty = type === 'varArgs' ? tuple([]) : type === 'varKeywords' ? new DictValue() : fallback;
      const value = values.get(name) ?? empty;
      return value ? [[name, value]] : [];
    });
    cx.touch(self);
    self.attrs.set('arguments', dictOfNames(all));
    return NONE;
  }),
});

/**
 * The arguments of a call by the parameters that take them, in the order of the parameters.
 * @param partial whether parameters may be left without an argument, as `bind_partial` lets them
 * @throws PyError TypeError where the call would fail
 */
export function boundArguments(
  cx: Context,
  signature: Value,
  declared: readonly Parameter[],
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
  partial: boolean,
): Value {
  const open = args.find(isSpread) ?? openKeywords(kwargs);
  if (open) return open;
  const parameters = partial ? declared.map((p) => ({ ...p, default: p.default ?? NONE })) : declared;
  const bound = bind('bind', parameters, cx, args, kwargs);
  const found = declared.flatMap(({ name, type }): [string, Value][] => {
    if (type === 'varArgs') return bound.rest.length > 0 ? [[name, tuple(bound.rest)]] : [];
    if (type === 'varKeywords') return bound.extra.size > 0 ? [[name, dictOfNames(bound.extra)]] : [];
    return bound.has(name) ? [[name, bound.get(name)]] : [];
  });
  const made = new InstanceValue(BoundArguments);
  made.native = declared;
  made.attrs.set('arguments', dictOfNames(found));
  made.attrs.set('signature', signature);
  return made;
}
