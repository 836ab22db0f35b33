import astronaut from '../photographs/astronaut.webp';
import cat from '../photographs/cat.webp';
import coffee from '../photographs/coffee.webp';
import { SaidError } from '../../src/protocol/say';
import { fromBase64 } from '../../src/protocol/codec';
import type { InputSource, Picture } from './inputSource';
import { pictureOf } from './inputs';

/** The photographs that come with ConvLens; `photographs/README.md` says whose they are. */
export const PHOTOGRAPHS = [
  { name: 'cat', label: 'Cat' },
  { name: 'coffee', label: 'Cup of coffee' },
  { name: 'astronaut', label: 'Astronaut' },
] as const;
export type PhotographName = (typeof PHOTOGRAPHS)[number]['name'];

const FILES: Record<PhotographName, string> = { cat, coffee, astronaut };

/** Pixels on the longer side that a picture is kept with: it is kept with the state of its output. */
const LONGEST = 256;

/** A photograph of ours. */
export async function readPhotograph(name: PhotographName): Promise<InputSource> {
  const { label } = PHOTOGRAPHS.find((photograph) => photograph.name === name)!;
  const [head, data] = FILES[name].split(',');
  const bytes = fromBase64(data);
  const type = /^data:([^;]+)/.exec(head)?.[1];
  return { type: 'picture', picture: await decode(new Blob([new Uint8Array(bytes)], { type }), label) };
}

/**
 * The picture in a file that a person gives.
 * @throws Error in words for that person when the browser cannot read it.
 */
export async function readPicture(file: File): Promise<Picture> {
  try {
    return await decode(file, file.name);
  } catch {
    throw new SaidError(
      '“{0}” is not an image that can be read here. Choose a PNG, JPEG, WebP or GIF file.',
      file.name,
    );
  }
}

/** Decoded by the browser and reduced to what is kept; what is transparent is white. */
async function decode(blob: Blob, name: string): Promise<Picture> {
  const bitmap = await createImageBitmap(blob);
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return pictureOf(name, width, height, context.getImageData(0, 0, width, height).data);
}
