/** What a tensor answers about itself, and what leaves its shape alone: size, dtype, to, clone, numpy, item, … */
import { noteMoved } from '../autocast';
import { isNumber, numElements, type Dim } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { getter, native, type Bound, type Rule } from '../../../python/interpreter/native';
import {
  bool,
  FALSE,
  int,
  list,
  NONE,
  TensorValue,
  tuple,
  PropertyValue,
  type Value,
} from '../../../python/interpreter/values';
import { itemOf, pythonNumber } from '../../common/operators';
import { axisNumber } from '../arguments';
import { bytesOf, dtypeValue, isComplex, isFloating } from '../dtypes';
import { checkForNumpy, hasNoGradient, isLeaf, requiresGradient } from '../../common/gradients';
import { cpuDevice } from '../device';
import { setRequiresGradient } from '../gradients';
import { inputOf, type OpEntry } from '../family';
import { checkBackward, gradientOf, noteGradients, setGradient } from '../training/gradientValues';
import { unknownDtype } from './conversions';
import { isContiguous, stepsOf } from '../layout';
import { shareRecipe } from '../numbers/lazy';
import { detached, sizeOf, tensorType, whyUnknown } from '../tensor';
import { partOf } from './complex';
import { axisOf } from './reductions';
import { transposedAttributes } from './reshaping';
import { said } from '../../../protocol/say';

const tensorSelf = (self: Value): TensorValue | undefined => (self.kind === 'tensor' ? self : undefined);

/** A question about the dtype; of one that is not known the answer is not known. */
function ofDtype(a: Bound, cx: Context, answer: (dtype: string) => boolean): Value {
  const { dtype } = inputOf(a);
  return dtype === undefined ? cx.unknown('the dtype of the tensor is not known') : bool(answer(dtype));
}

/** `x.shape`, `x.size()`; of an input that nobody has described it is unknown, until it is unpacked. */
function shapeOf(cx: Context, input: TensorValue): Value {
  if (!input.shape && input.assumable) return cx.getAttr(input, 'shape');
  return input.shape ? sizeOf(input.shape) : cx.unknown(whyUnknown(cx, input).reason);
}

function sizeAlong(cx: Context, input: TensorValue, dim: Value): Value {
  const axis = axisNumber(cx, dim, 'size(): dim');
  if (!input.shape) {
    const why = shapeOf(cx, input);
    return int(cx.unknownDim(why.kind === 'unknown' ? why.reason : whyUnknown(cx, input).reason));
  }
  if (axis === undefined) return int(cx.unknownDim('which axis is asked for is not known'));
  if (input.shape.length === 0)
    throw new PyError(
      'IndexError',
      said`Dimension specified as ${axis} but tensor has no dimensions`,
      'axis-out-of-range',
    );
  return int(input.shape[axisOf(axis, input.shape.length, 'size')]);
}

/** The number of elements. */
function countOf(cx: Context, input: TensorValue): Dim {
  return input.shape ? numElements(input.shape) : cx.unknownDim(whyUnknown(cx, input).reason);
}

/** Methods that give the same values back. */
const UNCHANGED = [
  'cpu',
  'cuda',
  'pin_memory',
  'share_memory_',
  'retain_grad',
  'resolve_conj',
  'resolve_neg',
  'to_dense',
  'coalesce',
  'rename',
  'refine_names',
  'record_stream',
];

function toList(cx: Context, input: TensorValue): Value {
  const { data } = input;
  if (!data) return cx.unknown('the numbers of the tensor are not known');
  let at = 0;
  const build = (axis: number): Value =>
    axis === data.shape.length
      ? pythonNumber(data.data[at++], data.dtype)
      : list(Array.from({ length: data.shape[axis] }, () => build(axis + 1)));
  return build(0);
}

/** A NumPy array of the same numbers: NumPy's class where that library is modelled. */
function toNumpy(cx: Context, input: TensorValue): Value {
  if (input.dtype === 'bfloat16')
    throw new PyError(
      'TypeError',
      said`numpy(): NumPy has no bfloat16. Use tensor.float().numpy().`,
      'dtype-mismatch',
      {
        parameter: 'input',
        value: '.float()',
      },
    );
  const numpy = cx.importModule('numpy');
  const cls = cx.findAttr(numpy, 'ndarray');
  if (cls?.kind !== 'class') return input;
  const array = new TensorValue(cls, input.shape, input.dtype, input.reason);
  if (input.data) array.data = input.data;
  return array;
}

/** How many elements a tensor has, where that is a number other than one. */
function severalElements(input: TensorValue): number | undefined {
  const count = input.shape ? numElements(input.shape) : undefined;
  return count !== undefined && isNumber(count) && count !== 1 ? count : undefined;
}

