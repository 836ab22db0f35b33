/** What changes the height and width of an image: resizing, borders, turning, putting side by side. */
import { said } from '../../protocol/say';
import type { Context } from '../../python/interpreter/context';
import { native, type Bound } from '../../python/interpreter/native';
import { type NativeFunction, type Value } from '../../python/interpreter/values';
import { add, ceilDiv, equalDims, formatShape, isNumber, mul, type Dim } from '../../shape';
import { channelsOf, cvError, imageArray, imageIn, onImage, sizeIn, unknownImage, type Image } from './image';

/** A side times `fx` or `fy`, rounded to even halves as `cvRound` does. */
function scaled(cx: Context, side: Dim, factor: Value): Dim {
  const by = (factor.kind === 'float' || factor.kind === 'int') && isNumber(factor.value) ? factor.value : undefined;
  if (by === undefined || !isNumber(side)) return cx.unknownDim('the factor that a picture is scaled by');
  const product = side * by;
  const down = Math.floor(product);
  if (product - down !== 0.5) return Math.round(product);
  return down % 2 === 0 ? down : down + 1;
}

/** Element types that `resize` has no code for (OpenCV 5.0, imgproc/src/resize.cpp). */
const NOT_RESIZED = new Set(['int32', 'uint64', 'uint32', 'bool', 'float16']);

function resized(image: Image, a: Bound, cx: Context): Value {
  const { dtype } = image;
  if (dtype && NOT_RESIZED.has(dtype) && !isNearest(a.get('interpolation'))) {
    throw cvError(
      said`cv2.resize cannot interpolate an array of ${dtype}. Convert it first: .astype(np.float32) or .astype(np.uint8).`,
      'dtype-mismatch',
    );
  }
  const size = sizeIn(cx, a.get('dsize'));
  const [width, height] = size ?? [scaled(cx, image.width, a.get('fx')), scaled(cx, image.height, a.get('fy'))];
  return imageArray({ ...image, height, width });
}

const isNearest = (value: Value): boolean => value.kind !== 'int' || value.value === 0 || !isNumber(value.value);

/** Given the size of its result: `warpAffine(src, M, dsize)`. */
const warped = (name: string): NativeFunction =>
  native(
    name,
    'src, M, dsize, *args, **kwargs',
    onImage(name, (image, a, cx) => {
      const [width, height] = sizeIn(cx, a.get('dsize')) ?? [image.width, image.height];
      return imageArray({ ...image, height, width });
    }),
  );

function bordered(image: Image, a: Bound, cx: Context): Value {
  const [top, bottom, left, right] = ['top', 'bottom', 'left', 'right'].map((side) => cx.dim(a.get(side)));
  return imageArray({
    ...image,
    height: add(add(image.height, top), bottom),
    width: add(add(image.width, left), right),
  });
}

const turned = (image: Image): Image => ({ ...image, height: image.width, width: image.height });

/** `hconcat`, `vconcat`. @throws PyError cv2.error where the other sides differ */
const joined = (name: string, along: 'width' | 'height', across: 'width' | 'height'): NativeFunction =>
  native(name, 'src, dst=None', (a, cx) => {
    const given = cx.sequence(a.get('src'));
    const images = given?.map((value) => imageIn(cx, name, value)) ?? [cx.unknown('the pictures are not known')];
    const unknown = images.find((image) => 'kind' in image);
    if (unknown && 'kind' in unknown) return unknownImage(unknown);
    const [first, ...others] = images as Image[];
    for (const other of others) {
      const differs = equalDims(first[across], other[across]) === false;
      if (!differs && equalDims(channelsOf(first), channelsOf(other)) !== false) continue;
      const text = (image: Image): string => formatShape([image.height, image.width, channelsOf(image)]);
      throw cvError(
        said`cv2.${name} joins pictures of the same ${across} and number of channels, but these are ${text(first)} and ${text(other)}.`,
        'cat-mismatch',
      );
    }
    return imageArray({ ...first, [along]: (images as Image[]).map((image) => image[along]).reduce(add) });
  });

export const geometry: Record<string, NativeFunction> = {
  resize: native('resize', 'src, dsize, dst=None, fx=0.0, fy=0.0, interpolation=1', onImage('resize', resized)),
  warpAffine: warped('warpAffine'),
  warpPerspective: warped('warpPerspective'),
  copyMakeBorder: native(
    'copyMakeBorder',
    'src, top, bottom, left, right, borderType, dst=None, value=None',
    onImage('copyMakeBorder', bordered),
  ),
  rotate: native(
    'rotate',
    'src, rotateCode, dst=None',
    onImage('rotate', (image, a, cx) => {
      const code = a.get('rotateCode');
      if (code.kind !== 'int' || !isNumber(code.value)) return unknownImage(cx.unknown('how a picture is turned'));
      return imageArray(code.value === 1 ? image : turned(image));
    }),
  ),
  transpose: native(
    'transpose',
    'src, dst=None',
    onImage('transpose', (image) => imageArray(turned(image))),
  ),
  pyrDown: native(
    'pyrDown',
    'src, *args, **kwargs',
    onImage('pyrDown', (image) =>
      imageArray({ ...image, height: ceilDiv(image.height, 2), width: ceilDiv(image.width, 2) }),
    ),
  ),
  pyrUp: native(
    'pyrUp',
    'src, *args, **kwargs',
    onImage('pyrUp', (image) => imageArray({ ...image, height: mul(image.height, 2), width: mul(image.width, 2) })),
  ),
  hconcat: joined('hconcat', 'width', 'height'),
  vconcat: joined('vconcat', 'height', 'width'),
};
