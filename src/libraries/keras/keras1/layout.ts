/**
 * The layout of images in a Keras 1 program. Its default stood in a file beside the program (`~/.keras/keras.json`), `th` for most
 * of those written for Theano; where the program does not set it, the images that it declares tell.
 */
import { isNumber, type DataLayout, type Shape } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { defaultConfig } from '../arguments';

/** More channels than these no picture has. */
const COLOURS = 4;

interface Images {
  declared?: DataLayout;
}

const imagesOf = (cx: Context): Images => cx.session('keras.images', () => ({}));

/** Remembers what the shape of an input says, batch axis left out: `(3, 224, 224)` has its channels first. */
export function noteImage(cx: Context, shape: Shape | undefined): void {
  if (shape?.length !== 3) return;
  const isColour = (size: Shape[number]): boolean => isNumber(size) && size <= COLOURS;
  const [first, last] = [isColour(shape[0]), isColour(shape[2])];
  if (first !== last) imagesOf(cx).declared = first ? 'channels_first' : 'channels_last';
}

/**
 * Says that the program is written in Keras 1's spelling: the default is the layout of the images declared so far, unless the program
 * has set it.
 */
export function speaksKeras1(cx: Context): void {
  const config = cx.session('keras.config', defaultConfig);
  const { declared } = imagesOf(cx);
  config.isKeras1 = true;
  if (declared && !config.isSet) config.imageDataFormat = declared;
}
