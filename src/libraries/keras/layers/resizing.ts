/** Layers that pad, crop, repeat or resize the spatial axes. */
import {
  ShapeError,
  atMost,
  add,
  formatDim,
  formatShape,
  isNumber,
  neg,
  resizeShape,
  spatialPadShape,
  upSamplingShape,
  type DataLayout,
  type Dim,
  type Edges,
  type SpatialRank,
} from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import type { Bound } from '../../../python/interpreter/native';
import { str, type Value } from '../../../python/interpreter/values';
import { readSize } from '../../tensorflow/staticShape';
import { dataLayout, option, sizesOf, sizesPerAxis } from '../arguments';
import { assumedMaps, type LayerEntry } from '../define';
import { said } from '../../../protocol/say';

interface PadSettings {
  readonly layout: DataLayout;
  readonly pairs: readonly Edges[];
}

/**
 * Padding or cropping: one number, one per axis, or one pair per axis; on one axis a pair means its two ends
 * (keras/src/layers/reshaping/zero_padding2d.py).
 */
function edges(a: Bound, name: string, rank: SpatialRank): Edges[] {
  const { cx } = a;
  const value = a.get(name);
  const both = (size: Dim): Edges => [size, size];
  if (value.kind === 'int' || value.kind === 'bool' || value.kind === 'unknown') {
    const size = readSize(value, cx, name);
    if (isNumber(size) && size < 0)
      throw new ShapeError('padding-negative', said`\`${name}\` cannot be negative. Received: ${name}=${size}.`);
    return Array.from({ length: rank }, () => both(size));
  }
  if (rank === 1) {
    const [before, after] = sizesOf(value, cx, name, 2, 'size-not-positive', true);
    return [[before, after]];
  }
  const items = cx.sequence(value);
  if (!items) return Array.from({ length: rank }, () => both(cx.unknownDim(said`${name} is not known`)));
  if (items.length !== rank) {
    throw new ShapeError(
      'argument-count',
      said`\`${name}\` should have ${rank} elements, one per spatial axis. Received: ${name}=${cx.repr(value)}. Write ((before, after), …) for the two ends of each axis.`,
    );
  }
  return items.map((item, axis) => pair(item, cx, `entry ${axis + 1} of ${name}`));
}

function pair(item: Value, cx: Context, what: string): Edges {
  if (item.kind === 'int' || item.kind === 'unknown') {
    const [size] = sizesOf(item, cx, what, 1, 'size-not-positive', true);
    return [size, size];
  }
  const [before, after] = sizesOf(item, cx, what, 2, 'size-not-positive', true);
  return [before, after];
}

function zeroPadding(rank: SpatialRank): LayerEntry<PadSettings> {
  return {
    name: `ZeroPadding${rank}D`,
    init: `padding=${['1', '(1, 1)', '((1, 1), (1, 1), (1, 1))'][rank - 1]}, data_format=None`,
    configure: (a) => ({ layout: dataLayout(a), pairs: edges(a, 'padding', rank) }),
    input: () => ({ ndim: rank + 2 }),
    assumed: (s) => assumedMaps(rank, s.layout === 'channels_first'),
    output: (input, { settings: s }) => spatialPadShape(`ZeroPadding${rank}D`, input, rank, s.pairs, s.layout),
  };
}

