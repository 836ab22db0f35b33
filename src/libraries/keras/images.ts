/** Pictures from files: `load_img`, `img_to_array`, and data sets read from a folder of pictures. */
import type { Context } from '../../python/interpreter/context';
import { native, type Bound } from '../../python/interpreter/native';
import { sampling } from '../../python/interpreter/iteration';
import { InstanceValue, NONE, TensorValue, tuple, type Value } from '../../python/interpreter/values';
import { type Dim, type Shape } from '../../shape';
import { pictureOf, pictureSize, unknownPicture } from '../pillow/picture';
import { ndarray } from '../numpy/classes';
import { datasetOf } from '../tensorflow/dataset';
import { opaqueClass } from '../tensorflow/opaque';
import { NONE_DIM, readShape } from '../tensorflow/staticShape';
import { makeTensor } from '../tensorflow/tensorClasses';

const CHANNELS: Readonly<Record<string, number>> = { rgb: 3, rgba: 4, grayscale: 1 };

function channelsOf(a: Bound, cx: Context): Dim {
  return CHANNELS[a.str('color_mode') ?? ''] ?? cx.unknownDim('the color_mode of a picture is not known');
}

const loadImg = native(
  'load_img',
  "path, grayscale=False, color_mode='rgb', target_size=None, interpolation='nearest', keep_aspect_ratio=False",
  (a, cx) => {
    const size = a.isNone('target_size') ? undefined : readShape(a.get('target_size'), cx, 'target_size');
    const unknownSide = (): Dim => cx.unknownDim('the size of a picture that is read from a file');
    const [height, width] = size?.length === 2 ? size : [unknownSide(), unknownSide()];
    return pictureOf({ height, width, channels: a.truth('grayscale') ? 1 : channelsOf(a, cx) });
  },
);

const imgToArray = native('img_to_array', 'img, data_format=None, dtype=None', (a, cx) => {
  const img = a.get('img');
  const first = a.str('data_format') === 'channels_first';
  if (img.kind === 'tensor' && img.shape) {
    const shape = img.shape.length === 2 ? (first ? [1, ...img.shape] : [...img.shape, 1]) : img.shape;
    return new TensorValue(ndarray, shape, 'float32');
  }
  const unknownSize = (): Dim => cx.unknownDim('the size of a picture that is read from a file');
  const unknown = { height: unknownSize(), width: unknownSize(), channels: unknownSize() };
  const { height, width, channels } = pictureSize(img) ?? unknown;
  return new TensorValue(ndarray, first ? [channels, height, width] : [height, width, channels], 'float32');
});

const arrayToImg = native('array_to_img', 'x, data_format=None, scale=True, dtype=None', (a, cx) => {
  const x = a.get('x');
  if (x.kind !== 'tensor' || x.shape?.length !== 3) return unknownPicture(cx);
  const [first, second, third] = x.shape;
  return a.str('data_format') === 'channels_first'
    ? pictureOf({ channels: first, height: second, width: third })
    : pictureOf({ height: first, width: second, channels: third });
});

/** The labels of a batch by the word for them; undefined where the batch is pictures alone. */
function labelsOf(cx: Context, word: string | undefined, classes: Value): { shape: Shape; dtype: string } | undefined {
  switch (word) {
    case undefined:
    case 'input':
      return undefined;
    case 'int':
    case 'sparse':
      return { shape: [NONE_DIM], dtype: word === 'int' ? 'int32' : 'float32' };
    case 'binary':
      return { shape: [NONE_DIM, 1], dtype: 'float32' };
    default: {
      const names = classes.kind === 'none' ? undefined : cx.sequence(classes);
      const count = names?.length ?? cx.unknownDim('the number of classes is the number of folders');
      return { shape: [NONE_DIM, count], dtype: 'float32' };
    }
  }
}

