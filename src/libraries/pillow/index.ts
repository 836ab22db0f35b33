/** Pillow: pictures are opened, converted and resized; their numbers are never read. */
import { native, type LibraryModule } from '../../python/interpreter/native';
import type { Value } from '../../python/interpreter/values';
import { channelsOfMode, pictureClass, pictureOf, unknownPicture } from './picture';

const image: Record<string, Value> = {
  Image: pictureClass,
  open: native('open', 'fp, *args, **kwargs', (_a, cx) => unknownPicture(cx)),
  new: native('new', 'mode, size, color=0', (a, cx) => {
    const [width, height] = (cx.sequence(a.get('size')) ?? []).map((side) => cx.dim(side));
    const channels = channelsOfMode(cx, a.str('mode'));
    return width === undefined || height === undefined
      ? unknownPicture(cx, channels)
      : pictureOf({ width, height, channels });
  }),
  fromarray: native('fromarray', 'obj, mode=None', (a, cx) => {
    const shape = a.tensor('obj')?.shape;
    if (shape?.length !== 2 && shape?.length !== 3) return unknownPicture(cx);
    return pictureOf({ height: shape[0], width: shape[1], channels: shape[2] ?? 1 });
  }),
};

export const modules: LibraryModule[] = [
  { name: 'PIL', attrs: {} },
  { name: 'PIL.Image', attrs: image },
];
