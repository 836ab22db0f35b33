import { type ColorRange, type ColorScale, colorRange } from '../../src/compute/atlas/colors';
import { type MapImage, numbersOf, pictureOf, valueAt } from '../../src/compute/atlas/image';
import type { Rect } from '../../src/compute/atlas/paint';
import { statisticsOf } from '../../src/compute/atlas/statistics';
import type { ConvProblem } from '../../src/compute/problem';
import { formatNumber } from './format';
import type { Coloring, Gallery } from './gallery';
import { mapText } from './mapNames';
import { overlayOf } from './overlay';
import type { Stage } from './stage';
import type { PictureSize } from './viewport';
import { t } from './words';

/** A map in a pane: what it is, how it is coloured, where it lies. */
export interface Layer {
  readonly image: MapImage;
  readonly scale: ColorScale;
  readonly range: ColorRange;
  /** In the elements that the pane counts in. */
  readonly at: Rect;
  readonly opacity: number;
}

/** What the panes of a stage show. */
export interface StagePicture {
  /** What the panes count in: the elements of the map, over the input those of the input with its padding. */
  readonly size: PictureSize;
  /** The map's own size. */
  readonly own: PictureSize;
  readonly panes: readonly { readonly title: string; readonly layers: readonly Layer[]; readonly channel: number }[];
  /** Where the input lies, where it is shown. */
  readonly input: Rect | undefined;
  /** Where an element of the map lies. */
  place(row: number, column: number): Rect;
  /** The numbers of the two maps at an element and their difference. */
  compare(at: { row: number; column: number } | undefined): string | undefined;
}

/** The pictures of a stage, made once for as long as the stage, the result and the colours stay. */
export function pictureOfStage(problem: ConvProblem, stage: Stage, gallery: Gallery, coloring: Coloring): StagePicture {
  const { map, company } = stage;
  const image = gallery.image(map);
  const own = { rows: image.rows, columns: image.columns };
  const at = { x: 0, y: 0, width: own.columns, height: own.rows };
  const layer = (picture: MapImage, range = coloring.range(map), scale = coloring.scale(map.kind)): Layer => ({
    image: picture,
    scale,
    range,
    at,
    opacity: 1,
  });
  const name = mapText(map);
  const plain = {
    size: own,
    own,
    input: undefined,
    place: (row: number, column: number) => ({ x: column, y: row, width: 1, height: 1 }),
    compare: () => undefined,
  };
  switch (company.kind) {
    case 'alone':
      return { ...plain, panes: [{ title: name, layers: [layer(image)], channel: map.channel }] };
    case 'beside': {
      const other = { kind: map.kind, channel: company.channel };
      const second = gallery.image(other);
      const difference = differenceOf(image, second);
      // One scale for both: that of all maps, or the wider of the two maps' own.
      const [a, b] = [coloring.range(map), coloring.range(other)];
      const range = { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
      const around = colorRange('diverging', statisticsOf(difference));
      return {
        ...plain,
        panes: [
          { title: name, layers: [layer(image, range)], channel: map.channel },
          { title: mapText(other), layers: [layer(second, range)], channel: company.channel },
          {
            title: t('{0} − {1}, ±{2} around zero', map.channel, company.channel, formatNumber(around.high)),
            layers: [layer(difference, around, 'diverging')],
            channel: map.channel,
          },
        ],
        compare: (place) => {
          if (!place) return undefined;
          const [first, last] = [image, second].map((picture) => valueAt(picture, place.row, place.column));
          const subtracted = last < 0 ? `(${formatNumber(last)})` : formatNumber(last);
          return `${formatNumber(first)} − ${subtracted} = ${formatNumber(first - last)}`;
        },
      };
    }
    case 'over': {
      const overlay = overlayOf(problem);
      if (!overlay) return { ...plain, panes: [{ title: name, layers: [layer(image)], channel: map.channel }] };
      const below = { kind: 'input' as const, channel: company.input };
      const { input, output } = overlay;
      const [width, height] = [output.width / own.columns, output.height / own.rows];
      return {
        ...plain,
        size: { rows: overlay.rows, columns: overlay.columns },
        input,
        panes: [
          {
            title: t('{0} over input {1}', name, company.input),
            layers: [
              // The input in grey, so that colours are the output's.
              { ...layer(gallery.image(below), colorRange('grey', gallery.statistics(below)), 'grey'), at: input },
              { ...layer(image), at: output, opacity: company.opacity },
            ],
            channel: map.channel,
          },
        ],
        place: (row, column) => ({ x: output.x + column * width, y: output.y + row * height, width, height }),
      };
    }
  }
}

/** `a − b`, element by element. */
function differenceOf(a: MapImage, b: MapImage): MapImage {
  const [first, second] = [numbersOf(a), numbersOf(b)];
  return pictureOf(
    first.map((value, i) => value - second[i]),
    a.rows,
    a.columns,
  );
}
