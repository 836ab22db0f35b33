/** `list`, `tuple`, `range` and `bytes`: constructors and methods. */
import { isNumber, lessThan, unknownDim } from '../../shape';
import type { Context } from '../interpreter/context';
import { notAnInteger, PyError } from '../interpreter/errors';
import { classMethod, native, type Bound, type Rule } from '../interpreter/native';
import { typeOf, types } from '../interpreter/types';
import {
  BytesValue,
  ListValue,
  NONE,
  NOT_IMPLEMENTED,
  RangeValue,
  TupleValue,
  UnknownRange,
  UnknownValue,
  bool,
  int,
  str,
  type Value,
} from '../interpreter/values';
import { extendList, openReason, seriesIn } from './containers';
import { formatBytes } from './format';
import { elements, indexOf, isLost } from './iterables';
import { sortItems } from './sorting';
import { decodeUtf8 } from './strMethods';
import { methods } from './typeMethods';
import { said, sayingOf } from '../../protocol/say';

/** A list argument. @throws PyError TypeError */
function listArg(a: Bound): ListValue {
  const self = a.get('self');
  if (self.kind === 'list') return self;
  throw new PyError('TypeError', `descriptor requires a 'list' object but received '${typeOf(self).name}'`);
}

/** Leaves a list open where an operation at an unknown place changed it. */
function lose(cx: Context, list: ListValue, reason: UnknownValue): void {
  cx.touch(list);
  list.items = [];
  list.open ??= reason;
}

/** Where the first equal element is: -1 for nowhere, undefined where it cannot be told. */
function position(cx: Context, items: readonly Value[], item: Value, from = 0, to = items.length): number | undefined {
  for (let i = from; i < to; i++) {
    const equal = items[i] === item && item.kind !== 'unknown' ? true : cx.equal(items[i], item);
    if (equal === undefined) return undefined;
    if (equal) return i;
  }
  return -1;
}

function clamped(a: Bound, name: string, length: number, otherwise: number): number {
  const n = a.isNone(name) ? otherwise : (a.number(name) ?? otherwise);
  return Math.min(Math.max(n < 0 ? n + length : n, 0), length);
}

function indexIn(a: Bound, cx: Context, items: readonly Value[], typeName: string): Value {
  const at = position(
    cx,
    items,
    a.get('value'),
    clamped(a, 'start', items.length, 0),
    clamped(a, 'stop', items.length, items.length),
  );
  if (at === undefined) {
    const value = a.get('value');
    return value.kind === 'unknown' ? value : cx.unknown(said`where this value stands in the ${typeName} is not known`);
  }
  if (at >= 0) return int(at);
  throw new PyError(
    'ValueError',
    typeName === 'list' ? `${cx.repr(a.get('value'))} is not in list` : 'tuple.index(x): x not in tuple',
  );
}

function countIn(cx: Context, items: readonly Value[], item: Value): Value {
  let count = 0;
  for (const candidate of items) {
    const equal = cx.equal(candidate, item);
    if (equal === undefined) return cx.unknown('how many elements are equal is not known');
    if (equal) count++;
  }
  return int(count);
}

function pop(a: Bound, cx: Context): Value {
  const list = listArg(a);
  if (list.open) return list.open;
  const at = indexOf(cx, a.get('index'));
  if (at === undefined) {
    const reason = cx.unknown('the position that pop() takes from is not known');
    lose(cx, list, reason);
    return reason;
  }
  if (list.items.length === 0) throw new PyError('IndexError', 'pop from empty list');
  const index = at < 0 ? at + list.items.length : at;
  if (index < 0 || index >= list.items.length) throw new PyError('IndexError', 'pop index out of range');
  cx.touch(list);
  return list.items.splice(index, 1)[0];
}

function remove(a: Bound, cx: Context): Value {
  const list = listArg(a);
  if (list.open) return NONE;
  const at = position(cx, list.items, a.get('value'));
  if (at === undefined) lose(cx, list, cx.unknown('which element remove() takes away is not known'));
  else if (at < 0) throw new PyError('ValueError', 'list.remove(x): x not in list');
  else {
    cx.touch(list);
    list.items.splice(at, 1);
  }
  return NONE;
}

/** Changes the items of a list whose elements are known. */
function change(a: Bound, cx: Context, edit: (list: ListValue) => void): Value {
  const list = listArg(a);
  cx.touch(list);
  if (!list.open) edit(list);
  return NONE;
}

