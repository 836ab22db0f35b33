/** Constructors of the tensor classes: `torch.Tensor(2, 3)`, `torch.FloatTensor`, `nn.Parameter(data)`, `torch.Size`. */
import { setRequiresGradient } from './gradients';
import { native, nativeClass } from '../../python/interpreter/native';
import type { ClassValue } from '../../python/interpreter/values';
import {
  int,
  list,
  NONE,
  str,
  TRUE,
  TensorValue,
  tuple,
  TupleValue,
  type Value,
} from '../../python/interpreter/values';
import { numElements, type Dim } from '../../shape';
import { sizeItem } from './arguments';
import { TYPED_TENSORS } from './dtypes';
import { legacyTensor } from './legacyTensor';
import { isBuffer } from './nn/state';
import { bufferType, makeParameter, parameterType, shapeless, sizeOf, sizeType, tensorOf, tensorType } from './tensor';
import { lacksOnTensor } from './tensorNames';
import { makeTensor } from '../common/tensors';

tensorType.hooks = {
  construct: (cx, cls, args, kwargs) => subclassed(cls, legacyTensor(cx, args, 'float32', kwargs)),
  lacks: lacksOnTensor,
};
tensorType.attrs.set(
  '__init__',
  native('Tensor', 'self, *args, **kwargs', () => NONE),
);

/** A user's subclass of Tensor or Parameter keeps its class. */
function subclassed(cls: ClassValue, tensor: TensorValue): TensorValue {
  if (cls === tensor.cls) return tensor;
  const made = new TensorValue(cls, tensor.shape, tensor.dtype, tensor.reason);
  if (tensor.data) made.data = tensor.data;
  return made;
}

parameterType.hooks = {
  construct(cx, cls, args, kwargs) {
    const data = args[0] ?? kwargs.get('data');
    if (!data || data.kind === 'none') return subclassed(cls, makeParameter(tensorOf([0])));
    const parameter = makeParameter(
      data.kind === 'tensor' ? data : shapeless(data.kind === 'unknown' ? data : cx.unknown('the data of a Parameter')),
    );
    const made = cls === parameterType ? parameter : subclassed(cls, parameter);
    setRequiresGradient(cx, made, args[1] ?? kwargs.get('requires_grad') ?? TRUE);
    return made;
  },
};

bufferType.hooks = {
  construct(_cx, _cls, args, kwargs) {
    const data = args[0] ?? kwargs.get('data') ?? NONE;
    if (data.kind === 'unknown') return data;
    const source = data.kind === 'tensor' ? data : tensorOf([0]);
    const buffer = makeTensor(tensorType, source.shape, source.dtype, { data: source.data });
    buffer.attrs = new Map([
      ['_is_buffer', TRUE],
      ['persistent', kwargs.get('persistent') ?? TRUE],
    ]);
    return buffer;
  },
  isInstance: (_cx, value) => isBuffer(value),
};

/** `torch.FloatTensor` and its kin make tensors of their dtype; they are no classes of their own. */
export const typedTensors: Record<string, ClassValue> = Object.fromEntries(
  Object.entries(TYPED_TENSORS).map(([name, dtype]) => {
    const cls = nativeClass('torch', name, [tensorType]);
    cls.hooks = { construct: (cx, _cls, args, kwargs) => legacyTensor(cx, args, dtype, kwargs) };
    return [name, cls];
  }),
);

const dimsOf = (value: Value): Dim[] | undefined =>
  value.kind === 'tuple' ? value.items.map((item) => (item.kind === 'int' ? item.value : NaN)) : undefined;

sizeType.hooks = {
  construct(cx, _cls, args) {
    const items = args.length === 0 ? [] : cx.sequence(args[0]);
    return items
      ? sizeOf(items.map((item) => sizeItem(cx, item, 'torch.Size()')))
      : cx.unknown('the sizes given to torch.Size are not known');
  },
};
const sizeMethods: Record<string, Value> = {
  __init__: native('Size', 'self, *args', () => NONE),
  numel: native('numel', 'self', (a) => int(numElements(dimsOf(a.get('self')) ?? []))),
  __repr__: native('__repr__', 'self', (a, cx) =>
    str(`torch.Size(${cx.repr(list([...(a.get('self') as TupleValue).items]))})`),
  ),
  __str__: native('__str__', 'self', (a, cx) =>
    str(`torch.Size(${cx.repr(list([...(a.get('self') as TupleValue).items]))})`),
  ),
  __getitem__: native('__getitem__', 'self, index', (a, cx) => {
    const self = a.get('self') as TupleValue;
    const found = cx.getItem(tuple(self.items), a.get('index'));
    return found.kind === 'tuple' ? new TupleValue(found.items, sizeType) : found;
  }),
  __add__: native('__add__', 'self, other', (a, cx) => {
    const found = cx.binary('+', tuple((a.get('self') as TupleValue).items), plain(a.get('other')));
    return found.kind === 'tuple' ? new TupleValue(found.items, sizeType) : found;
  }),
};
for (const [name, method] of Object.entries(sizeMethods)) sizeType.attrs.set(name, method);

/** A torch.Size as an ordinary tuple. */
const plain = (value: Value): Value => (value.kind === 'tuple' ? tuple(value.items) : value);
