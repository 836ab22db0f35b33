/** Making tensors: zeros, randn, arange, tensor, from_numpy, *_like, new_*. */
import { fromFlat, full, type NdArray } from '../../../compute/ndarray';
import { ceilDim, div, isNumber, ShapeError, sub, type Dim, type Shape } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import type { Bound } from '../../../python/interpreter/native';
import { NONE, type TensorValue, type Value } from '../../../python/interpreter/values';
import { storedDtype } from '../../common/dtypes';
import { readNested } from '../../common/literals';
import { affordable, filledTensor, makeTensor } from '../../common/tensors';
import { dimList, isSequence, sizeItem, textOf, variadicDims } from '../arguments';
import { dtypeOr } from '../dtypes';
import { inputOf, type OpEntry } from '../family';
import { setRequiresGradient } from '../gradients';
import { fillRandom, type Distribution } from '../random';
import { legacyTensor, regular } from '../legacyTensor';
import { makingContiguous } from '../layout';
import { shapeless, tensorOf, tensorType } from '../tensor';
import { complexOf } from './complex';
import { triangleIndices } from './triangles';
import { promoteTorch } from '../../common/dtypes';
import { said } from '../../../protocol/say';

const KEYWORDS =
  '*, out=None, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, memory_format=None, generator=None';

/** The default dtype, as `torch.set_default_dtype` leaves it. */
export const defaultDtype = (cx: Context): { name: string } => cx.session('torch.dtype', () => ({ name: 'float32' }));

const floatDtype = (a: Bound): string | undefined => dtypeOr(a.get('dtype'), defaultDtype(a.cx).name);

/** @throws PyError RuntimeError for a negative size */
function checkSizes(fn: string, shape: Shape): void {
  const negative = shape.find((d) => isNumber(d) && d < 0);
  if (negative === undefined) return;
  throw new PyError(
    'RuntimeError',
    said`${fn}: size ${textOf(negative)} is negative. Use 0 or more.`,
    'size-not-positive',
  );
}

/** A tensor of one value, or of random numbers; what is not given by the call is unknown. */
function filled(
  cx: Context,
  fn: string,
  shape: Shape | undefined,
  dtype: string | undefined,
  value: number | Distribution | undefined,
): TensorValue {
  if (shape) checkSizes(fn, shape);
  if (typeof value === 'object') {
    const result = shape
      ? tensorOf(shape, dtype)
      : shapeless(cx.unknown(said`the size given to ${fn} is not known`), dtype);
    return fillRandom(cx, result, value);
  }
  return filledTensor(cx, tensorType, shape, dtype, value);
}

function sized(name: string, value: number | Distribution | undefined): OpEntry {
  return {
    name,
    on: 'torch',
    silent: true,
    signature: `*size, ${KEYWORDS.slice(3)}, names=None, **kwargs`,
    rule: makingContiguous((a, cx) =>
      filled(cx, name, variadicDims(cx, a.rest, `${name}(): size`, a.extra.get('size')), floatDtype(a), value),
    ),
  };
}

function like(name: string, value: number | Distribution | undefined): OpEntry {
  return {
    name: `${name}_like`,
    on: 'torch',
    silent: true,
    signature: `input, ${KEYWORDS}`,
    rule: (a, cx) => {
      const input = inputOf(a);
      return filled(cx, `${name}_like`, input.shape, dtypeOr(a.get('dtype'), input.dtype), value);
    },
  };
}

function fresh(name: string, value: number | undefined): OpEntry {
  return {
    name: `new_${name}`,
    on: 'tensor',
    silent: true,
    signature: `input, *size, ${KEYWORDS.slice(3)}, **kwargs`,
    rule: (a, cx) => {
      const dtype = dtypeOr(a.get('dtype'), inputOf(a).dtype);
      return filled(
        cx,
        `new_${name}`,
        variadicDims(cx, a.rest, `new_${name}(): size`, a.extra.get('size')),
        dtype,
        value,
      );
    },
  };
}

