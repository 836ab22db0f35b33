/** nn.Sequential and nn.ModuleList (torch 1.13, torch/nn/modules/container.py). */
import { openReason as openElements, seriesIn } from '../../../python/builtins/containers';
import { hashKey } from '../../../python/builtins/hash';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { repeating } from '../../../python/interpreter/iteration';
import { isSpread, spreadSeries } from '../../../python/interpreter/openArguments';
import { closed, concatenated, samples } from '../../../python/interpreter/series';
import { partOf } from '../../../python/interpreter/subscripts';
import { native, nativeClass, type Bound } from '../../../python/interpreter/native';
import {
  bool,
  InstanceValue,
  int,
  NONE,
  str,
  type ClassValue,
  type ListValue,
  type Series,
  type UnknownValue,
  type Value,
} from '../../../python/interpreter/values';
import { listText } from './moduleText';
import {
  entriesOf,
  initModule,
  isModule,
  leaveOpen,
  moduleType,
  openReason,
  registrableName,
  selfOf,
  storeOf,
  generatorOf,
} from './state';
import { said } from '../../../protocol/say';

const module = 'torch.nn.modules.container';

const valuesOf = (self: InstanceValue): Value[] => entriesOf(self, '_modules').map(([, value]) => value);

/** Replaces all children: lists are renumbered from 0. */
function replace(cx: Context, self: InstanceValue, entries: readonly [string, Value][]): void {
  const dict = storeOf(self, '_modules');
  if (!dict) throw new PyError('AttributeError', `call super().__init__() first in ${self.cls.name}.__init__`);
  cx.touch(dict);
  dict.isNumbered = keepsNumbers(self);
  dict.entries = new Map(
    entries.map(([name, value]) => {
      const key = str(name);
      return [hashKey(key)!, { key, value }];
    }),
  );
}

/** What is known of the children of a container that holds some no one knows how often. */
const heldSeries = (self: InstanceValue): Series | undefined => {
  const dict = storeOf(self, '_modules');
  return dict?.open && dict.series;
};

/** Puts children into a container of which some come no one knows how often: one stands for them. */
function replaceBySeries(cx: Context, self: InstanceValue, series: Series, why: UnknownValue): void {
  replace(cx, self, numbered(samples(series).map((value, i) => checkModule(cx, value, String(i)))));
  if (series.each.length === 0) return;
  leaveOpen(cx, self, why);
  storeOf(self, '_modules')!.series = series;
}

/** A container of the same class around such a part of it. */
function rebuiltOf(cx: Context, self: InstanceValue, part: ListValue): Value {
  const made = rebuilt(cx, self, numbered(part.items)) as InstanceValue;
  if (part.open && part.series) replaceBySeries(cx, made, part.series, part.open);
  return made;
}

const numbered = (values: readonly Value[]): [string, Value][] => values.map((value, i) => [String(i), value]);

/** @throws PyError TypeError for what is no module */
export function checkModule(cx: Context, value: Value, name: string): Value {
  if (isModule(value) || value.kind === 'none' || value.kind === 'unknown') return value;
  const cls = cx.typeOf(value);
  // An object of a class whose base is not known may well be a module.
  if (cls.unknown) return cls.unknown;
  const hint =
    value.kind === 'list' || value.kind === 'tuple'
      ? said` Put a * in front of the list.`
      : value.kind === 'class'
        ? said` Call it: ${value.name}(…).`
        : value.kind === 'function' || value.kind === 'native'
          ? said` Call functions in forward, or use the layer that does the same.`
          : '';
  // Classes of other libraries stand here without their bases: most transforms of torchvision are modules.
  const isForeign = cls.isNative && cls.module !== 'builtins';
  throw new PyError(
    'TypeError',
    said`${cls.name} is not a Module subclass (child '${name}').${hint}`,
    isForeign ? undefined : 'not-a-module',
  );
}

/** The position that an index names. @throws PyError IndexError */
function position(cx: Context, self: InstanceValue, index: Value): number | undefined {
  const count = valuesOf(self).length;
  const at = cx.dim(index, `the index of ${self.cls.name}`);
  if (typeof at !== 'number') return undefined;
  if (at < -count || at >= count)
    throw new PyError(
      'IndexError',
      said`index ${at} is out of range: ${self.cls.name} holds ${count} modules`,
      'index-out-of-range',
    );
  return at < 0 ? at + count : at;
}

/** Items of a slice, as Python cuts a list. */
export function sliced<T>(items: readonly T[], index: Value): T[] | undefined {
  if (index.kind !== 'slice') return undefined;
  const bound = (v: Value): number | undefined | null =>
    v.kind === 'none' ? null : v.kind === 'int' && typeof v.value === 'number' ? v.value : undefined;
  const [start, stop, step] = [index.start, index.stop, index.step].map(bound);
  if (start === undefined || stop === undefined || step === undefined) return undefined;
  const by = step ?? 1;
  if (by === 0) throw new PyError('ValueError', 'slice step cannot be zero');
  const clip = (at: number | null, otherwise: number): number => {
    if (at === null) return otherwise;
    const from = at < 0 ? at + items.length : at;
    return by > 0 ? Math.min(items.length, Math.max(0, from)) : Math.min(items.length - 1, Math.max(-1, from));
  };
  const [from, to] =
    by > 0 ? [clip(start, 0), clip(stop, items.length)] : [clip(start, items.length - 1), clip(stop, -1)];
  const result: T[] = [];
  for (let i = from; by > 0 ? i < to : i > to; i += by) result.push(items[i]);
  return result;
}

