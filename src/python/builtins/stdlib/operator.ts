/** `operator`: the operators as functions. */
import type { Context } from '../../interpreter/context';
import { native, type LibraryModule } from '../../interpreter/native';
import { bool, int, tuple, type Value } from '../../interpreter/values';
import { lengthOf } from '../iterables';

const BINARY: Record<string, string> = {
  add: '+',
  sub: '-',
  mul: '*',
  truediv: '/',
  floordiv: '//',
  mod: '%',
  pow: '**',
  matmul: '@',
  and_: '&',
  or_: '|',
  xor: '^',
  lshift: '<<',
  rshift: '>>',
  concat: '+',
};
const COMPARE: Record<string, string> = {
  eq: '==',
  ne: '!=',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
  is_: 'is',
  is_not: 'is not',
};

function truth(cx: Context, value: Value, negate: boolean): Value {
  const known = cx.truth(value);
  return known === undefined ? cx.unknown('whether this is true is not known') : bool(known !== negate);
}

/** `attrgetter('a.b')`: the attribute of an attribute. */
function attributePath(cx: Context, object: Value, path: Value): Value {
  if (path.kind !== 'str') return cx.unknown('the name of the attribute is not known');
  return path.value.split('.').reduce((value, name) => cx.getAttr(value, name), object);
}

/** A function of one object that gives one item, or a tuple of several. */
function pick(name: string, keys: readonly Value[], get: (cx: Context, object: Value, key: Value) => Value): Value {
  return native(name, 'obj', (a, cx) => {
    const items = keys.map((key) => get(cx, a.get('obj'), key));
    return items.length === 1 ? items[0] : tuple(items);
  });
}

const attrs = (): Record<string, Value> => {
  const table: Record<string, Value> = {};
  for (const [name, op] of Object.entries(BINARY)) {
    table[name] = native(name, 'a, b, /', (a, cx) => cx.binary(op, a.get('a'), a.get('b')));
    if (name !== 'concat') table[`i${name.replace('_', '')}`] = table[name];
    table[`__${name.replace('_', '')}__`] = table[name];
  }
  for (const [name, op] of Object.entries(COMPARE)) {
    table[name] = native(name, 'a, b, /', (a, cx) => cx.compare(op, a.get('a'), a.get('b')));
  }
  return {
    ...table,
    neg: native('neg', 'a, /', (a, cx) => cx.unary('-', a.get('a'))),
    pos: native('pos', 'a, /', (a, cx) => cx.unary('+', a.get('a'))),
    invert: native('invert', 'a, /', (a, cx) => cx.unary('~', a.get('a'))),
    not_: native('not_', 'a, /', (a, cx) => truth(cx, a.get('a'), true)),
    truth: native('truth', 'a, /', (a, cx) => truth(cx, a.get('a'), false)),
    index: native('index', 'a, /', (a, cx) => int(cx.dim(a.get('a')))),
    contains: native('contains', 'a, b, /', (a, cx) => cx.compare('in', a.get('b'), a.get('a'))),
    getitem: native('getitem', 'a, b, /', (a, cx) => cx.getItem(a.get('a'), a.get('b'))),
    setitem: native('setitem', 'a, b, c, /', (a, cx) => {
      cx.setItem(a.get('a'), a.get('b'), a.get('c'));
      return a.get('c');
    }),
    length_hint: native('length_hint', 'obj, default=0, /', (a, cx) => int(lengthOf(cx, a.get('obj')))),
    itemgetter: native('itemgetter', '*items', (a) =>
      pick('itemgetter', a.rest, (cx, object, key) => cx.getItem(object, key)),
    ),
    attrgetter: native('attrgetter', '*attrs', (a) => pick('attrgetter', a.rest, attributePath)),
    methodcaller: native('methodcaller', 'name, /, *args, **kwargs', (a) => {
      const { rest, extra } = a;
      const name = a.get('name');
      return native('methodcaller', 'obj', (b, cx) =>
        cx.callMethod(b.get('obj'), name.kind === 'str' ? name.value : cx.str(name), rest, extra),
      );
    }),
  };
};

export const operatorModule: LibraryModule = { name: 'operator', attrs };