/** @throws PyError RuntimeError for any other number of elements than one */
function item(cx: Context, input: TensorValue): Value {
  const count = severalElements(input);
  if (count !== undefined) {
    throw new PyError(
      'RuntimeError',
      said`a Tensor with ${count} elements cannot be converted to Scalar: index it, or reduce it first`,
      'not-a-scalar',
    );
  }
  return itemOf(cx, input);
}

/**
 * `backward()` changes no shape; it says that the program trains.
 * @throws PyError RuntimeError for more than one element without the gradient of each
 */
const trained: Rule = (a, cx) => {
  checkBackward([inputOf(a)], [a.get('gradient')]);
  if (hasNoGradient(inputOf(a)) && !cx.isSupposing && !cx.handedOver) {
    throw new PyError(
      'RuntimeError',
      said`backward(): no gradient reaches this tensor, for it is computed of whole numbers or bools, as argmax and comparisons give them. Compute the loss of the model's own output.`,
      'requires-gradient',
    );
  }
  cx.trained();
  noteGradients(cx, 'made');
  return NONE;
};

export const queryOps: OpEntry[] = [
  {
    name: 'size',
    on: 'tensor',
    silent: true,
    signature: 'input, dim=None',
    rule: (a, cx) => (a.isNone('dim') ? shapeOf(cx, inputOf(a)) : sizeAlong(cx, inputOf(a), a.get('dim'))),
  },
  {
    name: ['dim', 'ndimension'],
    on: 'tensor',
    silent: true,
    signature: 'input',
    rule: (a, cx) => (inputOf(a).shape ? int(inputOf(a).shape!.length) : cx.unknown(whyUnknown(cx, inputOf(a)).reason)),
  },
  { name: ['numel', 'nelement'], silent: true, signature: 'input', rule: (a, cx) => int(countOf(cx, inputOf(a))) },
  { name: 'item', on: 'tensor', silent: true, signature: 'input', rule: (a, cx) => item(cx, inputOf(a)) },
  { name: 'tolist', on: 'tensor', silent: true, signature: 'input', rule: (a, cx) => toList(cx, inputOf(a)) },
  {
    name: 'numpy',
    on: 'tensor',
    silent: true,
    signature: 'input, *, force=False',
    rule: (a, cx) => {
      if (a.truth('force') === false) checkForNumpy(cx, inputOf(a));
      return toNumpy(cx, inputOf(a));
    },
  },
  {
    name: '__array__',
    on: 'tensor',
    silent: true,
    signature: 'input, dtype=None',
    rule: (a, cx) => {
      checkForNumpy(cx, inputOf(a));
      return toNumpy(cx, inputOf(a));
    },
  },
  {
    name: 'detach',
    silent: true,
    signature: 'input',
    rule: (a) => detached(inputOf(a)),
  },
  {
    name: 'requires_grad_',
    on: 'tensor',
    silent: true,
    signature: 'input, requires_grad=True',
    rule: (a, cx) => {
      setRequiresGradient(cx, inputOf(a), a.get('requires_grad'));
      return inputOf(a);
    },
  },
  {
    name: 'detach_',
    silent: true,
    signature: 'input',
    rule: (a, cx) => {
      setRequiresGradient(cx, inputOf(a), FALSE);
      return inputOf(a);
    },
  },
  ...UNCHANGED.map((name): OpEntry => ({
    name,
    on: 'tensor',
    silent: true,
    signature: 'input, *args, **kwargs',
    rule: (a, cx) => {
      if (name === 'cuda') noteMoved(cx);
      return inputOf(a);
    },
  })),
  { name: ['is_floating_point'], silent: true, signature: 'input', rule: (a, cx) => ofDtype(a, cx, isFloating) },
  { name: ['is_complex'], silent: true, signature: 'input', rule: (a, cx) => ofDtype(a, cx, isComplex) },
  {
    name: 'is_contiguous',
    on: 'tensor',
    silent: true,
    signature: 'input, *args, **kwargs',
    rule: (a) => bool(isContiguous(inputOf(a)) ?? true),
  },
  { name: 'element_size', on: 'tensor', silent: true, signature: 'input', rule: (a) => int(bytesOf(inputOf(a).dtype)) },
  {
    name: 'backward',
    on: 'tensor',
    silent: true,
    signature: 'input, gradient=None, *args, **kwargs',
    rule: trained,
  },
  {
    name: 'stride',
    on: 'tensor',
    silent: true,
    signature: 'input, dim=None',
    rule: (a, cx) => strides(cx, inputOf(a), a.get('dim')),
  },
  { name: ['get_device'], on: 'tensor', silent: true, signature: 'input', rule: () => int(-1) },
  {
    name: 'register_hook',
    on: 'tensor',
    silent: true,
    signature: 'input, hook',
    rule: (a, cx) => {
      const { shape, dtype, reason } = inputOf(a);
      const gradient = new TensorValue(tensorType, shape, dtype, reason);
      cx.calledLater(() => void cx.call(a.get('hook'), [gradient]), cx.unknown('how often the hook is called'));
      return cx.unknown('the handle of a hook on a tensor');
    },
  },
  { name: 'is_tensor', on: 'torch', silent: true, signature: 'obj', rule: (a) => bool(a.get('obj').kind === 'tensor') },
  {
    name: '__hash__',
    on: 'tensor',
    silent: true,
    signature: 'input',
    rule: (_a, cx) => cx.unknown('the hash of a tensor'),
  },
  {
    name: '__deepcopy__',
    on: 'tensor',
    silent: true,
    signature: 'input, memo=None',
    rule: (a) => {
      const input = inputOf(a);
      const copy = new TensorValue(input.cls, input.shape, input.dtype, input.reason, input.assumable);
      shareRecipe(input, copy);
      if (input.attrs) copy.attrs = new Map(input.attrs);
      return copy;
    },
  },
];

