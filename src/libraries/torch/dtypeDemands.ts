/**
 * What functions of PyTorch ask of the dtypes of their tensors, as data (PyTorch 2.13 on the CPU, each asked with tensors of
 * other dtypes): some take their tensors in one dtype only, some have no kernel for whole numbers.
 */
import { said } from '../../protocol/say';
import { parseSignature, type Bound, type Rule } from '../../python/interpreter/native';
import { PyError } from '../../python/interpreter/errors';
import type { TensorValue, Value } from '../../python/interpreter/values';
import { conversionTo, mayConvert, needFloating } from './dtypeRules';
import { kindOf } from '../common/dtypes';

/** Parameters whose tensors must have the dtype of the first of them. */
const ONE_DTYPE: Readonly<Record<string, readonly string[]>> = {
  scatter: ['input', 'src'],
  scatter_add: ['input', 'src'],
  scatter_reduce: ['input', 'src'],
  index_add: ['input', 'source'],
  index_copy: ['input', 'source'],
  index_reduce: ['input', 'source'],
  masked_scatter: ['input', 'source'],
  put: ['input', 'source'],
  index_put: ['input', 'values'],
  lerp: ['input', 'end'],
  cross: ['input', 'other'],
  cdist: ['x1', 'x2'],
  isclose: ['input', 'other'],
  allclose: ['input', 'other'],
  heaviside: ['input', 'values'],
  polar: ['abs', 'angle'],
  complex: ['real', 'imag'],
  grid_sample: ['input', 'grid'],
  scaled_dot_product_attention: ['query', 'key', 'value'],
  bilinear: ['input1', 'input2', 'weight'],
  prelu: ['input', 'weight'],
  tensordot: ['a', 'b'],
  solve: ['A', 'B'],
  lstsq: ['A', 'B'],
};

/** Parameters that hold several tensors, all of one dtype. */
const ALL_ONE_DTYPE: Readonly<Record<string, string>> = { multi_dot: 'tensors', chain_matmul: 'matrices' };

/** A layer and its function have one name but for its spelling: `LeakyReLU`, `leaky_relu`. */
const spelled = (name: string): string => name.replaceAll('_', '').toLowerCase();

const names = (text: string): ReadonlySet<string> => new Set(text.split(' ').map(spelled));

/** Functions and layers that compute nothing of whole numbers and truths. */
const OF_FLOATS = names(
  'gelu silu mish elu selu celu leaky_relu softplus hardswish hardsigmoid logsigmoid softshrink hardshrink rrelu glu ' +
    'quantile nanquantile cdist norm vector_norm normalize inv inverse det slogdet solve lstsq svd svdvals qr cholesky pinv ' +
    'eigh stft multinomial bernoulli logaddexp polar complex fold layer_norm group_norm rms_norm batch_norm ' +
    'batch_norm1d batch_norm2d batch_norm3d instance_norm instance_norm1d instance_norm2d instance_norm3d ' +
    'adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d',
);

/** Functions that take no truths. */
const OF_NUMBERS: ReadonlySet<string> = new Set(['argmax', 'argmin', 'median', 'topk']);

/** Functions that take a mask, and dtypes that it may have. */
const MASKS: Readonly<Record<string, readonly [parameter: string, ...dtypes: string[]]>> = {
  masked_fill: ['mask', 'bool'],
  masked_select: ['mask', 'bool'],
  where: ['condition', 'bool', 'uint8'],
};

/** @throws PyError RuntimeError where a layer computes nothing of the input's dtype */
export function demandOfLayer(name: string, op: string, input: Value): void {
  if (input.kind === 'tensor' && OF_FLOATS.has(spelled(name))) needFloating(op, input);
}

/** The name in a function's own table: in-place methods ask what the plain ones ask. */
const plainName = (name: string): string => (name.endsWith('_') && !name.endsWith('__') ? name.slice(0, -1) : name);

/** A rule that looks at the dtypes first. @throws PyError RuntimeError */
export function demanding(name: string, signature: string, rule: Rule): Rule {
  const plain = plainName(name);
  const checks = [oneDtype(name, plain), floats(plain, signature), numbers(plain, signature), mask(plain)].filter(
    (check) => check !== undefined,
  );
  if (checks.length === 0) return rule;
  return (a, cx) => {
    for (const check of checks) check(a);
    return rule(a, cx);
  };
}

