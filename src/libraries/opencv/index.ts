/** OpenCV: pictures are read, converted and resized; their numbers are never known. */
import { said } from '../../protocol/say';
import { quiet, unmodelled } from '../../python/builtins/stdlib/helpers';
import type { Context } from '../../python/interpreter/context';
import { native, nativeClass, type Bound, type LibraryModule } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { float, int, TRUE, tuple, type NativeFunction, type Value } from '../../python/interpreter/values';
import { equalDims, formatDim, formatShape, isNumber, mul, type Dim } from '../../shape';
import { colorConstants, conversions } from './colors';
import { asArray } from '../numpy/classes';
import { geometry } from './geometry';
import { arrayOf, channelsOf, cvError, imageArray, imageIn, onImage, sizeIn, unknownImage, type Image } from './image';

/** A picture that is read: what `flags` ask for decides its channels (`IMREAD_GRAYSCALE` 0, `IMREAD_COLOR` 1, `IMREAD_COLOR_RGB` 256). */
function read(cx: Context, flags: Value): Value {
  const side = (name: string): Dim => cx.unknownDim(said`the ${name} of a picture that is read from a file`);
  const [height, width] = [side('height'), side('width')];
  const flag = flags.kind === 'int' && isNumber(flags.value) ? flags.value : undefined;
  if (flag === 1 || flag === 256) return arrayOf([height, width, 3], 'uint8');
  if (flag === 0) return arrayOf([height, width], 'uint8');
  return unknownImage(cx.unknown('the channels of a picture that is read as it is'));
}

const capture = nativeClass('cv2', 'VideoCapture', [types.object], {
  __init__: quiet('__init__'),
  isOpened: native('isOpened', 'self', (_a, cx) => cx.unknown('whether a video can be read')),
  read: native('read', 'self, image=None', (_a, cx) =>
    tuple([cx.unknown('whether a video goes on'), read(cx, int(1))]),
  ),
  release: quiet('release'),
  __getattr__: unmodelled('VideoCapture'),
});

/** @throws PyError cv2.error for a number of channels that the conversion does not take */
function converted(image: Image, a: Bound, cx: Context): Value {
  const code = a.get('code');
  const conversion = code.kind === 'int' && isNumber(code.value) ? conversions.get(code.value) : undefined;
  if (!conversion) return unknownImage(cx.unknown('the colours that a picture is converted to'));
  const channels = channelsOf(image);
  if (isNumber(channels) && !conversion.takes.includes(channels)) {
    throw cvError(
      said`cv2.cvtColor: ${conversion.name} takes a picture of ${conversion.takes.join(' or ')} channels, but this one has ${channels}.`,
      'channel-mismatch',
    );
  }
  if (image.dtype === 'float64') {
    throw cvError(
      said`cv2.cvtColor cannot convert an array of float64. Convert it first: .astype(np.float32) or .astype(np.uint8).`,
      'dtype-mismatch',
    );
  }
  return imageArray({ ...image, channels: conversion.gives });
}

/** Element types by the number of a depth; -1 keeps that of the source. */
const DEPTHS: Readonly<Record<string, string>> = {
  0: 'uint8',
  1: 'int8',
  2: 'uint16',
  3: 'int16',
  4: 'int32',
  5: 'float32',
  6: 'float64',
};

const kept = (name: string, rest = '*args, **kwargs', src = 'src'): NativeFunction =>
  native(
    name,
    `${src}, ${rest}`,
    onImage(name, (image) => imageArray(image), src),
  );

/** A function of each element, of arrays with any number of axes. */
const elementwise = (name: string, dtype?: string): NativeFunction =>
  native(name, 'src, *args, **kwargs', (a, cx) => {
    const { shape, ...array } = asArray(cx, a.get('src'));
    if (!shape) return unknownImage(array.reason ?? cx.unknown('the picture is not known'));
    if (shape.length !== 2 && shape.length !== 3) return arrayOf(shape, dtype ?? array.dtype);
    const [height, width, channels] = shape;
    return imageArray({ height, width, channels, dtype: dtype ?? array.dtype });
  });

const filtered = (name: string): NativeFunction =>
  native(
    name,
    'src, ddepth, *args, **kwargs',
    onImage(name, (image, a) => {
      const depth = a.get('ddepth');
      const dtype = depth.kind === 'int' ? (depth.value === -1 ? image.dtype : DEPTHS[String(depth.value)]) : undefined;
      return imageArray({ ...image, dtype });
    }),
  );

/** One channel of the size of the source. */
const map = (name: string, dtype: string): NativeFunction =>
  native(
    name,
    'src, *args, **kwargs',
    onImage(name, (image) => imageArray({ ...image, channels: 1, dtype })),
  );

