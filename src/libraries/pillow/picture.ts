/** A picture of PIL: what is known of it is its size and how many channels it has. */
import type { Context } from '../../python/interpreter/context';
import { native, nativeClass, type Bound } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { InstanceValue, TensorValue, int, str, tuple, type Value } from '../../python/interpreter/values';
import { sub, type Dim } from '../../shape';
import { ndarray } from '../numpy/classes';
import { said } from '../../protocol/say';

export interface PictureSize {
  readonly height: Dim;
  readonly width: Dim;
  readonly channels: Dim;
}

/** Channels by Pillow's names of modes (Pillow handbook, "Modes"). */
const CHANNELS: Readonly<Record<string, number>> = {
  '1': 1,
  L: 1,
  P: 1,
  I: 1,
  F: 1,
  LA: 2,
  RGB: 3,
  YCbCr: 3,
  HSV: 3,
  LAB: 3,
  RGBA: 4,
  CMYK: 4,
};

const modeOf = (channels: Dim): string | undefined =>
  typeof channels === 'number' ? { 1: 'L', 2: 'LA', 3: 'RGB', 4: 'RGBA' }[channels] : undefined;

export const channelsOfMode = (cx: Context, mode: string | undefined): Dim =>
  CHANNELS[mode ?? ''] ?? cx.unknownDim(said`the channels of a picture of mode ${mode ?? '?'}`);

/** An edge of a box to crop: floats are rounded, halves to the even number (Pillow 12, `Image._crop`). */
function edgeOf(cx: Context, value: Value): Dim {
  if (value.kind !== 'float' || typeof value.value !== 'number') return cx.dim(value);
  const floor = Math.floor(value.value);
  const isHalf = value.value - floor === 0.5;
  return isHalf ? floor + (floor % 2 === 0 ? 0 : 1) : Math.round(value.value);
}

const sizeOfSelf = (a: Bound): PictureSize => (a.get('self') as InstanceValue).native as PictureSize;

/** The width and height of a pair such as `(640, 480)`. */
function pairOf(cx: Context, value: Value): [Dim, Dim] {
  const items = cx.sequence(value);
  if (items?.length === 2) return [cx.dim(items[0]), cx.dim(items[1])];
  const unknown = (): Dim => cx.unknownDim('the size that a picture is given');
  return [unknown(), unknown()];
}

const resized = (name: string, signature: string, size: (a: Bound, cx: Context) => [width: Dim, height: Dim]): Value =>
  native(name, `self, ${signature}`, (a, cx) => {
    const [width, height] = size(a, cx);
    return pictureOf({ ...sizeOfSelf(a), width, height });
  });

const same = (name: string): Value => native(name, 'self, *args, **kwargs', (a) => pictureOf(sizeOfSelf(a)));

export const pictureClass = nativeClass('PIL.Image', 'Image', [types.object], {
  convert: native('convert', 'self, mode=None, *args, **kwargs', (a, cx) =>
    pictureOf(a.isNone('mode') ? sizeOfSelf(a) : { ...sizeOfSelf(a), channels: channelsOfMode(cx, a.str('mode')) }),
  ),
  resize: resized('resize', 'size, *args, **kwargs', (a, cx) => pairOf(cx, a.get('size'))),
  crop: resized('crop', 'box=None', (a, cx) => {
    const box = a.isNone('box') ? undefined : cx.sequence(a.get('box'))?.map((edge) => edgeOf(cx, edge));
    const { width, height } = sizeOfSelf(a);
    if (a.isNone('box')) return [width, height];
    return box?.length === 4 ? [sub(box[2], box[0]), sub(box[3], box[1])] : pairOf(cx, a.get('box'));
  }),
  copy: same('copy'),
  filter: same('filter'),
  point: same('point'),
  load: same('load'),
  split: native('split', 'self', (a, cx) => {
    const { channels, ...size } = sizeOfSelf(a);
    if (typeof channels !== 'number') return cx.unknown('the channels of a picture that is read from a file');
    return tuple(Array.from({ length: channels }, () => pictureOf({ ...size, channels: 1 })));
  }),
  __array__: native('__array__', 'self, dtype=None, copy=None', (a, cx) => {
    const { height, width, channels } = sizeOfSelf(a);
    // Grey pictures give no axis of channels: without their number not even the rank is known.
    if (typeof channels !== 'number')
      return new TensorValue(
        ndarray,
        undefined,
        undefined,
        cx.unknown('the mode of a picture that is read from a file'),
      );
    return new TensorValue(ndarray, channels === 1 ? [height, width] : [height, width, channels], 'uint8');
  }),
  __getattr__: native('__getattr__', 'self, name', (a, cx) => {
    const { width, height, channels } = sizeOfSelf(a);
    const mode = modeOf(channels);
    switch (a.str('name')) {
      case 'size':
        return tuple([int(width), int(height)]);
      case 'width':
        return int(width);
      case 'height':
        return int(height);
      case 'mode':
        return mode ? str(mode) : cx.unknown('the mode of a picture that is read from a file');
      default:
        return cx.unknown(said`.${a.str('name') ?? '?'} of a picture that is read from a file`);
    }
  }),
});

export function pictureOf(size: PictureSize): InstanceValue {
  const picture = new InstanceValue(pictureClass);
  picture.native = size;
  return picture;
}

/** A picture of which nothing is known but, where given, its channels. */
export function unknownPicture(cx: Context, channels?: Dim): InstanceValue {
  const size = (side: string): Dim => cx.unknownDim(said`the ${side} of a picture that is read from a file`);
  return pictureOf({ height: size('height'), width: size('width'), channels: channels ?? size('number of channels') });
}

/** The size of a picture; undefined for any other value. */
export const pictureSize = (value: Value): PictureSize | undefined =>
  value.kind === 'instance' && value.cls.isSubclassOf(pictureClass) ? (value.native as PictureSize) : undefined;
