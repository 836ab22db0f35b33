/** Activations and dropout: the shape stays; glu halves an axis; softmax, PReLU and dropout check their settings. */
import {
  div,
  equalDims,
  floorDim,
  isNumber,
  mod,
  normalizeAxis,
  ShapeError,
  unknownDim,
  type Shape,
} from '../../../shape';
import { zeros, type NdArray } from '../../../compute/ndarray';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { int, type NativeFunction, type TensorValue, type Value } from '../../../python/interpreter/values';
import { storedDtype } from '../../common/dtypes';
import { unary } from '../../common/elementwise';
import { axisNumber, torchOp } from '../arguments';
import { checkDtypes, checkRange, needFloating } from '../dtypeRules';
import { dtypeName } from '../dtypes';
import { computed, inputOf, ofShape, torchFamily } from '../family';
import { mapLines } from '../numbers/arranging';
import { gelu, sigmoid } from '../ops/elementwise';
import { axisOf } from '../ops/reductions';
import { narrow } from '../ops/cutting';
import { asTensor, tensorOf } from '../tensor';
import { said } from '../../../protocol/say';

/** A function of each element with the settings it was called with. */
export type Activation = (setting: (name: string, otherwise: number) => number) => (x: number) => number;

const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;
const elu = (x: number, alpha: number): number => (x > 0 ? x : alpha * Math.expm1(x));
const clip = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));

/** name → signature behind the input, and the function (torch 1.13, nn/functional.py). */
export const ACTIVATIONS: Record<string, { signature: string; f: Activation }> = {
  relu: { signature: 'inplace=False', f: () => (x) => Math.max(0, x) },
  relu6: { signature: 'inplace=False', f: () => (x) => clip(x, 0, 6) },
  elu: { signature: 'alpha=1.0, inplace=False', f: (s) => (x) => elu(x, s('alpha', 1)) },
  selu: {
    signature: 'inplace=False',
    f: () => (x) => SELU_SCALE * elu(x, SELU_ALPHA),
  },
  celu: {
    signature: 'alpha=1.0, inplace=False',
    f: (s) => (x) => Math.max(0, x) + Math.min(0, s('alpha', 1) * Math.expm1(x / s('alpha', 1))),
  },
  leaky_relu: {
    signature: 'negative_slope=0.01, inplace=False',
    f: (s) => (x) => (x >= 0 ? x : x * s('negative_slope', 0.01)),
  },
  rrelu: {
    signature: 'lower=0.125, upper=0.3333333333333333, training=False, inplace=False',
    f: (s) => (x) => (x >= 0 ? x : (x * (s('lower', 1 / 8) + s('upper', 1 / 3))) / 2),
  },
  hardtanh: {
    signature: 'min_val=-1.0, max_val=1.0, inplace=False',
    f: (s) => (x) => clip(x, s('min_val', -1), s('max_val', 1)),
  },
  hardswish: { signature: 'inplace=False', f: () => (x) => (x * clip(x + 3, 0, 6)) / 6 },
  hardsigmoid: { signature: 'inplace=False', f: () => (x) => clip(x + 3, 0, 6) / 6 },
  silu: { signature: 'inplace=False', f: () => (x) => x * sigmoid(x) },
  mish: { signature: 'inplace=False', f: () => (x) => x * Math.tanh(Math.log1p(Math.exp(x))) },
  gelu: { signature: "approximate='none'", f: () => gelu },
  sigmoid: { signature: '', f: () => sigmoid },
  tanh: { signature: '', f: () => Math.tanh },
  logsigmoid: { signature: '', f: () => (x) => -Math.log1p(Math.exp(-x)) },
  softplus: {
    signature: 'beta=1, threshold=20',
    f: (s) => (x) =>
      x * s('beta', 1) > s('threshold', 20) ? x : Math.log1p(Math.exp(x * s('beta', 1))) / s('beta', 1),
  },
  softsign: { signature: '', f: () => (x) => x / (1 + Math.abs(x)) },
  tanhshrink: { signature: '', f: () => (x) => x - Math.tanh(x) },
  hardshrink: { signature: 'lambd=0.5', f: (s) => (x) => (Math.abs(x) > s('lambd', 0.5) ? x : 0) },
  softshrink: { signature: 'lambd=0.5', f: (s) => (x) => Math.sign(x) * Math.max(0, Math.abs(x) - s('lambd', 0.5)) },
  threshold: {
    signature: 'threshold, value, inplace=False',
    f: (s) => (x) => (x > s('threshold', 0) ? x : s('value', 0)),
  },
};

/** Applies an activation; settings are read from the call or the layer. */
export function activate(
  cx: Context,
  input: TensorValue,
  f: Activation,
  setting: (name: string) => Value | undefined,
): TensorValue {
  const read = (name: string, otherwise: number): number => {
    const value = setting(name);
    return (value?.kind === 'int' || value?.kind === 'float') && isNumber(value.value) ? value.value : otherwise;
  };
  const result = unary(cx, torchFamily, { f: f(read), gives: 'same' }, input);
  return result?.kind === 'tensor' ? result : input;
}

