/** Input pipelines of TensorFlow 1: files that are read through queues, one example or a batch at a time. */
import { isUnknown, formatShape, type Shape } from '../../shape';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { native, nativeClass, type Bound } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import {
  NONE,
  list,
  tuple,
  type InstanceValue,
  type NativeFunction,
  type Value,
} from '../../python/interpreter/values';
import { dtypeArg } from '../common/dtypes';
import { convert } from './convert';
import { operationOn } from './graphOperation';
import { mapTensors, tensorsIn } from './node';
import { opaqueClass } from './opaque';
import { quiet } from './operation';
import { NONE_DIM, isNoneDim, readShape, readSize } from './staticShape';
import { enterGraphMode } from './state';
import { makeTensor } from './tensorClasses';
import { said } from '../../protocol/say';

/** A queue of which it is only known that it is one. */
const queueClass = opaqueClass('tensorflow', 'QueueBase');
const newQueue = (cx: Context): Value => cx.call(queueClass);

/** A reader gives the name and the contents of one record, both scalars of bytes. */
const readerClass = nativeClass('tensorflow', 'ReaderBase', [types.object], {
  __init__: native('__init__', 'self, *args, **kwargs', () => NONE),
  read: native('read', 'self, queue, name=None', (_a, cx) => {
    enterGraphMode(cx);
    return tuple([makeTensor([], 'str'), makeTensor([], 'str')]);
  }),
  read_up_to: native('read_up_to', 'self, queue, num_records, name=None', (a, cx) => {
    const count = readSize(a.get('num_records'), cx, 'num_records');
    return tuple([makeTensor([count], 'str'), makeTensor([count], 'str')]);
  }),
});

const READERS = [
  'TFRecordReader',
  'TextLineReader',
  'WholeFileReader',
  'FixedLengthRecordReader',
  'IdentityReader',
  'LMDBReader',
];

export const readerClasses: Record<string, Value> = Object.fromEntries(
  READERS.map((name) => [name, nativeClass('tensorflow', name, [readerClass])]),
);

/**
 * A queue holds tensors of one size.
 * @throws PyError ValueError where a size is None
 */
function checkStatic(a: Bound, shapes: readonly (Shape | undefined)[]): void {
  const open = shapes.find((shape) => shape?.some(isNoneDim));
  if (!open || (a.has('dynamic_pad') && a.truth('dynamic_pad') !== false)) return;
  throw new PyError(
    'ValueError',
    said`${a.fn}: all shapes must be fully defined, but one is ${formatShape(open)}. Say what size the examples have before they are queued: tensor.set_shape([…]), tf.reshape or tf.image.resize_images.`,
    'input-size-mismatch',
  );
}

/** One example several times, or several examples as they are (`enqueue_many`): a batch in front. */
function batched(cx: Context, a: Bound, tensors: Value): Value {
  enterGraphMode(cx);
  const size = a.truth('allow_smaller_final_batch') ? NONE_DIM : readSize(a.get('batch_size'), cx, 'batch_size');
  const many = a.truth('enqueue_many') ?? false;
  const given = a.get('shapes');
  // Only the outermost list is a list of tensors: one inside it is a tensor itself.
  const asTensors = (value: Value): Value => {
    if (value.kind === 'list') return list(value.items.map((item) => convert(cx, item)));
    if (value.kind === 'tuple') return tuple(value.items.map((item) => convert(cx, item)));
    return value.kind === 'dict' ? value : convert(cx, value);
  };
  const examples = mapTensors(asTensors(tensors), (x) => makeTensor(many ? x.shape?.slice(1) : x.shape, x.dtype));
  if (given.kind === 'none')
    checkStatic(
      a,
      tensorsIn(examples).map((x) => x.shape),
    );
  const declared = given.kind === 'none' ? undefined : shapesOf(cx, given);
  let index = 0;
  const made = mapTensors(examples, (x) => {
    const shape = declared?.[index++] ?? x.shape;
    const open = shape?.some(isUnknown) && a.has('dynamic_pad');
    return makeTensor(
      shape && [size, ...(open ? shape.map((dim) => (isUnknown(dim) ? NONE_DIM : dim)) : shape)],
      x.dtype,
    );
  });
  // What is given as a tuple comes back as a list (tensorflow/python/training/input.py); a list of one is the tensor.
  if (made.kind !== 'tuple' && made.kind !== 'list') return made;
  return made.items.length === 1 ? made.items[0] : list([...made.items]);
}

/** One shape, or one for each tensor. */
function shapesOf(cx: Context, value: Value): (Shape | undefined)[] | undefined {
  const items = value.kind === 'list' || value.kind === 'tuple' ? value.items : [value];
  const many = items.some((item) => item.kind !== 'int' && item.kind !== 'none');
  return (many ? items : [value]).map((item) => readShape(item, cx, 'shapes'));
}

const BATCH_TAIL =
  'enqueue_many=False, shapes=None, dynamic_pad=False, allow_smaller_final_batch=False, shared_name=None, name=None';
const SHUFFLE_TAIL = 'enqueue_many=False, shapes=None, allow_smaller_final_batch=False, shared_name=None, name=None';

