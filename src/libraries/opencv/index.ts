/** OpenCV: pictures are read, converted and resized; their numbers are never known. */
import { said } from '../../protocol/say';
import { quiet, unmodelled } from '../../python/builtins/stdlib/helpers';
import type { Context } from '../../python/interpreter/context';
import { native, nativeClass, type Bound, type LibraryModule } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { float, int, TRUE, tuple, type NativeFunction, type Value } from '../../python/interpreter/values';
import { formatDim, isNumber, mul, type Dim } from '../../shape';
import { colorConstants, conversions } from './colors';
import { combined, elementwise, filtered, kept, map } from './filters';
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