const fromDirectory = native(
  'image_dataset_from_directory',
  "directory, labels='inferred', label_mode='int', class_names=None, color_mode='rgb', batch_size=32, image_size=(256, 256), " +
    "shuffle=True, seed=None, validation_split=None, subset=None, interpolation='bilinear', follow_links=False, " +
    'crop_to_aspect_ratio=False, pad_to_aspect_ratio=False, data_format=None, **kwargs',
  (a, cx) => {
    const size = readShape(a.get('image_size'), cx, 'image_size');
    if (!size) return cx.unknown('the size of the pictures is not known');
    const batch = a.isNone('batch_size') ? [] : [NONE_DIM];
    const images = makeTensor([...batch, ...size, channelsOf(a, cx)], 'float32');
    const labels = a.isNone('labels') ? undefined : labelsOf(cx, a.str('label_mode'), a.get('class_names'));
    const element = labels
      ? tuple([images, makeTensor(batch.length > 0 ? labels.shape : labels.shape.slice(1), labels.dtype)])
      : images;
    return a.str('subset') === 'both' ? tuple([datasetOf(element), datasetOf(element)]) : datasetOf(element);
  },
);

const batchOf = (a: Bound): Value => (a.get('self') as InstanceValue).native as Value;

/** The batches of an ImageDataGenerator: as many as are asked for, all of the same static shapes. */
const batchesClass = opaqueClass('keras.preprocessing.image', 'DirectoryIterator', {
  __iter__: native('__iter__', 'self', (a, cx) =>
    sampling(cx, [batchOf(a)], cx.unknown('how many batches come is not known'), 'DirectoryIterator'),
  ),
  __next__: native('__next__', 'self', batchOf),
  next: native('next', 'self', batchOf),
  reset: native('reset', 'self', () => NONE),
});

function batches(images: Shape, labels: { shape: Shape; dtype: string } | undefined): Value {
  const self = new InstanceValue(batchesClass);
  const array = (shape: Shape, dtype: string): Value => new TensorValue(ndarray, shape, dtype);
  self.native = labels
    ? tuple([array(images, 'float32'), array(labels.shape, labels.dtype)])
    : array(images, 'float32');
  return self;
}

const generatorClass = opaqueClass('keras.preprocessing.image', 'ImageDataGenerator', {
  flow_from_directory: native(
    'flow_from_directory',
    "self, directory, target_size=(256, 256), color_mode='rgb', classes=None, class_mode='categorical', batch_size=32, **kwargs",
    (a, cx) => {
      const size = readShape(a.get('target_size'), cx, 'target_size');
      if (!size) return cx.unknown('the size of the pictures is not known');
      // Binary labels of this older reader are a vector.
      const mode = a.str('class_mode') === 'binary' ? 'sparse' : a.str('class_mode');
      return batches([NONE_DIM, ...size, channelsOf(a, cx)], labelsOf(cx, mode, a.get('classes')));
    },
  ),
  flow: native('flow', 'self, x, y=None, batch_size=32, **kwargs', (a, cx) => {
    const [x, y] = [a.get('x'), a.get('y')];
    if (x.kind !== 'tensor' || !x.shape) return cx.unknown('the arrays that are augmented are not known');
    const labels = y.kind === 'tensor' ? y.shape : undefined;
    if (y.kind !== 'none' && !labels) return cx.unknown('the labels are not known');
    return batches(
      [NONE_DIM, ...x.shape.slice(1)],
      labels && { shape: [NONE_DIM, ...labels.slice(1)], dtype: 'float32' },
    );
  }),
  fit: native('fit', 'self, *args, **kwargs', () => NONE),
});

const pictures: Record<string, Value> = { load_img: loadImg, img_to_array: imgToArray, array_to_img: arrayToImg };

/** `keras.utils`: pictures as arrays and folders as data sets. */
export const imageUtilities: Record<string, Value> = { ...pictures, image_dataset_from_directory: fromDirectory };

/** `keras.preprocessing.image`. */
export const imagePreprocessing: Record<string, Value> = { ...pictures, ImageDataGenerator: generatorClass };