/** The dtype that Python numbers get: floats the default, integers int64. */
function valueDtype(cx: Context, value: Value): string {
  if (value.kind === 'int') return 'int64';
  if (value.kind === 'bool') return 'bool';
  return value.kind === 'tensor' ? (value.dtype ?? defaultDtype(cx).name) : defaultDtype(cx).name;
}

const fillNumber = (value: Value): number | undefined =>
  value.kind === 'bool'
    ? Number(value.value)
    : (value.kind === 'int' || value.kind === 'float') && isNumber(value.value)
      ? value.value
      : undefined;

/** `torch.tensor(data, dtype)`: nested lists, numbers, arrays. `inherited` is the dtype where none is given. */
function tensorOfData(cx: Context, data: Value, dtype: Value, inherited?: string): Value {
  if (data.kind === 'tensor') {
    const own = dtypeOr(dtype, inherited ?? data.dtype);
    if (!data.shape) return shapeless(data.reason ?? cx.unknown('the shape of the array is not known'), own);
    return makeTensor(tensorType, data.shape, own, { data: own ? data.data : undefined });
  }
  const nested = regular(() => readNested(cx, data, (element) => element.cls.isSubclassOf(tensorType)));
  if (!nested) {
    const given = dtypeOr(dtype, inherited);
    if (data.kind === 'unknown') return shapeless(data, given);
    if (isSequence(data)) return shapeless(cx.unknown('the elements of the sequence are not known'), given);
    throw new PyError('TypeError', `new(): invalid data type '${cx.typeOf(data).name}'`);
  }
  const ofNumbers = {
    float: defaultDtype(cx).name,
    int: 'int64',
    bool: 'bool',
    complex: complexOf(defaultDtype(cx).name),
  };
  const { weak, scalars, strong } = nested;
  // Numbers of Python count with the dtype that they have alone (tensor_new.cpp, `infer_scalar_type`).
  const mixed =
    scalars && strong
      ? promoteTorch([
          { dtype: strong, rank: 1 },
          { dtype: ofNumbers[scalars], rank: 1 },
        ])
      : nested.dtype;
  const own = weak ? ofNumbers[weak] : (mixed ?? defaultDtype(cx).name);
  return makeTensor(tensorType, nested.shape, dtypeOr(dtype, inherited ?? own), { data: nested.data });
}

/** arange: ⌈(end − start) / step⌉ numbers; floats among the bounds make floats. */
function arange(a: Bound, cx: Context): Value {
  const given =
    a.rest.length > 0
      ? a.rest
      : [a.extra.get('start'), a.extra.get('end'), a.extra.get('step')].filter((v): v is Value => v !== undefined);
  if (given.length === 0 || given.length > 3)
    throw new PyError('TypeError', 'arange() takes from 1 to 3 numbers: end; start, end; or start, end, step');
  const end = a.extra.get('end') ?? (given.length === 1 ? given[0] : given[1]);
  const start = given.length === 1 ? undefined : given[0];
  const step = a.extra.get('step') ?? given[2];
  const floats = [start, end, step].some((v) => v?.kind === 'float');
  const dtype = dtypeOr(a.get('dtype'), floats ? defaultDtype(cx).name : 'int64');
  const number = (value: Value | undefined, otherwise: number): Dim =>
    !value ? otherwise : value.kind === 'float' || value.kind === 'int' ? value.value : sizeItem(cx, value, 'arange()');
  const [from, to, by] = [number(start, 0), number(end, 0), number(step, 1)];
  if (by === 0) throw new PyError('RuntimeError', 'arange: step must be nonzero. Use another step.');
  // As PyTorch counts: the quotient of doubles, rounded up (aten/native/RangeFactories.h).
  const count = ceilDim(div(sub(to, from), by));
  if (isNumber(count) && count < 0) {
    throw new ShapeError(
      'size-not-positive',
      said`arange: from ${textOf(from)} to ${textOf(to)} with step ${textOf(by)} leads away from the end. Change the sign of the step.`,
    );
  }
  const stored = storedDtype(dtype);
  const sizes = affordable(cx, [count]);
  const data =
    sizes && stored && isNumber(from) && isNumber(by)
      ? fromFlat(
          sizes,
          Array.from({ length: sizes[0] }, (_, i) => from + i * by),
          stored,
        )
      : undefined;
  return tensorOf([count], dtype, data);
}

