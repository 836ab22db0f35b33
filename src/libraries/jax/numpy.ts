/**
 * `jax.numpy`: NumPy's rules on JAX's arrays. Every function of the NumPy model serves; the element types are those
 * JAX keeps, and functions that write into their arguments are left out.
 */
import { dtypeAttributes } from '../tensorflow/dtypes';
import type { Context } from '../../python/interpreter/context';
import { NativeFunction, bool, type NativeCall, type Value } from '../../python/interpreter/values';
import { decompositions } from '../numpy/decompositions';
import { byShape, modules as numpyModules } from '../numpy';
import { NEWER } from '../numpy/moreElements';
import { checkArrayLike } from './arrayLike';
import { arrayClass, asJax, asNumpy } from './arrays';
import { sizedFunctions } from './sized';
import { inJaxDtype, typed } from './resultDtypes';
import { borrowedLinalg, borrowedNumpy } from './borrowed';
import { shapeOnlyFunctions } from './shapeOnly';
import { checkSizes } from './traced';

/** Functions that make arrays of no array, and queries: no operations of a trace. */
const SILENT = new Set([
  'array',
  'asarray',
  'zeros',
  'ones',
  'empty',
  'full',
  'arange',
  'linspace',
  'logspace',
  'geomspace',
  'eye',
  'identity',
  'meshgrid',
  'indices',
  'tri',
  'zeros_like',
  'ones_like',
  'full_like',
  'empty_like',
  'shape',
  'ndim',
  'size',
  'isscalar',
  'iinfo',
  'finfo',
  'dtype',
  'result_type',
  'promote_types',
  'array_repr',
  'array_str',
  'set_printoptions',
  'ndindex',
  'ndenumerate',
]);

/** Functions of NumPy that change an array in place or read files, which JAX does not have. */
const ABSENT = new Set(['copyto', 'put', 'put_along_axis', 'putmask', 'place', 'ndarray', 'nditer', 'ndenumerate']);

/** A NumPy function that takes and gives JAX's arrays. */
export function onArrays(name: string, fn: Value, isOp: boolean): NativeFunction {
  const impl = (cx: Context, call: NativeCall): Value => {
    checkArrayLike(name, call);
    checkSizes(cx, name, call);
    const kwargs = new Map([...call.kwargs].map(([key, value]) => [key, asNumpy(value)]));
    return inJaxDtype(cx, name, call, asJax(cx.call(fn, call.args.map(asNumpy), kwargs)));
  };
  return new NativeFunction(name, impl, isOp);
}

function wrapped(table: Readonly<Record<string, Value>>): Record<string, Value> {
  const found: Record<string, Value> = {};
  for (const [name, value] of Object.entries(table)) {
    if (ABSENT.has(name)) continue;
    found[name] = value.kind === 'native' ? onArrays(name, value, !SILENT.has(name)) : value;
  }
  return found;
}

function tableOf(module: string): Record<string, Value> {
  const attrs = numpyModules.find((m) => m.name === module)?.attrs ?? {};
  return typeof attrs === 'function' ? attrs() : attrs;
}

const without = (table: Readonly<Record<string, Value>>, drops: (name: string) => boolean): Record<string, Value> =>
  Object.fromEntries(Object.entries(table).filter(([name]) => !drops(name)));

const numpyOnArrays = wrapped(tableOf('numpy'));

const newer = Object.fromEntries(Object.entries(NEWER).map(([name, older]) => [name, numpyOnArrays[older]]));

export const jaxNumpy: Record<string, Value> = {
  ...typed(shapeOnlyFunctions),
  ...newer,
  ...typed(borrowedNumpy),
  ...numpyOnArrays,
  // Keras' rule of corrcoef takes any number of axes, JAX's two at most.
  ...typed(without(borrowedNumpy, (name) => !(name in byShape) || name === 'corrcoef')),
  ...sizedFunctions(numpyOnArrays),
  // Counts are floats here.
  histogram: new NativeFunction(
    'histogram',
    (cx, call) => {
      const kwargs = new Map([...call.kwargs, ['density', bool(true)] as const]);
      return asJax(cx.call(byShape.histogram, call.args.slice(0, 3).map(asNumpy), kwargs));
    },
    true,
  ),
  ndarray: arrayClass,
  float_: tableOf('numpy').float32,
  // NumPy itself has no such type.
  bfloat16: dtypeAttributes.bfloat16,
};
export const jaxLinalg: Record<string, Value> = {
  ...typed(borrowedLinalg),
  ...wrapped(without(tableOf('numpy.linalg'), (name) => name in decompositions && name in borrowedLinalg)),
  // Keras knows fewer of its modes.
  qr: onArrays('qr', decompositions.qr, true),
};