/** Replaces a list's content by the elements of an iterable, as `list.__init__` does. */
function fill(a: Bound, cx: Context): Value {
  const list = listArg(a);
  if (!a.has('iterable')) return NONE;
  const series = seriesIn(cx, a.get('iterable'));
  const items = cx.sequence(a.get('iterable'));
  cx.touch(list);
  list.items = items ? [...items] : [];
  list.open = items ? undefined : openReason(cx, a.get('iterable'));
  list.series = series;
  return NONE;
}

/**
 * `left + right` where the interpreter found no way to join them: the right operand may still know one,
 * otherwise the error names both types.
 */
function concatenation(name: string): [string, Rule] {
  return [
    'self, other, /',
    (a) => {
      const other = a.get('other');
      const cls = typeOf(other);
      if (other.kind === 'unknown' || other.kind === 'tensor' || cls.unknown || cls.lookup('__radd__')) {
        return NOT_IMPLEMENTED;
      }
      throw new PyError('TypeError', `can only concatenate ${name} (not "${cls.name}") to ${name}`);
    },
  ];
}

export function installSequences(): void {
  for (const cls of [types.list, types.tuple, types.str]) methods(cls, { __add__: concatenation(cls.name) });
  types.list.hooks.construct = (_cx, cls) => new ListValue([], cls === types.list ? undefined : cls);
  methods(types.list, {
    __init__: ['self, iterable=(), /', fill],
    append: [
      'self, object, /',
      (a, cx) => {
        const list = listArg(a);
        const { series } = list;
        change(a, cx, () => list.items.push(a.get('object')));
        if (list.open && series) list.series = { ...series, after: [...series.after, a.get('object')] };
        return NONE;
      },
    ],
    extend: [
      'self, iterable, /',
      (a, cx) => {
        extendList(cx, listArg(a), a.get('iterable'));
        return NONE;
      },
    ],
    insert: [
      'self, index, object, /',
      (a, cx) => {
        const at = indexOf(cx, a.get('index'));
        if (at === undefined)
          lose(cx, listArg(a), cx.unknown('the position that insert() puts an element to is not known'));
        return change(a, cx, (list) => list.items.splice(at ?? 0, 0, a.get('object')));
      },
    ],
    pop: ['self, index=-1, /', pop],
    remove: ['self, value, /', remove],
    clear: [
      'self',
      (a, cx) => {
        const list = listArg(a);
        cx.touch(list);
        list.items = [];
        list.open = undefined;
        return NONE;
      },
    ],
    reverse: ['self', (a, cx) => change(a, cx, (list) => list.items.reverse())],
    sort: [
      'self, *, key=None, reverse=False',
      (a, cx) =>
        change(a, cx, (list) => {
          const sorted = sortItems(cx, list.items, a.get('key'), a.truth('reverse'));
          if (sorted instanceof UnknownValue) lose(cx, list, sorted);
          else list.items = sorted;
        }),
    ],
    copy: [
      'self',
      (a) => {
        const list = listArg(a);
        const copy = new ListValue([...list.items]);
        [copy.open, copy.series] = [list.open, list.series];
        return copy;
      },
    ],
    index: [
      'self, value, start=0, stop=None, /',
      (a, cx) => listArg(a).open ?? indexIn(a, cx, listArg(a).items, 'list'),
    ],
    count: ['self, value, /', (a, cx) => listArg(a).open ?? countIn(cx, listArg(a).items, a.get('value'))],
  });

  types.tuple.hooks.construct = (cx, cls, args) => {
    const items = args[0] ? elements(cx, args[0]) : [];
    if (isLost(items)) return items;
    return new TupleValue(items, cls === types.tuple ? undefined : cls);
  };
  methods(types.tuple, {
    index: ['self, value, start=0, stop=None, /', (a, cx) => indexIn(a, cx, tupleItems(a), 'tuple')],
    count: ['self, value, /', (a, cx) => countIn(cx, tupleItems(a), a.get('value'))],
  });

  types.range.hooks.construct = (cx, _cls, args) => range(cx, args);
  methods(types.range, {
    index: [
      'self, value, /',
      (a, cx) => {
        const at = position(cx, cx.sequence(a.get('self')) ?? [], a.get('value'));
        if (at === undefined) return cx.unknown('where this value stands in the range is not known');
        if (at < 0) throw new PyError('ValueError', `${cx.repr(a.get('value'))} is not in range`);
        return int(at);
      },
    ],
    count: ['self, value, /', (a, cx) => countIn(cx, cx.sequence(a.get('self')) ?? [], a.get('value'))],
  });
  installBytes();
}