function cropping(rank: SpatialRank): LayerEntry<PadSettings> {
  const usual = ['(1, 1)', '((0, 0), (0, 0)), data_format=None', '((1, 1), (1, 1), (1, 1)), data_format=None'];
  const name = `Cropping${rank}D`;
  return {
    name,
    init: `cropping=${usual[rank - 1]}`,
    configure: (a) => ({
      layout: rank === 1 ? 'channels_last' : dataLayout(a),
      pairs: edges(a, 'cropping', rank),
    }),
    input: () => ({ ndim: rank + 2 }),
    assumed: (s) => assumedMaps(rank, s.layout === 'channels_first'),
    output: (input, { settings: s }) => {
      s.pairs.forEach(([before, after], axis) => {
        const size = input[axis + (s.layout === 'channels_first' ? 2 : 1)];
        if (!atMost(size, add(before, after))) return;
        throw new ShapeError(
          'output-not-positive',
          said`\`cropping\` must be smaller than the input: ${formatShape([before, after])} leaves nothing of the axis of size ${formatDim(size)} in input_shape=${formatShape(input)}.`,
        );
      });
      const pairs = s.pairs.map(([before, after]): Edges => [neg(before), neg(after)]);
      return spatialPadShape(name, input, rank, pairs, s.layout);
    },
  };
}

const INTERPOLATIONS = ['nearest', 'bilinear', 'bicubic', 'lanczos3', 'lanczos5', 'area', 'mitchellcubic', 'gaussian'];

function upSampling(rank: SpatialRank): LayerEntry<{ layout: DataLayout; size: readonly Dim[] }> {
  const name = `UpSampling${rank}D`;
  return {
    name,
    init: {
      1: 'size=2',
      2: "size=(2, 2), data_format=None, interpolation='nearest'",
      3: 'size=(2, 2, 2), data_format=None',
    }[rank],
    configure: (a) => {
      if (rank === 1 && (a.get('size').kind === 'tuple' || a.get('size').kind === 'list')) {
        throw new PyError(
          'TypeError',
          said`${name} takes one integer for \`size\`. Received: ${a.cx.repr(a.get('size'))}`,
        );
      }
      const size = sizesPerAxis(a, 'size', rank, 'size-not-positive');
      if (rank === 2) option(a, 'interpolation', INTERPOLATIONS);
      return { layout: rank === 1 ? 'channels_last' : dataLayout(a), size };
    },
    input: () => ({ ndim: rank + 2 }),
    assumed: (s) => assumedMaps(rank, s.layout === 'channels_first'),
    output: (input, { settings: s }) => upSamplingShape(name, input, rank, s.size, s.layout),
  };
}

interface TargetSize {
  readonly layout: DataLayout;
  readonly height: Dim;
  readonly width: Dim;
}

/** Resizing, cropping at the centre or at random: images of any size come out in one size. */
function toSize(name: string, init: string): LayerEntry<TargetSize> {
  return {
    name,
    init,
    configure: (a, cx) => ({
      layout: dataLayout(a),
      height: readSize(a.get('height'), cx, 'height'),
      width: readSize(a.get('width'), cx, 'width'),
    }),
    assumed: (s) => assumedMaps(2, s.layout === 'channels_first'),
    attributes: (s) => ({ data_format: str(s.layout) }),
    output: (input, { settings: s }) => {
      if (input.length !== 3 && input.length !== 4) {
        throw new PyError(
          'ValueError',
          said`${name} expects images of rank 3, or 4 with a batch axis. Received input_shape=${formatShape(input)}.`,
          'rank-mismatch',
        );
      }
      return resizeShape(input, [s.height, s.width], s.layout);
    },
  };
}

/** What every layer of images takes (keras/src/layers/preprocessing/image_preprocessing/base_image_preprocessing_layer.py). */
const OF_IMAGES = 'factor=None, bounding_box_format=None';

export const resizingLayers = [
  ...([1, 2, 3] as const).flatMap((rank) => [zeroPadding(rank), cropping(rank), upSampling(rank)]),
  toSize(
    'Resizing',
    "height, width, interpolation='bilinear', crop_to_aspect_ratio=False, pad_to_aspect_ratio=False, fill_mode='constant', " +
      `fill_value=0.0, antialias=False, data_format=None, *, ${OF_IMAGES}`,
  ),
  toSize('CenterCrop', `height, width, data_format=None, *, ${OF_IMAGES}`),
  toSize('RandomCrop', `height, width, seed=None, data_format=None, name=None, *, ${OF_IMAGES}`),
] as LayerEntry<unknown>[];
