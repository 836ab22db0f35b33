/** The model of NumPy: its modules, by dotted name. */
import type { LibraryModule } from '../../python/interpreter/native';
import { native } from '../../python/interpreter/native';
import { NONE, bool, float, int, list, str, tuple, type Value } from '../../python/interpreter/values';
import { isNumber, productOf } from '../../shape';
import { along } from './along';
import { asArray, ndarray } from './classes';
import { combining } from './combining';
import { creation } from './creation';
import { grids } from './grids';
import { dtypeNames } from './dtypes';
import { files } from './files';
import { fourier, parts, windowFunctions } from './fourier';
import { linalg, linear } from './linear';
import { moreElements } from './moreElements';
import { picking } from './picking';
import { statistics } from './statistics';
import { logic, testing } from './logic';
import './methods';
import { printing } from './printing';
import { random } from './random';
import { rearranging, unshaped } from './rearranging';
import { reducing } from './reducing';
import { selecting } from './selecting';
import { clipped, into, rounded, ufuncs } from './ufuncs';
import { strideTricks, windows } from './windows';

/** The version whose rules are followed: printing and type promotion as of 2.4. */
const VERSION = '2.4.0';

const constants: Record<string, Value> = {
  pi: float(Math.PI),
  e: float(Math.E),
  euler_gamma: float(0.5772156649015329),
  inf: float(Infinity),
  nan: float(NaN),
  newaxis: NONE,
  True_: bool(true),
  False_: bool(false),
  ndarray,
  __version__: str(VERSION),
};

const facts: Record<string, Value> = {
  shape: native('shape', 'a', (a, cx) => cx.getAttr(asArray(cx, a.get('a')), 'shape')),
  ndim: native('ndim', 'a', (a, cx) => cx.getAttr(asArray(cx, a.get('a')), 'ndim')),
  size: native('size', 'a, axis=None', (a, cx) => {
    const { shape } = asArray(cx, a.get('a'));
    if (!shape) return cx.unknown('the shape of the array is not known');
    return a.isNone('axis') ? int(productOf(shape)) : int(shape.at(a.number('axis') ?? 0) ?? 1);
  }),
  isscalar: native('isscalar', 'element', (a) => {
    const { kind } = a.get('element');
    const value = a.get('element');
    return bool(
      ['int', 'float', 'bool', 'str', 'complex'].includes(kind) || (value.kind === 'tensor' && value.cls !== ndarray),
    );
  }),
  around: native('around', 'a, decimals=0, out=None', (a, cx) =>
    into(cx, a, rounded(cx, a.get('a'), a.number('decimals') ?? 0)),
  ),
  round: native('round', 'a, decimals=0, out=None', (a, cx) =>
    into(cx, a, rounded(cx, a.get('a'), a.number('decimals') ?? 0)),
  ),
  clip: native('clip', 'a, a_min=None, a_max=None, out=None, *, min=None, max=None, **kwargs', (a, cx) => {
    const low = a.isNone('a_min') ? a.get('min') : a.get('a_min');
    const high = a.isNone('a_max') ? a.get('max') : a.get('a_max');
    return into(cx, a, clipped(cx, asArray(cx, a.get('a')), low, high));
  }),
  ndenumerate: native('ndenumerate', 'arr', (a, cx) => {
    const array = asArray(cx, a.get('arr'));
    if (!array.shape?.every(isNumber)) return unshaped(cx, array);
    return list(gridOf(array.shape as number[]).map((index) => tuple([index, cx.getItem(array, index)])));
  }),
  ndindex: native('ndindex', '*shape', (a, cx) => {
    const sizes = a.rest.length === 1 && a.rest[0].kind === 'tuple' ? a.rest[0].items : a.rest;
    const dims = sizes.map((value) => cx.dim(value, 'ndindex(): shape'));
    if (!dims.every(isNumber)) return cx.unknown('the sizes of the grid are not known');
    return list(gridOf(dims as number[]));
  }),
};

/** Every index of a grid, the last axis varying fastest. */
function gridOf(shape: readonly number[]): Value[] {
  let indices: number[][] = [[]];
  for (const size of shape) {
    indices = indices.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i]));
  }
  return indices.map((index) => tuple(index.map((i) => int(i))));
}

/** Functions that are known by their shapes alone. */
export const byShape: Readonly<Record<string, Value>> = { ...moreElements, ...statistics, ...picking };

const root: Record<string, Value> = {
  ...byShape,
  ...constants,
  ...ufuncs,
  ...creation,
  ...grids,
  ...rearranging,
  ...combining,
  ...reducing,
  ...selecting,
  ...windows,
  ...windowFunctions,
  ...parts,
  ...linear,
  ...along,
  ...logic,
  ...printing,
  ...facts,
  ...files,
  ...dtypeNames,
};

export const modules: LibraryModule[] = [
  { name: 'numpy', attrs: root },
  { name: 'numpy.random', attrs: random },
  { name: 'numpy.linalg', attrs: linalg },
  { name: 'numpy.fft', attrs: fourier },
  { name: 'numpy.testing', attrs: testing },
  { name: 'numpy.lib', attrs: {} },
  { name: 'numpy.lib.stride_tricks', attrs: strideTricks },
];