function tupleItems(a: Bound): readonly Value[] {
  const self = a.get('self');
  return self.kind === 'tuple' ? self.items : [];
}

/** `range(stop)`, `range(start, stop, step)`; unknown where a bound is symbolic or unknown. */
export function range(cx: Context, args: readonly Value[]): Value {
  if (args.length === 0) throw new PyError('TypeError', 'range expected at least 1 argument, got 0');
  if (args.length > 3) throw new PyError('TypeError', `range expected at most 3 arguments, got ${args.length}`);
  const wrong = args.find((value) => ['float', 'str', 'none', 'list', 'tuple', 'dict'].includes(value.kind));
  if (wrong?.kind === 'float' && isNumber(wrong.value)) throw notAnInteger('the bound of range()', wrong.value);
  if (wrong) throw new PyError('TypeError', `'${typeOf(wrong).name}' object cannot be interpreted as an integer`);
  const unknown = args.find((value) => value.kind === 'unknown');
  if (unknown)
    return unknownRange(
      cx,
      args,
      cx.unknown(
        said`the bound of a range is not known: ${unknown.kind === 'unknown' ? sayingOf(unknown.reason) : ''}`,
      ),
    );
  const bounds = args.map((value) => cx.dim(value, 'range()'));
  if (!bounds.every(isNumber))
    return unknownRange(cx, args, cx.unknown('the bound of a range depends on a size that has no number here'));
  const [start, stop, step] = args.length === 1 ? [0, bounds[0], 1] : [bounds[0], bounds[1], bounds[2] ?? 1];
  if (step === 0) throw new PyError('ValueError', 'range() arg 3 must not be zero');
  return new RangeValue(start, stop, step);
}

/** A range over a size that has no number: it has an element where that is positive, as sizes are. */
function unknownRange(cx: Context, args: readonly Value[], why: UnknownValue): UnknownRange {
  const bounds = args.map((value) => cx.dim(value, 'range()'));
  const [start, stop] = args.length === 1 ? [0, bounds[0]] : bounds;
  const least = args.length < 3 && lessThan(start, stop) ? 1 : 0;
  return new UnknownRange(why, { before: [], each: [int(unknownDim(why.reason))], after: [], least });
}

function installBytes(): void {
  types.bytes.hooks.construct = (cx, _cls, args) => {
    const [source] = args;
    if (!source) return new BytesValue('');
    if (source.kind === 'str') return new BytesValue(String.fromCharCode(...new TextEncoder().encode(source.value)));
    if (source.kind === 'int') {
      return isNumber(source.value)
        ? new BytesValue('\0'.repeat(source.value))
        : cx.unknown('the number of bytes is not known');
    }
    if (source.kind === 'bytes') return source;
    const items = elements(cx, source);
    if (isLost(items)) return items;
    const codes = items.map((item) => indexOf(cx, item));
    if (codes.some((code) => code === undefined)) return cx.unknown('the bytes are not known');
    return new BytesValue(String.fromCharCode(...(codes as number[])));
  };
  methods(types.bytes, {
    __mod__: ['self, args, /', (a, cx) => formatBytes(cx, new BytesValue(bytesArg(a)), a.get('args'))],
    decode: ["self, encoding='utf-8', errors='strict'", (a) => str(decodeUtf8(bytesArg(a)))],
    hex: ['self', (a) => str([...bytesArg(a)].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join(''))],
    startswith: ['self, prefix, /', (a) => bool(bytesArg(a).startsWith(bytesArg(a, 'prefix')))],
    endswith: ['self, suffix, /', (a) => bool(bytesArg(a).endsWith(bytesArg(a, 'suffix')))],
    strip: ['self', (a) => new BytesValue(bytesArg(a).replace(/^[ \t\n\r\v\f]+|[ \t\n\r\v\f]+$/g, ''))],
  });
  types.bytes.attrs.set(
    'fromhex',
    classMethod(
      native('fromhex', 'cls, string, /', (a) => {
        const digits = (a.str('string') ?? '').replace(/\s+/g, '').match(/../g) ?? [];
        return new BytesValue(String.fromCharCode(...digits.map((d) => parseInt(d, 16))));
      }),
    ),
  );
}

function bytesArg(a: Bound, name = 'self'): string {
  const value = a.get(name);
  if (value.kind === 'bytes') return value.value;
  throw new PyError('TypeError', `a bytes-like object is required, not '${typeOf(value).name}'`);
}
