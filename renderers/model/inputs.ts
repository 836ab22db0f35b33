import { channelsFirst, denseLayout, inFormat } from '../../src/compute/layout';
import { fromBase64, toBase64 } from '../../src/protocol/codec';
import type { ConvStep } from '../../src/protocol/payload';
import { generate } from '../../src/protocol/random';
import type { InputSource, PatternName, Picture } from './inputSource';
import { coverPlane, resized } from './resample';
import { type Tensor, tensorOf } from './tensor';

/**
 * The tensor that takes the place of one that arrived: a single batch item with its channels.
 * @param original what arrived, in the order that `format` says.
 * @param spatial its size; with the type `original` and its own size it is what arrived, the whole batch of it.
 */
export function inputTensor(
  source: InputSource,
  original: Tensor,
  format: ConvStep['dataFormat'],
  spatial: readonly number[],
): Tensor {
  const [, channels, ...before] = channelsFirst(original.shape, format);
  if (source.type === 'original' && spatial.every((size, axis) => size === before[axis])) return original;
  const shape = [1, channels, ...spatial];
  const numbers = new Float32Array(shape.reduce((n, size) => n * size, 1));
  const layout = denseLayout(shape, format);
  const planes = planesOf(source, original, format, spatial);
  const [depth, rows, columns] = [1, 1, 1, ...spatial].slice(-3);
  const [sz, sy, sx] = [0, 0, 0, ...layout.spatial].slice(-3);
  for (let channel = 0; channel < channels; channel++) {
    const plane = planes(channel);
    let at = 0;
    for (let z = 0; z < depth; z++) {
      for (let y = 0; y < rows; y++) {
        for (let x = 0; x < columns; x++, at++) {
          numbers[layout.channel[channel] + z * sz + y * sy + x * sx] = plane[at];
        }
      }
    }
  }
  return tensorOf(inFormat(shape, format), numbers);
}

/** For each channel its numbers, row-major. */
function planesOf(
  source: InputSource,
  original: Tensor,
  format: ConvStep['dataFormat'],
  spatial: readonly number[],
): (channel: number) => ArrayLike<number> {
  switch (source.type) {
    case 'original': {
      const shape = channelsFirst(original.shape, format);
      const { channel, spatial: strides } = denseLayout(shape, format);
      const numbers = original.numbers();
      return (c) => resized(numbers, channel[c], strides, shape.slice(2), spatial);
    }
    case 'pattern': {
      const plane = patternPlane(source.name, spatial, source.seed ?? 1);
      return () => plane;
    }
    case 'picture': {
      const { width, height, rgb } = source.picture;
      const bytes = fromBase64(rgb);
      const [, rows, columns] = [1, 1, 1, ...spatial].slice(-3);
      const colours = [0, 1, 2].map((colour) => coverPlane(bytes, width, height, colour, rows, columns));
      const channels = channelsFirst(original.shape, format)[1];
      // Grey by the luma of ITU-R BT.601, as PIL's convert("L") has it; more channels than three begin anew with red.
      const grey = (): Float32Array =>
        colours[0].map((red, i) => 0.299 * red + 0.587 * colours[1][i] + 0.114 * colours[2][i]);
      return (c) => repeated(channels === 1 ? grey() : colours[c % 3], spatial);
    }
  }
}

/** The same plane for each slice of a third axis; of a single axis its middle row. */
function repeated(plane: Float32Array, spatial: readonly number[]): Float32Array {
  if (spatial.length < 3) return plane;
  const all = new Float32Array(plane.length * spatial[0]);
  for (let z = 0; z < spatial[0]; z++) all.set(plane, z * plane.length);
  return all;
}

function patternPlane(name: PatternName, spatial: readonly number[], seed: number): Float32Array {
  const length = spatial.reduce((n, size) => n * size, 1);
  if (name === 'noise') return generate({ type: 'uniform', low: 0, high: 1, seed }, length);
  const plane = new Float32Array(length);
  const strides = spatial.map((_, axis) => spatial.slice(axis + 1).reduce((n, size) => n * size, 1));
  const place = new Array<number>(spatial.length);
  for (let flat = 0; flat < length; flat++) {
    for (let axis = 0; axis < spatial.length; axis++) place[axis] = Math.floor(flat / strides[axis]) % spatial[axis];
    plane[flat] = patternAt(name, place, spatial);
  }
  return plane;
}

function patternAt(name: Exclude<PatternName, 'noise'>, place: readonly number[], spatial: readonly number[]): number {
  const last = spatial.length - 1;
  switch (name) {
    case 'checkerboard': {
      const side = Math.max(1, Math.round(Math.max(...spatial) / 8));
      return place.reduce((sum, at) => sum + Math.floor(at / side), 0) % 2;
    }
    case 'impulse':
      return place.every((at, axis) => at === spatial[axis] >> 1) ? 1 : 0;
    case 'gradient':
      return spatial[last] > 1 ? place[last] / (spatial[last] - 1) : 1;
    case 'edge':
      return place[last] >= spatial[last] / 2 ? 1 : 0;
    case 'zonePlate': {
      // Rings whose frequency grows outwards, up to half a cycle per element at the nearest border.
      const square = place.reduce((sum, at, axis) => sum + (at - (spatial[axis] - 1) / 2) ** 2, 0);
      return 0.5 + 0.5 * Math.cos((Math.PI * square) / Math.max(2, Math.max(...spatial)));
    }
    case 'ones':
      return 1;
  }
}

/** A picture from the RGBA bytes of a canvas. */
export function pictureOf(name: string, width: number, height: number, rgba: Uint8ClampedArray): Picture {
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    rgb.set(rgba.subarray(pixel * 4, pixel * 4 + 3), pixel * 3);
  }
  return { name, width, height, rgb: toBase64(rgb) };
}