/** A container of the same class around other children (`self.__class__(…)`). */
function rebuilt(cx: Context, self: InstanceValue, entries: readonly [string, Value][]): Value {
  const made = new InstanceValue(self.cls);
  initModule(cx, made);
  replace(cx, made, entries);
  return made;
}

const listMethods: Record<string, Value> = {
  __len__: native('__len__', 'self', (a, cx) => {
    const open = openReason(selfOf(a));
    return open ? cx.unknown(open.reason) : int(valuesOf(selfOf(a)).length);
  }),
  __iter__: native('__iter__', 'self', (a, cx) => {
    const open = openReason(selfOf(a));
    const series = heldSeries(selfOf(a));
    if (open && series) return repeating(cx, series, open, 'generator');
    return open ? cx.unknown(open.reason) : generatorOf(valuesOf(selfOf(a)));
  }),
  __bool__: native('__bool__', 'self', (a) =>
    bool(valuesOf(selfOf(a)).length > 0 || openReason(selfOf(a)) !== undefined),
  ),
  __contains__: native('__contains__', 'self, item', (a) => bool(valuesOf(selfOf(a)).includes(a.get('item')))),
  __getitem__: native('__getitem__', 'self, index', (a, cx) => {
    const self = selfOf(a);
    const index = a.get('index');
    const open = openReason(self);
    const series = heldSeries(self);
    const part = open && series && partOf(series, index, open);
    if (part?.kind === 'list') return rebuiltOf(cx, self, part);
    if (part) return part;
    if (open || index.kind === 'unknown') return open ?? index;
    const entries = entriesOf(self, '_modules');
    if (index.kind === 'slice') {
      const cut = sliced(entries, index);
      if (!cut) return cx.unknown(said`which children ${self.cls.name} is cut to is not known`);
      return rebuilt(cx, self, keepsNames(self) ? cut : numbered(cut.map(([, value]) => value)));
    }
    const at = position(cx, self, index);
    return at === undefined ? cx.unknown(said`which child of ${self.cls.name} is meant is not known`) : entries[at][1];
  }),
  __setitem__: native('__setitem__', 'self, index, value', (a, cx) => {
    const self = selfOf(a);
    const at = position(cx, self, a.get('index'));
    const entries = entriesOf(self, '_modules');
    if (at === undefined) leaveOpen(cx, self, cx.unknown('which child was replaced is not known'));
    else
      replace(
        cx,
        self,
        entries.map(([name, old], i) => [name, i === at ? checkModule(cx, a.get('value'), name) : old]),
      );
    return NONE;
  }),
  __delitem__: native('__delitem__', 'self, index', (a, cx) => {
    const self = selfOf(a);
    const entries = entriesOf(self, '_modules');
    const index = a.get('index');
    const gone =
      index.kind === 'slice'
        ? sliced(entries, index)
        : [position(cx, self, index)].flatMap((at) => (at === undefined ? [] : [entries[at]]));
    replace(cx, self, numbered(entries.filter((entry) => !gone?.includes(entry)).map(([, value]) => value)));
    return NONE;
  }),
  append: native('append', 'self, module', (a, cx) => {
    insertAt(cx, selfOf(a), valuesOf(selfOf(a)).length, a.get('module'));
    return selfOf(a);
  }),
  insert: native('insert', 'self, index, module', (a, cx) => {
    const self = selfOf(a);
    const at = a.number('index');
    if (at === undefined) leaveOpen(cx, self, cx.unknown('where a module was inserted is not known'));
    else insertAt(cx, self, at < 0 ? Math.max(0, at + valuesOf(self).length) : at, a.get('module'));
    return selfOf(a);
  }),
  extend: native('extend', 'self, modules', (a, cx) => {
    const self = selfOf(a);
    const series = seriesIn(cx, a.get('modules'));
    const all = series && concatenated(heldSeries(self) ?? closed(valuesOf(self)), series);
    if (all && !(openReason(self) && !heldSeries(self))) {
      replaceBySeries(cx, self, all, openReason(self) ?? openElements(cx, a.get('modules')));
      return self;
    }
    const more = cx.sequence(a.get('modules'));
    if (!more) leaveOpen(cx, self, cx.unknown('the modules that were added are not known'));
    else for (const value of more) insertAt(cx, self, valuesOf(self).length, value);
    return self;
  }),
  pop: native('pop', 'self, key=-1', (a, cx) => {
    const self = selfOf(a);
    const at = position(cx, self, a.get('key'));
    if (at === undefined) return cx.unknown('which module was taken out is not known');
    const values = valuesOf(self);
    replace(cx, self, numbered(values.filter((_, i) => i !== at)));
    return values[at];
  }),
  __add__: native('__add__', 'self, other', (a, cx) => {
    const other = cx.sequence(a.get('other'));
    if (!other) return cx.unknown('the modules that were added are not known');
    return rebuilt(cx, selfOf(a), numbered([...valuesOf(selfOf(a)), ...other]));
  }),
  __iadd__: native('__iadd__', 'self, other', (a, cx) => cx.callMethod(selfOf(a), 'extend', [a.get('other')])),
};