/** softmax and its kin: the axis must exist. Without one PyTorch picks 0, 1 or the last but two by rank. */
export function softmax(cx: Context, input: TensorValue, dim: Value, fn: string, dtype?: string): Value {
  needFloating(fn, input, dtype);
  const given = dim.kind === 'none' ? undefined : axisNumber(cx, dim, `${fn}(): dim`);
  return ofShape(cx, input, (shape) => {
    const rank = shape.length;
    const axis = given ?? (dim.kind === 'none' ? (rank === 0 || rank === 1 || rank === 3 ? 0 : 1) : undefined);
    if (axis === undefined) return tensorOf(shape, dtype ?? input.dtype);
    const at = axisOf(axis, rank, fn);
    const stored = storedDtype(dtype ?? input.dtype);
    if (!stored || rank === 0) return tensorOf(shape, dtype ?? input.dtype);
    return computed(
      cx,
      input,
      shape,
      (data) => mapLines(data, at, stored, (line) => weights(line, fn)),
      dtype ?? input.dtype,
    );
  });
}

function weights(line: number[], fn: string): number[] {
  const values = fn.includes('min') ? line.map((x) => -x) : line;
  const most = Math.max(...values);
  const powers = values.map((x) => Math.exp(x - most));
  const total = powers.reduce((a, b) => a + b, 0);
  return fn.startsWith('log_') ? values.map((x) => x - most - Math.log(total)) : powers.map((x) => x / total);
}

/** Gated linear unit: the axis is cut in halves and halved. @throws ShapeError where it is odd */
export function glu(cx: Context, input: TensorValue, dim: Value): Value {
  const axis = axisNumber(cx, dim, 'glu(): dim');
  return ofShape(cx, input, (shape) => {
    if (shape.length === 0) throw new ShapeError('rank-mismatch', 'glu does not take tensors without axes.');
    if (axis === undefined)
      return tensorOf(
        shape.map(() => unknownDim('the axis given to glu is not known')),
        input.dtype,
      );
    const at = normalizeAxis(axis, shape.length, 'glu');
    const size = shape[at];
    if (equalDims(mod(size, 2), 0) === false) {
      throw new ShapeError(
        'size-not-divisible',
        said`glu halves axis ${axis}, but its size ${isNumber(size) ? size : ''} is odd. Give it an even size.`,
      );
    }
    const half = floorDim(div(size, 2));
    const gate = narrow(cx, input, int(at), int(half), int(half));
    const kept = narrow(cx, input, int(at), int(0), int(half));
    return input.data
      ? cx.binary('*', kept, cx.callMethod(gate, 'sigmoid'))
      : tensorOf(
          shape.map((d, i) => (i === at ? half : d)),
          input.dtype,
        );
  });
}

/** One slope, or one per channel. @throws ShapeError where their number fits neither */
export function prelu(cx: Context, input: TensorValue, weight: TensorValue, op: string): Value {
  checkDtypes(op, input, weight, cx);
  const count = weight.shape?.length === 0 ? 1 : weight.shape?.[0];
  return ofShape(cx, input, (shape) => {
    if (weight.shape && weight.shape.length > 1) {
      throw new ShapeError(
        'weight-mismatch',
        said`${op}: weight must be a number or a vector, but has ${weight.shape.length} axes.`,
      );
    }
    if (count !== undefined && isNumber(count) && count !== 1) {
      if (shape.length === 0)
        throw new ShapeError('rank-mismatch', said`${op}: a tensor without axes takes one slope, not ${count}.`);
      const channels = shape.length > 1 ? shape[1] : 1;
      if (isNumber(channels) && channels !== count) {
        throw new ShapeError(
          'channel-mismatch',
          said`${op}: num_parameters=${count} does not fit the ${channels} channels of the input. Use num_parameters=${channels}, or 1 for all.`,
          { parameter: 'num_parameters', value: channels },
        );
      }
    }
    return tensorOf(shape, input.dtype);
  });
}

/** @throws PyError ValueError where p is no probability */
export function checkProbability(p: Value): void {
  if ((p.kind === 'float' || p.kind === 'int') && isNumber(p.value) && (p.value < 0 || p.value > 1)) {
    throw new PyError(
      'ValueError',
      said`dropout: p=${p.value} must lie between 0 and 1. Use a probability.`,
      'dropout-probability',
    );
  }
}

/** Dropout keeps the shape; in evaluation the numbers too. DropoutNd may check the rank (`ranks`). */
export function dropout(input: TensorValue, p: Value, training: boolean | undefined): TensorValue {
  checkProbability(p);
  const none = (p.kind === 'float' || p.kind === 'int') && p.value === 0;
  if (training === false || none) return input;
  if (training) needFloating('dropout', input);
  if (!input.shape) return input;
  return tensorOf(input.shape, input.dtype);
}

