/** Functions of single elements whose numbers are not computed, names of the array API, and reductions that pass over NaN. */
import { native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { NONE, NativeFunction, bool, tuple, type InstanceValue, type Value } from '../../python/interpreter/values';
import { broadcastShapes } from '../../shape';
import { kindOf } from '../common/dtypes';
import { mapTree } from '../common/trees';
import { makeTensor } from '../common/tensors';
import { asArray, dtypeOr, ndarray, numpyFamily } from './classes';
import { reducing } from './reducing';
import { unshaped } from './rearranging';
import { common, floating, made, ofArray, ofArrays } from './shaped';
import { ufuncs } from './ufuncs';

const OPTIONS = 'out=None, *, where=True, dtype=None, casting=None, order=None, subok=None';

/** The float type that functions of real numbers make (`floatDtype`). */
const realFloat = (dtype: string | undefined): string | undefined =>
  dtype === undefined || /^(float|complex)/.test(dtype) ? dtype : (numpyFamily.floatDtype?.(dtype) ?? 'float64');

const unary = (names: string, dtypeOf: (dtype: string | undefined) => string | undefined): Record<string, Value> =>
  Object.fromEntries(
    names.split(' ').map((name) => [name, ofArray(name, `x, /, ${OPTIONS}`, (x) => made(x.shape, dtypeOf(x.dtype)))]),
  );

const binary = (names: string, dtypeOf: (dtype: string | undefined) => string | undefined): Record<string, Value> =>
  Object.fromEntries(
    names
      .split(' ')
      .map((name) => [
        name,
        ofArrays(name, `x1, x2, /, ${OPTIONS}`, 2, ([x, y]) =>
          made(broadcastShapes([x.shape, y.shape], name), dtypeOf(common(x, y))),
        ),
      ]),
  );

const same = (dtype: string | undefined): string | undefined => dtype;

/** Names that the array API has for older functions. */
export const NEWER: Readonly<Record<string, string>> = {
  acos: 'arccos',
  acosh: 'arccosh',
  asin: 'arcsin',
  asinh: 'arcsinh',
  atan: 'arctan',
  atan2: 'arctan2',
  atanh: 'arctanh',
  pow: 'power',
};

const ALIASES: Readonly<Record<string, string>> = {
  ...NEWER,
  bitwise_invert: 'invert',
  bitwise_left_shift: 'left_shift',
  bitwise_right_shift: 'right_shift',
};

/** A reduction that passes over NaN: of numbers that are none the plain one's. */
function passingOver(name: string, plain: Value): Value {
  if (!(plain instanceof NativeFunction)) return plain;
  return new NativeFunction(
    name,
    (cx, call) => {
      const [first, ...rest] = call.args;
      const holds = first === undefined ? undefined : asArray(cx, first);
      const result = plain.impl(cx, { args: first === undefined ? rest : [first, ...rest], kwargs: call.kwargs });
      if (!holds?.data || !Array.from(holds.data.data).some(Number.isNaN)) return result;
      return mapTree(result, [], (value) =>
        value.kind === 'tensor' ? makeTensor(value.cls, value.shape, value.dtype, { reason: value.reason }) : value,
      );
    },
    plain.isOp,
  );
}

const OVER_NAN =
  'nanmean nanmax nanmin nansum nanstd nanvar nanprod nanmedian nanpercentile nanquantile nanargmax nanargmin nancumsum nancumprod';

/** Whether an array may hold complex numbers; by its type alone. */
const byType = (name: string, answer: (isComplex: boolean) => boolean): Value =>
  native(name, 'x', (a, cx) => {
    const { dtype } = asArray(cx, a.get('x'));
    return dtype ? bool(answer(kindOf(dtype) === 'complex')) : cx.unknown('the dtype of the array is not known');
  });

/** What `with` enters and leaves, and changes no array. */
const manager = (name: string): Value =>
  nativeClass('numpy', name, [types.object], {
    __init__: native('__init__', 'self, *args, **kwargs', () => NONE),
    __enter__: native('__enter__', 'self', (a) => a.get('self')),
    __exit__: native('__exit__', 'self, *args', () => bool(false)),
    // As a decorator it gives what it decorates.
    __call__: native('__call__', 'self, func', (a) => a.get('func')),
  });

/** `np.vectorize(f)`: f for each element of what broadcasts together; `otypes` or f says of which type. */
const vectorized = nativeClass('numpy', 'vectorize', [types.object], {
  __init__: native(
    '__init__',
    'self, pyfunc=None, otypes=None, doc=None, excluded=None, cache=False, signature=None',
    (a, cx) => {
      const self = a.get('self') as InstanceValue;
      cx.touch(self);
      for (const name of ['pyfunc', 'otypes', 'signature']) self.attrs.set(name, a.get(name));
      return NONE;
    },
  ),
  __call__: native('__call__', 'self, *args, **kwargs', (a, cx) => {
    const self = a.get('self') as InstanceValue;
    const attr = (name: string): Value => self.attrs.get(name) ?? NONE;
    if (attr('signature').kind !== 'none') return cx.unknown('what a vectorized function with a signature gives');
    const arrays = a.rest.map((value) => asArray(cx, value));
    const open = arrays.find(({ shape }) => !shape);
    if (open) return unshaped(cx, open);
    const shape = broadcastShapes(
      arrays.map((array) => array.shape!),
      'vectorize',
    );
    const types_ = attr('otypes');
    const given = types_.kind === 'list' || types_.kind === 'tuple' ? types_.items : undefined;
    if (given?.length === 1) return made(shape, dtypeOr(cx, given[0], 'float64'));
    const elements = arrays.map((array) => made([], array.dtype));
    const one = cx.rehearsing(() => cx.call(attr('pyfunc'), elements, new Map(a.extra)));
    if (one.kind === 'unknown') return makeTensor(ndarray, shape, undefined);
    if (one.kind === 'tuple') return tuple(one.items.map((part) => made(shape, asArray(cx, part).dtype)));
    return made(shape, asArray(cx, one).dtype);
  }),
});

export const moreElements: Readonly<Record<string, Value>> = {
  ...unary('sinc i0 spacing', realFloat),
  ...unary('isposinf isneginf isreal iscomplex', () => 'bool'),
  ...unary('unwrap', floating),
  ...unary('real_if_close asarray_chkfinite asfortranarray', same),
  ...binary('nextafter copysign logaddexp logaddexp2 heaviside', realFloat),
  ...binary('gcd lcm', same),
  ldexp: ofArrays('ldexp', `x1, x2, /, ${OPTIONS}`, 2, ([x, y]) =>
    made(broadcastShapes([x.shape, y.shape], 'ldexp'), realFloat(x.dtype)),
  ),
  divmod: ofArrays('divmod', `x1, x2, /, ${OPTIONS}`, 2, ([x, y]) => {
    const shape = broadcastShapes([x.shape, y.shape], 'divmod');
    return tuple([made(shape, common(x, y)), made(shape, common(x, y))]);
  }),
  modf: ofArray('modf', `x, /, ${OPTIONS}`, (x) =>
    tuple([made(x.shape, realFloat(x.dtype)), made(x.shape, realFloat(x.dtype))]),
  ),
  frexp: ofArray('frexp', `x, /, ${OPTIONS}`, (x) =>
    tuple([made(x.shape, realFloat(x.dtype)), made(x.shape, 'int32')]),
  ),
  ...Object.fromEntries(Object.entries(ALIASES).map(([name, older]) => [name, ufuncs[older]])),
  ...Object.fromEntries(OVER_NAN.split(' ').map((name) => [name, passingOver(name, reducing[name.slice(3)])])),
  iscomplexobj: byType('iscomplexobj', (isComplex) => isComplex),
  isrealobj: byType('isrealobj', (isComplex) => !isComplex),
  piecewise: ofArray('piecewise', 'x, condlist, funclist, *args, **kw', (x) => made(x.shape, x.dtype)),
  require: ofArray('require', 'a, dtype=None, requirements=None', (x, a, cx) =>
    makeTensor(ndarray, x.shape, dtypeOr(cx, a.get('dtype'), x.dtype), { data: x.data }),
  ),
  iterable: native('iterable', 'y', (a, cx) => {
    const value = a.get('y');
    if (value.kind === 'unknown') return value;
    if (value.kind === 'tensor') return value.shape ? bool(value.shape.length > 0) : unshaped(cx, value);
    return bool(cx.findAttr(value, '__iter__') !== undefined);
  }),
  may_share_memory: native('may_share_memory', 'a, b, max_work=None', (_a, cx) => cx.unknown('where arrays lie')),
  shares_memory: native('shares_memory', 'a, b, max_work=None', (_a, cx) => cx.unknown('where arrays lie')),
  can_cast: native('can_cast', "from_, to, casting='safe'", (_a, cx) => cx.unknown('whether a type can be cast')),
  errstate: manager('errstate'),
  printoptions: manager('printoptions'),
  seterr: native('seterr', 'all=None, divide=None, over=None, under=None, invalid=None', (_a, cx) =>
    cx.unknown('how NumPy treats errors'),
  ),
  vectorize: vectorized,
};