/** Whether the children of a container are called by their places. */
const keepsNumbers = (self: InstanceValue): boolean =>
  self.cls.isSubclassOf(moduleListType) || self.cls.isSubclassOf(sequentialType);

const keepsNames = (self: InstanceValue): boolean => self.cls.isSubclassOf(sequentialType);

function insertAt(cx: Context, self: InstanceValue, at: number, value: Value): void {
  const entries = entriesOf(self, '_modules');
  const series = heldSeries(self);
  checkModule(cx, value, String(at));
  if (at >= entries.length) {
    replace(cx, self, [...entries, [String(entries.length), value]]);
    if (series) storeOf(self, '_modules')!.series = { ...series, after: [...series.after, value] };
  } else {
    const values = entries.map(([, v]) => v);
    values.splice(at, 0, value);
    replace(cx, self, numbered(values));
  }
}

function initSequential(a: Bound, cx: Context): Value {
  const self = selfOf(a);
  initModule(cx, self);
  const [first] = a.rest;
  if (a.rest.length === 1 && first.kind === 'dict') {
    replace(
      cx,
      self,
      [...first.entries.values()].map(({ key, value }) => {
        const name = registrableName(cx, self, '_modules', key);
        return [name, checkModule(cx, value, name)];
      }),
    );
    if (first.open) leaveOpen(cx, self, first.open);
    return NONE;
  }
  // One unknown argument may be a dict of layers: then nothing is known of the children. Nor is it where some are spread.
  const all = a.rest.reduce<Series | undefined>((held, value) => {
    const more = isSpread(value) ? spreadSeries(value) : closed([value]);
    return held && more && concatenated(held, more);
  }, closed([]));
  const spread = a.rest.find(isSpread);
  if (all && spread) {
    replaceBySeries(cx, self, all, spread as UnknownValue);
    return NONE;
  }
  const open = spread ?? first;
  if (open?.kind === 'unknown' && (a.rest.length === 1 || isSpread(open))) leaveOpen(cx, self, open);
  else replace(cx, self, numbered(a.rest.map((value, i) => checkModule(cx, value, String(i)))));
  return NONE;
}

function runSequential(a: Bound, cx: Context): Value {
  const self = selfOf(a);
  const open = openReason(self);
  const run = (input: Value, children: readonly Value[]): Value =>
    children.reduce((x, child) => cx.call(child, [x]), input);
  if (!open) return run(a.get('input'), valuesOf(self));
  const series = heldSeries(self);
  if (!series) return open;
  const { before, each, after, least } = series;
  const first = run(a.get('input'), before);
  const last = cx.repeatedly(first, (x) => run(x, each), { why: open, least });
  return run(last, after);
}

/** `Sequential * n`: the same modules, one after the other, so often. */
function repeated(a: Bound, cx: Context): Value {
  const [self, other] = [selfOf(a), a.get('other')];
  const times = cx.dim(other, 'the number of times');
  if (other.kind !== 'int' && other.kind !== 'unknown')
    throw new PyError('TypeError', `unsupported operand type(s) for *: Sequential and ${cx.typeOf(other).name}`);
  if (typeof times !== 'number' || openReason(self)) return cx.unknown('how often the modules come is not known');
  if (times <= 0)
    throw new PyError('ValueError', said`Non-positive multiplication factor ${times} for Sequential`, 'argument-value');
  return rebuilt(cx, self, numbered(Array.from({ length: times }, () => valuesOf(self)).flat()));
}

/** `torch.nn.Sequential`. */
export const sequentialType: ClassValue = nativeClass(module, 'Sequential', [moduleType], {
  ...listMethods,
  __init__: native('Sequential.__init__', 'self, *args', initSequential),
  forward: native('forward', 'self, input', runSequential),
  __mul__: native('__mul__', 'self, other', repeated),
  __rmul__: native('__rmul__', 'self, other', repeated),
  __imul__: native('__imul__', 'self, other', (a, cx) => {
    const self = selfOf(a);
    const made = repeated(a, cx);
    if (made.kind !== 'instance') leaveOpen(cx, self, made as UnknownValue);
    else replace(cx, self, numbered(valuesOf(made)));
    return self;
  }),
});

export const moduleListType: ClassValue = nativeClass(module, 'ModuleList', [moduleType], {
  ...listMethods,
  __repr__: native('__repr__', 'self', (a, cx) => str(listText(cx, selfOf(a)))),
  __init__: native('ModuleList.__init__', 'self, modules=None', (a, cx) => {
    const self = selfOf(a);
    initModule(cx, self);
    if (!a.isNone('modules')) cx.callMethod(self, 'extend', [a.get('modules')]);
    return NONE;
  }),
});

export const containers: ClassValue[] = [sequentialType, moduleListType];
