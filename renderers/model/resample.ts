import type { NumberArray } from '../../src/compute/ndarray';

/** One colour of a picture, cropped to the shape that is to be filled and averaged down or interpolated up to it; 0 to 1. */
export function coverPlane(
  bytes: Uint8Array,
  width: number,
  height: number,
  colour: number,
  rows: number,
  columns: number,
): Float32Array {
  const scale = Math.min(width / Math.max(1, columns), height / Math.max(1, rows));
  const left = (width - columns * scale) / 2;
  const top = (height - rows * scale) / 2;
  const plane = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const box = { x: left + column * scale, y: top + row * scale, side: scale };
      plane[row * columns + column] = averageOf(bytes, width, height, colour, box) / 255;
    }
  }
  return plane;
}

/** The mean over a square of a picture; where it is smaller than a pixel, what lies between the pixels around it. */
function averageOf(
  bytes: Uint8Array,
  width: number,
  height: number,
  colour: number,
  { x, y, side }: { x: number; y: number; side: number },
): number {
  const reach = Math.max(1, side);
  const [cx, cy] = [x + side / 2, y + side / 2];
  const overlap = (pixel: number, centre: number): number =>
    Math.max(0, Math.min(pixel + 1, centre + reach / 2) - Math.max(pixel, centre - reach / 2));
  let sum = 0;
  let area = 0;
  for (let py = Math.max(0, Math.floor(cy - reach / 2)); py < Math.min(height, cy + reach / 2); py++) {
    for (let px = Math.max(0, Math.floor(cx - reach / 2)); px < Math.min(width, cx + reach / 2); px++) {
      const share = overlap(px, cx) * overlap(py, cy);
      sum += share * bytes[(py * width + px) * 3 + colour];
      area += share;
    }
  }
  return area > 0 ? sum / area : 0;
}

/** A channel of another size, interpolated linearly along each axis between the centres of the elements. */
export function resized(
  numbers: NumberArray,
  offset: number,
  strides: readonly number[],
  from: readonly number[],
  to: readonly number[],
): Float32Array {
  let values: Float32Array = gather(numbers, offset, strides, from);
  let sizes = [...from];
  for (let axis = 0; axis < from.length; axis++) {
    values = resizedAlong(values, sizes, axis, to[axis]);
    sizes = sizes.map((size, i) => (i === axis ? to[axis] : size));
  }
  return values;
}

function gather(numbers: NumberArray, offset: number, strides: readonly number[], sizes: readonly number[]) {
  const [depth, rows, columns] = [1, 1, 1, ...sizes].slice(-3);
  const [sz, sy, sx] = [0, 0, 0, ...strides].slice(-3);
  const values = new Float32Array(depth * rows * columns);
  let at = 0;
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) values[at++] = numbers[offset + z * sz + y * sy + x * sx];
    }
  }
  return values;
}

function resizedAlong(values: Float32Array, sizes: readonly number[], axis: number, length: number): Float32Array {
  const before = sizes[axis];
  if (before === length) return values;
  const inner = sizes.slice(axis + 1).reduce((n, size) => n * size, 1);
  const outer = sizes.slice(0, axis).reduce((n, size) => n * size, 1);
  const result = new Float32Array(outer * length * inner);
  for (let i = 0; i < length; i++) {
    const at = Math.max(0, Math.min(before - 1, ((i + 0.5) * before) / length - 0.5));
    const low = Math.floor(at);
    const high = Math.min(before - 1, low + 1);
    const share = at - low;
    for (let o = 0; o < outer; o++) {
      for (let k = 0; k < inner; k++) {
        const line = o * before * inner + k;
        result[(o * length + i) * inner + k] =
          (1 - share) * values[line + low * inner] + share * values[line + high * inner];
      }
    }
  }
  return result;
}