function linspace(a: Bound, cx: Context): Value {
  const steps = a.dim('steps');
  const [start, end] = [a.number('start'), a.number('end')];
  const dtype = floatDtype(a);
  const stored = storedDtype(dtype);
  const sizes = affordable(cx, [steps]);
  if (!sizes || !stored || start === undefined || end === undefined) return tensorOf([steps], dtype);
  const count = sizes[0];
  const at = (i: number): number => (count === 1 ? start : start + ((end - start) * i) / (count - 1));
  const values = Array.from({ length: count }, (_, i) => (a.fn === 'logspace' ? 10 ** at(i) : at(i)));
  return tensorOf([steps], dtype, fromFlat(sizes, values, stored));
}

function eye(a: Bound, cx: Context): Value {
  const rows = a.dim('n');
  const columns = a.isNone('m') ? rows : a.dim('m');
  const dtype = floatDtype(a);
  const sizes = affordable(cx, [rows, columns]);
  const stored = storedDtype(dtype);
  let data: NdArray | undefined;
  if (sizes && stored) {
    data = full(sizes, 0, stored);
    for (let i = 0; i < Math.min(...sizes); i++) data.data[i * sizes[1] + i] = 1;
  }
  return tensorOf([rows, columns], dtype, data);
}

/** randint(high, size) or randint(low, high, size). */
function randint(a: Bound, cx: Context): Value {
  const values = [...a.rest];
  const size = a.extra.get('size') ?? values.pop();
  if (!size) throw new PyError('TypeError', "randint() missing 1 required argument: 'size'");
  const high = a.extra.get('high') ?? values[values.length - 1];
  const low = a.extra.get('low') ?? (values.length > 1 ? values[0] : undefined);
  const limits = [low, high].map((v) => (v ? fillNumber(v) : 0));
  const dtype = dtypeOr(a.get('dtype'), 'int64');
  const shape = dimList(cx, size, 'randint(): size');
  const known = limits[0] !== undefined && limits[1] !== undefined;
  return filled(
    cx,
    'randint',
    shape,
    dtype,
    known ? { kind: 'integers', low: limits[0]!, high: limits[1]! } : undefined,
  );
}

const NORMAL: Distribution = { kind: 'normal', mean: 0, std: 1 };
const UNIFORM: Distribution = { kind: 'uniform', low: 0, high: 1 };