/** Arithmetic on two images of one size. @throws PyError cv2.error where they differ */
const combined = (name: string, signature: string): NativeFunction =>
  native(name, signature, (a, cx) => {
    const [one, other] = [a.get('src1'), a.get('src2')].map((value) =>
      value.kind === 'tensor' ? imageIn(cx, name, value) : undefined,
    );
    const known = one ?? other;
    if (!known || 'kind' in known) return unknownImage(known ?? cx.unknown('the picture is not known'));
    if (one && other && !('kind' in one) && !('kind' in other)) {
      const sides = (image: Image): Dim[] => [image.height, image.width, channelsOf(image)];
      const differ = sides(one).some((side, i) => equalDims(side, sides(other)[i]) === false);
      if (differ) {
        throw cvError(
          said`cv2.${name}: both pictures must be of one size, but they are ${formatShape(sides(one))} and ${formatShape(sides(other))}. Resize one of them.`,
          'broadcast-mismatch',
        );
      }
    }
    return imageArray(known);
  });

/** `dnn.blobFromImage`: one batch, channels first. */
const blob = (name: string, many: boolean): NativeFunction =>
  native(
    name,
    `image${many ? 's' : ''}, scalefactor=1.0, size=None, mean=None, swapRB=False, crop=False, ddepth=5`,
    (a, cx) => {
      const given = many ? cx.sequence(a.get('images')) : [a.get('image')];
      if (!given?.length) return unknownImage(cx.unknown('the pictures are not known'));
      const image = imageIn(cx, name, given[0]);
      if ('kind' in image) return unknownImage(image);
      const [width, height] = sizeIn(cx, a.get('size')) ?? [image.width, image.height];
      return arrayOf([given.length, channelsOf(image), height, width], 'float32');
    },
  );

const functions: Record<string, Value> = {
  imread: native('imread', 'filename, flags=1', (a, cx) => read(cx, a.get('flags'))),
  imdecode: native('imdecode', 'buf, flags', (a, cx) => read(cx, a.get('flags'))),
  imwrite: native('imwrite', '*args, **kwargs', () => TRUE),
  cvtColor: native('cvtColor', 'src, code, dst=None, dstCn=0, hint=None', onImage('cvtColor', converted)),
  ...geometry,
  ...Object.fromEntries(
    [
      ...[
        'blur',
        'GaussianBlur',
        'medianBlur',
        'bilateralFilter',
        'erode',
        'dilate',
        'morphologyEx',
        'flip',
        'inpaint',
        'fastNlMeansDenoising',
        'fastNlMeansDenoisingColored',
        'boxFilter',
      ],
    ].map((name) => [name, kept(name)]),
  ),
  ...Object.fromEntries(['bitwise_not', 'normalize', 'sqrt', 'LUT'].map((name) => [name, elementwise(name)])),
  convertScaleAbs: elementwise('convertScaleAbs', 'uint8'),
  ...Object.fromEntries(
    ['Sobel', 'Scharr', 'Laplacian', 'filter2D', 'sepFilter2D'].map((name) => [name, filtered(name)]),
  ),
  // What draws gives back the picture it was given, drawn on.
  ...Object.fromEntries(
    ['rectangle', 'circle', 'line', 'putText', 'ellipse', 'polylines', 'fillPoly', 'drawContours', 'arrowedLine'].map(
      (name) => [
        name,
        native(
          name,
          'img, *args, **kwargs',
          onImage(name, (_image, a) => a.get('img'), 'img'),
        ),
      ],
    ),
  ),
  ...Object.fromEntries(
    ['add', 'subtract', 'multiply', 'divide', 'absdiff', 'bitwise_and', 'bitwise_or', 'bitwise_xor', 'max', 'min'].map(
      (name) => [name, combined(name, 'src1, src2, *args, **kwargs')],
    ),
  ),
  addWeighted: combined('addWeighted', 'src1, alpha, src2, beta, gamma, dst=None, dtype=-1'),
  Canny: native(
    'Canny',
    'image, *args, **kwargs',
    onImage(
      'Canny',
      (image) => {
        if (image.dtype && image.dtype !== 'uint8' && image.dtype !== 'int16') {
          throw cvError(
            said`cv2.Canny takes a picture of uint8, and this one is ${image.dtype}. Convert it: (255 * image).astype(np.uint8).`,
            'dtype-mismatch',
          );
        }
        return imageArray({ ...image, channels: 1, dtype: 'uint8' });
      },
      'image',
    ),
  ),
  inRange: map('inRange', 'uint8'),
  adaptiveThreshold: map('adaptiveThreshold', 'uint8'),
  distanceTransform: map('distanceTransform', 'float32'),
  equalizeHist: native(
    'equalizeHist',
    'src, dst=None',
    onImage('equalizeHist', (image) => {
      const channels = channelsOf(image);
      if (isNumber(channels) && channels !== 1) {
        throw cvError(
          said`cv2.equalizeHist takes a picture of one channel, but this one has ${formatDim(channels)}. Convert it with cv2.cvtColor(…, cv2.COLOR_BGR2GRAY).`,
          'channel-mismatch',
        );
      }
      return imageArray(image);
    }),
  ),
  applyColorMap: native(
    'applyColorMap',
    'src, *args, **kwargs',
    onImage('applyColorMap', (image) => imageArray({ ...image, channels: 3 })),
  ),
  threshold: native('threshold', 'src, thresh, maxval, type, dst=None', (a, cx) => {
    const image = imageIn(cx, 'threshold', a.get('src'));
    const result = 'kind' in image ? unknownImage(image) : imageArray(image);
    const given = a.get('thresh');
    return tuple([given.kind === 'int' ? float(given.value) : given, result]);
  }),
  split: native('split', 'm, mv=None', (a, cx) => {
    const image = imageIn(cx, 'split', a.get('m'));
    if ('kind' in image) return image;
    const channels = channelsOf(image);
    if (!isNumber(channels)) return cx.unknown('how many channels a picture has');
    return tuple(Array.from({ length: channels }, () => imageArray({ ...image, channels: 1 })));
  }),
  merge: native('merge', 'mv, dst=None', (a, cx) => {
    const parts = cx.sequence(a.get('mv'));
    const image = parts?.length
      ? imageIn(cx, 'merge', parts[0])
      : cx.unknown('the channels of a picture are not known');
    if ('kind' in image) return unknownImage(image);
    return imageArray({ ...image, channels: mul(channelsOf(image), parts!.length) });
  }),
  getRotationMatrix2D: native('getRotationMatrix2D', 'center, angle, scale', () => arrayOf([2, 3], 'float64')),
  getAffineTransform: native('getAffineTransform', 'src, dst', () => arrayOf([2, 3], 'float64')),
  getPerspectiveTransform: native('getPerspectiveTransform', 'src, dst, solveMethod=0', () =>
    arrayOf([3, 3], 'float64'),
  ),
  getStructuringElement: native('getStructuringElement', 'shape, ksize, anchor=None', (a, cx) => {
    const [width, height] = sizeIn(cx, a.get('ksize')) ?? [0, 0];
    return arrayOf([height, width], 'uint8');
  }),
  VideoCapture: capture,
  ...Object.fromEntries(
    ['imshow', 'waitKey', 'destroyAllWindows', 'destroyWindow', 'namedWindow', 'setNumThreads'].map((name) => [
      name,
      quiet(name),
    ]),
  ),
};

