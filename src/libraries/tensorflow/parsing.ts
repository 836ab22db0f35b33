/** What is read from records: features of examples, lines of text, raw bytes (`tf.io`, `tf.parse_*`, `tf.decode_*`). */
import type { Context } from '../../python/interpreter/context';
import { native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { type InstanceValue, tuple } from '../../python/interpreter/values';
import { DictValue, NONE, list, type NativeFunction, type Value } from '../../python/interpreter/values';
import type { Dim } from '../../shape';
import { dtypeArg } from '../common/dtypes';
import { decoded, encoded } from './imageFiles';
import { quiet } from './operation';
import { withTensor } from './ops/tensors';
import { sparseTensor } from './sparse';
import { NONE_DIM, readShape, readSize } from './staticShape';
import { makeTensor } from './tensorClasses';

/** A feature as it is declared: its attributes are the arguments. */
function featureClass(name: string, signature: string): Value {
  return nativeClass('tensorflow.io', name, [types.object], {
    __init__: native('__init__', `self, ${signature}`, (a) => {
      const self = a.get('self') as InstanceValue;
      for (const key of ['shape', 'dtype']) if (signature.includes(key)) self.attrs.set(key, a.get(key));
      return NONE;
    }),
  });
}

/** The tensor of a feature, with the axes of the batch in front. */
function tensorOf(cx: Context, feature: Value, batch: readonly Dim[]): Value {
  if (feature.kind !== 'instance') return cx.unknown('the feature is not known');
  const shape = readShape(feature.attrs.get('shape') ?? NONE, cx, 'shape');
  const dtype = dtypeArg(feature.attrs.get('dtype') ?? NONE) ?? 'float32';
  switch (feature.cls.name) {
    case 'FixedLenFeature':
      return shape ? makeTensor([...batch, ...shape], dtype) : cx.unknown('the shape of the feature is not known');
    case 'FixedLenSequenceFeature':
      return shape
        ? makeTensor([...batch, NONE_DIM, ...shape], dtype)
        : cx.unknown('the shape of the feature is not known');
    // Values of any number, behind one another: the example's own axis is as long as there are some.
    case 'VarLenFeature':
      return sparseTensor([...batch, NONE_DIM], dtype);
    default:
      return cx.unknown('a sparse tensor');
  }
}

/** `{name: tensor}` for `{name: feature}`. */
function parsed(cx: Context, features: Value, batch: readonly Dim[]): Value {
  if (features.kind !== 'dict') return cx.unknown('the features are not known');
  const made = new DictValue();
  for (const [hash, { key, value }] of features.entries)
    made.entries.set(hash, { key, value: tensorOf(cx, value, batch) });
  made.open = features.open;
  return made;
}

const parseSingle = quiet(
  'tf.io.parse_single_example',
  'serialized, features, name=None, example_names=None',
  (a, cx) => parsed(cx, a.get('features'), []),
);
const parseExample = quiet('tf.io.parse_example', 'serialized, features, name=None, example_names=None', (a, cx) =>
  withTensor(cx, a.get('serialized'), (x) => parsed(cx, a.get('features'), x.shape)),
);

/** One number more than the text has axes: how many elements the bytes hold stands in the file. */
const decodeRaw = quiet(
  'tf.io.decode_raw',
  'bytes=None, out_type=None, little_endian=True, name=None, input_bytes=None',
  (a, cx) => {
    const bytes = a.isNone('bytes') ? a.get('input_bytes') : a.get('bytes');
    return withTensor(cx, bytes, (x) => makeTensor([...x.shape, NONE_DIM], dtypeArg(a.get('out_type')) ?? 'uint8'));
  },
);

/** One tensor per column. */
const decodeCsv = quiet('tf.io.decode_csv', 'records, record_defaults, *args, **kwargs', (a, cx) =>
  withTensor(cx, a.get('records'), (x) => {
    const columns = cx.sequence(a.get('record_defaults'));
    return columns ? list(columns.map(() => makeTensor(x.shape, undefined))) : cx.unknown('the columns are not known');
  }),
);

/** A tensor that was written as a text: how it looks stands there. */
const parseTensor = quiet('tf.io.parse_tensor', 'serialized, out_type, name=None', (_a, cx) =>
  cx.unknown('the shape of the tensor stands in the text that is parsed'),
);

const encodeWav = quiet('tf.audio.encode_wav', 'audio, sample_rate, name=None', () => makeTensor([], 'str'));

/** Samples and channels, and how many samples a second has. */
const decodeWav = quiet(
  'tf.audio.decode_wav',
  'contents, desired_channels=-1, desired_samples=-1, name=None',
  (a, cx) => {
    const sizes = ['desired_samples', 'desired_channels'].map((name): Dim => {
      const size = readSize(a.get(name), cx, name);
      return size === -1 ? NONE_DIM : size;
    });
    return tuple([makeTensor(sizes, 'float32'), makeTensor([], 'int32')]);
  },
);

/** `tf.audio`. */
export const audioFunctions: Readonly<Record<string, Value>> = { encode_wav: encodeWav, decode_wav: decodeWav };

const readFile = quiet('tf.io.read_file', 'filename, name=None', () => makeTensor([], 'str'));

/** Text or bytes made of each element. */
const textOf = (name: string, shape: 'same' | 'scalar', first = 'input'): NativeFunction =>
  quiet(name, `${first}, *args, **kwargs`, (a, cx) =>
    withTensor(cx, a.get(first), (x) => makeTensor(shape === 'same' ? x.shape : [], 'str')),
  );

const onFiles = (name: string): Value =>
  native(name, '*args, **kwargs', (_a, cx) => cx.unknown('it depends on the files of the machine'));

/** `tf.gfile` and `tf.io.gfile`. */
export const gfileFunctions: Record<string, Value> = Object.fromEntries(
  [
    'exists',
    'glob',
    'listdir',
    'isdir',
    'stat',
    'walk',
    'GFile',
    'Open',
    'FastGFile',
    'Exists',
    'Glob',
    'ListDirectory',
    'IsDirectory',
    'Stat',
    'Walk',
  ].map((name) => [name, onFiles(name)]),
);
for (const name of [
  'makedirs',
  'mkdir',
  'remove',
  'rmtree',
  'copy',
  'rename',
  'MakeDirs',
  'MkDir',
  'Remove',
  'DeleteRecursively',
  'Copy',
  'Rename',
]) {
  gfileFunctions[name] = native(name, '*args, **kwargs', () => NONE);
}

const features: Record<string, Value> = {
  FixedLenFeature: featureClass('FixedLenFeature', 'shape, dtype, default_value=None'),
  FixedLenSequenceFeature: featureClass(
    'FixedLenSequenceFeature',
    'shape, dtype, allow_missing=False, default_value=None',
  ),
  VarLenFeature: featureClass('VarLenFeature', 'dtype'),
};

const named: Record<string, Value> = {
  ...features,
  parse_single_example: parseSingle,
  parse_example: parseExample,
  decode_raw: decodeRaw,
  decode_csv: decodeCsv,
  read_file: readFile,
  serialize_tensor: textOf('tf.io.serialize_tensor', 'scalar', 'tensor'),
  parse_tensor: parseTensor,
  matching_files: onFiles('matching_files'),
  write_file: native('write_file', '*args, **kwargs', () => NONE),
  encode_base64: textOf('tf.io.encode_base64', 'same'),
  decode_base64: textOf('tf.io.decode_base64', 'same'),
};

/** In `tf.io`; most of it stands in the root module of version 1 as well. */
export const ioFunctions: Record<string, Value> = {
  ...named,
  ...Object.fromEntries(
    ['decode_jpeg', 'decode_png', 'decode_image', 'decode_bmp', 'decode_gif'].map((what) => [
      what,
      decoded(`tf.io.${what}`),
    ]),
  ),
  encode_jpeg: encoded('tf.io.encode_jpeg'),
  encode_png: encoded('tf.io.encode_png'),
};
export const rootIoFunctions: Record<string, Value> = named;