/** `F.normalize` and everything else that only needs its axis to exist. */
export function keepingShape(cx: Context, input: TensorValue, dim: Value, fn: string): Value {
  return ofShape(cx, input, (shape) => {
    checkAxis(cx, dim, shape, fn);
    return tensorOf(shape, input.dtype);
  });
}

function checkAxis(cx: Context, dim: Value, shape: Shape, fn: string): void {
  const items = dim.kind === 'tuple' || dim.kind === 'list' ? (cx.sequence(dim) ?? []) : [dim];
  for (const value of items) {
    const axis = value.kind === 'none' ? undefined : axisNumber(cx, value, `${fn}(): dim`);
    if (axis !== undefined) axisOf(axis, shape.length, fn);
  }
}

const elementwise = (name: string, { signature, f }: { signature: string; f: Activation }): NativeFunction =>
  torchOp(name, signature ? `input, ${signature}` : 'input', (a, cx) =>
    activate(cx, inputOf(a), f, (setting) => a.get(setting)),
  );

const softmaxFunction = (name: string): NativeFunction =>
  torchOp(name, 'input, dim=None, _stacklevel=3, dtype=None', (a, cx) =>
    softmax(cx, inputOf(a), a.get('dim'), name, dtypeName(a.get('dtype'))),
  );

const dropoutFunction = (name: string, training: string): NativeFunction =>
  torchOp(name, `input, p=0.5, training=${training}, inplace=False`, (a) =>
    dropout(inputOf(a), a.get('p'), a.truth('training')),
  );

/** `F.relu` and its kin, by name. */
export const activationFunctions: Record<string, NativeFunction> = {
  ...Object.fromEntries(Object.entries(ACTIVATIONS).map(([name, spec]) => [name, elementwise(name, spec)])),
  ...Object.fromEntries(
    ['relu_', 'elu_', 'selu_', 'celu_', 'leaky_relu_', 'hardtanh_', 'threshold_', 'rrelu_'].map((name) => {
      const spec = ACTIVATIONS[name.slice(0, -1)];
      return [name, elementwise(name, spec)];
    }),
  ),
  softmax: softmaxFunction('softmax'),
  softmin: softmaxFunction('softmin'),
  log_softmax: softmaxFunction('log_softmax'),
  gumbel_softmax: torchOp('gumbel_softmax', 'logits, tau=1, hard=False, eps=1e-10, dim=-1', (a, cx) =>
    keepingShape(cx, inputOf(a, 'logits'), a.get('dim'), 'gumbel_softmax'),
  ),
  glu: torchOp('glu', 'input, dim=-1', (a, cx) => glu(cx, inputOf(a), a.get('dim'))),
  prelu: torchOp('prelu', 'input, weight', (a, cx) => prelu(cx, inputOf(a), inputOf(a, 'weight'), 'prelu')),
  dropout: dropoutFunction('dropout', 'True'),
  alpha_dropout: dropoutFunction('alpha_dropout', 'False'),
  feature_alpha_dropout: dropoutFunction('feature_alpha_dropout', 'False'),
  dropout1d: dropoutFunction('dropout1d', 'True'),
  dropout2d: dropoutFunction('dropout2d', 'True'),
  dropout3d: dropoutFunction('dropout3d', 'True'),
  normalize: torchOp('normalize', 'input, p=2.0, dim=1, eps=1e-12, out=None', (a, cx) =>
    keepingShape(cx, inputOf(a), a.get('dim'), 'normalize'),
  ),
  one_hot: torchOp('one_hot', 'tensor, num_classes=-1', (a, cx) =>
    oneHot(cx, asTensor(cx, a.get('tensor'), 'one_hot', 'tensor'), a.get('num_classes')),
  ),
};

/** @throws PyError RuntimeError for a tensor that is not int64 */
function oneHot(cx: Context, input: TensorValue, classes: Value): Value {
  if (input.dtype !== undefined && input.dtype !== 'int64') {
    throw new PyError(
      'RuntimeError',
      said`one_hot is only applicable to index tensors: the input is ${input.dtype}. Convert it with .long().`,
      'dtype-mismatch',
    );
  }
  const given = axisNumber(cx, classes, 'one_hot(): num_classes');
  checkRange(cx, 'one_hot', input, given !== undefined && given > 0 ? given : Infinity);
  const count =
    given === undefined ? cx.dim(classes) : given > 0 ? given : cx.unknownDim('num_classes depends on the numbers');
  return ofShape(
    cx,
    input,
    (shape) => computed(cx, input, [...shape, count], (data, sizes) => oneHotNumbers(data, sizes), 'int64'),
    'int64',
  );
}

/**
 * A 1 where the class is. Numbers outside of the classes give none: random numbers here are not PyTorch's, so
 * what depends on them is no mistake of the program.
 */
function oneHotNumbers(indices: NdArray, shape: readonly number[]): NdArray | undefined {
  const result = zeros(shape, 'int64');
  const classes = shape[shape.length - 1];
  if (indices.data.some((index) => index < 0 || index >= classes)) return undefined;
  indices.data.forEach((index, i) => {
    result.data[i * classes + index] = 1;
  });
  return result;
}