/** The strides, row-major where nothing else is known. */
function strides(cx: Context, input: TensorValue, dim: Value): Value {
  if (!input.shape) return cx.unknown(whyUnknown(cx, input).reason);
  const steps: Dim[] = [...(stepsOf(input) ?? input.shape.map((_, i) => numElements(input.shape!.slice(i + 1))))];
  if (dim.kind === 'none') return tuple(steps.map((d) => int(d)));
  const axis = axisNumber(cx, dim, 'stride(): dim');
  return axis === undefined
    ? cx.unknown('which axis is asked for is not known')
    : int(steps[axisOf(axis, steps.length, 'stride')]);
}

const attribute = (name: string, read: (cx: Context, input: TensorValue) => Value): PropertyValue =>
  getter(name, (self, cx) => {
    const input = tensorSelf(self);
    return input ? read(cx, input) : cx.unknown(said`${name} of a tensor`);
  });

/** `parameter.data = tensor` gives it the other's shape and numbers. */
const setData = native('data', 'self, value', (a, cx) => {
  const [self, value] = [inputOf(a, 'self'), a.get('value')];
  if (value.kind === 'tensor' && value.shape !== self.shape) cx.reshapes(self);
  else cx.touch(self);
  if (value.kind === 'tensor') self.shape = value.shape;
  self.data = value.kind === 'tensor' ? value.data : undefined;
  return NONE;
});

const assignGradient = native('grad', 'self, value', (a, cx) => {
  setGradient(cx, inputOf(a, 'self'), a.get('value'));
  return NONE;
});

/** Attributes of tensors. */
export const tensorAttributes: Record<string, PropertyValue> = Object.fromEntries(
  Object.entries({
    shape: shapeOf,
    dtype: (cx: Context, input: TensorValue) => (input.dtype ? dtypeValue(input.dtype) : unknownDtype(cx)),
    device: () => cpuDevice,
    ndim: (cx: Context, input: TensorValue) =>
      input.shape ? int(input.shape.length) : cx.unknown(whyUnknown(cx, input).reason),
    data: (_cx: Context, input: TensorValue) => detached(input),
    grad: gradientOf,
    grad_fn: () => NONE,
    requires_grad: (_cx: Context, input: TensorValue) =>
      input.attrs?.get('requires_grad') ?? bool(requiresGradient(input) || input.cls !== tensorType),
    is_leaf: (_cx: Context, input: TensorValue) => bool(isLeaf(input)),
    is_cuda: () => FALSE,
    is_sparse: () => FALSE,
    is_mps: () => FALSE,
    is_xpu: () => FALSE,
    is_quantized: () => FALSE,
    is_mkldnn: () => FALSE,
    layout: (cx: Context) => cx.unknown('the layout of a tensor'),
    itemsize: (_cx: Context, input: TensorValue) => int(bytesOf(input.dtype)),
    real: (cx: Context, input: TensorValue) => partOf(cx, input),
    imag: (cx: Context, input: TensorValue) => partOf(cx, input),
    ...transposedAttributes,
  }).map(([name, read]) => [name, attribute(name, read)]),
);
tensorAttributes.data = new PropertyValue(tensorAttributes.data.getter, setData);
tensorAttributes.grad = new PropertyValue(tensorAttributes.grad.getter, assignGradient);