type Check = ((a: Bound) => void) | undefined;

function oneDtype(name: string, plain: string): Check {
  const [one, all] = [ONE_DTYPE[plain], ALL_ONE_DTYPE[plain]];
  if (one) return (a) => checkOneDtype(a, name, tensorsOf(a, one));
  const listed = (a: Bound): readonly Value[] => (a.has(all) ? (a.cx.sequence(a.get(all)) ?? []) : a.rest);
  return all
    ? (a) =>
        checkOneDtype(
          a,
          name,
          listed(a).map((value): Named => [all, value]),
        )
    : undefined;
}

function floats(plain: string, signature: string): Check {
  if (!OF_FLOATS.has(spelled(plain))) return undefined;
  const [{ name }] = parseSignature(signature);
  return (a) => {
    const input = a.get(name);
    if (input.kind === 'tensor') needFloating(a.fn, input);
  };
}

function numbers(plain: string, signature: string): Check {
  if (!OF_NUMBERS.has(plain)) return undefined;
  const [{ name }] = parseSignature(signature);
  return (a) => {
    const input = a.get(name);
    if (input.kind !== 'tensor' || input.dtype !== 'bool') return;
    throw new PyError(
      'RuntimeError',
      said`${a.fn} takes no bools. Convert the input with .int() or .float().`,
      'dtype-mismatch',
    );
  };
}

function mask(plain: string): Check {
  const [parameter, ...dtypes] = MASKS[plain] ?? [];
  if (parameter === undefined) return undefined;
  return (a) => {
    // `torch.where(numbers)` looks for those that are not zero.
    if (plain === 'where' && [...a.all()].length === 1) return;
    const given = a.has(parameter) ? a.get(parameter) : undefined;
    if (given?.kind !== 'tensor' || given.dtype === undefined || dtypes.includes(given.dtype)) return;
    throw new PyError(
      'RuntimeError',
      said`${a.fn}: ${parameter} must be a tensor of bools, but it is ${given.dtype}. Convert it with .bool(), or compare it.`,
      'dtype-mismatch',
    );
  };
}

type Named = readonly [name: string, value: Value];

const tensorsOf = (a: Bound, names: readonly string[]): Named[] =>
  names.filter((name) => a.has(name)).map((name) => [name, a.get(name)]);

function checkOneDtype({ cx }: Bound, fn: string, given: readonly Named[]): void {
  const tensors = given.filter((one): one is readonly [string, TensorValue] => one[1].kind === 'tensor');
  const [[name, first] = [], ...others] = tensors;
  if (!first) return;
  for (const [other, tensor] of others) {
    if (agree(first.dtype, tensor.dtype) || (halves(first, tensor) && mayConvert(cx))) continue;
    throw new PyError(
      'RuntimeError',
      said`${fn}: ${name!} is ${first.dtype!} and ${other} is ${tensor.dtype!}, but both must have one dtype. Convert ${other} with ${conversionTo(first.dtype!)}.`,
      'dtype-mismatch',
    );
  }
}

const agree = (a: string | undefined, b: string | undefined): boolean => a === undefined || b === undefined || a === b;
const halves = (...tensors: TensorValue[]): boolean => tensors.some(({ dtype }) => dtype?.endsWith('float16'));

/**
 * Numbers are not written into a tensor of a lower kind (`torch.can_cast`): no floats into integers, none of those into truths.
 * @throws PyError RuntimeError
 */
export function checkCast(fn: string, result: string | undefined, into: string | undefined): void {
  if (!result || !into || KINDS.indexOf(kindOf(result)) <= KINDS.indexOf(kindOf(into))) return;
  throw new PyError(
    'RuntimeError',
    said`${fn}: the result is ${result}, which is not written into a tensor of ${into}. Convert the tensor first with ${conversionTo(result)}.`,
    'dtype-mismatch',
  );
}

const KINDS = ['bool', 'int', 'float', 'complex'];