const batch = quiet('tf.train.batch', `tensors, batch_size, num_threads=1, capacity=32, ${BATCH_TAIL}`, (a, cx) =>
  batched(cx, a, a.get('tensors')),
);
const shuffleBatch = quiet(
  'tf.train.shuffle_batch',
  `tensors, batch_size, capacity, min_after_dequeue, num_threads=1, seed=None, ${SHUFFLE_TAIL}`,
  (a, cx) => batched(cx, a, a.get('tensors')),
);

/** Several threads, each with its own tensors of the same shapes. */
function joined(name: string, signature: string): NativeFunction {
  return quiet(name, signature, (a, cx) => {
    const threads = cx.sequence(a.get('tensors_list'));
    return threads?.length ? batched(cx, a, threads[0]) : cx.unknown('what is put into the queue is not known');
  });
}

/** One element along the first axis of every tensor. */
const sliceInputProducer = quiet('tf.train.slice_input_producer', 'tensor_list, *args, **kwargs', (a, cx) => {
  enterGraphMode(cx);
  const tensors = cx.sequence(a.get('tensor_list'));
  if (!tensors) return cx.unknown('the tensors are not known');
  return list(
    tensors.map((value) => {
      const x = convert(cx, value);
      return x.kind === 'tensor' && x.shape ? makeTensor(x.shape.slice(1), x.dtype) : x;
    }),
  );
});

const producer = (name: string): Value => native(name, '*args, **kwargs', (_a, cx) => newQueue(cx));

/** In `tf.train`. */
export const queueFunctions: Record<string, Value> = {
  batch,
  shuffle_batch: shuffleBatch,
  batch_join: joined('tf.train.batch_join', `tensors_list, batch_size, capacity=32, ${BATCH_TAIL}`),
  shuffle_batch_join: joined(
    'tf.train.shuffle_batch_join',
    `tensors_list, batch_size, capacity, min_after_dequeue, seed=None, ${SHUFFLE_TAIL}`,
  ),
  slice_input_producer: sliceInputProducer,
  string_input_producer: producer('string_input_producer'),
  range_input_producer: producer('range_input_producer'),
  input_producer: producer('input_producer'),
  match_filenames_once: native('match_filenames_once', 'pattern, name=None', (_a, cx) =>
    cx.unknown('it depends on the files of the machine'),
  ),
};

interface Queued {
  readonly shapes: readonly (Shape | undefined)[];
  readonly dtypes: readonly (string | undefined)[];
}

/** What comes out of a queue: the tensor where each element is one, a list of them otherwise. */
const taking = (name: string, front: (a: Bound, cx: Context) => Shape): NativeFunction =>
  native(name, 'self, n=None, name=None', (a, cx) => {
    const { shapes, dtypes } = (a.get('self') as InstanceValue).native as Queued;
    const made = dtypes.map((dtype, i) => makeTensor(shapes[i] && [...front(a, cx), ...shapes[i]], dtype));
    return made.length === 1 ? made[0] : list(made);
  });

const several = (a: Bound, cx: Context): Shape => [readSize(a.get('n'), cx, 'n')];

/** A queue that a program fills by itself, with tensors of the kinds and shapes that it says (tensorflow/python/ops/data_flow_ops.py). */
const queueOf = (name: string, before: string): Value =>
  opaqueClass('tensorflow', name, {
    __init__: native('__init__', `self, capacity=None, ${before}, names=None, shared_name=None, name=None`, (a, cx) => {
      enterGraphMode(cx);
      const kinds = a.get('dtypes');
      const dtypes = (kinds.kind === 'list' || kinds.kind === 'tuple' ? kinds.items : [kinds]).map(dtypeArg);
      const given = a.get('shapes');
      const alone = dtypes.length === 1 && given.kind !== 'list';
      const shapes = given.kind === 'none' ? [] : alone ? [readShape(given, cx, 'shapes')] : shapesOf(cx, given);
      (a.get('self') as InstanceValue).native = { shapes: shapes ?? [], dtypes } satisfies Queued;
      return NONE;
    }),
    dequeue: taking('dequeue', () => []),
    dequeue_many: taking('dequeue_many', several),
    dequeue_up_to: taking('dequeue_up_to', () => [NONE_DIM]),
    enqueue: native('enqueue', 'self, vals, name=None', (a) => operationOn(a.get('vals'))),
    enqueue_many: native('enqueue_many', 'self, vals, name=None', (a) => operationOn(a.get('vals'))),
    size: native('size', 'self, name=None', () => makeTensor([], 'int32')),
    close: native('close', 'self, *args, **kwargs', (a) => operationOn(a.get('self'))),
  });

/** Queues that a program fills by itself. */
export const queueClasses: Record<string, Value> = {
  FIFOQueue: queueOf('FIFOQueue', 'dtypes=None, shapes=None'),
  PaddingFIFOQueue: queueOf('PaddingFIFOQueue', 'dtypes=None, shapes=None'),
  RandomShuffleQueue: queueOf('RandomShuffleQueue', 'min_after_dequeue=None, dtypes=None, shapes=None'),
  PriorityQueue: opaqueClass('tensorflow', 'PriorityQueue'),
  QueueBase: opaqueClass('tensorflow', 'QueueBase'),
};
