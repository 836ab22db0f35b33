import type { NumberArray } from './ndarray';

/**
 * Where the numbers of a batch of maps lie in a flat array, whatever its order of axes.
 * Element (n, c, position) is at n·batch + channel[c] + Σ position[i]·spatial[i].
 */
export interface MapLayout {
  readonly batch: number;
  /** One offset per channel: kernels may store channels in an order of their own. */
  readonly channel: ArrayLike<number>;
  readonly spatial: readonly number[];
}

/** Maps with their numbers: `shape` is (N, C, …spatial) whatever the order in memory. */
export interface Maps {
  readonly shape: readonly number[];
  readonly data: NumberArray;
  readonly layout: MapLayout;
}

export type DataFormat = 'channels_first' | 'channels_last';

/** The layout of a dense tensor of (N, C, …spatial) sizes stored in `format`'s order. */
export function denseLayout(shape: readonly number[], format: DataFormat): MapLayout {
  const [, channels, ...spatial] = shape;
  const strides = new Array<number>(spatial.length);
  let step = format === 'channels_last' ? channels : 1;
  for (let axis = spatial.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= spatial[axis];
  }
  const perChannel = format === 'channels_last' ? 1 : step;
  return {
    batch: format === 'channels_last' ? step : step * channels,
    channel: Int32Array.from({ length: channels }, (_, c) => c * perChannel),
    spatial: strides,
  };
}

/** Maps over a dense array. `shape` is (N, C, …spatial). */
export function denseMaps(shape: readonly number[], data: NumberArray, format: DataFormat): Maps {
  return { shape, data, layout: denseLayout(shape, format) };
}

/** A tensor's shape in its own order of axes, from (N, C, …spatial). */
export function inFormat(shape: readonly number[], format: DataFormat): number[] {
  const [batch, channels, ...spatial] = shape;
  return format === 'channels_last' ? [batch, ...spatial, channels] : [batch, channels, ...spatial];
}

/** (N, C, …spatial) from a tensor's shape in its own order of axes. */
export function channelsFirst(shape: readonly number[], format: DataFormat): number[] {
  if (format === 'channels_first') return [...shape];
  return [shape[0], shape[shape.length - 1], ...shape.slice(1, -1)];
}

/** The same maps copied into a dense float32 array in `format`'s order. */
export function toDense(maps: Maps, format: DataFormat): Float32Array {
  const [batch, channels, ...spatial] = maps.shape;
  const target = denseLayout(maps.shape, format);
  const result = new Float32Array(batch * channels * spatial.reduce((a, b) => a * b, 1));
  const { data, layout } = maps;
  // Every rank is treated as three spatial axes, the outer ones of size one.
  const [depth, rows, columns] = [1, 1, 1, ...spatial].slice(-3);
  const [sd, sr, sc] = [0, 0, 0, ...layout.spatial].slice(-3);
  const [td, tr, tc] = [0, 0, 0, ...target.spatial].slice(-3);
  for (let n = 0; n < batch; n++) {
    for (let c = 0; c < channels; c++) {
      const from = n * layout.batch + layout.channel[c];
      const to = n * target.batch + target.channel[c];
      for (let z = 0; z < depth; z++) {
        for (let y = 0; y < rows; y++) {
          for (let x = 0; x < columns; x++) {
            result[to + z * td + y * tr + x * tc] = data[from + z * sd + y * sr + x * sc];
          }
        }
      }
    }
  }
  return result;
}