const entries: OpEntry[] = [
  sized('zeros', 0),
  sized('ones', 1),
  sized('empty', 0),
  sized('randn', NORMAL),
  sized('rand', UNIFORM),
  like('zeros', 0),
  like('ones', 1),
  like('empty', 0),
  like('randn', NORMAL),
  like('rand', UNIFORM),
  fresh('zeros', 0),
  fresh('ones', 1),
  fresh('empty', 0),
  {
    name: 'full',
    on: 'torch',
    silent: true,
    signature: `size, fill_value, ${KEYWORDS}`,
    rule: (a, cx) =>
      filled(
        cx,
        'full',
        variadicDims(cx, [], 'full(): size', a.get('size')),
        dtypeOr(a.get('dtype'), valueDtype(cx, a.get('fill_value'))),
        fillNumber(a.get('fill_value')),
      ),
  },
  {
    name: 'full_like',
    on: 'torch',
    silent: true,
    signature: `input, fill_value, ${KEYWORDS}`,
    rule: (a, cx) =>
      filled(
        cx,
        'full_like',
        inputOf(a).shape,
        dtypeOr(a.get('dtype'), inputOf(a).dtype),
        fillNumber(a.get('fill_value')),
      ),
  },
  {
    name: 'new_full',
    on: 'tensor',
    silent: true,
    signature: `input, size, fill_value, ${KEYWORDS}`,
    rule: (a, cx) =>
      filled(
        cx,
        'new_full',
        dimList(cx, a.get('size'), 'new_full(): size'),
        dtypeOr(a.get('dtype'), inputOf(a).dtype),
        fillNumber(a.get('fill_value')),
      ),
  },
  {
    name: ['tensor', 'as_tensor', 'asarray', 'scalar_tensor'],
    on: 'torch',
    silent: true,
    signature: `data, dtype=None, device=None, requires_grad=False, pin_memory=False, copy=None`,
    rule: (a, cx) => tensorOfData(cx, a.get('data'), a.get('dtype')),
  },
  {
    name: 'new_tensor',
    on: 'tensor',
    silent: true,
    signature: `input, data, ${KEYWORDS}`,
    rule: (a, cx) => tensorOfData(cx, a.get('data'), a.get('dtype'), inputOf(a).dtype),
  },
  {
    name: 'new',
    on: 'tensor',
    silent: true,
    signature: 'input, *sizes, device=None',
    rule: (a, cx) => legacyTensor(cx, a.rest, inputOf(a).dtype),
  },
  {
    name: ['from_numpy', 'from_dlpack'],
    on: 'torch',
    silent: true,
    signature: 'ndarray',
    rule: (a, cx) => tensorOfData(cx, a.get('ndarray'), NONE),
  },
  {
    name: ['arange', 'range'],
    on: 'torch',
    silent: true,
    signature: `*bounds, ${KEYWORDS.slice(3)}, **kwargs`,
    rule: arange,
  },
  { name: 'linspace', on: 'torch', silent: true, signature: `start, end, steps, ${KEYWORDS}`, rule: linspace },
  {
    name: 'logspace',
    on: 'torch',
    silent: true,
    signature: `start, end, steps, base=10.0, ${KEYWORDS}`,
    rule: linspace,
  },
  { name: 'eye', on: 'torch', silent: true, signature: `n, m=None, ${KEYWORDS}`, rule: eye },
  { name: 'randint', on: 'torch', silent: true, signature: `*bounds, ${KEYWORDS.slice(3)}, **kwargs`, rule: randint },
  {
    name: 'randint_like',
    on: 'torch',
    silent: true,
    signature: `input, *bounds, ${KEYWORDS.slice(3)}`,
    rule: (a) => tensorOf(inputOf(a).shape ?? [], inputOf(a).dtype),
  },
  {
    name: 'randperm',
    on: 'torch',
    silent: true,
    signature: `n, ${KEYWORDS}`,
    rule: (a, cx) => fillRandom(cx, tensorOf([a.dim('n')], dtypeOr(a.get('dtype'), 'int64')), { kind: 'permutation' }),
  },
  {
    name: 'normal',
    on: 'torch',
    silent: true,
    signature: `mean=0.0, std=1.0, size=None, ${KEYWORDS}`,
    rule: (a, cx) => {
      const shape =
        a.get('size').kind === 'none' ? [a.get('mean'), a.get('std')].find((v) => v.kind === 'tensor') : undefined;
      if (shape?.kind === 'tensor') return tensorOf(shape.shape ?? [], shape.dtype);
      const [mean, std] = [a.number('mean') ?? 0, a.number('std') ?? 1];
      return filled(cx, 'normal', dimList(cx, a.get('size'), 'normal(): size'), floatDtype(a), {
        kind: 'normal',
        mean,
        std,
      });
    },
  },
  ...triangleIndices,
  ...(['hann', 'hamming', 'blackman', 'bartlett', 'kaiser'] as const).map((name): OpEntry => ({
    name: `${name}_window`,
    on: 'torch',
    silent: true,
    signature: 'window_length, *args, **kwargs',
    rule: (a) => tensorOf([a.dim('window_length')]),
  })),
];

/** `torch.zeros(3, requires_grad=True)`. */
function toldOfGradient({ rule, ...entry }: OpEntry): OpEntry {
  if (!entry.signature.includes('requires_grad')) return { rule, ...entry };
  return {
    ...entry,
    rule: (a, cx) => {
      const [result, needs] = [rule(a, cx), a.get('requires_grad')];
      if (result.kind === 'tensor' && cx.truth(needs) !== false) setRequiresGradient(cx, result, needs);
      return result;
    },
  };
}

export const creationOps: OpEntry[] = entries.map(toldOfGradient);