/** Flags by name, as they stand in OpenCV 5.0 and before. */
const FLAGS =
  'IMREAD_UNCHANGED=-1 IMREAD_GRAYSCALE=0 IMREAD_COLOR=1 IMREAD_COLOR_BGR=1 IMREAD_COLOR_RGB=256 IMREAD_ANYDEPTH=2 IMREAD_ANYCOLOR=4 ' +
  'INTER_NEAREST=0 INTER_LINEAR=1 INTER_CUBIC=2 INTER_AREA=3 INTER_LANCZOS4=4 ' +
  'BORDER_CONSTANT=0 BORDER_REPLICATE=1 BORDER_REFLECT=2 BORDER_WRAP=3 BORDER_DEFAULT=4 BORDER_REFLECT101=4 BORDER_REFLECT_101=4 ' +
  'ROTATE_90_CLOCKWISE=0 ROTATE_180=1 ROTATE_90_COUNTERCLOCKWISE=2 ' +
  'CV_8U=0 CV_8S=1 CV_16U=2 CV_16S=3 CV_32S=4 CV_32F=5 CV_64F=6 ' +
  'THRESH_BINARY=0 THRESH_BINARY_INV=1 THRESH_TRUNC=2 THRESH_TOZERO=3 THRESH_TOZERO_INV=4 THRESH_OTSU=8 ' +
  'NORM_INF=1 NORM_L1=2 NORM_L2=4 NORM_MINMAX=32 FILLED=-1 LINE_8=8 LINE_AA=16';

const flags = Object.fromEntries(
  FLAGS.split(' ').map((flag) => {
    const [name, value] = flag.split('=');
    return [name, int(Number(value))];
  }),
);

export const modules: LibraryModule[] = [
  { name: 'cv2', attrs: { ...functions, ...colorConstants, ...flags } },
  {
    name: 'cv2.dnn',
    attrs: { blobFromImage: blob('blobFromImage', false), blobFromImages: blob('blobFromImages', true) },
  },
];
