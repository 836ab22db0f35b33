/** The attributes and methods of JAX's arrays: NumPy's, except that arrays do not change. */
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { getter, native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import {
  InstanceValue,
  NONE,
  NativeFunction,
  PropertyValue,
  type TensorValue,
  type Value,
} from '../../python/interpreter/values';
import type { BinaryOp } from '../../compute/numeric/elementwise';
import { elementwise } from '../common/elementwise';
import { getItem, setItem } from '../common/indexing';
import { operatorTable } from '../common/operators';
import { ndarray } from '../numpy/classes';
import { copied } from '../numpy/creation';
import { arrayClass, asJax, asNumpy, jaxFamily, makeArray } from './arrays';
import { onArrays } from './numpy';
import { refuseNumber, refuseTruth } from './traced';
import { said } from '../../protocol/say';

/** NumPy's methods that change the array. */
const CHANGING = new Set(['sort', 'fill', 'setflags', 'itemset', 'resize', 'put']);
/** Methods that compute nothing. */
const SILENT = new Set(['item', 'tolist', 'copy', 'astype', 'view', 'tobytes']);

for (const [name, value] of ndarray.attrs) {
  if (CHANGING.has(name)) continue;
  if (value instanceof PropertyValue) {
    const { getter: read } = value;
    if (read)
      arrayClass.attrs.set(
        name,
        getter(name, (self, cx) => asJax(cx.call(read, [asNumpy(self)]))),
      );
  } else if (value instanceof NativeFunction && !/^__/.test(name)) {
    arrayClass.attrs.set(name, onArrays(name, value, !SILENT.has(name)));
  }
}

/** `x.at[index]`: the place, on which `set`, `add`, … give a changed copy (jax.numpy.ndarray.at). */
interface Place {
  readonly array: TensorValue;
  readonly index?: Value;
}
const placeOf = (value: Value): Place => (value as InstanceValue).native as Place;

function update(cx: Context, { array, index }: Place, value: (old: Value) => Value): Value {
  if (!index) return cx.unknown('x.at must be followed by an index: x.at[i].set(value)');
  const target = copied(asNumpy(array) as TensorValue);
  setItem(cx, jaxFamily, target, index, value(getItem(cx, jaxFamily, array, index)));
  return asJax(target);
}

const computing = (name: string, op: BinaryOp): NativeFunction =>
  native(name, 'self, values, **kwargs', (a, cx) =>
    update(
      cx,
      placeOf(a.get('self')),
      (old) => elementwise(cx, jaxFamily, op, old, a.get('values')) ?? cx.unknown(said`the value given to ${name}()`),
    ),
  );

const indexUpdateRef = nativeClass('jax.numpy', '_IndexUpdateRef', [types.object], {
  set: native('set', 'self, values, **kwargs', (a, cx) => update(cx, placeOf(a.get('self')), () => a.get('values'))),
  get: native('get', 'self, **kwargs', (a, cx) => {
    const { array, index } = placeOf(a.get('self'));
    return index ? getItem(cx, jaxFamily, array, index) : array;
  }),
  add: computing('add', 'add'),
  subtract: computing('subtract', 'subtract'),
  multiply: computing('multiply', 'multiply'),
  mul: computing('mul', 'multiply'),
  divide: computing('divide', 'divide'),
  power: computing('power', 'power'),
  min: computing('min', 'minimum'),
  max: computing('max', 'maximum'),
  apply: native('apply', 'self, func, **kwargs', (a) => placeOf(a.get('self')).array),
});

const indexUpdateHelper = nativeClass('jax.numpy', '_IndexUpdateHelper', [types.object], {
  __getitem__: native('__getitem__', 'self, index', (a) => {
    const place = new InstanceValue(indexUpdateRef);
    place.native = { array: placeOf(a.get('self')).array, index: a.get('index') } satisfies Place;
    return place;
  }),
});

const own: Record<string, Value> = {
  ...operatorTable({ family: jaxFamily, traced: true }),
  __setitem__: native('__setitem__', 'self, key, value, /', (a) => {
    const self = a.get('self');
    // That a parameter which nobody gave is such an array is supposed.
    if (self.kind === 'tensor' && self.assumable !== undefined) return NONE;
    throw new PyError(
      'TypeError',
      'JAX arrays are immutable and do not support in-place item assignment. Instead of x[idx] = y, use x = x.at[idx].set(y).',
      'immutable-array',
    );
  }),
  at: getter('at', (self) => {
    const helper = new InstanceValue(indexUpdateHelper);
    helper.native = { array: self as TensorValue } satisfies Place;
    return helper;
  }),
  // Arrays do not change: the sorted one is another.
  sort: native('sort', 'self, axis=-1, **kwargs', (a) => {
    const { shape, dtype } = a.get('self') as TensorValue;
    return makeArray(shape, dtype);
  }),
  block_until_ready: native('block_until_ready', 'self', (a) => a.get('self')),
  __str__: onArrays('__str__', ndarray.attrs.get('__str__')!, false),
  __repr__: onArrays('__repr__', ndarray.attrs.get('__repr__')!, false),
  __array__: native('__array__', 'self, dtype=None, copy=None', (a) => asNumpy(a.get('self'))),
};
/** A conversion to a Python number, which a traced array has none for. */
function ofNumbers(name: string, value: Value): Value {
  if (!/^(__(bool|int|float|complex|index)__|item|tolist)$/.test(name) || !(value instanceof NativeFunction))
    return value;
  const word = /^__(\w+)__$/.exec(name)?.[1];
  return new NativeFunction(name, (cx, call) => {
    const [self] = call.args;
    if (self?.kind === 'tensor') {
      if (word === 'bool') refuseTruth(cx, self);
      else refuseNumber(cx, self, word === undefined ? `${name}()` : word === 'index' ? 'an index' : `${word}()`);
    }
    return value.impl(cx, call);
  });
}

for (const [name, value] of Object.entries(own)) arrayClass.attrs.set(name, value);
for (const [name, value] of arrayClass.attrs) arrayClass.attrs.set(name, ofNumbers(name, value));
